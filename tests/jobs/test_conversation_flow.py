"""A plea goes the whole way: into the folder, through the sender into a thread, and the answer back into the folder."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from benchmarks.peers import smsc, smsc_words
from django.conf import LazySettings

from dodomu.contact.models import Conversation, Delivery, Message
from dodomu.contact.operations import conversing
from dodomu.contact.queries.connections import connections as set_up
from dodomu.contact.queries.ways_to_reach import ways_to_reach
from dodomu.contact.rules.terms import DeliveryState
from dodomu.foundation.models import Crisis
from dodomu.jobs import schedule, sending
from dodomu.people.models import Person
from tests import cast
from tests.cast import NOON, OLENA
from tests.contact.writing_in import OLENAS, officer

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DODOMU_CHANNELS = {"drill": f"drill://{tmp_path}?delivered=1"}
    (tmp_path / "in").mkdir()
    return tmp_path


@pytest.fixture
def crisis(folder: Path) -> Crisis:
    """A crisis that is played."""
    return cast.crisis(exercise="kazakhstan-2022", exercise_now=NOON, hotline="+380 00 500")


@contextmanager
def sender(name: str = "drill") -> Iterator[sending.Turns]:
    it = next(each for each in set_up() if each.name == name)
    with closing(sending.connect(it)) as channel:
        yield sending.Turns(it, channel, threading.Event())


def says(folder: Path, text: str, sender: str = OLENAS) -> None:
    name = uuid4().hex
    hidden = folder / "in" / f".{name}"
    hidden.write_text(json.dumps({"incoming": {"sender": sender, "text": text}}), encoding="utf-8")
    hidden.rename(folder / "in" / f"{name}.json")


def told(folder: Path) -> set[str]:
    return {json.loads(each.read_text(encoding="utf-8"))["text"] for each in (folder / "out").glob("*.json")}


def test_a_plea_is_kept_answered_by_machine_and_by_an_officer_and_both_arrive(crisis: Crisis, folder: Path):
    olena = Person.objects.get(id=cast.register(crisis, OLENA).persons[0].id)
    consul = officer(crisis)
    says(folder, "Де наш літак?")
    with sender() as turn:
        turn.hear(0.2)
        row = Conversation.objects.get(person=olena)
        assert row.waits_since == NOON
        seen = Message.objects.filter(conversation=row).order_by("-id")[0].id
        way = ways_to_reach(row)[0]
        conversing.answer(
            crisis=crisis.id, conversation=row.id, text="О 18:00 біля посольства.", channel=way.channel,
            address=way.address, language="uk", submission=uuid4(), seen=seen, by=consul, at=NOON,
        )  # fmt: skip
        while turn.send():
            pass
        for _ in range(3):
            turn.hear(0.1)
    assert "О 18:00 біля посольства." in told(folder)
    assert any(text.startswith("Автоматична відповідь: отримано 08.01.2022 12:00 (UTC+6).") for text in told(folder))
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    row.refresh_from_db()
    assert row.waits_since is None


def test_the_same_file_heard_twice_because_the_sender_died_is_one_message(crisis: Crisis, folder: Path):
    cast.register(crisis, OLENA)
    says(folder, "Де наш літак?")
    with sender() as turn:
        kept = turn._kept(turn.channel.hear(0.2))  # and dies before it acknowledges
        assert len(kept) == 1
    with sender() as turn:
        turn.hear(0.2)
    assert Message.objects.filter(direction="in").count() == 1


def test_an_sms_that_a_killed_sender_had_kept_is_one_and_a_second_one_is_not_swallowed(
    settings: LazySettings,
):
    """With a real centre, which sends everything again that was not answered."""
    with smsc.running() as centre:
        settings.DODOMU_CHANNELS = {"sms": f"smpp://dodomu:secret@127.0.0.1:{centre.port}?source=Dodomu"}
        crisis = cast.crisis()
        cast.register(crisis, OLENA)
        said = smsc_words.message(OLENAS.removeprefix("+"), b"2")
        centre.deliver(said)
        with sender("sms") as turn:
            assert len(turn._kept(turn.channel.hear(2))) == 1  # and dies before it acknowledges
        with sender("sms") as turn:
            assert turn.hear(2) == 1
            centre.until(lambda: not centre.outbox)
            assert Message.objects.filter(direction="in").count() == 1
            centre.deliver(said)
            assert turn.hear(2) == 1
            centre.until(lambda: not centre.outbox)
        assert Message.objects.filter(direction="in").count() == 2


def test_an_answer_that_came_back_is_looked_after_by_the_schedule(crisis: Crisis, folder: Path):
    olena = Person.objects.get(id=cast.register(crisis, OLENA).persons[0].id)
    says(folder, "Де наш літак?")
    with sender() as turn:
        turn.hear(0.2)
    row = Conversation.objects.get(person=olena)
    seen = Message.objects.filter(conversation=row).order_by("-id")[0].id
    message = conversing.answer(
        crisis=crisis.id, conversation=row.id, text="Чекайте.", channel=ways_to_reach(row)[0].channel, address=OLENAS,
        language="uk", submission=uuid4(), seen=seen, by=officer(crisis), at=NOON,
    )  # fmt: skip
    for _ in range(4):
        Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED)
        schedule.return_answers(NOON + HOUR)
    row.refresh_from_db()
    assert row.waits_since == NOON
    assert Message.objects.get(id=message).failed_at is not None
