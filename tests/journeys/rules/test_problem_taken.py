"""What promises take of the door and the room of a hub, where only what is left is planned."""

from typing import Any

from dodomu.engines.planner import check, solve
from dodomu.journeys.rules.problem.facts import HeldKnown, WaitKnown
from dodomu.journeys.rules.terms import LegState
from dodomu.journeys.rules.variants import Options
from dodomu.journeys.rules.ways import HandlingKnown, LegKnown
from dodomu.situation.rules.terms import Effect, RestrictionKind
from tests.journeys.rules.harbour import (
    NOON,
    PORT,
    at,
    built,
    leg,
    link,
    party,
    person,
    place_of,
    restriction,
    the,
)


def door(per_hour: int | None, room: int | None = None, hours: float = -5) -> HandlingKnown:
    return HandlingKnown(the(PORT), at(hours), per_hour, room, "")


def flight(ref: str = "flight", departs: float = 6, **fields: Any) -> LegKnown:
    """Return one whose people must be ready an hour before it leaves, and pass the door before that."""
    given = {"departs_at": at(departs), "arrives_at": at(departs + 3), "buffer": 60, "processed": True}
    return leg(ref, **{**given, **fields})


def held(**persons: int) -> dict[str, HeldKnown]:
    return {ref: HeldKnown(count, {"seat": count}) for ref, count in persons.items()}


def left(*legs: LegKnown, **fields: Any):
    """Return what is left of the port for ivan."""
    made = built(party("ivan"), legs=(link(), *legs), options=Options(residual=True), **fields)
    return place_of(made, PORT)


def test_a_plan_of_everybody_counts_all_hands():
    made = built(party("anna"), legs=(link(), flight()), handlings=(door(4, 9),), held=held(flight=5))
    assert (place_of(made, PORT).processing, place_of(made, PORT).room) == (4, 9)


def test_who_holds_a_place_passes_the_door_as_late_as_they_can():
    found = left(flight(), handlings=(door(4),), held=held(flight=5))
    assert found.processing == ((NOON, 4), (at(3), 3), (at(4), 0), (at(5), 4))


def test_the_last_departure_leaves_the_earlier_hours_to_the_one_before():
    found = left(flight(), flight("later", 7), handlings=(door(4),), held=held(flight=3, later=6))
    assert found.processing == ((NOON, 4), (at(3), 3), (at(4), 0), (at(5), 0), (at(6), 4))


def test_only_who_passes_the_door_and_still_goes_takes_hands():
    gone = flight("gone", -1), flight("off", state=LegState.CANCELLED), flight("walked", processed=False)
    found = left(flight(), *gone, handlings=(door(4),), held=held(gone=2, off=2, walked=2, elsewhere=2))
    assert found.processing == 4


def test_hands_are_taken_for_a_leg_that_nobody_new_can_take():
    found = left(flight(), flight("full", block={}), flight("booked", book_by=at(-1)),
                 handlings=(door(4),), held=held(full=1, booked=2))  # fmt: skip
    assert found.processing == ((NOON, 4), (at(4), 1), (at(5), 4))


def test_a_rate_that_changes_is_less_by_the_same_people():
    found = left(flight(), handlings=(door(4), door(2, hours=4), door(9, hours=4.5)), held=held(flight=3))
    assert found.processing == ((NOON, 4), (at(3), 3), (at(4), 0), (at(5), 9))


def test_nobody_passes_a_door_that_is_closed():
    shut = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, begins_at=at(3), ends_at=at(5))
    found = left(flight(), handlings=(door(4),), held=held(flight=5), restrictions=(shut,))
    assert found.processing == ((NOON, 4), (at(1), 3), (at(2), 0), (at(3), 4))


def test_more_than_can_pass_leave_nothing_and_no_less_than_nothing():
    found = left(flight(departs=3), handlings=(door(4),), held=held(flight=50))
    assert found.processing == ((NOON, 0), (at(1), 0), (at(2), 4))


def test_the_first_hour_is_counted_though_it_has_begun():
    found = left(flight(departs=2.25), handlings=(door(4),), held=held(flight=6), at=at(0.5))
    assert found.processing == ((at(0.5), 2), (at(1), 0), (at(2), 4))


def test_nobody_is_sent_through_a_door_at_an_hour_that_is_taken():
    everybody = [person(name) for name in ("ivan", "olha", "petro")]
    made = built(
        *(party(f"of {each.id}", each) for each in everybody),
        legs=(link(), flight()), handlings=(door(2),), held=held(flight=7), options=Options(residual=True),
    )  # fmt: skip
    plan = solve(made.problem, seconds=5).plan

    assert check.faults_of(made.problem, plan) == ()
    assert len(plan.itineraries) == 1, "hands for eight in the four hours before, and seven of them are promised"


def wait(since: float, until: float, persons: int, ref: str = "flight") -> WaitKnown:
    return WaitKnown(the(PORT), at(since), at(until), ref, persons)


def test_room_is_less_by_who_waits_while_people_meet_for_a_free_departure():
    waits = (wait(4, 6, 5), wait(1, 3, 30, "road"), wait(4.5, 9, 2, "later"))
    found = left(flight(), flight("later", 9), handlings=(door(None, 9),), waits=waits)
    assert found.room == 9 - 7, "who has gone on before takes no room"


def test_who_must_be_ready_for_one_departure_is_gone_when_the_next_meets():
    waits = (wait(4, 6, 8), wait(7, 9, 1, "later"))
    found = left(flight(), flight("later", 9), handlings=(door(None, 9),), waits=waits,
                 held=held(flight=10, later=1))  # fmt: skip
    assert found.room == 9 - 1, "the first has no seat for anybody who would wait with them"


def test_a_full_hub_has_no_room_and_not_less():
    assert left(flight(), handlings=(door(None, 9),), waits=(wait(4, 6, 50),)).room == 0
