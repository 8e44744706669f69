"""The ways and restrictions of the exercise as the rules see them, read from its tables without a database."""

import csv
from dataclasses import fields, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from dodomu.journeys.rules import checks
from dodomu.journeys.rules.checks import Found
from dodomu.journeys.rules.files import links
from dodomu.journeys.rules.given import CharterGiven, LegGiven
from dodomu.journeys.rules.leg_faults import Ground, hours_of
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import CharterState, Check, LegState
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, WaysKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Provenance, Reach, RestrictionKind, Stated

FOLDER = Path(__file__).parents[2] / "src/dodomu/content/exercises/kazakhstan-2022"
ALMATY = ZoneInfo("Asia/Almaty")
APPLIES = {
    "all": AppliesTo.ALL,
    "civil": AppliesTo.CIVIL_FLIGHTS,
    "third-country citizens": AppliesTo.THIRD_COUNTRY,
    "citizens of Ukraine": AppliesTo.OWN_CITIZENS,
    "arrivals in Kazakhstan": AppliesTo.ARRIVALS,
}


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def id_of(ref: str) -> UUID:
    return uuid5(NAMESPACE_OID, ref)


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def places() -> dict[UUID, PlaceKnown]:
    return {
        id_of(row["place_id"]): PlaceKnown(
            id_of(row["place_id"]), row["country"], row["admin1"], row["place_id"], row["kind"], row["tz"],
            float(row["lat"]), float(row["lon"]),
        )
        for row in table("places")
    }  # fmt: skip


@cache
def restrictions() -> tuple[RestrictionKnown, ...]:
    return tuple(_restriction(row) for row in table("restrictions"))


def _restriction(row: dict[str, str]) -> RestrictionKnown:
    zone = ZoneInfo(row["tz"])
    hours = {
        name: datetime.fromisoformat(row[name]).replace(tzinfo=zone) if row[name] else None
        for name in ("start_local", "end_local", "announced_local")
    }
    place = places()[id_of(row["place_id"])]
    daily = (time.fromisoformat(row["daily_from"]), time.fromisoformat(row["daily_to"])) if row["daily_from"] else None
    applies = APPLIES.get(row["applies_to"], AppliesTo.OPERATOR)
    announced = hours["announced_local"]
    assert announced is not None
    return RestrictionKnown(
        thing=id_of(row["restriction_id"]), version=1, ref=row["restriction_id"], kind=RestrictionKind(row["kind"]),
        effect=Effect(row["effect"]), reach=Reach.REGION if place.kind in {"city", "town"} else Reach.PLACE,
        place=place.place, way="", scope=row["scope"], begins_at=hours["start_local"], begins_is=Stated.STATED,
        ends_at=hours["end_local"], ends_is=Stated.STATED if hours["end_local"] else Stated.NOT_STATED, daily=daily,
        zone=row["tz"], precision_words="", applies_to=applies,
        applies_words=row["applies_to"] if applies is AppliesTo.OPERATOR else "", slow_minutes=None, papers=(),
        said_by="", sources=(), provenance=Provenance.SOURCED, announced_at=announced, recorded_at=announced,
        published_at=None, note="",
    )  # fmt: skip


@cache
def ways() -> WaysKnown:
    rows, faults = links.read_links(
        (*links.NEEDED, *links.OPTIONAL), links.lines_of(table("links")), {p.ref: p for p in places().values()}
    )
    assert faults == ()
    charters = tuple(_charter(row.charter) for row in rows if row.charter)
    legs = tuple(leg(row.given, id_of(row.charter.ref) if row.charter else None) for row in rows)
    return WaysKnown(legs, charters, (), (), ())


def _charter(given: CharterGiven) -> CharterKnown:
    return CharterKnown(
        id_of(given.ref), given.ref, given.name, given.price, given.order_by, CharterState.OFFERED, given.note
    )


def leg(given: LegGiven, charter: UUID | None = None) -> LegKnown:
    """Return a leg as the database would know it."""
    hours = hours_of(given, Ground(places()))
    same = {field.name: getattr(given, field.name) for field in fields(LegGiven) if field.name in LEG_FIELDS}
    return LegKnown(
        **{
            **same,
            "id": id_of(given.ref),
            "version": 1,
            "state": LegState.PLANNED,
            "departs_at": hours.departs,
            "arrives_at": hours.arrives,
            "known_from": hours.known_from or datetime(2022, 1, 1, tzinfo=UTC),
            "book_by": hours.book_by,
            "partner_in": 0,
            "partner_out": 0,
            "charter": charter,
            "invite_extra": 0,
            "expected_at": None,
        }
    )


LEG_FIELDS = {field.name for field in fields(LegKnown)}


def known_at(hour: datetime) -> list[RestrictionKnown]:
    return [each for each in restrictions() if each.announced_at <= hour]


def look(
    hour: datetime,
    *,
    sending: str = "UA",
    changed: dict[str, dict[str, Any]] | None = None,
    promised: dict[str, dict[str, int]] | None = None,
    before: dict[str, dict[str, int]] | None = None,
) -> dict[str, tuple[Found, ...]]:
    """Return what is said next to every leg of the exercise at an hour, by ref, some legs changed."""
    known = ways()
    legs = tuple(replace(each, **(changed or {}).get(each.ref, {})) for each in known.legs)
    ground = checks.ground_of(
        replace(known, legs=legs), places(), known_at(hour), sending=sending, at=hour,
        promised={id_of(ref): kinds for ref, kinds in (promised or {}).items()},
        blocks_before={id_of(ref): kinds for ref, kinds in (before or {}).items()},
    )  # fmt: skip
    found = checks.all_checks(legs, ground)
    return {each.ref: found[each.id] for each in legs}


def codes(found: tuple[Found, ...]) -> set[Check]:
    return {each.check for each in found}
