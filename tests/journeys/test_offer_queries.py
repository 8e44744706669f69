"""Offers as screens read them: page by page, by leg, by name, with everything about one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dodomu.journeys.models import Offer, OfferRide, StandbyPlace
from dodomu.journeys.operations import reviewing
from dodomu.journeys.queries import offers, promises, standing_by
from dodomu.journeys.queries.reviewing import last_review
from dodomu.journeys.rules.terms import Answer, OfferState
from dodomu.people.models import Person
from tests import cast
from tests.journeys.offered import NOW, TOMORROW, answered, harbour, live

pytestmark = pytest.mark.django_db


def test_offers_come_page_by_page_the_newest_first_in_few_statements():
    here = harbour()
    here.leg("PS-1", 9)
    parties = here.parties(5)
    here.offer_all(dict.fromkeys(parties, "PS-1"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        first = offers.offers(here.id, most=2)
    assert len(few) == 2
    second = offers.offers(here.id, most=2, after=first.after or "")
    last = offers.offers(here.id, most=2, after=second.after or "")
    seen = [line.party for page in (first, second, last) for line in page.lines]
    assert (seen, last.after) == (parties[::-1], None)
    assert offers.offers(here.id, after="no cursor").lines == ()


def test_offers_are_found_by_state_leg_and_name_and_never_by_telephone():
    here = harbour()
    here.leg("PS-1", 9)
    here.leg("PS-2", 9, departs=TOMORROW + timedelta(days=1))
    olena = cast.register(here.crisis, cast.OLENA, at=NOW - timedelta(days=1))
    other = here.party()
    here.offer_all({olena.party: "PS-1", other: "PS-2"})
    answered(here, other, Answer.ACCEPT)

    def found(**asked) -> list:
        return [line.party for line in offers.offers(here.id, **asked).lines]

    assert found(states=[OfferState.ACCEPTED]) == [other]
    assert found(leg=here.legs["PS-1"].id) == [olena.party]
    assert found(words="коваль") == found(words="Koval") == [olena.party]
    assert found(words=olena.persons[0].reference) == [olena.party]
    assert found(words="+380 00 111 22 33") == found(words="…") == []
    assert offers.offers(here.id, words="коваль").lines[0].who == "Коваль Олена"
    assert [line.party for line in offers.leg_offers(here.legs["PS-2"].id, live_only=True)] == [other]
    assert offers.offer(here.id, uuid4()) is None


def test_a_party_sees_what_holds_and_what_has_ended():
    here = harbour()
    here.leg("PS-1", 9)
    party = here.party()
    assert (offers.party_offer(party).live, offers.party_offer(party).ended) == (None, None)
    here.offer_all({party: "PS-1"})
    shown = offers.party_offer(party).live
    assert shown is not None
    assert (shown.plan, shown.line.state, shown.answers) == (1, OfferState.SENT, ())
    assert "luggage-limited" in shown.bring
    answered(here, party, Answer.DECLINE)
    gone = offers.party_offer(party)
    assert gone.live is None
    assert gone.ended is not None
    assert [(each.answer, each.counted) for each in gone.ended.answers] == [("decline", True)]


def test_what_a_leg_has_promised_is_counted_by_how_its_offers_stand():
    here = harbour()
    leg = here.leg("PS-1", 6)
    yes, no, silent = here.party(2), here.party(), here.party(3)
    here.offer_all({yes: "PS-1", no: "PS-1", silent: "PS-1"})
    answered(here, yes, Answer.ACCEPT)
    answered(here, no, Answer.DECLINE)
    found = promises.leg_promises(here.id, [leg.id])[leg.id]
    assert found.persons == {OfferState.ACCEPTED: 2, OfferState.DECLINED: 1, OfferState.SENT: 3}
    assert (found.room, found.held, found.free, found.over) == ({"seat": 6}, {"seat": 5}, {"seat": 1}, {})


def test_every_law_that_is_broken_is_named():
    here = harbour()
    here.leg("PS-1", 1)
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=1))
    cheated, waits = here.parties(2)
    here.offer_all({cheated: "PS-1", waits: "PS-2"})
    OfferRide.objects.filter(offer=live(cheated)).update(takes={"seat": 2})
    Person.objects.filter(party=waits).update(account="waiting", account_leg="")
    broken = {each.law: each.whose for each in promises.reconcile_offers(here.id)}
    (person,) = Person.objects.filter(party=waits)
    assert broken == {"promised-within-block": (here.legs["PS-1"].id,), "ledger-agrees": (person.id,)}
    Offer.objects.filter(party=cheated).update(state="lapsed", ended_at=NOW, end_cause="no_answer")
    assert len(promises.reconcile_offers(here.id)) == 2  # promised in the ledger, and no offer: also its ride is live


def test_neither_an_offer_nor_the_last_look_at_a_plan_reads_the_plan_itself():
    here = harbour()
    here.leg("PS-1", 9)
    party = here.party()
    here.offer_all({party: "PS-1"})
    reviewing.review_plan(crisis=here.id, by=here.officer(), at=NOW)
    with CaptureQueriesContext(connection) as asked:
        told = offers.party_offer(party).live
        found = last_review(here.id)
    assert told is not None and told.plan == 1 and found is not None and found.live == 1
    large = ('"problem"', '"plan"', '"summary"', '"unplannable"', '"notes"')
    assert not [each["sql"] for each in asked if any(name in each["sql"] for name in large)]


def test_a_party_stands_in_the_lines_of_what_has_not_left_also_when_it_is_late():
    here = harbour()
    here.leg("PS-1", 9)
    first, waits = here.party(), here.party()
    here.offer_all({first: "PS-1"})
    early = NOW - timedelta(hours=1)
    here.leg("late", 9, departs=early, expected_at=NOW + timedelta(hours=3))
    here.leg("gone", 9, departs=early)
    here.leg("off", 9, state="cancelled")
    here.leg("left", 9, state="departed")
    adoption = Offer.objects.get().adoption_id
    for ref in ("late", "gone", "off", "left", "PS-1"):
        StandbyPlace.objects.create(
            adoption_id=adoption, leg=here.legs[ref], party_id=waits, position=1, there_at=NOW, home_at=TOMORROW
        )
    assert {place.ref for place in standing_by.lines_of_party(waits, at=NOW)} == {"late", "PS-1"}
