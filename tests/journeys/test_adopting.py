"""Adopting a plan: looked at once more, by one officer at a time, and nobody who was told is moved unseen."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Leg, Offer, StandbyPlace
from dodomu.journeys.operations import adopting, proposing
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries import moving, proposals, standing_by
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import LIVE, OfferState
from dodomu.people.models import Person
from tests import cast
from tests.journeys import planned
from tests.journeys.planned import FIRST, NOW, SECOND, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return planned.town()


def adopt(town: Town, proposal: UUID, expects: UUID | None = None, **more: object) -> UUID:
    asked: dict[str, object] = {"by": town.duty, "at": NOW, **more}
    return adopting.adopt_plan(crisis=town.id, proposal=proposal, expects=expects, **asked)  # type: ignore[arg-type]


def refused(town: Town, proposal: UUID, expects: UUID | None = None, **more: object) -> Refused:
    with pytest.raises(Refused) as no:
        adopt(town, proposal, expects, **more)
    return no.value


def test_an_adopted_plan_is_in_force_and_its_offers_are_news(town: Town):
    town.leg("F1", 3)
    town.party(2)
    asked = town.plan(name="First")
    adoption = adopt(town, asked, why=" It holds. ")
    found = proposals.in_force(town.id)
    assert found is not None
    assert (found.id, found.number, found.why, found.left_out) == (adoption, 1, "It holds.", ())
    assert NewsItem.objects.get(kind="PlanAdopted").content["adoption"] == str(adoption)
    assert proposals.proposals(town.id)[0].is_in_force


def test_the_same_asked_twice_is_one_adoption(town: Town):
    town.leg("F1", 3)
    town.party(2)
    asked = town.plan()
    assert adopt(town, asked) == adopt(town, asked)
    assert NewsItem.objects.filter(kind="PlanAdopted").count() == 1


def test_only_who_may_adopts(town: Town):
    asked = town.plan()
    no = refused(town, asked, by=cast.officer(town.crisis, Role.CONSUL))
    assert no.reason is FoundationReason.NOT_PERMITTED


def test_what_is_not_there_not_ready_empty_or_for_a_part_only_is_refused(town: Town):
    town.leg("F1", 3)
    assert refused(town, uuid4()).reason is JourneysReason.NO_SUCH_PROPOSAL
    assert refused(planned.town(), town.ask()).reason is JourneysReason.NO_SUCH_PROPOSAL
    proposing.stop_plan(proposal=town.ask(budget=1), by=town.duty, at=NOW)
    waiting = proposals.proposals(town.id)[0].id
    assert refused(town, waiting).reason is JourneysReason.PROPOSAL_NOT_READY


def test_a_plan_for_nobody_and_a_plan_for_a_part_are_refused(town: Town):
    town.leg("F1", 3)
    assert refused(town, town.plan()).reason is JourneysReason.NOTHING_TO_PLAN
    town.party()
    assert refused(town, town.plan(residual=True)).reason is JourneysReason.PLAN_IS_PARTIAL


def test_a_second_plan_ends_the_first_and_an_old_one_may_be_adopted_again(town: Town):
    town.leg("F1", 3)
    town.party(2)
    old = town.plan()
    first = adopt(town, old)
    second = adopt(town, town.plan(budget=900), first)
    third = adopt(town, old, second)
    assert [(each.id, each.ended_at is None) for each in proposals.adoptions(town.id)] == [
        (third, True),
        (second, False),
        (first, False),
    ]


def test_who_saw_another_plan_in_force_is_refused_and_told_which(town: Town):
    town.leg("F1", 3)
    town.party(2)
    first = adopt(town, town.plan())
    no = refused(town, town.plan(budget=900))
    assert (no.reason, no.details["adoption"], no.details["number"]) == (JourneysReason.OTHER_PLAN_IN_FORCE, first, 1)


# -- does it still hold?


def test_a_leg_that_was_cancelled_since_is_listed_by_party(town: Town):
    leg = town.leg("F1", 3)
    party = town.party(2)
    asked = town.plan()
    Leg.objects.filter(id=leg.id).update(state="cancelled")
    no = refused(town, asked)
    assert no.reason is JourneysReason.PLAN_NO_LONGER_HOLDS
    assert {each: [fault.code.value for fault in faults] for each, faults in no.details["faults"].items()} == {
        str(party): ["unknown-leg"]
    }
    assert proposals.in_force(town.id) is None


def test_a_leg_that_was_deleted_since_is_listed_too(town: Town):
    leg = town.leg("F1", 3)
    town.party(2)
    asked = town.plan()
    leg.delete()
    assert refused(town, asked).reason is JourneysReason.PLAN_NO_LONGER_HOLDS


def test_a_party_that_changed_its_mind_is_left_out_only_when_the_officer_says_so(town: Town):
    town.leg("F1", 3)
    goes, stays = town.party(1), town.party(2)
    asked = town.plan()
    Person.objects.filter(party=stays).update(wish="stay")
    no = refused(town, asked)
    assert no.details["faults"].keys() == {str(stays)}
    adoption = adopt(town, asked, without_broken=True)
    found = proposals.in_force(town.id)
    assert found is not None
    assert found.left_out == (stays,)
    facts = proposals.adopted_facts(adoption)
    assert facts is not None
    assert {each.party for each in facts.plan.itineraries} == {str(goes)}


def test_where_nothing_is_left_of_a_plan_it_is_not_adopted_without_the_broken(town: Town):
    leg = town.leg("F1", 3)
    town.party(2)
    asked = town.plan()
    leg.delete()
    assert refused(town, asked, without_broken=True).reason is JourneysReason.NOTHING_TO_PLAN


def test_a_block_that_shrank_leaves_out_the_last_in_order(town: Town):
    leg = town.leg("F1", 3)
    town.party(1), town.party(2)
    asked = town.plan()
    Leg.objects.filter(id=leg.id).update(block={"seat": 2})
    no = refused(town, asked)
    assert len(no.details["faults"]) == 1
    adopt(town, asked, without_broken=True)


def test_a_plan_of_some_minutes_ago_still_holds_and_one_whose_flight_has_left_does_not(town: Town):
    town.leg("F1", 3)
    town.party(2)
    asked = town.plan()
    adopt(town, asked, at=NOW + timedelta(minutes=20))
    other = planned.town()
    other.leg("F1", 3)
    other.party(2)
    late = other.plan()
    no = refused(other, late, at=FIRST + timedelta(minutes=1))
    assert no.reason is JourneysReason.PLAN_NO_LONGER_HOLDS


def test_an_ordered_charter_does_not_break_the_plan_that_hires_it(town: Town):
    leg = town.charter("K", 3, 900)
    town.party(2)
    asked = town.plan()
    assert leg.charter is not None
    leg.charter.state = "ordered"
    leg.charter.save()
    adopt(town, asked)


# -- who was told


@pytest.fixture
def told(town: Town) -> tuple[Town, UUID, UUID]:
    """A town in which a party was told the first flight, and the adoption."""
    town.leg("F1", 3)
    town.leg("F2", 3, SECOND)
    party = town.party(2)
    adoption = adopt(town, town.plan())
    make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    Offer.objects.filter(party=party).update(state=OfferState.ACCEPTED)
    return town, party, adoption


def test_moving_who_was_told_must_be_confirmed_and_lists_them(told: tuple[Town, UUID, UUID]):
    town, party, first = told
    asked = town.plan(without_legs=frozenset({"F1"}))
    no = refused(town, asked, first)
    assert no.reason is JourneysReason.WOULD_MOVE_THE_TOLD
    assert [(each.party, each.is_accepted, each.before, each.after) for each in no.details["moved"]] == [
        (party, True, ("F1",), ("F2",))
    ]
    assert moving.told_moves(town.id, asked, at=NOW) == no.details["moved"]
    adopt(town, asked, first, confirmed_moves=True)


def test_a_mending_that_moves_nobody_needs_no_confirmation(told: tuple[Town, UUID, UUID]):
    town, party, first = told
    town.party(1)
    asked = town.plan(mends=True)
    view = proposals.proposal(town.id, asked)
    assert view is not None and view.line.mends == 1
    assert moving.told_moves(town.id, asked, at=NOW) == []
    adopt(town, asked, first)
    assert Offer.objects.filter(party=party, state__in=LIVE).count() == 1


def test_who_declined_is_planned_anew_in_a_mending_and_may_get_another_place(told: tuple[Town, UUID, UUID]):
    town, party, _ = told
    Offer.objects.filter(party=party).update(state=OfferState.DECLINED, ended_at=NOW, end_cause="declined")
    facts = proposals.facts_of(town.plan(mends=True))
    assert facts is not None
    assert [each.party for each in facts.plan.itineraries] == [str(party)]


# -- the line for a leg


def test_who_is_left_stands_in_the_line_for_each_leg(town: Town):
    leg = town.leg("F1", 1)
    parties = {town.party() for _ in range(3)}
    adopt(town, town.plan())
    lines = standing_by.line_of(leg.id)
    assert [each.position for each in lines] == [1, 2]
    assert {each.party for each in lines} < parties
    assert [each.planned_home_at for each in lines] == [None, None]
    assert all(each.home_at == FIRST + timedelta(hours=6) for each in lines)
    assert StandbyPlace.objects.count() == 2


def test_of_a_large_plan_the_lines_are_written_afterwards_and_once(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(adopting, "AT_ONCE", 0)
    town.leg("F1", 1)
    town.party(), town.party()
    adoption = adopt(town, town.plan())
    assert not StandbyPlace.objects.exists()
    assert [adopting.line_up(adoption=adoption, by=SYSTEM, at=NOW) for _ in range(2)] == [1, 0]
    assert StandbyPlace.objects.count() == 1


# -- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_adopt_at_the_same_moment_one_is_refused():
    town = planned.town()
    town.leg("F1", 3)
    town.party(2)
    asked = [town.plan(budget=budget) for budget in (800, 900, 1000, 1100)]
    results: list[object] = []
    together = threading.Barrier(len(asked))

    def one(proposal: UUID) -> None:
        together.wait()
        try:
            results.append(adopt(town, proposal))
        except Refused as no:
            results.append(no.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(each,)) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(JourneysReason.OTHER_PLAN_IN_FORCE) == len(asked) - 1
    assert Adoption.objects.filter(ended_at=None).count() == Adoption.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_plans_at_the_same_moment_get_two_numbers():
    town = planned.town()
    together = threading.Barrier(4)

    def one(budget: int) -> None:
        together.wait()
        try:
            town.ask(budget=budget)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.number for each in proposals.proposals(town.id)) == [1, 2, 3, 4]
