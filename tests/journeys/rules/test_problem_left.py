"""What is left when those who hold a place keep it."""

from dataclasses import replace

from dodomu.journeys.rules.problem.facts import HeldKnown
from dodomu.journeys.rules.terms import CharterState, LegState, PermissionState
from dodomu.journeys.rules.variants import Options
from dodomu.journeys.rules.ways import CharterKnown, LegKnown
from dodomu.people.rules.terms import Account
from tests.journeys.rules.harbour import (
    at,
    built,
    left_out,
    leg,
    leg_of,
    link,
    party,
    party_of,
    person,
    the,
    told,
    why_out,
)
from tests.journeys.rules.test_problem_ways import charter, fleet, permission


def residual(*legs: LegKnown, **fields: object):
    held = {"flight": HeldKnown(3, {"seat": 2, "infant": 1})}
    return built(party("anna"), party("ivan"), legs=legs, told=(told("anna", "flight"),), held=held,
                 options=Options(residual=True), **fields)  # fmt: skip


def test_of_what_is_left_only_who_holds_no_place_is_planned_and_only_on_free_seats():
    made = residual(link(), leg(block={"seat": 10, "infant": 5}))

    assert [each.id for each in made.problem.parties] == [str(the("ivan"))]
    assert leg_of(made).held_back == {"seat": 2, "infant": 1}


def test_who_is_only_invited_to_the_gate_is_planned_with_what_is_left():
    made = built(party("anna"), told=(told("anna", "flight", is_standby=True),), options=Options(residual=True))

    assert party_of(made, "anna").promise is None


def test_what_is_left_of_a_permission_is_less_by_those_who_travel_on_it():
    granted = permission(PermissionState.GRANTED, quota=5)
    made = residual(leg(permission=the("leave")), permissions=(granted,))

    assert made.problem.permissions[0].quota == 2


def test_nobody_hires_a_charter_to_pass_on_a_seat_but_a_promised_one_runs():
    other = CharterKnown(the("other"), "other", "", 1, None, CharterState.OFFERED, "")
    made = residual(leg(charter=the("charter")), leg("b", charter=the("other")), charters=(charter(), other))

    assert [each.id for each in made.problem.legs] == ["flight"] and made.problem.charters == ()
    assert why_out(made, "b") == "charter-not-ordered"


def test_a_charter_that_nobody_can_order_any_more_is_not_filled_further():
    for dead in (charter(CharterState.DECLINED), charter(CharterState.LAPSED), charter(order_by=at(-1))):
        made = residual(leg(charter=the("charter")), charters=(dead,))
        assert why_out(made, "flight") == "charter-not-ordered"


def test_a_permission_is_used_up_by_legs_that_have_left_and_by_who_came_home_by_them():
    granted = permission(PermissionState.GRANTED, quota=20)
    off = leg("off", permission=the("leave"), state=LegState.CANCELLED)
    hours = {"flight": at(6), "left": at(-1), "home": at(-9)}
    legs = (off, *(leg(ref, permission=the("leave"), departs_at=departs) for ref, departs in hours.items()))
    held = {ref: HeldKnown(3, {"seat": 3}) for ref in ("flight", "left", "off")}
    given = {"legs": legs, "permissions": (granted,), "held": held, "flown": {"home": 7}}

    assert built(party("anna"), **given).problem.permissions[0].quota == 20 - 3 - 7
    left = built(party("anna"), options=Options(residual=True), **given)
    assert left.problem.permissions[0].quota == 20 - 6 - 7


def test_vehicles_that_drive_for_a_promise_are_not_planned_twice():
    made = residual(link(), leg(), fleets=(fleet(),), fleets_held=frozenset({"vans"}))

    assert why_out(made, "vans") == "in-use"


def test_a_closed_booking_is_closed_for_who_comes_after():
    assert why_out(residual(link(), leg(book_by=at(-1))), "flight") == "booking-closed"


def test_who_has_set_out_and_is_in_no_plan_keeps_the_seats_that_they_hold():
    aboard, waits = person("father", account=Account.ABOARD, leg="ferry"), person("mother")
    promised = replace(told("couple", "ferry", "flight", state="accepted"), takes={"seat": 2, "pet": 1})
    made = built(party("couple", aboard, waits), party("ivan"), told=(promised,))

    assert left_out(made) == {the("couple"): "partly-gone"}
    assert leg_of(made).held_back == {"seat": 2, "pet": 1}
    planned = built(party("couple", waits), party("ivan"), told=(promised,))
    assert leg_of(planned).held_back == {}, "a plan of them says itself what they take"
