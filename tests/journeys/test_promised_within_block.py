"""More is promised than there is only where others cut afterwards: nothing else that became of the leg excuses it."""

from datetime import timedelta
from uuid import UUID

import pytest

from dodomu.journeys.models import OfferRide
from dodomu.journeys.operations import partners, ways
from dodomu.journeys.queries import promises
from dodomu.journeys.queries.promises import Broken
from dodomu.journeys.rules.given import PartnerSeatsGiven
from tests.journeys.offered import NOW, Harbour, harbour, live

pytestmark = pytest.mark.django_db
LAW = "promised-within-block"


def two_on(seats: int) -> tuple[Harbour, UUID]:
    """A leg on which a couple holds places."""
    here = harbour()
    leg = here.leg("PS-1", seats)
    return here, leg.id


def offered(here: Harbour, persons: int = 2) -> UUID:
    party = here.party(persons)
    assert here.offer_all({party: "PS-1"}).sent == 1
    return party


def change(here: Harbour, **fields: object) -> None:
    leg = here.legs["PS-1"]
    leg.refresh_from_db()
    ways.change_leg(leg=leg.id, version=leg.version, given=fields, why="the carrier", by=here.officer(), at=NOW)


def doubled(party: UUID) -> None:
    """Promise a party twice as much as it was, as a fault of ours would."""
    OfferRide.objects.filter(offer=live(party)).update(takes={"seat": 4})


def test_a_block_that_others_cut_afterwards_is_named_apart_and_is_no_fault():
    here, leg = two_on(2)
    offered(here)
    change(here, block={"seat": 1})
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (), (leg,)),)
    change(here, block={"seat": 1}, note="said twice")
    change(here, held_back={"seat": 1})
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (), (leg,)),)


def test_a_cut_before_the_promise_or_one_that_is_too_small_excuses_nothing():
    here, leg = two_on(5)
    change(here, block={"seat": 3})
    party = offered(here)
    doubled(party)
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (leg,)),)
    change(here, block={"seat": 2})
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (leg,)),)


def test_other_changes_of_the_leg_and_more_seats_excuse_nothing():
    here, leg = two_on(2)
    party = offered(here)
    doubled(party)
    change(here, note="a new aircraft", seats={"seat": 200})
    change(here, block={"seat": 3})
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (leg,)),)


def test_seats_that_a_partner_takes_back_are_a_cut_and_seats_only_talked_of_are_not():
    here, leg = two_on(1)
    officer = here.officer()
    got, talked = (
        partners.add_partner_seats(
            leg=leg, given=PartnerSeatsGiven("PL", 1, given_by_us=False), by=officer, at=NOW
        )
        for _ in range(2)
    )  # fmt: skip
    partners.confirm_partner_seats(seats=got, by=officer, at=NOW)
    party = offered(here)
    partners.withdraw_partner_seats(seats=talked, by=officer, at=NOW)
    assert promises.reconcile_offers(here.id) == ()
    partners.withdraw_partner_seats(seats=got, by=officer, at=NOW + timedelta(hours=1))
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (), (leg,)),)
    doubled(party)
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (leg,)),)


def test_seats_that_we_give_away_afterwards_are_named_apart_too():
    here, leg = two_on(2)
    offered(here)
    given = partners.add_partner_seats(
        leg=leg, given=PartnerSeatsGiven("MD", 1, given_by_us=True), by=here.officer(), at=NOW
    )
    assert promises.reconcile_offers(here.id) == ()
    partners.confirm_partner_seats(seats=given, by=here.officer(), at=NOW)
    assert promises.reconcile_offers(here.id) == (Broken(LAW, (), (leg,)),)
