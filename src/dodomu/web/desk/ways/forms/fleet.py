"""A fleet as it is typed: vehicles of one kind at a hub, and the rounds they can make."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from dodomu.journeys.rules.given import FleetGiven, RoundGiven
from dodomu.journeys.rules.terms import Kind
from dodomu.journeys.rules.ways import FleetKnown
from dodomu.web.desk.situation.forms.told import area, line
from dodomu.web.desk.ways.forms.fields import (
    Around,
    give_choices,
    id_typed,
    place_choices,
    seat_fields,
    seats_typed,
    typed_seats,
    whole,
)

EMPTY_ROUNDS, MOST_ROUNDS = 3, 40
MOST_MINUTES = 100_000
OF_ROUND = ("place", "out", "back", "danger")


class FleetForm(forms.Form):
    """Vehicles of one kind; to take a round away, empty its place."""

    ref = line(_("Short name"), 60, required=True)
    name = line(_("Name"), 120)
    hub = forms.ChoiceField(label=_("They stand at"))
    vehicles = whole(_("How many vehicles"), required=True, most=10_000)
    drivers_minutes = whole(
        _("Minutes of all drivers together in a day"), most=MOST_MINUTES, help_text=_("Empty: not limited.")
    )
    note = area(_("Note of the desk"), 500)

    def __init__(self, *args: Any, around: Around, rounds: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(seat_fields("seats"))
        give_choices(self, "hub", place_choices(around, empty=str(_("– choose –"))))
        sent = sum(name.startswith("round_place_") for name in self.data)
        self.rounds = range(min(MOST_ROUNDS, sent or rounds + EMPTY_ROUNDS))
        places = place_choices(around, empty=str(_("– none –")))
        for number in self.rounds:
            self.fields[f"round_place_{number}"] = forms.ChoiceField(label=_("To"), required=False, choices=places)
            self.fields[f"round_out_{number}"] = whole(_("Minutes out, empty"), most=MOST_MINUTES)
            self.fields[f"round_back_{number}"] = whole(_("Minutes back, with people"), most=MOST_MINUTES)
            self.fields[f"round_danger_{number}"] = forms.FloatField(
                label=_("Danger of the ride, in risk-hours"), required=False, min_value=0
            )

    @classmethod
    def typed(cls, fleet: FleetKnown, note: str) -> dict[str, Any]:
        """Return a fleet as it would be typed."""
        same = {name: getattr(fleet, name) for name in ("ref", "name", "hub", "vehicles", "drivers_minutes")}
        rounds = {
            f"round_{name}_{number}": getattr(each, name)
            for number, each in enumerate(fleet.rounds)
            for name in OF_ROUND
        }
        return {**same, **rounds, **typed_seats(fleet.seats, "seats"), "note": note}

    def clean(self) -> dict[str, Any]:
        """Ask for both times of every round that names a place, and for the place of every time."""
        typed: dict[str, Any] = super().clean() or {}
        for number in self.rounds:
            place = typed.get(f"round_place_{number}")
            for name in ("out", "back"):
                field = f"round_{name}_{number}"
                if place and typed.get(field) is None and field not in self.errors:
                    self.add_error(field, _("Write how many minutes it takes."))
                elif not place and typed.get(field) is not None and f"round_place_{number}" not in self.errors:
                    self.add_error(f"round_place_{number}", _("Choose the place to which it goes."))
        return typed

    def given(self) -> FleetGiven:
        """Return the fleet as it was typed."""
        typed = self.cleaned_data
        hub = id_typed(typed["hub"])
        assert hub is not None  # noqa: S101  (the field needs one)
        return FleetGiven(
            typed["ref"], hub, typed["vehicles"], seats_typed(typed, "seats"), typed["name"],
            typed["drivers_minutes"], tuple(self._rounds()), typed["note"],
        )  # fmt: skip

    def shown_rounds(self) -> list[list[BoundField]]:
        """Return the fields of each round side by side."""
        return [[self[f"round_{name}_{number}"] for name in OF_ROUND] for number in self.rounds]

    def shown_seats(self) -> list[BoundField]:
        """Return the fields of the seats."""
        return [self[f"seats_{kind.value}"] for kind in Kind]

    def _rounds(self) -> list[RoundGiven]:
        typed = self.cleaned_data
        named = [(id_typed(typed.get(f"round_place_{number}")), number) for number in self.rounds]
        return [
            RoundGiven(place, *(typed[f"round_{name}_{number}"] for name in ("out", "back", "danger")))
            for place, number in named
            if place is not None
        ]
