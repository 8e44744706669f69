"""One broadcast: what it says to whom, whom it would tell, how far it is, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries import advice as advice_queries
from dodomu.contact.queries import audiences, broadcasts
from dodomu.contact.queries.broadcasts import Counted, Whole
from dodomu.contact.queries.named_parties import codes_of
from dodomu.contact.rules.ladders import Ladder
from dodomu.contact.rules.terms import BroadcastState, DeliveryState
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.web.desk.broadcasts.forms import StopForm
from dodomu.web.desk.broadcasts.kept import OPEN, UNDER_WAY, found, ways_out
from dodomu.web.desk.broadcasts.said import said_in
from dodomu.web.desk.door import DeskRequest, desk_view

UNPROCESSABLE = 422
DONE = ("kept", "asked", "approved", "taken-back", "paused", "goes-on", "stopped")
# The columns of the figures: waiting and being sent are one to whoever watches.
COLUMNS: tuple[tuple[str, tuple[DeliveryState, ...]], ...] = (
    ("waiting", (DeliveryState.WAITING, DeliveryState.SENDING)),
    ("taken", (DeliveryState.TAKEN,)),
    ("delivered", (DeliveryState.DELIVERED,)),
    ("failed", (DeliveryState.FAILED,)),
    ("in_doubt", (DeliveryState.IN_DOUBT,)),
    ("unknown", (DeliveryState.UNKNOWN,)),
    ("skipped", (DeliveryState.SKIPPED,)),
)


@dataclass(frozen=True)
class StepFigures:
    """How many messages of one way are how far, in the order of the columns."""

    rung: str
    channel: ChannelKind
    minutes: int
    numbers: tuple[tuple[str, int], ...]
    whys: tuple[tuple[str, str, int], ...]  # state, why, number


@desk_view(Permission.SEE_SITUATION)
def showing(request: DeskRequest, number: int) -> HttpResponse:
    """Show everything about a broadcast; to a script that looks again, only the figures."""
    whole = found(request, number)
    if request.headers.get("X-Fragment") == "progress":
        return render(request, "desk/broadcasts/figures.html", figures_of(request, whole))
    return page_of(request, whole)


def figures_of(request: DeskRequest, whole: Whole) -> dict[str, Any]:
    """Return how far a broadcast is."""
    figures = broadcasts.figures(whole.line.id)
    return {
        "line": whole.line,
        "is_open": whole.line.state in UNDER_WAY,
        "figures": figures,
        "steps": _steps(whole.ladder, figures.counts),
        "columns": [name for name, _states in COLUMNS],
        "sees_messages": may(request.actor, Permission.SEE_MESSAGES, request.crisis.id),
    }


def page_of(
    request: DeskRequest, whole: Whole, *, refusal: str = "", asks_again: bool = False, stop: StopForm | None = None
) -> HttpResponse:
    """Show a broadcast, also after something that was refused."""
    crisis, by, line = request.crisis.id, request.actor, whole.line
    is_open = line.state in OPEN
    sees_people = may(by, Permission.SEE_PEOPLE, crisis)
    advice = advice_queries.advice_by_id(crisis, line.advice, at=request.at) if line.advice else None
    page: dict[str, Any] = {
        "whole": whole,
        "advice": advice,
        "headline": advice.words_for(get_language() or "")[1].headline if advice else "",
        "said": said_in(whole.texts, first=get_language() or ""),
        "audience": _audience(request, whole),
        "preview": _preview(request, whole) if is_open else None,
        "when_asked": _when_asked(whole),
        "sees_people": sees_people,
        "refusal": refusal,
        "asks_again": asks_again,
        "stop": stop or StopForm(),
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
        "is_own": whole.asked_by is not None and whole.asked_by == by.officer and not line.is_drill,
        "may_broadcast": may(by, Permission.BROADCAST, crisis),
        "may_approve": may(by, Permission.APPROVE, crisis),
        "on_paper": any(step.channel is ChannelKind.PAPER for step in whole.ladder) and not is_open,
        **_ways_out(request, whole),
        **figures_of(request, whole),
    }
    status = UNPROCESSABLE if refusal or (stop and stop.errors) else 200
    return render(request, "desk/broadcasts/broadcast.html", page, status=status)


def _ways_out(request: DeskRequest, whole: Whole) -> dict[str, Any]:
    """Return which of the connections that a broadcast needs do not work, and whether no sender runs at all."""
    used = {ChannelKind.DRILL} if whole.line.is_drill else {step.channel for step in whole.ladder}
    needed = [each for each in ways_out(request) if each.channel in used]
    return {
        "nobody_sends": bool(needed) and not any(each.is_looked_after for each in needed),
        "down": [each for each in needed if each.down_since or not each.is_looked_after],
    }


def _preview(request: DeskRequest, whole: Whole) -> audiences.Preview:
    return audiences.preview(
        crisis=request.crisis.id, audience=whole.audience, ladder=whole.ladder, texts=whole.texts,
        purpose=whole.line.purpose, ground=whole.line.ground,
        sees_private=may(request.actor, Permission.SEE_PRIVATE, request.crisis.id), at=request.at,
    )  # fmt: skip


def _when_asked(whole: Whole) -> dict[str, Any] | None:
    """Return what was counted when approval was asked for: whoever approves sees it beside what it is now."""
    if whole.line.state is not BroadcastState.ASKED:
        return None
    counts: dict[str, Any] = {**whole.counts}
    return {"persons": counts["persons"], "reached": counts["reached"], "cost": Decimal(counts["cost"])}


def _steps(ladder: Ladder, counts: Sequence[Counted]) -> list[StepFigures]:
    return [_step(number, step.rung, step.channel, step.minutes, counts) for number, step in enumerate(ladder)]


def _step(number: int, rung: str, channel: ChannelKind, minutes: int, counts: Sequence[Counted]) -> StepFigures:
    mine = [each for each in counts if each.step == number]
    numbers = tuple((name, sum(each.number for each in mine if each.state in states)) for name, states in COLUMNS)
    whys = tuple((each.state.value, each.why, each.number) for each in mine if each.why)
    return StepFigures(rung, channel, minutes, numbers, whys)


def _audience(request: DeskRequest, whole: Whole) -> dict[str, Any]:
    """Return an audience in what a page can say of it."""
    asked = whole.audience
    names = {place.id: place.name for place in places_of(request.crisis.id)}
    return {
        "is_everybody": asked.is_everybody,
        "places": [names.get(each, "–") for each in asked.places],
        "terms": [*asked.needs, *asked.wishes],
        "accounts": list(asked.accounts),
        "legs": list(asked.legs),
        "parties": codes_of(request.crisis.id, asked.parties) if asked.parties else [],
        "persons": len(asked.persons),
        "languages": list(asked.languages),
        "not_heard_since": asked.not_heard_since,
        "heard_since": asked.heard_since,
        "registered_only": asked.registered_only,
    }
