"""From one piece of news to the next, as the worker hears them: adopted, offered, declined, passed on, mended."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation import clock
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.jobs import planning, schedule, worker
from dodomu.journeys.models import Adoption, Offer, Proposal
from dodomu.journeys.operations import adopting, answering, ways
from dodomu.journeys.queries import promises, reviewing
from dodomu.journeys.queries.attention import Awaiting, awaiting
from dodomu.journeys.rules.terms import Answer, DeclineReason, EndCause, OfferState, ProposalState
from dodomu.people.models import Person
from dodomu.people.operations import identity
from dodomu.people.rules.terms import Channel
from dodomu.situation.operations.telling import tell
from dodomu.situation.rules.given import RestrictionGiven
from dodomu.situation.rules.terms import Effect, Reach, RestrictionKind, Stated
from tests.journeys import planned
from tests.journeys.planned import NOW, SECOND, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = planned.town()
    made.leg("F1", 2)
    made.leg("F2", 2, SECOND)
    return made


def hear() -> None:
    """Let the worker handle everything that waits, and what comes of it."""
    while worker.handle_waiting():
        pass
    assert not NewsItem.objects.filter(attempts__gt=0).values_list("kind", "fault")


def adopt(town: Town) -> UUID:
    expects = Adoption.objects.filter(crisis=town.id, ended_at=None).values_list("id", flat=True).first()
    return adopting.adopt_plan(
        crisis=town.id, proposal=newest(town).id, expects=expects, confirmed_moves=True, by=town.duty, at=now(town)
    )


def newest(town: Town) -> Proposal:
    return Proposal.objects.filter(crisis=town.id).latest("number")


def now(town: Town):
    found = Crisis.objects.get(id=town.id)
    return clock.now(found)


def live(town: Town) -> dict[UUID, str]:
    """Party -> the leg on which it holds a place."""
    rows = Offer.objects.filter(crisis=town.id, state__in=["sent", "accepted"]).select_related("first_leg")
    return {row.party_id: row.first_leg.ref for row in rows if row.first_leg}


def answer(offer: Offer, said: Answer, reason: DeclineReason | None = None) -> None:
    answering.record_answer(
        offer=offer.id, answer=said, reason=reason, channel=Channel.PHONE, said_by="self", submission=uuid4(),
        by=SYSTEM, at=NOW + timedelta(minutes=30),
    )  # fmt: skip


def test_an_adopted_plan_is_offered_and_what_is_declined_goes_to_the_next_in_line(town: Town):
    first, second, third = town.party(2), town.party(2), town.party(2, at=NOW - timedelta(hours=1))
    hear()
    town.plan()
    adopt(town)
    assert not live(town), "the worker has not heard of it yet"
    hear()
    held = live(town)
    assert len(held) == 2 and sorted(held.values()) == ["F1", "F2"]
    left = ({first, second, third} - held.keys()).pop()
    loser = next(party for party, leg in held.items() if leg == "F2")
    Crisis.objects.filter(id=town.id).update(exercise_now=NOW + timedelta(minutes=30))
    answer(Offer.objects.get(party=loser), Answer.DECLINE, DeclineReason.OTHER_DATE)
    hear()
    assert live(town) == {party: leg for party, leg in held.items() if party != loser} | {left: "F2"}
    assert promises.reconcile_offers(town.id) == ()


def test_a_cancelled_leg_ends_its_offers_and_asks_for_a_mended_plan(town: Town):
    party = town.party(2)
    town.plan()
    adopt(town)
    hear()
    (offer,) = Offer.objects.filter(party=party)
    assert offer.first_leg.ref == "F1"
    ways.cancel_leg(leg=offer.first_leg_id, version=offer.first_leg.version, why="no crew", by=town.duty, at=NOW)
    hear()
    offer.refresh_from_db()
    assert (offer.state, offer.end_cause) == (OfferState.SUPERSEDED, EndCause.LEG_CANCELLED)
    assert live(town) == {party: "F2"}, "what is left goes to who lost a place"


def test_a_restriction_that_breaks_promises_is_shown_at_once_and_mended_without_moving_others(town: Town):
    staying, moved = town.party(1), town.party(1)
    town.leg("F3", 1, SECOND + timedelta(hours=2))
    town.plan()
    adopt(town)
    hear()
    assert set(live(town).values()) == {"F1"}
    town.leg("F4", 1, SECOND + timedelta(hours=3))
    tell(
        crisis=town.id,
        given=RestrictionGiven(
            kind=RestrictionKind.AIRPORT_CLOSED, effect=Effect.BLOCK, reach=Reach.PLACE, place=town.place("ala").id,
            said_by="the airport", announced_at=NOW, begins_at=NOW, ends_at=NOW + timedelta(hours=30),
            ends_is=Stated.STATED, zone="Asia/Almaty",
        ),
        by=town.duty, at=NOW,
    )  # fmt: skip
    hear()
    review = reviewing.last_review(town.id)
    assert review is not None and {each.party for each in review.broken} == {staying, moved}
    mending = newest(town)
    assert mending.mends_id and mending.state == ProposalState.WAITING
    assert planning.plan_next(uuid4(), threading.Event())
    assert awaiting(town.id) == Awaiting(broken=2, mended=1, held=0, unclear=0)
    adopt(town)
    hear()
    assert awaiting(town.id).mended == 0
    assert set(live(town).values()) == {"F2"}
    ended = Offer.objects.filter(crisis=town.id, state=OfferState.SUPERSEDED)
    assert {each.party_id for each in ended} == {staying, moved}
    assert all(each.followed_by.exists() for each in ended), "who opens the old one is led to the new one"


def test_an_offer_that_nobody_answers_lapses_at_its_hour_and_is_passed_on(town: Town):
    town.party(2), town.party(2), town.party(2)
    town.plan()
    adopt(town)
    hear()
    (silent,) = (party for party, leg in live(town).items() if leg == "F1")
    Crisis.objects.filter(id=town.id).update(exercise_now=NOW + timedelta(hours=15))
    schedule.settle_offers(clock.real_now())
    hear()
    assert Offer.objects.get(party=silent).state == OfferState.LAPSED
    assert silent not in live(town) and sorted(live(town).values()) == ["F1", "F2"]
    assert promises.reconcile_offers(town.id) == ()


def test_a_record_that_is_joined_to_another_loses_its_promise_and_the_other_keeps_its_own(town: Town):
    kept, repeated = town.party(1), town.party(1)
    town.plan()
    adopt(town)
    hear()
    assert live(town).keys() == {kept, repeated}
    one, other = (Person.objects.get(party=party).id for party in (kept, repeated))
    identity.join_persons(kept=one, joined=other, grounds=["same telephone"], by=town.duty, at=NOW)
    schedule.settle_offers(clock.real_now())
    hear()
    assert live(town).keys() == {kept}
    assert Offer.objects.get(party=repeated).end_cause == EndCause.PARTY_CHANGED
    assert promises.reconcile_offers(town.id) == ()
