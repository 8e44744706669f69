"""Departure clocks of a crisis, with what offers hold, what is restricted and what officers wrote down."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Travel
from dodomu.engines.planner.problem import Link
from dodomu.engines.planner.problem import Place as PlannerPlace
from dodomu.foundation.actors import Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Charter, Handling, Leg, Milestone
from dodomu.journeys.operations import milestones, ways
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries.departures import departure, departures
from dodomu.journeys.rules.clocks import ClockLine, DepartureClock
from dodomu.journeys.rules.given import MilestoneGiven
from dodomu.journeys.rules.proposals import pack_plan, pack_problem
from dodomu.journeys.rules.terms import Answer, ClockCode, ClockState, LegState, MilestoneKind
from dodomu.situation.models import Restriction
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def clock(here: Harbour, ref: str = "PS-1", at: datetime = NOW) -> DepartureClock:
    found = departure(here.id, ref, at=at)
    assert found is not None
    return found


def line(found: DepartureClock, kind: MilestoneKind) -> ClockLine:
    shown = found.line(kind)
    assert shown is not None
    return shown


def test_a_clock_counts_what_offers_hold_and_until_when_they_are_to_be_answered():
    here = harbour()
    here.leg("PS-1", 9)
    couple, family = here.party(2), here.party(3)
    here.offer_all({couple: "PS-1", family: "PS-1"})
    answered(here, couple, Answer.ACCEPT)
    found = clock(here)
    assert (found.riders.accepted, found.riders.unanswered, found.riders.seats) == (2, 3, 5)
    assert line(found, MilestoneKind.ANSWERS).due_at == live(family).answer_by
    assert line(found, MilestoneKind.BUS_TIME).due_at == live(family).leave_by
    assert line(found, MilestoneKind.MEETING).due_at == live(family).meet_at, "as they were told"
    answered(here, family, Answer.DECLINE)
    after = clock(here)
    assert after.riders.persons == 2
    assert line(after, MilestoneKind.ANSWERS).state is ClockState.DONE


def test_the_door_goes_by_who_holds_a_place_and_by_what_the_airport_can_handle():
    here = harbour()
    here.leg("PS-1", 9, processed=True)
    couple, family = here.party(2), here.party(3)
    Handling.objects.create(crisis=here.crisis, place=here.place("ala"), from_at=NOW, per_hour=10, recorded_at=NOW)
    here.offer_all({couple: "PS-1", family: "PS-1"})
    assert line(clock(here), MilestoneKind.PROCESSING).due_at == TOMORROW - timedelta(hours=2, minutes=30)


def curfew(here: Harbour, place: str, begins: time, ends: time, known: datetime = NOW) -> None:
    Restriction.objects.create(
        crisis=here.crisis, thing=uuid4(), kind="curfew", effect="block", reach="place", place=here.place(place),
        begins_at=NOW, begins_is="stated", ends_is="not_stated", daily_from=begins, daily_to=ends, version=1,
        zone="Asia/Almaty", announced_at=known, recorded_at=known, applies_to="all", provenance="invented", ref="Z1",
    )  # fmt: skip


def test_a_curfew_is_on_the_clock_from_the_hour_at_which_it_was_recorded_and_not_before():
    here = harbour()
    here.leg("PS-1", 9)  # leaves at 18:00
    curfew(here, "ala", time(19), time(23), known=LATER)
    assert clock(here).line(MilestoneKind.CURFEW) is None
    shown = line(clock(here, at=LATER), MilestoneKind.CURFEW)
    assert (shown.because[0].code, shown.slack) == (ClockCode.CURFEW_AFTER_DEPARTURE, 60)
    assert shown.because[0].fact("restriction") == "Z1"


def test_the_legs_that_can_still_be_left_by_are_listed_in_order():
    here = harbour()
    here.leg("PS-2", 9, departs=TOMORROW + timedelta(days=1))
    here.leg("PS-1", 9)
    here.leg("full-of-others", 9, block={})
    here.leg("cancelled", 9, state=LegState.CANCELLED)
    here.leg("unknown-yet", 9, known_from=LATER)
    here.leg("yesterday", 9, departs=NOW - timedelta(days=1))
    here.leg("outward", 9, origin=here.place("kbp"), target=here.place("ala"))
    declined = Charter.objects.create(crisis=here.crisis, ref="CH", price=1000, state="declined")
    here.leg("not-hired", 9, charter=declined)
    assert [each.leg.ref for each in departures(here.id, at=NOW)] == ["PS-1", "PS-2"]
    assert [each.leg.ref for each in departures(here.id, at=NOW, until=TOMORROW + timedelta(hours=1))] == ["PS-1"]
    assert departure(here.id, "unknown-yet", at=NOW) is None
    assert departure(here.id, "to-airport", at=NOW) is None
    assert departure(here.id, "nowhere", at=NOW) is None
    assert clock(here, "cancelled").worst is ClockState.MISSED


def test_the_legs_of_another_crisis_are_not_listed():
    here, elsewhere = harbour(), harbour()
    elsewhere.leg("PS-1", 9)
    assert departures(here.id, at=NOW) == ()
    assert departure(here.id, "PS-1", at=NOW) is None
    with pytest.raises(Refused) as no:
        departures(uuid4(), at=NOW)
    assert no.value.reason is FoundationReason.NO_SUCH_CRISIS


def with_a_connection(here: Harbour, party: UUID) -> None:
    """Offer a party a flight, an hour in a car after it, and a second flight."""
    there = here.legs["PS-1"]
    Leg.objects.create(
        crisis=here.crisis, ref="across", mode="transfer", schedule="on_demand", origin=here.place("kbp"),
        target=here.place("nursultan"), minutes=60, known_from=NOW, recorded_at=NOW,
    )  # fmt: skip
    adoption = Adoption.objects.get(id=here.adopt({party: "PS-1"}))
    problem = here.problem({party: 1})
    problem = replace(
        problem,
        places=(*problem.places, PlannerPlace("nursultan", country="KZ")),
        links=(*problem.links, Link("across", "kbp", "nursultan", 60)),
        legs=tuple(
            replace(each, origin="nursultan", target="kbp") if each.id == "PS-2" else each for each in problem.legs
        ),
    )
    steps = (
        Travel("to-airport", there.departs_at - timedelta(hours=4)), Ride("PS-1"),
        Travel("across", there.arrives_at), Ride("PS-2"),
    )  # fmt: skip
    adoption.proposal.problem = pack_problem(problem)
    adoption.proposal.plan = pack_plan(Plan((Itinerary(str(party), 1, {"seat": 1}, steps),)))
    adoption.proposal.save()
    assert make_offers(adoption=adoption.id, by=here.officer(), at=NOW).sent == 1


def test_a_late_leg_shows_the_connection_that_breaks_with_the_way_between():
    here = harbour()
    first = here.leg("PS-1", 9)
    here.leg(
        "PS-2", 9, departs=TOMORROW + timedelta(hours=10), origin=here.place("nursultan"), target=here.place("kbp")
    )
    with_a_connection(here, here.party())
    assert clock(here).broken == ()
    late = TOMORROW + timedelta(hours=1, minutes=20)
    ways.late_leg(leg=first.id, version=first.version, expected_at=late, why="crew", by=here.officer(), at=LATER)
    found = clock(here, at=LATER)
    (broken,) = found.broken  # there at 7:20, an hour on the road, two hours before 10
    assert (broken.leg, broken.minutes, broken.parties, broken.persons) == ("PS-2", 20, 1, 1)
    assert line(found, MilestoneKind.DEPARTURE).slack == -80
    assert clock(here, "PS-2", at=LATER).riders.last_leave_by is None, "nobody sets out for it from home"


# -- what officers write down


def test_an_hour_that_was_written_down_is_on_the_clock_and_reached_when_it_is_said():
    here = harbour()
    leg = here.leg("PS-1", 9)
    slot = MilestoneGiven(MilestoneKind.SLOT, datetime(2022, 1, 11, 17, 45), "by telephone")  # noqa: DTZ001
    made = milestones.add_milestone(leg=leg.id, given=slot, by=here.officer(), at=LATER)
    assert clock(here, at=NOW).line(MilestoneKind.SLOT) is None, "it was not written down yet"
    shown = line(clock(here, at=LATER), MilestoneKind.SLOT)
    assert (shown.milestone, shown.state, shown.slack) == (made, ClockState.LATE, -15)
    milestones.reach_milestone(milestone=made, done_at=LATER, by=here.officer(), at=LATER)
    assert line(clock(here, at=LATER), MilestoneKind.SLOT).state is ClockState.DONE


def test_an_hour_that_was_worked_out_is_reached_once_and_written_down_as_it_stood():
    here = harbour()
    leg = here.leg("PS-1", 9)
    due = line(clock(here), MilestoneKind.MEETING).due_at
    assert due is not None
    values = {"leg": leg.id, "kind": MilestoneKind.MEETING, "due_at": due, "by": here.officer()}
    first = milestones.reach_hour(**values, done_at=due - timedelta(minutes=5), at=due)
    again = milestones.reach_hour(**values, done_at=due + timedelta(minutes=5), at=due + timedelta(minutes=6))
    assert first == again
    assert Milestone.objects.get().done_at == due - timedelta(minutes=5)
    shown = line(clock(here, at=due), MilestoneKind.MEETING)
    assert (shown.state, shown.slack, shown.due_at) == (ClockState.DONE, 5, due)


def test_a_written_hour_that_waits_is_the_one_that_is_reached():
    here = harbour()
    leg = here.leg("PS-1", 9)
    given = MilestoneGiven(MilestoneKind.MEETING, datetime(2022, 1, 11, 15, 0))  # noqa: DTZ001
    made = milestones.add_milestone(leg=leg.id, given=given, by=here.officer(), at=NOW)
    assert milestones.add_milestone(leg=leg.id, given=given, by=here.officer(), at=NOW) == made, "clicked twice"
    reached = milestones.reach_hour(
        leg=leg.id, kind=MilestoneKind.MEETING, due_at=TOMORROW, done_at=LATER, by=here.officer(), at=LATER
    )
    assert (reached, Milestone.objects.get().done_at) == (made, LATER)


def test_only_who_keeps_ways_says_that_an_hour_was_reached():
    here = harbour()
    leg = here.leg("PS-1", 9)
    for by, words, reason in (
        (cast.officer(here.crisis, Role.VIEWER), "", FoundationReason.NOT_PERMITTED),
        (here.officer(), "x" * 201, FoundationReason.TEXT_TOO_LONG),
    ):
        with pytest.raises(Refused) as no:
            milestones.reach_hour(
                leg=leg.id, kind=MilestoneKind.READY, due_at=TOMORROW, done_at=NOW, words=words, by=by, at=NOW
            )
        assert no.value.reason is reason
    assert not Milestone.objects.exists()


def test_hours_are_counted_as_moments_whatever_the_zone():
    here = harbour()
    leg = here.leg("PS-1", 9, departs=datetime(2022, 3, 27, 0, 30, tzinfo=UTC))  # Kyiv's clocks change that night
    found = clock(here)
    assert found.departs_at == leg.departs_at
    assert line(found, MilestoneKind.READY).due_at == datetime(2022, 3, 26, 22, 30, tzinfo=UTC)
