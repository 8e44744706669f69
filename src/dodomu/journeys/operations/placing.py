"""Giving parties their places: whether they still can take them and there is still room, under the locks of the legs.

Whoever holds several rows holds them in this order, each kind by id: offers, parties, legs, persons.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from dodomu.foundation import bulk, news
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Place
from dodomu.journeys.models import Leg, Offer, OfferRide
from dodomu.journeys.news import OffersSent
from dodomu.journeys.operations import ending
from dodomu.journeys.queries import promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import notices, offers
from dodomu.journeys.rules.notices import Notice
from dodomu.journeys.rules.offers import ToldWay
from dodomu.journeys.rules.terms import LIVE, EndCause, LegState, OfferKind, OfferState
from dodomu.people.operations import promising
from dodomu.people.operations.promising import Stands
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.promising import STILL_TO_COME_HOME
from dodomu.people.rules.terms import Account

# By arrays that are worked out: the database then looks each up, however little it knows of a young table.
INVITED: Final = """
    SELECT id FROM journeys_offer
    WHERE party_id = ANY(ARRAY(SELECT unnest(%(parties)s::uuid[]))) AND state = ANY(%(live)s) AND kind = 'standby'
"""
HOLDING: Final = """
    SELECT party_id FROM journeys_offer
    WHERE party_id = ANY(ARRAY(SELECT unnest(%(parties)s::uuid[]))) AND state = ANY(%(live)s) AND kind = 'place'
"""
PARTIES: Final = """
    SELECT id, said_size FROM people_party WHERE id = ANY(ARRAY(SELECT unnest(%s::uuid[])))
    ORDER BY id FOR NO KEY UPDATE
"""
LEGS: Final = "SELECT id, state FROM journeys_leg WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
PERSONS: Final = """
    SELECT id, party_id, account, account_place_id, account_leg, account_since FROM people_person
    WHERE party_id = ANY(ARRAY(SELECT unnest(%s::uuid[]))) AND joined_into_id IS NULL AND forgotten_at IS NULL
    ORDER BY id FOR NO KEY UPDATE
"""
# Thousands go a few ways: each way is handed over once, and laid beside the offers that tell it.
STEPS: Final = """
    INSERT INTO journeys_offerstep (
        offer_id, position, leg_id, fleet, rotation, origin_id, target_id, leaves_at, arrives_at)
    SELECT o.offer, s.position, s.leg, s.fleet, s.rotation, s.origin, s.target, s.leaves_at, s.arrives_at
    FROM unnest(%s::uuid[], %s::int[]) WITH ORDINALITY AS o (offer, way, n)
    JOIN unnest(%s::int[], %s::int[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::timestamptz[],
                %s::timestamptz[]) AS s (way, position, leg, fleet, rotation, origin, target, leaves_at, arrives_at)
         ON s.way = o.way
    ORDER BY o.n, s.position
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """What offers of a crisis stand on: its legs and places by their refs, as they are known when offers are made."""

    crisis: UUID
    legs: Mapping[str, Leg] = field(hash=False)
    places: Mapping[str, Place] = field(hash=False)

    def meetings(self) -> dict[str, tuple[str | None, int | None]]:
        """Return where and how long before departure the people of each leg meet, where it says so."""
        refs = {place.id: ref for ref, place in self.places.items()}
        return {
            ref: (refs[leg.meeting_place_id] if leg.meeting_place_id else None, leg.meeting_minutes)
            for ref, leg in self.legs.items()
        }

    def knows(self, way: ToldWay) -> bool:
        """Say whether everything that a way names is there."""
        named = {each.leg for each in way.steps if each.leg}
        where = {place for each in way.steps for place in (each.origin, each.target)}
        return named <= self.legs.keys() and where <= self.places.keys()

    def notice(self, way: ToldWay, place: str, at: datetime) -> Notice:
        """Work out what a party at a place is told of its way."""
        book_by = [hour for ref in way.legs if (hour := self.legs[ref].book_by)]
        zone = ZoneInfo(self.places[place].zone)
        return notices.notice(way.departure, way.leave_by, at=at, zone=zone, book_by=book_by)


def ground(crisis: UUID) -> Ground:
    """Read what offers of a crisis stand on."""
    return Ground(
        crisis,
        {leg.ref: leg for leg in Leg.objects.filter(crisis=crisis)},
        {place.ref: place for place in Place.objects.filter(crisis=crisis)},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that is to be given to a party, with what it is to be told."""

    party: UUID
    persons: int
    takes: Mapping[str, int] = field(hash=False)
    way: ToldWay
    notice: Notice
    follows: UUID | None = None
    instead_of: UUID | None = None
    accepted: bool = False  # they have said yes already

    @property
    def state(self) -> OfferState:
        if self.accepted:
            return OfferState.ACCEPTED
        return OfferState.HELD if self.notice.is_too_short else OfferState.SENT


@dataclass(slots=True)
class Given:
    """What came of it: the offers made, and which parties got none and why."""

    offers: list[Offer] = field(default_factory=list)
    refused: dict[UUID, JourneysReason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Members:
    """Who is in a party: those who travel, and how many it says it is, registered or not."""

    travelling: Mapping[UUID, Stands]
    size: int


def give(
    ground: Ground, wanted: Sequence[Wanted], *, adoption: UUID | None, said_by: str, by: Actor, at: datetime
) -> Given:
    """Give parties their places in this order as far as they can take them and there is room; each whole or not at all.

    Who holds a place is passed over; who was only invited to a gate gets the place instead. Part of another operation,
    which has checked that `by` may.
    """
    given = Given()
    rows = _Rows()
    with transaction.atomic():
        at_gates = _invited(wanted)
        members, room = _held(ground, wanted)
        holding = _live(HOLDING, members)
        for each in wanted:
            party = members.get(each.party)
            reason = JourneysReason.PARTY_HOLDS_AN_OFFER if each.party in holding else _why_not(each, party, room)
            if reason or party is None:
                given.refused[each.party] = reason or JourneysReason.PARTY_CHANGED
                continue
            holding.add(each.party)
            _take(room, each)
            invitation = at_gates.get(each.party)
            told = replace(each, follows=invitation.id) if invitation else each
            given.offers.append(rows.add(ground, told, party.travelling, adoption, at))
        invitations = [at_gates[each.party_id] for each in given.offers if each.party_id in at_gates]
        cause = EndCause.BETTER_PLACE
        ending.end(invitations, state=OfferState.SUPERSEDED, cause=cause, said_by=said_by, by=by, at=at)
        rows.write(ground)
        promising.promise_many(legs=rows.promised, stands=rows.stands, said_by=said_by, by=by, at=at)
        sent = tuple(each.id for each in given.offers if each.state == OfferState.SENT)
        if sent:
            news.post(OffersSent(ground.crisis, sent), at=at)
    return given


def holds_in_force(adoption: UUID) -> bool:
    """Hold a plan that is in force, so that whoever adopts another waits until what is being written is written."""
    with connection.cursor() as cursor:  # for share: both halves of the work hold it at once
        cursor.execute("SELECT FROM journeys_adoption WHERE id = %s AND ended_at IS NULL FOR SHARE", [adoption])
        return bool(cursor.rowcount)


def _invited(wanted: Sequence[Wanted]) -> dict[UUID, Offer]:
    """Hold the invitations of parties that wait at a gate: a place is better, and ends them."""
    invited = _live(INVITED, [each.party for each in wanted])
    return {row.party_id: row for row in ending.locked(invited)} if invited else {}


def _live(statement: str, parties: Iterable[UUID]) -> set[UUID]:
    # Thousands of parties are asked for as one list: Django writes each of them into the statement.
    with connection.cursor() as cursor:
        cursor.execute(statement, {"parties": list(parties), "live": [state.value for state in LIVE]})
        return {found for (found,) in cursor.fetchall()}


def _held(ground: Ground, wanted: Sequence[Wanted]) -> tuple[dict[UUID, _Members], dict[str, dict[str, int]]]:
    """Hold parties, legs and persons; return who is in each party, and the room left on each leg that is going."""
    parties = [each.party for each in wanted]
    legs = [ground.legs[ref].id for ref in {ref for each in wanted for ref in each.way.legs}]
    said = dict(_ask(PARTIES, parties))
    going = [leg for leg, state in _ask(LEGS, legs) if state == LegState.PLANNED]
    room = {found.ref: dict(found.free) for found in promises.leg_promises(ground.crisis, going).values()}
    travelling: dict[UUID, dict[UUID, Stands]] = defaultdict(dict)
    counted: Counter[UUID] = Counter()
    for person, party, account, place, leg, since in _ask(PERSONS, parties):
        if account in STILL_TO_COME_HOME:
            travelling[party][person] = Stands(Standing(Account(account), place, leg), since)
        counted[party] += account != Account.NOT_OURS
    members = {
        party: _Members(travelling[party], len(travelling[party]) + max(0, size - counted[party]))
        for party, size in said.items()
    }
    return members, room


def _ask(statement: str, ids: list[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return list(cursor.fetchall())


def _why_not(wanted: Wanted, party: _Members | None, room: Mapping[str, Mapping[str, int]]) -> JourneysReason | None:
    if party is None or not party.travelling or party.size != wanted.persons:
        return JourneysReason.PARTY_CHANGED
    if any(ref not in room for ref in wanted.way.legs):
        return JourneysReason.LEG_GONE
    if not all(offers.fits(wanted.takes, room[ref]) for ref in wanted.way.legs):
        return JourneysReason.NO_ROOM_ON_LEG
    return None


def _take(room: Mapping[str, dict[str, int]], wanted: Wanted) -> None:
    for ref in wanted.way.legs:
        for kind, count in wanted.takes.items():
            room[ref][kind] = room[ref].get(kind, 0) - count


@dataclass(slots=True)
class _Rows:
    """Everything that is written for some offers."""

    offers: list[Offer] = field(default_factory=list)
    ways: dict[int, tuple[int, ToldWay]] = field(default_factory=dict)  # by identity, numbered: hashing them is slow
    told: list[int] = field(default_factory=list)  # the number of each offer's way
    rides: list[OfferRide] = field(default_factory=list)
    promised: dict[UUID, str] = field(default_factory=dict)
    stands: dict[UUID, Stands] = field(default_factory=dict)

    def add(
        self, ground: Ground, wanted: Wanted, persons: Mapping[UUID, Stands], adoption: UUID | None, at: datetime
    ) -> Offer:
        """Add an offer for these persons, with its way and the places it holds."""
        offer = _offer(ground, wanted, list(persons), adoption, at)
        self.offers.append(offer)
        self.told.append(self.ways.setdefault(id(wanted.way), (len(self.ways), wanted.way))[0])
        self.rides.extend(_ride(offer.id, ground.legs[ref].id, wanted) for ref in wanted.way.legs)
        self.promised.update(dict.fromkeys(persons, wanted.way.ledger_name))
        self.stands.update(persons)
        return offer

    def write(self, ground: Ground) -> None:
        if not self.offers:
            return
        bulk.write_all(((Offer, self.offers), (OfferRide, self.rides)))
        steps = zip(*(step for number, way in self.ways.values() for step in _steps(ground, number, way)), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(STEPS, [[each.id for each in self.offers], self.told, *map(list, steps)])


def _offer(ground: Ground, wanted: Wanted, persons: list[UUID], adoption: UUID | None, at: datetime) -> Offer:
    way, notice, state = wanted.way, wanted.notice, wanted.state
    columns: dict[str, Any] = {
        "crisis_id": ground.crisis,
        "adoption_id": adoption,
        "party_id": wanted.party,
        "persons": persons,
        "kind": OfferKind.PLACE,
        "state": state,
        "held_because": JourneysReason.NOTICE_TOO_SHORT if state is OfferState.HELD else "",
        "needs": dict(wanted.takes),
        "first_leg_id": ground.legs[way.legs[0]].id if way.legs else None,
        "last_leg_id": ground.legs[way.legs[-1]].id if way.legs else None,
        "meet_at": notice.meet_at,
        "meeting_place_id": ground.places[notice.meeting_place].id,
        "leave_by": notice.leave_by,
        "home_at": way.steps[-1].arrives_at,
        "made_at": at,
        "sent_at": None if state is OfferState.HELD else at,
        "answer_by": notice.answer_by,
        "answered_at": at if state is OfferState.ACCEPTED else None,
        "follows_id": wanted.follows,
        "instead_of_id": wanted.instead_of,
    }
    return bulk.new(Offer, id=uuid7(), **columns)


def _steps(ground: Ground, number: int, way: ToldWay) -> Iterator[tuple[Any, ...]]:
    """Yield the parts of a way as `STEPS` wants them."""
    for position, each in enumerate(way.steps):
        leg = ground.legs[each.leg].id if each.leg else None
        ends = ground.places[each.origin].id, ground.places[each.target].id
        yield number, position, leg, each.fleet, each.rotation, *ends, each.leaves_at, each.arrives_at


def _ride(offer: UUID, leg: UUID, wanted: Wanted) -> OfferRide:
    return bulk.new(
        OfferRide,
        offer_id=offer,
        leg_id=leg,
        takes=dict(wanted.takes),
        seats=wanted.takes.get("seat", 0),
        persons=wanted.persons,
    )
