"""Feedback is answered by its day or late for ever, and nothing is public that no officer wrote."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from dodomu.contact.models import Voice, VoiceTurn
from dodomu.contact.operations import voices
from dodomu.contact.queries import voices as queries
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import voices as rules
from dodomu.contact.rules.terms import VoiceAside, VoiceOutcome, VoiceStanding, VoiceTurned
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason
from dodomu.people.models import Person
from tests import cast
from tests.contact.speaking import DAY, IN_TIME, NOON, TOO_LATE, answer, privately, publicly, refused, said, sits

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> Crisis:
    return cast.crisis()


@pytest.fixture
def duty(crisis: Crisis) -> Actor:
    return sits(crisis)


# --- answering ------------------------------------------------------------------------------------------------------


def test_a_private_answer_is_read_at_the_secret_address_and_not_by_number(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, privately(), duty)
    mine, all_see = queries.own(told.token, at=IN_TIME), queries.follow(crisis.id, told.number, at=IN_TIME)
    assert mine is not None
    assert all_see is not None
    assert mine.answer == "Завтра буде."
    assert "Завтра" not in repr(all_see)
    assert "Автобуса" not in repr(all_see)
    assert (all_see.standing, all_see.is_answered_privately) == (VoiceStanding.IN_TIME, True)
    assert queries.public_answers(crisis.id).answers == ()


def test_a_public_answer_holds_only_what_the_officer_wrote(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis, "Я, Олена, чекаю на вулиці Абая", contact="+380001112233")
    answer(told.voice, publicly(), duty)
    page = queries.public_answers(crisis.id)
    assert [(each.question, each.answer, each.is_late) for each in page.answers] == [
        ("Is there a bus?", "At noon.", False)
    ]
    assert "Олена" not in repr(page)
    assert "111" not in repr(page).replace(told.number, "")


def test_a_public_answer_may_not_hold_where_the_sender_is_reached(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis, contact="+380 00 111 22 33")
    with refused(ContactReason.VOICE_NAMES_SENDER):
        answer(told.voice, publicly(public_answer="We called +380-00-111-22-33."), duty)
    answer(told.voice, publicly(private="We called +380 00 111 22 33."), duty)


def test_who_may_not_publish_answers_privately_only(crisis: Crisis) -> None:
    told, field = said(crisis), sits(crisis, Role.FIELD_OFFICER)
    with refused(FoundationReason.NOT_PERMITTED):
        answer(told.voice, publicly(), field)
    answer(told.voice, privately(), field)
    with refused(FoundationReason.NOT_PERMITTED):
        voices.set_aside(voice=told.voice, version=2, why=VoiceAside.ABUSE, by=field, at=NOON)
    with refused(FoundationReason.NOT_PERMITTED):
        voices.say_changed(voice=told.voice, version=2, what_changed="A bus", by=field, at=NOON)
    with refused(FoundationReason.NOT_PERMITTED):
        answer(told.voice, privately("x"), sits(crisis, Role.VIEWER))


def test_a_late_answer_stays_late_however_it_is_corrected(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, publicly(), duty, at=TOO_LATE)
    answer(told.voice, publicly(public_answer="At one."), duty, at=TOO_LATE + DAY)
    (shown,) = queries.public_answers(crisis.id).answers
    assert (shown.answer, shown.is_late, shown.answered_at) == ("At one.", True, TOO_LATE)
    counts = queries.counts(crisis.id, at=TOO_LATE + 30 * DAY)
    assert (counts.in_time, counts.late) == (0, 1)


def test_a_timely_answer_that_is_corrected_late_was_timely(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, privately(), duty)
    answer(told.voice, privately("No."), duty, at=TOO_LATE)
    assert queries.counts(crisis.id, at=TOO_LATE).in_time == 1
    kinds = list(VoiceTurn.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == [VoiceTurned.ANSWERED, VoiceTurned.CORRECTED]


def test_the_same_answer_twice_is_one(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, publicly(), duty, version=1)
    answer(told.voice, publicly(), duty, version=1)
    assert VoiceTurn.objects.count() == 1


def test_every_standing_is_counted_once_and_they_add_up(crisis: Crisis, duty: Actor) -> None:
    many = [said(crisis, f"voice {number}") for number in range(6)]
    answer(many[0].voice, privately(), duty)
    answer(many[1].voice, publicly(what_changed="A bus goes."), duty, at=TOO_LATE)
    voices.set_aside(voice=many[2].voice, version=1, why=VoiceAside.EMPTY, by=duty, at=NOON)
    said(crisis, "new", at=TOO_LATE - DAY)
    said(cast.crisis(), "elsewhere")
    counts = queries.counts(crisis.id, at=TOO_LATE)
    assert (counts.received, counts.answered, counts.in_time, counts.late) == (7, 2, 1, 1)
    assert (counts.open, counts.overdue, counts.set_aside, counts.changed) == (1, 3, 1, 1)
    assert counts.in_time + counts.late + counts.open + counts.overdue + counts.set_aside == counts.received
    assert queries.waiting(crisis.id, at=TOO_LATE).overdue == counts.overdue


# --- what changed, hiding, setting aside ----------------------------------------------------------------------------


def test_what_changed_is_said_after_an_answer_only(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    with refused(ContactReason.VOICE_NOT_ANSWERED):
        voices.say_changed(voice=told.voice, version=1, what_changed="A bus goes.", by=duty, at=NOON)
    answer(told.voice, privately(), duty)
    with refused(ContactReason.VOICE_CHANGE_NEEDED):
        voices.say_changed(voice=told.voice, version=2, what_changed=" ", by=duty, at=NOON)
    voices.say_changed(voice=told.voice, version=2, what_changed="A bus goes.", by=duty, at=IN_TIME)
    voices.say_changed(voice=told.voice, version=2, what_changed="A bus goes.", by=duty, at=IN_TIME)
    (shown,) = queries.public_answers(crisis.id).answers
    assert (shown.what_changed, shown.question, shown.answer) == ("A bus goes.", "", "")
    assert queries.counts(crisis.id, at=IN_TIME).changed == 1


def test_a_public_answer_is_taken_down_at_once_and_still_counts(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, publicly(), duty)
    with refused(ContactReason.VOICE_WHY_NEEDED):
        voices.hide_public(voice=told.voice, version=2, why=" ", by=duty, at=IN_TIME)
    voices.hide_public(voice=told.voice, version=2, why="It named a street", by=duty, at=IN_TIME)
    assert queries.public_answers(crisis.id).answers == ()
    assert queries.counts(crisis.id, at=IN_TIME).answered == 1
    kept = VoiceTurn.objects.get(kind=VoiceTurned.ANSWERED)
    assert kept.public_answer == "At noon."


def test_what_changed_is_taken_down_too_and_counts_no_more_as_changed(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, privately(), duty)
    voices.say_changed(voice=told.voice, version=2, what_changed="Olena has a bus.", by=duty, at=IN_TIME)
    voices.hide_public(voice=told.voice, version=3, why="It names somebody", by=duty, at=IN_TIME)
    assert queries.public_answers(crisis.id).answers == ()
    followed = queries.follow(crisis.id, told.number, at=IN_TIME)
    assert followed and followed.public is None
    counts = queries.counts(crisis.id, at=IN_TIME)
    assert (counts.answered, counts.in_time, counts.changed) == (1, 1, 0)


def test_setting_aside_what_is_overdue_does_not_better_the_share_in_time(crisis: Crisis, duty: Actor) -> None:
    first, second, third = (said(crisis, f"voice {number}") for number in range(3))
    answer(first.voice, privately(), duty)
    voices.set_aside(voice=second.voice, version=1, why=VoiceAside.ADVERT, by=duty, at=NOON)
    voices.set_aside(voice=third.voice, version=1, why=VoiceAside.ADVERT, by=duty, at=TOO_LATE)
    counts = queries.counts(crisis.id, at=TOO_LATE)
    assert (counts.in_time, counts.set_aside, counts.overdue, counts.due) == (1, 2, 0, 2)
    voices.take_back(voice=third.voice, version=2, by=duty, at=TOO_LATE)
    assert queries.counts(crisis.id, at=TOO_LATE).due == 2  # it is overdue again


def test_what_is_set_aside_is_counted_as_that_and_can_be_taken_back(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    voices.set_aside(voice=told.voice, version=1, why=VoiceAside.ADVERT, by=duty, at=NOON)
    voices.set_aside(voice=told.voice, version=1, why=VoiceAside.ADVERT, by=duty, at=NOON)
    assert queries.counts(crisis.id, at=TOO_LATE).set_aside == 1
    with refused(ContactReason.VOICE_SET_ASIDE):
        answer(told.voice, privately(), duty)
    voices.take_back(voice=told.voice, version=2, by=duty, at=TOO_LATE)
    assert queries.counts(crisis.id, at=TOO_LATE).overdue == 1  # the day was not moved
    answer(told.voice, privately(), duty)
    with refused(ContactReason.VOICE_ANSWERED):
        voices.set_aside(voice=told.voice, version=4, why=VoiceAside.ADVERT, by=duty, at=NOON)


# --- who may see, and what cannot be undone -------------------------------------------------------------------------


def test_a_number_is_followed_in_its_own_crisis_only(crisis: Crisis) -> None:
    told = said(crisis)
    assert queries.follow(crisis.id, rules.spoken(told.number), at=NOON) is not None
    for where, number in ((cast.crisis().id, told.number), (crisis.id, ""), (crisis.id, "12345678"), (crisis.id, "ab")):
        assert queries.follow(where, number, at=NOON) is None
    assert queries.own("no-such", at=NOON) is None


def test_who_may_not_see_messages_sees_no_feedback(crisis: Crisis) -> None:
    told, viewer = said(crisis), cast.officer(crisis, Role.VIEWER)
    with refused(FoundationReason.NOT_PERMITTED):
        queries.voices(crisis.id, by=viewer, at=NOON)
    with refused(FoundationReason.NOT_PERMITTED):
        queries.voice(crisis.id, told.voice, by=viewer, at=NOON)


def test_feedback_of_another_crisis_is_not_found(crisis: Crisis) -> None:
    other = cast.crisis()
    assert queries.voice(other.id, said(crisis).voice, by=cast.officer(other), at=NOON) is None
    with refused(ContactReason.VOICE_NOT_FOUND):
        voices.take(voice=uuid4(), version=1, by=cast.officer(crisis), at=NOON)


@pytest.mark.parametrize("column", ["promised_for", "received_at", "number", "submission", "crisis_id"])
def test_what_was_promised_cannot_be_rewritten(crisis: Crisis, column: str) -> None:
    told = said(crisis)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE contact_voice SET {column} = {column} WHERE id = %s", [told.voice])  # noqa: S608


def test_what_was_done_is_kept(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis)
    answer(told.voice, privately(), duty)
    for act in (
        "DELETE FROM contact_voiceturn",
        "UPDATE contact_voiceturn SET at = now()",
        "DELETE FROM contact_voice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


@pytest.mark.django_db(transaction=True)
def test_words_are_forgotten_and_the_counts_stay(crisis: Crisis, duty: Actor) -> None:
    told = said(crisis, contact="olena@example.org", link=cast.register(crisis, cast.OLENA).token)
    answer(told.voice, publicly(private="Dear Olena"), duty)
    assert voices.forget_voices(at=NOON + 364 * DAY) == 0
    assert voices.forget_voices(at=NOON + 366 * DAY) == 1
    assert voices.forget_voices(at=NOON + 366 * DAY) == 0
    row, turn = Voice.objects.get(), VoiceTurn.objects.get()
    assert (row.words, row.contact, row.answer, row.person, turn.answer) == (None, None, None, None, None)
    mine = queries.own(told.token, at=NOON + 366 * DAY)
    assert mine is not None
    assert (mine.words, mine.answer) == ("", "")
    view = queries.voice(crisis.id, told.voice, by=duty, at=NOON)
    assert view is not None
    assert view.is_forgotten
    assert queries.counts(crisis.id, at=NOON + 366 * DAY).in_time == 1
    assert row.outcome == VoiceOutcome.ANSWERED


@pytest.mark.django_db(transaction=True)
def test_with_a_person_what_they_said_is_forgotten(crisis: Crisis) -> None:
    told = said(crisis, link=cast.register(crisis, cast.OLENA).token)
    assert voices.forget_voices(at=NOON) == 0
    Person.objects.update(forgotten_at=NOON)
    assert voices.forget_voices(at=NOON) == 1
    assert Voice.objects.get(id=told.voice).words is None
