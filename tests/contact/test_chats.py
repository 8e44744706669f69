"""Whose a Telegram chat is: theirs who proved it on their private page, or of whom an officer says it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Correspondent, Delivery, Message, Stop
from dodomu.contact.operations import conversing
from dodomu.contact.queries import audiences
from dodomu.contact.queries.audiences import Text
from dodomu.contact.queries.chat_codes import HOLDS, code_for, person_of
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Step
from dodomu.contact.rules.terms import ClosedWith, Direction, Handled, Hint, Purpose, Rung
from dodomu.foundation.models import Crisis
from dodomu.people.models import ContactPoint, Person
from dodomu.people.rules.terms import ContactKind
from tests import cast
from tests.cast import NOON, OLENA, PETRO
from tests.contact.writing_in import officer, row_of, words_of, wrote

CHAT, OTHERS_CHAT = "5511", "5522"
MINUTE = timedelta(minutes=1)
OLENAS = {**OLENA, "telegram": "@olena_k"}


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis()


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, OLENAS).persons[0].id)


def began(code: str, chat: str = CHAT, **more: Any):
    return wrote(f"/start {code}", chat, channel=ChannelKind.TELEGRAM, **more)


def chatted(text: str, chat: str = CHAT, **more: Any):
    return wrote(text, chat, channel=ChannelKind.TELEGRAM, **more)


def replies() -> list[str]:
    return [words_of(row) for row in Message.objects.filter(direction=Direction.OUT).order_by("id")]


def test_a_chat_that_brings_a_code_of_ours_is_theirs_and_learns_it(olena: Person):
    kept = began(code_for(olena.id, at=NOON))
    assert (kept.person, kept.handled) == (olena.id, Handled.STOP)
    assert row_of(kept).waits_since is None
    assert replies() == [
        "Відтепер наші повідомлення надходитимуть вам і сюди. Усе, що ви тут напишете, прочитають чергові."
    ]
    assert Delivery.objects.get().address == CHAT
    assert chatted("Де літак?", at=NOON + MINUTE).person == olena.id


def test_a_name_that_was_typed_in_a_form_makes_no_chat_anybodys(olena: Person):
    ContactPoint.objects.create(person=olena, kind=ContactKind.TELEGRAM, value=CHAT)
    for chat in ("olena_k", "@olena_k", CHAT):
        assert chatted("Це Олена", chat).person is None


def test_a_code_serves_one_chat(olena: Person):
    code = code_for(olena.id, at=NOON)
    began(code)
    forwarded = began(code, OTHERS_CHAT)
    assert forwarded.person is None
    assert "використано" not in replies()[0]
    assert "used before" in replies()[1] or "використано" in replies()[1]
    assert began(code, at=NOON + MINUTE).person == olena.id, "the same chat again is still theirs"
    assert began(code_for(olena.id, at=NOON + MINUTE), OTHERS_CHAT, at=NOON + MINUTE).person == olena.id


@pytest.mark.django_db(transaction=True)
def test_of_two_chats_that_bring_a_code_at_once_one_is_theirs():
    person = cast.register(cast.crisis(), OLENAS).persons[0].id
    code = code_for(person, at=NOON)

    def begin(chat: int) -> bool:
        try:
            return began(code, str(chat)).person is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(begin, range(4))) == 1


def test_a_code_that_is_old_altered_or_of_nobody_binds_nothing(olena: Person):
    code = code_for(olena.id, at=NOON)
    other = "A" if code[-2] != "A" else "B"
    assert person_of(code, at=NOON + HOLDS) == olena.id
    for false, at in (
        (code, NOON + HOLDS + MINUTE),
        (f"{code[:-2]}{other}{code[-1]}", NOON),
        (f"{code[:20]}{other}{code[21:]}", NOON),
        (code[:-1], NOON),
        ("A" * 50, NOON),
        ("x", NOON),
        ("", NOON),
        ("A" * 64, NOON),
    ):
        assert person_of(false, at=at) is None
    kept = began("A" * 50)
    assert (kept.person, kept.handled) == (None, Handled.STOP)
    Person.objects.filter(id=olena.id).update(forgotten_at=NOON)
    assert person_of(code, at=NOON) is None


def test_whoever_presses_start_again_and_again_is_not_answered_each_time(olena: Person):
    for minute in range(10):
        began("A" * 50, at=NOON + minute * MINUTE)
    assert len(replies()) == 3


def test_what_a_chat_wrote_before_it_was_known_stands_in_their_thread_then(olena: Person):
    before = chatted("Я в Алмати")
    began(code_for(olena.id, at=NOON))
    assert row_of(before).person_id == olena.id
    assert row_of(before).waits_since == NOON
    assert Conversation.objects.get(person=None).closed_with == ClosedWith.JOINED


def test_start_lets_our_messages_come_again(olena: Person):
    began(code_for(olena.id, at=NOON))
    wrote("", CHAT, channel=ChannelKind.TELEGRAM, is_stop=True, at=NOON + MINUTE)
    assert Stop.objects.filter(lifted_at=None).exists()
    began("x", at=NOON + 2 * MINUTE)
    assert not Stop.objects.filter(lifted_at=None).exists()


def test_a_code_sent_by_sms_is_words(olena: Person):
    assert wrote(f"/start {code_for(olena.id, at=NOON)}", "+380009998877").person is None


def test_a_chat_that_an_officer_parted_is_theirs_again_by_a_new_code(crisis: Crisis, olena: Person):
    kept = began(code_for(olena.id, at=NOON))
    conversing.part_from_person(
        crisis=crisis.id, conversation=row_of(kept).id, channel=ChannelKind.TELEGRAM, address=CHAT, by=officer(crisis),
        at=NOON,
    )  # fmt: skip
    assert chatted("Це хто?").person is None
    assert row_of(chatted("Це хто?")).hint == Hint.PARTED
    assert began(code_for(olena.id, at=NOON + MINUTE), at=NOON + MINUTE).person == olena.id


def test_a_broadcast_goes_to_chats_that_are_known_and_to_no_typed_name(crisis: Crisis, olena: Person, settings: Any):
    settings.DODOMU_CHANNELS = {"telegram": "telegram://1:aaa@127.0.0.1?tls=0"}
    cast.register(crisis, {**PETRO, "telegram": "@petro_k"})
    ladder = (Step(Rung.OWN_CHANNELS, ChannelKind.TELEGRAM, 10),)

    def told() -> list[str]:
        found = audiences.preview(
            crisis=crisis.id, audience=Audience(), ladder=ladder, texts=[Text("uk", "Виїзд о шостій.")],
            purpose=Purpose.CHECK_IN, sees_private=True, at=NOON,
        )  # fmt: skip
        return [each.address for each in found.examples]

    assert told() == []
    began(code_for(olena.id, at=NOON))
    assert told() == [CHAT]
    chatted("STOP")
    assert told() == []
    assert Correspondent.objects.filter(address=CHAT).exists()
