"""Taking in a table of departures: looked over with everything that would be said of each row, then taken in whole.

Nothing of a file is kept between looking and taking in: whoever takes it in chooses it once more, and its fingerprint
says whether it is the file that was looked at.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import TableFault
from dodomu.journeys.operations.importing import Imported, LookedOver, RowLook, What, import_legs, look_over
from dodomu.journeys.rules.faults import Fault, FaultCode
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.lists.words import FILE_FAULTS
from dodomu.web.desk.ways.conflict import UNPROCESSABLE
from dodomu.web.desk.ways.history import FIELDS
from dodomu.web.desk.ways.remarks import Grounds, Remark, grounds_of, once, remarks, short_names
from dodomu.web.parts.journeys_words import fault_words
from dodomu.web.parts.sentences import sentence

FAULTS_SHOWN, ROWS_SHOWN = 200, 500
MOST_BYTES, MEGABYTE = 5 * 2**20, 2**20
WHATS: dict[What, Promise] = {
    What.NEW: _("new"),
    What.CHANGED: _("changed"),
    What.SAME: _("known before"),
    What.GONE: _("has left or was cancelled, stays as it is"),
}


class TableForm(forms.Form):
    """A file, and the fingerprint of the one that was looked at."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("links.csv or .xlsx, at most 5 MB. Nothing is kept before you have looked."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def content(self) -> bytes:
        """Return what was sent; read when its size is known to be fair."""
        content: bytes = self.cleaned_data["file"].read()
        return content

    def clean_file(self) -> object:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(FILE_FAULTS[TableFault.TOO_LARGE]) % {"megabytes": MOST_BYTES // MEGABYTE})
        return file


@dataclass(frozen=True)
class FaultLine:
    """One fault by its line."""

    line: int
    column: str
    words: str
    is_warning: bool


@dataclass(frozen=True)
class RowLine:
    """A row with what taking it in would do, and what would be said of it."""

    line: int
    ref: str
    what: str
    grave: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    changed: str

    @property
    def short(self) -> str:
        """The remarks that are not grave, each named once."""
        return short_names(self.remarks)


@dataclass(frozen=True)
class Page:
    """What the page has to show beside its form."""

    looked: LookedOver | None = None
    done: Imported | None = None
    refusal: str = ""
    is_another: bool = False

    @property
    def may_be_taken(self) -> bool:
        """Whether there is anything to take in, and nothing against it."""
        return bool(self.looked and self.looked.may_import and self.added + self.changed)

    @property
    def added(self) -> int:
        """How many rows are new."""
        return self.looked.count(What.NEW) if self.looked else 0

    @property
    def changed(self) -> int:
        """How many rows say something new of a leg that is known."""
        return self.looked.count(What.CHANGED) if self.looked else 0

    @property
    def same(self) -> int:
        """How many rows say nothing new."""
        return self.looked.count(What.SAME) + self.looked.count(What.GONE) if self.looked else 0


@desk_view(Permission.KEEP_WAYS)
def importing(request: DeskRequest) -> HttpResponse:
    """Look a table over; chosen once more, take it in."""
    if request.method != "POST":
        return _page(request, TableForm(), Page())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, Page(), UNPROCESSABLE)
    content, seen = form.content(), form.cleaned_data["seen"]
    fingerprint = hashlib.sha256(content).hexdigest()
    crisis, by, at = request.crisis.id, request.actor, request.at
    if seen == fingerprint:
        try:
            done = import_legs(crisis=crisis, content=content, by=by, at=at)
        except Refused as refused:
            return _page(request, TableForm(), Page(refusal=sentence(refused)), UNPROCESSABLE)
        return _page(request, TableForm(), Page(done=done))
    page = Page(look_over(crisis=crisis, content=content, by=by, at=at), is_another=bool(seen))
    return _page(request, TableForm(initial={"seen": fingerprint if page.may_be_taken else ""}), page)


def _page(request: DeskRequest, form: TableForm, page: Page, status: int = 200) -> HttpResponse:
    looked = page.looked
    shown = {
        "form": form,
        "page": page,
        "refusal": page.refusal,
        "faults": [_fault(each) for each in looked.faults[:FAULTS_SHOWN]] if looked else [],
        "is_wrong": bool(looked and not looked.may_import),
        "rows": list(_rows(request, looked)) if looked and looked.may_import else [],
        "most": FAULTS_SHOWN,
        "most_rows": ROWS_SHOWN,
    }
    return render(request, "desk/ways/import.html", shown, status=status)


def _fault(fault: Fault) -> FaultLine:
    if fault.code is FaultCode.UNREADABLE:
        words = str(FILE_FAULTS[TableFault(str(fault.facts["fault"]))])
        details = {name: value for name, value in fault.facts.items() if name != "fault"}
        told = {**details, "line": fault.line, "megabytes": MOST_BYTES // MEGABYTE}
        return FaultLine(fault.line, "", words % told if "%(" in words else words, is_warning=False)
    return FaultLine(fault.line, fault.field, fault_words(fault.code.value, fault.facts, fault.field), fault.is_warning)


def _rows(request: DeskRequest, looked: LookedOver) -> Iterator[RowLine]:
    grounds = grounds_of(request)
    for row in looked.rows[:ROWS_SHOWN]:
        yield _row(row, request.crisis.zone, grounds)


def _row(row: RowLook, zone: str, grounds: Grounds) -> RowLine:
    told = remarks(row.checks, zone, grounds)
    return RowLine(
        row.line, row.ref, str(WHATS[row.what]),
        once(each for each in told if each.is_grave), tuple(each for each in told if not each.is_grave),
        ", ".join(str(FIELDS.get(name, name)) for name in row.after),
    )  # fmt: skip
