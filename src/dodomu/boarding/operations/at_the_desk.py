"""Boarding, taking off and confirming arrival at the desk, in a gate's stead: an officer says what was seen.

It is written into the ledger as an eye-witness (`people.operations.witnessing`), as what gates say is: what happened is
not refused. What contradicts the ledger is asked about once, before it is written. What was seen before stands at the
hour at which it was seen, and what gates say of the same persons is worked out anew beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.boarding.news import PeopleBoarded, SaidAtDesk
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import news, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import LegState
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.models import Person
from dodomu.people.operations.witnessing import Seen, hold_kept, witness_many
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence

A_MOMENT: Final = timedelta(microseconds=1)
MOST_AT_ONCE: Final = 1_000
# Who stands so is not expected at a gate: the officer is asked whether it is them.
OUT_OF_REACH: Final = frozenset({Account.ABOARD, Account.HOME, Account.DECEASED, Account.NOT_OURS})


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many stand otherwise now, and how many stood so before: two officers may say the same."""

    new: int
    already: int


def record_at_desk(
    *, form: UUID, crisis: UUID, ref: str, what: TouchKind, persons: Sequence[UUID], is_sure: bool, by: Actor,
    at: datetime, seen_at: datetime | None = None,
) -> Recorded:  # fmt: skip
    """Write down that persons boarded a leg, were taken off it, or arrived with it, or raise Refused.

    All of them or none. The same form again changes nothing, nor does a second officer who says the same. `seen_at` is
    the hour at which it was seen, where that is not now; what is asked and left is by where they stood then. Of
    some who arrived, those who were aboard have; where none of them was seen aboard, it is asked whether it is them.
    """
    permissions.check(by, Permission.BOARD, crisis)
    if seen_at and seen_at > at:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=seen_at)
    leg = leg_by_ref(crisis, ref)
    if leg is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    if what is TouchKind.BOARDED and leg.state is LegState.CANCELLED:
        raise Refused(BoardingReason.LEG_DOES_NOT_GO, leg=ref)
    wanted = sorted(set(persons))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Refused(BoardingReason.NOBODY_CHOSEN)
    with transaction.atomic():
        rows = hold_kept(wanted)
        _all_of(crisis, wanted, rows)
        people = {row.id: row for row in rows.values()}
        stood = _stood(people, seen_at)
        moved = [row for key, row in sorted(people.items()) if _is_to_move(stood[key], what, leg)]
        to = _where(what, leg)
        doubtful = [row for row in moved if stood[row.id].account in OUT_OF_REACH] if what is TouchKind.BOARDED else []
        if what is TouchKind.LANDED and not moved:  # nobody saw them aboard: is it them who stand there?
            moved = doubtful = [row for key, row in sorted(people.items()) if not _is_at(stood[key], to)]
        if not is_sure:
            _ask_about([(row, stood[row.id]) for row in doubtful], leg)
        seen = [_seen(form, row, to, by, seen_at or _after(row, at)) for row in moved]
        new = witness_many(seen=seen, by=by, at=at)
        if new:
            told = tuple(row.id for row in moved)
            news.post(SaidAtDesk(crisis, told), at=at)
            if what is not TouchKind.LANDED:
                news.post(PeopleBoarded(crisis, leg.id, told), at=at)
    return Recorded(new, len(people) - new)


def _all_of(crisis: UUID, wanted: Sequence[UUID], rows: dict[UUID, Person]) -> None:
    if len(rows) < len(wanted) or any(row.crisis_id != crisis for row in rows.values()):
        raise Refused(BoardingReason.NOT_OF_THIS_CRISIS)


def _stood(people: dict[UUID, Person], seen_at: datetime | None) -> dict[UUID, Standing]:
    """Return where they stand, or stood at an hour; before the first word of somebody is at that word."""
    if seen_at is None:
        return {
            key: Standing(Account(row.account), row.account_place_id, row.account_leg) for key, row in people.items()
        }
    histories = entries_of(people)
    stood = {key: ledger.fold(history, at=seen_at) for key, history in histories.items()}
    return {key: each or ledger.timeline(histories[key])[0].standing for key, each in stood.items()}


def _is_to_move(stood: Standing, what: TouchKind, leg: LegKnown) -> bool:
    """Say whether they stand otherwise: who is not aboard is not taken off and does not arrive with it."""
    is_aboard = stood.account is Account.ABOARD and stood.leg == leg.ref
    return not is_aboard if what is TouchKind.BOARDED else is_aboard


def _is_at(stood: Standing, to: Standing) -> bool:
    return stood.account is to.account and to.place in (None, stood.place)


def _ask_about(rows: Sequence[tuple[Person, Standing]], leg: LegKnown) -> None:
    if rows:
        raise Refused(
            BoardingReason.STANDS_ELSEWHERE,
            leg=leg.ref,
            persons=[(row.id, row.reference, stood.account.value, stood.leg) for row, stood in rows],
        )


def _where(what: TouchKind, leg: LegKnown) -> Standing:
    if what is TouchKind.BOARDED:
        return Standing(Account.ABOARD, None, leg.ref)
    if what is TouchKind.TAKEN_OFF:
        return Standing(Account.ASSEMBLED, leg.meeting_place or leg.origin)
    if what is not TouchKind.LANDED:
        raise ValueError(what)
    country = Place.objects.values_list("country", flat=True).get(id=leg.target)
    is_home = Crisis.objects.filter(sending=country, places=leg.target).exists()
    return Standing(Account.HOME) if is_home else Standing(Account.ON_THE_WAY, leg.target)


def _after(row: Person, at: datetime) -> datetime:
    """Return now, after what is known of them, also in an exercise whose clock stands: else chance orders the two."""
    return at if row.account_since < at else row.account_since + A_MOMENT


def _seen(form: UUID, row: Person, to: Standing, by: Actor, hour: datetime) -> Seen:
    return Seen(
        entry_id=uuid5(form, f"{row.id} {to.account.value}"),
        person=row.id,
        to=to,
        evidence=Evidence.SEEN,
        said_by=by.name,
        happened_at=hour,
        officer=by.officer,
    )
