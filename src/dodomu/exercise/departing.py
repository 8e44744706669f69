"""Legs leave and arrive in an exercise: they run or they do not, and who accepted boards, or does not come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.boarding.rules.terms import TouchKind
from dodomu.exercise import chances, gates
from dodomu.exercise.chances import Luck
from dodomu.exercise.gates import Touched
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.operations import offering, settling, ways
from dodomu.journeys.queries import replay
from dodomu.journeys.queries.checks import leg_lines
from dodomu.journeys.queries.replay import Boarding, Meeting
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import Check, LegState
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.queries import replay as known
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.promising import MOVED_BY_A_PROMISE, STILL_TO_COME_HOME
from dodomu.people.rules.terms import Account

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
    if stands and chances.comes(luck, names.get(meeting.party, str(meeting.party)), meeting.leg):
        touch = Touched(f"met for {meeting.leg} {min(stands)}", TouchKind.ARRIVED, tuple(sorted(stands)))
        gates.arrive_at_gate(crisis, meeting.place, leg_by_ref(crisis, meeting.leg), touch, at=at)


def depart(crisis: UUID, leg: LegKnown, names: Mapping[UUID, str], luck: Luck, *, at: datetime) -> None:
    """Let a leg leave with everybody who accepted and came, or cancel it; done before, it changes nothing."""
    may_run = chances.runs(luck, leg.ref, leg.chance) and not _is_closed(crisis, leg, at)
    if leg.state is LegState.PLANNED and not may_run:
        with transaction.atomic():
            ways.cancel_leg(leg=leg.id, version=leg.version, why=DOES_NOT_RUN, by=EXERCISE, at=at)
            settling.end_cancelled(crisis=crisis, by=EXERCISE, at=at)
        return
    coming, stood_up = _who_comes(leg, names, luck)
    gates.board(crisis, leg, coming, at=at)
    gates.close(crisis, leg, at=at)
    with transaction.atomic():
        if leg.state is LegState.PLANNED:
            ways.mark_departed(leg=leg.id, version=leg.version, happened_at=at, by=EXERCISE, at=at)
        for offer in stood_up:
            offering.withdraw_offer(offer=offer, why=DID_NOT_COME, by=EXERCISE, at=at)


def arrive(crisis: UUID, leg: LegKnown, persons: Iterable[UUID], *, at: datetime) -> None:
    """Let everybody be seen getting off: they are home in their own state, else on the way."""
    gates.land(crisis, leg, known.standings(persons), at=at)
    with transaction.atomic():
        now = leg_by_ref(crisis, leg.ref)
        if now and now.state is LegState.DEPARTED:
            ways.mark_arrived(leg=now.id, version=now.version, happened_at=at, by=EXERCISE, at=at)
        settling.settle(crisis=crisis, by=EXERCISE, at=at)


def _is_closed(crisis: UUID, leg: LegKnown, at: datetime) -> bool:
    """Say whether anything on the way of a leg is shut when it is to leave."""
    line = next((each for each in leg_lines(crisis, at=at) if each.leg.id == leg.id), None)
    return line is not None and any(found.check in CLOSED for found in line.checks)


def _who_comes(leg: LegKnown, names: Mapping[UUID, str], luck: Luck) -> tuple[list[Touched], list[UUID]]:
    """Return the parties that board a leg, and the offers of those who accepted and do not come.

    Who missed what was to bring them here is neither: the plan is to be mended for them.
    """
    coming: list[Touched] = []
    stood_up: list[UUID] = []
    for each in replay.boardings(leg.id):
        stands = {
            person: standing
            for person, standing in known.standings(each.persons).items()
            if standing.account in STILL_TO_COME_HOME
        }
        if not stands or not all(_is_there(standing, each) for standing in stands.values()):
            continue
        sets_out = any(standing.account in SETS_OUT_FROM for standing in stands.values())
        if sets_out and not chances.comes(luck, names.get(each.party, str(each.party)), leg.ref):
            stood_up.append(each.offer)
        else:
            persons = tuple(sorted(stands))
            coming.append(Touched(f"aboard {leg.ref} {persons[0]}", TouchKind.BOARDED, persons))
    return coming, stood_up


def _is_there(standing: Standing, boarding: Boarding) -> bool:
    """Say whether somebody can be where the leg leaves; what they go by themselves is walked without a word."""
    if standing.account is Account.ON_THE_WAY:
        return True
    return boarding.is_first and standing.account in SETS_OUT_FROM
