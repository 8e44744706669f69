"""What an officer does with a pass: end a lost one, take one back, issue anew, send where and when."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dodomu.boarding.operations import passes, telling_passes
from dodomu.boarding.queries import passes as queries
from dodomu.boarding.queries.passes import PassLine
from dodomu.boarding.rules.terms import PassEnd
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.offers.showing import offer_address, offer_or_404


@require_POST
@desk_view(Permission.BOARD)
def lost(request: DeskRequest, held: UUID) -> HttpResponse:
    """End a pass that is in other hands; another is issued in its stead."""
    line = _line(request, held)
    made = passes.end_pass(held=held, cause=PassEnd.LOST, by=request.actor, at=request.at)
    return _back(request, line, "pass-anew" if made else "pass-ended")


@require_POST
@desk_view(Permission.BOARD)
def take_back(request: DeskRequest, held: UUID) -> HttpResponse:
    """End a pass with none in its stead, until an officer issues one."""
    line = _line(request, held)
    passes.end_pass(held=held, cause=PassEnd.OFFICER, by=request.actor, at=request.at)
    return _back(request, line, "pass-taken-back")


@require_POST
@desk_view(Permission.BOARD)
def anew(request: DeskRequest, held: UUID) -> HttpResponse:
    """Issue a pass in the stead of one that was taken back."""
    line = _line(request, held)
    passes.issue_anew(held=held, by=request.actor, at=request.at)
    return _back(request, line, "pass-issued")


@require_POST
@desk_view(Permission.ANSWER)
def send(request: DeskRequest, offer: UUID) -> HttpResponse:
    """Send a party where and when it is to be, to its own telephones."""
    view = offer_or_404(request, offer)
    is_latin = request.POST.get("latin") == "yes"
    telling_passes.tell_passes(party=view.line.party, is_latin=is_latin, by=request.actor, at=request.at)
    return redirect(f"{offer_address(request, offer)}?done=pass-sent#passes")


def _line(request: DeskRequest, held: UUID) -> PassLine:
    line = queries.one(request.crisis.id, held)
    if line is None:
        raise Http404
    return line


def _back(request: DeskRequest, line: PassLine, done: str) -> HttpResponse:
    return redirect(f"{offer_address(request, line.offer)}?done={done}#passes")
