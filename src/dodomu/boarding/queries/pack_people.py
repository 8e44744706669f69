"""Who belongs into a pack, and what is known of them: read in a dozen statements, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.boarding.queries.gates import GateLeg
from dodomu.boarding.rules import packing
from dodomu.boarding.rules.verdicts import OfferFacts
from dodomu.foundation import encryption
from dodomu.foundation.places import PlaceView, city_by_place
from dodomu.journeys.rules.parties import PartyKnown, PersonKnown
from dodomu.journeys.rules.terms import LIVE, OfferKind, OfferState
from dodomu.people.models import sealed
from dodomu.people.rules.terms import Account

COUNTED: Final = "p.crisis_id = %(crisis)s AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL"
# Of each of these legs: who was offered it and has not ended that, stands in its line, holds or held a pass for it, or
# is aboard.
RELATED: Final = f"""
    SELECT r.leg_id, o.party_id FROM journeys_offerride r JOIN journeys_offer o ON o.id = r.offer_id
    WHERE r.leg_id = ANY(%(legs)s) AND o.state = ANY(%(live)s)
    UNION SELECT first_leg_id, party_id FROM journeys_offer
    WHERE crisis_id = %(crisis)s AND first_leg_id = ANY(%(legs)s) AND state = ANY(%(live)s)
    UNION SELECT s.leg_id, s.party_id FROM journeys_standbyplace s JOIN journeys_adoption a ON a.id = s.adoption_id
    WHERE s.leg_id = ANY(%(legs)s) AND a.crisis_id = %(crisis)s AND a.ended_at IS NULL
    UNION SELECT b.leg_id, p.party_id FROM boarding_pass b JOIN people_person p ON p.id = b.person_id
    WHERE b.leg_id = ANY(%(legs)s)
    UNION SELECT leg.id, p.party_id FROM unnest(%(legs)s::uuid[], %(refs)s::text[]) AS leg(id, ref)
    JOIN people_person p ON p.account_leg = leg.ref AND p.account = 'aboard' WHERE {COUNTED}
"""  # noqa: S608  (put together from constants only, as are those below)
# Where somebody of these was joined into a record of another party, theirs and that party.
JOINED_INTO: Final = """
    WITH RECURSIVE way AS (
        SELECT party_id AS was, id AS at, joined_into_id AS up FROM people_person
        WHERE party_id = ANY(%(parties)s) AND joined_into_id IS NOT NULL
        UNION SELECT way.was, p.id, p.joined_into_id FROM way JOIN people_person p ON p.id = way.up
    )
    SELECT DISTINCT way.was, p.party_id FROM way JOIN people_person p ON p.id = way.at WHERE way.up IS NULL
"""
# The records that were joined into some, at whatever depth: what is on paper in their holders' hands names them.
JOINED: Final = """
    WITH RECURSIVE family AS (
        SELECT p.id, p.joined_into_id AS root FROM people_person p WHERE p.joined_into_id = ANY(%(persons)s)
        UNION SELECT p.id, f.root FROM people_person p JOIN family f ON p.joined_into_id = f.id
    )
    SELECT f.id, f.root, p.reference, p.search_text FROM family f JOIN people_person p ON p.id = f.id
    WHERE p.forgotten_at IS NULL ORDER BY p.id
"""
# Who stands at no place of the ledger's (a promise has none) is where they last said they are.
_THERE: Final = f"""
    {COUNTED} AND COALESCE(p.account_place_id, p.place_id) = ANY(%(places)s) AND p.account <> ALL(%(over)s)
"""
# More parties than there may be persons are never looked at; beside each stands how many persons all of them are.
NEARBY: Final = f"""
    SELECT p.party_id, sum(count(*)) OVER ()::int FROM people_person p WHERE {_THERE}
    GROUP BY 1 ORDER BY 1 LIMIT %(most)s
"""  # noqa: S608
# Asked with the ids: as one statement with those above, a database that has not counted its rows takes seconds.
SIZES: Final = f"""
    SELECT p.party_id, count(*) FROM people_person p WHERE {COUNTED} AND p.party_id = ANY(%(parties)s)
    GROUP BY 1 ORDER BY 1
"""  # noqa: S608
PERSONS: Final = f"""
    SELECT p.id, p.party_id, p.reference, p.family_name, p.given_name, p.patronymic, p.search_text, p.birth_date,
           p.counts_as_citizen, p.citizenships, p.leads_party, p.needs, p.wish, p.wish_from, p.asked_at, p.account,
           COALESCE(p.account_place_id, p.place_id), p.account_leg
    FROM people_person p WHERE {COUNTED} AND p.party_id = ANY(%(parties)s)
    ORDER BY p.party_id, p.leads_party DESC, p.id
"""  # noqa: S608
PARTIES: Final = "SELECT id, may_split, said_size FROM people_party WHERE id = ANY(%(parties)s)"
PHONES: Final = """
    SELECT person_id, value FROM people_contactpoint WHERE kind = 'phone' AND person_id = ANY(%(named)s) ORDER BY id
"""
PAPERS: Final = """
    SELECT person_id, kind, expires_on, number FROM people_document WHERE person_id = ANY(%(named)s) ORDER BY id
"""
TOLD: Final = """
    SELECT o.party_id, o.state, o.kind, o.persons, o.meeting_place_id, first.ref,
           COALESCE(array_agg(l.ref ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL), '{}'),
           (array_agg(s.fleet ORDER BY s.position) FILTER (WHERE l.ref IS NOT NULL OR s.fleet <> ''))[1]
    FROM journeys_offer o
    LEFT JOIN journeys_leg first ON first.id = o.first_leg_id
    LEFT JOIN journeys_offerstep s ON s.offer_id = o.id
    LEFT JOIN journeys_leg l ON l.id = s.leg_id AND l.schedule = 'dated'
    WHERE o.party_id = ANY(%(parties)s) AND o.state = ANY(%(live)s)
    GROUP BY o.id, first.ref
"""
ENDED: Final = """
    SELECT DISTINCT ON (o.party_id, r.leg_id) o.party_id, l.ref, o.state
    FROM journeys_offerride r JOIN journeys_offer o ON o.id = r.offer_id JOIN journeys_leg l ON l.id = r.leg_id
    WHERE r.leg_id = ANY(%(legs)s) AND o.party_id = ANY(%(parties)s) AND o.state <> ALL(%(live)s)
    ORDER BY o.party_id, r.leg_id, o.ended_at DESC
"""
# Who was asked to a gate and stands in no line of the plan in force comes after all who do, the first invited first.
LINE: Final = """
    WITH line AS (
        SELECT s.party_id, s.leg_id, s.position
        FROM journeys_standbyplace s JOIN journeys_adoption a ON a.id = s.adoption_id
        WHERE s.leg_id = ANY(%(legs)s) AND a.crisis_id = %(crisis)s AND a.ended_at IS NULL
    ), asked AS (
        SELECT o.party_id, o.first_leg_id AS leg_id, (
            row_number() OVER (PARTITION BY o.first_leg_id ORDER BY o.sent_at, o.id)
            + COALESCE((SELECT max(position) FROM line WHERE line.leg_id = o.first_leg_id), 0))::int AS position
        FROM journeys_offer o
        WHERE o.crisis_id = %(crisis)s AND o.kind = 'standby' AND o.state = ANY(%(live)s)
          AND o.first_leg_id = ANY(%(legs)s)
          AND NOT EXISTS (SELECT FROM line WHERE line.party_id = o.party_id AND line.leg_id = o.first_leg_id)
    )
    SELECT every.party_id, l.ref, every.position
    FROM (SELECT * FROM line UNION ALL SELECT * FROM asked) every JOIN journeys_leg l ON l.id = every.leg_id
"""
PASSES: Final = """
    SELECT person_id, leg_id, serial FROM boarding_pass WHERE leg_id = ANY(%(legs)s) AND ended_at IS NULL
"""
# When, where, by whom and on which device people were boarded on legs, as far as it holds; the first time last.
BOARDED: Final = """
    SELECT each.person, l.ref, t.happened_at, t.point, t.officer_name, d.name
    FROM boarding_touch t CROSS JOIN LATERAL unnest(t.persons) AS each(person)
    JOIN journeys_leg l ON l.id = t.leg JOIN boarding_device d ON d.id = t.device_id
    LEFT JOIN boarding_touchoutcome u ON u.touch_id = t.id
    WHERE t.kind = 'boarded' AND t.leg = ANY(%(legs)s) AND t.crisis_id = %(crisis)s
      AND u.state IS DISTINCT FROM 'struck'
    ORDER BY t.happened_at DESC, t.id DESC
"""
OVER: Final = (Account.HOME, Account.DECEASED, Account.NOT_OURS)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a gate finds one person by, and shows of them."""

    known: PersonKnown
    party: UUID
    reference: str
    family_name: str
    given_name: str
    patronymic: str
    search_text: str
    leads: bool
    phones: tuple[str, ...]
    documents: tuple[str, ...]
    was: tuple[UUID, ...] = ()  # records that were joined into this one
    codes: tuple[str, ...] = ()  # and their reference codes

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.family_name, self.given_name, self.patronymic)))


@dataclass(frozen=True, slots=True)
class Boarded:
    """How somebody was boarded on a leg, first."""

    at: datetime
    point: str
    officer: str
    device: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of a pack with what decides about them."""

    persons: tuple[Carried, ...]
    parties: Mapping[UUID, PartyKnown] = field(hash=False)
    told: Mapping[UUID, OfferFacts] = field(hash=False)  # by party
    ended: Mapping[UUID, Mapping[str, OfferState]] = field(hash=False)  # by party, by ref of the leg
    line: Mapping[UUID, Mapping[str, int]] = field(hash=False)  # by party, by ref of the leg
    passes: Mapping[UUID, Mapping[UUID, bytes]] = field(hash=False)  # by person, by leg
    boarded: Mapping[tuple[UUID, str], Boarded] = field(hash=False)  # by person and ref of the leg
    legs: tuple[GateLeg, ...] = field(hash=False)  # of which everybody is in it
    until: datetime | None = None  # the hour of the first leg of whose people not all fitted
    left_out: int = 0  # of the city, because they are too many


def people_of(crisis: UUID, legs: Sequence[GateLeg], point: UUID, places: Sequence[PlaceView]) -> People:
    """Return everybody who has to do with the legs of a point, the next first, then who is in its city, while they fit.

    A leg of whose people not all fit is not among those of the answer: whoever is on it is not known at the gate yet.
    """
    values: dict[str, Any] = {
        "crisis": crisis, "live": [state.value for state in LIVE], "places": _city_of(point, places),
        "over": [account.value for account in OVER],
    }  # fmt: skip
    nearby = _ask(NEARBY, values | {"most": packing.MOST})
    in_city = nearby[0][1] if nearby else 0
    found = _fitting(values | _named(legs), legs, [party for party, _ in nearby])
    held = [leg for leg in legs if leg.known.id not in found.later]
    values |= _named(held) | {"parties": [*found.parties]}
    carried = _carried(values)
    root = {was: each.known.id for each in carried for was in each.was}
    there = set(values["places"])
    shown = sum(each.known.place in there and each.known.account not in OVER for each in carried)
    together: dict[UUID, list[PersonKnown]] = defaultdict(list)
    for each in carried:
        together[each.party].append(each.known)
    said = {party: (may_split, size) for party, may_split, size in _ask(PARTIES, values)}
    names = {place.id: place.name for place in places}
    return People(
        persons=tuple(carried),
        parties={party: PartyKnown(party, *said[party], tuple(them)) for party, them in together.items()},
        told={row[0]: _offer(*row[1:], names=names) for row in _ask(TOLD, values)},
        ended=_by_leg((party, ref, OfferState(state)) for party, ref, state in _ask(ENDED, values)),
        line=_by_leg(_ask(LINE, values)),
        passes=_by_leg((root.get(person, person), leg, bytes(serial)) for person, leg, serial in _ask(PASSES, values)),
        boarded={
            (root.get(person, person), ref): Boarded(hour, names.get(place, ""), officer, device)
            for person, ref, hour, place, officer, device in _ask(BOARDED, values)
        },
        legs=tuple(held),
        until=min((leg.hour for leg in legs if leg.known.id in found.later), default=None),
        left_out=in_city - shown,
    )


def _named(legs: Sequence[GateLeg]) -> dict[str, Any]:
    return {"legs": [leg.known.id for leg in legs], "refs": [leg.known.ref for leg in legs]}


def _fitting(values: Mapping[str, Any], legs: Sequence[GateLeg], nearby: Sequence[UUID]) -> packing.Fits:
    """Return who fits, legs by their hours."""
    of_leg: dict[UUID, set[UUID]] = defaultdict(set)
    for leg, party in _ask(RELATED, values):
        of_leg[leg].add(party)
    into: dict[UUID, set[UUID]] = defaultdict(set)
    for was, party in _ask(JOINED_INTO, {"parties": [*set().union(*of_leg.values())]}):
        into[was].add(party)
    for parties in of_leg.values():
        parties.update(*(into[party] for party in parties & into.keys()))
    related: set[UUID] = set().union(*of_leg.values())
    sizes = dict(_ask(SIZES, {**values, "parties": [*related.union(nearby)]}))
    coming = sorted((leg for leg in legs if not leg.is_over), key=lambda leg: (leg.hour, leg.known.ref))
    over = {party for leg in legs if leg.is_over for party in of_leg[leg.known.id]}
    in_order = [(leg.known.id, of_leg[leg.known.id]) for leg in coming]
    return packing.fits(in_order, over, nearby, sizes, most=packing.MOST)


def _carried(values: Mapping[str, Any]) -> list[Carried]:
    rows = _ask(PERSONS, values)
    joined: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for was, root, reference, search_text in _ask(JOINED, {"persons": [row[0] for row in rows]}):
        joined[root].append((was, reference, search_text))
    into = {was: root for root, them in joined.items() for was, _, _ in them}
    named = {"named": [*(row[0] for row in rows), *into]}
    phones: dict[UUID, list[str]] = defaultdict(list)
    for person, number in _ask(PHONES, named):
        phones[into.get(person, person)].append(number)
    papers: dict[UUID, list[tuple[str, date | None]]] = defaultdict(list)
    numbers: dict[UUID, list[str]] = defaultdict(list)
    for person, kind, expires, number in _ask(PAPERS, named):
        papers[into.get(person, person)].append((kind, expires))
        opened = encryption.open_sealed(number, context=sealed.DOCUMENT_NUMBER)
        numbers[into.get(person, person)].append(str(opened))
    found = []
    for row in rows:
        (id_, party, reference, family, given, patronymic, search_text, born, is_citizen, citizenships, leads, needs,
         wish, wish_from, asked_at, account, place, leg) = row  # fmt: skip
        known = PersonKnown(
            id_, is_citizen, tuple(citizenships), born, wish, wish_from, account, place, leg, tuple(needs),
            tuple(papers.get(id_, ())), asked_at,
        )  # fmt: skip
        was = joined.get(id_, ())
        found.append(
            Carried(
                known, party, reference, family, given, patronymic, " ".join((search_text, *(each[2] for each in was))),
                leads, tuple(dict.fromkeys(phones.get(id_, ()))), tuple(dict.fromkeys(numbers.get(id_, ()))),
                tuple(each[0] for each in was), tuple(each[1] for each in was),
            )
        )  # fmt: skip
    return found


def _offer(
    state: str, kind: str, persons: list[UUID], meeting: UUID | None, first: str | None, legs: list[str],
    fleet: str | None, *, names: Mapping[UUID, str],
) -> OfferFacts:  # fmt: skip
    return OfferFacts(
        state=OfferState(state),
        is_standby=kind == OfferKind.STANDBY,
        legs=tuple(legs) or ((first,) if first else ()),
        persons=frozenset(persons),
        meeting_place=meeting,
        meeting_name=names.get(meeting, "") if meeting else "",
        comes_by_vehicle=bool(fleet),
    )


def _city_of(point: UUID, places: Sequence[PlaceView]) -> list[UUID]:
    cities = city_by_place(places)
    return [place for place, city in cities.items() if city == cities.get(point)]


def _by_leg(rows: Iterable[tuple[Any, Any, Any]]) -> dict[UUID, dict[Any, Any]]:
    found: dict[UUID, dict[Any, Any]] = defaultdict(dict)
    for whose, leg, what in rows:
        found[whose][leg] = what
    return found


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
