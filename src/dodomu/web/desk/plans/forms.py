"""What is typed about plans: what to suppose, why it is adopted, what is decided otherwise, what a file is for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.engines.planner.problem import PRIORITIES
from dodomu.foundation.tables import FileKind
from dodomu.journeys.rules.terms import OverrideKind
from dodomu.journeys.rules.variants import LONGEST_SECONDS, SECONDS, Options
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.plan_words import OVERRIDES
from dodomu.web.parts.plans.words import kind_words

NOW, TOMORROW = "now", "tomorrow"
LONGEST_SLIP = 30 * 24  # hours
FARTHEST = timedelta(days=30)  # nobody plans for longer
MOST_MONEY = 1_000_000_000
_DAYS = {"days": FARTHEST.days}
Legs = Sequence[tuple[str, str]]  # ref, how it is called


class AskForm(forms.Form):
    """What a plan is to suppose. Left alone: as things are."""

    name = forms.CharField(
        label=pgettext_lazy("a plan", "Name"),
        max_length=160,
        required=False,
        help_text=_("To find it again: without the charter, from tomorrow …"),
    )
    begins = forms.ChoiceField(
        label=_("Begins"),
        choices=[(NOW, pgettext_lazy("a plan begins", "now")), (TOMORROW, pgettext_lazy("a plan begins", "tomorrow"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    without_charters = forms.BooleanField(label=_("Without any charter"), required=False)
    without_third_countries = forms.BooleanField(label=_("Through no third country"), required=False)
    slips = forms.ChoiceField(label=_("This departure leaves later"), required=False)
    hours = forms.IntegerField(label=_("Later by, in hours"), min_value=1, max_value=LONGEST_SLIP, required=False)
    without_legs = forms.MultipleChoiceField(
        label=_("Without these departures"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )  # fmt: skip
    least_chance = forms.IntegerField(
        label=_("Only what runs with a chance of at least, in %"), min_value=0, max_value=100, required=False
    )
    until = WallHour(label=_("Ends"), required=False)
    budget = forms.IntegerField(label=_("At most, in euros"), min_value=0, max_value=MOST_MONEY, required=False)
    seconds = forms.IntegerField(
        label=_("Seconds for the search"), min_value=1, max_value=LONGEST_SECONDS, initial=SECONDS
    )

    def __init__(self, *args: Any, legs: Legs, now: datetime, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone
        _choose(self, "slips", legs, str(_("– all as stated –")))
        without = self.fields["without_legs"]
        assert isinstance(without, forms.MultipleChoiceField)  # noqa: S101  (for the type checker)
        without.choices = list(legs)
        self.fields["until"].help_text = _(
            "Hour in %(zone)s. Left empty: when the last departure that is known has arrived."
        ) % {"zone": zone_words(zone)}

    def clean_until(self) -> datetime | None:
        """Return the moment at which the plan ends."""
        typed = self.cleaned_data["until"]
        if typed is None:
            return None
        try:
            return moment_of(typed, self.zone)
        except NoSuchHour as nothing:
            raise forms.ValidationError(CLOCKS_CHANGED % {"zone": zone_words(self.zone)}) from nothing

    def clean(self) -> dict[str, Any]:
        """A departure that slips needs its hours, and hours need a departure."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("slips") and not typed.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("Say by how many hours it leaves later."))
        if typed.get("hours") and not typed.get("slips") and "slips" not in self.errors:
            self.add_error("slips", _("Say which departure leaves later."))
        if typed.get("slips") and typed["slips"] in typed.get("without_legs", ()):
            self.add_error("without_legs", _("A departure that is left out cannot leave later."))
        begins = self._begins(typed) or self.now
        if typed.get("until") and not begins < typed["until"] <= begins + FARTHEST:
            self.add_error("until", _("A plan ends after it begins, and at most %(days)s days later.") % _DAYS)
        return typed

    def options(self) -> Options:
        """Return what is to be supposed."""
        typed = self.cleaned_data
        return Options(
            from_at=self._begins(typed),
            until=typed["until"],
            without_legs=frozenset(typed["without_legs"]),
            least_chance=(typed["least_chance"] or 0) / 100,
            without_charters=typed["without_charters"],
            without_third_countries=typed["without_third_countries"],
            slips={typed["slips"]: typed["hours"] * 60} if typed["slips"] else {},
            budget=typed["budget"],
            seconds=float(typed["seconds"]),
        )

    def _begins(self, typed: Mapping[str, Any]) -> datetime | None:
        return _midnight(self.now, ZoneInfo(self.zone)) if typed.get("begins") == TOMORROW else None


class AdoptForm(forms.Form):
    """Why a plan is adopted, what was in force when that was read, and what of its consequences was seen."""

    expects = forms.UUIDField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with your name."),
    )  # fmt: skip
    confirmed_moves = forms.BooleanField(
        label=_("I have seen who was told already and would travel otherwise"), required=False
    )
    without_broken = forms.BooleanField(
        label=_("Adopt it without those whose way does not hold any more"), required=False
    )


class OverrideForm(forms.Form):
    """What is decided for a party otherwise than the planner would."""

    decision = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is decided"),
        choices=[(kind.value, OVERRIDES[kind]) for kind in OverrideKind],
        widget=forms.RadioSelect,
    )
    leg = forms.ChoiceField(label=_("Departure"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    priority = forms.ChoiceField(label=_("Class"), required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("It is kept with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, legs: Legs, countries: Legs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "leg", legs, "–")
        _choose(self, "country", countries, "–")
        _choose(self, "priority", [(each, kind_words(each)) for each in PRIORITIES], "–")

    def given(self) -> Mapping[str, Any]:
        """Return what the operation takes."""
        typed = self.cleaned_data
        return {
            "override": UUID(str(typed["decision"])),
            "kind": OverrideKind(typed["kind"]),
            **{name: typed[name] for name in ("leg", "country", "priority", "reason")},
        }


class TakeForm(forms.Form):
    """What a file with people's names is for."""

    kind = forms.ChoiceField(
        label=_("File"), choices=[*((each.value, each.value.upper()) for each in FileKind), ("json", "JSON")]
    )
    purpose = forms.CharField(
        label=_("What for"), max_length=500, help_text=_("It is written down with your name and the hour.")
    )


def _choose(form: forms.Form, name: str, choices: Legs, none: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = [("", none), *choices]


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
