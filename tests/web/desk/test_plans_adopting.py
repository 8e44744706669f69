"""Adopting a plan at the desk: what it means is shown first, and what stands against it in full."""

from uuid import UUID

import pytest
from django.test import Client

from dodomu.journeys.models import Adoption, Leg
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries import proposals
from dodomu.people.models import Person
from tests.journeys import planned
from tests.journeys.planned import NOW, Town
from tests.web.desk.conftest import SignedIn
from tests.web.desk.plans import adopted, page_of, pages, panel, with_two_flights, words


@pytest.fixture
def town(db: None) -> Town:
    return planned.town()


@pytest.fixture
def duty(town: Town, signed_in: SignedIn) -> Client:
    return signed_in(town.crisis)


def name_of(party: UUID) -> str:
    return Person.objects.get(party=party, leads_party=True).family_name


def test_what_adopting_means_is_shown_and_then_it_is_in_force(town: Town, duty: Client) -> None:
    with_two_flights(town)
    town.plan()
    address = f"{pages(town)}1/adopt"
    assert address in page_of(duty, f"{pages(town)}1/")
    told = panel(page_of(duty, address), "means")
    assert "2 parties are offered a way home: 3 people." in told
    assert "No plan is in force" in told
    assert "Nobody who was told already would travel otherwise." in told
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
    assert ">\nNow</textarea>" in shown  # what was typed is still there
    assert not Adoption.objects.exists()


def test_those_whose_way_broke_can_be_left_out(town: Town, duty: Client) -> None:
    party, alone, _ = with_two_flights(town)
    town.leg("F3", 9, planned.SECOND)
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
