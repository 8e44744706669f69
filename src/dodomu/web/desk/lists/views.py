"""Lists: handing one in, looking at it row by row, deciding, and what became of it."""

from collections.abc import Callable, Iterator
from itertools import chain
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dodomu.foundation import tables
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import FileKind
from dodomu.people.operations import lists as operations
from dodomu.people.queries.lists import ListPage, RowLine, list_page, lists_of, rows_not_kept
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.lists import ListState, RowState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.lists import words
from dodomu.web.desk.lists.forms import HandInForm
from dodomu.web.desk.lists.page import PageOfList
from dodomu.web.parts.delimiters import delimiter_of_language
from dodomu.web.parts.download import attachment
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
LINE_DIGITS = 7


@desk_view(Permission.IMPORT)
def lists(request: DeskRequest) -> HttpResponse:
    """List what was handed in; take another one."""
    if request.method != "POST":
        return _lists(request, HandInForm())
    form = HandInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _lists(request, form, UNPROCESSABLE)
    try:
        file = operations.hand_in_list(crisis=request.crisis.id, **form.given(), by=request.actor, at=request.at)
    except Refused as refused:
        if refused.reason is PeopleReason.FILE_HANDED_IN_BEFORE:
            return _to(request, refused.details["file"], "seen=1")
        form.add_error("file", words.refusal_words(refused))
        return _lists(request, form, UNPROCESSABLE)
    return _to(request, file)


@desk_view(Permission.IMPORT)
def one(request: DeskRequest, file: UUID) -> HttpResponse:
    """Show a list with its rows: to be decided, being registered, or what became of it."""
    return _one(request, file)


@desk_view(Permission.IMPORT)
def columns(request: DeskRequest, file: UUID) -> HttpResponse:
    """Read the columns as the officer says."""
    page = _page(request, file)
    chosen = [request.POST.get(f"column_{each.index}", "") for each in page.columns]
    act = operations.choose_columns
    return _decide(request, file, lambda: act(file=file, columns=chosen, by=request.actor, at=request.at))


@desk_view(Permission.IMPORT)
def confirm(request: DeskRequest, file: UUID) -> HttpResponse:
    """Register the rows that are ready, and those at fault if that is ticked."""
    _page(request, file)
    keep_faulty = request.POST.get("keep_faulty") == "1"
    act = operations.confirm_list
    return _decide(request, file, lambda: act(file=file, keep_faulty=keep_faulty, by=request.actor, at=request.at))


@desk_view(Permission.IMPORT)
def drop(request: DeskRequest, file: UUID) -> HttpResponse:
    """Forget a list that was only looked at."""
    _page(request, file)
    if request.method != "POST":
        return _to(request, file)
    try:
        operations.drop_list(file=file, by=request.actor, at=request.at)
    except Refused as refused:
        return _one(request, file, sentence(refused), UNPROCESSABLE)
    return redirect(f"{reverse('desk:lists', args=[request.crisis.slug])}?dropped=1")


@desk_view(Permission.IMPORT)
def progress(request: DeskRequest, file: UUID) -> HttpResponse:
    """Say how far the worker has come, for the small script of the page."""
    page = _page(request, file)
    counts = page.list.counts
    kept, ready = counts.get(RowState.KEPT, 0), counts.get(RowState.READY, 0)
    return JsonResponse({"kept": kept, "of": kept + ready, "done": page.list.state is ListState.DONE})


@desk_view(Permission.IMPORT)
def refused(request: DeskRequest, file: UUID, kind: str) -> HttpResponseBase:
    """Give back the rows that were not registered, with what is wrong with each in a column of its own."""
    found = rows_not_kept(request.crisis.id, file, by=request.actor)
    if found is None or kind not in list(FileKind):
        raise Http404
    page, rows = found
    headings = [*(column.heading for column in page.columns), _("What is wrong")]
    made = tables.make_file(
        chain([headings], _texts(rows, len(headings))), FileKind(kind), delimiter=delimiter_of_language()
    )
    return attachment(request, f"refused-{page.list.handed_in_at:%Y-%m-%d-%H%M}.{kind}", made)


def _texts(rows: Iterator[RowLine], width: int) -> Iterator[list[str]]:
    for row in rows:
        faults = [*row.faults, *(fault for cell in row.cells for fault in cell.faults)]
        cells = [cell.text for cell in row.cells]
        # A row with too many cells keeps them all: the reason comes before, where the headings end.
        yield [*cells[: width - 1], words.row_words(faults), *cells[width - 1 :]]


def _page(request: DeskRequest, file: UUID) -> ListPage:
    state, after = request.GET.get("show", ""), request.GET.get("after", "")
    page = list_page(
        request.crisis.id,
        file,
        by=request.actor,
        state=RowState(state) if state in list(RowState) else None,
        after=int(after) if after.isascii() and after.isdecimal() and len(after) <= LINE_DIGITS else 0,
    )
    if page is None:
        raise Http404
    return page


def _one(request: DeskRequest, file: UUID, refusal: str = "", status: int = 200) -> HttpResponse:
    page = _page(request, file)
    state = request.GET.get("show", "")
    shown = PageOfList(page, RowState(state) if state in list(RowState) else None)
    return render(request, "desk/lists/list.html", {"shown": shown, "refusal": refusal}, status=status)


def _decide(request: DeskRequest, file: UUID, act: Callable[[], None]) -> HttpResponse:
    if request.method != "POST":
        return _to(request, file)
    try:
        act()
    except Refused as refusal:
        return _one(request, file, sentence(refusal), UNPROCESSABLE)
    return _to(request, file)


def _lists(request: DeskRequest, form: HandInForm, status: int = 200) -> HttpResponse:
    handed_in = [(each, words.STATES[each.state]) for each in lists_of(request.crisis.id, by=request.actor)]
    return render(request, "desk/lists/lists.html", {"form": form, "lists": handed_in}, status=status)


def _to(request: DeskRequest, file: UUID, query: str = "") -> HttpResponse:
    address = reverse("desk:list", args=[request.crisis.slug, file])
    return redirect(f"{address}?{query}" if query else address)
