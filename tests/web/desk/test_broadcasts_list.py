"""The list of broadcasts, and what whoever approves sees beside what it is now."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from dodomu.channels.messages import Failure
from dodomu.contact.models import Broadcast, Conversation, Correspondent
from dodomu.contact.operations import allowances, broadcasting, expanding
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.queries import broadcasts
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.terms import Purpose
from dodomu.foundation import clock
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.people.models import ContactPoint, Person
from tests.contact import told
from tests.contact.told import BY_SMS
from tests.web.desk.broadcasting import BASE, NOW, act, drafted, page, people, typed


@pytest.fixture(autouse=True)
def _channels(settings: LazySettings) -> None:
    settings.DODOMU_CHANNELS = {**told.CHANNELS, "telegram": "telegram://1:x@127.0.0.1:1"}


def offered(crisis: Crisis, to: Person) -> Broadcast:
    """What a rule of ours tells one party at once."""
    given = Drafted(
        "Є місце", Purpose.OFFER, Audience(parties=(to.party_id,)), (BY_SMS,), (Words("uk", "Є місце."),), of=uuid4()
    )
    made = broadcasting.begin_for_few(crisis=crisis.id, given=given, by=SYSTEM, at=NOW)
    return Broadcast.objects.get(id=made)


def test_what_waits_for_approval_is_seen_however_many_small_offers_came_after_it(duty: Client, crisis: Crisis) -> None:
    [one] = people(crisis, 1)
    row = drafted(duty)
    act(duty, row, "ask", is_meant="yes")
    for _ in range(3):
        expanding.expand(broadcast=offered(crisis, one).id, at=NOW)
    Broadcast.objects.filter(id=row.id).update(number=0)  # as if a hundred and more were newer
    assert [each.id for each in broadcasts.pressing(crisis.id)] == [row.id]
    assert broadcasts.others(crisis.id) == []
    few = broadcasts.to_a_few(crisis.id, most=2)
    assert (few.number, few.persons, few.under_way, len(few.last)) == (3, 3, 3, 2)
    shown = page(duty)
    assert "3 times a few were told of their offers at once" in shown
    assert shown.count("Є місце") == 3
    assert shown.index("Бензин") < shown.index("<details")


def test_without_any_small_offer_nothing_is_folded(duty: Client) -> None:
    drafted(duty)
    assert "were told of their offers" not in page(duty)


def test_whoever_approves_sees_what_was_counted_then_and_what_it_is_now(duty: Client, crisis: Crisis) -> None:
    people(crisis, 2)
    row = drafted(duty)
    assert "When approval was asked for" not in page(duty, f"{row.number}/")
    act(duty, row, "ask", is_meant="yes")
    people(crisis, 3)
    shown = page(duty, f"{row.number}/")
    assert "When approval was asked for it was 2 people, 2 of them with a way" in shown
    assert '<b class="reach__number">5</b>' in shown


def test_what_nobody_set_a_price_for_is_not_said_to_cost_nothing(
    duty: Client, crisis: Crisis, settings: LazySettings
) -> None:
    people(crisis, 1)
    assert "0.00" not in duty.post(f"{BASE}new", typed(count="1")).content.decode()
    settings.DODOMU_PRICES = {"sms": Decimal("0.05")}
    assert "0.05" in duty.post(f"{BASE}new", typed(count="1")).content.decode()


def test_the_preview_says_how_many_gave_only_a_telegram_name(duty: Client, crisis: Crisis) -> None:
    one, other, _ = people(crisis, 3)
    for each in (one, other):
        ContactPoint.objects.create(person=each, kind="telegram", value="@someone")
    thread = Conversation.objects.create(crisis=crisis, person=other, last_at=NOW)
    Correspondent.objects.create(
        channel="telegram", address="77", conversation=thread, first_heard_at=NOW, last_heard_at=NOW, decided_at=NOW
    )
    assert "gave only a Telegram name" not in duty.post(f"{BASE}new", typed(count="1")).content.decode()
    shown = duty.post(f"{BASE}new", typed(count="1", step_1="own_channels telegram")).content.decode()
    assert "1 person gave only a Telegram name" in shown


def test_a_provider_that_is_down_is_seen_on_the_first_page_the_list_and_its_broadcasts(
    duty: Client, crisis: Crisis
) -> None:
    people(crisis, 1)
    row = drafted(duty)
    act(duty, row, "ask", is_meant="yes")
    Broadcast.objects.filter(id=row.id).update(state="running", begun_at=NOW)
    now = clock.real_now()
    for name, kind in (("sms", told.SMS), ("paper", told.PAPER)):
        allowances.note_seen(connection_name=name, channel=kind, now=now)
    allowances.note_down(connection_name="sms", channel=told.SMS, why=Failure.NO_CREDIT, said="balance 0", now=now)
    assert "no credit is left with the provider" in page(duty)
    assert "balance 0" in page(duty)
    assert "sms does not work now: no credit is left with the provider." in page(duty, f"{row.number}/")
    assert "ways out that do not work now" in duty.get("/desk/kazakhstan/").content.decode()
