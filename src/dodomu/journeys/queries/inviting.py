"""How many are expected aboard of those who were told a place, and how many more may be asked to the gate."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from dodomu.journeys.models import Leg, Offer, OfferRide, StandbyPlace
from dodomu.journeys.queries import departures, promises
from dodomu.journeys.rules import inviting as rules
from dodomu.journeys.rules.clocks import Riders
from dodomu.journeys.rules.inviting import Boarding, Guest, Invite, Learned, Seen
from dodomu.journeys.rules.parties import PersonKnown
from dodomu.journeys.rules.problem.needs import needs_of
from dodomu.journeys.rules.terms import LIVE, LegState, OfferKind, OfferState
from dodomu.people.models import Person
from dodomu.people.rules.promising import STILL_TO_COME_HOME

WORD: Final = """
    CASE WHEN o.state IN ('accepted', 'travelled') THEN 'yes'
         WHEN o.state IN ('declined', 'lapsed') THEN 'no'
         WHEN o.state IN ('sent', 'later') THEN 'silent'
         WHEN o.answered_at IS NOT NULL THEN 'was_yes' END
"""
# Parties seen aboard a leg they were told, by what they had answered.
ABOARD: Final = f"""
    WITH gone AS MATERIALIZED (
        SELECT id, ref FROM journeys_leg
        WHERE crisis_id = %(crisis)s
          AND (state IN ('departed', 'arrived') OR COALESCE(expected_at, departs_at) <= %(at)s)
    )
    SELECT g.id, {WORD}, count(DISTINCT o.id)
    FROM gone g
    JOIN journeys_offerride r ON r.leg_id = g.id
    JOIN journeys_offer o ON o.id = r.offer_id
    CROSS JOIN LATERAL unnest(o.persons) AS each(person)
    JOIN people_ledgerentry e ON e.person_id = each.person AND e.account = 'aboard' AND e.leg = g.ref
         AND e.recorded_at <= %(at)s
    WHERE o.kind = 'place' AND o.sent_at <= %(at)s AND NOT EXISTS (
        SELECT FROM people_ledgerentry c WHERE c.corrects = e.id AND c.recorded_at <= %(at)s)
    GROUP BY 1, 2
"""  # noqa: S608  (put together from constants only, as is the other)
# What became of parties that were told a place. Only those whose time to answer is over: who says yes says so sooner
# than who never answers, and counted at once they would make it look as if nearly all did.
TOLD: Final = f"""
    SELECT r.leg_id, {WORD}, count(*)
    FROM journeys_offer o JOIN journeys_offerride r ON r.offer_id = o.id
    WHERE o.crisis_id = %(crisis)s AND o.kind = 'place' AND o.sent_at <= %(at)s
      AND (o.answer_by <= %(at)s OR r.leg_id = ANY(%(known)s::uuid[]))
    GROUP BY 1, 2
"""  # noqa: S608
LOOKED_AT: Final = 2000  # parties of a line: far more than ever hold a place elsewhere
OF_A_GUEST: Final = ("id", "birth_date", "account", "needs")


def expected(leg: UUID, *, at: datetime) -> Boarding | None:
    """Return how many of those who hold a place on a leg are expected aboard; None where there is no such leg."""
    row = Leg.objects.filter(id=leg).only("crisis_id").first()
    return expected_on_legs(row.crisis_id, at=at)[leg] if row else None


def expected_on_legs(crisis: UUID, *, at: datetime) -> dict[UUID, Boarding]:
    """Return for every leg of a crisis how many are expected aboard."""
    told, nobody = departures.riders(crisis), Riders()
    return {leg: _boarding(told.get(leg, nobody), learned) for leg, learned in _learned(crisis, at).items()}


def proposal_to_invite(leg: UUID, *, at: datetime, risk: float = rules.RISK) -> Invite | None:
    """Return how many more of the line may be asked to the gate of a leg, and what that risks.

    Never more than the officer allows beyond the block, those asked before counted. Asked to the gate is not promised:
    it takes nothing from anybody who holds a place. None where there is no such leg, or it has gone.
    """
    row = Leg.objects.select_related("crisis").filter(id=leg).first()
    if row is None or row.state != LegState.PLANNED or (row.expected_at or row.departs_at or at) <= at:
        return None
    today = at.astimezone(ZoneInfo(row.crisis.zone)).date()
    told = promises.leg_promises(row.crisis_id, [leg])[leg]
    return rules.propose(
        told.room,
        [*_holding(leg), *_asked_before(leg, today)],
        _line(row, today),
        _learned(row.crisis_id, at)[leg],
        allowed=row.invite_extra - told.standby,
        risk=risk,
    )


def _boarding(told: Riders, learned: Learned) -> Boarding:
    return rules.boarding(learned, accepted=told.accepted, unanswered=told.unanswered)


def _learned(crisis: UUID, at: datetime) -> Mapping[UUID, Learned]:
    """Return what is believed of every leg: by what it has shown itself, and what the others of its mode have."""
    seen, nothing = _seen(crisis, at), Seen()
    modes = list(Leg.objects.filter(crisis=crisis).values_list("id", "mode"))
    of_mode: dict[str, Seen] = defaultdict(Seen)
    for leg, mode in modes:
        of_mode[mode] = of_mode[mode].with_more(seen.get(leg, nothing))
    own = {leg: seen.get(leg, nothing) for leg, _ in modes}
    return {leg: rules.learn(own[leg], of_mode[mode].without(own[leg])) for leg, mode in modes}


def _seen(crisis: UUID, at: datetime) -> dict[UUID, Seen]:
    """Return by leg what became of who was told a place on it.

    Whether somebody boarded is known of departures of which at least one boarding is.
    """
    came = _by_word(_ask(ABOARD, {"crisis": crisis, "at": at}))
    told = _by_word(_ask(TOLD, {"crisis": crisis, "at": at, "known": list(came)}))
    return {leg: _fates(words, came.get(leg)) for leg, words in told.items()}


def _fates(told: Counter[str], came: Counter[str] | None) -> Seen:
    if came is None:
        return Seen(accepted=told["yes"] + told["was_yes"], refused=told["no"])
    return Seen(
        accepted=told["was_yes"],  # it was ended by us: whether they would have come nobody knows
        refused=told["no"],
        came=came["yes"],
        stayed=told["yes"] - came["yes"],
        silent_came=came["silent"],
        silent_stayed=told["silent"] - came["silent"],
    )


def _by_word(rows: Sequence[tuple[Any, ...]]) -> dict[UUID, Counter[str]]:
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for leg, word, count in rows:
        found[leg][word] += count
    return found


def _holding(leg: UUID) -> list[Guest]:
    """Those who hold a place. One that waits for an officer may still be told, and then they come."""
    rows = OfferRide.objects.filter(leg=leg, is_live=True).order_by("offer_id")
    return [
        Guest(party, persons, takes, state == OfferState.ACCEPTED)
        for party, persons, takes, state in rows.values_list("offer__party", "persons", "takes", "offer__state")
    ]


def _asked_before(leg: UUID, today: date) -> list[Guest]:
    asked = Offer.objects.filter(first_leg=leg, kind=OfferKind.STANDBY, state__in=LIVE).order_by("made_at", "id")
    rows = list(asked.values_list("party_id", "persons", "state"))
    named = Person.objects.filter(id__in=[person for _, persons, _ in rows for person in persons])
    members = {columns[0]: _person(*columns) for columns in named.values_list(*OF_A_GUEST)}
    return [
        _guest(party, [members[each] for each in persons if each in members], today, state == OfferState.ACCEPTED)
        for party, persons, state in rows
    ]


def _line(leg: Leg, today: date) -> list[Guest]:
    """The line of the plan in force, without those who hold an offer or said no to this leg."""
    line = StandbyPlace.objects.filter(adoption__ended_at=None, leg=leg).order_by("position")
    parties = list(line.values_list("party_id", flat=True)[:LOOKED_AT])
    of_them = Offer.objects.filter(party__in=parties)
    refused = of_them.filter(first_leg=leg, state=OfferState.DECLINED).values_list("party_id", flat=True)
    out = {*refused, *of_them.filter(state__in=LIVE).values_list("party_id", flat=True)}
    parties = [party for party in parties if party not in out][: rules.LONGEST_LINE]
    there = Person.objects.filter(party__in=parties, account__in=STILL_TO_COME_HOME)
    people = there.filter(joined_into=None, forgotten_at=None).order_by("id")
    of_party: dict[UUID | None, list[PersonKnown]] = defaultdict(list)
    for party, *columns in people.values_list("party_id", *OF_A_GUEST):
        of_party[party].append(_person(*columns))
    return [_guest(party, of_party[party], today) for party in parties if of_party[party]]


def _guest(party: UUID, people: Sequence[PersonKnown], today: date, has_accepted: bool = False) -> Guest:
    return Guest(party, len(people), needs_of(people, 0, today), has_accepted)


def _person(id_: UUID, born: date | None, account: str, needs: Sequence[str]) -> PersonKnown:
    """Return a person with what decides about what they need of a vehicle."""
    return PersonKnown(id_, True, (), born, "", None, account, None, "", tuple(needs), (), None)


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
