"""Legs leave and arrive in an exercise: they run or they do not, and who accepted boards, or does not come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.exercise import chances, rules
from dodomu.exercise.chances import Luck
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.operations import offering, settling, ways
from dodomu.journeys.queries import replay
from dodomu.journeys.queries.checks import leg_lines
from dodomu.journeys.queries.replay import Boarding, Meeting
from dodomu.journeys.queries.ways import leg_by_ref, places_known
from dodomu.journeys.rules.terms import Check, LegState
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.operations import whereabouts
from dodomu.people.operations.whereabouts import Move
from dodomu.people.queries import replay as known
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.promising import MOVED_BY_A_PROMISE, STILL_TO_COME_HOME
from dodomu.people.rules.terms import Account, Evidence

GATE = "gate (exercise)"
DOES_NOT_RUN = "did not run (exercise)"
DID_NOT_COME = "did not come to the gate (exercise)"
CLOSED = {Check.ROAD_CLOSED, Check.AIRPORT_CLOSED, Check.CROSSING_CLOSED, Check.PORT_CLOSED, Check.CARRIER_STOPPED}
SETS_OUT_FROM = MOVED_BY_A_PROMISE | {Account.ASSEMBLED}  # who goes by the first leg of their way


def assemble(crisis: UUID, meeting: Meeting, names: Mapping[UUID, str], luck: Luck, *, at: datetime) -> None:
    """Let a party that comes stand where its first leg is met; who travels already is there without it."""
    stands = {
        person: standing
        for person, standing in known.standings(meeting.persons).items()
        if standing.account in MOVED_BY_A_PROMISE
    }
    if chances.comes(luck, names.get(meeting.party, str(meeting.party)), meeting.leg):
        to = Standing(Account.ASSEMBLED, meeting.place)
        _move(crisis, f"met for {meeting.leg}", stands, to, Evidence.SEEN, GATE, at)


def depart(crisis: UUID, leg: LegKnown, names: Mapping[UUID, str], luck: Luck, *, at: datetime) -> None:
    """Let a leg leave with everybody who accepted and came, or cancel it; done before, it changes nothing."""
    with transaction.atomic():
        may_run = chances.runs(luck, leg.ref, leg.chance) and not _is_closed(crisis, leg, at)
        if leg.state is LegState.PLANNED and not may_run:
            ways.cancel_leg(leg=leg.id, version=leg.version, why=DOES_NOT_RUN, by=EXERCISE, at=at)
            settling.end_cancelled(crisis=crisis, by=EXERCISE, at=at)
            return
        if leg.state is LegState.PLANNED:
            ways.mark_departed(leg=leg.id, version=leg.version, happened_at=at, by=EXERCISE, at=at)
        for each in replay.boardings(leg.id):
            _board(crisis, leg, each, names.get(each.party, str(each.party)), luck, at)


def arrive(crisis: UUID, leg: LegKnown, persons: Iterable[UUID], *, home: str, at: datetime) -> None:
    """Let everybody off: they are home in their own state, else on the way."""
    is_home = places_known(crisis)[leg.target].country == home
    to = Standing(Account.HOME) if is_home else Standing(Account.ON_THE_WAY, leg.target)
    with transaction.atomic():
        now = leg_by_ref(crisis, leg.ref)
        if now and now.state is LegState.DEPARTED:
            ways.mark_arrived(leg=now.id, version=now.version, happened_at=at, by=EXERCISE, at=at)
        _move(crisis, f"off {leg.ref}", known.standings(persons), to, Evidence.CARRIER, leg.ref, at)
        settling.settle(crisis=crisis, by=EXERCISE, at=at)


def _is_closed(crisis: UUID, leg: LegKnown, at: datetime) -> bool:
    """Say whether anything on the way of a leg is shut when it is to leave."""
    line = next((each for each in leg_lines(crisis, at=at) if each.leg.id == leg.id), None)
    return line is not None and any(found.check in CLOSED for found in line.checks)


def _board(crisis: UUID, leg: LegKnown, boarding: Boarding, name: str, luck: Luck, at: datetime) -> None:
    stands = {
        person: standing
        for person, standing in known.standings(boarding.persons).items()
        if standing.account in STILL_TO_COME_HOME
    }
    if not stands or not all(_is_there(each, boarding) for each in stands.values()):
        return  # they missed what was to bring them here: the plan is to be mended for them
    sets_out = any(each.account in SETS_OUT_FROM for each in stands.values())
    if sets_out and not chances.comes(luck, name, leg.ref):
        offering.withdraw_offer(offer=boarding.offer, why=DID_NOT_COME, by=EXERCISE, at=at)
        return
    _move(crisis, f"aboard {leg.ref}", stands, Standing(Account.ABOARD, leg=leg.ref), Evidence.SEEN, GATE, at)


def _is_there(standing: Standing, boarding: Boarding) -> bool:
    """Say whether somebody can be where the leg leaves; what they go by themselves is walked without a word."""
    if standing.account is Account.ON_THE_WAY:
        return True
    return boarding.is_first and standing.account in SETS_OUT_FROM


def _move(
    crisis: UUID,
    key: str,
    stands: Mapping[UUID, Standing],
    to: Standing,
    evidence: Evidence,
    said_by: str,
    at: datetime,
) -> None:
    moves = [
        Move(entry, person, standing)
        for person, standing in sorted(stands.items())
        if not known.has_entry(entry := rules.identifier(f"{key} {person}", crisis))
    ]
    if moves:
        whereabouts.move_party(
            moves=moves, to=to, evidence=evidence, said_by=said_by, happened_at=at, by=EXERCISE, at=at
        )
