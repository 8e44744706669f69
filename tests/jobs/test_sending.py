"""The sender: by a folder, by an SMS centre on loopback, killed, throttled, and with a database that goes away."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks.peers import smsc
from benchmarks.peers.smsc import Habits
from django.conf import LazySettings
from django.db import connection, connections
from psycopg.conninfo import make_conninfo

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Allowance, Broadcast, Delivery, Message
from dodomu.contact.operations import sending as operations
from dodomu.contact.queries.connections import Connection
from dodomu.contact.queries.connections import connections as set_up
from dodomu.contact.rules.terms import BroadcastState, DeliveryState
from dodomu.foundation import clock
from dodomu.jobs import sending
from dodomu.people.models import ContactPoint
from tests import cast
from tests.contact import told
from tests.contact.told import Told

pytestmark = pytest.mark.django_db(transaction=True)
S = DeliveryState


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DODOMU_CHANNELS = {"drill": f"drill://{tmp_path}?delivered=1"}
    return tmp_path


@pytest.fixture
def played(folder: Path) -> Told:
    """A crisis that is played: what it says goes to the folder."""
    return Told(cast.crisis(exercise="kazakhstan-2022", exercise_now=told.NOW))


@contextmanager
def turns(name: str = "drill") -> Iterator[sending.Turns]:
    """A connection as the sender uses it, without its thread."""
    it = next(each for each in set_up() if each.name == name)
    with closing(sending.connect(it)) as channel:
        yield sending.Turns(it, channel, threading.Event())


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def test_what_is_due_is_sent_once_and_its_receipts_are_kept(played: Told, folder: Path):
    for _ in range(5):
        played.person()
    row = played.begun()
    with turns() as turn:
        turn.say()
        assert turn.send() == 5
        assert turn.send() == 0
        assert states() == {S.TAKEN: 5}
        for _ in range(5):
            turn.hear(0.1)
    assert states() == {S.DELIVERED: 5}
    written = [json.loads(each.read_text(encoding="utf-8")) for each in (folder / "out").glob("*.json")]
    assert {each["attempts"] for each in written} == {1}
    assert {each["text"] for each in written} == {"Залишайтеся вдома."}
    assert {each["to"] for each in written} == set(ContactPoint.objects.values_list("value", flat=True))
    told.tend(told.NOW)
    row.refresh_from_db()
    assert row.state == BroadcastState.DONE
    assert Allowance.objects.get().seen_at is not None


def test_words_that_come_in_are_kept_and_then_acknowledged(played: Told, folder: Path):
    one = played.person()
    number = ContactPoint.objects.get(person=one).value
    said = {"incoming": {"sender": number, "text": "Ми в безпеці"}}
    with turns() as turn:
        (folder / "in" / "a.json").write_text(json.dumps(said), encoding="utf-8")
        for _ in range(4):
            turn.hear(0.2)
    assert Message.objects.get(direction="in").conversation.person == one
    assert not (folder / "in" / "a.json").exists()


def test_words_that_cannot_be_kept_come_again_and_hold_up_no_others(
    played: Told, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    from dodomu.channels.messages import Incoming
    from dodomu.contact.operations import receiving

    kept: list[str] = []

    def keep(*, channel: ChannelKind, incoming: list[Incoming], at: object) -> None:
        if any(each.text == "poison" for each in incoming):
            raise ValueError("cannot be read")
        kept.extend(each.text for each in incoming)

    monkeypatch.setattr(receiving, "keep_incoming", keep)
    with turns() as turn:
        monkeypatch.setattr(turn.stop, "wait", lambda _: None)
        words = [Incoming("1", "+1", "good"), Incoming("2", "+1", "poison"), Incoming("3", "+1", "fine")]
        done = turn._kept(words)
    assert [each.key for each in done] == ["1", "3"]
    assert kept == ["good", "fine"]
    assert "cannot be read" in Allowance.objects.get().said


def test_a_provider_that_puts_everything_off_is_left_in_peace(settings: LazySettings, tmp_path: Path):
    settings.DODOMU_CHANNELS = {"drill": f"drill://{tmp_path}?later=1&wait=30"}
    played = Told(cast.crisis(exercise="kazakhstan-2022", exercise_now=told.NOW))
    played.person()
    played.begun()
    with turns() as turn:
        assert turn.send() == 1
        assert turn.send() == 0
        assert turn.rests_until > time.monotonic() + 20
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == (S.WAITING, 0)


def test_in_doubt_is_sent_once_more_and_never_a_third_time(settings: LazySettings, tmp_path: Path):
    settings.DODOMU_CHANNELS = {"drill": f"drill://{tmp_path}?doubt=1"}
    played = Told(cast.crisis(exercise="kazakhstan-2022", exercise_now=told.NOW))
    for _ in range(10):
        played.person()
    played.begun()
    with turns() as turn:
        assert [turn.send() for _ in range(4)] == [10, 10, 0, 0]
    assert states() == {S.UNKNOWN: 10}
    written = [json.loads(each.read_text()) for each in tmp_path.glob("*/*.json") if each.parent.name != "in"]
    assert {each["attempts"] for each in written} == {2}


def test_a_sender_that_is_asked_to_end_gives_back_what_it_has_not_begun(played: Told):
    for _ in range(3):
        played.person()
    played.begun()
    with turns() as turn:
        turn.stop.set()
        turn.send()
    assert states() == {S.WAITING: 3}


def test_pausing_is_noticed_in_the_middle(played: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "RENEW_SECONDS", 0.0)
    for _ in range(3):
        played.person()
    played.begun()
    with turns() as turn:
        renewing = operations.renew

        def renew(*arguments: object, **named: object) -> bool:
            Broadcast.objects.update(state=BroadcastState.PAUSED)
            return renewing(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(operations, "renew", renew)
        turn.send()
    assert states() == {S.WAITING: 3}


def test_a_provider_that_is_not_there_is_shown_at_the_desk_and_tried_again(settings: LazySettings):
    settings.DODOMU_CHANNELS = {"sms": "smpp://dodomu:secret@127.0.0.1:9?source=Dodomu"}
    stop = threading.Event()
    thread = threading.Thread(target=sending.look_after, args=(set_up()[0], stop))
    thread.start()
    assert eventually(lambda: Allowance.objects.filter(down_since__isnull=False).exists())
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert "secret" not in Allowance.objects.get().said


@contextmanager
def centre(tmp: Path, **habits: object) -> Iterator[tuple[smsc.Centre, str]]:
    with smsc.running(Habits(**habits)) as made:  # type: ignore[arg-type]
        yield made, f"smpp://dodomu:secret@127.0.0.1:{made.port}?source=Dodomu"


def real_town(people: int) -> Told:
    made = told.town()
    for _ in range(people):
        made.person()
    return made


def test_a_broadcast_goes_through_an_sms_centre_and_every_receipt_comes_back(settings: LazySettings, tmp_path: Path):
    with centre(tmp_path, receipts="twice") as (peer, link):
        settings.DODOMU_CHANNELS = {"sms": link}
        town = real_town(20)
        town.begun(at=clock.real_now() - timedelta(minutes=1))
        stop = threading.Event()
        thread = threading.Thread(target=sending.run, args=(stop,))
        thread.start()
        try:
            assert eventually(lambda: states() == {S.DELIVERED: 20})
            assert eventually(lambda: Broadcast.objects.get().state == BroadcastState.DONE)
        finally:
            stop.set()
            thread.join(20)
        assert set(peer.by_number().values()) == {1}


def test_a_killed_sender_loses_nothing_and_sends_nothing_a_third_time(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with centre(tmp_path, delay=0.02) as (peer, link):
        settings.DODOMU_CHANNELS = {"sms": link}
        town = real_town(60)
        town.begun(at=clock.real_now() - timedelta(minutes=1))
        with sender(link) as process:
            assert eventually(lambda: len(peer.taken) > 0)
            process.send_signal(signal.SIGKILL)
            process.wait()
        Delivery.objects.filter(state=S.SENDING).update(lease_until=clock.real_now() - timedelta(seconds=1))
        operations.put_in_doubt(now=clock.real_now())
        Delivery.objects.filter(state=S.IN_DOUBT).update(due_at=clock.real_now() - timedelta(seconds=1))
        with sender(link) as process:
            assert eventually(lambda: states() == {S.TAKEN: 60})
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) in (0, -signal.SIGTERM)
        often = peer.by_number()
        assert len(often) == 60 and max(often.values()) <= 2


def test_a_link_says_its_channel_and_a_rate_is_shared(settings: LazySettings):
    settings.DODOMU_CHANNELS = {"kyivstar": "smpp://a:b@c?source=x"}
    settings.DODOMU_CHANNEL_RATES = {"kyivstar": 7}
    [it] = set_up()
    assert it == Connection("kyivstar", ChannelKind.SMS, "dodomu.channels.sms_smpp", "smpp://a:b@c?source=x", 7.0)
    assert "a:b" not in repr(it)


def eventually(is_so: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def sender(link: str) -> Iterator[subprocess.Popen[bytes]]:
    """A sender in a process of its own, on the database of this test."""
    wanted = ("dbname", "user", "password", "host", "port")
    given = connection.get_connection_params()
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(**{key: given[key] for key in wanted if key in given}),
        "DODOMU_CHANNELS": "sms",
        "DODOMU_CHANNEL_SMS": link,
    }
    process = subprocess.Popen([sys.executable, "-m", "dodomu", "sender"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """What threads of a test left open would keep its tables from being emptied."""
    yield
    connections.close_all()
