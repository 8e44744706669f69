"""What is promised on legs: counts beside the block, whom a shrunken block would cut, and three laws proved by SQL."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.journeys.models import Adoption, Leg, OfferRide
from dodomu.journeys.queries import proposals
from dodomu.journeys.rules.terms import LIVE, Kind, OfferState
from dodomu.people.models import Person
from dodomu.people.rules.promising import HAS_SET_OUT
from dodomu.people.rules.terms import Account

OF_LEGS: Final = "l.crisis_id = %(crisis)s AND (%(legs)s::uuid[] IS NULL OR l.id = ANY(%(legs)s::uuid[]))"
ROOM: Final = f"""
    SELECT l.id, l.ref, l.block, l.held_back, COALESCE((
        SELECT sum(CASE WHEN s.given_by_us THEN -s.seats ELSE s.seats END)::int
        FROM journeys_partnerseats s WHERE s.leg_id = l.id AND s.confirmed_at IS NOT NULL), 0)
    FROM journeys_leg l WHERE {OF_LEGS} ORDER BY l.departs_at, l.ref
"""  # noqa: S608  (put together from constants only, as are those below)
HELD: Final = f"""
    SELECT r.leg_id, t.key, sum(t.value::int)::int
    FROM journeys_leg l JOIN journeys_offerride r ON r.leg_id = l.id AND r.is_live, jsonb_each_text(r.takes) t
    WHERE {OF_LEGS} GROUP BY 1, 2
"""  # noqa: S608
PERSONS: Final = f"""
    SELECT r.leg_id, o.state, sum(r.persons)::int
    FROM journeys_leg l JOIN journeys_offerride r ON r.leg_id = l.id JOIN journeys_offer o ON o.id = r.offer_id
    WHERE {OF_LEGS} GROUP BY 1, 2
"""  # noqa: S608
STANDBY: Final = f"""
    SELECT l.id, sum(cardinality(o.persons))::int
    FROM journeys_leg l JOIN journeys_offer o ON o.first_leg_id = l.id AND o.kind = 'standby'
         AND o.state = ANY(%(live)s)
    WHERE {OF_LEGS} GROUP BY 1
"""  # noqa: S608
TWO_LIVE: Final = """
    SELECT party_id FROM journeys_offer WHERE crisis_id = %(crisis)s AND state = ANY(%(live)s)
    GROUP BY 1 HAVING count(*) > 1
"""
# What was said of a leg and its partners' seats after an offer was made; what is made later has the greater id.
BEFORE: Final = """
    SELECT c.before FROM journeys_legchange c
    WHERE c.leg_id = %(leg)s AND c.id > %(offer)s AND c.before ?| '{block,held_back}'::text[] ORDER BY c.version
"""
PARTNERS_SINCE: Final = """
    SELECT COALESCE(sum(
        (t.details->>'seats')::int * CASE WHEN (t.details->>'given_by_us')::boolean THEN -1 ELSE 1 END
        * CASE t.act WHEN 'partner-seats-confirmed' THEN 1 ELSE -1 END), 0)::int
    FROM foundation_traceentry t
    WHERE t.crisis_id = %(crisis)s AND t.details->>'leg' = %(ref)s AND t.id > %(offer)s
      AND (t.act = 'partner-seats-confirmed'
           OR t.act = 'partner-seats-withdrawn' AND (t.details->>'counted')::boolean)
"""
# Promised in the ledger without a live offer of a place; or a live one, and somebody of it is not on it.
LEDGER_APART: Final = """
    WITH live AS (
        SELECT unnest(o.persons) AS person FROM journeys_offer o
        WHERE o.crisis_id = %(crisis)s AND o.kind = 'place' AND o.state = ANY(%(live)s))
    SELECT p.id FROM people_person p LEFT JOIN live ON live.person = p.id
    WHERE p.crisis_id = %(crisis)s AND (
        p.account = 'promised' AND live.person IS NULL
        OR p.account NOT IN ('promised', 'assembled', 'aboard', 'on_the_way', 'home') AND live.person IS NOT NULL)
    ORDER BY p.id
"""
# Somebody of them is home, and nobody is still to come. Found from those who are home: most of the time these are few.
COME_HOME: Final = """
    SELECT o.id FROM journeys_offer o JOIN people_person p ON p.party_id = o.party_id AND p.id = ANY(o.persons)
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s) AND o.party_id IN (
        SELECT h.party_id FROM people_person h WHERE h.crisis_id = %(crisis)s AND h.account = 'home')
    GROUP BY o.id HAVING bool_or(p.account = 'home') AND bool_and(p.account = 'home' OR p.account = ANY(%(gone)s))
    ORDER BY o.id
"""
# A record of theirs was joined to another's or struck off, or all of them have left by themselves, stay or died: the
# offer is for people who are not there any more. Who is left of a family keeps its offer until an officer has looked.
CHANGED: Final = """
    SELECT o.party_id FROM journeys_offer o JOIN people_person p ON p.party_id = o.party_id AND p.id = ANY(o.persons)
    WHERE o.crisis_id = %(crisis)s AND o.state = ANY(%(live)s) AND o.party_id IN (
        SELECT g.party_id FROM people_person g
        WHERE g.crisis_id = %(crisis)s AND (g.joined_into_id IS NOT NULL OR g.account = ANY(%(gone)s)))
    GROUP BY o.id
    HAVING bool_or(p.joined_into_id IS NOT NULL OR p.account = 'not_ours') OR bool_and(p.account = ANY(%(gone)s))
    ORDER BY o.party_id
"""
REFUSED: Final = """
    SELECT o.party_id, array_agg(DISTINCT l.ref)
    FROM journeys_offer o JOIN journeys_offerride r ON r.offer_id = o.id JOIN journeys_leg l ON l.id = r.leg_id
    WHERE o.crisis_id = %(crisis)s AND (o.state = 'declined' OR o.state = 'lapsed' AND o.ended_at > %(silent_since)s)
    GROUP BY 1
"""
# What the offers of a plan cost us: seats that we pay one by one, and what is had on demand. The price of a charter
# that the plan chose is spent as well, whether it is ordered yet or not.
SPENT: Final = """
    SELECT (
        SELECT COALESCE(sum(l.price::bigint * COALESCE(r.persons, cardinality(o.persons))), 0)
        FROM journeys_offer o JOIN journeys_offerstep s ON s.offer_id = o.id JOIN journeys_leg l ON l.id = s.leg_id
        LEFT JOIN journeys_offerride r ON r.offer_id = o.id AND r.leg_id = l.id
        WHERE o.adoption_id = %(adoption)s AND o.kind = 'place' AND o.state = ANY(%(spend)s) AND l.charter_id IS NULL
          AND (r.id IS NULL OR l.paid_by = 'state')
    ) + (
        SELECT COALESCE(sum(c.price), 0) FROM journeys_charter c
        WHERE c.crisis_id = %(crisis)s AND c.ref = ANY(%(chosen)s)
    )
"""
IS_GONE: Final = (Account.STAYS, Account.LEFT_ALONE, Account.DECEASED, Account.NOT_OURS)  # does not travel with us
SILENT_FOR: Final = timedelta(hours=12)  # who did not answer is not asked for the same again within


@dataclass(frozen=True, slots=True)
class LegPromises:
    """Of a leg: what may be given by kind, what live offers hold of it, and how its offers stand, in persons."""

    leg: UUID
    ref: str
    room: Mapping[str, int] = field(hash=False)  # block, partners' seats counted, less what is held back
    held: Mapping[str, int] = field(hash=False)  # by live offers
    persons: Mapping[OfferState, int] = field(hash=False)  # of offers of a place in each state
    standby: int  # persons invited to the gate and not ended

    @property
    def free(self) -> Mapping[str, int]:
        kinds = {*self.room, *self.held}
        return {kind: self.room.get(kind, 0) - self.held.get(kind, 0) for kind in sorted(kinds)}

    @property
    def over(self) -> Mapping[str, int]:
        """How much more is promised than there is: others cut the block afterwards."""
        return {kind: -count for kind, count in self.free.items() if count < 0}


@dataclass(frozen=True, slots=True)
class Cut:
    """An offer that would be cut, first of all the one that loses least by it."""

    offer: UUID
    party: UUID
    persons: int
    state: OfferState
    seats: int
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A law that does not hold, and of whom or what (ids)."""

    law: str  # "one-live-offer", "promised-within-block", "ledger-agrees"
    whose: tuple[UUID, ...]
    cut: tuple[UUID, ...] = ()  # legs where others cut the block afterwards: shown, no fault


def leg_promises(crisis: UUID, legs: Sequence[UUID] | None = None) -> dict[UUID, LegPromises]:
    """Return what is promised on each leg of a crisis (or on those named)."""
    wanted = {"crisis": crisis, "legs": None if legs is None else list(legs), "live": [state.value for state in LIVE]}
    held = _by_leg(_ask(HELD, wanted))
    persons = _by_leg(_ask(PERSONS, wanted))
    standby = dict(_ask(STANDBY, wanted))
    return {
        leg: LegPromises(
            leg,
            ref,
            _room(json.loads(block), json.loads(held_back), partners),  # Django leaves JSON as text
            held.get(leg, {}),
            {OfferState(state): count for state, count in persons.get(leg, {}).items()},
            standby.get(leg, 0),
        )
        for leg, ref, block, held_back, partners in _ask(ROOM, wanted)
    }


def to_cut(leg: UUID) -> tuple[Cut, ...]:
    """Propose whose promise breaks where a block shrank: the fewest that do, from the end of the line.

    Who has set out stays before who has not, accepted offers before those that wait for an answer, who weighs more in
    the plan before who weighs less, and who has held a place longest before who got it last.
    """
    row = Leg.objects.filter(id=leg).first()
    if row is None:
        return ()
    over = dict(leg_promises(row.crisis_id, [leg])[leg].over)
    cut: list[OfferRide] = []
    for ride in _last_in_line(leg):
        if any(ride.takes.get(kind, 0) for kind, count in over.items() if count > 0):
            cut.append(ride)
            over = {kind: count - ride.takes.get(kind, 0) for kind, count in over.items()}
    # Who was cut before a larger party made room enough stays after all.
    for ride in list(cut):
        without = {kind: count + ride.takes.get(kind, 0) for kind, count in over.items()}
        if all(count <= 0 for count in without.values()):
            cut.remove(ride)
            over = without
    return tuple(
        Cut(
            ride.offer_id,
            ride.offer.party_id,
            ride.persons,
            OfferState(ride.offer.state),
            ride.seats,
            ride.offer.answered_at,
        )
        for ride in cut
    )


def reconcile_offers(crisis: UUID) -> tuple[Broken, ...]:
    """Return which of three laws do not hold; nothing when all is well.

    A party holds one live offer. No more is promised on a leg than there is (legs where others cut the block afterwards
    are named apart). Whoever is promised a place in the ledger holds a live offer of one, and the other way round.
    """
    values = {"crisis": crisis, "live": [state.value for state in LIVE]}
    two = tuple(party for (party,) in _ask(TWO_LIVE, values))
    over = {each.leg: each for each in leg_promises(crisis).values() if each.over}
    cut = {leg for leg, each in over.items() if _was_cut(crisis, each)}
    apart = tuple(person for (person,) in _ask(LEDGER_APART, values))
    broken = [
        Broken("one-live-offer", two),
        Broken(
            "promised-within-block",
            tuple(leg for leg in over if leg not in cut),
            tuple(leg for leg in over if leg in cut),
        ),
        Broken("ledger-agrees", apart),
    ]
    return tuple(each for each in broken if each.whose or each.cut)


def refusals(crisis: UUID, *, at: datetime) -> dict[UUID, frozenset[str]]:
    """Return for each party the legs (refs) not to plan it for: it said no, or did not answer a little while ago.

    Who was silent is asked again before a place flies empty. A change of a leg's hours makes it another; then an
    officer asks them anew.
    """
    rows = _ask(REFUSED, {"crisis": crisis, "silent_since": at - SILENT_FOR})
    return {party: frozenset(refs) for party, refs in rows}


def spent(adoption: UUID) -> int:
    """Return what an adopted plan costs us by now, in whole euros: its live offers, who travelled, what it hires."""
    facts = proposals.adopted_facts(adoption)
    values = {
        "adoption": adoption,
        "crisis": Adoption.objects.values_list("crisis", flat=True).get(id=adoption),
        "spend": [state.value for state in (*LIVE, OfferState.TRAVELLED)],
        "chosen": sorted(facts.plan.charters) if facts else [],
    }
    return int(_ask(SPENT, values)[0][0])


def come_home(crisis: UUID) -> list[UUID]:
    """Return the live offers of whom everybody is home who is still to come home at all."""
    return [offer for (offer,) in _ask(COME_HOME, _of_live(crisis))]


def changed_parties(crisis: UUID) -> list[UUID]:
    """Return the parties that hold a live offer for a record that is nobody's any more, or of whom nobody travels."""
    return [party for (party,) in _ask(CHANGED, _of_live(crisis))]


def _of_live(crisis: UUID) -> dict[str, Any]:
    gone = [account.value for account in IS_GONE]
    return {"crisis": crisis, "live": [state.value for state in LIVE], "gone": gone}


def _was_cut(crisis: UUID, leg: LegPromises) -> bool:
    """Say whether all that is promised on a leg had room when the last of it was: others cut the block afterwards."""
    rides = OfferRide.objects.filter(leg=leg.leg, is_live=True).order_by("-offer_id")
    since = {"crisis": crisis, "leg": leg.leg, "ref": leg.ref, "offer": rides.values_list("offer", flat=True)[0]}
    then: dict[str, Any] = {}
    for (before,) in _ask(BEFORE, since):
        then = json.loads(before) | then  # the first that was said after it says how it was
    ((_, _, block, held_back, partners),) = _ask(ROOM, {"crisis": crisis, "legs": [leg.leg]})
    room = _room(
        then.get("block", json.loads(block)),
        then.get("held_back", json.loads(held_back)),
        partners - _ask(PARTNERS_SINCE, since)[0][0],
    )
    return all(count <= room.get(kind, 0) for kind, count in leg.held.items())


def _last_in_line(leg: UUID) -> list[OfferRide]:
    """The rides that are held on a leg: not accepted first, then who weighs least, then who got theirs last.

    Who has set out already stands before all others: they cannot go back.
    """
    rides = list(OfferRide.objects.filter(leg=leg, is_live=True).select_related("offer").order_by("-id"))
    weights = _weights({ride.offer.adoption_id for ride in rides})
    rides.sort(key=lambda ride: ride.offer.made_at, reverse=True)
    gone = Person.objects.filter(party__in=[ride.offer.party_id for ride in rides], account__in=HAS_SET_OUT)
    set_out = set(gone.values_list("party_id", flat=True))

    def rank(ride: OfferRide) -> tuple[bool, bool, int]:
        party = ride.offer.party_id
        return party in set_out, ride.offer.state == OfferState.ACCEPTED, weights(party)

    return sorted(rides, key=rank)


def _weights(adoptions: Iterable[UUID | None]) -> Callable[[UUID], int]:
    """Return what one person of a party weighs in the plan by which it was offered its place."""
    known: dict[str, int] = {}
    for adoption in adoptions:
        facts = proposals.adopted_facts(adoption) if adoption else None
        if facts:
            weights = facts.problem.priorities
            known |= {party.id: weights.get(party.priority, 0) for party in facts.problem.parties}
    return lambda party: known.get(str(party), 0)


def _room(block: Mapping[str, int], held_back: Mapping[str, int], partners: int) -> dict[str, int]:
    room = {kind: count - held_back.get(kind, 0) for kind, count in block.items()}
    if partners:
        room[Kind.SEAT] = room.get(Kind.SEAT, 0) + partners
    return {str(kind): count for kind, count in room.items()}


def _by_leg(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}
    for leg, kind, count in rows:
        found.setdefault(leg, {})[kind] = count
    return found


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
