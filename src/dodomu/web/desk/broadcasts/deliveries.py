"""What became of a broadcast, person by person and channel by channel."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries import deliveries
from dodomu.contact.queries.deliveries import DeliveryLine
from dodomu.contact.rules.terms import DeliveryState
from dodomu.foundation.permissions import Permission, may
from dodomu.people.queries.lines import lines_of
from dodomu.web.desk.broadcasts.kept import found
from dodomu.web.desk.door import DeskRequest, desk_view

A_PAGE = 100


@desk_view(Permission.SEE_MESSAGES)
def listing(request: DeskRequest, number: int) -> HttpResponse:
    """Show messages with their people, by state and channel if asked for."""
    whole = found(request, number)
    state, channel, after = request.GET.get("state", ""), request.GET.get("channel", ""), request.GET.get("after", "")
    lines = deliveries.of_broadcast(
        whole.line.id, state=DeliveryState(state) if state in set(DeliveryState) else None,
        channel=ChannelKind(channel) if channel in set(ChannelKind) else None, after=_uuid(after),
        sees_private=may(request.actor, Permission.SEE_PRIVATE, request.crisis.id), most=A_PAGE + 1,
    )  # fmt: skip
    shown, is_more = _whole_people(lines)
    people = lines_of(
        list(dict.fromkeys(line.person for line in shown if line.person)), on=request.at.date(), sees_private=False
    )
    names = {each.id: each.name or each.reference for each in people}
    page = {
        "line": whole.line,
        "lines": [(names.get(each.person, ""), each) for each in shown if each.person],
        "next": shown[-1].person if is_more and shown else None,
        "states": list(DeliveryState),
        "channels": list(dict.fromkeys(step.channel for step in whole.ladder)),
        "state": state,
        "channel": channel,
        "after": after,
    }
    return render(request, "desk/broadcasts/people.html", page)


def _whole_people(lines: list[DeliveryLine]) -> tuple[list[DeliveryLine], bool]:
    """Return what a page holds: nobody's messages are torn apart between two."""
    if len(lines) <= A_PAGE:
        return lines, False
    last = lines[-1].person
    return [line for line in lines if line.person != last] or lines, True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
