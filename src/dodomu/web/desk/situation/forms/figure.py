"""A figure as it is typed: how many, of whom, by whose word, as of when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.situation.rules.given import FigureGiven
from dodomu.situation.rules.terms import Precision, Qualifier
from dodomu.web.desk.situation.forms.told import Section, ToldForm, coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.parts.situation_words import PRECISIONS, QUALIFIERS

MOST = 10**12


class FigureForm(ToldForm):
    """A number by somebody's word."""

    sections = (
        Section(
            _("How many"),
            (("qualifier", "number", "unit"), ("of_whom", "measure")),
            _("State it as it was said. It stands beside what others say; nothing is added up or averaged."),
        ),
        Section(_("Where, and as of when"), (("place", "zone"), ("as_of", "as_of_precision"))),
    )
    hours = (*ToldForm.hours, "as_of")

    qualifier = coded(_("The number is"), QUALIFIERS, initial=Qualifier.EXACT)
    number = forms.IntegerField(label=_("Number"), min_value=0, max_value=MOST)
    unit = line(_("Unit"), 30, required=True, initial="persons", help_text=_("persons, seats, flights …"))
    of_whom = line(_("Of whom"), 120, required=True, help_text=_("For example: citizens of Ukraine."))
    measure = line(_("What of them"), 160, required=True, help_text=_("For example: stranded in Almaty."))
    as_of = WallHour(label=_("As of"))
    as_of_precision = coded(_("How exactly is this known"), PRECISIONS, initial=Precision.HOUR)

    def given(self) -> FigureGiven:
        """Return the figure as it was typed."""
        typed = self.cleaned_data
        return FigureGiven(
            **self.common(),
            number=typed["number"],
            qualifier=Qualifier(typed["qualifier"]),
            of_whom=typed["of_whom"],
            measure=typed["measure"],
            unit=typed["unit"],
            as_of=typed["as_of"],
            as_of_precision=Precision(typed["as_of_precision"]),
        )
