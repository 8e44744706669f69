"""What is left of messages to somebody who is forgotten, and what a stop remembers."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from dodomu.channels.messages import Result, Verdict
from dodomu.contact.models import CheckIn, Delivery, Part, Seen, Stop
from dodomu.contact.operations import forgetting_deliveries, sending, stopping
from dodomu.contact.rules.terms import DeliveryState, Ground, SkipReason
from dodomu.people.models import ContactPoint, Person
from dodomu.people.operations import forgetting
from tests.contact import told
from tests.contact.told import BY_EMAIL, BY_PARTY, BY_SMS, EMAIL, NOW, SMS, Told, rows, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


def forget(*persons: Person) -> int:
    Person.objects.filter(id__in=[each.id for each in persons]).update(keep_until=NOW.date())
    assert forgetting.forget_due(at=LATER) == len(persons)
    return forgetting_deliveries.forget_due()


def test_where_messages_went_is_forgotten_with_the_person_and_what_became_of_them_is_not(town: Told):
    one, other = town.person(), town.person()
    town.begun()
    claimed = told.claim()
    said = [
        Result(each.id, Verdict.TAKEN, (f"{each.to}:1", f"{each.to}:2"), code="250 a@b") for each in claimed.outgoing
    ]
    sending.keep_results(claimed, said, now=NOW)
    seen = CheckIn.objects.create(crisis=town.crisis, person=one, said="help", said_at=NOW, recorded_at=NOW)
    Seen.objects.create(check_in=seen, words="спитано на готелі", at=NOW)
    assert forget(one) == 4
    row = Delivery.objects.get(person=one)
    assert (row.address, row.ref, row.code, row.state) == ("", "", "", DeliveryState.TAKEN)
    assert Delivery.objects.get(person=other).address
    assert Part.objects.count() == 2
    assert Seen.objects.get().words == ""
    assert forgetting_deliveries.forget_due() == 0


def test_a_telephone_of_somebody_forgotten_is_not_kept_with_their_child_either(town: Told):
    mother = town.person()
    child = town.person(party_of=mother, phones="", email="a@example.org")
    row = town.begun(ladder=(BY_PARTY,))
    told.taken()
    assert Delivery.objects.get(person=child).address
    forget(mother)
    assert {each.address for each in rows(row)} == {""}


def test_a_stop_outlives_the_person_as_a_hash_and_holds_for_whoever_has_the_telephone_again(town: Told):
    one = town.person()
    number = ContactPoint.objects.get(person=one).value
    stopping.say_stop(channel=SMS, address=number, at=NOW)
    assert forgetting_deliveries.forget_due() == 0, "it is in the register"
    assert forget(one) >= 1
    kept = Stop.objects.get().address
    assert number not in kept and kept == stopping.hash_of(SMS, number)
    assert stopping.stopped(channel=SMS, addresses=[number, "+1"]) == {number}
    assert not stopping.stopped(channel=EMAIL, addresses=[number])
    town.person(phones=number, email="b@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    assert not told.claim().outgoing
    told.tend()
    assert states(row) == [(SMS, DeliveryState.SKIPPED, SkipReason.SAID_STOP), (EMAIL, DeliveryState.WAITING, "")]
    town.begun(ground=Ground.LIFE_SAFETY)
    assert "небезпеку для життя" in told.claim().outgoing[0].text
    assert stopping.lift_stop(channel=SMS, address=number, at=LATER)
    assert not stopping.stopped(channel=SMS, addresses=[number])


def test_a_stop_that_is_said_again_is_kept_once(town: Told):
    number = "+380000000001"
    for _ in range(2):
        stopping.say_stop(channel=SMS, address=number, at=NOW)
        assert forgetting_deliveries.forget_due() == 1
    assert [each.address for each in Stop.objects.all()] == [stopping.hash_of(SMS, number)]
    assert stopping.lift_stop(channel=SMS, address=number, at=LATER)
