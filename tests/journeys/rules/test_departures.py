"""The clock of a departure: which hours are to be kept, and how each stands against what is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dodomu.journeys.rules import departures
from dodomu.journeys.rules.clocks import ClockLine, DepartureClock, Onward, Riders, Written
from dodomu.journeys.rules.handling import Door, Queue, doors_of
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import (
    CharterState,
    ClockCode,
    ClockState,
    LegState,
    MilestoneKind,
    Mode,
    PermissionState,
    Schedule,
)
from dodomu.journeys.rules.ways import CharterKnown, HandlingKnown, LegKnown, PermissionKnown, WaysKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Effect, RestrictionKind
from tests.journeys.rules.harbour import CITY, HOME, NOON, PORT, SITES, at, leg, restriction, the

PLACES = {
    each.place: PlaceKnown(
        each.place, each.country, each.region, each.ref, each.kind, each.zone, each.latitude, each.longitude
    )
    for each in SITES
}
FULL = Riders(accepted=40, seats=40, first_leave_by=at(2), last_leave_by=at(3))


def ground(
    *legs: LegKnown,
    riders: dict[str, Riders] | None = None,
    rules: Sequence[RestrictionKnown] = (),
    charters: Sequence[CharterKnown] = (),
    permissions: Sequence[PermissionKnown] = (),
    handlings: Sequence[HandlingKnown] = (),
    written: Sequence[Written] = (),
    onward: Sequence[Onward] = (),
    now: datetime = NOON,
) -> departures.Ground:
    return departures.ground_of(
        WaysKnown(legs, tuple(charters), tuple(permissions), (), tuple(handlings)), PLACES, rules,
        riders={the(f"leg {ref}"): each for ref, each in (riders or {}).items()},
        written={legs[0].id: written}, onward={legs[0].id: onward}, at=now,
    )  # fmt: skip


def clock(*legs: LegKnown, riders: Riders | None = None, **known: object) -> DepartureClock:
    """Return the clock of the first leg, at noon; it leaves in six hours."""
    shown = legs or (leg(),)
    held = {shown[0].ref: riders} if riders else {}
    return departures.clock_of(shown[0], ground(*shown, riders=held, **known))  # type: ignore[arg-type]


def of(found: DepartureClock, kind: MilestoneKind) -> ClockLine:
    line = found.line(kind)
    assert line is not None
    return line


def codes(line: ClockLine) -> list[ClockCode]:
    return [each.code for each in line.because]


def written(kind: MilestoneKind, due: datetime, done: datetime | None = None) -> Written:
    return Written(the(f"written {kind}"), kind, due, done, "by telephone")


def test_a_leg_that_nothing_stands_against_has_its_hours_in_order():
    found = clock(leg(book_by=at(1)), riders=replace(FULL, seats=10))
    assert [(line.kind.value, line.due_at) for line in found.lines] == [
        ("booking", at(1)),
        ("bus_time", at(3)),
        ("meeting", at(3.5)),
        ("ready", at(4)),
        ("answers", None),
        ("departure", at(6)),
    ]
    assert of(found, MilestoneKind.READY).slack == 240
    assert found.worst is ClockState.SOON, "booking closes in an hour"


def test_what_is_due_within_two_hours_is_soon_and_what_has_passed_is_late():
    states = [of(clock(now=at(hours)), MilestoneKind.MEETING).state for hours in (1, 1.5, 3.5, 3.75)]
    assert states == [ClockState.IN_TIME, ClockState.SOON, ClockState.SOON, ClockState.LATE]


def test_the_meeting_is_at_the_hour_that_people_are_told():
    assert of(clock(leg(meeting_minutes=45)), MilestoneKind.MEETING).due_at == at(5.25)
    assert of(clock(leg(buffer=60)), MilestoneKind.MEETING).due_at == at(4.5)


# -- what has to be ordered, booked, allowed


@pytest.mark.parametrize(
    ("state", "hours", "stands", "code"),
    [
        (CharterState.OFFERED, 20, ClockState.IN_TIME, ClockCode.NOT_ORDERED),
        (CharterState.OFFERED, 5, ClockState.SOON, ClockCode.NOT_ORDERED),
        (CharterState.OFFERED, -1, ClockState.MISSED, ClockCode.NOT_ORDERED),
        (CharterState.ORDERED, -1, ClockState.DONE, ClockCode.ORDERED),
        (CharterState.DECLINED, 5, ClockState.MISSED, ClockCode.ORDER_DECLINED),
    ],
)
def test_a_charter_has_to_be_ordered_by_its_hour(state, hours, stands, code):
    charter = CharterKnown(the("charter"), "CH", "", 74_000, at(hours), state, "")
    line = of(clock(leg(charter=charter.id), charters=[charter]), MilestoneKind.ORDER)
    assert (line.state, codes(line), line.because[0].fact("price")) == (stands, [code], 74_000)


def test_booking_that_closed_with_everybody_sure_is_done_and_with_open_answers_it_is_late():
    sure, open_still = Riders(accepted=8, seats=8), Riders(accepted=4, unanswered=4, seats=8)
    closed = leg(book_by=at(-1))
    line = of(clock(closed, riders=sure), MilestoneKind.BOOKING)
    assert (line.state, line.because[0].fact("seats")) == (ClockState.DONE, 2)
    line = of(clock(closed, riders=open_still), MilestoneKind.BOOKING)
    assert (line.state, line.slack, codes(line)[-1]) == (ClockState.LATE, -60, ClockCode.ANSWERS_OPEN)


def allowed(state: PermissionState, begins: float | None = None, ends: float | None = None, quota: int | None = None):
    hours = [None if hour is None else at(hour) for hour in (begins, ends)]
    return PermissionKnown(the("leave"), "overflight", "QY", "overflight", state, None, None, *hours, quota, "")


@pytest.mark.parametrize(
    ("permission", "stands", "code"),
    [
        (allowed(PermissionState.GRANTED, -1, 8), ClockState.DONE, ClockCode.GRANTED),
        (allowed(PermissionState.GRANTED, -1, 5), ClockState.LATE, ClockCode.ENDS_BEFORE_DEPARTURE),
        (allowed(PermissionState.GRANTED, 7, 9), ClockState.LATE, ClockCode.BEGINS_AFTER_DEPARTURE),
        (allowed(PermissionState.GRANTED, quota=39), ClockState.LATE, ClockCode.ABOVE_QUOTA),
        (allowed(PermissionState.TO_ASK), ClockState.SOON, ClockCode.LIST_NOT_SENT),
        (allowed(PermissionState.LIST_SENT), ClockState.SOON, ClockCode.NOT_ANSWERED),
        (allowed(PermissionState.REFUSED), ClockState.MISSED, ClockCode.NOT_GRANTED),
        (allowed(PermissionState.EXPIRED), ClockState.MISSED, ClockCode.NOT_GRANTED),
    ],
)
def test_a_permission_has_to_be_there_for_the_hour_and_for_so_many(permission, stands, code):
    line = of(clock(leg(permission=permission.id), permissions=[permission], riders=FULL), MilestoneKind.PERMISSION)
    assert (line.state, codes(line)) == (stands, [code])


def test_an_answer_of_another_state_is_due_before_the_first_sets_out():
    asked = allowed(PermissionState.LIST_SENT)
    line = of(clock(leg(permission=asked.id), permissions=[asked], riders=FULL), MilestoneKind.PERMISSION)
    assert line.due_at == FULL.first_leave_by


def test_a_quota_counts_everybody_on_all_legs_of_the_permission():
    asked = allowed(PermissionState.GRANTED, quota=70)
    one, two = leg(permission=asked.id), leg("second", permission=asked.id, departs_at=at(8), arrives_at=at(11))
    both = ground(one, two, permissions=[asked], riders={"flight": FULL, "second": FULL})
    line = of(departures.clock_of(one, both), MilestoneKind.PERMISSION)
    assert (codes(line), line.because[0].fact("persons")) == ([ClockCode.ABOVE_QUOTA], 80)


# -- answers and setting out


def test_open_answers_are_due_at_the_first_deadline_and_offers_that_are_held_are_named():
    waiting = Riders(
        accepted=5, unanswered=4, held=2, unanswered_parties=3, held_parties=1, seats=9,
        first_answer_by=at(1), last_answer_by=at(2),
    )  # fmt: skip
    line = of(clock(riders=waiting), MilestoneKind.ANSWERS)
    assert (line.due_at, codes(line)) == (at(1), [ClockCode.ANSWERS_OPEN, ClockCode.OFFERS_HELD])
    late = of(clock(riders=waiting, now=at(1.5)), MilestoneKind.ANSWERS)
    assert (late.state, late.slack) == (ClockState.LATE, -30)
    assert ClockCode.DEADLINE_PASSED in codes(late)


def test_with_nobody_on_it_a_leg_waits_for_no_answer_and_no_bus():
    kinds = {line.kind for line in clock().lines}
    assert kinds == {MilestoneKind.MEETING, MilestoneKind.READY, MilestoneKind.DEPARTURE}


# -- the door


def handling(per_hour: int | None, since: float = -100) -> HandlingKnown:
    return HandlingKnown(the(PORT), at(since), per_hour, None, "")


def test_forty_persons_at_twenty_an_hour_are_at_the_door_two_hours_before_they_must_be_ready():
    line = of(clock(leg(processed=True), handlings=[handling(20)], riders=FULL), MilestoneKind.PROCESSING)
    assert line.due_at == at(2)
    assert [line.because[0].fact(name) for name in ("persons", "per_hour", "minutes")] == [40, 20, 120]
    assert (line.state, line.slack, codes(line)[-1]) == (ClockState.LATE, -90, ClockCode.MEETS_TOO_LATE)


def test_a_door_that_is_fast_enough_is_in_time():
    line = of(clock(leg(processed=True), handlings=[handling(120)], riders=FULL), MilestoneKind.PROCESSING)
    assert (line.due_at, line.state, line.slack) == (at(3 + 40 / 60), ClockState.IN_TIME, 10)


def test_two_legs_at_one_door_pass_one_after_another():
    queues = [Queue(the("one"), the(PORT), 30, at(4)), Queue(the("two"), the(PORT), 60, at(5))]
    doors = doors_of(queues, [handling(30)])
    assert doors[the("two")] == Door(at(3), at(5), 60, 30)
    assert doors[the("one")] == Door(at(2), at(3), 30, 30)


def test_a_door_that_was_slower_before_takes_longer():
    (door,) = doors_of([Queue(the("one"), the(PORT), 60, at(4))], [handling(10), handling(40, 3)]).values()
    assert door == Door(at(1), at(4), 60, 40)


@pytest.mark.parametrize("told", [[], [handling(None)], [handling(20, 5)]])
def test_where_nobody_has_to_be_processed_there_is_no_door(told):
    assert doors_of([Queue(the("one"), the(PORT), 60, at(4))], told) == {}


def test_a_door_that_lets_nobody_through_is_no_endless_search():
    (door,) = doors_of([Queue(the("one"), the(PORT), 60, at(4))], [handling(0)]).values()
    assert door.begins < at(-24)


@given(
    some.lists(some.tuples(some.integers(1, 80), some.integers(0, 600)), min_size=1, max_size=6), some.integers(5, 60)
)
def test_nobody_is_ready_too_late_and_the_door_never_takes_more_than_it_can(legs, per_hour):
    queues = [Queue(UUID(int=n), the(PORT), persons, at(10 + ready / 60)) for n, (persons, ready) in enumerate(legs)]
    doors = doors_of(queues, [handling(per_hour)])
    for queue in queues:
        door = doors[queue.leg]
        assert door.ends <= queue.ready
        assert abs((door.ends - door.begins).total_seconds() / 3600 * per_hour - queue.persons) < 0.01
    spans = sorted((door.begins, door.ends) for door in doors.values())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


# -- curfews


def curfew(place: str, begins: int, ends: int) -> RestrictionKnown:
    return restriction(RestrictionKind.CURFEW, Effect.BLOCK, place, daily=(time(begins), time(ends)))


def curfews(found: DepartureClock) -> list[tuple[ClockCode, ClockState, datetime | None, int | None]]:
    return [
        (line.because[0].code, line.state, line.due_at, line.slack)
        for line in found.lines
        if line.kind is MilestoneKind.CURFEW
    ]


def test_who_leaves_in_a_curfew_by_air_has_to_be_there_when_it_begins():
    """The flight leaves at 18:00, the curfew begins at 17:00, the last one sets out at 15:00."""
    assert curfews(clock(riders=FULL, rules=[curfew(PORT, 17, 23)])) == [
        (ClockCode.CURFEW_BEFORE_DEPARTURE, ClockState.IN_TIME, at(5), 120)
    ]


def test_who_would_set_out_in_a_curfew_is_late_already():
    (found,) = curfews(clock(riders=FULL, rules=[curfew(PORT, 14, 16)]))
    assert found == (ClockCode.CURFEW_BEFORE_DEPARTURE, ClockState.LATE, at(2), -60)


def test_in_the_curfew_nothing_is_late_if_everybody_had_set_out_before():
    (found,) = curfews(clock(riders=FULL, rules=[curfew(PORT, 17, 23)], now=at(5.5)))
    assert found[1] is ClockState.DONE


def test_a_curfew_that_is_over_when_the_last_set_out_is_judged_by_those_who_set_out_before_it():
    some_early = replace(FULL, first_leave_by=at(-1))  # at 11:00; the last at 15:00
    (found,) = curfews(clock(riders=some_early, rules=[curfew(PORT, 13, 14)], now=at(2.5)))
    assert (found[1], found[3]) == (ClockState.DONE, 120)


def test_a_bus_does_not_leave_in_a_curfew():
    by_road = leg("bus", mode=Mode.BUS, origin=CITY)
    (found,) = curfews(clock(by_road, rules=[curfew(CITY, 17, 23)]))
    assert found == (ClockCode.DEPARTS_IN_CURFEW, ClockState.LATE, at(5), -60)


def test_how_much_later_a_leg_may_be_before_a_curfew_is_said():
    assert curfews(clock(rules=[curfew(PORT, 20, 23)])) == [
        (ClockCode.CURFEW_AFTER_DEPARTURE, ClockState.IN_TIME, at(8), 120)
    ]
    assert curfews(clock(rules=[curfew(PORT, 2, 5)])) == [], "eight hours later is of no interest"


def test_the_train_that_arrives_in_the_curfew_waits_inside_and_the_bus_may_not():
    for mode, state in ((Mode.RAIL, ClockState.SOON), (Mode.BUS, ClockState.LATE)):
        arriving = leg("late", mode=mode, departs_at=at(6), arrives_at=at(12))  # at midnight
        assert curfews(clock(arriving, rules=[curfew(HOME, 23, 7)])) == [
            (ClockCode.ARRIVES_IN_CURFEW, state, at(11), -60)
        ]


def test_a_curfew_somewhere_else_and_one_that_is_only_told_do_not_matter():
    told = restriction(RestrictionKind.CURFEW, Effect.INFORM, PORT, daily=(time(17), time(23)))
    assert curfews(clock(riders=FULL, rules=[curfew("village", 17, 23), told])) == []


# -- what officers wrote down


def test_what_an_officer_wrote_stands_in_place_of_what_was_worked_out():
    found = clock(written=[written(MilestoneKind.MEETING, at(2))])
    (line,) = (each for each in found.lines if each.kind is MilestoneKind.MEETING)
    assert (line.due_at, line.words, line.milestone) == (at(2), "by telephone", the("written meeting"))
    assert codes(line) == [ClockCode.WRITTEN]


def test_a_slot_is_held_against_the_hour_at_which_the_leg_will_leave():
    late = leg(expected_at=at(7))
    line = of(clock(late, written=[written(MilestoneKind.SLOT, at(6.25))]), MilestoneKind.SLOT)
    assert (line.state, line.slack, codes(line)) == (
        ClockState.LATE,
        -45,
        [ClockCode.WRITTEN, ClockCode.LEAVES_AFTER_SLOT],
    )


def test_crew_hours_are_held_against_the_landing():
    line = of(clock(written=[written(MilestoneKind.CREW_HOURS, at(8.5))]), MilestoneKind.CREW_HOURS)
    assert (line.state, line.slack, codes(line)[-1]) == (ClockState.LATE, -30, ClockCode.LANDS_AFTER_CREW_HOURS)


def test_what_was_reached_is_done_with_what_was_to_spare_and_so_is_what_comes_before_it():
    found = clock(riders=FULL, now=at(3.75), written=[written(MilestoneKind.MEETING, at(3.5), at(3.25))])
    meeting, bus = of(found, MilestoneKind.MEETING), of(found, MilestoneKind.BUS_TIME)
    assert (meeting.state, meeting.slack) == (ClockState.DONE, 15)
    assert (bus.state, codes(bus)[-1]) == (ClockState.DONE, ClockCode.LATER_STEP_REACHED)
    assert of(found, MilestoneKind.READY).state is ClockState.SOON


# -- leaving, and being late


def test_a_late_leg_is_late_by_so_many_minutes_and_everything_else_moves_with_it():
    found = clock(leg(expected_at=at(7.5)))
    line = of(found, MilestoneKind.DEPARTURE)
    assert (line.due_at, line.state, line.slack) == (at(6), ClockState.LATE, -90)
    assert line.because[0].fact("minutes") == 90
    assert of(found, MilestoneKind.READY).due_at == at(5.5)
    assert found.worst is ClockState.LATE


def test_a_late_leg_says_which_connections_break_and_for_how_many():
    late = leg(expected_at=at(8))  # there at 11 instead of 9
    next_leg = leg("next", departs_at=at(12), arrives_at=at(14), buffer=60)
    later = leg("later", departs_at=at(20), arrives_at=at(22))
    onward = [Onward(next_leg.id, 30, 3, 7), Onward(next_leg.id, 0, 1, 2), Onward(later.id, 30, 1, 1)]
    (broken,) = clock(late, next_leg, later, onward=onward).broken
    assert (broken.leg, broken.minutes, broken.parties, broken.persons) == ("next", 30, 3, 7)


def test_a_leg_that_left_is_done_and_one_that_was_cancelled_says_so_alone():
    gone = clock(leg(state=LegState.DEPARTED), riders=FULL, now=at(7))
    assert {line.state for line in gone.lines} == {ClockState.DONE}
    (line,) = clock(leg(state=LegState.CANCELLED), riders=FULL).lines
    assert (line.state, codes(line)) == (ClockState.MISSED, [ClockCode.CANCELLED])


def test_a_leg_whose_hour_passed_and_of_which_nobody_said_that_it_left_is_late():
    line = of(clock(now=at(6.5)), MilestoneKind.DEPARTURE)
    assert (line.state, codes(line)) == (ClockState.LATE, [ClockCode.NOT_MARKED])


def test_a_link_has_no_clock():
    with pytest.raises(ValueError, match="clock"):
        clock(leg(departs_at=None, schedule=Schedule.ON_DEMAND))


@pytest.mark.parametrize(
    ("changes", "watched"),
    [
        ({}, True),
        ({"block": {}}, False),
        ({"schedule": Schedule.SUSPENDED}, False),
        ({"state": LegState.DEPARTED}, False),
        ({"known_from": at(1)}, False),
        ({"departs_at": at(-1), "arrives_at": at(1)}, False),
        ({"departs_at": None, "arrives_at": None, "schedule": Schedule.ON_DEMAND}, False),
    ],
)
def test_a_clock_matters_as_long_as_somebody_may_leave_by_it(changes, watched):
    shown = leg(**changes)
    assert departures.is_watched(shown, ground(shown)) is watched


def test_with_somebody_on_it_a_clock_matters_until_it_was_forgotten():
    shown = leg(block={}, departs_at=at(-1), arrives_at=at(1))
    assert departures.is_watched(shown, ground(shown, riders={"flight": FULL}))
    assert not departures.is_watched(shown, ground(shown, riders={"flight": FULL}, now=at(12)))


def test_a_charter_that_nobody_ordered_in_time_is_over():
    charter = CharterKnown(the("charter"), "CH", "", 74_000, at(-1), CharterState.OFFERED, "")
    shown = leg(charter=charter.id)
    assert not departures.is_watched(shown, ground(shown, charters=[charter]))
    ordered = replace(charter, state=CharterState.ORDERED)
    assert departures.is_watched(shown, ground(shown, charters=[ordered]))


def test_the_meeting_is_kept_when_all_were_seen_there_and_everybody_is_ready_when_all_are_aboard():
    def done(there: int, aboard: int) -> set[MilestoneKind]:
        lines = clock(riders=replace(FULL, there=there, aboard=aboard), now=at(5)).lines
        return {each.kind for each in lines if each.state is ClockState.DONE} - {MilestoneKind.ANSWERS}

    assert done(39, 0) == set()
    assert done(40, 0) == {MilestoneKind.BUS_TIME, MilestoneKind.MEETING}
    assert done(40, 40) == {MilestoneKind.BUS_TIME, MilestoneKind.MEETING, MilestoneKind.READY}
