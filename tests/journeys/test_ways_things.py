"""What belongs to legs: charters, leave of other states, partners' seats, fleets, hubs, hours of a departure clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Charter, Eligibility, Fleet, Handling, Offer, OfferRide, PartnerSeats
from dodomu.journeys.operations import (
    capacities,
    chartering,
    eligibility,
    milestones,
    partners,
    state_permissions,
    ways,
)
from dodomu.journeys.queries import things
from dodomu.journeys.queries.checks import leg_line
from dodomu.journeys.queries.eligibility import affected_by, rules_stated
from dodomu.journeys.queries.planning import rule_at
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.eligibility import Relatives, Rule, Why
from dodomu.journeys.rules.faults import FaultCode
from dodomu.journeys.rules.given import (
    CharterGiven,
    FleetGiven,
    HandlingGiven,
    MilestoneGiven,
    PartnerSeatsGiven,
    PermissionGiven,
    RoundGiven,
)
from dodomu.journeys.rules.terms import Check, MilestoneKind, PermissionState
from tests import cast
from tests.journeys import keeping_ways as keeping
from tests.journeys.keeping_ways import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def crisis() -> Crisis:
    return keeping.crisis()


@pytest.fixture
def officer(crisis):
    return cast.officer(crisis, Role.CONSUL)


def checks(crisis: Crisis, leg: object, at: datetime = NOW) -> set[Check]:
    return {found.check for found in leg_line(crisis.id, leg.id, at=at).checks}  # type: ignore[attr-defined]


def reason(act: object) -> object:
    with pytest.raises(Refused) as no:
        act()  # type: ignore[operator]
    return no.value.reason


# -- charters


def test_a_charter_is_ordered_once_before_its_hour_and_then_its_legs_are_ours(crisis, officer):
    given = CharterGiven("whole-plane", 74_000, order_by=LATER)
    charter = chartering.add_charter(crisis=crisis.id, given=given, by=officer, at=NOW)
    leg = keeping.add(crisis, officer, charter=charter)
    assert {Check.FIXED_PRICE, Check.ORDER_SOON} <= checks(crisis, leg)
    chartering.order_charter(charter=charter, by=officer, at=NOW)
    chartering.order_charter(charter=charter, by=officer, at=LATER)
    assert TraceEntry.objects.filter(act="charter-ordered").count() == 1
    assert Check.CHARTER_NOT_ORDERED not in checks(crisis, leg, LATER)
    assert (
        reason(lambda: chartering.decline_charter(charter=charter, by=officer, at=NOW))
        is JourneysReason.CHARTER_DECIDED
    )
    dearer = replace(given, price=90_000)
    change = lambda: chartering.change_charter(charter=charter, given=dearer, by=officer, at=NOW)  # noqa: E731
    assert reason(change) is JourneysReason.CHARTER_DECIDED


def test_a_charter_whose_hour_has_passed_or_that_was_declined_is_out(crisis, officer):
    charter = chartering.add_charter(
        crisis=crisis.id, given=CharterGiven("plane", 1, order_by=LATER), by=officer, at=NOW
    )
    leg = keeping.add(crisis, officer, charter=charter)
    assert Check.CHARTER_NOT_ORDERED in checks(crisis, leg, LATER)
    late = lambda: chartering.order_charter(charter=charter, by=officer, at=LATER)  # noqa: E731
    assert reason(late) is JourneysReason.ORDER_HOUR_PASSED
    chartering.decline_charter(charter=charter, by=officer, at=NOW)
    assert Check.CHARTER_NOT_ORDERED in checks(crisis, leg)


def test_a_charter_with_faults_is_refused_with_all_of_them(crisis, officer):
    given = CharterGiven("", -5, name="x" * 121)
    with pytest.raises(Refused) as no:
        chartering.add_charter(crisis=crisis.id, given=given, by=officer, at=NOW)
    assert {fault.field for fault in no.value.details["faults"]} == {"ref", "price", "name"}
    assert not Charter.objects.exists()


# -- other states


def test_a_leg_waits_for_the_leave_of_another_state(crisis, officer):
    permission = state_permissions.add_permission(
        crisis=crisis.id, given=PermissionGiven("landing", "KZ", "to land and to take 180 aboard"), by=officer, at=NOW
    )
    leg = keeping.add(crisis, officer, permission=permission)
    assert Check.PERMISSION_MISSING in checks(crisis, leg)
    state_permissions.send_list(permission=permission, sent_at=NOW, by=officer, at=NOW)
    (known,) = ways_known(crisis.id).permissions
    assert (known.state, known.list_sent_at) == (PermissionState.LIST_SENT, NOW)
    state_permissions.answer_permission(
        permission=permission,
        granted=True,
        answered_at=LATER,
        valid_until=leg.departs_at,
        quota=180,
        by=officer,
        at=LATER,
    )
    assert Check.PERMISSION_MISSING in checks(crisis, leg), "it ends as the flight leaves"
    state_permissions.answer_permission(
        permission=permission, granted=True, answered_at=LATER, valid_until=keeping.leaves(leg) + timedelta(hours=1),
        quota=180, by=officer, at=LATER,
    )  # fmt: skip
    assert Check.PERMISSION_MISSING not in checks(crisis, leg)
    again = lambda: state_permissions.send_list(permission=permission, sent_at=NOW, by=officer, at=NOW)  # noqa: E731
    assert reason(again) is JourneysReason.PERMISSION_ANSWERED
    state_permissions.answer_permission(permission=permission, granted=False, answered_at=LATER, by=officer, at=LATER)
    assert Check.PERMISSION_MISSING in checks(crisis, leg), "they changed their mind"


def test_a_permission_that_ends_before_it_begins_is_refused(crisis, officer):
    given = PermissionGiven("p", "Kazakhstan", " ", valid_from=LATER, valid_until=NOW)
    with pytest.raises(Refused) as no:
        state_permissions.add_permission(crisis=crisis.id, given=given, by=officer, at=NOW)
    assert {fault.field for fault in no.value.details["faults"]} == {"state_asked", "what", "valid_until"}


# -- partners


def test_partners_seats_count_when_they_are_confirmed_and_not_before(crisis, officer):
    leg = keeping.add(crisis, officer)
    got = partners.add_partner_seats(
        leg=leg.id, given=PartnerSeatsGiven("PL", 10, given_by_us=False), by=officer, at=NOW
    )
    given = partners.add_partner_seats(
        leg=leg.id, given=PartnerSeatsGiven("MD", 4, given_by_us=True), by=officer, at=NOW
    )

    def ours() -> int:
        return ways_known(crisis.id).legs[0].seats_for_us("seat")

    assert ours() == 55
    for seats in (got, given, got):
        partners.confirm_partner_seats(seats=seats, by=officer, at=NOW)
    assert ours() == 61
    partners.withdraw_partner_seats(seats=got, by=officer, at=NOW)
    assert ours() == 51
    assert [line.partner for line in things.partner_seats(crisis.id, leg.id)] == ["MD"]
    twice = lambda: partners.withdraw_partner_seats(seats=got, by=officer, at=NOW)  # noqa: E731
    assert reason(twice) is JourneysReason.NO_SUCH_THING


def test_seats_of_nobody_or_none_at_all_are_refused(crisis, officer):
    leg = keeping.add(crisis, officer)
    with pytest.raises(Refused) as no:
        partners.add_partner_seats(
            leg=leg.id, given=PartnerSeatsGiven("Poland", 0, given_by_us=False), by=officer, at=NOW
        )
    assert {fault.field for fault in no.value.details["faults"]} == {"partner", "seats"}
    assert not PartnerSeats.objects.exists()


def test_a_leg_with_partners_seats_or_milestones_is_cancelled_and_not_removed(crisis, officer):
    leg = keeping.add(crisis, officer)
    partners.add_partner_seats(leg=leg.id, given=PartnerSeatsGiven("PL", 10, given_by_us=False), by=officer, at=NOW)
    remove = lambda: ways.remove_leg(leg=leg.id, version=1, why="x", by=officer, at=NOW)  # noqa: E731
    assert reason(remove) is JourneysReason.LEG_IN_USE


# -- hubs


def test_a_fleet_is_kept_with_its_rounds_and_changed_whole(crisis, officer):
    hub, home = keeping.place(crisis, "nursultan"), keeping.place(crisis, "almaty")
    given = FleetGiven("minibuses", hub, 3, {"seat": 14}, rounds=(RoundGiven(home, 600, 660),))
    fleet = capacities.add_fleet(crisis=crisis.id, given=given, by=officer, at=NOW)
    capacities.change_fleet(fleet=fleet, given=replace(given, vehicles=2, rounds=()), by=officer, at=NOW)
    (known,) = ways_known(crisis.id).fleets
    assert (known.vehicles, known.rounds) == (2, ())
    capacities.remove_fleet(fleet=fleet, by=officer, at=NOW)
    assert not Fleet.objects.exists()


def test_a_fleet_with_faults_is_refused_with_all_of_them(crisis, officer):
    hub = keeping.place(crisis, "nursultan")
    given = FleetGiven("", uuid4(), -1, {"bed": 2}, rounds=(RoundGiven(hub, -5, 1), RoundGiven(hub, 1, 1)))
    with pytest.raises(Refused) as no:
        capacities.add_fleet(crisis=crisis.id, given=given, by=officer, at=NOW)
    assert {fault.field for fault in no.value.details["faults"]} == {"ref", "hub", "vehicles", "seats", "rounds"}


def test_a_round_that_takes_no_time_is_refused_before_a_plan_is_made_of_it(crisis, officer):
    hub, home = keeping.place(crisis, "nursultan"), keeping.place(crisis, "almaty")
    given = FleetGiven("minibuses", hub, 3, {"seat": 14}, rounds=(RoundGiven(home, 600, 0),))
    with pytest.raises(Refused) as no:
        capacities.add_fleet(crisis=crisis.id, given=given, by=officer, at=NOW)
    assert [(fault.field, fault.code) for fault in no.value.details["faults"]] == [("rounds", FaultCode.NEEDED)]


def test_what_a_hub_handles_is_stated_by_the_hour_and_corrected(crisis, officer):
    place = keeping.place(crisis, "nursultan")
    given = HandlingGiven(place, datetime(2022, 1, 13, 8), per_hour=120, room=300, source="airport")  # noqa: DTZ001
    capacities.state_handling(crisis=crisis.id, given=given, by=officer, at=NOW)
    capacities.state_handling(crisis=crisis.id, given=replace(given, per_hour=60), by=officer, at=NOW)
    (known,) = ways_known(crisis.id).handlings
    assert (known.per_hour, known.from_at) == (60, keeping.almaty("2022-01-13T08:00"))
    capacities.remove_handling(handling=Handling.objects.get().id, by=officer, at=NOW)
    assert ways_known(crisis.id).handlings == ()


# -- the departure clock


def test_an_hour_of_the_departure_clock_is_reached_once(crisis, officer):
    leg = keeping.add(crisis, officer)
    due = datetime(2022, 1, 13, 18, 30)  # noqa: DTZ001
    made = milestones.add_milestone(leg=leg.id, given=MilestoneGiven(MilestoneKind.SLOT, due), by=officer, at=NOW)
    (line,) = things.milestones(crisis.id, leg.id)
    assert line.due_at == keeping.almaty("2022-01-13T18:30")
    assert line.is_late(line.due_at + timedelta(minutes=1))
    for hour in (line.due_at, LATER):
        milestones.reach_milestone(milestone=made, done_at=hour, by=officer, at=LATER)
    assert things.milestones(crisis.id)[0].done_at == line.due_at
    milestones.remove_milestone(milestone=made, by=officer, at=LATER)
    assert things.milestones(crisis.id) == []


# -- who may travel


def state(crisis: Crisis, officer: object, rule: Rule, **changes: object) -> object:
    values: dict[str, object] = {"from_at": NOW, "why": "the cabinet", "source": "order 12", "submission": uuid4()}
    return eligibility.state_rule(crisis=crisis.id, rule=rule, by=officer, at=NOW, **{**values, **changes})  # type: ignore[arg-type]


def test_the_newest_rule_that_has_begun_holds_and_none_is_changed(crisis, officer):
    assert rule_at(crisis.id, NOW) == Rule()
    strict = Rule(relatives=Relatives.NOBODY)
    submission = uuid4()
    for _ in range(2):
        state(crisis, officer, strict, submission=submission)
    state(crisis, officer, Rule(relatives=Relatives.MINORS), from_at=LATER)
    assert rule_at(crisis.id, NOW) == strict
    assert rule_at(crisis.id, LATER).relatives is Relatives.MINORS
    assert rule_at(crisis.id, LATER, known_at=NOW - timedelta(hours=1)) == Rule()  # nobody had heard of either
    assert [line.holds for line in rules_stated(crisis.id, at=NOW)] == [False, True]
    assert Eligibility.objects.count() == 2
    with pytest.raises(Exception, match="permission denied"):
        Eligibility.objects.update(why="never")


def test_a_rule_without_a_reason_is_none(crisis, officer):
    assert reason(lambda: state(crisis, officer, Rule(), why=" ")) is JourneysReason.REASON_NEEDED
    viewer = cast.officer(crisis, Role.VIEWER)
    assert reason(lambda: state(crisis, viewer, Rule())) is FoundationReason.NOT_PERMITTED


def test_who_is_affected_by_a_rule_is_counted_before_it_is_stated(crisis, officer):
    family = cast.register(crisis, cast.OLENA, cast.AIGERIM, at=NOW)
    cast.register(crisis, cast.PETRO, at=NOW)  # stays by choice: nobody asks whether he may travel
    alone = cast.register(crisis, {**cast.AIGERIM, "name": "Ахметова Дана", "phones": "+7 000 111 22 33"}, at=NOW)
    strict = affected_by(crisis.id, Rule(relatives=Relatives.NOBODY), at=NOW)
    assert [(each.party, each.persons, each.citizens, each.whys) for each in strict.lose] == [
        (family.party, 2, 1, (Why.RELATIVE,))
    ]
    assert strict.gain == ()
    assert (strict.parties_now, strict.parties_then, strict.persons_now, strict.persons_then) == (1, 0, 2, 0)
    assert strict.whys_then == {Why.RELATIVE: 2, Why.NOBODY_COUNTS: 1}
    assert not strict.lose[0].holds_place
    leg = keeping.add(crisis, officer)
    for stands, holds in (("held", False), ("sent", True)):
        Offer.objects.filter(party=family.party).delete()
        Offer.objects.create(
            crisis=crisis, party_id=family.party, persons=[uuid4()], state=stands, first_leg_id=leg.id, meet_at=LATER,
            leave_by=LATER, made_at=NOW, answer_by=LATER,
        )  # fmt: skip
        assert affected_by(crisis.id, Rule(relatives=Relatives.NOBODY), at=NOW).lose[0].holds_place is holds
    wide = affected_by(crisis.id, Rule(countries=frozenset({"KZ"})), at=NOW)
    assert [each.party for each in wide.gain] == [alone.party]
    assert wide.gain[0].reference == alone.persons[0].reference


# -- what is promised


def test_what_live_offers_hold_is_counted_by_kind_and_a_cut_below_it_is_said(crisis, officer):
    leg = keeping.add(crisis, officer, block={"seat": 10, "wheelchair": 1})
    for state, is_live in (("accepted", True), ("sent", True), ("declined", False)):
        offer = Offer.objects.create(
            crisis=crisis, party_id=cast.register(crisis, cast.OLENA, at=NOW).party, persons=[uuid4()], state=state,
            meet_at=LATER, leave_by=LATER, made_at=NOW, answer_by=LATER, ended_at=None if is_live else NOW,
            end_cause="" if is_live else "declined",
        )  # fmt: skip
        OfferRide.objects.create(offer=offer, leg=leg, takes={"seat": 4}, seats=4, persons=4, is_live=is_live)
    line = leg_line(crisis.id, leg.id, at=NOW)
    assert line is not None
    assert (line.promised.accepted, line.promised.held) == ({"seat": 4}, {"seat": 4})
    assert (line.ours(), line.free(), line.free("wheelchair"), line.promised.persons) == (10, 2, 1, 8)
    ways.change_leg(leg=leg.id, version=1, given={"block": {"seat": 7}}, why="the carrier cut it", by=officer, at=NOW)
    cut = leg_line(crisis.id, leg.id, at=NOW)
    assert cut is not None
    assert cut.free() == -1
    assert {Check.OVER_PROMISED, Check.BLOCK_SHRANK} <= checks(crisis, leg)
    remove = lambda: ways.remove_leg(leg=leg.id, version=2, why="x", by=officer, at=NOW)  # noqa: E731
    assert reason(remove) is JourneysReason.LEG_IN_USE
