"""Taking in a table of the situation: looked over first, then taken in whole or not at all.

Nothing of a file is kept on the server between looking and taking in. Whoever takes it in chooses it once more, and its
fingerprint says whether it is the file that was looked at: no place for half-confirmed files, nothing to clean up.
"""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import TableFault
from dodomu.situation.operations.importing import LIMITS, Imported, LookedOver, import_table, look_over
from dodomu.situation.rules.files.faults import FileFault
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.lists.words import FILE_FAULTS, refusal_words
from dodomu.web.parts.table_words import cell_fault, table_refusal

if TYPE_CHECKING:
    from django.core.files import File

UNPROCESSABLE = 422
FAULTS_SHOWN = 200
MEGABYTE = 2**20


class TableForm(forms.Form):
    """A file, and the fingerprint of the one that was looked at."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "reports.csv, restrictions.xlsx and the like, at most 5 MB. Nothing is kept before you have looked."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def clean_file(self) -> "File[bytes]":
        """Refuse what is too large before it is read."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.bytes:
            too_large = str(FILE_FAULTS[TableFault.TOO_LARGE])
            raise forms.ValidationError(too_large % {"megabytes": LIMITS.bytes // MEGABYTE})
        return file


@dataclass(frozen=True)
class FaultLine:
    """One fault as the page shows it."""

    fault: FileFault
    words: str


@dataclass(frozen=True)
class Page:
    """What the page has to show beside its form."""

    looked: LookedOver | None = None
    done: Imported | None = None
    refusal: str = ""
    is_another: bool = False  # not the file that was looked at

    @property
    def faults(self) -> list[FaultLine]:
        """The first faults, in the order of their lines."""
        return [
            FaultLine(each, cell_fault(each)) for each in (self.looked.faults if self.looked else ())[:FAULTS_SHOWN]
        ]

    @property
    def may_be_taken(self) -> bool:
        """Whether there is anything to take in, and nothing against it."""
        return bool(self.looked and not self.looked.faults and self.looked.would_add + self.looked.would_change)


@desk_view(Permission.IMPORT)
def importing(request: DeskRequest) -> HttpResponse:
    """Look a table over; chosen once more, take it in."""
    if request.method != "POST":
        return _page(request, TableForm(), Page())
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, Page(), UNPROCESSABLE)
    file, seen = form.cleaned_data["file"], form.cleaned_data["seen"]
    content = file.read()
    fingerprint = hashlib.sha256(content).hexdigest()
    try:
        if seen == fingerprint:
            done = import_table(
                crisis=request.crisis.id, name=file.name, content=content, by=request.actor, at=request.at
            )
            return _page(request, TableForm(), Page(done=done))
        looked = look_over(crisis=request.crisis.id, name=file.name, content=content, by=request.actor, at=request.at)
    except Refused as refused:
        words = refusal_words(refused) if "fault" in refused.details else table_refusal(refused)
        return _page(request, TableForm(), Page(refusal=words), UNPROCESSABLE)
    page = Page(looked=looked, is_another=bool(seen))
    return _page(request, TableForm(initial={"seen": fingerprint if page.may_be_taken else ""}), page)


def _page(request: DeskRequest, form: TableForm, page: Page, status: int = 200) -> HttpResponse:
    shown = {"form": form, "page": page, "refusal": page.refusal, "most": FAULTS_SHOWN}
    return render(request, "desk/situation/import.html", shown, status=status)
