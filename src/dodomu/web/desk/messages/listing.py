"""The queue: who cannot wait on top, then whoever waits longest. Looking at it changes nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dodomu.contact.queries import conversations
from dodomu.contact.queries.conversations import Shown
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view

MINE, NOBODYS = "mine", "nobody"


@dataclass(frozen=True)
class Asked:
    """The filters of an address."""

    shown: Shown
    whose: str  # mine, nobody, or empty
    after: str

    @property
    def is_queue(self) -> bool:
        """Whether it lists who waits."""
        return self.shown in (Shown.WAITING, Shown.TRAY)


@desk_view(Permission.SEE_MESSAGES)
def listing(request: DeskRequest) -> HttpResponse:
    """Show who waits for an answer, or the conversations that are asked for."""
    crisis, by, asked = request.crisis.id, request.actor, _asked(request)
    is_first = asked.is_queue and not asked.after and not asked.whose
    page = {
        "asked": asked,
        "waiting": conversations.waiting(crisis),
        "found": conversations.conversations(
            crisis, asked.shown, by=by, owner=_owner(request, asked), unowned=asked.whose == NOBODYS, after=asked.after
        ),
        "urgent": conversations.urgent(crisis, by=by) if is_first and asked.shown is Shown.WAITING else [],
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/messages/queue.html", page)


def _owner(request: DeskRequest, asked: Asked) -> UUID | None:
    return request.actor.officer if asked.whose == MINE else None


def _asked(request: HttpRequest) -> Asked:
    """Read the filters; whatever makes no sense narrows nothing."""
    get = request.GET
    shown, whose = get.get("shown", ""), get.get("whose", "")
    return Asked(
        shown=Shown(shown) if shown in set(Shown) else Shown.WAITING,
        whose=whose if whose in (MINE, NOBODYS) else "",
        after=get.get("after", "")[:60],
    )
