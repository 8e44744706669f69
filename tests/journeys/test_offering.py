"""Offers of a plan: one for each party, never more than there is room, every step in the ledger."""

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Adoption, Offer, OfferRide
from dodomu.journeys.operations import ending, halves, offering
from dodomu.journeys.operations.offering import Made, make_offers, send_held, withdraw_offer
from dodomu.journeys.queries import offers, promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Answer, LegState, OfferState
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.operations import registering
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, curfew, harbour, live

pytestmark = pytest.mark.django_db


def accounts(party: UUID) -> list[tuple[str, str]]:
    return sorted(Person.objects.filter(party=party).values_list("account", "account_leg"))


def assert_laws_hold(here: Harbour) -> None:
    assert promises.reconcile_offers(here.id) == ()


def test_every_party_gets_one_offer_with_its_way_and_is_promised_in_the_ledger():
    here = harbour()
    here.leg("PS-1", 5)
    family, single = here.party(3), here.party()
    made = here.offer_all({family: "PS-1", single: "PS-1"})
    assert (made.sent, made.held, made.not_offered) == (2, 0, {})
    view = offers.offer(here.id, live(family).id)
    assert view is not None
    assert [(step.leg, step.is_ride) for step in view.steps] == [("to-airport", False), ("PS-1", True)]
    assert (view.line.persons, view.line.state, view.line.first_leg) == (3, OfferState.SENT, "PS-1")
    assert view.line.meet_at == TOMORROW - timedelta(minutes=150)  # the buffer of two hours, and half an hour
    assert view.line.leave_by == TOMORROW - timedelta(minutes=210)  # an hour's way
    assert accounts(family) == [("promised", "PS-1")] * 3
    assert promises.leg_promises(here.id)[here.legs["PS-1"].id].free == {"seat": 1}
    assert_laws_hold(here)


def test_made_twice_they_are_the_same_and_nobody_is_told_again():
    here = harbour()
    here.leg("PS-1", 5)
    adoption = here.adopt({here.party(): "PS-1"})
    make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    told = NewsItem.objects.count()
    assert make_offers(adoption=adoption, by=SYSTEM, at=NOW + timedelta(hours=1)) == Made()
    assert (Offer.objects.count(), NewsItem.objects.count()) == (1, told)


def test_a_plan_that_was_replaced_makes_no_offers():
    here = harbour()
    here.leg("PS-1", 5)
    old = here.adopt({here.party(): "PS-1"})
    here.adopt({})
    assert make_offers(adoption=old, by=SYSTEM, at=NOW) == Made()
    assert not Offer.objects.exists()


def test_killed_in_the_middle_it_goes_on_where_it_stopped(monkeypatch):
    here = harbour()
    here.leg("PS-1", 9)
    parties = here.parties(6)
    adoption = here.adopt(dict.fromkeys(parties, "PS-1"))
    monkeypatch.setattr(ending, "CHUNK", 2)
    monkeypatch.setattr(ending.chunks, "__defaults__", (2,))
    give, calls = offering.placing.give, []

    def killed(*args, **named):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return give(*args, **named)

    monkeypatch.setattr(offering.placing, "give", killed)
    with pytest.raises(KeyboardInterrupt):
        make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    assert Offer.objects.count() == 4
    assert make_offers(adoption=adoption, by=SYSTEM, at=NOW).sent == 2
    assert {live(party).state for party in parties} == {"sent"}
    assert_laws_hold(here)


def test_a_new_plan_leaves_alone_who_keeps_their_way_and_moves_only_the_others():
    here = harbour()
    here.leg("PS-1", 2)
    here.leg("PS-2", 2, departs=TOMORROW + timedelta(days=1))
    stays, moved, left_out, new = here.parties(4)
    here.offer_all({stays: "PS-1", moved: "PS-1", left_out: "PS-2"})
    before, old = live(stays), live(moved)
    NewsItem.objects.all().delete()
    made = here.offer_all({stays: "PS-1", moved: "PS-2", new: "PS-2"}, at=NOW + timedelta(hours=1))
    assert (made.sent, made.kept, made.ended) == (2, 1, 2)
    assert live(stays).id == before.id
    assert live(stays).adoption_id != before.adoption_id
    assert live(moved).follows_id == old.id
    old.refresh_from_db()
    assert (old.state, old.end_cause) == ("superseded", "new_plan")
    assert accounts(moved) == [("promised", "PS-2")]
    assert accounts(left_out) == [("waiting", "")]
    told = {offer for item in NewsItem.objects.filter(kind="OffersSent") for offer in item.content["offers"]}
    assert told == {str(live(moved).id), str(live(new).id)}
    assert NewsItem.objects.filter(kind="PlaceReleased").count() == 1
    lines = LedgerEntry.objects.filter(person__party=moved).order_by("happened_at", "recorded_at")
    assert [line.account for line in lines] == ["waiting", "promised", "waiting", "promised"]
    assert_laws_hold(here)


def test_a_party_that_has_grown_is_offered_the_same_way_anew_for_all_of_them():
    here = harbour()
    here.leg("PS-1", 5)
    alone = here.party()
    here.offer_all({alone: "PS-1"})
    before = live(alone)
    people = [{**cast.TARAS, "name": "Особа Друга", "birth_date": "1991-03-04", "phones": "+380 00 000 00 91"}]
    registering.add_to_party(
        party=alone, persons=people, submission=uuid4(), language="uk", by=SYSTEM, at=NOW + timedelta(minutes=5)
    )
    made = here.offer_all({alone: "PS-1"}, at=NOW + timedelta(hours=1))
    assert (made.kept, made.ended, made.sent) == (0, 1, 1)
    assert (len(before.persons), len(live(alone).persons), live(alone).follows_id) == (1, 2, before.id)
    assert accounts(alone) == [("promised", "PS-1")] * 2
    assert_laws_hold(here)


def test_who_is_at_the_door_keeps_the_place_though_no_plan_has_them_any_more():
    here = harbour()
    here.leg("PS-1", 5)
    here.leg("PS-2", 5, departs=TOMORROW + timedelta(days=1))
    at_the_door, silent = here.party(), here.party()
    here.offer_all({at_the_door: "PS-1", silent: "PS-1"})
    answered(here, at_the_door, Answer.ACCEPT)
    made = here.offer_all({}, at=live(at_the_door).meet_at - timedelta(minutes=30))
    assert (made.ended, live(at_the_door).state) == (1, OfferState.ACCEPTED)
    assert accounts(at_the_door) == [("promised", "PS-1")]
    assert accounts(silent) == [("waiting", "")]
    assert_laws_hold(here)


def test_an_old_plan_writes_no_more_once_another_is_adopted(monkeypatch):
    here = harbour()
    here.leg("PS-1", 9)
    parties = here.parties(4)
    old = here.adopt(dict.fromkeys(parties, "PS-1"))
    monkeypatch.setattr(ending.chunks, "__defaults__", (2,))
    give = offering.placing.give

    def then_another(*args, **named):
        given = give(*args, **named)
        here.adopt({})
        return given

    monkeypatch.setattr(offering.placing, "give", then_another)
    make_offers(adoption=old, by=SYSTEM, at=NOW)
    assert Offer.objects.count() == 2
    assert Adoption.objects.get(id=old).offers_made_at is None


def test_two_who_change_places_on_full_legs_both_get_theirs():
    here = harbour()
    here.leg("PS-1", 1)
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=1))
    one, two = here.parties(2)
    here.offer_all({one: "PS-1", two: "PS-2"})
    assert here.offer_all({one: "PS-2", two: "PS-1"}, at=NOW + timedelta(hours=1)).sent == 2
    assert_laws_hold(here)


def test_a_leg_that_goes_at_another_hour_is_another_way():
    here = harbour()
    leg = here.leg("PS-1", 1)
    party = here.party()
    here.offer_all({party: "PS-1"})
    first = live(party)
    leg.expected_at = TOMORROW + timedelta(hours=3)
    leg.save()
    here.offer_all({party: "PS-1"}, at=NOW + timedelta(hours=1))
    assert live(party).follows_id == first.id


def test_a_party_that_has_grown_gets_no_offer_and_is_listed():
    here = harbour()
    here.leg("PS-1", 5)
    grown, same = here.parties(2)
    adoption = here.adopt({grown: "PS-1", same: "PS-1"})
    registering.add_to_party(
        party=grown, persons=[cast.TARAS], submission=UUID(int=5), language="uk", by=here.officer(), at=NOW
    )
    made = make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    assert made.not_offered == {grown: "party-changed"}
    assert Adoption.objects.get(id=adoption).not_offered == [[str(grown), "party-changed"]]
    assert live(same)


def test_never_more_is_promised_than_the_block_has():
    here = harbour()
    leg = here.leg("PS-1", 3)
    couple, family = here.party(2), here.party(2)
    adoption = here.adopt({couple: "PS-1", family: "PS-1"})
    leg.held_back = {"seat": 1}
    leg.block = {"seat": 4}
    leg.save()
    made = make_offers(adoption=adoption, by=SYSTEM, at=NOW)
    assert (made.sent, made.not_offered) == (1, {family: "no-room-on-leg"})
    assert_laws_hold(here)


def test_a_leg_that_was_cancelled_meanwhile_is_not_offered():
    here = harbour()
    leg = here.leg("PS-1", 3)
    party = here.party()
    adoption = here.adopt({party: "PS-1"})
    leg.state = LegState.CANCELLED
    leg.save()
    assert make_offers(adoption=adoption, by=SYSTEM, at=NOW).not_offered == {party: "leg-gone"}
    assert accounts(party) == [("waiting", "")]


def test_a_notice_shorter_than_the_way_is_held_until_an_officer_sends_it():
    here = harbour()
    here.leg("PS-1", 3, departs=NOW + timedelta(hours=4))
    party = here.party()
    made = here.offer_all({party: "PS-1"})
    held = live(party)
    assert (made.sent, made.held, held.held_because) == (0, 1, "notice-too-short")
    assert held.sent_at is None
    assert offers.party_offer(party).live is None
    assert [line.id for line in offers.held(here.id)] == [held.id]
    assert accounts(party) == [("promised", "PS-1")]  # the place is kept until the officer has decided
    with pytest.raises(Refused) as no:
        send_held(offer=held.id, by=cast.officer(here.crisis, Role.FIELD_OFFICER), at=NOW)
    assert no.value.reason is FoundationReason.NOT_PERMITTED
    send_held(offer=held.id, by=here.officer(), at=NOW)
    held.refresh_from_db()
    assert (held.state, held.answer_by) == ("sent", NOW + timedelta(minutes=15))
    with pytest.raises(Refused) as no:
        send_held(offer=held.id, by=here.officer(), at=NOW)
    assert no.value.reason is JourneysReason.NOT_HELD


def test_who_would_be_on_the_road_in_a_curfew_is_told_to_set_out_before_it():
    here = harbour()
    here.leg("PS-1", 3, departs=TOMORROW + timedelta(hours=17))  # 11:00 in Almaty on the day after
    here.closures = (curfew("almaty", time(23), time(8)),)
    party = here.party()
    here.offer_all({party: "PS-1"})
    assert live(party).leave_by == TOMORROW + timedelta(hours=4)  # 22:00: there at 23:00


def test_a_place_that_is_withdrawn_falls_free_and_needs_a_reason():
    here = harbour()
    here.leg("PS-1", 1)
    party = here.party()
    here.offer_all({party: "PS-1"})
    offer = live(party).id
    with pytest.raises(Refused) as no:
        withdraw_offer(offer=offer, why=" ", by=here.officer(), at=NOW)
    assert no.value.reason is JourneysReason.REASON_NEEDED
    withdraw_offer(offer=offer, why="the seat broke", by=here.officer(), at=NOW)
    assert accounts(party) == [("waiting", "")]
    assert not OfferRide.objects.filter(is_live=True).exists()
    with pytest.raises(Refused) as no:
        withdraw_offer(offer=offer, why="again", by=here.officer(), at=NOW)
    assert no.value.reason is JourneysReason.OFFER_ENDED
    assert_laws_hold(here)


def test_who_said_no_to_a_way_is_not_offered_it_again_by_the_next_plan():
    here = harbour()
    here.leg("PS-1", 1)
    party = here.party()
    here.offer_all({party: "PS-1"})
    Offer.objects.update(state="declined", ended_at=NOW, end_cause="declined")
    OfferRide.objects.update(is_live=False)
    assert here.offer_all({party: "PS-1"}, at=NOW + timedelta(hours=1)).not_offered == {party: "refused-before"}
    assert promises.refusals(here.id, at=NOW) == {party: frozenset({"PS-1"})}


@pytest.mark.django_db(transaction=True)
def test_very_many_are_made_in_two_halves_at_the_same_time_and_the_laws_hold(monkeypatch):
    monkeypatch.setattr(halves, "MANY", 4)
    monkeypatch.setattr(ending.chunks, "__defaults__", (2,))
    here = harbour()
    here.leg("PS-1", 5)
    here.leg("PS-2", 5, departs=TOMORROW + timedelta(days=1))
    parties = here.parties(10)
    rides = {party: "PS-1" if number < 5 else "PS-2" for number, party in enumerate(parties)}
    assert here.offer_all(rides).sent == 10
    assert_laws_hold(here)
    others = {party: "PS-2" if ref == "PS-1" else "PS-1" for party, ref in rides.items()}
    made = here.offer_all(others, at=NOW + timedelta(hours=1))
    assert (made.sent, made.ended, made.not_offered) == (10, 10, {})
    assert_laws_hold(here)
