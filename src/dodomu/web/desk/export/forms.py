"""An export as it is asked for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.tables import FileKind
from dodomu.people.operations.export import LONGEST_PURPOSE, SHORTEST_PURPOSE
from dodomu.people.queries.export import USUAL, ExportField
from dodomu.people.queries.register import Search
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish
from dodomu.web.desk.export.words import HEADINGS
from dodomu.web.parts.terms import ACCOUNTS, NEEDS, WISHES

ANY = ("", _("all"))
CITIZENS = [ANY, ("yes", _("citizens")), ("no", _("others who travel with them"))]
KINDS = [(FileKind.XLSX, _("XLSX (Excel)")), (FileKind.CSV, _("CSV (text)"))]


OLDEST = 130


def _age(label: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": "3"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=OLDEST, widget=widget)


class ExportForm(forms.Form):
    """Who, which columns, what for, in which kind of file."""

    q = forms.CharField(label=_("Name, telephone or code"), required=False, max_length=200)
    place = forms.ChoiceField(label=_("Place"), required=False)
    wish = forms.ChoiceField(label=_("Wish"), required=False, choices=[ANY, *WISHES.items()])
    account = forms.ChoiceField(label=_("Stands"), required=False, choices=[ANY, *ACCOUNTS.items()])
    need = forms.ChoiceField(label=_("Need"), required=False, choices=[ANY, *NEEDS.items()])
    citizen = forms.ChoiceField(label=_("Citizens"), required=False, choices=CITIZENS)
    min_age = _age(_("Age from"))
    max_age = _age(_("Age up to"))
    unreachable = forms.BooleanField(label=_("no way to reach them"), required=False)
    no_place = forms.BooleanField(label=_("no known place"), required=False)
    party_gap = forms.BooleanField(label=_("some of their party are not registered"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(each.value, HEADINGS[each]) for each in ExportField],
        initial=[each.value for each in USUAL],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one column to take out.")},
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("For whom, and what they do with it. It is written down with your name."),
        error_messages={"required": _("Say what the export is for. It is written down.")},
    )
    kind = forms.ChoiceField(label=_("Kind of file"), choices=KINDS, initial=FileKind.XLSX, widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [ANY, *places]

    def search(self) -> Search:
        """Return who is asked for."""
        typed = self.cleaned_data
        return Search(
            text=typed["q"],
            place=UUID(typed["place"]) if typed["place"] else None,
            wish=Wish(typed["wish"]) if typed["wish"] else None,
            account=Account(typed["account"]) if typed["account"] else None,
            need=typed["need"],
            citizen={"yes": True, "no": False}.get(typed["citizen"]),
            min_age=typed["min_age"],
            max_age=typed["max_age"],
            unreachable=typed["unreachable"],
            no_place=typed["no_place"],
            party_gap=typed["party_gap"],
        )

    def chosen(self) -> list[ExportField]:
        """Return the columns in the order in which they are offered."""
        return [each for each in ExportField if each.value in self.cleaned_data["columns"]]


class NumberForm(forms.Form):
    """The number of people, typed back."""

    number = forms.IntegerField(
        label=_("Type the number of people to confirm"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
