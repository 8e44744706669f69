"""A restriction as it is typed: what cannot be done, where, by whom, between which hours."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.situation.rules.given import RestrictionGiven
from dodomu.situation.rules.known import Fact
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind, Stated
from dodomu.web.desk.situation.forms.told import LONGEST_REF, Section, ToldForm, coded, codes_of, either, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.parts.situation_words import APPLIES_TO, EFFECTS, REACHES, RESTRICTIONS, STATED

LONGEST_DELAY = 60 * 24 * 14  # minutes


class RestrictionForm(ToldForm):
    """What cannot be done, or only so."""

    sections = (
        Section(_("What"), (("kind", "effect"), ("scope",))),
        Section(_("Where"), (("place", "zone"), ("reach", "way"))),
        Section(
            _("Since when"),
            (("begins_is",), ("begins_at",)),
        ),
        Section(
            _("Until when"),
            (("ends_is",), ("ends_at",)),
            _("If nobody said how long it holds, say so. It is then listed until somebody has asked."),
        ),
        Section(
            _("Hours of every day"),
            (("daily_from", "daily_to"),),
            _("Only if it holds at certain hours, as a curfew does. Past midnight: 23:00 to 07:00."),
        ),
        Section(
            _("Whom it concerns"),
            (("applies_to", "applies_words"), ("papers", "slow_minutes"), ("precision_words",)),
            is_folded=True,
        ),
    )
    hours = (*ToldForm.hours, "begins_at", "ends_at")
    ends: ClassVar[dict[str, str]] = {"begins_at": "begins_is", "ends_at": "ends_is"}

    kind = coded(_("Kind"), RESTRICTIONS)
    effect = coded(_("What it does"), EFFECTS)
    scope = line(_("In words"), 200, help_text=_("For example: bridges over the Big Almaty canal."))
    reach = coded(_("How far it holds"), REACHES, initial=Reach.PLACE)
    way = line(_("Departure or link"), LONGEST_REF, help_text=_("Its code, if it concerns one only."))
    begins_is = either(
        _("The beginning is"), STATED, (Stated.STATED, Stated.ASSUMED, Stated.NOT_STATED), initial=Stated.STATED
    )
    begins_at = WallHour(label=_("Since"), required=False)
    ends_is = either(_("The end is"), STATED, (Stated.STATED, Stated.OPEN, Stated.NOT_STATED, Stated.ASSUMED))
    ends_at = WallHour(label=_("Until"), required=False)
    daily_from = forms.TimeField(
        label=_("Every day from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    daily_to = forms.TimeField(
        label=_("Every day until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    applies_to = coded(_("Holds for"), APPLIES_TO, initial=AppliesTo.ALL)
    applies_words = line(_("Whom, in words"), 120, help_text=_("For one carrier: its name."))
    slow_minutes = forms.IntegerField(
        label=_("Delay in minutes"),
        required=False,
        min_value=0,
        max_value=LONGEST_DELAY,
        help_text=_("Empty: nobody said how long."),
    )
    papers = line(_("Papers it asks for"), 300, help_text=_("Codes, for example pcr_48h."))
    precision_words = line(_("The hours in words"), 80, help_text=_("As they were given, if they are less exact."))

    @classmethod
    def typed(cls, known: Fact) -> dict[str, Any]:
        """Return a restriction as it would be typed, with its pair of daily hours."""
        daily = known.daily if isinstance(known, RestrictionKnown) and known.daily else (None, None)
        return super().typed(known) | dict(zip(("daily_from", "daily_to"), daily, strict=True))

    def clean(self) -> dict[str, Any]:
        """Read the daily hours as a pair, and ask for what the reach needs."""
        typed = super().clean()
        if (typed.get("daily_from") is None) != (typed.get("daily_to") is None):
            empty = "daily_from" if typed.get("daily_from") is None else "daily_to"
            if empty not in self.errors:
                self.add_error(empty, _("Write both hours of the day, or neither."))
        if typed.get("reach") == Reach.WAY and not typed.get("way"):
            self.add_error("way", _("Write the code of the departure or link."))
        if typed.get("reach") not in (None, "", Reach.WAY) and not typed.get("place"):
            self.add_error("place", _("Choose the place around which it holds."))
        return typed

    def given(self) -> RestrictionGiven:
        """Return the restriction as it was typed."""
        typed = self.cleaned_data
        return RestrictionGiven(
            **self.common(),
            kind=RestrictionKind(typed["kind"]),
            effect=Effect(typed["effect"]),
            reach=Reach(typed["reach"]),
            way=typed["way"],
            scope=typed["scope"],
            begins_at=typed["begins_at"],
            begins_is=Stated(typed["begins_is"]),
            ends_at=typed["ends_at"],
            ends_is=Stated(typed["ends_is"]),
            daily_from=typed["daily_from"],
            daily_to=typed["daily_to"],
            precision_words=typed["precision_words"],
            applies_to=AppliesTo(typed["applies_to"]),
            applies_words=typed["applies_words"],
            slow_minutes=typed["slow_minutes"],
            papers=codes_of(typed["papers"]),
        )
