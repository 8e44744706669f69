"""Sheets on paper: printing them, looking at one, typing in what was ticked."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import sheets as operations
from dodomu.contact.operations.sheets import Read
from dodomu.contact.queries import sheets, wording
from dodomu.contact.queries.sheets import SheetPage
from dodomu.contact.reasons import ContactReason
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.broadcasts.forms import ResultsForm
from dodomu.web.desk.broadcasts.kept import found
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.sentences import SENTENCES, sentence

UNPROCESSABLE = 422
MOST_SHEETS = 100  # printed at a time


@desk_view(Permission.SEE_MESSAGES)
def listing(request: DeskRequest, number: int) -> HttpResponse:
    """Show the sheets of a broadcast, to be printed."""
    return _list(request, number)


@require_POST
@desk_view(Permission.SEE_PRIVATE)
def printed(request: DeskRequest, number: int) -> HttpResponse:
    """Return sheets as PDF. A printed sheet is closed, and who printed it is written down."""
    whole = found(request, number)
    mine = [each.code for each in sheets.sheets_of(request.crisis.id, whole.line.id)]
    chosen = [code for code in mine if code in request.POST.getlist("code")] or mine
    try:
        made = operations.print_sheets(
            crisis=request.crisis.id, codes_of=chosen[:MOST_SHEETS], page=_page_of_sheets(request),
            printed_at=hour_words(request.at, request.crisis.zone), by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        if refused.reason not in (ContactReason.NO_SUCH_SHEET, ContactReason.SHEET_NOT_PRINTED):
            raise
        return _list(request, number, sentence(refused))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{request.crisis.slug}-{number}-sheets.pdf"'
    return response


@desk_view(Permission.SEE_MESSAGES)
def one(request: DeskRequest, code: str) -> HttpResponse:
    """Show one sheet with what its rows came to, and type in what was ticked on it."""
    sees_private = may(request.actor, Permission.SEE_PRIVATE, request.crisis.id)
    sheet = sheets.sheet_page(request.crisis.id, code, sees_private=sees_private)
    if sheet is None:
        raise Http404
    return _typing(request, sheet)


@desk_view(Permission.SEE_MESSAGES)
def typing(request: DeskRequest) -> HttpResponse:
    """Type in what was ticked on any sheets."""
    return _typing(request, None)


def _typing(request: DeskRequest, sheet: SheetPage | None) -> HttpResponse:
    form = ResultsForm(request.POST) if request.method == "POST" else ResultsForm()
    may_keep = may(request.actor, Permission.CHANGE_PEOPLE, request.crisis.id)
    read: Read | None = None
    is_kept = "keep" in request.POST
    if form.is_valid():
        given: dict[str, Any] = {
            "crisis": request.crisis.id, "text": form.cleaned_data["text"], "sheet": sheet.line.code if sheet else "",
            "by": request.actor,
        }  # fmt: skip
        read = operations.keep_results(**given, at=request.at) if is_kept else operations.read_results(**given)
        if is_kept:
            form = ResultsForm(initial={"text": _left(form.cleaned_data["text"], read)})
            if sheet:
                sheet = sheets.sheet_page(
                    request.crisis.id, sheet.line.code,
                    sees_private=may(request.actor, Permission.SEE_PRIVATE, request.crisis.id),
                )  # fmt: skip
    page = {
        "sheet": sheet,
        "form": form,
        "read": read,
        "lines": [(each, str(SENTENCES[each.refused]) if each.refused else "") for each in read.lines] if read else [],
        "is_kept": is_kept and read is not None,
        "may_keep": may_keep,
    }
    return render(request, "desk/broadcasts/typing.html", page, status=UNPROCESSABLE if form.errors else 200)


def _left(text: str, read: Read) -> str:
    """Return the lines that do not count yet, each under its sheet, so that they can be put right."""
    wrong = {fault.line for fault in read.faults} | {each.line for each in read.lines if each.refused}
    left: list[str] = []
    named = ""
    for number, line in enumerate(text.splitlines(), 1):
        is_sheet = operations.names_sheet(line)
        if is_sheet and number not in wrong:
            named = line
        elif number in wrong:
            left += [named, line] if named else [line]
            named = ""
    return "\n".join(left)


def _list(request: DeskRequest, number: int, refusal: str = "") -> HttpResponse:
    whole = found(request, number)
    page = {
        "line": whole.line,
        "sheets": sheets.sheets_of(request.crisis.id, whole.line.id),
        "is_set_up": sheets.is_set_up(),
        "refusal": refusal,
        "may_print": may(request.actor, Permission.SEE_PRIVATE, request.crisis.id),
    }
    return render(request, "desk/broadcasts/sheets.html", page, status=UNPROCESSABLE if refusal else 200)


def _page_of_sheets(request: DeskRequest) -> str:
    """Return the address that the figures of a sheet are put after, for its QR code."""
    return f"{wording.base()}{reverse('desk:sheets-typing', args=[request.crisis.slug])}"
