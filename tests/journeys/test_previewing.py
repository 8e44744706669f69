"""What adopting a plan would come to, before anybody adopts it: who is told what, and what no longer holds."""

from datetime import timedelta

import pytest

from dodomu.journeys.models import Leg, Offer
from dodomu.journeys.operations.adopting import adopt_plan
from dodomu.journeys.operations.offering import make_offers
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.moving import told_moves
from dodomu.journeys.queries.previewing import Preview, preview
from dodomu.journeys.rules.terms import LIVE, OfferState
from dodomu.people.models import Person
from tests.journeys import planned
from tests.journeys.planned import FIRST, NOW, SECOND, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return planned.town()


def in_force(town: Town, plan: object) -> None:
    """Adopt a plan and make its offers."""
    now = proposals.in_force(town.id)
    expects = now.id if now else None
    asked = {"crisis": town.id, "proposal": plan, "expects": expects, "confirmed_moves": True}
    adoption = adopt_plan(**asked, by=town.duty, at=NOW)  # type: ignore[arg-type]
    make_offers(adoption=adoption, by=town.duty, at=NOW)


def seen(town: Town, plan: object, *, looks: bool = True) -> Preview:
    found = preview(town.id, plan, at=NOW, looks=looks)  # type: ignore[arg-type]
    assert found is not None
    return found


def live_of(town: Town) -> dict[object, object]:
    return dict(Offer.objects.filter(crisis=town.id, state__in=LIVE).values_list("party_id", "id"))


def test_what_is_foreseen_is_what_the_offers_do(town: Town):
    town.leg("F1", 3)
    keeps, said_no = town.party(2), town.party(1)
    in_force(town, town.plan())
    Offer.objects.filter(party=said_no).update(state=OfferState.DECLINED, ended_at=NOW, end_cause="declined")
    town.leg("F2", 5, SECOND)
    newcomer = town.party(4)
    asked = town.plan()
    found = seen(town, asked)
    assert found.changes.kept == (keeps,)
    assert found.changes.moves == ()
    assert set(found.changes.first) == {said_no, newcomer}  # by another departure than the one refused
    assert (found.parties, found.persons) == (3, 7)
    before = live_of(town)
    in_force(town, asked)
    assert {party for party, offer in live_of(town).items() if before.get(party) != offer} == {said_no, newcomer}


def test_who_said_no_to_the_very_way_is_not_told_it_again(town: Town):
    town.leg("F1", 3)
    party, other = town.party(2), town.party(1)
    asked = town.plan()
    in_force(town, asked)
    Offer.objects.filter(party=party).update(state=OfferState.DECLINED, ended_at=NOW, end_cause="declined")
    found = seen(town, asked, looks=False).changes
    assert (found.kept, found.first, found.said_no) == ((other,), (), (party,))
    looked = seen(town, asked)
    assert looked.recheck is not None and looked.recheck.left_out == (party,)
    assert (looked.changes.kept, looked.changes.said_no) == ((other,), ())


def test_a_departure_at_other_hours_is_another_way_for_those_who_were_told(town: Town):
    leg = town.leg("F1", 3)
    party = town.party(2)
    in_force(town, town.plan())
    later = FIRST + timedelta(minutes=30)
    Leg.objects.filter(id=leg.id).update(departs_at=later, arrives_at=later + timedelta(hours=6))
    asked = town.plan()
    (move,) = told_moves(town.id, asked, at=NOW)
    assert (move.party, move.before, move.after) == (party, ("F1",), ("F1",))
    before = live_of(town)
    in_force(town, asked)
    assert live_of(town)[party] != before[party]


def test_who_goes_all_the_way_by_themselves_is_not_said_to_be_left(town: Town):
    Leg.objects.create(
        crisis=town.crisis, ref="road", mode="car", schedule="on_demand", origin=town.place("almaty"),
        target=town.place("kbp"), minutes=600, known_from=NOW - timedelta(days=1), recorded_at=NOW,
    )  # fmt: skip
    party = town.party(2)
    in_force(town, town.plan())
    asked = town.plan(budget=900)
    assert told_moves(town.id, asked, at=NOW) == []
    assert seen(town, asked).changes.kept == (party,)


def test_who_is_left_by_a_plan_is_a_move_to_nothing(town: Town):
    town.leg("F1", 3)
    party = town.party(2)
    in_force(town, town.plan())
    town.leg("F2", 1, SECOND)
    town.party(1)
    (move,) = told_moves(town.id, town.plan(without_legs=frozenset({"F1"})), at=NOW)
    assert (move.party, move.before, move.after) == (party, ("F1",), ())


def test_what_no_longer_holds_is_named_with_its_parties_and_they_are_counted_out(town: Town):
    town.leg("F1", 3)
    goes, stays = town.party(1), town.party(2)
    asked = town.plan()
    Person.objects.filter(party=stays).update(wish="stay")
    found = seen(town, asked)
    assert found.recheck is not None
    assert found.recheck.by_party.keys() == {str(stays)}
    assert found.recheck.other == ()
    assert (found.parties, found.persons, found.changes.first) == (1, 1, (goes,))
    unseen = seen(town, asked, looks=False)
    assert (unseen.recheck, unseen.parties, unseen.persons) == (None, 2, 3)


def test_of_what_is_not_a_plan_yet_nothing_is_foreseen(town: Town):
    asked = town.ask()
    assert preview(town.id, asked, at=NOW, looks=True) is None
    assert preview(planned.town().id, asked, at=NOW, looks=False) is None
