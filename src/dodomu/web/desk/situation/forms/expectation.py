"""Something expected as it is typed: what, by whom, by when. What became of it is said on a page of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.situation.rules.given import ExpectationGiven
from dodomu.situation.rules.terms import ExpectationKind, Precision, Stated
from dodomu.web.desk.situation.forms.told import LONGEST_SAID_BY, Section, ToldForm, coded, either, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.parts.situation_words import EXPECTATIONS, PRECISIONS, STATED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ExpectationForm(ToldForm):
    """Something that should happen or end at an hour."""

    sections = (
        Section(
            _("What is expected"),
            (("kind", "by_whom"), ("texts_uk", "texts_en"), ("texts_ru", "texts_kk")),
            _("Also a word that somebody gave: free hotel beds, free rebooking, troops for ten days."),
        ),
        Section(
            _("By when"),
            (("due_is",), ("due_at", "due_precision", "due_words")),
            _("The desk is asked what became of it when this hour has passed."),
        ),
        Section(_("Where"), (("place", "zone"),)),
    )
    hours = (*ToldForm.hours, "due_at")
    ends: ClassVar[dict[str, str]] = {"due_at": "due_is"}
    texts: ClassVar[Mapping[str, "StrOrPromise"]] = {"texts": _("What is expected")}

    kind = coded(_("Kind"), EXPECTATIONS)
    by_whom = line(_("By whom"), LONGEST_SAID_BY, help_text=_("Who gave their word, or who decides."))
    due_is = either(_("The hour is"), STATED, (Stated.STATED, Stated.OPEN, Stated.NOT_STATED, Stated.ASSUMED))
    due_at = WallHour(label=_("Due"), required=False)
    due_precision = coded(_("How exactly is this known"), PRECISIONS, initial=Precision.HOUR)
    due_words = line(_("The hour in words"), 80, help_text=_("As it was given: a limited period."))
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def given(self) -> ExpectationGiven:
        """Return what is expected as it was typed."""
        typed = self.cleaned_data
        return ExpectationGiven(
            **self.common(),
            kind=ExpectationKind(typed["kind"]),
            texts=typed["texts"],
            by_whom=typed["by_whom"],
            due_at=typed["due_at"],
            due_is=Stated(typed["due_is"]),
            due_precision=Precision(typed["due_precision"]),
            due_words=typed["due_words"],
            about=typed["about"],
        )
