"""A place that falls free goes to the next in line, with the time that is left."""

from datetime import timedelta

import pytest

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Offer, StandbyPlace
from dodomu.journeys.operations.answering import record_answer
from dodomu.journeys.operations.passing_on import Passed, invite_standby, move_up, pass_on
from dodomu.journeys.queries import offers, promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Answer, DeclineReason, OfferState
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def passed(here: Harbour, at=LATER) -> Passed:
    return pass_on(crisis=here.id, by=SYSTEM, at=at, seconds=5)


def assert_laws_hold(here: Harbour) -> None:
    assert promises.reconcile_offers(here.id) == ()


def test_what_was_declined_goes_to_a_party_without_a_place_and_says_whose_it_was():
    here = harbour()
    here.leg("PS-1", 1)
    first, next_in_line = here.parties(2)
    here.offer_all({first: "PS-1"})
    old = live(first)
    answered(here, first, Answer.DECLINE, at=LATER)
    assert passed(here) == Passed(sent=1, held=0, free={})
    new = live(next_in_line)
    assert (new.instead_of_id, new.state, new.adoption_id) == (old.id, "sent", old.adoption_id)
    assert new.answer_by > LATER
    view = offers.offer(here.id, old.id)
    assert view is not None
    assert [line.id for line in view.passed_on] == [new.id]
    assert_laws_hold(here)


def test_run_twice_the_second_finds_nothing_to_do():
    here = harbour()
    here.leg("PS-1", 1)
    first, _ = here.parties(2)
    here.offer_all({first: "PS-1"})
    answered(here, first, Answer.DECLINE, at=LATER)
    passed(here)
    assert passed(here).sent == 0
    assert Offer.objects.count() == 2


def test_who_said_no_does_not_get_the_same_place_again():
    here = harbour()
    here.leg("PS-1", 1)
    party = here.party()
    here.offer_all({party: "PS-1"})
    answered(here, party, Answer.DECLINE, at=LATER)
    assert passed(here) == Passed(free={"PS-1": 1})
    assert Offer.objects.count() == 1


def test_a_party_too_large_for_what_is_free_does_not_get_half_of_it():
    here = harbour()
    here.leg("PS-1", 2)
    couple, family, single = here.party(2), here.party(3), here.party()
    here.offer_all({couple: "PS-1"})
    answered(here, couple, Answer.DECLINE, at=LATER)
    assert passed(here) == Passed(sent=1, held=0, free={"PS-1": 1})
    assert live(single)
    assert not Offer.objects.filter(party=family).exists()
    assert_laws_hold(here)


def test_with_too_little_time_the_offer_is_held_for_an_officer():
    here = harbour()
    here.leg("PS-1", 1)
    first, next_in_line = here.parties(2)
    here.offer_all({first: "PS-1"})
    late = TOMORROW - timedelta(hours=3, minutes=45)
    answered(here, first, Answer.DECLINE, at=late)
    assert passed(here, at=late).held == 1
    assert live(next_in_line).state == OfferState.HELD


def test_while_offers_are_being_made_nothing_is_passed_on():
    here = harbour()
    here.leg("PS-1", 1)
    (party,) = here.parties(1)
    here.adopt({})
    assert passed(here) == Passed()
    assert not Offer.objects.filter(party=party).exists()


def test_a_seat_that_was_taken_while_the_planner_thought_is_given_to_nobody_twice(monkeypatch):
    from dodomu.journeys.operations import passing_on

    here = harbour()
    here.leg("PS-1", 1)
    first, quick, slow = here.parties(3)
    here.offer_all({first: "PS-1"})
    answered(here, first, Answer.DECLINE, at=LATER)
    best = passing_on._best

    def while_thinking(problem, seconds):
        plan = best(problem, seconds)
        monkeypatch.setattr(passing_on, "_best", best)
        passed(here)
        return plan

    monkeypatch.setattr(passing_on, "_best", while_thinking)
    assert passed(here).sent == 0
    assert Offer.objects.filter(party__in=[quick, slow]).count() == 1
    assert_laws_hold(here)


def test_a_party_moves_up_to_a_better_place_and_its_old_one_falls_free():
    here = harbour()
    here.leg("PS-1", 1)
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=2))
    first, later = here.parties(2)
    here.offer_all({first: "PS-1", later: "PS-2"})
    old = live(later)
    with pytest.raises(Refused) as no:
        move_up(offer=old.id, leg=here.legs["PS-1"].id, by=here.officer(), at=LATER)
    assert no.value.reason is JourneysReason.PARTY_CANNOT_TAKE_IT  # it is full
    answered(here, first, Answer.DECLINE, at=LATER)
    new = move_up(offer=old.id, leg=here.legs["PS-1"].id, by=here.officer(), at=LATER)
    old.refresh_from_db()
    assert (old.state, old.end_cause) == ("superseded", "better_place")
    assert (live(later).id, live(later).follows_id) == (new, old.id)
    assert promises.leg_promises(here.id)[here.legs["PS-2"].id].free == {"seat": 1}
    assert_laws_hold(here)


def line(here: Harbour, *parties) -> None:
    """Put parties into the line for the first leg."""
    offer = Offer.objects.first()
    assert offer is not None
    StandbyPlace.objects.bulk_create(
        StandbyPlace(
            adoption_id=offer.adoption_id, leg=here.legs["PS-1"], party_id=party, position=position, there_at=NOW,
            home_at=TOMORROW + timedelta(hours=6),
        )
        for position, party in enumerate(parties, start=1)
    )  # fmt: skip


def test_the_next_in_line_are_invited_to_the_gate_without_a_promise_and_never_more_than_allowed():
    here = harbour()
    leg = here.leg("PS-1", 1, invite_extra=3)
    holder, couple, family, single = here.party(), here.party(2), here.party(3), here.party()
    here.offer_all({holder: "PS-1"})
    line(here, holder, couple, family, single)
    with pytest.raises(Refused) as no:
        invite_standby(leg=leg.id, how_many=4, by=here.officer(), at=NOW)
    assert no.value.reason is JourneysReason.ABOVE_ALLOWED
    invited = invite_standby(leg=leg.id, how_many=3, by=here.officer(), at=NOW)
    assert invited == (live(couple).id, live(single).id)
    found = promises.leg_promises(here.id)[leg.id]
    assert (found.standby, found.free) == (3, {"seat": 0})
    assert_laws_hold(here)
    with pytest.raises(Refused) as no:
        invite_standby(leg=leg.id, how_many=1, by=here.officer(), at=NOW)
    assert no.value.details == {"allowed": 3, "invited": 3}
    with pytest.raises(Refused) as no:
        invite_standby(leg=leg.id, how_many=1, by=cast.officer(here.crisis, Role.VIEWER), at=NOW)
    assert no.value.reason is FoundationReason.NOT_PERMITTED


def test_45_of_100_say_no_until_everybody_has_been_asked():
    """A cascade: what is declined goes on and on, and no place is lost or given twice."""
    here = harbour()
    here.leg("PS-1", 6)
    parties = here.parties(14)
    here.offer_all(dict.fromkeys(parties[:6], "PS-1"))
    says_no = {party for number, party in enumerate(parties) if number % 9 in (0, 2, 5, 7)}
    at = NOW
    for _ in range(6):
        at += timedelta(minutes=20)
        for offer in Offer.objects.filter(state=OfferState.SENT):
            answer = Answer.DECLINE if offer.party_id in says_no else Answer.ACCEPT
            record_answer(
                offer=offer.id, answer=answer, reason=DeclineReason.OTHER_DATE if answer is Answer.DECLINE else None,
                channel="phone", said_by="", submission=offer.id, by=here.officer(), at=at,
            )  # fmt: skip
        passed(here, at)
        assert_laws_hold(here)
    accepted = set(Offer.objects.filter(state=OfferState.ACCEPTED).values_list("party_id", flat=True))
    assert len(accepted) == 6
    assert not accepted & says_no


def test_who_is_invited_to_a_gate_gets_a_place_instead_when_one_falls_free():
    here = harbour()
    leg = here.leg("PS-1", 1, invite_extra=2)
    holder, invited = here.parties(2)
    here.offer_all({holder: "PS-1"})
    line(here, invited)
    (invitation,) = invite_standby(leg=leg.id, how_many=1, by=here.officer(), at=NOW)
    answered(here, holder, Answer.DECLINE, at=LATER)
    assert passed(here).sent == 1
    assert (live(invited).kind, live(invited).follows_id) == ("place", invitation)
    assert Offer.objects.get(id=invitation).end_cause == "better_place"
    assert_laws_hold(here)


def test_a_yes_after_a_no_to_an_invitation_is_no_place():
    here = harbour()
    leg = here.leg("PS-1", 1, invite_extra=2)
    holder, invited = here.parties(2)
    here.offer_all({holder: "PS-1"})
    line(here, invited)
    (invitation,) = invite_standby(leg=leg.id, how_many=1, by=here.officer(), at=NOW)
    answered(here, invited, Answer.DECLINE, at=LATER)
    kept = answered(here, invited, Answer.ACCEPT, offer=invitation, at=LATER)
    assert (kept.counted, kept.conflict) == (False, JourneysReason.PLACE_GIVEN_AWAY)
    assert_laws_hold(here)
    with pytest.raises(Refused):
        invite_standby(leg=leg.id, how_many=0, by=here.officer(), at=LATER)


def test_a_plan_gives_a_place_to_who_was_only_invited_to_the_same_leg():
    here = harbour()
    leg = here.leg("PS-1", 1, invite_extra=2)
    holder, invited = here.parties(2)
    here.offer_all({holder: "PS-1"})
    line(here, invited)
    invite_standby(leg=leg.id, how_many=1, by=here.officer(), at=NOW)
    made = here.offer_all({invited: "PS-1"}, at=LATER)
    assert (made.sent, made.ended, live(invited).kind) == (1, 1, "place")
    assert_laws_hold(here)
