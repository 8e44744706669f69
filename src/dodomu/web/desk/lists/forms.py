"""A list as it is handed in."""

from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.tables import Limits, TableFault
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.web.desk.export.words import own_headings
from dodomu.web.desk.lists.words import ENCODINGS, FILE_FAULTS, MEGABYTE
from dodomu.web.parts.terms import CHANNELS

CHOSEN_CHANNELS = (Channel.LIST, Channel.EMAIL, Channel.MESSENGER, Channel.DESK)
GIVERS = [
    (GivenBy.LIST, _("a list of an airline, a hotel, a tour operator")),
    (GivenBy.EMBASSY, _("the embassy, which has checked it")),
    (GivenBy.GROUP_LEAD, _("the lead of the group")),
    (GivenBy.RELATIVE, _("relatives")),
    (GivenBy.UNKNOWN, _("not known")),
]


class HandInForm(forms.Form):
    """The file, how it came, and who stands behind it."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "CSV or XLSX, at most 30 MB and 200,000 rows. Nobody is registered before you have seen every row."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    given_by = forms.ChoiceField(
        label=_("Who says so?"), choices=GIVERS, widget=forms.RadioSelect, initial=GivenBy.LIST
    )
    channel = forms.ChoiceField(
        label=_("How did it come?"), choices=[(each, CHANNELS[each]) for each in CHOSEN_CHANNELS], initial=Channel.LIST
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of a text file"),
        required=False,
        choices=[("", _("find it out")), *((code, name) for code, name in ENCODINGS.items() if code != "utf-32")],
        help_text=_("Choose only if the names came out wrong."),
    )

    def clean_file(self) -> "File[bytes]":
        """Refuse what is too large before it is read."""
        file: File[bytes] = self.cleaned_data["file"]
        limit = Limits().bytes
        if (file.size or 0) > limit:
            raise forms.ValidationError(str(FILE_FAULTS[TableFault.TOO_LARGE]) % {"megabytes": limit // MEGABYTE})
        return file

    def given(self) -> dict[str, Any]:
        """Return what `hand_in_list` takes."""
        typed = self.cleaned_data
        return {
            "name": typed["file"].name,
            "data": typed["file"].read(),
            "channel": Channel(typed["channel"]),
            "given_by": GivenBy(typed["given_by"]),
            "encoding": typed["encoding"] or None,
            "own_headings": own_headings(),
        }
