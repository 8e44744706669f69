"""A leg or link as it is typed: each hour is wall time of its own place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.foundation.places import PlaceView
from dodomu.journeys.rules.faults import Fault
from dodomu.journeys.rules.given import LegGiven
from dodomu.journeys.rules.terms import Kind, Mode, PaidBy, Schedule
from dodomu.journeys.rules.ways import LegKnown, WaysKnown
from dodomu.web.desk.situation.forms.told import Section, ShownSection, area, coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour, wall_of
from dodomu.web.desk.ways.forms.fields import (
    Around,
    give_choices,
    id_typed,
    mark_faults,
    place_choices,
    seat_fields,
    seats_typed,
    shown,
    typed_seats,
    whole,
    why_field,
)
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.journeys_words import MODES, PAID_BY, PAPERS, SCHEDULES
from dodomu.web.parts.situation_words import PROVENANCES

Look = Callable[[LegGiven], tuple[Fault, ...]]
HUNDRED: Final = 100
SEATS: Final = ("seats", "block", "held_back")
OTHER_KINDS: Final = tuple(kind.value for kind in Kind if kind is not Kind.SEAT)
NOT_SAID = _("not stated")

SECTIONS: Final = (
    Section(_("What it is"), (("mode", "ref"), ("operator", "service"), ("schedule",))),
    Section(
        _("From where, to where, when"),
        (("origin", "target"), ("departs", "arrives"), ("minutes", "via")),
        _("Every hour is what a clock on the wall shows: of departure there, of arrival where it arrives."),
    ),
    Section(
        _("Seats"),
        (("seats_seat", "block_seat", "held_back_seat"),),
        _("All that it has; of these, those that we may use; of those, kept back for crew and escorts."),
    ),
    Section(
        _("Wheelchairs, stretchers, infants, pets"),
        tuple(tuple(f"{name}_{kind}" for name in SEATS) for kind in OTHER_KINDS),
        _("What is left empty is none. In each row: all, ours, kept back."),
        is_folded=True,
    ),
    Section(
        _("Booking and papers"),
        (("price", "paid_by"), ("book_by", "chance"), ("papers", "papers_other")),
        _("What nobody has stated stays empty. It is never guessed."),
    ),
    Section(
        _("Charter, permission, meeting, safety"),
        (
            ("charter", "permission"), ("meeting_place", "meeting_minutes"), ("buffer", "processed"),
            ("danger", "distance_km"),
        ),
        is_folded=True,
    ),
    Section(_("Where this is known from"), (("source", "provenance"), ("known_from",), ("note",))),
)  # fmt: skip
REASON: Final = Section(_("Why it is changed"), (("why",),), _("It is kept in the history with your name."))


class LegForm(forms.Form):
    """All that can be stated about a leg; every fault of every field is found at once."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    ref = line(_("Short name"), 60, required=True, help_text=_("As it is called in your lists: N131."))
    mode = coded(pgettext_lazy("means of travel", "By"), MODES)
    schedule = coded(_("It goes"), SCHEDULES, initial=Schedule.DATED)
    operator = line(_("Carrier"), 120)
    service = line(_("Number or name"), 120, help_text=_("For example: KC 407."))
    origin = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"))
    via = line(_("Passes through"), 400, help_text=_("Names or codes of places, with commas between them."))
    departs = WallHour(label=_("Leaves"), required=False)
    arrives = WallHour(label=_("Arrives"), required=False)
    minutes = whole(_("Minutes on the way"), help_text=_("Of what goes at any hour."))
    distance_km = whole(_("Kilometres"))
    price = whole(_("Price for one, in whole euros"))
    paid_by = coded(_("Who pays"), PAID_BY, initial=PaidBy.STATE)
    known_from = WallHour(label=_("Known since"), required=False, help_text=_("Empty: from now on."))
    book_by = WallHour(label=_("Book by"), required=False)
    papers = forms.MultipleChoiceField(
        label=_("What is asked for"), required=False, choices=list(PAPERS.items()), widget=forms.CheckboxSelectMultiple
    )
    papers_other = line(_("Other papers, by their codes"), 200)
    chance = forms.FloatField(
        label=_("Chance that it runs, in per cent"), required=False, min_value=0, max_value=HUNDRED
    )
    buffer = whole(_("To be ready before departure, minutes"), help_text=_("Empty: what is usual for its kind."))
    danger = forms.FloatField(
        label=_("Danger of the ride, in risk-hours"), required=False, min_value=0, help_text=_("Empty: the usual one.")
    )
    processed = forms.BooleanField(label=_("Passengers pass the check-in of the place of departure"), required=False)
    charter = forms.ChoiceField(label=_("Belongs to the charter"), required=False)
    permission = forms.ChoiceField(label=_("Needs the permission"), required=False)
    meeting_place = forms.ChoiceField(label=_("Meeting place"), required=False)
    meeting_minutes = whole(
        _("Meeting before departure, minutes"), help_text=_("Empty: time to be ready and half an hour more.")
    )
    source = line(_("Source"), 200)
    provenance = coded(_("How well it is founded"), PROVENANCES, empty=NOT_SAID)
    note = area(_("Note of the desk"), 500)
    why = why_field(_("Why"))

    def __init__(
        self, *args: Any, around: Around, ways: WaysKnown, look: Look, before: LegKnown | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.around, self.look, self.before = around, look, before
        for name in SEATS:
            self.fields.update(seat_fields(name))
        self._name_seats()
        places = place_choices(around, empty=str(_("– choose –")))
        for name in ("origin", "target"):
            give_choices(self, name, places)
        give_choices(self, "meeting_place", place_choices(around, empty=str(_("where it sets out"))))
        give_choices(self, "charter", [("", str(_("none"))), *((str(each.id), each.ref) for each in ways.charters)])
        asked = [(str(each.id), f"{each.ref} · {each.what}") for each in ways.permissions]
        give_choices(self, "permission", [("", str(_("none"))), *asked])
        if before is None:
            del self.fields["why"]
        self._name_zones()

    def clean(self) -> dict[str, Any]:
        """Hold what was typed against everything that is known, and write every fault beside its field."""
        typed: dict[str, Any] = super().clean() or {}
        typed["via_places"] = self._via(typed.get("via", ""))
        mark_faults(self, self.look(self.given()))
        return typed

    def given(self) -> LegGiven:
        """Return the leg as it was typed; what could not be read is not stated."""
        typed = self.cleaned_data
        names = (
            "minutes", "distance_km", "price", "buffer", "danger", "meeting_minutes", "ref", "operator", "service",
            "source", "provenance", "note",
        )  # fmt: skip
        links = ("origin", "target", "charter", "permission", "meeting_place")
        stated: dict[str, Any] = {
            "ref": "",
            **{name: typed[name] for name in names if name in typed},
            **{name: id_typed(typed.get(name)) for name in links},
            **{name: seats_typed(typed, name) for name in SEATS},
            **{name: self._hour(name) for name in HOURS},
            "via": typed.get("via_places", ()),
            "papers": (*typed.get("papers", ()), *typed.get("papers_other", "").replace(",", " ").split()),
            "chance": self._chance(),
            "processed": bool(typed.get("processed")),
        }
        return LegGiven(
            mode=Mode(typed.get("mode") or Mode.AIR),
            schedule=Schedule(typed.get("schedule") or Schedule.DATED),
            paid_by=PaidBy(typed.get("paid_by") or PaidBy.STATE),
            stated_departs_utc=self.before.stated_departs_utc if self.before else None,
            stated_arrives_utc=self.before.stated_arrives_utc if self.before else None,
            **stated,
        )

    def shown_sections(self) -> list[ShownSection]:
        """Return the sections with their fields, for the page."""
        return shown(self, (*SECTIONS, REASON) if self.before else SECTIONS)

    @classmethod
    def typed(cls, leg: LegKnown, around: Around) -> dict[str, Any]:
        """Return a leg as it would be typed into its form."""
        same = {name: getattr(leg, name) for name in cls.base_fields if hasattr(leg, name)}
        hours = {name: wall_of(getattr(leg, of_leg), _zone(leg, name, around)) for name, of_leg in HOURS.items()}
        seats = {name: number for each in SEATS for name, number in typed_seats(getattr(leg, each), each).items()}
        return {
            **same, **hours, **seats,
            "via": ", ".join(_called(place, around) for place in map(around.place, leg.via) if place),
            "papers": [paper for paper in leg.papers if paper in PAPERS],
            "papers_other": " ".join(paper for paper in leg.papers if paper not in PAPERS),
            "chance": None if leg.chance is None else round(leg.chance * HUNDRED, 4),
        }  # fmt: skip

    def _chance(self) -> float | None:
        percent = self.cleaned_data.get("chance")
        if percent is None:
            return None
        before = self.before.chance if self.before else None
        is_same = before is not None and round(before * HUNDRED, 4) == percent
        return before if is_same else percent / HUNDRED

    def _hour(self, name: str) -> datetime | None:
        """Return wall time as it was typed; an hour that nobody touched stays the moment that it was."""
        wall: datetime | None = self.cleaned_data.get(name)
        moment = getattr(self.before, HOURS[name]) if self.before else None
        if wall is None or moment is None or self.before is None:
            return wall
        end = id_typed(self.cleaned_data.get(END_OF[name]))
        zone = _zone(self.before, name, self.around)
        is_same = self.around.zone_of(end) == zone and wall_of(moment, zone) == wall.strftime("%Y-%m-%dT%H:%M")
        return moment.astimezone(ZoneInfo(zone)) if is_same else wall

    def _via(self, typed: str) -> tuple[UUID, ...]:
        found = []
        for name in filter(None, (part.strip() for part in typed.replace("|", ",").split(","))):
            place = next((each for each in self.around.places if _is_called(each, name)), None)
            if place is None:
                self.add_error("via", str(_("This crisis has no place “%(name)s”.")) % {"name": name})
            else:
                found.append(place.id)
        return tuple(found)

    def _name_seats(self) -> None:
        labels = {"seats": _("All seats"), "block": _("Ours"), "held_back": _("Kept back")}
        for name, label in labels.items():
            self.fields[f"{name}_seat"].label = label
            for kind in OTHER_KINDS:
                field = self.fields[f"{name}_{kind}"]
                field.label = f"{field.label}: {str(label).lower() if name != 'seats' else _('all')}"

    def _name_zones(self) -> None:
        """Name the zone of each hour, where the place is known already."""
        for name, end in END_OF.items():
            place = self.around.place(_uuid(self[end].value()))
            told = _("Hour in %(zone)s.") % {"zone": zone_words(place.zone)} if place else ""
            if told:
                self.fields[name].help_text = f"{told} {self.fields[name].help_text}".strip()


HOURS: Final = {"departs": "departs_at", "arrives": "arrives_at", "known_from": "known_from", "book_by": "book_by"}
END_OF: Final = {"departs": "origin", "arrives": "target", "known_from": "origin", "book_by": "origin"}


def _zone(leg: LegKnown, name: str, around: Around) -> str:
    return around.zone_of(leg.target if END_OF[name] == "target" else leg.origin)


def _called(place: PlaceView, around: Around) -> str:
    """Return the name by which a place is found again: its code, where another bears the same name."""
    first = next(each for each in around.places if _is_called(each, place.name))
    return place.name if first.id == place.id else place.ref


def _is_called(place: PlaceView, name: str) -> bool:
    wanted = name.casefold()
    return wanted in {place.ref.casefold(), *(each.casefold() for each in (*place.names.values(), *place.also))}


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
