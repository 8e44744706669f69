"""Facts of a few lines: a dangerous city, a village in its region, a port, a land border and home. Nothing here exists.

`at(6)` is six hours after noon of a Monday, the hour of the facts. Builders say only what a test is about.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from dodomu.engines.planner.problem import Closure, Leg, Link, Party, Place
from dodomu.journeys.rules.eligibility import Rule
from dodomu.journeys.rules.parties import OverrideKnown, PartyKnown, PersonKnown, ToldKnown
from dodomu.journeys.rules.problem import Built, build
from dodomu.journeys.rules.problem.facts import Facts, Site
from dodomu.journeys.rules.terms import LegState, Mode, PaidBy, Schedule
from dodomu.journeys.rules.variants import Options
from dodomu.journeys.rules.ways import LegKnown, WaysKnown
from dodomu.people.rules.terms import Account
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Provenance, Reach, RestrictionKind, Stated

SPACE = UUID("00000000-0000-4000-8000-000000000001")
NOON = datetime(2031, 5, 12, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def the(name: str) -> UUID:
    """Return the id of whatever has this name."""
    return uuid5(SPACE, name)


def site(ref: str, kind: str, country: str = "QX", region: str = "", parent: str = "") -> Site:
    return Site(
        place=the(ref), country=country, region=region, ref=ref, kind=kind, zone="UTC", latitude=10.0, longitude=20.0,
        name=ref.title(), parent=the(parent) if parent else None,
    )  # fmt: skip


CITY, SHELTER, VILLAGE = "city", "shelter", "village"
PORT, BORDER, BEYOND, HOME = "port", "border", "beyond", "home"
SITES = (
    site(CITY, "city", region="delta"),
    site(SHELTER, "shelter", region="delta", parent=CITY),
    site(VILLAGE, "town", region="delta"),
    site(PORT, "airport", region="coast"),
    site(BORDER, "border_crossing", region="hills"),
    site(BEYOND, "city", country="QY"),
    site(HOME, "airport", country="QH"),
)


def person(name: str = "anna", **fields: Any) -> PersonKnown:
    """Return a grown citizen who waits in the city and wants to leave now."""
    given: dict[str, Any] = {
        "is_citizen": True, "citizenships": ("QH",), "birth_date": date(1990, 1, 1), "wish": "leave_now",
        "wish_from": None, "account": Account.WAITING, "place": CITY, "leg": "", "needs": (), "papers": (),
        "asked_at": at(-24), **fields,
    }  # fmt: skip
    place = given.pop("place")
    return PersonKnown(id=the(name), place=the(place) if place else None, **given)


def party(name: str, *persons: PersonKnown, said: int | None = None) -> PartyKnown:
    """Return a party of these people, or of one of its name."""
    people = persons or (person(name),)
    return PartyKnown(the(name), may_split=False, said_size=said or len(people), persons=people)


def leg(ref: str = "flight", **fields: Any) -> LegKnown:
    """Return a flight from the port home with ten seats, leaving in six hours and arriving in nine."""
    given: dict[str, Any] = {
        "version": 1, "mode": Mode.AIR, "schedule": Schedule.DATED, "state": LegState.PLANNED, "operator": "Gull",
        "service": ref, "origin": PORT, "target": HOME, "via": (), "departs_at": at(6), "arrives_at": at(9),
        "minutes": None, "distance_km": None, "seats": {}, "block": {"seat": 10}, "held_back": {}, "partner_in": 0,
        "partner_out": 0, "price": None, "paid_by": PaidBy.STATE, "known_from": at(-100), "book_by": None,
        "papers": (), "chance": None, "buffer": None, "danger": None, "processed": False, "charter": None,
        "permission": None, "meeting_place": None, "meeting_minutes": None, "invite_extra": 0, "expected_at": None,
        "provenance": "", "source": "", "note": "", "stated_departs_utc": None, "stated_arrives_utc": None, **fields,
    }  # fmt: skip
    for end in ("origin", "target"):
        given[end] = the(given[end])
    given["via"] = tuple(the(each) for each in given["via"])
    return LegKnown(id=the(f"leg {ref}"), ref=ref, **given)


def link(ref: str = "road", **fields: Any) -> LegKnown:
    """Return an hour by road from the city to the port."""
    given = {
        "origin": CITY, "target": PORT, "minutes": 60, "mode": Mode.TRANSFER, "schedule": Schedule.ON_DEMAND,
        "departs_at": None, "arrives_at": None, "block": {}, "operator": "",
    }  # fmt: skip
    return leg(ref, **{**given, **fields})


def restriction(kind: RestrictionKind, effect: Effect, place: str | None, **fields: Any) -> RestrictionKnown:
    """Return a restriction at a place that began a day ago and has no end."""
    given: dict[str, Any] = {
        "reach": Reach.PLACE, "way": "", "scope": "", "begins_at": at(-24), "begins_is": Stated.STATED,
        "ends_at": None, "ends_is": Stated.NOT_STATED, "daily": None, "zone": "UTC", "precision_words": "",
        "applies_to": AppliesTo.ALL, "applies_words": "", "slow_minutes": None, "papers": (), "said_by": "",
        "sources": (), "provenance": Provenance.SOURCED, "announced_at": at(-24), "recorded_at": at(-24),
        "published_at": None, "note": "", **fields,
    }  # fmt: skip
    ref = given.pop("ref", f"{kind.value}-{place}")
    return RestrictionKnown(
        thing=the(ref), version=1, ref=ref, kind=kind, effect=effect, place=the(place) if place else None, **given
    )


def told(name: str, *legs: str, state: str = "sent", is_standby: bool = False) -> ToldKnown:
    return ToldKnown(the(name), the(f"offer {name}"), state, legs, is_standby)


def override(name: str, kind: str, **fields: str) -> OverrideKnown:
    return OverrideKnown(the(name), kind, **{"leg": "", "country": "", "priority": "", **fields})


def ways(*legs: LegKnown, **more: Any) -> WaysKnown:
    given: dict[str, Any] = {"charters": (), "permissions": (), "fleets": (), "handlings": (), **more}
    return WaysKnown(legs=legs, **given)


def facts(*parties: PartyKnown, legs: tuple[LegKnown, ...] | None = None, **fields: Any) -> Facts:
    """Return facts with the road and the flight, unless a test names others."""
    more = {name: fields.pop(name) for name in ("charters", "permissions", "fleets", "handlings") if name in fields}
    promised = {each.party: each for each in fields.pop("told", ())}
    given: dict[str, Any] = {
        "name": "harbour", "country": "QX", "sending": "QH", "zone": "UTC", "at": NOON,
        "places": {each.place: each for each in SITES}, "parties": parties, "told": promised, "held": {},
        "fleets_held": frozenset(), "overrides": (), "ways": ways(*((link(), leg()) if legs is None else legs), **more),
        "restrictions": (), "eligibility": Rule(), "refused": {}, **fields,
    }  # fmt: skip
    return Facts(**given)


def built(*parties: PartyKnown, options: Options | None = None, **fields: Any) -> Built:
    """Return the problem of some facts, which must have no fault."""
    made = build(facts(*parties, **fields), options or Options())
    assert made.problem.faults() == ()
    return made


def party_of(made: Built, name: str) -> Party:
    return next(each for each in made.problem.parties if each.id == str(the(name)))


def leg_of(made: Built, ref: str = "flight") -> Leg:
    return next(each for each in made.problem.legs if each.id == ref)


def link_of(made: Built, ref: str = "road") -> Link:
    return next(each for each in made.problem.links if each.id == ref)


def place_of(made: Built, ref: str) -> Place:
    return next(each for each in made.problem.places if each.id == ref)


def closures_at(made: Built, at_: str) -> list[Closure]:
    return [each for each in made.problem.closures if each.at == at_]


def why_out(made: Built, ref: str) -> str | None:
    """Return why a leg, link or fleet is not in the problem."""
    return next((each.why.value for each in made.legs_out if each.ref == ref), None)


def left_out(made: Built) -> Mapping[UUID, str]:
    """Return by party why it is not in the problem though it wants to leave."""
    return {each.party: each.why.value for each in made.unplannable}


def notes_of(made: Built, of: str) -> list[str]:
    return [each.code.value for each in made.notes if each.of == of]
