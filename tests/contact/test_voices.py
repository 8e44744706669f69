"""Feedback is kept once, has an owner, and the day that was promised for it never moves."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.contact.models import Voice, VoiceTurn
from dodomu.contact.operations import voices
from dodomu.contact.queries import voices as queries
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import voices as rules
from dodomu.contact.rules.terms import VoiceAside, VoiceKind, VoiceStanding, VoiceTurned
from dodomu.contact.rules.voices import VoiceGiven
from dodomu.foundation.actors import PUBLIC, Actor, Role
from dodomu.foundation.models import Crisis, Officer
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast
from tests.contact.speaking import DAY, IN_TIME, NOON, answer, privately, refused, said, sits

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> Crisis:
    return cast.crisis()


@pytest.fixture
def duty(crisis: Crisis) -> Actor:
    return sits(crisis)


# --- saying ---------------------------------------------------------------------------------------------------------


def test_anybody_gets_a_number_a_day_and_a_secret(crisis: Crisis) -> None:
    told = said(crisis)
    assert rules.read_number(told.number) == told.number
    assert told.promised_for.date().isoformat() == "2022-01-14"  # the fifth working day in Kyiv
    mine = queries.own(told.token, at=NOON)
    assert mine is not None
    assert (mine.words, mine.followed.number, mine.followed.standing) == (
        "Автобуса немає", told.number, VoiceStanding.OPEN,
    )  # fmt: skip


def test_words_and_contact_are_sealed(crisis: Crisis) -> None:
    told = said(crisis, "Таємні слова", contact="olena@example.org")
    row = Voice.objects.get(id=told.voice)
    for column in (row.words, row.contact, row.same, row.token_hash):
        assert column is not None
        assert "Таємні".encode() not in bytes(column)
        assert b"olena" not in bytes(column)
        assert told.token.encode() not in bytes(column)


def test_the_same_submission_is_one_voice_with_one_number(crisis: Crisis) -> None:
    submission = uuid4()
    first, again = said(crisis, submission=submission), said(crisis, submission=submission, at=NOON + DAY)
    assert (again.number, again.token, again.repeated) == (first.number, first.token, True)
    assert again.promised_for == first.promised_for
    assert queries.counts(crisis.id, at=NOON + DAY).received == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_sent_at_once_is_one_voice(crisis: Crisis) -> None:
    submission = uuid4()

    def send(_: int) -> str:
        try:
            return said(crisis, submission=submission).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Voice.objects.count() == 1


def test_a_number_that_is_taken_is_drawn_anew(crisis: Crisis, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("dodomu.contact.operations.voices.secrets.randbelow", lambda _: next(drawn))
    assert said(crisis).number != said(crisis).number


def test_a_crisis_that_is_not_there_hears_nothing() -> None:
    with refused(FoundationReason.NO_SUCH_CRISIS):
        voices.say(crisis=uuid4(), given=VoiceGiven(VoiceKind.WRONG, "x"), submission=uuid4(), by=PUBLIC, at=NOON)


def test_a_closed_crisis_still_listens(crisis: Crisis) -> None:
    Crisis.objects.filter(id=crisis.id).update(closed_at=NOON)
    assert said(crisis, at=NOON + DAY).number


def test_who_writes_from_a_private_page_is_known_and_reads_the_answer_there(crisis: Crisis, duty: Actor) -> None:
    link = cast.register(crisis, cast.OLENA, cast.TARAS).token
    told = said(crisis, link=link)
    answer(told.voice, privately(), duty)
    (mine,) = queries.own_of_link(link, at=IN_TIME)
    assert (mine.words, mine.answer) == ("Автобуса немає", "Завтра буде.")
    view = queries.voice(crisis.id, told.voice, by=duty, at=IN_TIME)
    assert view is not None
    assert view.line.person is not None


def test_a_link_of_another_crisis_or_of_nobody_says_nothing_of_who_writes(crisis: Crisis) -> None:
    link = cast.register(cast.crisis(), cast.PETRO).token
    for each in (link, "no-such-link", ""):
        assert Voice.objects.get(id=said(crisis, link=each).voice).person is None
    assert queries.own_of_link(link, at=NOON) == ()


def test_one_machine_that_repeats_itself_is_held_up_and_others_are_not(
    crisis: Crisis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_ALIKE", 3)
    for marks in ("", "!", "?"):
        said(crisis, f"Купуйте тут{marks}")
    with refused(ContactReason.VOICE_SAID_OFTEN):
        said(crisis, "КУПУЙТЕ, тут")
    assert said(crisis, "Автобуса немає").number
    assert said(crisis, "Купуйте тут", at=NOON + DAY).number
    assert said(crisis, "Купуйте тут", by=cast.officer(crisis)).number


def test_a_flood_is_held_up_but_not_who_writes_from_a_private_page(
    crisis: Crisis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_AN_HOUR", 2)
    said(crisis, "one"), said(crisis, "two")
    with refused(ContactReason.VOICES_TOO_MANY):
        said(crisis, "three")
    assert said(crisis, "four", link=cast.register(crisis, cast.OLENA).token).number


def test_a_call_for_help_among_feedback_comes_first(crisis: Crisis, duty: Actor) -> None:
    said(crisis, "Дякую", at=NOON - DAY)
    said(crisis, "Тут стріляють, допоможіть")
    page = queries.voices(crisis.id, by=duty, at=NOON)
    assert [line.is_urgent for line in page.lines] == [True, False]
    assert queries.waiting(crisis.id, at=NOON).urgent == 1


def test_an_officer_writes_down_what_was_said_by_telephone(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis, by=duty)
    view = queries.voice(crisis.id, told.voice, by=duty, at=NOON)
    assert view is not None
    assert [turn.kind for turn in view.turns] == [VoiceTurned.WRITTEN]
    with refused(FoundationReason.NOT_PERMITTED):
        said(crisis, by=cast.officer(crisis, Role.VIEWER))


# --- an owner -------------------------------------------------------------------------------------------------------


def test_feedback_is_taken_and_handed_on_and_its_day_stays(crisis: Crisis, duty: Actor) -> None:
    told, other = said(crisis), sits(crisis, Role.FIELD_OFFICER)
    voices.take(voice=told.voice, version=1, by=duty, at=NOON)
    voices.take(voice=told.voice, version=1, by=duty, at=NOON)  # twice is once
    voices.hand_on(voice=told.voice, version=2, to=other.officer, words="Your city", by=duty, at=NOON)
    view = queries.voice(crisis.id, told.voice, by=duty, at=NOON)
    assert view is not None
    assert [(turn.kind, turn.to, turn.words) for turn in view.turns] == [
        (VoiceTurned.TAKEN, "", ""), (VoiceTurned.HANDED_ON, other.name, "Your city"),
    ]  # fmt: skip
    assert view.line.promised_for == told.promised_for
    assert [line.id for line in queries.voices(crisis.id, which="mine", by=other, at=NOON).lines] == [told.voice]
    assert queries.voices(crisis.id, which="mine", by=duty, at=NOON).total == 0
    assert (other.officer, other.name) in queries.answerers(crisis.id)


def test_feedback_that_is_nobodys_for_a_day_is_asked_after(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    assert queries.waiting(crisis.id, at=NOON + DAY).unowned == 0
    later = NOON + DAY * 2
    assert queries.waiting(crisis.id, at=later).unowned == 1
    voices.take(voice=told.voice, version=1, by=duty, at=later)
    assert queries.waiting(crisis.id, at=later).unowned == 0
    Officer.objects.filter(id=duty.officer).update(is_active=False)
    assert queries.waiting(crisis.id, at=later).unowned == 1
    assert queries.waiting(crisis.id, at=NOON + DAY * 9).unowned == 0  # it is overdue, and counted as that


def test_feedback_is_not_handed_to_who_may_not_answer(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    stranger, viewer = sits(cast.crisis()), sits(crisis, Role.VIEWER)
    for each in (stranger.officer, viewer.officer, uuid4()):
        with refused(FoundationReason.NO_SUCH_OFFICER):
            voices.hand_on(voice=told.voice, version=1, to=each, by=duty, at=NOON)
        assert each not in dict(queries.answerers(crisis.id))


def test_two_officers_at_once_are_told(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    voices.take(voice=told.voice, version=1, by=duty, at=NOON)
    for act in (
        lambda: voices.take(voice=told.voice, version=1, by=sits(crisis), at=NOON),
        lambda: answer(told.voice, privately(), sits(crisis), version=1),
        lambda: voices.set_aside(voice=told.voice, version=1, why=VoiceAside.ABUSE, by=duty, at=NOON),
    ):
        with refused(ContactReason.VOICE_CHANGED):
            act()


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_is_kept_and_the_other_is_refused(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)

    def send(words: str) -> str:
        try:
            answer(told.voice, privately(words), duty, version=1)
        except Refused as refused:
            return refused.reason.value
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ("Yes", "No"))) == ["kept", ContactReason.VOICE_CHANGED.value]
    assert VoiceTurn.objects.count() == 1
