"""Asking for a plan, making it, and what screens read of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from dodomu.engines.planner import Status, check, solve
from dodomu.engines.planner.plan import Plan, Ride
from dodomu.foundation.actors import Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg, Proposal
from dodomu.journeys.operations import proposing, solving
from dodomu.journeys.queries import party_ways, proposals
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import ProposalState
from dodomu.journeys.rules.variants import LONGEST_SECONDS, Options
from tests import cast
from tests.journeys import planned
from tests.journeys.planned import NOW, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return planned.town()


def refused(**asked: object) -> JourneysReason | FoundationReason:
    with pytest.raises(Refused) as no:
        proposing.ask_for_plan(**asked)  # type: ignore[arg-type]
    return no.value.reason  # type: ignore[return-value]


# -- asking


def test_proposals_are_numbered_in_their_crisis(town: Town):
    other = planned.town()
    asked = [town.ask(budget=number) for number in range(3)]
    first_of_other = other.ask()
    assert [planned.row(each).number for each in asked] == [1, 2, 3]
    assert planned.row(first_of_other).number == 1


def test_what_is_asked_twice_is_refused_with_its_number_while_it_waits_or_runs(town: Town):
    first = town.ask(budget=100)
    with pytest.raises(Refused) as no:
        town.ask(budget=100)
    assert (no.value.reason, no.value.details["number"]) == (JourneysReason.PROPOSAL_RUNS, 1)
    solving.claim(worker=uuid4(), now=NOW)
    with pytest.raises(Refused):
        town.ask(budget=100)
    Proposal.objects.filter(id=first).update(state=ProposalState.FAILED)
    town.ask(budget=100)


def test_asking_is_news(town: Town):
    asked = town.ask()
    assert NewsItem.objects.get(kind="ProposalAsked").content["proposal"] == str(asked)


def test_who_may_not_plan_is_refused(town: Town):
    viewer = cast.officer(town.crisis, Role.VIEWER)
    assert refused(crisis=town.id, by=viewer, at=NOW) is FoundationReason.NOT_PERMITTED


def test_a_name_that_is_too_long_a_closed_crisis_and_a_mending_of_nothing_are_refused(town: Town):
    assert refused(crisis=town.id, name="x" * 161, by=town.duty, at=NOW) is FoundationReason.TEXT_TOO_LONG
    assert refused(crisis=town.id, mends=True, by=town.duty, at=NOW) is JourneysReason.NO_PLAN_IN_FORCE
    town.crisis.closed_at = NOW
    town.crisis.save()
    assert refused(crisis=town.id, by=town.duty, at=NOW) is FoundationReason.CRISIS_CLOSED


def test_nobody_searches_for_longer_than_allowed(town: Town):
    assert planned.row(town.ask(seconds=1e9)).options["seconds"] == LONGEST_SECONDS
    assert planned.row(town.ask(seconds=-5)).options["seconds"] == 1


# -- making


def test_a_plan_is_kept_with_its_proof_and_passes_the_check_when_it_is_read_again(town: Town):
    town.leg("F1", 3)
    family, one = town.party(2), town.party(1)
    asked = town.plan(name="As things are")
    row = planned.row(asked)
    assert (row.state, row.facts_at, row.worker, row.lease_until) == (ProposalState.DONE, NOW, None, None)
    facts = proposals.facts_of(asked)
    assert facts is not None
    assert check.faults_of(facts.problem, facts.plan) == ()
    assert {each.party for each in facts.plan.itineraries} == {str(family), str(one)}
    assert facts.outcome.status is Status.OPTIMAL
    assert facts.outcome.gap == 0


def test_a_plan_that_does_not_pass_the_check_is_never_kept(town: Town):
    town.leg("F1", 3)
    town.party(2)
    asked = town.ask()
    claimed = solving.claim(worker=uuid4(), now=NOW)
    assert claimed is not None
    task = solving.prepare(claimed, at=NOW)
    good = solve(task.problem, seconds=5)
    wrong = Plan(tuple(each.__class__(each.party, 1, {"seat": 1}, each.steps) for each in good.plan.itineraries))
    spoilt = good.__class__(good.status, wrong, good.levels, 1.0, 0, good.prices)
    assert solving.keep(task, spoilt, goes_on=lambda: True, at=NOW)
    row = planned.row(asked)
    assert (row.state, row.plan) == (ProposalState.FAILED, None)
    assert "may not be split" in row.fault
    assert proposals.facts_of(asked) is None


def test_who_cannot_be_planned_is_listed_with_the_reason(town: Town):
    town.leg("F1", 3)
    stranger = town.party(1, citizenships="KZ")
    view = proposals.proposal(town.id, town.plan())
    assert view is not None
    assert [(each.party, each.reason) for each in view.unplannable] == [(stranger, "not-eligible")]


def test_of_nobody_the_plan_is_empty_and_says_so(town: Town):
    town.leg("F1", 3)
    view = proposals.proposal(town.id, town.plan())
    assert view is not None and view.line.outcome is not None
    assert (view.line.outcome.status, view.line.persons) == (Status.NOTHING_TO_DO, 0)


def test_the_same_facts_have_the_same_digest(town: Town):
    town.leg("F1", 3)
    town.party()
    digests = {planned.row(town.plan(seconds=seconds)).facts_digest for seconds in (3, 4)}
    town.party()
    assert len(digests) == 1
    assert planned.row(town.plan(seconds=5)).facts_digest not in digests


# -- stopping, failing, taking over


def test_a_proposal_that_waits_is_dropped_and_one_that_runs_is_told(town: Town):
    waiting = town.ask()
    proposing.stop_plan(proposal=waiting, by=town.consul, at=NOW)
    proposing.stop_plan(proposal=waiting, by=town.consul, at=NOW)
    assert planned.row(waiting).state == ProposalState.DROPPED
    running = town.ask()
    claimed = solving.claim(worker=uuid4(), now=NOW)
    assert claimed is not None
    assert solving.tell(claimed, None, now=NOW) == solving.Told(stop_asked=False, is_ours=True)
    proposing.stop_plan(proposal=running, by=town.consul, at=NOW)
    assert solving.tell(claimed, None, now=NOW) == solving.Told(stop_asked=True, is_ours=True)


def test_stopping_needs_the_right_and_a_proposal(town: Town):
    asked = town.ask()
    with pytest.raises(Refused):
        proposing.stop_plan(proposal=asked, by=cast.officer(town.crisis, Role.VIEWER), at=NOW)
    with pytest.raises(Refused) as no:
        proposing.stop_plan(proposal=uuid4(), by=town.duty, at=NOW)
    assert no.value.reason is JourneysReason.NO_SUCH_PROPOSAL


def test_the_oldest_is_claimed_first_and_nobody_claims_it_twice(town: Town):
    first, second = town.ask(budget=1), town.ask(budget=2, at=NOW + timedelta(minutes=1))
    claims = [solving.claim(worker=uuid4(), now=NOW) for _ in range(3)]
    assert [each and each.proposal for each in claims] == [first, second, None]


def test_another_takes_over_when_the_lease_has_run_out_and_the_first_may_write_no_more(town: Town):
    town.leg("F1", 3)
    town.party()
    asked = town.ask()
    lost = solving.claim(worker=uuid4(), now=NOW)
    assert lost is not None
    task = solving.prepare(lost, at=NOW)
    later = NOW + solving.LEASE + timedelta(seconds=1)
    heir = solving.claim(worker=uuid4(), now=later)
    assert heir is not None
    assert (heir.proposal, heir.attempt) == (asked, 2)
    assert not solving.tell(lost, None, now=later).is_ours
    assert not solving.keep(task, solve(task.problem, seconds=2), goes_on=lambda: True, at=NOW)
    assert planned.row(asked).state == ProposalState.RUNNING


def test_a_lease_that_is_renewed_is_not_taken_over(town: Town):
    town.ask()
    claimed = solving.claim(worker=uuid4(), now=NOW)
    assert claimed is not None
    soon = NOW + timedelta(seconds=50)
    solving.tell(claimed, None, now=soon)
    assert solving.claim(worker=uuid4(), now=soon + timedelta(seconds=50)) is None


def test_what_kills_three_planners_is_given_up_and_the_next_goes_on(town: Town):
    deadly, next_one = town.ask(budget=1), town.ask(budget=2, at=NOW + timedelta(minutes=1))
    now = NOW
    for _ in range(3):
        claimed = solving.claim(worker=uuid4(), now=now)
        assert claimed is not None and claimed.proposal == deadly
        now += solving.LEASE + timedelta(seconds=1)
    claimed = solving.claim(worker=uuid4(), now=now)
    assert claimed is not None and claimed.proposal == next_one
    assert planned.row(deadly).state == ProposalState.FAILED
    assert planned.row(deadly).fault


def test_what_is_given_back_waits_again_and_counts_as_no_death(town: Town):
    asked = town.ask()
    for _ in range(5):
        claimed = solving.claim(worker=uuid4(), now=NOW)
        assert claimed is not None
        solving.give_back(claimed)
    row = planned.row(asked)
    assert (row.state, row.attempts) == (ProposalState.WAITING, 0)


# -- reading


def test_a_list_shows_each_with_its_figures_the_newest_first(town: Town):
    town.leg("F1", 1)
    town.party(), town.party()
    done, waiting = town.plan(name="First"), town.ask(name="Second")
    lines = proposals.proposals(town.id)
    assert [(each.id, each.name, each.state) for each in lines] == [
        (waiting, "Second", ProposalState.WAITING),
        (done, "First", ProposalState.DONE),
    ]
    assert (lines[1].persons, lines[1].home, lines[1].cost) == (2, 1, 100)
    assert (lines[0].persons, lines[0].outcome, lines[0].is_in_force) == (None, None, False)


def test_a_proposal_of_another_crisis_is_not_shown(town: Town):
    asked = town.ask()
    assert proposals.proposal(planned.town().id, asked) is None
    assert party_ways.party_way(planned.town().id, asked, uuid4()) is None


def test_proposals_stand_side_by_side_with_what_was_supposed(town: Town):
    town.leg("F1", 1)
    town.charter("K", 5, 9000)
    for _ in range(4):
        town.party()
    with_it, without = town.plan(), town.plan(without_charters=True)
    both = proposals.compare(town.id, [with_it, without, town.ask(budget=3)])
    assert [each.line.home for each in both.proposals] == [4, 1]
    assert [(each.option, each.values) for each in both.differences] == [("without_charters", (False, True))]
    assert both.days[-1].home == (4, 1)
    assert all(home <= most for row in both.days for home, most in zip(row.home, row.most, strict=True))
    assert [each.summary and each.summary.charters_cost for each in both.proposals] == [9000, 0]


def test_a_leg_that_slips_by_a_day_is_a_variant_and_changes_no_leg(town: Town):
    leg = town.leg("F1", 3)
    town.party()
    facts = proposals.facts_of(town.plan(slips={"F1": 24 * 60}))
    assert facts is not None
    assert facts.problem.legs[0].departs == planned.FIRST + timedelta(days=1)
    assert Leg.objects.get(id=leg.id).departs_at == leg.departs_at


def test_a_partys_way_is_told_step_by_step_in_local_hours_with_its_reasons(town: Town):
    town.leg("F1", 3)
    party = town.party(2)
    way = party_ways.party_way(town.id, town.plan(), party)
    assert way is not None
    assert [(each.by, each.ref, each.origin, each.target) for each in way.steps] == [
        ("link", "taxi", "almaty", "ala"),
        ("leg", "F1", "ala", "kbp"),
    ]
    assert way.steps[1].leaves_at.utcoffset() == timedelta(hours=6)
    assert way.steps[1].arrives_at.utcoffset() == timedelta(hours=2)
    assert way.home_at == planned.FIRST + timedelta(hours=6)
    assert way.explanation.because


def test_who_is_left_is_told_why_and_what_would_help(town: Town):
    town.leg("F1", 1)
    parties = [town.party(), town.party()]
    asked = town.plan()
    facts = proposals.facts_of(asked)
    assert facts is not None
    left = next(each for each in parties if str(each) not in {one.party for one in facts.plan.itineraries})
    way = party_ways.party_way(town.id, asked, left)
    assert way is not None
    assert (way.steps, way.home_at, way.explanation.left) == ((), None, 1)
    assert party_ways.party_changes(town.id, asked, left)


def test_options_that_were_kept_are_read_back(town: Town):
    options = Options(without_legs=frozenset({"F1"}), slips={"F2": 60}, budget=500, seconds=9, seed=4)
    asked = proposing.ask_for_plan(crisis=town.id, options=options, by=town.duty, at=NOW)
    view = proposals.proposal(town.id, asked)
    assert view is not None
    assert view.options == options


def test_a_ride_by_a_leg_that_was_asked_out_is_in_no_plan(town: Town):
    town.leg("F1", 3)
    town.leg("F2", 3, planned.SECOND)
    town.party()
    facts = proposals.facts_of(town.plan(without_legs=frozenset({"F1"})))
    assert facts is not None
    rides = [step.leg for each in facts.plan.itineraries for step in each.steps if isinstance(step, Ride)]
    assert rides == ["F2"]
