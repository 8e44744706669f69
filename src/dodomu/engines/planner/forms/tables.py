"""Which fields a problem has, in one place: the JSON, its schema and the tables of a folder are all made from this."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, get_args

from dodomu.engines.planner.forms import several, values
from dodomu.engines.planner.forms.faults import Faults, FormCode
from dodomu.engines.planner.forms.several import AMOUNTS, DAILY, NO_CELLS, POSITION, PROCESSING, RISK, SET, TEXTS
from dodomu.engines.planner.forms.values import (
    FLAG,
    IDENT,
    INSTANT,
    REAL,
    TEXT,
    WHOLE_NUMBER,
    ZONE,
    Misread,
    Value,
    wrong,
)
from dodomu.engines.planner.marking import Phrase, gettext_noop, listed
from dodomu.engines.planner.problem import (
    KINDS,
    PRIORITIES,
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    PlaceKind,
    Promise,
    Round,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its value is written, what it is when it is left out, and what it means.

    What is `required` must be named; in a table, its cell may be empty if it has a default. `in_table` is false for
    what has a table of its own. A column has the name of the field if the value has no other.
    """

    name: str
    value: Value
    words: str
    required: bool = False
    default: Any = None
    in_table: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        return self.value.cells or (self.name,)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of thing: its noun, what it becomes, and its fields."""

    name: str
    noun: str
    make: Callable[..., Any]
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for each in self.fields if each.in_table for column in each.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(column for each in self.fields if each.in_table and each.required for column in each.columns)


def sort_of(name: str, noun: str, make: Callable[..., Any], *fields: Field) -> Sort:
    """Return a sort of thing with these fields."""
    return Sort(name, noun, make, fields, MappingProxyType({each.name: each for each in fields}))


def optional(sort: Sort) -> Sort:
    """Return the same sort with no field that must be there."""
    fields = tuple(replace(each, required=False) for each in sort.fields)
    return sort_of(sort.name, sort.noun, sort.make, *fields)


def meant(name: str, known: Sequence[str]) -> str:
    """Return a hint at which of the known names was meant, or nothing."""
    from difflib import get_close_matches  # only when something is wrong

    close = get_close_matches(name, known, n=1)
    return Phrase(gettext_noop("; perhaps {name}"), {"name": close[0]}) if close else ""


def read_object(raw: Any, path: str, sort: Sort, faults: Faults) -> Any:
    """Return the thing that an object of JSON describes, or None after adding everything that is wrong with it."""
    found = read_fields(raw, path, sort, faults)
    return None if found is None else sort.make(**found)


def read_fields(raw: Any, path: str, sort: Sort, faults: Faults) -> dict[str, Any] | None:
    """Return the values of the fields of an object of JSON, or None after adding everything that is wrong with it."""
    before = faults.count
    if not isinstance(raw, dict):
        faults.add(FormCode.NOT_AN_OBJECT, path=path, facts={"value": values.shown(raw)})
        return None
    dot = f"{path}." if path else ""
    for name in getattr(raw, "repeated", ()):
        faults.add(FormCode.REPEATED_FIELD, path=path, facts={"name": values.shown(name)})
    found: dict[str, Any] = {}
    for name, each in raw.items():
        one = sort.by_name.get(name)
        if one is None:
            hint = meant(name, list(sort.by_name))
            faults.add(FormCode.UNKNOWN_FIELD, path=path, facts={"name": values.shown(name), "meant": hint})
        elif each is None and not one.required and one.default is None:
            found[name] = None
        else:
            try:
                found[name] = one.value.from_json(each)
            except Misread as misread:
                for below, code, facts in misread.flaws:
                    faults.add(code, path=f"{dot}{name}{below}", facts=facts)
    for one in sort.fields:
        if one.required and one.name not in raw:
            faults.add(FormCode.MISSING_FIELD, path=path, facts={"name": one.name})
    return found if faults.count == before else None


def write_object(thing: Any, sort: Sort) -> dict[str, Any]:
    """Return a thing as an object of JSON, without the fields that are as they are when left out."""
    found: dict[str, Any] = {}
    for one in sort.fields:
        value = getattr(thing, one.name)
        if one.required or value != one.default:
            found[one.name] = None if value is None else one.value.to_json(value)
    return found


def read_nested(raw: Any, sort: Sort) -> Any:
    """Return the thing that an object inside another describes, or raise Misread."""
    faults = Faults()
    thing = read_object(raw, "", sort, faults)
    if faults.count:
        raise Misread(*((f".{fault.path}" if fault.path else "", fault.code, fault.facts) for fault in faults.kept))
    return thing


def list_of(sort: Sort) -> Value:
    """Return how a list of one sort is written inside another; it has a table of its own."""
    return Value(
        {"type": "array", "items": {"$ref": f"#/$defs/{sort.noun}"}},
        lambda raw: tuple(several.all_of(raw, lambda each: read_nested(each, sort))),
        lambda things: [write_object(each, sort) for each in things],
        *NO_CELLS,
    )


def _promise_from_cells(cells: Sequence[str]) -> Promise:
    leg, cost = cells[0].strip(), cells[1].strip()
    if not leg:
        raise Misread(("", FormCode.HALF_GIVEN, {"columns": listed(("promise_leg", "promise_cost"))}))
    return Promise(leg, WHOLE_NUMBER.from_cells([cost])) if cost else Promise(leg)


PROMISES = sort_of(
    "promises",
    "promise",
    Promise,
    Field("leg", IDENT, "The leg on which the party was told it has a place.", required=True),
    Field("cost", WHOLE_NUMBER, "What breaking that word costs, in units of its own.", default=1),
)
PROMISE = Value(
    {"$ref": "#/$defs/promise"},
    lambda raw: read_nested(raw, PROMISES),
    lambda value: write_object(value, PROMISES),
    _promise_from_cells,
    lambda value: (value.leg, str(value.cost)),
    ("promise_leg", "promise_cost"),
)

PLACES = sort_of(
    "places",
    "place",
    Place,
    Field("id", IDENT, "Its id.", required=True),
    Field("name", TEXT, "What people call it.", default=""),
    Field("kind", values.one_of(*get_args(PlaceKind)), "What it is; home is where all want to be.", default="place"),
    Field("country", TEXT, "Two capital letters.", default=""),
    Field("position", POSITION, "Latitude and longitude in degrees."),
    Field("risk", RISK, "Danger of an hour there for one person, or [from this moment on, this much] …", default=0.0),
    Field("processing", PROCESSING, "Persons brought to a vehicle in an hour; left out, nobody needs it."),
    Field("room", WHOLE_NUMBER, "Persons who may wait there at once; left out, as many as come."),
)
PARTIES = sort_of(
    "parties",
    "party",
    Party,
    Field("id", IDENT, "Its id.", required=True),
    Field("place", IDENT, "Where it is.", required=True),
    Field("persons", WHOLE_NUMBER, "How many they are, 1 to 200.", required=True),
    Field("needs", AMOUNTS, "What a vehicle must provide by kind; left out, one seat for each.", default={}),
    Field("papers", SET, "Which papers all of them have.", default=frozenset()),
    Field("priority", IDENT, "Its class.", default="other"),
    Field("available_from", INSTANT, "From when it can travel; left out, from the start."),
    Field("waiting_since", INSTANT, "Between equals, who has waited longest goes first."),
    Field("car", FLAG, "Whether it has a car of its own.", default=False),
    Field("may_split", FLAG, "Whether it may travel in parts.", default=False),
    Field("refuses", SET, "Legs, and countries of two capital letters, that it does not want.", default=frozenset()),
    Field("promise", PROMISE, "The leg that it was promised."),
)
LEGS = sort_of(
    "legs",
    "leg",
    Leg,
    Field("id", IDENT, "Its id.", required=True),
    Field("origin", IDENT, "The place that it leaves.", required=True),
    Field("target", IDENT, "The place where it arrives.", required=True),
    Field("departs", INSTANT, "When it departs.", required=True),
    Field("arrives", INSTANT, "When it arrives.", required=True),
    Field("seats", AMOUNTS, "What may be used, by kind.", required=True, default={}),
    Field("buffer", WHOLE_NUMBER, "Minutes before departure at which one must be ready.", default=0),
    Field("held_back", AMOUNTS, "What is kept free of these seats, by kind.", default={}),
    Field("papers", SET, "Papers that everybody needs, all of them.", default=frozenset()),
    Field("price", WHOLE_NUMBER, "For one person.", default=0),
    Field("paid_by", values.one_of("state", "traveller", "partner"), "Who pays.", default="state"),
    Field("chance", REAL, "That it runs, 0 to 1.", default=1.0),
    Field("danger", REAL, "Of the whole ride for one person, in risk-hours.", default=0.0),
    Field("permission", IDENT, "The permission that it counts against."),
    Field("charter", IDENT, "The charter that it belongs to; it runs only if that is hired."),
    Field("mode", TEXT, "What it is: air, rail, bus …", default=""),
    Field("countries", SET, "Countries that it passes through, beside those of its ends.", default=frozenset()),
    Field("processed", FLAG, "Whether the processing of its origin applies to it.", default=True),
)
CHARTERS = sort_of(
    "charters",
    "charter",
    Charter,
    Field("id", IDENT, "Its id.", required=True),
    Field("price", WHOLE_NUMBER, "For all its legs, full or empty.", required=True),
)
ROUNDS = sort_of(
    "rounds",
    "round",
    Round,
    Field("place", IDENT, "Where it goes to fetch people.", required=True),
    Field("out", WHOLE_NUMBER, "Minutes from the hub to the place, with preparing.", required=True),
    Field("back", WHOLE_NUMBER, "Minutes from the place to the hub, with loading.", required=True),
    Field("danger", REAL, "Of the ride back for one person, in risk-hours.", default=0.0),
)
FLEETS = sort_of(
    "fleets",
    "fleet",
    Fleet,
    Field("id", IDENT, "Its id.", required=True),
    Field("hub", IDENT, "The place from which its vehicles go out.", required=True),
    Field("vehicles", WHOLE_NUMBER, "How many there are.", required=True),
    Field("seats", AMOUNTS, "Of one vehicle, by kind.", required=True, default={}),
    Field("rounds", list_of(ROUNDS), "The journeys that it can make.", required=True, in_table=False),
    Field("drivers_minutes", WHOLE_NUMBER, "How long all its drivers together may be away in a day."),
)
LINKS = sort_of(
    "links",
    "link",
    Link,
    Field("id", IDENT, "Its id.", required=True),
    Field("origin", IDENT, "Where it begins.", required=True),
    Field("target", IDENT, "Where it leads.", required=True),
    Field("minutes", WHOLE_NUMBER, "How long it takes.", required=True),
    Field("needs_car", FLAG, "Whether only those with a car of their own can take it.", default=False),
    Field("danger", REAL, "Of the whole way for one person, in risk-hours.", default=0.0),
    Field("price", WHOLE_NUMBER, "For one person, paid by the state.", default=0),
)
CLOSURES = sort_of(
    "closures",
    "closure",
    Closure,
    Field("at", IDENT, "A place, leg, link or fleet, or * for everywhere.", required=True),
    Field("begins", INSTANT, "When it begins.", required=True),
    Field("ends", INSTANT, "When it ends; then all is free again.", required=True),
    Field("daily", DAILY, "Only from one time of each day to another, over midnight if the first is the later."),
    Field("stops", values.one_of("departures", "arrivals", "both"), "What it stops at a place.", default="both"),
    Field("road_only", FLAG, "Whether legs may run all the same.", default=False),
    Field("zone", ZONE, "The zone of the daily times; left out, that of the problem."),
    Field("why", TEXT, "In a few words, repeated in explanations.", default=""),
)
PERMISSIONS = sort_of(
    "permissions",
    "permission",
    Permission,
    Field("id", IDENT, "Its id.", required=True),
    Field("quota", WHOLE_NUMBER, "Persons on all the legs that name it.", required=True),
    Field("begins", INSTANT, "From when; left out, always."),
    Field("ends", INSTANT, "Until when; left out, always."),
)
SORTS: Mapping[str, Sort] = {
    sort.name: sort for sort in (PLACES, PARTIES, LEGS, CHARTERS, FLEETS, LINKS, CLOSURES, PERMISSIONS)
}
SETTINGS = sort_of(
    "settings",
    "problem",
    dict,
    Field("begins", INSTANT, "Where time begins.", required=True),
    Field("ends", INSTANT, "The horizon: who is not home by then counts as left.", required=True),
    Field("zone", ZONE, "The zone of daily times and of drivers' days.", required=True),
    Field("step", WHOLE_NUMBER, "Minutes: 5, 10, 15, 20, 30 or 60.", default=60),
    Field("budget", WHOLE_NUMBER, "For charters and for what the state pays; left out, no limit."),
    Field("least_chance", REAL, "Legs that are less likely to run are not planned with.", default=0.0),
    Field("priorities", AMOUNTS, "The weight of one person of each class.", default=dict(PRIORITIES)),
    Field("kinds", TEXTS, "The kinds of capacity.", default=KINDS),
    Field("name", TEXT, "What the problem is called.", default=""),
)


def read_format(raw: Any, wanted: str, faults: Faults) -> None:
    """Add a fault unless an object names the format that is read."""
    if not isinstance(raw, dict) or "format" not in raw:
        return
    if raw["format"] != wanted:
        flaw = wrong(FormCode.WRONG_FORMAT, raw["format"], wanted=wanted).flaws[0]
        faults.add(flaw[1], path="format", facts=flaw[2])
