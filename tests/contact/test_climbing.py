"""Who is told first over what, and what is tried next."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from dodomu.channels.messages import Arrival, Failure, Receipt, Verdict
from dodomu.contact.models import Advice, Broadcast, Conversation, Delivery, Message, Stop
from dodomu.contact.operations import allowances, expanding, receipts, sending, stopping
from dodomu.contact.queries import broadcasts, deliveries
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Step
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Ground, Rung, SkipReason
from dodomu.foundation.models import Place
from dodomu.people.models import ContactPoint, Person
from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish
from dodomu.situation.rules.terms import Network, NetworkState
from tests import cast
from tests.contact import told
from tests.contact.told import AT_HOME, BY_EMAIL, BY_PARTY, BY_SMS, EMAIL, NOW, PAPER, SMS, WARDEN, Told, rows, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=31)


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch, town: Told):
    """Networks that are out in Almaty, by what the situation knows."""
    from dodomu.situation.queries.networks import NetworkNow

    lost: set[Network] = set()

    def networks(*_: object, **__: object) -> object:
        here = {each: NetworkNow(NetworkState.OUT if each in lost else NetworkState.WORKS) for each in Network}
        return {town.place("almaty").id: here}

    monkeypatch.setattr("dodomu.contact.queries.reaching.networks", networks)
    return lost


def addresses(broadcast: Broadcast) -> list[str]:
    return [row.address for row in rows(broadcast, state=DeliveryState.WAITING)]


def phone(person: Person) -> str:
    return str(ContactPoint.objects.get(person=person, kind="phone").value)


def heard(person: Person) -> None:
    """Have somebody write to us after NOW."""
    thread = Conversation.objects.create(crisis=person.crisis, person=person, last_at=NOW)
    Message.objects.create(
        conversation=thread, direction="in", channel="sms", words=b"", said_at=LATER, recorded_at=LATER, key="1"
    )


def asked(town: Told, audience: Audience) -> set[Person]:
    return {row.person for row in rows(town.begun(audience=audience)) if row.person}


def test_each_part_of_an_audience_asks_what_it_says(town: Told):
    one = town.person(needs="wheelchair", wish="stay")
    two = town.person(place="nursultan", languages="en", given_name="X")
    hotel = Place.objects.create(
        crisis=town.crisis, ref="hotel", kind="shelter", country="KZ", latitude=43, longitude=76, zone="Asia/Almaty",
        parent=town.place("almaty"),
    )  # fmt: skip
    three = town.person()
    Person.objects.filter(id=three.id).update(account=Account.PROMISED, account_leg="F1", account_place=hotel)
    assert asked(town, Audience()) == {one, two, three}
    assert asked(town, Audience(places=(town.place("almaty").id,))) == {one, three}
    assert asked(town, Audience(needs=(Need.WHEELCHAIR,))) == {one}
    assert asked(town, Audience(wishes=(Wish.STAY,))) == {one}
    assert asked(town, Audience(accounts=(Account.PROMISED,), legs=("F1",))) == {three}
    assert asked(town, Audience(parties=(two.party_id,))) == {two}
    assert asked(town, Audience(persons=(two.id, three.id))) == {two, three}
    assert asked(town, Audience(languages=("en",))) == {two}
    assert asked(town, Audience(heard_since=cast.NOON)) == {one, two, three}
    heard(one)
    assert asked(town, Audience(heard_since=NOW)) == {one}
    assert asked(town, Audience(not_heard_since=NOW)) == {two, three}
    assert asked(town, Audience(registered_only=True)) == {one, two, three}


@pytest.mark.parametrize("account", [Account.HOME, Account.LEFT_ALONE, Account.DECEASED, Account.NOT_OURS])
def test_who_is_home_or_gone_is_not_told_unless_they_are_named(town: Told, account: Account):
    gone = town.person()
    town.person()
    Person.objects.filter(id=gone.id).update(account=account)
    assert len(rows(town.begun())) == 1
    named = town.draft(audience=Audience(accounts=(account,)))
    Broadcast.objects.filter(id=named.id).update(state=BroadcastState.APPROVED)
    expanding.expand(broadcast=named.id, at=NOW)
    expected = account in {Account.HOME, Account.LEFT_ALONE}
    assert bool(rows(named)) is expected


def test_everybody_is_written_down_once_with_the_first_channel_they_have(town: Told):
    one = town.person()
    town.person(phones="", email="b@example.org")
    town.person(phones="", home_contact_name="Мати", home_contact_phone="+380 00 555 44 33")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    assert expanding.expand(broadcast=row.id, at=NOW) == expanding.Expanded()
    assert {(each.channel, each.address, each.state, each.why) for each in rows(row)} == {
        (SMS, phone(one), DeliveryState.WAITING, ""),
        (EMAIL, "b@example.org", DeliveryState.WAITING, ""),
        (SMS, "", DeliveryState.SKIPPED, SkipReason.NO_ADDRESS),
    }
    assert len({each.id for each in rows(row)}) == 3 and {each.id.version for each in rows(row)} == {7}


def test_words_are_chosen_by_the_first_language_of_theirs_there_is(town: Told):
    town.person(languages="kk, en")
    town.person(languages="kk")
    assert sorted(each.language for each in rows(town.begun())) == ["en", "uk"]


def test_a_network_that_is_known_to_be_out_is_not_waited_for(town: Told, outage: set[Network]):
    outage.add(Network.SMS)
    town.person(email="a@example.org")
    elsewhere = town.person(place="nursultan")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    found = {(each.channel, each.state, each.why) for each in rows(row)}
    assert found == {
        (SMS, DeliveryState.SKIPPED, SkipReason.NETWORK_DOWN),  # it says so
        (EMAIL, DeliveryState.WAITING, ""),
        (SMS, DeliveryState.WAITING, ""),
    }
    assert phone(elsewhere) in addresses(row)


def test_one_way_to_the_internet_is_enough(town: Told, outage: set[Network]):
    outage.add(Network.INTERNET)
    town.person(phones="", email="a@example.org")
    assert states(town.begun(ladder=(BY_EMAIL,))) == [(EMAIL, DeliveryState.WAITING, "")]
    outage.add(Network.MOBILE_DATA)
    assert states(town.begun(ladder=(BY_EMAIL,))) == [(EMAIL, DeliveryState.SKIPPED, SkipReason.NETWORK_DOWN)]


def test_who_could_not_be_reached_for_a_network_is_told_when_it_is_back(town: Told, outage: set[Network]):
    outage.add(Network.SMS)
    town.person()
    row = town.begun()
    assert states(row) == [(SMS, DeliveryState.SKIPPED, SkipReason.NETWORK_DOWN)]
    told.tend(NOW + timedelta(minutes=16))
    assert states(row) == [(SMS, DeliveryState.SKIPPED, SkipReason.NETWORK_DOWN)]
    row.refresh_from_db()
    assert row.state == BroadcastState.RUNNING
    outage.clear()
    told.tend(NOW + timedelta(minutes=32))
    assert states(row) == [(SMS, DeliveryState.WAITING, "")]


def test_who_said_stop_is_told_over_what_they_did_not_stop(town: Told):
    one = town.person(email="a@example.org")
    town.person()
    assert stopping.say_stop(channel=SMS, address=phone(one), at=NOW)
    assert not stopping.say_stop(channel=SMS, address=phone(one), at=NOW)
    assert phone(one) not in addresses(town.begun())
    assert "a@example.org" in addresses(town.begun(ladder=(BY_SMS, BY_EMAIL)))
    only = town.draft(audience=Audience(persons=(one.id,)))
    Broadcast.objects.filter(id=only.id).update(state=BroadcastState.APPROVED)
    expanding.expand(broadcast=only.id, at=NOW)
    assert states(only) == [(SMS, DeliveryState.SKIPPED, SkipReason.SAID_STOP)]
    assert stopping.lift_stop(channel=SMS, address=phone(one), at=NOW)
    assert phone(one) in addresses(town.begun())


def test_what_concerns_life_is_sent_to_who_said_stop_and_says_why(town: Told):
    one = town.person()
    other = town.person()
    stopping.say_stop(channel=SMS, address=phone(one), at=NOW)
    town.begun(ground=Ground.LIFE_SAFETY)
    said = {each.to: each.text for each in told.claim().outgoing}
    assert "небезпеку для життя" in said[phone(one)] and said[phone(one)].startswith("Залишайтеся вдома.")
    assert said[phone(other)] == "Залишайтеся вдома."


def test_a_stop_between_writing_down_and_sending_is_obeyed(town: Told):
    one = town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    stopping.say_stop(channel=SMS, address=phone(one), at=NOW)
    claimed = told.claim()
    assert (claimed.outgoing, claimed.skipped) == ((), 1)
    told.tend(NOW)
    assert states(row) == [(SMS, DeliveryState.SKIPPED, SkipReason.SAID_STOP), (EMAIL, DeliveryState.WAITING, "")]


def test_a_link_to_stop_works_for_its_own_address_only():
    token = stopping.token_of(EMAIL, "a@example.org")
    assert stopping.stop_by_token(token=token, at=NOW) and stopping.stop_by_token(token=token, at=NOW)
    assert not stopping.stop_by_token(token=token[:-2] + "xx", at=NOW)
    assert not stopping.stop_by_token(token="", at=NOW)
    assert [(each.channel, each.address) for each in Stop.objects.all()] == [(EMAIL, "a@example.org")]


def test_the_next_rung_is_tried_when_no_receipt_came_in_time(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.taken()
    assert told.tend(NOW + timedelta(minutes=29)) == 0
    told.tend(LATER)
    assert states(row) == [(SMS, DeliveryState.TAKEN, ""), (EMAIL, DeliveryState.WAITING, "")]
    told.tend(LATER)
    assert len(rows(row)) == 2


def test_what_failed_is_not_waited_for(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.all_say(told.claim(), Verdict.REFUSED, refs=())
    told.tend()
    assert states(row) == [(SMS, DeliveryState.FAILED, ""), (EMAIL, DeliveryState.WAITING, "")]


def test_a_receipt_in_time_ends_the_ladder(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    arrives(told.taken(), NOW + timedelta(minutes=5))
    told.tend(LATER)
    assert states(row) == [(SMS, DeliveryState.DELIVERED, "")]
    row.refresh_from_db()
    assert row.state == BroadcastState.DONE


def test_a_receipt_that_comes_late_spares_the_rung_that_waits(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    claimed = told.taken()
    told.tend(LATER)
    arrives(claimed, LATER)
    assert told.claim(EMAIL, at=LATER).skipped == 1
    assert states(row) == [(SMS, DeliveryState.DELIVERED, ""), (EMAIL, DeliveryState.SKIPPED, SkipReason.ARRIVED)]


def test_who_came_home_by_then_is_not_told_any_more(town: Told):
    one = town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.taken()
    Person.objects.filter(id=one.id).update(account=Account.HOME)
    told.tend(LATER)
    assert states(row) == [(SMS, DeliveryState.TAKEN, "")]
    second = town.draft()
    Broadcast.objects.filter(id=second.id).update(state=BroadcastState.APPROVED)
    Person.objects.filter(id=one.id).update(account=Account.WAITING)
    expanding.expand(broadcast=second.id, at=NOW)
    Person.objects.filter(id=one.id).update(account=Account.HOME)
    assert told.claim().skipped == 1
    assert states(second) == [(SMS, DeliveryState.SKIPPED, SkipReason.HOME)]


def test_who_answered_by_then_is_not_tried_further(town: Told):
    from dodomu.contact.models import CheckIn

    one = town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.taken()
    CheckIn.objects.create(
        crisis=town.crisis, person=one, said="safe", channel="sms", said_at=NOW + timedelta(minutes=3),
        recorded_at=NOW + timedelta(minutes=3),
    )  # fmt: skip
    told.tend(LATER)
    assert states(row) == [(SMS, DeliveryState.TAKEN, "")]


def test_the_party_then_the_contact_at_home_then_the_warden_are_tried(town: Told):
    mother = town.person()
    child = town.person(party_of=mother, phones="", home_contact_name="Бабуся", home_contact_phone="+380 00 555 44 33")
    row = town.begun(ladder=(BY_SMS, BY_PARTY, AT_HOME, WARDEN), audience=Audience(persons=(child.id,)))
    [first] = told.taken().outgoing
    assert first.to == phone(mother) and first.text.startswith("Кому: ") and first.text.endswith("вдома.")
    told.tend(NOW + timedelta(minutes=61))
    [home] = told.taken(at=NOW + timedelta(minutes=61)).outgoing
    assert home.to == "+380005554433" and "передайте" in home.text
    assert rows(row, rung=Rung.HOME_CONTACT)[0].address == "", "the contact at home stays sealed"
    told.tend(NOW + timedelta(minutes=182))
    [sheet] = told.claim(PAPER, at=NOW + timedelta(minutes=182)).outgoing
    assert sheet.to == f"warden:almaty · {town.crisis.slug} · {row.number}" and sheet.recipient is not None
    assert sheet.recipient.people == 2 and sheet.recipient.telephone == ""


def test_a_contact_at_home_without_a_telephone_is_passed_over_at_once(town: Told):
    town.person(phones="", home_contact_name="Мати", home_contact_phone="", email="z@example.org")
    row = town.begun(ladder=(AT_HOME, BY_EMAIL))
    if rows(row)[0].channel == SMS:
        assert told.claim().skipped == 1
        told.tend()
    assert addresses(row) == ["z@example.org"]


def test_several_with_one_telephone_are_told_once(town: Told):
    mother = town.person()
    town.person(party_of=mother, phones="")
    town.person(party_of=mother, phones=phone(mother))
    row = town.begun(ladder=(BY_SMS, BY_PARTY, BY_EMAIL))
    assert len(told.claim(most=100).outgoing) == 1
    assert sorted((each.state, each.why) for each in rows(row)) == [
        (DeliveryState.SENDING, ""), (DeliveryState.SKIPPED, "same_address"), (DeliveryState.SKIPPED, "same_address"),
    ]  # fmt: skip
    lines = deliveries.of_broadcast(row.id, sees_private=True)
    assert {each.state for each in lines} == {DeliveryState.SENDING}, "each stands where the message stands"
    assert broadcasts.figures(row.id).persons == 3


def test_who_was_told_with_another_is_tried_further_when_that_fails(town: Told):
    mother = town.person()
    child = town.person(party_of=mother, phones="", email="child@example.org")
    row = town.begun(ladder=(BY_SMS, BY_PARTY, BY_EMAIL))
    assert not rows(row, person=child, channel=EMAIL)
    told.all_say(told.claim(), Verdict.REFUSED, refs=())
    told.tend()
    [mail] = rows(row, channel=EMAIL)
    assert (mail.person, mail.state) == (child, DeliveryState.WAITING)


def test_waves_keep_a_party_together_and_the_answers_apart(town: Told):
    for _ in range(12):
        town.person()
    mother = town.people[0]
    town.person(party_of=mother)
    row = town.begun(waves=4, wave_minutes=10)
    hours = {each.due_at for each in rows(row)}
    assert hours <= {NOW + timedelta(minutes=10 * wave) for wave in range(4)} and len(hours) > 1
    assert len({each.due_at for each in rows(row) if each.person and each.person.party_id == mother.party_id}) == 1
    at_once = len(told.claim().outgoing)
    assert at_once == sum(each.due_at == NOW for each in rows(row))


def advice(town: Told, **changes: object) -> Advice:
    values = {
        "crisis": town.crisis, "number": 1 + Advice.objects.count(), "kind": "shelter", "valid_from": NOW,
        "drafted_at": NOW, "published_at": NOW, **changes,
    }  # fmt: skip
    return Advice.objects.create(**values)


@pytest.mark.parametrize("how", ["withdrawn", "superseded", "over"])
def test_advice_that_holds_no_longer_is_told_to_nobody_more(town: Told, how: str):
    town.person()
    town.person()
    old = advice(town, valid_until=NOW + timedelta(hours=1))
    row = town.begun(advice=old.id)
    assert len(told.claim(most=1).outgoing) == 1
    at = NOW + timedelta(minutes=1)
    if how == "withdrawn":
        Advice.objects.filter(id=old.id).update(withdrawn_at=at)
    elif how == "superseded":
        advice(town, supersedes=old)
    else:
        at = NOW + timedelta(hours=2)
    assert not told.claim(at=at).outgoing, "also before anybody has stopped it"
    told.tend(at)
    row.refresh_from_db()
    assert (row.state, row.stopped_why) == (BroadcastState.STOPPED, "advice-no-longer-holds")
    assert SkipReason.SUPERSEDED in {each.why for each in rows(row)}


def test_an_approved_broadcast_whose_advice_is_over_never_begins(town: Told):
    town.person()
    old = advice(town)
    row = town.approved(advice=old.id)
    Advice.objects.filter(id=old.id).update(withdrawn_at=NOW)
    expanding.expand(broadcast=row.id, at=NOW)
    row.refresh_from_db()
    assert row.state == BroadcastState.STOPPED and not rows(row)


def arrives(claimed: sending.Claimed, at: object) -> None:
    said = [Receipt(f"k-{each.id}", f"r-{each.id}", Arrival.DELIVERED) for each in claimed.outgoing]
    assert receipts.keep_receipts(channel=SMS, receipts=said, at=at) == len(said)  # type: ignore[arg-type]


def test_a_step_of_the_ladder_that_is_not_set_up_is_no_step(town: Told, settings: LazySettings):
    settings.DODOMU_CHANNELS = {"email": told.CHANNELS["email"]}
    town.person(email="a@example.org")
    row = town.begun(ladder=(Step(Rung.OWN_CHANNELS, SMS), BY_EMAIL))
    assert states(row) == [(EMAIL, DeliveryState.WAITING, "")]
    assert Delivery.objects.get().step == 1


def test_who_waits_for_a_provider_that_is_down_goes_on_to_the_next_rung(town: Told):
    one = town.person(email="a@example.org")
    other = town.person()
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    allowances.note_down(connection_name="sms", channel=SMS, why=Failure.PROVIDER_DOWN, said="gone", now=NOW)
    told.tend(NOW + timedelta(minutes=29))
    assert {each.state for each in rows(row)} == {DeliveryState.WAITING} and len(rows(row)) == 2
    told.tend(LATER)
    assert [(each.state, each.why) for each in rows(row, person=one)] == [
        (DeliveryState.SKIPPED, Failure.PROVIDER_DOWN), (DeliveryState.WAITING, ""),
    ]  # fmt: skip
    assert [each.state for each in rows(row, person=other)] == [DeliveryState.WAITING], "there is no other way to them"
    allowances.note_seen(connection_name="sms", channel=SMS, now=LATER)
    assert len(told.claim(at=LATER + timedelta(minutes=15)).outgoing) == 1


def test_two_who_begin_one_broadcast_write_it_down_once(town: Told):
    town.person()
    row = town.approved()
    told.tend()
    Broadcast.objects.filter(id=row.id).update(state=BroadcastState.APPROVED)  # as the other one still saw it
    with pytest.raises(IntegrityError), transaction.atomic():
        expanding.expand(broadcast=row.id, at=NOW)
    assert len(rows(row)) == 1


def test_what_is_wrong_with_one_broadcast_holds_up_no_other(town: Told, monkeypatch: pytest.MonkeyPatch):
    town.person()
    broken, whole = town.approved(), town.approved()
    Broadcast.objects.filter(id=broken.id).update(audience={"planet": ["mars"]})
    told.tend()
    assert not rows(broken) and len(rows(whole)) == 1
