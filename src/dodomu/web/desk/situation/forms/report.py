"""A report as it is typed: what happened, where and when, with the two usual marks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.situation.rules.given import ReportGiven
from dodomu.situation.rules.known import ReportKnown
from dodomu.situation.rules.terms import Category, Precision, Reliability
from dodomu.web.desk.situation.forms.told import LONGEST_SAID_BY, Section, ToldForm, coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.parts.situation_words import CATEGORIES, CREDIBILITIES, PRECISIONS, RELIABILITIES, SEVERITIES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOT_STATED = pgettext_lazy("a mark", "not stated")


class ReportForm(ToldForm):
    """What happened."""

    sections = (
        Section(
            _("What happened"),
            (("texts_uk", "texts_en"), ("texts_ru", "texts_kk"), ("category", "severity")),
            _("One language is enough. Write what is known, not what it may mean."),
        ),
        Section(
            _("Where and when"),
            (("place", "zone"), ("occurred_at", "occurred_precision", "occurred_words"), ("where_words",)),
        ),
        Section(_("How far it can be trusted"), (("reliability", "credibility"),)),
    )
    hours = (*ToldForm.hours, "occurred_at")
    texts: ClassVar[Mapping[str, "StrOrPromise"]] = {"texts": _("What happened")}

    category = coded(_("About"), CATEGORIES)
    severity = coded(_("How grave"), SEVERITIES, empty=NOT_STATED)
    where_words = line(
        _("Where, in words"), LONGEST_SAID_BY, help_text=_("As the source names it, if it is no place of ours.")
    )
    occurred_at = WallHour(label=_("It happened at"), required=False)
    occurred_precision = coded(_("How exactly is this known"), PRECISIONS, initial=Precision.HOUR)
    occurred_words = line(
        _("The hour in words"), 60, help_text=_("As it was given, if it is less exact: in the evening.")
    )
    reliability = coded(_("The source"), RELIABILITIES, empty=NOT_STATED)
    credibility = coded(_("The content"), CREDIBILITIES, empty=NOT_STATED)
    supersedes = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def given(self) -> ReportGiven:
        """Return the report as it was typed."""
        typed = self.cleaned_data
        was = self.before if isinstance(self.before, ReportKnown) else None
        return ReportGiven(
            **self.common(),
            category=Category(typed["category"]),
            severity=_mark(typed["severity"]),
            texts=typed["texts"],
            where_words=typed["where_words"],
            occurred_at=typed["occurred_at"],
            occurred_precision=Precision(typed["occurred_precision"]),
            occurred_words=typed["occurred_words"],
            published_precision=was.published_precision if was else Precision.HOUR,
            reliability=Reliability(typed["reliability"]) if typed["reliability"] else None,
            credibility=_mark(typed["credibility"]),
            supersedes=typed["supersedes"],
        )


def _mark(typed: str) -> int | None:
    return int(typed) if typed else None
