"""Whom legs know of and how they stand there: out of offers, of what gates saw, and of the ledger.

One rule for the manifest, the board and the first page: they may differ in how much they say, never in their numbers.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from dodomu.boarding.rules.manifests import Passenger, Seen
from dodomu.boarding.rules.terms import LineState, TouchKind
from dodomu.foundation.among import among
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from dodomu.journeys.rules.terms import OfferKind, OfferState
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.models import Person
from dodomu.people.queries.lines import full_name
from dodomu.people.queries.matching import root_of
from dodomu.people.rules.latin import latin_name
from dodomu.people.rules.terms import Account

# What was told before a manifest was closed and ended afterwards held when it left: who did not come stays on it.
HELD_THEN: Final = """
    EXISTS (SELECT FROM boarding_manifest m
            WHERE m.leg_id = {leg} AND o.sent_at <= m.closed_at AND m.closed_at < o.ended_at)
"""
# Who holds a place, or is asked to the gate; an offer that ended because they travelled was one that held.
OFFERED: Final = f"""
    SELECT leg, person, bool_or(holds), min(position) FROM (
        SELECT r.leg_id AS leg, unnest(o.persons) AS person, o.kind = %(place)s AS holds, NULL::int AS position
        FROM journeys_offerride r JOIN journeys_offer o ON o.id = r.offer_id
        WHERE r.leg_id = ANY(%(legs)s) AND o.crisis_id = %(crisis)s
          AND (o.state = ANY(%(holding)s) OR {HELD_THEN.format(leg="r.leg_id")})
        UNION ALL
        SELECT o.first_leg_id, unnest(o.persons), false, s.position
        FROM journeys_offer o
        LEFT JOIN journeys_standbyplace s ON s.leg_id = o.first_leg_id AND s.party_id = o.party_id
             AND s.adoption_id = (
                 SELECT a.id FROM journeys_adoption a WHERE a.crisis_id = %(crisis)s AND a.ended_at IS NULL
             )
        WHERE o.crisis_id = %(crisis)s AND o.kind <> %(place)s AND o.first_leg_id = ANY(%(legs)s)
          AND (o.state = ANY(%(holding)s) OR {HELD_THEN.format(leg="o.first_leg_id")})
    ) f GROUP BY 1, 2
"""  # noqa: S608  (put together from constants only)
# What the ledger holds of legs: who was aboard by an entry that counts, and where they were seen next. Who is promised
# something or cannot be reached has been seen nowhere, and a record that was joined into another stands nowhere.
ABOARD: Final = """
    SELECT e.leg, e.person_id, e.happened_at, e.said_by, n.account, n.place_id, n.leg, n.happened_at, n.said_by
    FROM people_ledgerentry e
    LEFT JOIN LATERAL (
        SELECT f.account, f.place_id, f.leg, f.happened_at, f.said_by
        FROM people_ledgerentry f
        WHERE f.person_id = e.person_id AND f.account <> ALL(%(no_sight)s)
          AND NOT (f.account = %(aboard)s AND f.leg = e.leg)
          AND (f.happened_at, f.recorded_at, f.id) > (e.happened_at, e.recorded_at, e.id)
          AND NOT EXISTS (SELECT FROM people_ledgerentry c WHERE c.corrects = f.id AND c.person_id = f.person_id)
        ORDER BY f.happened_at, f.recorded_at, f.id LIMIT 1
    ) n ON true
    WHERE e.crisis_id = %(crisis)s AND e.account = %(aboard)s AND e.leg = ANY(%(refs)s)
      AND NOT EXISTS (SELECT FROM people_ledgerentry c WHERE c.corrects = e.id AND c.person_id = e.person_id)
    ORDER BY e.happened_at, e.recorded_at, e.id
"""
# What was done at gates and follows from no ledger entry: who came, who was turned away, whose place was given on.
TOUCHED: Final = """
    SELECT t.leg, named, t.kind, t.happened_at, t.officer_name, d.name
    FROM boarding_touch t
    JOIN boarding_touchoutcome u ON u.touch_id = t.id AND u.state = 'applied'
    JOIN boarding_device d ON d.id = t.device_id
    CROSS JOIN LATERAL unnest(t.persons) named
    WHERE t.crisis_id = %(crisis)s AND t.leg = ANY(%(legs)s)
    ORDER BY t.happened_at, t.id
"""
NO_SIGHT: Final = (Account.REGISTERED, Account.PROMISED, Account.UNREACHABLE, Account.NOT_OURS)
HOLDING: Final = (OfferState.ACCEPTED, OfferState.SENT, OfferState.LATER, OfferState.TRAVELLED)
STATE_OF: Final[Mapping[str, LineState]] = {
    TouchKind.ARRIVED: LineState.ARRIVED,
    TouchKind.TURNED_AWAY: LineState.TURNED_AWAY,
    TouchKind.LANDED: LineState.LANDED,  # also of somebody whom nobody saw aboard
}
# Who was only looked up at a gate is none of its passengers.
OF_A_PASSENGER: Final = frozenset({*STATE_OF, TouchKind.WALKED_IN, TouchKind.RELEASED})
# Enough to count by: the whole records of 20,000 people take seconds.
COUNTED: Final = """
    SELECT id, joined_into_id, party_id, birth_date, counts_as_citizen, NULLIF(needs, '{}')
    FROM people_person WHERE id = ANY(%(persons)s) AND crisis_id = %(crisis)s
"""


@dataclass(slots=True)
class _Known:
    """What is known of somebody on a leg."""

    holds: bool = False
    standby: int | None = None
    at_gate: Seen | None = None
    aboard: Seen | None = None
    walked_in: bool = False
    released: bool = False

    @property
    def seen(self) -> Seen | None:
        """The ledger's word of having been aboard; of who was taken off, the last of what was seen."""
        if self.aboard and self.at_gate and self.aboard.state is LineState.TAKEN_OFF:
            return max(self.aboard, self.at_gate, key=lambda each: each.at)
        return self.aboard or self.at_gate


class _Record(NamedTuple):
    """What is known of somebody anywhere; without names where they are only counted."""

    party: UUID
    born: date | None
    is_citizen: bool
    needs: tuple[str, ...]
    reference: str = ""
    name: str = ""
    latin: str = ""
    citizenships: tuple[str, ...] = ()


@dataclass
class _Leg:
    leg: LegKnown
    people: dict[UUID, _Known] = field(default_factory=lambda: defaultdict(_Known))


def passengers_of_legs(crisis: UUID, legs: Sequence[LegKnown], *, named: bool = True) -> dict[UUID, list[Passenger]]:
    """Return everybody of whom each leg knows, once each. Without names it is quick, and enough to count."""
    known = {leg.id: _Leg(leg) for leg in legs}
    by_ref = {leg.ref: known[leg.id] for leg in legs}
    values = {
        "crisis": crisis, "legs": list(known), "refs": list(by_ref), "place": OfferKind.PLACE.value,
        "holding": [state.value for state in HOLDING], "aboard": Account.ABOARD.value,
        "no_sight": ["", *(account.value for account in NO_SIGHT)],
    }  # fmt: skip
    offered, touches, aboard = (_ask(each, values) for each in (OFFERED, TOUCHED, ABOARD)) if legs else ([], [], [])
    persons = {row[1] for row in (*offered, *touches, *aboard)}
    roots, records = _named(crisis, persons) if named else _counted(crisis, persons)
    for leg, person, holds, position in offered:
        if person in roots:
            _offered(known[leg].people[roots[person]], holds, position)
    for leg, person, kind, at, by, device in touches:
        if person in roots and kind in OF_A_PASSENGER:
            _touched(known[leg].people[roots[person]], kind, at, by, device)
    origins = dict(Leg.objects.filter(crisis=crisis, ref__in={row[6] for row in aboard}).values_list("ref", "origin"))
    for ref, person, at, by, account, place, next_leg, next_at, next_by in aboard:
        here = by_ref[ref]
        state = _after(account, origins.get(next_leg) if account == Account.ABOARD else place, here.leg)
        seen = Seen(LineState.BOARDED, at, by) if state is None else Seen(state, next_at, next_by)
        if person in roots:
            here.people[roots[person]].aboard = seen
    return {
        leg: [_passenger(person, records[person], one) for person, one in each.people.items() if person in records]
        for leg, each in known.items()
    }


def _offered(known: _Known, holds: bool, position: int | None) -> None:
    known.holds |= holds
    known.standby = known.standby if position is None else position


def _touched(known: _Known, kind: str, at: datetime, by: str, device: str) -> None:
    if kind in STATE_OF:
        known.at_gate = Seen(STATE_OF[kind], at, by, device=device)
    known.walked_in |= kind == TouchKind.WALKED_IN
    # Who comes after their place was given on is at the gate, and gets one if one is left.
    known.released = kind == TouchKind.RELEASED or (known.released and kind != TouchKind.ARRIVED)


def _after(account: str | None, place: UUID | None, leg: LegKnown) -> LineState | None:
    """Return what became of somebody who was aboard: nothing yet, landed, or taken off before it left.

    Who boards another leg from the same place has left this one. From another place they came by this one, and that
    their arrival was not seen stays so.
    """
    if account is None or account == Account.DECEASED or (account == Account.ABOARD and place != leg.origin):
        return None
    if account == Account.HOME or place == leg.target or (account == Account.ON_THE_WAY and place != leg.origin):
        return LineState.LANDED
    return LineState.TAKEN_OFF


def _named(crisis: UUID, persons: Collection[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, _Record]]:
    """Return for each record the one that stands for it, and what is known of those."""
    roots = root_of(persons)
    sending = Crisis.objects.values_list("sending", flat=True).get(id=crisis)
    rows = Person.objects.filter(id__in=among(set(roots.values())), crisis=crisis)
    return roots, {row.id: _record(row, sending) for row in rows}


def _record(row: Person, sending: str) -> _Record:
    name = full_name(row)
    latin = latin_name(f"{row.family_name} {row.given_name}", state=sending) or name
    return _Record(
        row.party_id, row.birth_date, row.counts_as_citizen, tuple(row.needs), row.reference, name, latin,
        tuple(row.citizenships),
    )  # fmt: skip


def _counted(crisis: UUID, persons: Collection[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, _Record]]:
    """Return the same of those records only by what is counted."""
    rows = _ask(COUNTED, {"crisis": crisis, "persons": list(persons)})
    joined = root_of([row[0] for row in rows if row[1]])
    roots = {row[0]: joined.get(row[0], row[0]) for row in rows}
    other = [root for root in joined.values() if root not in roots]
    rows += _ask(COUNTED, {"crisis": crisis, "persons": other}) if other else []
    return roots, {
        person: _Record(party, born, is_citizen, tuple(needs or ()))
        for person, _, party, born, is_citizen, needs in rows
    }


def _passenger(person: UUID, record: _Record, known: _Known) -> Passenger:
    return Passenger(
        person=person,
        party=record.party,
        reference=record.reference,
        name=record.name,
        latin=record.latin,
        born=record.born,
        citizenships=record.citizenships,
        is_citizen=record.is_citizen,
        needs=record.needs,
        holds_place=known.holds,
        standby=known.standby,
        seen=known.seen,
        is_walk_in=known.walked_in,
        gave_up_place=known.released,
    )


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def of_leg(crisis: UUID, leg: LegKnown) -> list[Passenger]:
    """Return everybody of whom a leg knows, once each."""
    return passengers_of_legs(crisis, [leg])[leg.id]
