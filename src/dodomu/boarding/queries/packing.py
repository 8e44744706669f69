"""A pack: everything a gate needs to work for days without a network, with everybody's answer worked out."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.boarding.queries import passes
from dodomu.boarding.queries.devices import who_may_board
from dodomu.boarding.queries.gates import GateLeg, WayOf, legs_at
from dodomu.boarding.queries.pack_people import Boarded, Carried, People, people_of
from dodomu.boarding.queries.signing_keys import keys
from dodomu.boarding.rules import finding, verdicts
from dodomu.boarding.rules.passes import code_of
from dodomu.boarding.rules.terms import Ground
from dodomu.boarding.rules.verdicts import Case, Judged, LegFacts
from dodomu.foundation import bulk
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import places_of
from dodomu.journeys.queries.planning import rule_at
from dodomu.journeys.rules.eligibility import ADULT, Rule
from dodomu.people.rules.ages import age_on
from dodomu.people.rules.latin import latin_name
from dodomu.people.rules.papers import paper_key

VERSION: Final = 1
SALT_BYTES, HASH_BYTES = 16, 8
LAST_DIGITS: Final = 9
SHOWN_OF_DOCUMENT: Final = 3
LONGEST, SHORTEST = timedelta(hours=72), timedelta(hours=24)
AFTER_THE_LAST: Final = timedelta(hours=12)  # departures are late more often than not
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class PackFor:
    """For whom and where a pack is made, and when: `made_at` is the real hour, `at` that of the crisis."""

    id: UUID
    device: UUID
    crisis: CrisisView
    point: UUID
    at: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PackMade:
    """The text of a pack, and what is kept of it."""

    text: str
    legs: tuple[UUID, ...]
    persons: int
    expires_at: datetime  # real hour

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


def pack_for(wanted: PackFor) -> PackMade | None:
    """Return the pack for a point as everything is known now, or None where no such point is in the crisis."""
    with bulk.without_collecting():
        places = places_of(wanted.crisis.id)
        point = next((place for place in places if place.id == wanted.point), None)
        if point is None:
            return None
        every = legs_at(wanted.crisis.id, wanted.point, at=wanted.at)
        people = people_of(wanted.crisis.id, every, wanted.point, places)
        legs = people.legs
        salt = os.urandom(SALT_BYTES)
        expires_at = _expires_at(wanted, legs)
        said = {
            "v": VERSION,
            "id": str(wanted.id),
            "crisis": crisis_json(wanted.crisis),
            "point": {"id": str(point.id), "ref": point.ref, "name": point.name},
            "device": str(wanted.device),
            "facts_at": milliseconds(wanted.at),
            "made_at": milliseconds(wanted.made_at),
            "expires_at": milliseconds(expires_at),
            "shift": shift_of(wanted.at, wanted.made_at),
            "keys": keys_json(),
            "salt": base64.b64encode(salt).decode(),
            "fold": finding.fold_table(),
            "officers": officers_json(wanted.crisis.id),
            "default": _verdict(verdicts.DEFAULT),
            "until": milliseconds(people.until) if people.until else None,
            "left_out": people.left_out,
            "legs": [_leg(leg, people) for leg in legs],
            "parties": [_party(people, party) for party in people.parties],
            "persons": _persons(wanted, legs, people, salt),
            "ended": [
                {"s": serial.hex(), "g": end.ground.value, "by": end.by.hex() if end.by else None}
                for serial, end in passes.ended(wanted.crisis.id, at=wanted.at).items()
            ],
        }
        return PackMade(_text(said), tuple(leg.known.id for leg in legs), len(people.persons), expires_at)


def milliseconds(hour: datetime) -> int:
    """Return an hour as devices count it."""
    return round(hour.timestamp() * 1000)


def shift_of(at: datetime, real: datetime) -> int:
    """Return by how many milliseconds the hour of a crisis is ahead of the real one."""
    return milliseconds(at) - milliseconds(real)


def crisis_json(crisis: CrisisView) -> dict[str, Any]:
    """Return a crisis as devices know it."""
    return {
        "id": str(crisis.id), "slug": crisis.slug, "name": crisis.name, "zone": crisis.zone,
        "exercise": crisis.is_exercise,
    }  # fmt: skip


def keys_json() -> list[dict[str, str]]:
    """Return every key that signs, or signed, passes and packs."""
    return [
        {
            "id": f"{int.from_bytes(key.number, 'little'):016X}", "number": key.number.hex(),
            "key": base64.b64encode(key.key).decode(), "state": key.state.value,
        }
        for key in keys()
    ]  # fmt: skip


def officers_json(crisis: UUID) -> list[dict[str, str]]:
    """Return the officers who may stand at a gate of a crisis, by name."""
    return [{"id": str(officer), "name": name} for officer, name in who_may_board(crisis)]


def hash_of(salt: bytes, value: str) -> str:
    """Return by what a telephone or a document is found in one pack, and by nothing else."""
    return hashlib.sha256(salt + value.encode()).digest()[:HASH_BYTES].hex()


def _expires_at(wanted: PackFor, legs: Sequence[GateLeg]) -> datetime:
    """Until half a day after the last departure; a day at the least, because it may be late, and three at the most."""
    last = max((leg.departs for leg in legs), default=wanted.at)
    needed = last + AFTER_THE_LAST - wanted.at
    return wanted.made_at + min(LONGEST, max(SHORTEST, needed))


def _leg(leg: GateLeg, people: People) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": str(leg.known.id), "ref": leg.known.ref, "title": leg.title, "from": leg.origin.name,
        "to": leg.target.name, "zone": leg.origin.zone, "way": leg.way.value, "meets": milliseconds(leg.meets),
        "departs": milliseconds(leg.departs), "arrives": milliseconds(leg.arrives),
        "release": milliseconds(leg.release), "state": leg.known.state.value, "places": leg.places,
        "code": code_of(leg.known.id).hex(),
    }  # fmt: skip
    if leg.way is WayOf.IN:
        return said | {"riders": [str(each.known.id) for each in people.persons if _comes_by(each, leg, people)]}
    to_all = verdicts.of_leg(_facts(leg))
    return said | ({"default": _verdict(to_all)} if to_all else {})


def _comes_by(each: Carried, leg: GateLeg, people: People) -> bool:
    told, ref = people.told.get(each.party), leg.known.ref
    rides = told is not None and not told.is_standby and ref in told.legs and each.known.id in told.persons
    return rides or each.known.leg == ref


def _party(people: People, party: UUID) -> dict[str, Any]:
    known = people.parties[party]
    return {"id": str(party), "may_split": known.may_split, "lacks": _lacks(people, party)}


def _lacks(people: People, party: UUID) -> int:
    known = people.parties[party]
    return max(0, known.said_size - len(known.persons))


def _facts(leg: GateLeg) -> LegFacts:
    known = leg.known
    asks = verdicts.asks_document(known.papers, leg.origin.country, leg.target.country)
    day = leg.departs.astimezone(ZoneInfo(leg.origin.zone)).date()
    return LegFacts(known.id, known.ref, known.state, day, asks)


def _persons(wanted: PackFor, legs: Sequence[GateLeg], people: People, salt: bytes) -> list[dict[str, Any]]:
    rule = rule_at(wanted.crisis.id, wanted.at)
    out = {leg.known.ref: _facts(leg) for leg in legs if leg.way is WayOf.OUT}
    refs = {leg.known.id: leg.known.ref for leg in legs}
    return [_person(wanted, each, people, out, refs, rule, salt) for each in people.persons]


def _person(
    wanted: PackFor,
    each: Carried,
    people: People,
    legs: Mapping[str, LegFacts],
    refs: Mapping[UUID, str],
    rule: Rule,
    salt: bytes,
) -> dict[str, Any]:
    known, today = each.known, wanted.at.astimezone(wanted.crisis.tz).date()
    case = Case(
        known, people.parties[each.party], people.told.get(each.party), people.ended.get(each.party, {}),
        people.line.get(each.party, {}), _lacks(people, each.party),
    )  # fmt: skip
    numbers = [_plain(number) for number in each.documents]
    held = people.passes.get(known.id, {})
    aboard = people.boarded.get((known.id, known.leg))
    said: dict[str, Any] = {
        "id": str(known.id),
        "ref": each.reference,
        "party": str(each.party),
        "name": each.name,
        "latin": latin_name(each.name, state=wanted.crisis.sending),
        "find": finding.kept(each.search_text),
        "born": known.birth_date.year if known.birth_date else None,
        "minor": known.birth_date is not None and age_on(known.birth_date, today) < ADULT,
        "citizen": known.is_citizen,
        "lead": each.leads,
        "needs": list(known.needs),
        "phones": [hash_of(salt, form) for phone in each.phones for form in (phone, phone[-LAST_DIGITS:])],
        "docs": [hash_of(salt, number) for number in numbers if number],
        "tail": next((number[-SHOWN_OF_DOCUMENT:] for number in numbers if number), ""),
        "account": known.account,
        "at": {"leg": known.leg} if known.leg else None,
        "legs": {
            str(facts.id): _verdict(verdicts.judge(case, facts, point=wanted.point, rule=rule), aboard)
            | _held(case, ref)
            for ref, facts in legs.items()
            if _has_to_do(case, ref)
        },
        "passes": {str(leg): serial.hex() for leg, serial in held.items() if leg in refs},
    }
    if each.was:  # what was given to their holder before: ids that gates have used, codes on paper
        said |= {"was": [str(id_) for id_ in each.was], "refs": list(each.codes)}
    other = verdicts.anywhere(case, on=today, rule=rule)
    return said if other == verdicts.DEFAULT else said | {"any": _verdict(other)}


def _has_to_do(case: Case, ref: str) -> bool:
    told = case.offer
    return (told is not None and ref in told.legs) or ref in case.line or ref in case.ended or case.person.leg == ref


def _held(case: Case, ref: str) -> dict[str, str]:
    """Say whether a place of the leg is kept for them, whatever else there is to ask about them."""
    if case.rides(ref):
        return {"h": "place"}
    return {"h": "standby"} if case.stands_by(ref) else {}


def _verdict(judged: Judged, aboard: Boarded | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"v": judged.verdict.value, "g": judged.ground.value}
    if judged.decides is not None:
        said["d"] = judged.decides.value
    if judged.position is not None:
        said["n"] = judged.position
    if judged.details:
        said["x"] = dict(judged.details)
    if aboard and judged.ground is Ground.BOARDED_ALREADY:
        seen = {"at": milliseconds(aboard.at), "point": aboard.point, "by": aboard.officer, "device": aboard.device}
        said["x"] = {**judged.details, **seen}
    return said


def _plain(number: str) -> str:
    """Return a document number as the gate compares it: capitals A to Z and digits."""
    return "".join(mark for mark in paper_key(number) if mark.isascii() and mark.isalnum())
