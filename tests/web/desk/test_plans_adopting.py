"""Adopting a plan at the desk: what it means is shown first, and what stands against it in full."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from dodomu.foundation.models import Place
from dodomu.journeys.models import Adoption, Leg, Offer
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries import proposals
from dodomu.people.models import Person
from dodomu.web.desk.plans import adopting
from tests.journeys import planned
from tests.journeys.planned import FIRST, NOW, SECOND, Town
from tests.web.desk.conftest import SignedIn
from tests.web.desk.plans import adopted, page_of, pages, panel, with_two_flights, words


@pytest.fixture
def town(db: None) -> Town:
    return planned.town()


@pytest.fixture
def duty(town: Town, signed_in: SignedIn) -> Client:
    return signed_in(town.crisis)


def name_of(party: UUID) -> str:
    return Person.objects.get(party=party, leads_party=True).given_name  # the families are all called alike


def test_what_adopting_means_is_shown_and_then_it_is_in_force(town: Town, duty: Client) -> None:
    party, alone, _ = with_two_flights(town)
    town.plan()
    address = f"{pages(town)}1/adopt"
    assert address in page_of(duty, f"{pages(town)}1/")
    told = panel(page_of(duty, address), "means")
    assert "2 parties are offered a way home: 3 people." in told
    assert "No plan is in force" in told
    assert "Nobody who was told already would travel otherwise." in told
    assert "Looked at just now, all of it holds." in told
    assert "2 parties that hold nothing are told a way" in told and name_of(party) in told and name_of(alone) in told
    answer = duty.post(address, {"expects": "", "why": "It holds."})
    assert answer["Location"] == f"{pages(town)}?done=adopted"
    assert proposals.in_force(town.id).why == "It holds."
    shown = panel(page_of(duty, answer["Location"]), "force-heading")
    assert "Plan 1" in shown and "by Officer 0. It holds." in shown
    assert "Adopt" not in page_of(duty, f"{pages(town)}1/")


def test_a_plan_that_no_longer_holds_is_refused_with_every_party_and_its_reason(town: Town, duty: Client) -> None:
    party, alone, _ = with_two_flights(town)
    town.plan()
    Leg.objects.filter(ref="F1").update(state="cancelled")
    answer = duty.post(f"{pages(town)}1/adopt", {"expects": "", "why": "Now"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    told = panel(shown, "faults-of-plan")
    assert name_of(party) in told and name_of(alone) in told
    assert "rides leg F1, which does not exist." in told
    assert str(party) not in words(shown)
    assert 'name="without_broken"' in shown
    assert 'href="#"' not in shown  # they are no faults of fields
    assert ">\nNow</textarea>" in shown  # what was typed is still there
    assert not Adoption.objects.exists()


def test_what_is_wrong_is_said_with_places_by_their_names_and_hours_of_the_crisis(town: Town, duty: Client) -> None:
    town.leg("F1", 3, NOW + timedelta(hours=6))
    town.party()
    town.plan()
    Place.objects.filter(crisis=town.id, ref="ala").update(names={"en": "Almaty airport"})
    Leg.objects.filter(ref="F1").update(departs_at=NOW + timedelta(hours=2, minutes=30))
    answer = duty.post(f"{pages(town)}1/adopt", {"expects": "", "why": "Now"})
    told = panel(answer.content.decode(), "faults-of-plan")
    assert "comes to Almaty airport at 10.01 22:00, but leg F1 begins at 10.01 18:30." in told
    assert "+06:00" not in told and " ala " not in told


def test_those_whose_way_broke_can_be_left_out(town: Town, duty: Client) -> None:
    party, alone, _ = with_two_flights(town)
    town.leg("F3", 9, SECOND)
    big = town.party(5)
    town.plan()
    Leg.objects.filter(ref="F1").update(state="cancelled")
    answer = duty.post(f"{pages(town)}1/adopt", {"expects": "", "without_broken": "on"})
    assert answer.status_code == 302
    left_out = set(Adoption.objects.get().left_out)
    assert left_out and left_out <= {party, alone, big}


def test_who_was_told_is_listed_and_moved_only_when_that_is_confirmed(town: Town, duty: Client) -> None:
    party, alone, _ = with_two_flights(town)
    first = adopted(town, town.plan())
    make_offers(adoption=first, by=town.duty, at=NOW)
    town.plan(without_legs=frozenset({"F1"}))
    address = f"{pages(town)}2/adopt"
    told = panel(page_of(duty, address), "means")
    assert "2 parties were told already and would travel otherwise" in told
    assert name_of(party) in told and name_of(alone) in told and "F1" in told and "F2" in told
    assert "takes the place of plan 1" in told
    answer = duty.post(address, {"expects": str(first)})
    assert answer.status_code == 422
    assert "Look at who they are and confirm it." in words(answer.content.decode())
    assert duty.post(address, {"expects": str(first), "confirmed_moves": "on"}).status_code == 302
    assert proposals.in_force(town.id).number == 2


def test_a_second_officer_is_shown_who_adopted_what_and_when(town: Town, duty: Client, signed_in: SignedIn) -> None:
    with_two_flights(town)
    town.plan()
    town.plan(budget=900)
    other = signed_in(town.crisis)
    page_of(duty, f"{pages(town)}1/adopt")
    page_of(other, f"{pages(town)}2/adopt")
    assert other.post(f"{pages(town)}2/adopt", {"expects": ""}).status_code == 302
    answer = duty.post(f"{pages(town)}1/adopt", {"expects": ""})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Another plan was adopted in the meantime." in shown
    assert "plan 2, adopted 10 January 2022, 18:00 Almaty by Officer 1." in panel(shown, "means")
    now = proposals.in_force(town.id)
    assert now is not None and now.number == 2
    assert f'value="{now.id}"' in shown
    assert duty.post(f"{pages(town)}1/adopt", {"expects": str(now.id)}).status_code == 302
    assert proposals.in_force(town.id).number == 1


def test_adopting_twice_is_one_adoption_and_what_is_not_ready_cannot_be(town: Town, duty: Client) -> None:
    with_two_flights(town)
    town.plan()
    for _again in range(2):
        assert duty.post(f"{pages(town)}1/adopt", {"expects": ""}).status_code == 302
    assert Adoption.objects.count() == 1
    town.ask(budget=1)
    assert duty.get(f"{pages(town)}2/adopt").status_code == 404
    assert duty.post(f"{pages(town)}1/adopt", {"expects": "nonsense"}).status_code == 422


def test_what_no_longer_holds_and_who_hears_something_new_is_shown_before_anything_is_adopted(
    town: Town, duty: Client
) -> None:
    party, alone, _ = with_two_flights(town)
    first = adopted(town, town.plan())
    make_offers(adoption=first, by=town.duty, at=NOW)
    newcomer = town.party(1)
    town.leg("F3", 9, SECOND)
    town.plan(mends=True)
    shown = page_of(duty, f"{pages(town)}2/adopt")
    told = panel(shown, "means")
    assert "2 parties hold the same offer already and hear nothing new." in told
    assert name_of(newcomer) in told and name_of(party) not in told
    assert "faults-of-plan" not in shown
    Person.objects.filter(party=newcomer).update(wish="stay")
    shown = page_of(duty, f"{pages(town)}2/adopt")
    assert name_of(newcomer) in panel(shown, "faults-of-plan")
    assert name_of(newcomer) not in panel(shown, "means")
    assert 'name="without_broken"' in shown
    assert name_of(alone) not in shown
    assert Adoption.objects.count() == 1


def test_a_large_plan_is_looked_at_only_when_that_is_asked_for(
    town: Town, duty: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "COUNTED_AT_ONCE", 0)
    party, _, _ = with_two_flights(town)
    town.plan()
    Leg.objects.filter(ref="F1").update(state="cancelled")
    address = f"{pages(town)}1/adopt"
    shown = page_of(duty, address)
    assert 'href="?look=1"' in shown and "faults-of-plan" not in shown
    assert "all of it holds" not in shown
    shown = page_of(duty, f"{address}?look=1")
    assert name_of(party) in panel(shown, "faults-of-plan")
    answer = duty.post(address, {"expects": ""})
    assert answer.status_code == 422
    assert name_of(party) in panel(answer.content.decode(), "faults-of-plan")


def test_who_was_told_other_hours_of_the_same_departure_is_said_so(town: Town, duty: Client) -> None:
    with_two_flights(town)
    first = adopted(town, town.plan())
    make_offers(adoption=first, by=town.duty, at=NOW)
    Leg.objects.filter(ref="F1").update(departs_at=FIRST + timedelta(minutes=30), arrives_at=FIRST + timedelta(hours=7))
    town.plan()
    assert "F1, at other hours" in panel(page_of(duty, f"{pages(town)}2/adopt"), "means")


def test_who_was_left_out_is_listed_with_the_plan_in_force_and_not_said_to_travel(town: Town, duty: Client) -> None:
    town.leg("F1", 3)
    goes, stays = town.party(1), town.party(2)
    plan = town.plan()
    Person.objects.filter(party=stays).update(wish="stay")
    make_offers(adoption=adopted(town, plan, without_broken=True), by=town.duty, at=NOW)
    told = panel(page_of(duty, pages(town)), "force-heading")
    assert "1 party of this plan got no offer and holds none" in told
    assert name_of(stays) in told and name_of(goes) not in told
    assert "Their way did not hold any more when the plan was adopted." in told
    assert "They were not offered this way" in page_of(duty, f"{pages(town)}1/party/{stays}/")
    assert "They were not offered this way" not in page_of(duty, f"{pages(town)}1/party/{goes}/")


def test_who_said_no_before_is_listed_until_they_hold_a_place(town: Town, duty: Client) -> None:
    party, _, _ = with_two_flights(town)
    adoption = adopted(town, town.plan())
    make_offers(adoption=adoption, by=town.duty, at=NOW)
    Adoption.objects.update(not_offered=[[str(party), "refused-before"]])
    assert proposals.not_offered(adoption) == []
    Offer.objects.filter(party=party).update(state="declined", ended_at=NOW, end_cause="declined")
    told = panel(page_of(duty, pages(town)), "force-heading")
    assert name_of(party) in told and "They said no to this way before." in told
