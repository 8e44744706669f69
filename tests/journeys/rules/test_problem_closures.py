"""What closes what, and for how long."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dodomu.engines.planner.problem import Closure
from dodomu.journeys.rules.checks_of_restrictions import reached, restriction_checks
from dodomu.journeys.rules.problem.frame import FOREVER
from dodomu.journeys.rules.terms import Mode
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind
from tests.journeys.rules.harbour import (
    BEYOND,
    BORDER,
    CITY,
    HOME,
    NOON,
    PORT,
    SITES,
    VILLAGE,
    at,
    built,
    closures_at,
    leg,
    link,
    party,
    person,
    restriction,
)

NIGHT = (time(23), time(7))


def test_a_curfew_stops_the_road_at_every_place_that_it_reaches_and_no_flight():
    curfew = restriction(
        RestrictionKind.CURFEW, Effect.BLOCK, CITY, reach=Reach.REGION, daily=NIGHT, zone="Asia/Almaty"
    )
    made = built(party("anna", person("anna", place=VILLAGE)), restrictions=(curfew,))

    (there,) = closures_at(made, CITY)
    assert there == Closure(
        CITY, at(-24), NOON + FOREVER, NIGHT, road_only=True, zone=ZoneInfo("Asia/Almaty"), why="curfew (curfew-city)"
    )
    assert [each.road_only for each in closures_at(made, VILLAGE)] == [True]
    assert closures_at(made, PORT) == []


def test_a_curfew_from_an_hour_to_the_same_hour_is_all_day():
    curfew = restriction(RestrictionKind.CURFEW, Effect.BLOCK, CITY, daily=(time(7), time(7)))

    assert closures_at(built(restrictions=(curfew,)), CITY)[0].daily is None


@pytest.mark.parametrize("kind", [RestrictionKind.AIRPORT_CLOSED, RestrictionKind.PORT_CLOSED])
def test_what_is_closed_is_closed_until_its_end_for_everything(kind: RestrictionKind):
    closed = restriction(kind, Effect.BLOCK, PORT, ends_at=at(4))

    (found,) = closures_at(built(restrictions=(closed,)), PORT)
    assert (found.begins, found.ends, found.stops, found.road_only) == (at(-24), at(4), "both", False)


def test_a_beginning_that_nobody_stated_has_begun():
    closed = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, begins_at=None, ends_at=at(4))

    (found,) = closures_at(built(restrictions=(closed,)), PORT)
    assert (found.begins, found.ends) == (NOON, at(4))


def test_opening_hours_close_the_rest_of_the_day():
    hours = restriction(RestrictionKind.AIRPORT_HOURS, Effect.OPEN_ONLY, PORT, daily=(time(8), time(21)))

    assert closures_at(built(restrictions=(hours,)), PORT)[0].daily == (time(21), time(8))


@pytest.mark.parametrize("daily", [None, (time(8), time(8))])
def test_opening_hours_that_say_nothing_close_nothing(daily: tuple[time, time] | None):
    hours = restriction(RestrictionKind.AIRPORT_HOURS, Effect.OPEN_ONLY, PORT, daily=daily)

    assert closures_at(built(restrictions=(hours,)), PORT) == []


def test_a_checkpoint_that_is_open_by_day_stops_nobody_who_flies_or_goes_by_train():
    by_day = restriction(RestrictionKind.CHECKPOINT_DAYTIME_ONLY, Effect.OPEN_ONLY, PORT, daily=(time(8), time(20)))
    night = {"departs_at": at(10), "arrives_at": at(16)}
    legs = (leg(**night), leg("train", mode=Mode.RAIL, **night), leg("bus", mode=Mode.BUS, **night), link())
    made = built(legs=legs, restrictions=(by_day,))

    (there,) = closures_at(made, PORT)
    assert there.road_only and there.daily == (time(20), time(8))
    assert closures_at(made, "bus") and not closures_at(made, "flight") and not closures_at(made, "train")
    places = {each.place: each for each in SITES}
    found = {each.ref: list(restriction_checks(each, reached([by_day], places), places, at(12))) for each in legs}
    assert [ref for ref, said in found.items() if said] == ["bus", "road"]


def test_a_closed_crossing_stops_what_passes_through_it():
    closed = restriction(RestrictionKind.BORDER_CLOSED, Effect.BLOCK, BORDER)
    bus = leg("bus", mode=Mode.BUS, origin=CITY, target=BEYOND, via=(BORDER,))
    taxi = link("taxi", target=BEYOND, via=(BORDER,))
    made = built(legs=(bus, taxi, leg(), leg("on", origin=BEYOND)), restrictions=(closed,))

    assert closures_at(made, "bus") and closures_at(made, "taxi")
    assert not closures_at(made, "flight") and not closures_at(made, "on")


def test_a_closed_road_stops_who_sets_out_on_it_and_nobody_who_comes_to_it_or_flies():
    closed = restriction(RestrictionKind.ROAD_CLOSED, Effect.BLOCK, CITY)
    legs = (leg("bus", mode=Mode.BUS, origin=CITY), leg("by", mode=Mode.BUS, origin=VILLAGE, via=(CITY,)),
            leg("to", mode=Mode.BUS, origin=VILLAGE, target=CITY), leg("plane", origin=CITY), link(),
            leg("train", mode=Mode.RAIL, origin=VILLAGE, via=(CITY,)))  # fmt: skip
    made = built(legs=legs, restrictions=(closed,))

    assert closures_at(made, "bus") and closures_at(made, "by")
    assert not any(closures_at(made, ref) for ref in ("to", "plane", "train"))
    (there,) = closures_at(made, CITY)
    assert (there.stops, there.road_only) == ("departures", True)


def test_a_carrier_that_does_not_fly_stops_its_own_legs():
    stopped = restriction(RestrictionKind.AIRLINE_SUSPENSION, Effect.BLOCK, PORT, applies_to=AppliesTo.OPERATOR,
                          applies_words="GULL ")  # fmt: skip
    made = built(legs=(leg(), leg("other", operator="Tern"), leg("nobody", operator="")), restrictions=(stopped,))

    assert closures_at(made, "flight")
    assert not closures_at(made, "other") and not closures_at(made, "nobody")


def test_trains_that_do_not_run_are_those_that_stop_where_it_is_said():
    stopped = restriction(RestrictionKind.RAIL_SUSPENDED, Effect.BLOCK, CITY, reach=Reach.REGION)
    legs = (leg("here", mode=Mode.RAIL, origin=VILLAGE), leg("by", mode=Mode.RAIL, origin=BORDER, via=(CITY,)),
            leg("there", mode=Mode.RAIL, origin=BORDER), leg("plane", origin=CITY))  # fmt: skip
    made = built(legs=legs, restrictions=(stopped,))

    assert closures_at(made, "here") and closures_at(made, "by")
    assert not closures_at(made, "there") and not closures_at(made, "plane")


def test_an_exit_ban_stops_the_road_over_the_edge_of_the_region():
    ban = restriction(RestrictionKind.ENTRY_EXIT_BAN, Effect.BLOCK, CITY, reach=Reach.REGION)
    made = built(legs=(link(), link("lane", target=VILLAGE), leg(), leg("plane", origin=CITY)), restrictions=(ban,))

    assert closures_at(made, "road")
    assert not closures_at(made, "lane") and not closures_at(made, "plane")


def test_a_ban_that_lets_people_through_with_a_paper_stops_nobody():
    ban = restriction(RestrictionKind.ENTRY_EXIT_BAN, Effect.PERMIT, CITY, reach=Reach.REGION)

    assert built(restrictions=(ban,)).problem.closures == ()


def test_a_single_way_can_be_stopped():
    stopped = restriction(
        RestrictionKind.LEG_STOPPED, Effect.BLOCK, None, reach=Reach.WAY, way="flight", ends_at=at(3)
    )  # fmt: skip
    gone = restriction(RestrictionKind.LEG_STOPPED, Effect.BLOCK, None, reach=Reach.WAY, way="gone", ref="gone")
    made = built(restrictions=(stopped, gone))

    assert [(each.at, each.ends) for each in made.problem.closures] == [("flight", at(3))]


def test_what_is_closed_for_arrivals_stops_nobody_who_leaves():
    here = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, applies_to=AppliesTo.ARRIVALS)
    there = restriction(RestrictionKind.BORDER_CLOSED, Effect.BLOCK, BEYOND, applies_to=AppliesTo.ARRIVALS)
    made = built(legs=(leg(), leg("away", target=BEYOND)), restrictions=(here, there))

    assert [(each.at, each.stops) for each in made.problem.closures] == [(BEYOND, "arrivals")]


@pytest.mark.parametrize("effect", [Effect.LIMIT, Effect.SLOW, Effect.DEGRADE, Effect.INFORM, Effect.PERMIT])
def test_what_only_limits_closes_nothing(effect: Effect):
    limit = restriction(RestrictionKind.AIRPORT_CLOSED, effect, PORT)

    assert built(restrictions=(limit,)).problem.closures == ()


@pytest.mark.parametrize(
    "kind", [RestrictionKind.INTERNET_OUTAGE, RestrictionKind.BANKS_CLOSED, RestrictionKind.PUBLIC_TRANSPORT]
)
def test_outages_stop_nobody(kind: RestrictionKind):
    out = restriction(kind, Effect.BLOCK, CITY, reach=Reach.REGION)

    assert built(restrictions=(out,)).problem.closures == ()


def test_what_is_over_is_left_out_and_what_ends_when_it_begins_is_nothing():
    over = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, ends_at=NOON)
    empty = restriction(RestrictionKind.PORT_CLOSED, Effect.BLOCK, PORT, begins_at=at(5), ends_at=at(5))
    backwards = restriction(RestrictionKind.BORDER_CLOSED, Effect.BLOCK, PORT, begins_at=at(6), ends_at=at(5))

    assert built(restrictions=(over, empty, backwards)).problem.closures == ()


def test_a_long_journey_on_demand_is_made_by_day_also_when_a_checkpoint_makes_it_long():
    made = built(legs=(link("short", minutes=120), link("long", minutes=121), link("days", minutes=2000), leg()))

    assert [(each.at, each.daily) for each in made.problem.closures] == [
        ("long", (time(15, 59), time(8))), ("days", (time(9), time(8))),
    ]  # fmt: skip
    checkpoint = restriction(RestrictionKind.CHECKPOINT, Effect.SLOW, CITY)
    slowed = built(legs=(link(), leg()), restrictions=(checkpoint,))
    assert closures_at(slowed, "road")[0].daily == (time(15, 30), time(8))


def test_a_closure_of_what_is_not_in_the_problem_is_left_out():
    closed = restriction(RestrictionKind.BORDER_CLOSED, Effect.BLOCK, BORDER)

    assert built(restrictions=(closed,)).problem.closures == ()


def test_a_country_wide_curfew_reaches_no_other_country():
    curfew = restriction(RestrictionKind.CURFEW, Effect.BLOCK, CITY, reach=Reach.COUNTRY, daily=NIGHT)
    made = built(legs=(link(), leg(), leg("away", target=BEYOND)), restrictions=(curfew,))

    assert {each.at for each in made.problem.closures} == {CITY, PORT}
    assert not closures_at(made, HOME)


def test_a_restriction_told_for_later_closes_later():
    later = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, begins_at=at(30), ends_at=None)

    (found,) = closures_at(built(restrictions=(later,)), PORT)
    assert (found.begins, found.ends) == (at(30), at(30) + timedelta(days=366))
