"""Promises and the decisions of officers in the planner's problem; plans that are made of it."""

from dataclasses import replace

import pytest

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.plan import Ride
from dodomu.engines.planner.problem import Promise
from dodomu.journeys.rules.parties import SettingOut
from dodomu.journeys.rules.problem import Built, build
from dodomu.journeys.rules.variants import Options, read
from dodomu.situation.rules.terms import Effect, RestrictionKind
from tests.journeys.rules.harbour import (
    BEYOND,
    CITY,
    PORT,
    at,
    built,
    facts,
    leg,
    leg_of,
    link,
    notes_of,
    override,
    party,
    party_of,
    person,
    restriction,
    the,
    told,
    why_out,
)

FERRY = leg("ferry", origin=CITY, target=PORT, departs_at=at(1), arrives_at=at(2))


@pytest.mark.parametrize(("state", "cost"), [("sent", 2), ("later", 2), ("accepted", 4)])
def test_the_last_leg_that_was_told_is_the_promise_and_who_accepted_counts_twice(state: str, cost: int):
    couple = party("couple", person("anna"), person("ivan"))
    made = built(couple, legs=(link(), FERRY, leg()), told=(told("couple", "ferry", "flight", state=state),))

    assert party_of(made, "couple").promise == Promise("flight", cost)


def test_who_said_yes_and_should_have_set_out_is_planned_from_where_they_are_met():
    def start_of(state: str, leave_by: float, departs: float, account: str = "promised") -> str:
        promised = replace(
            told("anna", "flight", state=state), setting_out=SettingOut(at(leave_by), at(2), at(departs), the(PORT))
        )
        walker = party("anna", person("anna", account=account))
        made = party_of(built(walker, legs=(link(), FERRY, leg()), told=(promised,)), "anna")
        return f"{made.place} {made.available_from == at(2)}"

    assert start_of("accepted", -0.5, 3) == f"{PORT} True"
    assert start_of("accepted", 0.5, 3) == f"{CITY} False", "not yet"
    assert start_of("sent", -0.5, 3) == f"{CITY} False", "nobody knows whether they come"
    assert start_of("accepted", -5, -1) == f"{CITY} False", "it has left, and nobody saw them"
    assert start_of("accepted", -0.5, 3, account="waiting") == f"{CITY} False"


def at_the_door(*, account: str = "assembled", state: str = "accepted", **changes: object) -> Built:
    """Anna is met in half an hour for the flight in an hour and a half; it lands at home, or beyond."""
    changes = {"legs": (link(), FERRY, leg(departs_at=at(1.5), arrives_at=at(4)), leg("later")), **changes}
    setting_out = SettingOut(at(-1), at(0.5), at(1.5), the(PORT))
    promised = replace(told("anna", "flight", state=state), setting_out=setting_out, takes={"seat": 1})
    anna = party("anna", person("anna", account=account, place=PORT))
    return built(anna, told=(promised,), **changes)  # type: ignore[arg-type]


def test_who_stands_at_the_door_of_a_leg_that_goes_is_planned_no_more():
    made = at_the_door()
    assert (made.problem.parties, made.unplannable) == ((), ())
    assert leg_of(made, "flight").held_back == {"seat": 1}, "nobody else gets their seat"


def test_beyond_the_leg_at_whose_door_they_stand_they_are_planned_on():
    on = leg("on", origin=BEYOND, departs_at=at(10), arrives_at=at(12))
    away = leg(target=BEYOND, departs_at=at(1.5), arrives_at=at(4))
    anna = party_of(at_the_door(legs=(link(), away, on)), "anna")
    assert (anna.place, anna.available_from) == (BEYOND, at(4))


@pytest.mark.parametrize(
    "changes",
    [
        {"legs": (link(), FERRY, leg(departs_at=at(1.5), arrives_at=at(4), state="cancelled"), leg("later"))},
        {"restrictions": (restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, ends_at=at(7)),)},
        {"state": "sent"},
        {"account": "waiting"},
    ],
    ids=["cancelled", "closed", "has not said yes", "was seen elsewhere"],
)
def test_whoever_cannot_go_by_it_is_planned_anew(changes: dict[str, object]):
    assert party_of(at_the_door(**changes), "anna").place == PORT  # type: ignore[arg-type]


def test_a_promise_whose_last_leg_is_gone_is_the_one_before():
    made = built(party("anna"), legs=(FERRY,), told=(told("anna", "ferry", "flight"),))

    assert party_of(made, "anna").promise == Promise("ferry", 1)


def test_a_promise_of_which_nothing_is_left_is_noted():
    made = built(party("anna"), told=(told("anna", "cancelled"),))

    assert party_of(made, "anna").promise is None
    assert notes_of(made, str(the("anna"))) == ["promise-gone"]


def test_an_offer_that_is_held_back_or_invites_to_the_gate_promises_nothing():
    held, standby = told("anna", "flight", state="held"), told("ivan", "flight", is_standby=True)
    made = built(party("anna"), party("ivan"), told=(held, standby))

    assert [each.promise for each in made.problem.parties] == [None, None]
    assert made.notes == ()


def test_what_a_party_said_no_to_is_not_planned_for_it_again():
    made = built(party("anna"), refused={the("anna"): frozenset({"flight", "gone"})})

    assert party_of(made, "anna").refuses == {"flight"}


def test_who_said_no_and_took_the_place_after_all_is_planned_by_it():
    legs = (link(), leg(), leg("other"))
    said_no = {the("anna"): frozenset({"flight", "other"})}
    made = built(party("anna"), legs=legs, refused=said_no, told=(told("anna", "flight", state="accepted"),))

    assert party_of(made, "anna").refuses == {"other"}


def test_an_officer_keeps_a_party_from_a_leg_or_a_country():
    overrides = (override("anna", "not_by", leg="flight"), override("anna", "not_by", country="QY"))
    made = built(party("anna"), party("ivan"), overrides=overrides)

    assert party_of(made, "anna").refuses == {"flight", "QY"}
    assert party_of(made, "ivan").refuses == frozenset()


def test_an_override_about_a_leg_that_is_gone_is_noted_and_stops_nothing():
    made = built(party("anna"), overrides=(override("anna", "not_by", leg="gone"),))

    assert party_of(made, "anna").refuses == frozenset()
    assert notes_of(made, str(the("anna"))) == ["leg-not-known"]


def test_a_country_that_is_none_stops_nothing():
    assert (
        party_of(built(party("anna"), overrides=(override("anna", "not_by", country="qy"),)), "anna").refuses == set()
    )


def test_only_by_a_leg_leaves_the_way_to_it_and_the_way_on():
    early = leg("early", departs_at=at(1), arrives_at=at(2))
    same = leg("same")
    later = leg("later", departs_at=at(20), arrives_at=at(22))
    away = leg("away", target=BEYOND, departs_at=at(6), arrives_at=at(8))
    onward = leg("onward", origin=BEYOND, departs_at=at(10), arrives_at=at(12))
    made = built(
        party("anna"), legs=(link(), FERRY, early, same, later, away, onward),
        overrides=(override("anna", "only_by", leg="away"),),
    )  # fmt: skip

    assert party_of(made, "anna").refuses == {"early", "same", "later"}


def test_only_by_a_leg_inside_the_country_leaves_what_goes_on_after_it():
    made = built(
        party("anna"), legs=(link(), FERRY, leg(), leg("soon", departs_at=at(1.5), arrives_at=at(4))),
        overrides=(override("anna", "only_by", leg="ferry"),),
    )  # fmt: skip

    assert party_of(made, "anna").refuses == {"soon"}


def test_only_by_a_leg_that_is_late_leaves_what_reaches_it_now():
    late = leg(expected_at=at(9))
    legs = (link(), late, leg("ferry", origin=CITY, target=PORT, departs_at=at(5), arrives_at=at(7)))
    made = built(party("anna"), legs=legs, overrides=(override("anna", "only_by", leg="flight"),))

    assert party_of(made, "anna").refuses == frozenset()


def test_only_by_a_leg_that_is_gone_leaves_none():
    made = built(party("anna"), overrides=(override("anna", "only_by", leg="gone"),))

    assert party_of(made, "anna").refuses == {"flight"}


# --- plans ---------------------------------------------------------------------------------------------------------


def test_the_family_comes_home_and_the_plan_passes_the_check():
    family = party("family", person("mother"), person("father"))
    made = built(family, *(party(f"single {n}") for n in range(12)))
    outcome = solve(made.problem, seconds=10)

    assert check.faults_of(made.problem, outcome.plan) == ()
    assert sum(each.persons for each in outcome.plan.itineraries) == 10
    assert str(the("family")) in {each.party for each in outcome.plan.itineraries}


def test_a_closed_airport_leaves_everybody_and_they_go_when_it_opens():
    closed = restriction(RestrictionKind.AIRPORT_CLOSED, Effect.BLOCK, PORT, ends_at=at(7))
    late = leg("late", departs_at=at(9), arrives_at=at(11))  # ready at seven
    shut = solve(built(party("anna"), restrictions=(closed,)).problem, seconds=10)
    opened = solve(built(party("anna"), legs=(link(), leg(), late), restrictions=(closed,)).problem, seconds=10)

    assert shut.plan.itineraries == ()
    assert [step.leg for step in opened.plan.itineraries[0].steps if isinstance(step, Ride)] == ["late"]


def test_a_plan_still_holds_when_it_is_looked_at_some_minutes_later():
    made = built(party("anna"), at=at(0.1))
    plan = solve(made.problem, seconds=10).plan
    again = built(party("anna"), at=at(0.2))

    assert plan.itineraries and again.problem.begins == made.problem.begins
    assert check.faults_of(again.problem, plan) == ()


# --- bad input -----------------------------------------------------------------------------------------------------


def test_a_leg_from_or_to_a_place_that_is_nowhere_is_out_and_named():
    made = built(party("anna"), legs=(leg("lost", origin="nowhere"), leg("gone", target="nowhere"), leg()))

    assert (why_out(made, "lost"), why_out(made, "gone")) == ("place-gone", "place-gone")
    assert [each.id for each in made.problem.legs] == ["flight"]


def test_a_way_point_that_is_nowhere_is_passed_over():
    assert [each.id for each in built(legs=(leg(via=("nowhere",)),)).problem.legs] == ["flight"]


def test_a_party_at_a_place_that_is_nowhere_is_listed():
    made = built(party("anna", person("anna", place="nowhere")))

    assert made.unplannable[0].why.value == "no-place"


def test_an_end_before_the_beginning_is_a_fault_that_says_so():
    made = build(facts(party("anna")), Options(until=at(-2)))

    assert [fault.code.value for fault in made.problem.faults()] == ["horizon-backwards"]


def test_order_of_parties_and_legs_changes_nothing_but_the_order():
    legs, parties = (link(), FERRY, leg()), (party("anna"), party("ivan"))
    one = build(facts(*parties, legs=legs), Options()).problem
    other = build(facts(*reversed(parties), legs=tuple(reversed(legs))), Options()).problem

    assert set(map(repr, one.legs)) == set(map(repr, other.legs))
    assert replace(one, parties=(), legs=()) == replace(other, parties=(), legs=())


def test_options_are_read_as_they_were_kept_and_old_ones_without_a_field_are_as_things_are():
    options = Options(
        from_at=at(3), until=at(9), without_legs=frozenset({"b", "a"}), without_charters=True,
        without_third_countries=True, slips={"b": 60, "a": 5}, least_chance=0.5, budget=10, residual=True,
        seconds=5, seed=7,
    )  # fmt: skip

    assert read(options.as_json()) == options
    assert read({}) == Options()
    assert options.as_json()["without_legs"] == ["a", "b"]
