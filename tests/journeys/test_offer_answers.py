"""What parties answer: each answer is kept once, the later one counts, and nobody loses or gains two places by it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from dodomu.foundation.actors import PUBLIC, SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Offer, OfferAnswer
from dodomu.journeys.operations.answering import (
    Kept,
    answer_by_link,
    cut_to_block,
    end_for_leg,
    end_for_parties,
    end_travelled,
    lapse_due,
    record_answer,
)
from dodomu.journeys.operations.offering import withdraw_offer
from dodomu.journeys.queries import offers, promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Answer, DeclineReason, EndCause, OfferState
from dodomu.people.models import LedgerEntry, Party, Person
from dodomu.people.reasons import PeopleReason
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=30)


def one_offer(seats: int = 1, persons: int = 1) -> tuple[Harbour, UUID]:
    here = harbour()
    here.leg("PS-1", seats)
    party = here.party(persons)
    here.offer_all({party: "PS-1"})
    return here, party


def accounts(party: UUID) -> set[str]:
    return set(Person.objects.filter(party=party).values_list("account", flat=True))


def assert_laws_hold(here: Harbour) -> None:
    assert promises.reconcile_offers(here.id) == ()


def test_an_accepted_place_stays_promised_and_is_told():
    here, party = one_offer()
    NewsItem.objects.all().delete()
    kept = answered(here, party, Answer.ACCEPT)
    assert (kept.counted, kept.conflict, kept.state, kept.holds) == (True, None, "accepted", live(party).id)
    assert NewsItem.objects.get().content["state"] == "accepted"
    assert accounts(party) == {"promised"}


def test_a_declined_place_falls_free_and_the_wish_stays():
    here, party = one_offer(seats=2, persons=2)
    offer = live(party).id
    kept = answered(here, party, Answer.DECLINE, reason=DeclineReason.OTHER_DATE)
    assert (kept.state, kept.holds) == ("declined", None)
    assert Offer.objects.get(id=offer).decline_reason == "other_date"
    assert accounts(party) == {"waiting"}
    assert set(Person.objects.filter(party=party).values_list("wish", flat=True)) == {"leave_now"}
    assert NewsItem.objects.filter(kind="PlaceReleased").count() == 1
    assert_laws_hold(here)


def test_who_has_left_already_is_no_longer_waited_for():
    here, party = one_offer(seats=2, persons=2)
    answered(here, party, Answer.DECLINE, reason=DeclineReason.ALREADY_LEFT)
    assert accounts(party) == {"left_alone"}
    assert set(Person.objects.filter(party=party).values_list("wish", flat=True)) == {"left_already"}


def test_later_keeps_the_deadline():
    here, party = one_offer()
    until = live(party).answer_by
    answered(here, party, Answer.LATER)
    assert (live(party).state, live(party).answer_by) == ("later", until)
    assert lapse_due(crisis=here.id, at=until + timedelta(seconds=1)) == 1


def test_the_same_answer_twice_is_kept_once_and_answered_alike():
    here, party = one_offer()
    key, offer = uuid4(), live(party).id
    first = answered(here, party, Answer.DECLINE, key=key)
    entries = LedgerEntry.objects.count()
    again = answered(here, party, Answer.DECLINE, offer=offer, key=key)
    assert (again.answer, again.counted, again.state, again.repeated) == (first.answer, True, "declined", True)
    assert (OfferAnswer.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_a_no_after_a_yes_counts_until_departure_and_not_after():
    here, party = one_offer()
    answered(here, party, Answer.ACCEPT)
    gone = answered(here, party, Answer.DECLINE, at=TOMORROW + timedelta(minutes=1))
    assert (gone.counted, gone.conflict, gone.state) == (False, JourneysReason.TOO_LATE_TO_ANSWER, "accepted")
    assert answered(here, party, Answer.DECLINE, at=TOMORROW - timedelta(minutes=1)).counted


def test_a_yes_after_a_no_gets_the_place_back_while_it_is_free():
    here, party = one_offer()
    old = live(party).id
    answered(here, party, Answer.DECLINE)
    NewsItem.objects.all().delete()
    kept = answered(here, party, Answer.ACCEPT, offer=old, at=SOON)
    new = live(party)
    assert NewsItem.objects.get(kind="OfferAnswered").content["offer"] == str(new.id)
    assert (kept.counted, kept.holds, kept.state) == (True, new.id, "declined")
    assert (new.state, new.follows_id, new.answered_at) == ("accepted", old, SOON)
    assert [step.leg.ref for step in new.steps.order_by("position")] == ["to-airport", "PS-1"]
    assert accounts(party) == {"promised"}
    assert_laws_hold(here)


def test_who_said_that_they_are_more_get_all_their_places_back():
    here = harbour()
    here.leg("PS-1", 3)
    party = here.party()
    Party.objects.filter(id=party).update(said_size=3)
    here.sizes[party] = 3
    here.offer_all({party: "PS-1"})
    old = live(party).id
    answered(here, party, Answer.DECLINE)
    assert answered(here, party, Answer.ACCEPT, offer=old, at=SOON).counted
    assert promises.leg_promises(here.id)[here.legs["PS-1"].id].free == {"seat": 0}


def test_a_yes_after_a_no_whose_place_somebody_else_got_is_kept_for_an_officer():
    here, party = one_offer()
    other = here.party()
    old = live(party).id
    answered(here, party, Answer.DECLINE)
    here.offer_all({other: "PS-1"}, at=SOON)
    kept = answered(here, party, Answer.ACCEPT, offer=old, at=SOON)
    assert (kept.counted, kept.conflict, kept.holds) == (False, JourneysReason.PLACE_GIVEN_AWAY, None)
    assert [(each.answer.answer, each.offer.id) for each in offers.conflicts(here.id)] == [("accept", old)]
    assert_laws_hold(here)


def test_a_yes_after_a_no_whose_deadline_is_over_gets_nothing_back():
    here, party = one_offer()
    old = live(party)
    answered(here, party, Answer.DECLINE)
    late = old.answer_by + timedelta(minutes=1)
    assert answered(here, party, Answer.ACCEPT, offer=old.id, at=late).conflict is JourneysReason.PLACE_GIVEN_AWAY


def test_an_answer_to_an_offer_that_ended_is_kept_and_says_what_holds_now():
    here, party = one_offer()
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=1))
    old = live(party).id
    here.offer_all({party: "PS-2"}, at=SOON)
    kept = answered(here, party, Answer.ACCEPT, offer=old, at=SOON)
    assert (kept.counted, kept.conflict, kept.holds) == (False, JourneysReason.OFFER_ENDED, live(party).id)
    assert live(party).state == "sent"
    shown = offers.party_offer(party)
    assert shown.live is not None
    assert shown.ended is not None
    assert (shown.ended.line.id, shown.ended.followed_by and shown.ended.followed_by.id) == (old, live(party).id)
    assert offers.conflicts(here.id) == ()  # they hold a place: nothing to decide


def test_a_link_answers_for_its_own_party_only():
    here = harbour()
    here.leg("PS-1", 2)
    mine = cast.register(here.crisis, cast.OLENA, at=NOW - timedelta(days=1))
    others = here.party()
    here.offer_all({mine.party: "PS-1", others: "PS-1"})

    def answer(token: str, offer: UUID) -> object:
        return answer_by_link(
            token=token, offer=offer, answer=Answer.ACCEPT, reason=None, submission=uuid4(), by=PUBLIC, at=NOW
        )

    for offer in (live(others).id, uuid4()):  # somebody else's and one that there is not sound the same
        with pytest.raises(Refused) as no:
            answer(mine.token, offer)
        assert (no.value.reason, no.value.details) == (JourneysReason.NO_SUCH_OFFER, {})
    with pytest.raises(Refused) as no:
        answer("guessed", live(others).id)
    assert no.value.reason is PeopleReason.LINK_UNKNOWN
    assert live(others).state == "sent"
    answer(mine.token, live(mine.party).id)
    assert live(mine.party).state == "accepted"
    shown = offers.offer_of_token(mine.token)
    assert shown is not None
    assert shown.party == mine.party
    assert offers.offer_of_token("guessed") is None


def test_a_link_declines_and_tells_that_they_have_left():
    here = harbour()
    here.leg("PS-1", 2)
    mine = cast.register(here.crisis, cast.OLENA, at=NOW - timedelta(days=1))
    here.offer_all({mine.party: "PS-1"})
    answer_by_link(
        token=mine.token, offer=live(mine.party).id, answer=Answer.DECLINE, reason=DeclineReason.ALREADY_LEFT,
        submission=uuid4(), by=PUBLIC, at=SOON,
    )  # fmt: skip
    assert accounts(mine.party) == {"left_alone"}
    assert_laws_hold(here)


def test_a_held_offer_is_not_to_be_seen_by_a_link():
    here = harbour()
    here.leg("PS-1", 2, departs=NOW + timedelta(hours=4))
    mine = cast.register(here.crisis, cast.OLENA, at=NOW - timedelta(days=1))
    here.offer_all({mine.party: "PS-1"})
    with pytest.raises(Refused) as no:
        answer_by_link(
            token=mine.token, offer=live(mine.party).id, answer=Answer.ACCEPT, reason=None, submission=uuid4(),
            by=PUBLIC, at=NOW,
        )  # fmt: skip
    assert no.value.reason is JourneysReason.NO_SUCH_OFFER


def test_only_who_may_records_answers():
    here, party = one_offer()
    with pytest.raises(Refused) as no:
        record_answer(
            offer=live(party).id, answer=Answer.ACCEPT, reason=None, channel="phone", said_by="", submission=uuid4(),
            by=cast.officer(here.crisis, Role.VIEWER), at=NOW,
        )  # fmt: skip
    assert no.value.reason is FoundationReason.NOT_PERMITTED
    assert not OfferAnswer.objects.exists()


def test_unanswered_at_its_deadline_an_offer_ends_and_who_accepted_keeps_theirs():
    here = harbour()
    here.leg("PS-1", 2)
    silent, quick = here.parties(2)
    here.offer_all({silent: "PS-1", quick: "PS-1"})
    answered(here, quick, Answer.ACCEPT)
    deadline = live(silent).answer_by
    assert lapse_due(crisis=here.id, at=deadline) == 0
    assert lapse_due(crisis=here.id, at=deadline + timedelta(seconds=1)) == 1
    assert lapse_due(crisis=here.id, at=deadline + timedelta(seconds=1)) == 0
    assert (accounts(silent), accounts(quick)) == ({"waiting"}, {"promised"})
    assert_laws_hold(here)


def test_when_a_leg_does_not_go_its_offers_end_with_the_cause():
    here, party = one_offer()
    offer = live(party).id
    leg = here.legs["PS-1"].id
    assert end_for_leg(leg=leg, cause=EndCause.LEG_CANCELLED, by=here.officer(), at=SOON) == 1
    assert end_for_leg(leg=leg, cause=EndCause.LEG_CANCELLED, by=here.officer(), at=SOON) == 0
    assert Offer.objects.values_list("state", "end_cause").get(id=offer) == ("superseded", "leg_cancelled")
    assert accounts(party) == {"waiting"}


def test_where_a_block_shrank_the_last_in_line_are_proposed_and_an_officer_confirms():
    here = harbour()
    leg = here.leg("PS-1", 4)
    accepted, couple, single = here.party(), here.party(2), here.party()
    here.offer_all({accepted: "PS-1", couple: "PS-1", single: "PS-1"})
    answered(here, accepted, Answer.ACCEPT)
    leg.block = {"seat": 3}
    leg.save()
    assert promises.leg_promises(here.id)[leg.id].over == {"seat": 1}
    Person.objects.filter(party=single).update(account="on_the_way")
    assert [cut.offer for cut in promises.to_cut(leg.id)] == [live(couple).id], "who has set out cannot go back"
    Person.objects.filter(party=single).update(account="promised")
    cuts = [cut.offer for cut in promises.to_cut(leg.id)]
    assert cuts == [live(single).id]
    with pytest.raises(Refused) as no:
        cut_to_block(leg=leg.id, offers=[live(couple).id, live(single).id], by=here.officer(), at=SOON)
    assert no.value.reason is JourneysReason.STALE_LEG
    assert cut_to_block(leg=leg.id, offers=cuts, by=here.officer(), at=SOON) == 1
    assert promises.to_cut(leg.id) == ()
    with pytest.raises(Refused):
        cut_to_block(leg=leg.id, offers=cuts, by=here.officer(), at=SOON)
    assert_laws_hold(here)


def test_a_party_that_is_not_what_it_was_loses_its_offer_and_one_that_came_home_has_travelled():
    here = harbour()
    here.leg("PS-1", 2)
    changed, home = here.parties(2)
    here.offer_all({changed: "PS-1", home: "PS-1"})
    assert end_for_parties(crisis=here.id, parties=[changed], by=SYSTEM, at=SOON) == 1
    assert end_travelled(crisis=here.id, at=SOON) == 0
    Person.objects.filter(party=home).update(account="home", account_leg="")
    assert end_travelled(crisis=here.id, at=SOON) == 1
    ended = dict(Offer.objects.values_list("party", "end_cause"))
    assert ended == {changed: "party_changed", home: "travelled"}


# --- two at once: real connections ----------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same moment, each on a connection of its own; return what came of each."""
    barrier, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            came[number] = act()
        except Refused as no:
            came[number] = no.reason
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_different_answers_at_the_same_moment_are_both_kept_and_the_later_counts(_again):
    here, party = one_offer()
    offer = live(party).id
    at_once(
        lambda: answered(here, party, Answer.ACCEPT, offer=offer, at=SOON),
        lambda: answered(here, party, Answer.DECLINE, offer=offer, at=SOON),
    )
    said = list(OfferAnswer.objects.order_by("id").values_list("answer", "counted"))
    assert len(said) == 2
    holds = Offer.objects.filter(party=party, state__in=["accepted"]).exists()
    assert holds is (said[-1][0] == "accept")
    assert_laws_hold(here)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_the_same_answer_pressed_twice_at_the_same_moment_is_one_answer(_again):
    here, party = one_offer(seats=2, persons=2)
    offer, key = live(party).id, uuid4()
    came = at_once(
        *[lambda: answered(here, party, Answer.DECLINE, offer=offer, key=key, at=SOON) for _ in range(3)],
    )
    assert sorted(kept.repeated for kept in came if isinstance(kept, Kept)) == [False, True, True]
    assert OfferAnswer.objects.count() == 1
    assert NewsItem.objects.filter(kind="PlaceReleased").count() == 1
    assert LedgerEntry.objects.filter(account="waiting", from_account="promised").count() == 2
    assert_laws_hold(here)


@pytest.mark.django_db(transaction=True)
def test_yes_no_and_yes_again_at_the_same_moment_are_all_kept_and_hold_one_place_or_none():
    here, party = one_offer()
    offer = live(party).id
    at_once(
        lambda: answered(here, party, Answer.ACCEPT, offer=offer, at=SOON),
        lambda: answered(here, party, Answer.DECLINE, offer=offer, at=SOON),
        lambda: answered(here, party, Answer.ACCEPT, offer=offer, at=SOON),
    )
    said = list(OfferAnswer.objects.order_by("id").values_list("answer", "counted"))
    assert len(said) == 3 and all(counted for _, counted in said)
    holding = Offer.objects.filter(party=party, state=OfferState.ACCEPTED).count()
    assert holding == (1 if said[-1][0] == "accept" else 0)
    assert_laws_hold(here)


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_withdrawal_at_the_same_moment_leave_one_truth():
    here, party = one_offer()
    offer = live(party).id
    at_once(
        lambda: answered(here, party, Answer.ACCEPT, offer=offer, at=SOON),
        lambda: withdraw_offer(offer=offer, why="no crew", by=here.officer(), at=SOON),
        lambda: lapse_due(crisis=here.id, at=SOON),
    )
    assert Offer.objects.get(id=offer).state == OfferState.WITHDRAWN
    assert accounts(party) == {"waiting"}
    assert_laws_hold(here)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_back_their_no_at_the_same_moment_do_not_both_get_the_last_seat():
    here = harbour()
    leg = here.leg("PS-1", 2)
    one, two = here.parties(2)
    here.offer_all({one: "PS-1", two: "PS-1"})
    first, second = live(one).id, live(two).id
    answered(here, one, Answer.DECLINE)
    answered(here, two, Answer.DECLINE)
    leg.block = {"seat": 1}
    leg.save()
    at_once(
        lambda: answered(here, one, Answer.ACCEPT, offer=first, at=SOON),
        lambda: answered(here, two, Answer.ACCEPT, offer=second, at=SOON),
    )
    assert Offer.objects.filter(state=OfferState.ACCEPTED).count() == 1
    assert OfferAnswer.objects.filter(conflict="place-given-away").count() == 1
    assert_laws_hold(here)
