"""Whose an address is: an officer says that an unknown sender is somebody of the register, or that one is not."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dodomu.channels.messages import ChannelKind
from dodomu.contact.operations import conversing
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.messages.showing import address

LONGEST_ADDRESS = 254


@require_POST
@desk_view(Permission.ANSWER)
def join(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Put what an unknown sender wrote into the conversation of a person."""
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError as fault:
        raise Http404 from fault
    found = conversing.join_to_person(
        crisis=request.crisis.id, conversation=conversation, person=person, by=request.actor, at=request.at
    )
    return redirect(address(request, found, "joined"))


@require_POST
@desk_view(Permission.ANSWER)
def part(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Take an address out of somebody's conversation, with everything that was written from it."""
    channel = request.POST.get("channel", "")
    if channel not in set(ChannelKind):
        raise Http404
    tray = conversing.part_from_person(
        crisis=request.crisis.id, conversation=conversation, channel=ChannelKind(channel),
        address=request.POST.get("address", "")[:LONGEST_ADDRESS].replace("\x00", ""), by=request.actor, at=request.at,
    )  # fmt: skip
    return redirect(address(request, tray, "parted"))
