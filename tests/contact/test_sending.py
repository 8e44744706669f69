"""Claiming, handing over, and what providers say of it: nothing is lost, nothing goes out more than twice."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection
from psycopg.conninfo import make_conninfo

from dodomu.channels.messages import Arrival, ChannelKind, Failure, Receipt, Result, Verdict
from dodomu.contact.models import Delivery, EarlyReceipt, Part
from dodomu.contact.operations import allowances, broadcasting, receipts, sending
from dodomu.contact.operations.broadcasting import Words
from dodomu.contact.operations.posting import post_message
from dodomu.contact.queries import deliveries
from dodomu.contact.rules.terms import DeliveryState, Ground
from dodomu.people.models import PrivateLink
from tests import cast
from tests.contact import told
from tests.contact.told import BY_EMAIL, BY_SMS, EMAIL, NOW, SMS, Told, rows

pytestmark = pytest.mark.django_db(transaction=True)
S = DeliveryState


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


def only() -> Delivery:
    return Delivery.objects.get()


def test_what_is_claimed_is_on_the_disk_as_being_sent_before_anybody_has_it(town: Told):
    town.person()
    town.begun()
    [message] = told.claim().outgoing
    with psycopg.connect(conninfo()) as other:
        kept = other.execute("SELECT id, state, attempts FROM contact_delivery").fetchone()
    assert kept == (message.id, S.SENDING, 1)


def test_two_senders_never_hold_the_same(town: Told):
    for _ in range(4):
        town.person()
    town.begun()
    with psycopg.connect(conninfo()) as other:
        other.execute("SELECT id FROM contact_delivery LIMIT 1 FOR UPDATE")
        first = told.claim()
        assert len(first.outgoing) == 3, "what another just takes is not waited for"
    second = told.claim()
    assert len(second.outgoing) == 1
    assert not {each.id for each in first.outgoing} & {each.id for each in second.outgoing}
    assert not told.claim().outgoing


def test_who_was_overtaken_writes_nothing(town: Told):
    town.person()
    town.begun()
    slow = told.claim()
    later = NOW + timedelta(seconds=61)
    assert sending.put_in_doubt(now=later) == 1
    quick = told.claim(at=later)
    assert [each.id for each in quick.outgoing] == [each.id for each in slow.outgoing]
    assert not sending.renew(slow, left=slow.held, now=later)
    assert told.all_say(slow, Verdict.REFUSED) == 0
    assert told.all_say(quick, Verdict.TAKEN, at=later) == 1
    assert only().state == S.TAKEN


def test_a_lease_that_is_renewed_does_not_run_out(town: Told):
    town.person()
    town.begun()
    claimed = told.claim()
    assert sending.renew(claimed, left=claimed.held, now=NOW + timedelta(seconds=50))
    assert sending.put_in_doubt(now=NOW + timedelta(seconds=100)) == 0
    assert sending.put_in_doubt(now=NOW + timedelta(seconds=111)) == 1


def test_a_broadcast_that_is_paused_while_it_is_sent_is_noticed(town: Told):
    town.person()
    row = town.begun()
    claimed = told.claim()
    broadcasting.pause(broadcast=row.id, by=town.asking, at=NOW)
    assert not sending.renew(claimed, left=claimed.held, now=NOW)
    told.all_say(claimed, Verdict.LATER, refs=())
    assert (only().state, only().attempts) == (S.WAITING, 0)


def test_what_is_in_doubt_is_sent_once_more_and_then_unknown(town: Told):
    town.person()
    town.begun()
    told.all_say(told.claim(), Verdict.IN_DOUBT, refs=())
    assert (only().state, only().attempts, only().doubts) == (S.IN_DOUBT, 1, 1)
    assert not told.claim(at=NOW + timedelta(seconds=5)).outgoing, "a receipt may still come"
    at = NOW + timedelta(seconds=31)
    told.all_say(told.claim(at=at), Verdict.IN_DOUBT, refs=(), at=at)
    assert (only().state, only().attempts) == (S.UNKNOWN, 2)
    assert not told.claim(at=at + timedelta(days=1)).outgoing


def test_a_sender_that_dies_twice_leaves_it_unknown(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    at = NOW
    for state in (S.IN_DOUBT, S.UNKNOWN):
        assert len(told.claim(at=at).outgoing) == 1
        at += timedelta(seconds=61)
        told.tend(at)
        assert rows(row)[0].state == state
    told.tend(at + timedelta(minutes=31))
    assert [each.channel for each in rows(row)] == [SMS, EMAIL], "and the next rung is tried"


def test_what_was_put_off_waits_and_is_no_attempt(town: Told):
    town.person()
    town.begun()
    told.all_say(told.claim(), Verdict.LATER, refs=(), why=Failure.TOO_MANY, wait=20)
    assert (only().state, only().why, only().attempts) == (S.WAITING, Failure.TOO_MANY, 0)
    assert not told.claim(at=NOW + timedelta(seconds=19)).outgoing
    told.all_say(told.claim(at=NOW + timedelta(seconds=20)), Verdict.IN_DOUBT, refs=())
    told.all_say(told.claim(at=NOW + timedelta(minutes=2)), Verdict.LATER, refs=())
    assert (only().state, only().attempts) == (S.IN_DOUBT, 1), "it is in doubt still"


def test_results_of_what_was_never_claimed_and_results_twice_change_nothing(town: Told):
    town.person()
    town.begun()
    claimed = told.claim()
    stranger = Result(uuid4(), Verdict.TAKEN, ("x",))
    ours = Result(claimed.outgoing[0].id, Verdict.TAKEN, ("y",))
    assert sending.keep_results(claimed, [stranger, ours], now=NOW) == 1
    assert sending.keep_results(claimed, [Result(ours.id, Verdict.REFUSED)], now=NOW) == 0
    assert (only().state, only().ref) == (S.TAKEN, "y")


def test_life_comes_first_and_an_answer_to_somebody_before_everything(town: Told):
    one = town.person()
    town.begun()
    town.begun(ground=Ground.LIFE_SAFETY, texts=(Words("uk", "Небезпека"),))
    assert [each.text for each in told.claim(most=1).outgoing] == ["Небезпека"]
    message = uuid4()
    for _ in range(2):
        post_message(message=message, person=one.id, channel=SMS, address="+1", language="uk", is_drill=False, at=NOW)
    assert Delivery.objects.filter(message=message).count() == 1
    told.claim(most=1)
    assert Delivery.objects.get(message=message).state == S.SENDING


def test_of_what_belongs_to_an_exercise_nothing_reaches_a_real_provider(settings: LazySettings):
    settings.DODOMU_CHANNELS = told.CHANNELS
    played = Told(cast.crisis(exercise="kazakhstan-2022", exercise_now=NOW))
    played.person()
    row = played.begun()
    Delivery.objects.update(is_drill=False)
    assert not told.claim(SMS, at=NOW + timedelta(days=1)).outgoing
    Delivery.objects.update(is_drill=True)
    real = NOW + timedelta(days=1500)
    assert not told.claim(SMS, at=real).outgoing
    claimed = told.claim(ChannelKind.DRILL, at=real)
    told.all_say(claimed, Verdict.TAKEN, at=real)
    assert [(each.channel, each.sent_at) for each in rows(row)] == [(SMS, NOW)], "by the clock of the exercise"


def test_each_gets_their_name_code_and_a_link_of_their_own(town: Told):
    one = town.person()
    town.person()
    before = PrivateLink.objects.count()
    town.begun(texts=(Words("uk", "{name} {reference} {link} {other}"),))
    said = [each.text for each in told.claim().outgoing]
    assert PrivateLink.objects.count() == before + 2
    assert sum(one.reference in each and one.family_name in each for each in said) == 1
    assert all("/p/" in each and each.endswith("{other}") for each in said)
    assert len({each.split()[-2] for each in said}) == 2


def test_a_mail_carries_a_link_that_stops_it(town: Told, settings: LazySettings):
    settings.DODOMU_ADDRESS = "https://dodomu.example.org"
    town.person(email="a@example.org", phones="")
    town.begun(ladder=(BY_EMAIL,), texts=(Words("uk", "Пошта", "Тема"),))
    [mail] = told.claim(EMAIL).outgoing
    assert (mail.subject, mail.is_automatic) == ("Тема", True)
    assert mail.stop_link.startswith("https://dodomu.example.org/stop/")


def arrival(ref: str, said: Arrival = Arrival.DELIVERED, why: Failure | None = None) -> Receipt:
    return Receipt(f"{said}-{ref}", ref, said, why=why)


def hear(*said: Receipt, connection_name: str = "sms") -> int:
    return receipts.keep_receipts(channel=SMS, receipts=said, at=NOW, connection_name=connection_name)


def test_receipts_twice_out_of_order_and_for_nobody_do_no_harm(town: Told):
    town.person()
    town.begun()
    ref = f"r-{told.taken().outgoing[0].id}"
    assert hear(arrival(ref, Arrival.UNDER_WAY)) == 0
    assert hear(arrival(ref, Arrival.FAILED, Failure.NOT_REACHABLE)) == 1
    assert (only().state, only().why) == (S.FAILED, Failure.NOT_REACHABLE)
    assert hear(arrival(ref), arrival(ref, Arrival.FAILED), arrival(ref)) == 1
    assert hear(arrival(ref), arrival(ref, Arrival.FAILED), arrival("nobody's"), arrival("")) == 0
    assert (only().state, only().why) == (S.DELIVERED, "")
    assert hear(arrival("nobody's")) == 0
    assert [each.ref for each in EarlyReceipt.objects.all()] == ["nobody's"]
    receipts.keep_the_early(now=NOW + timedelta(days=4))
    assert not EarlyReceipt.objects.exists()


def test_a_receipt_that_comes_before_the_name_is_known_is_kept_for_it(town: Told):
    town.person()
    town.begun()
    claimed = told.claim()
    assert hear(arrival("7")) == 0
    sending.keep_results(claimed, [Result(claimed.outgoing[0].id, Verdict.TAKEN, ("7",))], now=NOW)
    assert only().state == S.DELIVERED
    assert not EarlyReceipt.objects.exists()


def test_one_that_comes_in_the_very_moment_is_found_by_the_next_look(town: Told):
    town.person()
    town.begun()
    told.taken()
    ref = only().ref
    EarlyReceipt.objects.create(channel=SMS, ref=ref, arrival="delivered", heard_at=NOW)
    told.tend()
    assert only().state == S.DELIVERED


def test_a_message_in_parts_arrived_when_all_of_them_did(town: Told):
    town.person()
    town.begun()
    claimed = told.claim()
    sending.keep_results(claimed, [Result(claimed.outgoing[0].id, Verdict.TAKEN, ("a", "b", "c"))], now=NOW)
    assert (only().parts, Part.objects.count()) == (3, 3)
    assert hear(arrival("a"), arrival("b")) == 0
    assert only().state == S.TAKEN
    assert hear(arrival("c")) == 1
    assert only().state == S.DELIVERED


def test_a_message_of_which_a_part_failed_did_not_arrive(town: Told):
    town.person()
    town.begun()
    claimed = told.claim()
    hear(arrival("a"))
    sending.keep_results(claimed, [Result(claimed.outgoing[0].id, Verdict.TAKEN, ("a", "b"))], now=NOW)
    assert hear(arrival("b", Arrival.FAILED, Failure.EXPIRED)) == 1
    assert (only().state, only().why) == (S.FAILED, Failure.EXPIRED)
    assert hear(arrival("b")) == 1, "arrived is arrived"
    assert only().state == S.DELIVERED


def test_a_name_that_an_operator_uses_again_means_the_newest(town: Told):
    town.person()
    old, new = town.begun(), town.begun()
    for number, row in enumerate((old, new)):
        at = NOW + timedelta(days=number)
        [claimed] = [told.claim(most=1, at=at)]
        sending.keep_results(claimed, [Result(claimed.outgoing[0].id, Verdict.TAKEN, ("1",))], now=at)
        assert rows(row)[0].ref == "1"
    assert hear(arrival("1")) == 1
    assert (rows(old)[0].state, rows(new)[0].state) == (S.TAKEN, S.DELIVERED)


def test_two_operators_may_give_one_name(town: Told):
    town.person()
    town.begun()
    claimed = sending.claim(connection_name="kyivstar", channel=SMS, most=1, now=NOW)
    sending.keep_results(claimed, [Result(claimed.outgoing[0].id, Verdict.TAKEN, ("1",))], now=NOW)
    assert hear(arrival("1"), connection_name="vodafone") == 0
    assert hear(arrival("1"), connection_name="kyivstar") == 1


def test_a_bucket_fills_with_time_and_holds_a_second(town: Told):
    def take(most: int, seconds: float) -> int:
        return allowances.take(connection_name="sms", rate=10, most=most, now=NOW + timedelta(seconds=seconds))

    assert take(100, 0) == 0
    assert take(100, 0.5) == 5
    assert take(100, 0.55) == 0
    assert take(3, 60) == 3
    assert take(100, 60) == 7
    allowances.spend(connection_name="sms", more=15)
    assert take(100, 61) == 0, "in debt for messages of many parts"
    assert take(100, 62) > 0
    assert take(100, 30) == 0, "another machine's clock is behind"
    assert allowances.take(connection_name="email", rate=0, most=9, now=NOW) == 9


def test_the_desk_sees_how_a_connection_is_and_whether_anybody_looks_after_it(town: Told):
    def sms(seconds: float) -> deliveries.ConnectionState:
        found = deliveries.connections(now=NOW + timedelta(seconds=seconds))
        return next(each for each in found if each.name == "sms")

    assert not sms(0).is_looked_after
    allowances.note_seen(connection_name="sms", channel=SMS, now=NOW)
    assert sms(59).is_looked_after and not sms(61).is_looked_after
    for seconds in (5, 10):
        allowances.note_down(
            connection_name="sms", channel=SMS, why=Failure.PROVIDER_DOWN, said="x" * 400,
            now=NOW + timedelta(seconds=seconds),
        )  # fmt: skip
    assert (sms(11).down_since, sms(11).why) == (NOW + timedelta(seconds=5), Failure.PROVIDER_DOWN)
    allowances.note_seen(connection_name="sms", channel=SMS, now=NOW + timedelta(seconds=12))
    assert sms(13).down_since is None


def test_the_desk_counts_what_is_wrong(town: Told):
    one = town.person()
    town.person()
    town.begun()
    claimed = told.claim()
    first, second = (each.id for each in claimed.outgoing)
    said = [Result(first, Verdict.REFUSED, why=Failure.BLOCKED), Result(second, Verdict.IN_DOUBT)]
    sending.keep_results(claimed, said, now=NOW)
    seen = deliveries.troubles(town.id, at=NOW)
    assert (seen.failed, seen.in_doubt, seen.unknown, seen.to_approve) == (1, 1, 0, 0)
    assert deliveries.troubles(town.id, at=NOW + timedelta(days=2)).failed == 0
    [line] = deliveries.of_person(one.id, sees_private=False)
    assert line.address == ""
    assert deliveries.attempts([one.id])[one.id][0].state in {S.FAILED, S.IN_DOUBT}


def conninfo() -> str:
    wanted = ("dbname", "user", "password", "host", "port")
    settings = connection.get_connection_params()
    return make_conninfo(**{key: settings[key] for key in wanted if key in settings})
