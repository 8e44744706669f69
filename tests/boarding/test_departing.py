"""What follows from a departure: its leg has left, who did not come stays to be seen, silent devices are told of."""

from datetime import datetime, timedelta

import pytest

from dodomu.boarding.models import Device
from dodomu.boarding.operations.departing import mark_departed
from dodomu.boarding.operations.manifests import close_manifest
from dodomu.boarding.queries.board import gate_attention
from dodomu.boarding.queries.manifests import manifest_of, manifests_near
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.models import Leg, LegChange, Offer
from dodomu.journeys.operations import ways
from dodomu.journeys.operations.offering import withdraw_offer
from dodomu.journeys.queries.reviewing import UNDER_WAY
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import Person
from tests.boarding import touching
from tests.journeys.offered import TOMORROW, Harbour, answered, harbour

pytestmark = pytest.mark.django_db
LEAVES = TOMORROW
SOON = timedelta(minutes=5)


@pytest.fixture
def here() -> Harbour:
    made = harbour()
    made.leg("PS-1", 10)
    party = made.party()
    made.offer_all({party: "PS-1"})
    answered(made, party, Answer.ACCEPT)
    return made


def close(here: Harbour, at: datetime) -> None:
    close_manifest(crisis=here.id, ref="PS-1", named="Iryna Vilde", happened_at=at, by=here.officer(), at=at)


def mark(here: Harbour, at: datetime) -> int:
    return mark_departed(crisis=here.id, by=SYSTEM, at=at)


def test_a_leg_whose_manifest_was_closed_has_left_at_the_hour_of_closing_once(here: Harbour):
    assert mark(here, LEAVES + SOON) == 0, "nobody has closed it"
    close(here, LEAVES + SOON)
    assert mark(here, LEAVES + 2 * SOON) == 1
    assert Leg.objects.get(ref="PS-1").state == "departed"
    said = LegChange.objects.filter(leg__ref="PS-1").latest("version")
    assert datetime.fromisoformat(said.after["happened_at"]) == LEAVES + SOON
    assert mark(here, LEAVES + 3 * SOON) == 0


def test_a_gate_that_closes_before_the_hour_does_not_send_its_leg_off(here: Harbour):
    close(here, LEAVES - SOON)
    assert mark(here, LEAVES - SOON) == 0
    assert Leg.objects.get(ref="PS-1").state == "planned"
    assert mark(here, LEAVES) == 1


def test_what_an_officer_said_of_the_leg_stands(here: Harbour):
    close(here, LEAVES + SOON)
    row = Leg.objects.get(ref="PS-1")
    ways.cancel_leg(leg=row.id, version=row.version, why="fog", by=here.officer(), at=LEAVES + SOON)
    assert mark(here, LEAVES + 2 * SOON) == 0
    assert Leg.objects.get(ref="PS-1").state == "cancelled"
    assert not Person.objects.filter(crisis=here.crisis, account__in=UNDER_WAY).exists()


def test_who_did_not_come_stays_missing_on_the_closed_manifest_when_their_offer_ends_afterwards(here: Harbour):
    def missing() -> int:
        found = manifest_of(here.id, "PS-1", by=here.officer(), at=LEAVES + 3 * SOON)
        assert found and found.counts.missing == manifests_near(here.id, by=here.officer(), at=LEAVES)[0].counts.missing
        return found.counts.missing

    close(here, LEAVES)
    assert missing() == 1
    offer = Offer.objects.get(crisis=here.id)
    withdraw_offer(offer=offer.id, why="did not come", by=here.officer(), at=LEAVES + SOON)
    assert missing() == 1


def test_whose_offer_ended_before_the_manifest_was_closed_is_not_on_it(here: Harbour):
    withdraw_offer(offer=Offer.objects.get(crisis=here.id).id, why="ill", by=here.officer(), at=LEAVES - SOON)
    close(here, LEAVES)
    found = manifest_of(here.id, "PS-1", by=here.officer(), at=LEAVES + SOON)
    assert found and found.lines == ()


def test_a_silent_device_that_has_not_sent_everything_is_counted_for_the_first_page(here: Harbour):
    phone = touching.gate(here.crisis)
    phone.hand_in(phone.touch("looked", means="name"), at=LEAVES)
    phone.row.refresh_from_db()
    assert silent(here, LEAVES) == silent(here, LEAVES + 4 * SOON) == 0
    Device.objects.filter(id=phone.row.id).update(made_so_far=3)
    assert (silent(here, LEAVES + SOON), silent(here, LEAVES + 4 * SOON)) == (0, 1)


def silent(here: Harbour, real: datetime) -> int:
    return gate_attention(here.id, by=here.officer(), at=LEAVES, real=real).silent
