"""The clock of a departure: every hour that has to be kept for a leg to leave with everybody, and how it stands.

An hour that an officer wrote down stands in place of the one worked out. Wherever it is known when something will be
reached, it is held against that hour, else against now: so an hour to come can be late already.

- Crew hours end when the aircraft stands: a flight duty period runs to the end of the last sector (Regulation (EU)
  965/2012, ORO.FTL.105). A slot is the hour of take-off.
- A curfew stops movements on roads. Who arrives in it by train or aircraft waits inside; who would still be on the road
  to the meeting point when it begins has to be there before.
- Nobody sets out for a leg whose permission is not there yet: it is due when the first of them leaves.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.journeys.rules.checks_of_restrictions import reached
from dodomu.journeys.rules.clock_curfews import curfew_lines
from dodomu.journeys.rules.clocks import (
    GONE,
    SEAT,
    SOON_ON_PAPER,
    Because,
    BrokenConnection,
    Case,
    ClockLine,
    DepartureClock,
    Fact,
    Ground,
    Onward,
    Riders,
    Written,
    buffer_of,
    hour,
    minutes,
    open_line,
)
from dodomu.journeys.rules.handling import Queue, doors_of
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import CharterState, LegState, PermissionState, Schedule
from dodomu.journeys.rules.terms import ClockCode as Code
from dodomu.journeys.rules.terms import ClockState as State
from dodomu.journeys.rules.terms import MilestoneKind as Kind
from dodomu.journeys.rules.ways import CharterKnown, LegKnown, PermissionKnown, WaysKnown
from dodomu.situation.rules.restrictions import RestrictionKnown

KINDS: Final = tuple(Kind)
# Where an officer wrote an hour of these down, it stands in place of the one that is worked out.
REPLACED: Final = frozenset({Kind.BOOKING, Kind.ANSWERS, Kind.BUS_TIME, Kind.MEETING, Kind.PROCESSING, Kind.READY})
# One after another: what comes before a step that was reached was reached too.
STEPS: Final = (Kind.BUS_TIME, Kind.MEETING, Kind.PROCESSING, Kind.READY, Kind.DEPARTURE)
OPEN: Final = frozenset({State.IN_TIME, State.SOON, State.LATE})
FORGOTTEN: Final = timedelta(hours=12)
AFTER_IT_LEFT: Final = frozenset({Kind.CURFEW, Kind.CREW_HOURS})  # what still matters to those aboard


def ground_of(
    ways: WaysKnown,
    places: Mapping[UUID, PlaceKnown],
    restrictions: Sequence[RestrictionKnown],
    *,
    riders: Mapping[UUID, Riders],
    written: Mapping[UUID, Sequence[Written]],
    onward: Mapping[UUID, Sequence[Onward]],
    at: datetime,
) -> Ground:
    """Return what the clocks of a crisis are worked out of; `restrictions` are those known at the hour."""
    queues = [
        Queue(leg.id, leg.origin, riders[leg.id].persons, leaves - timedelta(minutes=buffer_of(leg, places)))
        for leg in ways.legs
        if leg.processed and leg.state is LegState.PLANNED and leg.id in riders and (leaves := leg.leaves_at)
    ]
    permitted: dict[UUID, int] = defaultdict(int)
    for leg in ways.legs:
        if leg.permission and leg.id in riders:
            permitted[leg.permission] += riders[leg.id].persons
    return Ground(
        at,
        legs={leg.id: leg for leg in ways.legs},
        places=places,
        charters={each.id: each for each in ways.charters},
        permissions={each.id: each for each in ways.permissions},
        permitted=permitted,
        restrictions=reached(restrictions, places),
        riders=riders,
        written=written,
        doors=doors_of(queues, ways.handlings),
        onward=onward,
    )


def clock_of(leg: LegKnown, ground: Ground) -> DepartureClock:
    """Return the clock of a dated leg; of one that has no hour of departure a ValueError."""
    leaves = leg.leaves_at
    if leaves is None:
        raise ValueError("only what departs has a clock")
    case = Case(leg, leaves, ground, ground.riders.get(leg.id, Riders()))
    if leg.state is LegState.CANCELLED:
        lines = [ClockLine(Kind.DEPARTURE, leaves, None, State.MISSED, None, (Because(Code.CANCELLED),))]
    else:
        lines = _with_written([line for work_out in LINES for line in work_out(case)], case)
        lines = _reached_by_later(lines, is_gone=leg.state in GONE)
    ordered = sorted(lines, key=lambda line: (line.due_at or leaves, KINDS.index(line.kind)))
    return DepartureClock(leg, leaves, case.riders, tuple(ordered), _broken(case))


def is_watched(leg: LegKnown, ground: Ground) -> bool:
    """Say whether the clock of a leg matters: it was not cancelled and has not left, and carries somebody or may yet.

    One whose hour passed long ago was forgotten, not missed.
    """
    leaves, charter = leg.leaves_at, ground.charters.get(leg.charter) if leg.charter else None
    if leg.schedule is not Schedule.DATED or leg.state is not LegState.PLANNED or leaves is None:
        return False
    if leg.known_from > ground.at or leaves < ground.at - FORGOTTEN:
        return False
    if leg.id in ground.riders:
        return True
    may_be_hired = charter is None or charter.state is CharterState.ORDERED or _is_open(charter, ground.at)
    return leaves > ground.at and leg.seats_for_us(SEAT) > 0 and may_be_hired


def _is_open(charter: CharterKnown, at: datetime) -> bool:
    return charter.state is CharterState.OFFERED and (charter.order_by is None or charter.order_by > at)


def _order(case: Case) -> Iterator[ClockLine]:
    charter = case.ground.charters.get(case.leg.charter) if case.leg.charter else None
    if charter is None:
        return
    facts: tuple[tuple[str, Fact], ...] = (("charter", charter.ref), ("price", charter.price))
    due = charter.order_by
    if charter.state is CharterState.ORDERED:
        yield ClockLine(Kind.ORDER, due, None, State.DONE, None, (Because(Code.ORDERED, facts),))
    elif charter.state is CharterState.OFFERED:
        why = (Because(Code.NOT_ORDERED, facts),)
        yield open_line(Kind.ORDER, due or case.leaves, case, why, soon=SOON_ON_PAPER, over=State.MISSED)
    else:
        yield ClockLine(Kind.ORDER, due, None, State.MISSED, None, (Because(Code.ORDER_DECLINED, facts),))


def _booking(case: Case) -> Iterator[ClockLine]:
    """Booking closes; what is not used by then goes back to the carrier, and whoever is not sure is not booked."""
    due, riders = case.leg.book_by, case.riders
    if due is None:
        return
    unused = case.leg.seats_for_us(SEAT) - riders.seats
    why = [Because(Code.SEATS_UNUSED, (("seats", unused),))] if unused > 0 else []
    if riders.unanswered:
        why.append(Because(Code.ANSWERS_OPEN, (("persons", riders.unanswered),)))
    line = open_line(Kind.BOOKING, due, case, tuple(why), soon=SOON_ON_PAPER)
    yield line if due > case.at or riders.unanswered else replace(line, state=State.DONE, slack=None)


def _permission(case: Case) -> Iterator[ClockLine]:
    asked = case.ground.permissions.get(case.leg.permission) if case.leg.permission else None
    if asked is None:
        return
    facts: tuple[tuple[str, Fact], ...] = (("permission", asked.ref), ("country", asked.state_asked))
    if asked.state in {PermissionState.TO_ASK, PermissionState.LIST_SENT}:
        code = Code.LIST_NOT_SENT if asked.state is PermissionState.TO_ASK else Code.NOT_ANSWERED
        due = case.riders.first_leave_by or case.meets
        yield open_line(Kind.PERMISSION, due, case, (Because(code, facts),), soon=SOON_ON_PAPER)
        return
    if asked.state is not PermissionState.GRANTED:
        why = Because(Code.NOT_GRANTED, (*facts, ("state", asked.state.value)))
        yield ClockLine(Kind.PERMISSION, asked.valid_until, asked.answered_at, State.MISSED, None, (why,))
        return
    wrong = tuple(_not_covered(asked, facts, case))
    state = State.LATE if wrong else State.DONE
    slack = minutes(asked.valid_until - case.leaves) if asked.valid_until else None
    why_so = wrong or (Because(Code.GRANTED, facts),)
    yield ClockLine(Kind.PERMISSION, asked.valid_until, asked.answered_at, state, slack, why_so)


def _not_covered(asked: PermissionKnown, facts: tuple[tuple[str, Fact], ...], case: Case) -> Iterator[Because]:
    if asked.valid_until is not None and asked.valid_until <= case.leaves:
        yield Because(Code.ENDS_BEFORE_DEPARTURE, (*facts, hour("until", asked.valid_until)))
    if asked.valid_from is not None and asked.valid_from > case.leaves:
        yield Because(Code.BEGINS_AFTER_DEPARTURE, (*facts, hour("from", asked.valid_from)))
    persons = case.ground.permitted.get(asked.id, 0)
    if asked.quota is not None and persons > asked.quota:
        yield Because(Code.ABOVE_QUOTA, (*facts, ("quota", asked.quota), ("persons", persons)))


def _answers(case: Case) -> Iterator[ClockLine]:
    riders = case.riders
    held = (Because(Code.OFFERS_HELD, (("parties", riders.held_parties),)),) if riders.held_parties else ()
    due, last = riders.first_answer_by, riders.last_answer_by
    if due is not None and last is not None:
        many = (("persons", riders.unanswered), ("parties", riders.unanswered_parties), hour("last", last))
        over = (Because(Code.DEADLINE_PASSED),) if due < case.at else ()
        yield open_line(Kind.ANSWERS, due, case, (Because(Code.ANSWERS_OPEN, many), *over, *held))
    elif held:
        yield open_line(Kind.ANSWERS, case.meets, case, held)
    elif riders.accepted:
        why = Because(Code.ALL_ANSWERED, (("persons", riders.accepted),))
        yield ClockLine(Kind.ANSWERS, None, None, State.DONE, None, (why,))


def _bus_time(case: Case) -> Iterator[ClockLine]:
    first, last = case.riders.first_leave_by, case.riders.last_leave_by
    if first is not None and last is not None:
        yield open_line(Kind.BUS_TIME, last, case, (Because(Code.LAST_SET_OUT, (hour("first", first),)),))


def _meeting(case: Case) -> Iterator[ClockLine]:
    yield _seen(Kind.MEETING, case.meets, case, case.riders.there, Code.ALL_THERE)


def _processing(case: Case) -> Iterator[ClockLine]:
    door = case.ground.doors.get(case.leg.id)
    if door is None:
        return
    takes = ("minutes", minutes(door.ends - door.begins))
    facts = (("persons", door.persons), ("per_hour", door.per_hour), takes, hour("until", door.ends))
    why = [Because(Code.FIRST_AT_THE_DOOR, facts)]
    if case.meets > door.begins:
        why.append(Because(Code.MEETS_TOO_LATE, (("minutes", minutes(case.meets - door.begins)),)))
    yield open_line(Kind.PROCESSING, door.begins, case, tuple(why), reached_at=case.meets)


def _ready(case: Case) -> Iterator[ClockLine]:
    yield _seen(Kind.READY, case.ready, case, case.riders.aboard, Code.ALL_ABOARD)


def _seen(kind: Kind, due: datetime, case: Case, seen: int, code: Code) -> ClockLine:
    """Return an hour that is kept once everybody who holds a place was seen there, whenever that was."""
    if case.riders.persons and seen >= case.riders.persons:
        return ClockLine(kind, due, None, State.DONE, None, (Because(code),))
    return open_line(kind, due, case)


def _departure(case: Case) -> Iterator[ClockLine]:
    leg, due = case.leg, case.leg.departs_at or case.leaves
    if leg.state in GONE:
        yield ClockLine(Kind.DEPARTURE, due, None, State.DONE, None)
        return
    why = []
    if case.leaves > due:
        why.append(Because(Code.EXPECTED_LATER, (("minutes", minutes(case.leaves - due)),)))
    if case.leaves <= case.at:
        why.append(Because(Code.NOT_MARKED))
    yield open_line(Kind.DEPARTURE, due, case, tuple(why), reached_at=case.leaves)


LINES: Final[Sequence[Callable[[Case], Iterator[ClockLine]]]] = (
    _order, _booking, _permission, curfew_lines, _answers, _bus_time, _meeting, _processing, _ready, _departure,
)  # fmt: skip


def _with_written(lines: Sequence[ClockLine], case: Case) -> list[ClockLine]:
    """Put in the hours that officers wrote down."""
    written = case.ground.written.get(case.leg.id, ())
    replaced = {each.kind for each in written} & REPLACED
    reasons = {line.kind: line.because for line in lines if line.kind in replaced}
    left = [line for line in lines if line.kind not in replaced]
    return left + [_written(each, reasons.get(each.kind, ()), case) for each in written]


def _written(each: Written, because: tuple[Because, ...], case: Case) -> ClockLine:
    reached_at, code = _held_against(each.kind, case)
    if reached_at is not None and reached_at > each.due_at:
        because = (Because(code, (("minutes", minutes(reached_at - each.due_at)),)), *because)
    line = open_line(each.kind, each.due_at, case, because, reached_at=reached_at)
    if each.done_at is not None:
        line = replace(line, done_at=each.done_at, state=State.DONE, slack=minutes(each.due_at - each.done_at))
    return replace(line, because=(Because(Code.WRITTEN), *line.because), words=each.words, milestone=each.id)


def _held_against(kind: Kind, case: Case) -> tuple[datetime | None, Code]:
    """Return when what an officer wrote down is reached by all that is known, and what it is called if that is late."""
    if kind is Kind.CREW_HOURS:
        return case.leg.comes_at, Code.LANDS_AFTER_CREW_HOURS
    if kind is Kind.SLOT:
        return case.leaves, Code.LEAVES_AFTER_SLOT
    return None, Code.WRITTEN


def _reached_by_later(lines: Sequence[ClockLine], *, is_gone: bool) -> list[ClockLine]:
    """Take what comes before something that was reached as reached; when it has left, all that is before that."""
    done = [STEPS.index(line.kind) for line in lines if line.kind in STEPS and line.state is State.DONE]
    before = set(STEPS[: max(done, default=0)]) | (set(KINDS) - AFTER_IT_LEFT if is_gone else set())
    return [_reached(line) if line.kind in before and line.state in OPEN else line for line in lines]


def _reached(line: ClockLine) -> ClockLine:
    return replace(line, state=State.DONE, slack=None, because=(*line.because, Because(Code.LATER_STEP_REACHED)))


def _broken(case: Case) -> tuple[BrokenConnection, ...]:
    """Return the legs that people miss who come by this one, the first of them first."""
    comes, found = case.leg.comes_at, []
    for each in case.ground.onward.get(case.leg.id, ()):
        leg = case.ground.legs.get(each.leg)
        if comes is None or leg is None or leg.leaves_at is None:
            continue
        there = comes + timedelta(minutes=each.minutes)
        ready_by = leg.leaves_at - timedelta(minutes=buffer_of(leg, case.ground.places))
        if there > ready_by:
            late = minutes(there - ready_by)
            found.append(BrokenConnection(leg.ref, there, ready_by, late, each.parties, each.persons))
    return tuple(sorted(found, key=lambda each: (each.ready_by, each.leg, each.minutes)))
