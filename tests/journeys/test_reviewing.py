"""The plan in force beside what happens: which promises no longer hold, why, and that a mending is asked for once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Place
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Leg, Offer, Proposal
from dodomu.journeys.operations import adopting, reviewing
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries import moving
from dodomu.journeys.queries import reviewing as looking
from dodomu.journeys.queries.reviewing import Why
from dodomu.journeys.rules.terms import OfferState, ProposalState
from dodomu.people.models import Person
from tests import cast
from tests.journeys import planned
from tests.journeys.planned import FIRST, NOW, SECOND, Town

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    """Two flights, both full by the plan in force, and everybody told."""
    made = planned.town()
    made.leg("F1", 2)
    made.leg("F2", 2, SECOND)
    made.party(2), made.party(2)
    in_force(made)
    return made


def in_force(town: Town) -> UUID:
    adoption = adopting.adopt_plan(crisis=town.id, proposal=town.plan(), expects=None, by=town.duty, at=NOW)
    make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    return adoption


def review(town: Town, at: object = SOON) -> looking.Review:
    town.crisis.exercise_now = at  # type: ignore[assignment]
    town.crisis.save()
    found = reviewing.review_plan(crisis=town.id, by=SYSTEM, at=at)  # type: ignore[arg-type]
    assert found is not None
    return found


def whys(found: looking.Review) -> list[tuple[str, tuple[Why, ...]]]:
    return [(each.leg, each.why) for each in found.broken]


def mendings(town: Town) -> list[Proposal]:
    return list(Proposal.objects.filter(crisis=town.id, mends__isnull=False).order_by("number"))


def rider_of(leg: str) -> Offer:
    return Offer.objects.get(rides__leg__ref=leg, rides__is_live=True)


def test_while_nothing_happens_everything_holds_and_nothing_is_asked_for(town: Town):
    found = review(town)
    assert (found.is_sound, found.live, found.new_parties, found.faults) == (True, 2, (), ())
    assert mendings(town) == []


@pytest.mark.parametrize("hours", [0, 12, 17, 19, 21, 27, 41, 43, 47])
def test_people_who_travel_as_told_break_nothing_whatever_the_hour(town: Town, hours: int):
    assert review(town, NOW + timedelta(hours=hours)).broken == ()


def test_who_was_not_told_before_they_had_to_set_out_is_named(town: Town):
    offer = rider_of("F1")
    Offer.objects.filter(id=offer.id).update(state=OfferState.HELD)
    (broken,) = review(town, FIRST - timedelta(hours=2, minutes=30)).broken
    assert (broken.party, broken.why) == (offer.party_id, (Why.TOO_LATE,))


def test_without_a_plan_in_force_there_is_nothing_to_look_at():
    bare = planned.town()
    assert reviewing.review_plan(crisis=bare.id, by=SYSTEM, at=NOW) is None
    assert looking.last_review(bare.id) is None


def test_a_cancelled_leg_breaks_its_promises_and_a_mending_is_asked_for_once(town: Town):
    offer = rider_of("F1")
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    found = review(town)
    assert whys(found) == [("F1", (Why.LEG_CANCELLED,))]
    assert (found.broken[0].offer, found.broken[0].party, found.broken[0].persons) == (offer.id, offer.party_id, 2)
    assert found.broken[0].faults[0].said()
    review(town)
    review(town, SOON + timedelta(hours=1))
    (mending,) = mendings(town)
    assert (mending.state, mending.asked_by_name) == (ProposalState.WAITING, "system")


def test_what_was_found_is_kept_with_the_adoption_and_read_back(town: Town):
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    assert looking.last_review(town.id) is None
    found = review(town)
    assert looking.last_review(town.id) == found == looking.review(town.id, at=SOON)


def test_a_mended_plan_that_was_made_is_not_asked_for_again_but_for_something_new_it_is(town: Town):
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    review(town)
    assert town.make(mendings(town)[0].id, at=SOON)
    review(town)
    assert len(mendings(town)) == 1
    Leg.objects.filter(crisis=town.id, ref="F2").update(state="cancelled")
    review(town)
    assert len(mendings(town)) == 2


def test_what_changes_while_a_mending_is_being_made_is_looked_at_again(town: Town):
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    review(town)
    Proposal.objects.filter(id=mendings(town)[0].id).update(state=ProposalState.RUNNING)
    Leg.objects.filter(crisis=town.id, ref="F2").update(state="cancelled")
    review(town)
    assert len(mendings(town)) == 1
    assert Adoption.objects.get(ended_at=None).review_asked


def test_a_mending_keeps_those_whose_way_still_holds(town: Town):
    kept = rider_of("F2").party_id
    town.leg("F3", 4, SECOND + timedelta(hours=3))
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    review(town)
    asked = mendings(town)[0].id
    assert town.make(asked, at=SOON)
    assert kept not in {each.party for each in moving.told_moves(town.id, asked, at=NOW)}
    assert [(each.before, each.after) for each in moving.told_moves(town.id, asked, at=NOW)] == [(("F1",), ("F3",))]


def test_a_block_that_shrank_breaks_the_last_in_order(town: Town):
    Leg.objects.filter(crisis=town.id, ref="F2").update(block={"seat": 1})
    assert whys(review(town)) == [("F2", (Why.BLOCK_SHRANK,))]


def test_a_party_that_grew_is_named(town: Town):
    offer = rider_of("F1")
    family = Person.objects.filter(party=offer.party_id)[0]
    grown = cast.register(town.crisis, {**cast.PETRO, "wish": "leave_now", "place": "almaty", "needs": ""})
    Person.objects.filter(party=grown.party).update(party=family.party_id)
    assert (offer.party_id, (Why.PARTY_CHANGED,)) in [(each.party, each.why) for each in review(town).broken]


def test_who_decided_to_stay_is_named(town: Town):
    offer = rider_of("F1")
    Person.objects.filter(party=offer.party_id).update(wish="stay")
    assert [(each.party, each.why) for each in review(town).broken] == [(offer.party_id, (Why.PARTY_CHANGED,))]


def test_a_leg_that_is_late_still_brings_home_whom_it_was_promised_to(town: Town):
    Leg.objects.filter(crisis=town.id, ref="F1").update(expected_at=FIRST + timedelta(hours=5))
    assert review(town).broken == ()


def test_a_connection_that_is_missed_is_named():
    town = planned.town()
    Place.objects.create(
        crisis=town.crisis, ref="ist", kind="airport", names={"en": "ist"}, country="TR", latitude=41.0,
        longitude=28.8, zone="Europe/Istanbul",
    )  # fmt: skip
    town.leg("A", 2, target=town.place("ist"))
    town.leg("B", 2, FIRST + timedelta(hours=9), origin=town.place("ist"))
    town.party(2)
    in_force(town)
    assert review(town).broken == ()
    Leg.objects.filter(crisis=town.id, ref="A").update(expected_at=FIRST + timedelta(hours=4))
    (broken,) = review(town).broken
    assert broken.why == (Why.LEG_MOVED,)


def test_who_declined_is_counted_as_given_back_and_breaks_nothing(town: Town):
    offer = rider_of("F1")
    offer.rides.update(is_live=False)
    Offer.objects.filter(id=offer.id).update(state=OfferState.DECLINED, ended_at=NOW, end_cause="declined")
    found = review(town)
    assert (found.live, found.broken, found.given_back) == (1, (), (offer.party_id,))


def test_somebody_new_is_seen_and_planned_for_but_not_every_minute(town: Town):
    first = town.party()
    assert review(town).new_parties == (first,)
    assert len(mendings(town)) == 1
    assert town.make(mendings(town)[0].id, at=SOON)
    second = town.party()
    assert set(review(town, SOON + timedelta(minutes=5)).new_parties) == {first, second}
    assert len(mendings(town)) == 1
    assert Adoption.objects.get(ended_at=None).review_asked, "it is looked at again"
    review(town, SOON + timedelta(minutes=35))
    assert len(mendings(town)) == 2


def test_what_comes_by_the_hundred_is_noted_and_looked_at_once(town: Town):
    def looked(at=NOW) -> bool:
        return reviewing.review_due(crisis=town.id, by=SYSTEM, at=at)

    assert not looked()
    for _ in range(3):
        reviewing.review_soon(crisis=town.id, by=SYSTEM, at=NOW)
    assert looked()
    assert not looked()
    reviewing.review_soon(crisis=town.id, by=SYSTEM, at=NOW)
    assert not looked(), "the hour of the exercise has not moved"
    assert looked(NOW + timedelta(minutes=2))


def test_a_look_that_fails_stays_noted(town: Town, monkeypatch: pytest.MonkeyPatch):
    reviewing.review_soon(crisis=town.id, by=SYSTEM, at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(looking, "review", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reviewing.review_due(crisis=town.id, by=SYSTEM, at=NOW)
    assert reviewing.review_due(crisis=town.id, by=SYSTEM, at=NOW)


def test_an_earlier_hour_does_not_overwrite_what_is_known_since(town: Town):
    review(town, SOON)
    Leg.objects.filter(crisis=town.id, ref="F1").update(state="cancelled")
    reviewing.review_plan(crisis=town.id, by=SYSTEM, at=NOW)
    kept = looking.last_review(town.id)
    assert kept is not None
    assert (kept.at, kept.broken) == (SOON, ())


def test_who_may_not_plan_may_not_ask_for_a_review(town: Town):
    with pytest.raises(Refused):
        reviewing.review_plan(crisis=town.id, by=cast.officer(town.crisis, Role.VIEWER), at=NOW)


def test_an_offer_of_a_place_that_was_passed_on_is_looked_at_by_its_own_steps(town: Town):
    offer = rider_of("F1")
    later = Leg.objects.get(crisis=town.id, ref="F2")
    offer.rides.update(leg=later)
    offer.steps.filter(leg__ref="F1").update(leg=later, leaves_at=SECOND, arrives_at=SECOND + timedelta(hours=6))
    assert whys(review(town)) == [("F2", (Why.BLOCK_SHRANK,))], "four hold two places"
    assert uuid4() not in {each.party for each in review(town).broken}
