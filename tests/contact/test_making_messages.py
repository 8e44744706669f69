"""One message that cannot be made holds up no other; what the desk counts as late is late."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from dodomu.channels.messages import Failure
from dodomu.contact.models import Broadcast
from dodomu.contact.operations import allowances
from dodomu.contact.queries import deliveries
from dodomu.contact.rules.terms import DeliveryState
from dodomu.foundation import clock
from dodomu.people.models import Person
from tests.contact import told
from tests.contact.told import AT_HOME, BY_EMAIL, NOW, SMS, Told, rows

pytestmark = pytest.mark.django_db
S = DeliveryState


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


def test_a_message_that_cannot_be_made_holds_up_no_other_and_its_person_climbs_on(town: Told):
    home = {"phones": "", "home_contact_name": "Мати", "home_contact_phone": "+380 00 555 44 33"}
    spoiled = town.person(email="a@example.org", **home)
    for number in range(4):
        town.person(**{**home, "home_contact_phone": f"+380 00 666 44 3{number}"})
    Person.objects.filter(id=spoiled.id).update(home_contact=b"\x01damaged")
    row = town.begun(ladder=(AT_HOME, BY_EMAIL))
    claimed = told.claim()
    assert (len(claimed.outgoing), claimed.skipped) == (4, 1)
    [failed] = rows(row, state=S.FAILED)
    assert (failed.person, failed.why, failed.code, failed.attempts) == (
        spoiled, Failure.NOT_UNDERSTOOD, "CannotOpen", 0,
    )  # fmt: skip
    told.tend()
    assert [each.state for each in rows(row, person=spoiled)] == [S.FAILED, S.WAITING]
    assert deliveries.troubles(town.id, at=NOW).failed == 1


def test_a_broadcast_that_cannot_be_read_any_more_holds_up_no_other(town: Told):
    town.person()
    broken, whole = town.begun(), town.begun()
    Broadcast.objects.filter(id=broken.id).update(audience={"planet": ["mars"]})
    assert len(told.claim().outgoing) == 1
    assert [each.state for each in rows(broken)] == [S.FAILED]
    assert [each.state for each in rows(whole)] == [S.SENDING]


def test_what_waits_its_turn_over_a_way_that_works_is_not_late(town: Told):
    for _ in range(2):
        town.person()
    row = town.begun()
    later = NOW + timedelta(minutes=6)
    assert deliveries.troubles(town.id, at=NOW).overdue == 0
    assert deliveries.troubles(town.id, at=later).overdue == 2, "nobody sends"
    allowances.note_seen(connection_name="sms", channel=SMS, now=clock.real_now())
    assert deliveries.troubles(town.id, at=later).overdue == 0, "many messages take their time"
    Broadcast.objects.filter(id=row.id).update(state="paused")
    allowances.note_seen(connection_name="sms", channel=SMS, now=clock.real_now() - timedelta(minutes=5))
    assert deliveries.troubles(town.id, at=later).overdue == 0


def test_troubles_are_counted_up_to_a_number(town: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deliveries, "MOST_COUNTED", 2)
    for _ in range(4):
        town.person()
    town.begun()
    assert deliveries.troubles(town.id, at=NOW + timedelta(hours=1)).overdue == 2
