"""What is passed on, and whoever is moved up, goes by what the plan in force supposes; nobody is asked to wait long."""

import threading
import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Place
from dodomu.foundation.refusal import Refused
from dodomu.journeys.models import Adoption, Charter, Leg, Offer, Proposal
from dodomu.journeys.operations import ending, passing_on
from dodomu.journeys.operations.passing_on import Passed, move_up, pass_on
from dodomu.journeys.queries import planning, promises
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Answer
from dodomu.journeys.rules.variants import Options
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def passed(here: Harbour) -> Passed:
    return pass_on(crisis=here.id, by=SYSTEM, at=LATER, seconds=5)


def supposing(here: Harbour, **options: object) -> None:
    """Let the plan in force have been made with these options."""
    kept = Options(**options).as_json()  # type: ignore[arg-type]
    Proposal.objects.filter(adoptions__crisis=here.id, adoptions__ended_at=None).update(options=kept)


def one_in_a_plan() -> tuple[Harbour, UUID]:
    here = harbour()
    here.leg("PS-1", 1)
    first = here.party()
    here.offer_all({first: "PS-1"})
    return here, first


def test_nobody_is_led_through_a_third_country_when_the_plan_leads_nobody_there():
    here, _ = one_in_a_plan()
    Place.objects.create(
        crisis=here.crisis, ref="ist", kind="airport", names={"en": "ist"}, country="TR", latitude=41, longitude=29,
        zone="Europe/Istanbul",
    )  # fmt: skip
    here.leg("TK-1", 9, target=here.place("ist"))
    here.leg("TK-2", 9, origin=here.place("ist"), departs=TOMORROW + timedelta(hours=9))
    here.party()
    supposing(here, without_third_countries=True)
    assert passed(here).sent == 0
    supposing(here)
    assert passed(here).sent == 1


def test_a_leg_that_the_plan_does_without_is_not_passed_on_and_an_officer_may_still_name_it():
    here, first = one_in_a_plan()
    late = here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=1))
    here.party()
    supposing(here, without_legs=frozenset({"PS-2"}))
    assert passed(here).sent == 0
    move_up(offer=live(first).id, leg=late.id, by=here.officer(), at=LATER)
    assert live(first).first_leg_id == late.id


def test_what_begins_tomorrow_begins_tomorrow_for_who_comes_later_too():
    here, _ = one_in_a_plan()
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(hours=1))
    here.party()
    supposing(here, from_at=TOMORROW + timedelta(hours=2))
    assert passed(here).sent == 0
    supposing(here, from_at=NOW - timedelta(days=1))
    assert passed(here).sent == 1


def test_no_more_is_spent_than_the_plan_may_spend_in_all():
    here = harbour()
    here.leg("PS-1", 5, price=100)
    first = here.party()
    here.offer_all({first: "PS-1"})
    here.party()
    supposing(here, budget=150)
    adoption = live(first).adoption_id
    assert adoption is not None and promises.spent(adoption) == 100
    assert passed(here).sent == 0
    supposing(here, budget=200)
    assert passed(here).sent == 1


def test_where_another_plan_was_adopted_meanwhile_nothing_is_passed_on_by_the_old_one(monkeypatch):
    here, first = one_in_a_plan()
    here.party()
    answered(here, first, Answer.DECLINE, at=LATER)
    best = passing_on._best

    def while_thinking(problem, seconds):
        Adoption.objects.filter(crisis=here.crisis, ended_at=None).update(ended_at=LATER)
        return best(problem, seconds)

    monkeypatch.setattr(passing_on, "_best", while_thinking)
    assert passed(here).sent == 0
    assert Offer.objects.count() == 1


def test_a_leg_that_is_late_is_still_there_to_be_passed_on():
    here, first = one_in_a_plan()
    Leg.objects.filter(ref="PS-1").update(expected_at=TOMORROW + timedelta(hours=3))
    answered(here, first, Answer.DECLINE, at=LATER)
    late = TOMORROW + timedelta(minutes=5)
    assert pass_on(crisis=here.id, by=SYSTEM, at=late, seconds=2).free == {"PS-1": 1}


def test_nobody_is_moved_up_to_a_charter_that_nobody_ordered():
    here, first = one_in_a_plan()
    offered = Charter.objects.create(crisis=here.crisis, ref="C", price=5000)
    leg = here.leg("C-1", 9, departs=TOMORROW - timedelta(hours=2), charter=offered)
    with pytest.raises(Refused) as no:
        move_up(offer=live(first).id, leg=leg.id, by=here.officer(), at=LATER)
    assert no.value.reason is JourneysReason.PARTY_CANNOT_TAKE_IT
    Charter.objects.update(state="ordered")
    move_up(offer=live(first).id, leg=leg.id, by=here.officer(), at=LATER)
    assert live(first).first_leg_id == leg.id


def test_to_move_one_up_the_facts_of_nobody_else_are_read():
    here = harbour()
    here.leg("PS-1", 9)
    here.leg("PS-2", 9, departs=TOMORROW + timedelta(days=1))
    parties = here.parties(4, persons=2)
    here.offer_all(dict.fromkeys(parties, "PS-2"))
    facts = planning.facts_for(here.id, at=LATER, party=parties[0])
    assert [each.id for each in facts.parties] == [parties[0]]
    assert facts.told.keys() == {parties[0]}
    assert facts.held["PS-2"].persons == 8, "what the others hold is not free"
    with CaptureQueriesContext(connection) as told:
        move_up(offer=live(parties[0]).id, leg=here.legs["PS-1"].id, by=here.officer(), at=LATER)
    first = len(told)
    here.parties(6)
    with CaptureQueriesContext(connection) as told:
        move_up(offer=live(parties[1]).id, leg=here.legs["PS-1"].id, by=here.officer(), at=LATER)
    assert len(told) == first
    assert promises.reconcile_offers(here.id) == ()


@pytest.mark.django_db(transaction=True)
def test_to_move_a_party_up_while_it_says_yes_to_what_it_declined_leaves_it_one_place(monkeypatch):
    """Both hold the party before its persons; the other way round the database would end one of them."""
    here = harbour()
    here.leg("PS-1", 1)
    better = here.leg("PS-0", 1, departs=TOMORROW - timedelta(hours=2))
    here.leg("PS-2", 1, departs=TOMORROW + timedelta(days=1))
    party = here.party(1)
    here.offer_all({party: "PS-1"})
    declined = live(party).id
    answered(here, party, Answer.DECLINE)
    here.offer_all({party: "PS-2"})
    now = live(party).id
    came: list[object] = []
    has_ended, end = threading.Event(), ending.end

    def slowly(offers, **named):
        end(offers, **named)
        if offers:
            has_ended.set()
            time.sleep(0.5)  # the other comes as far as it can

    def on_its_own(act):
        try:
            came.append(act())
        finally:
            connection.close()

    def says_yes():
        has_ended.wait(30)
        return answered(here, party, Answer.ACCEPT, offer=declined, at=LATER)

    monkeypatch.setattr(ending, "end", slowly)
    acts = (lambda: move_up(offer=now, leg=better.id, by=here.officer(), at=LATER), says_yes)
    threads = [threading.Thread(target=on_its_own, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(came) == 2, "neither was ended by the other's lock"
    assert live(party).first_leg_id == better.id
    assert promises.reconcile_offers(here.id) == ()
