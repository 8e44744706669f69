"""Which legs, links, fleets and charters are in the planner's problem, and with what of them."""

from dataclasses import replace
from typing import Any

import pytest

from dodomu.engines.planner import solve
from dodomu.engines.planner.plan import Ride, Travel
from dodomu.engines.planner.problem import Permission
from dodomu.journeys.rules.checks_of_restrictions import papers_on_entry, reached
from dodomu.journeys.rules.problem.facts import HeldKnown
from dodomu.journeys.rules.terms import (
    CharterState,
    LegState,
    Mode,
    PaidBy,
    PermissionState,
    Schedule,
)
from dodomu.journeys.rules.variants import Options
from dodomu.journeys.rules.ways import (
    CharterKnown,
    FleetKnown,
    HandlingKnown,
    PermissionKnown,
    RoundKnown,
)
from dodomu.situation.rules.terms import AppliesTo, Effect, Reach, RestrictionKind
from tests.journeys.rules.harbour import (
    BEYOND,
    BORDER,
    CITY,
    HOME,
    NOON,
    PORT,
    SHELTER,
    SITES,
    VILLAGE,
    at,
    built,
    leg,
    leg_of,
    link,
    link_of,
    notes_of,
    party,
    party_of,
    person,
    place_of,
    restriction,
    the,
    told,
    why_out,
)


def charter(state: CharterState = CharterState.OFFERED, **fields: object) -> CharterKnown:
    given = {"name": "", "price": 9000, "order_by": at(3), "note": "", **fields}
    return CharterKnown(the("charter"), "charter", state=state, **given)  # type: ignore[arg-type]


def permission(state: PermissionState, **fields: object) -> PermissionKnown:
    given = {"list_sent_at": None, "answered_at": None, "valid_from": None, "valid_until": None, "quota": None}
    return PermissionKnown(the("leave"), "leave", "QY", "transit", state, note="", **{**given, **fields})  # type: ignore[arg-type]


def test_a_leg_has_its_own_hours_seats_and_the_usual_buffer_and_danger():
    found = leg_of(built(legs=(leg(block={"seat": 10, "infant": 2}, price=120, chance=0.8),)))

    assert (found.origin, found.target, found.departs, found.arrives) == (PORT, HOME, at(6), at(9))
    assert found.seats == {"seat": 10, "infant": 2}
    assert (found.buffer, found.danger, found.price, found.chance, found.mode) == (120, 0.15, 120, 0.8, "air")


@pytest.mark.parametrize(
    ("mode", "target", "buffer", "danger"),
    [
        (Mode.AIR, PORT, 60, 0.15), (Mode.AIR, BEYOND, 120, 0.15), (Mode.RAIL, PORT, 45, 0.9),
        (Mode.BUS, PORT, 30, 1.8), (Mode.SEA, BEYOND, 120, 0.15), (Mode.FOOT, BORDER, 0, 1.8),
    ],
)  # fmt: skip
def test_what_is_not_stated_of_buffer_and_danger_is_usual_for_the_mode(
    mode: Mode, target: str, buffer: int, danger: float
):
    found = leg_of(built(legs=(leg(mode=mode, origin=CITY, target=target),)))

    assert (found.buffer, found.danger) == (buffer, danger)


def test_what_is_stated_of_buffer_and_danger_counts():
    found = leg_of(built(legs=(leg(buffer=0, danger=0.0),)))

    assert (found.buffer, found.danger) == (0, 0.0)


def test_a_late_leg_arrives_as_much_later_and_one_that_slips_later_still():
    late = leg(expected_at=at(8))

    assert (leg_of(built(legs=(late,))).departs, leg_of(built(legs=(late,))).arrives) == (at(8), at(11))
    slipped = leg_of(built(legs=(late,), options=Options(slips={"flight": 30})))
    assert (slipped.departs, slipped.arrives) == (at(8.5), at(11.5))


@pytest.mark.parametrize(
    ("why", "changed"),
    [
        ("old-timetable", {"schedule": Schedule.SUSPENDED}),
        ("cancelled", {"state": LegState.CANCELLED}),
        ("gone", {"state": LegState.DEPARTED}),
        ("gone", {"departs_at": at(-1)}),
        ("not-known-yet", {"known_from": at(1)}),
        ("booking-closed", {"book_by": at(-1)}),
        ("no-block", {"block": {}}),
        ("no-block", {"held_back": {"seat": 10}}),
        ("no-block", {"block": {"seat": 5}, "partner_out": 5}),
        ("needs-decision", {"papers": ("ministerial_decision",)}),
        ("leads-away", {"origin": HOME, "target": PORT}),
    ],
)
def test_a_leg_that_cannot_be_used_is_out_and_says_why(why: str, changed: dict[str, Any]):
    made = built(legs=(leg(**changed),))

    assert made.problem.legs == ()
    assert why_out(made, "flight") == why


def test_what_our_own_side_has_not_decided_is_out():
    hold = restriction(RestrictionKind.POLICY_HOLD, Effect.PERMIT, PORT)

    assert why_out(built(restrictions=(hold,)), "flight") == "needs-decision"


def test_seats_of_partners_count_and_what_is_kept_back_does_not():
    found = leg_of(built(legs=(leg(partner_in=4, partner_out=3, held_back={"seat": 2, "infant": 1}),)))

    assert found.seats == {"seat": 14}
    assert found.held_back == {"seat": 5, "infant": 1}


def test_seats_given_by_a_partner_alone_are_enough():
    assert leg_of(built(legs=(leg(block={}, partner_in=4),))).seats == {"seat": 4}


def test_a_leg_whose_booking_is_closed_is_only_for_those_who_hold_a_place_on_it():
    made = built(
        party("anna"), party("ivan"), legs=(leg(book_by=at(-1)),), told=(told("anna", "flight"),),
        held={"flight": HeldKnown(1, {"seat": 1})},
    )  # fmt: skip

    assert party_of(made, "anna").refuses == frozenset()
    assert party_of(made, "ivan").refuses == {"flight"}


def test_links_are_open_at_any_hour_with_the_danger_of_the_road():
    found = link_of(built())

    assert (found.origin, found.target, found.minutes, found.danger) == (CITY, PORT, 60, 0.6 + 0.2)


def test_an_hour_on_the_road_is_never_safer_than_one_at_either_end():
    alert = restriction(RestrictionKind.TERROR_ALERT, Effect.LIMIT, CITY)
    made = built(legs=(link(), link("back", origin=PORT, target=CITY), leg()), restrictions=(alert,))

    assert {link_of(made, ref).danger for ref in ("road", "back")} == {0.6 + 0.2 + 1.0}
    assert link_of(built(legs=(link(danger=0.1, minutes=30), leg()))).danger == 0.1 + 0.1


def test_nobody_is_driven_to_and_fro_because_a_taxi_is_safer_than_a_hotel():
    alert = restriction(RestrictionKind.TERROR_ALERT, Effect.LIMIT, CITY)
    emergency = restriction(RestrictionKind.STATE_OF_EMERGENCY, Effect.LIMIT, PORT)
    legs = (link(), link("back", origin=PORT, target=CITY), leg(departs_at=at(30), arrives_at=at(33)))
    plan = solve(built(party("anna"), legs=legs, restrictions=(alert, emergency)).problem, seconds=5).plan

    assert [type(step) for step in plan.itineraries[0].steps] == [Travel, Ride]


def test_a_checkpoint_slows_what_goes_into_its_region_or_out_of_it():
    checkpoint = restriction(RestrictionKind.CHECKPOINT, Effect.SLOW, CITY, reach=Reach.REGION)
    inside = link("lane", target=VILLAGE)
    made = built(legs=(link(), inside, leg()), restrictions=(checkpoint,))

    assert (link_of(made).minutes, link_of(made, "lane").minutes) == (150, 60)
    by_day = RestrictionKind.CHECKPOINT_DAYTIME_ONLY
    stated = restriction(by_day, Effect.SLOW, CITY, reach=Reach.REGION, slow_minutes=45)
    assert link_of(built(restrictions=(stated,))).minutes == 105


def test_a_slow_road_slows_what_passes_it_and_a_checkpoint_that_is_over_nothing():
    slow = restriction(RestrictionKind.SLOW_ROAD, Effect.SLOW, BORDER, slow_minutes=20)
    over = restriction(RestrictionKind.CHECKPOINT, Effect.SLOW, CITY, ends_at=at(-1))
    made = built(legs=(link(via=(BORDER,)), link("other", origin=VILLAGE), leg()), restrictions=(slow, over))

    assert (link_of(made).minutes, link_of(made, "other").minutes) == (80, 60)


def test_papers_of_the_party_are_asked_for_and_those_of_the_desk_are_not():
    found = leg_of(built(legs=(leg(papers=("passport", "ticket", "convoy_note", "covid_paper")),)))

    assert found.papers == {"passport", "covid_paper"}


def test_what_a_country_asks_of_who_enters_it_is_asked_from_its_hour_on():
    asked = restriction(RestrictionKind.ENTRY_REQUIREMENT, Effect.PERMIT, BEYOND, begins_at=at(8))
    early, late = leg("early", target=BEYOND, arrives_at=at(7)), leg("late", target=BEYOND)
    made = built(legs=(early, late, leg()), restrictions=(asked,))

    assert [leg_of(made, ref).papers for ref in ("early", "late", "flight")] == [set(), {"pcr_test"}, set()]


def test_what_is_asked_of_others_by_name_is_asked_of_none_of_ours():
    asked = restriction(RestrictionKind.ENTRY_REQUIREMENT, Effect.PERMIT, BEYOND, applies_to=AppliesTo.OTHERS)
    ours = restriction(RestrictionKind.ENTRY_REQUIREMENT, Effect.PERMIT, BEYOND, applies_to=AppliesTo.OWN_CITIZENS)
    legs, places = (leg(target=BEYOND), leg("on", origin=BEYOND)), {each.place: each for each in SITES}

    for rule, papers in ((asked, set()), (ours, {"pcr_test"})):
        assert leg_of(built(legs=legs, restrictions=(rule,))).papers == papers
        assert papers_on_entry(legs[0], reached([rule], places), places, NOON) == papers, "and so says the check"


def test_a_leg_names_the_third_countries_that_it_passes():
    found = leg_of(built(legs=(leg(via=(BEYOND,)),)))

    assert found.countries == {"QY"}


def test_a_charter_that_is_offered_is_one_price_and_its_seats_cost_nothing():
    made = built(legs=(leg(charter=the("charter"), price=300),), charters=(charter(),))

    assert [(each.id, each.price) for each in made.problem.charters] == [("charter", 9000)]
    assert (leg_of(made).charter, leg_of(made).price) == ("charter", 0)


def test_a_charter_that_is_ordered_is_paid_and_a_leg_like_others_also_after_its_hour():
    ordered = charter(CharterState.ORDERED, order_by=at(-1))
    made = built(legs=(leg(charter=the("charter"), book_by=at(-1)),), charters=(ordered,))

    assert made.problem.charters == ()
    assert (leg_of(made).charter, leg_of(made).price) == (None, 0)


@pytest.mark.parametrize(
    "given",
    [charter(CharterState.DECLINED), charter(CharterState.LAPSED), charter(CharterState.OFFERED, order_by=at(-1))],
)
def test_a_charter_that_cannot_be_had_any_more_takes_its_legs_out(given: CharterKnown):
    assert why_out(built(legs=(leg(charter=the("charter")),), charters=(given,)), "flight") == "charter-not-ordered"


def test_a_permission_counts_once_it_is_granted_and_takes_its_legs_out_before():
    granted = permission(PermissionState.GRANTED, quota=50, valid_from=NOON, valid_until=at(24))
    made = built(legs=(leg(permission=the("leave")),), permissions=(granted,))

    assert made.problem.permissions == (Permission("leave", 50, NOON, at(24)),)
    assert leg_of(made).permission == "leave"
    for state in set(PermissionState) - {PermissionState.GRANTED}:
        asked = built(legs=(leg(permission=the("leave")),), permissions=(permission(state),))
        assert why_out(asked, "flight") == "permission-missing"


def test_a_permission_without_a_number_stops_nobody():
    made = built(
        party("anna"), legs=(leg(permission=the("leave")),), permissions=(permission(PermissionState.GRANTED),)
    )

    assert made.problem.permissions[0].quota >= 1


def fleet(**fields: object) -> FleetKnown:
    rounds = (
        RoundKnown(the(CITY), 60, 90, None),
        RoundKnown(the(PORT), 1, 1, None),
        RoundKnown(the("gone"), 5, 5, 1.0),
    )
    given = {"name": "", "hub": the(PORT), "vehicles": 2, "seats": {"seat": 7}, "drivers_minutes": 600}
    return FleetKnown(the("fleet"), "vans", rounds=rounds, **{**given, **fields})  # type: ignore[arg-type]


def test_a_fleet_shuttles_to_the_places_that_there_are():
    made = built(fleets=(fleet(),))

    (found,) = made.problem.fleets
    assert (found.hub, found.vehicles, found.drivers_minutes) == (PORT, 2, 600)
    assert [(each.place, each.out, each.back, each.danger) for each in found.rounds] == [(CITY, 60, 90, 0.9)]


@pytest.mark.parametrize(("hub", "why"), [("nowhere", "place-gone"), (HOME, "leads-away")])
def test_a_fleet_at_no_place_or_at_home_is_out(hub: str, why: str):
    assert why_out(built(fleets=(fleet(hub=the(hub)),)), "vans") == why


def handling(hours: float, per_hour: int | None, room: int | None = None) -> HandlingKnown:
    return HandlingKnown(the(PORT), at(hours), per_hour, room, "")


def test_what_a_hub_can_handle_is_what_was_last_said_before_and_then_what_is_said_next():
    made = built(handlings=(handling(-5, 10, 40), handling(-1, 60, 80), handling(3, 100, 200), handling(9, None)))

    port, city = place_of(made, PORT), place_of(made, CITY)
    assert (port.room, city.room) == (80, None)
    assert (port.processing, city.processing) == (((NOON, 60), (at(3), 100), (at(9), 1_000_000)), None)


def test_where_vehicles_drive_that_cannot_be_planned_with_nothing_goes_from():
    vans = replace(fleet(), rounds=(RoundKnown(the(SHELTER), 60, 90, None),))
    asked = Options(without_legs=frozenset({"vans"}))
    made = built(party("anna", person(place=SHELTER)), fleets=(vans,), options=asked)

    assert party_of(made, "anna").place == CITY


def test_nobody_is_processed_before_it_is_said():
    found = [place_of(built(handlings=(each,)), PORT).processing for each in (handling(3, None), handling(-3, 30))]
    assert found == [None, 30]


def test_places_are_what_they_are_and_all_of_the_sending_state_is_home():
    made = built(party("anna"), legs=(link(), leg(), leg("b", target=BEYOND), link("c", origin=PORT, target=BORDER)))

    kinds = {place.id: place.kind for place in made.problem.places}
    assert kinds == {CITY: "place", PORT: "airport", HOME: "home", BEYOND: "abroad", BORDER: "crossing"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(RestrictionKind.STATE_OF_EMERGENCY, 1.0), (RestrictionKind.TERROR_ALERT, 1.2), (RestrictionKind.CURFEW, 0.2)],
)
def test_a_place_is_more_dangerous_under_an_emergency_or_alert(kind: RestrictionKind, expected: float):
    twice = [restriction(kind, Effect.INFORM, CITY, reach=Reach.REGION, ref=f"r{n}") for n in range(2)]
    made = built(restrictions=tuple(twice))

    assert [place_of(made, ref).risk for ref in (CITY, PORT, HOME)] == [expected, 0.2, 0.0]


def test_danger_changes_at_the_hours_that_are_known():
    alert = restriction(RestrictionKind.TERROR_ALERT, Effect.INFORM, CITY, begins_at=at(2), ends_at=at(4))
    soon = restriction(RestrictionKind.STATE_OF_EMERGENCY, Effect.INFORM, CITY, begins_at=at(2), ends_at=at(5))
    made = built(restrictions=(alert, soon))

    assert place_of(made, CITY).risk == ((NOON, 0.2), (at(2), 2.0), (at(4), 1.0), (at(5), 0.2))


# --- what is supposed ----------------------------------------------------------------------------------------------


def test_from_tomorrow_means_that_nobody_moves_before():
    made = built(party("anna"), legs=(link(), leg(), leg("next", departs_at=at(30), arrives_at=at(33))),
                 options=Options(from_at=at(24)))  # fmt: skip

    assert made.problem.begins == at(24)
    assert [each.id for each in made.problem.legs] == ["next"]
    assert why_out(made, "flight") == "gone"


def test_nobody_plans_for_the_past():
    assert built(options=Options(from_at=at(-5))).problem.begins == NOON


def test_a_plan_begins_on_the_next_step_of_the_clock():
    assert built(at=at(0.1)).problem.begins == at(0.25)


def test_a_plan_ends_at_the_midnight_after_the_last_leg_or_when_it_is_asked_to():
    assert built().problem.ends == at(12)
    assert built(options=Options(until=at(8))).problem.ends == at(8)


def test_a_leg_with_a_wrong_year_does_not_make_a_plan_of_years():
    made = built(legs=(link(), leg(), leg("far", departs_at=at(9000), arrives_at=at(9003))))

    assert made.problem.ends == at(12)
    assert notes_of(made, "far") == ["horizon-cut"]


def test_legs_and_charters_may_be_left_out():
    chartered = leg("hired", charter=the("charter"))
    made = built(legs=(leg(), leg("b"), chartered), charters=(charter(CharterState.ORDERED),),
                 options=Options(without_legs=frozenset({"b"}), without_charters=True))  # fmt: skip

    assert [each.id for each in made.problem.legs] == ["flight"]
    assert (why_out(made, "b"), why_out(made, "hired")) == ("asked-out", "asked-out")


def test_a_charter_slips_with_all_its_legs():
    legs = (leg("a", charter=the("charter")), leg("b", charter=the("charter")))
    made = built(legs=legs, charters=(charter(),), options=Options(slips={"charter": 60, "b": 120}))

    assert (leg_of(made, "a").departs, leg_of(made, "b").departs) == (at(7), at(8))


def test_without_third_countries_nobody_is_led_into_one_and_who_is_there_still_comes_home():
    legs = (leg(), leg("away", target=BEYOND), leg("through", via=(BEYOND,)), leg("back", origin=BEYOND),
            link("walk", origin=PORT, target=BEYOND))  # fmt: skip
    made = built(legs=legs, options=Options(without_third_countries=True))

    assert [each.id for each in made.problem.legs] == ["flight", "back"]
    assert made.problem.links == ()


def test_money_and_chance_are_handed_on():
    made = built(legs=(leg(paid_by=PaidBy.TRAVELLER),), options=Options(budget=500, least_chance=0.4))

    assert (made.problem.budget, made.problem.least_chance, leg_of(made).paid_by) == (500, 0.4, "traveller")
