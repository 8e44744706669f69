"""What the forms of ways home have in common: places by their zones, seats by kind, faults beside fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from dodomu.foundation import crises
from dodomu.foundation.places import PlaceView
from dodomu.journeys.rules.faults import Fault, FaultCode
from dodomu.journeys.rules.terms import Kind
from dodomu.web.desk.situation.forms.deciding import HourForm
from dodomu.web.desk.situation.forms.told import Section, ShownSection
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.journeys_words import KINDS, fault_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 1_000_000
LONGEST_WHY = 500
Options = list[tuple[str, str]]
Choices = list[tuple[str, str | Options]]


@dataclass(frozen=True)
class Around:
    """Where a form stands: the places of the crisis and the zone of its clocks."""

    places: Sequence[PlaceView]
    zone: str

    def place(self, place: UUID | None) -> PlaceView | None:
        """Return a place by its id."""
        return next((each for each in self.places if each.id == place), None)

    def zone_of(self, place: UUID | None) -> str:
        """Return the zone of a place, or that of the crisis."""
        found = self.place(place)
        return found.zone if found else self.zone

    def name(self, place: UUID | None) -> str:
        """Return what a place is called."""
        found = self.place(place)
        return found.name if found else ""


class ZonedForm(HourForm):
    """A form whose hours are wall time of one zone, about something that keeps no versions."""

    version = None  # type: ignore[assignment]


def place_choices(around: Around, *, empty: str) -> Choices:
    """Return the places under the zones of their clocks, that of the crisis first."""
    zones = dict.fromkeys([around.zone, *sorted(each.zone for each in around.places)])
    groups: Choices = [("", empty)]
    for zone in zones:
        inside = [(str(each.id), each.name) for each in around.places if each.zone == zone]
        if inside:
            groups.append((_("Clocks of {zone}").format(zone=zone_words(zone)), inside))
    return groups


def country_field(label: "StrOrPromise", **given: Any) -> forms.ChoiceField:
    """A choice among the countries of the world; its choices come with the form."""
    return forms.ChoiceField(label=label, **given)


def give_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = list(choices)


def give_countries(form: forms.Form, name: str) -> None:
    """Let a field choose among the countries of the world."""
    give_choices(form, name, [("", str(_("– choose –"))), *crises.country_choices()])


def whole(label: "StrOrPromise", *, required: bool = False, most: int = MOST, **given: Any) -> forms.IntegerField:
    """A whole number, not below zero."""
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=most, **given)


def why_field(label: "StrOrPromise", *, required: bool = True, **given: Any) -> forms.CharField:
    """Why something is done, in a sentence that is kept."""
    return forms.CharField(label=label, required=required, max_length=LONGEST_WHY, **given)


def seat_fields(prefix: str) -> dict[str, forms.Field]:
    """Return a field for every kind of capacity."""
    return {f"{prefix}_{kind.value}": whole(str(KINDS[kind.value]), most=100_000) for kind in Kind}


def seats_typed(cleaned: Mapping[str, Any], prefix: str) -> dict[str, int]:
    """Return the seats that were typed, by kind; what was left empty is not stated."""
    found = {kind.value: cleaned.get(f"{prefix}_{kind.value}") for kind in Kind}
    return {kind: number for kind, number in found.items() if number is not None}


def typed_seats(seats: Mapping[str, int], prefix: str) -> dict[str, int]:
    """Return seats as they would be typed."""
    return {f"{prefix}_{kind}": number for kind, number in seats.items()}


def id_typed(value: object) -> UUID | None:
    """Return the id that was chosen, or None for nothing."""
    return UUID(str(value)) if value else None


def mark_faults(form: forms.Form, faults: Iterable[Fault], names: Mapping[str, str] | None = None) -> bool:
    """Write each fault beside its field, if nothing stands there yet, and say whether there was any."""
    said = False
    for fault in faults:
        if fault.is_warning:
            continue
        name = _field_of(form, fault, names or {})
        is_said_before = name in form.errors and (fault.code is FaultCode.NEEDED or name is not None)
        if not is_said_before:
            form.add_error(name, fault_words(fault.code.value, fault.facts, fault.field))
        said = True
    return said


def _field_of(form: forms.Form, fault: Fault, names: Mapping[str, str]) -> str | None:
    by_kind = f"{fault.field}_{fault.facts.get('kind', Kind.SEAT.value)}"
    for name in (names.get(fault.field, fault.field), by_kind):
        if name in form.fields:
            return name
    return None


def shown(form: forms.Form, sections: Iterable[Section]) -> list[ShownSection]:
    """Return sections with their fields, for the page."""
    return [
        ShownSection(
            each,
            [[form[name] for name in row] for row in each.rows],
            any(form[name].errors for row in each.rows for name in row),
        )
        for each in sections
    ]
