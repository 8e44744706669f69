"""The number of feedback, the day that is promised, and where it stands against it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import voices
from dodomu.contact.rules.terms import VoiceKind, VoiceOutcome, VoiceStanding
from dodomu.contact.rules.voices import AnswerGiven, VoiceFault, VoiceGiven
from dodomu.people.rules.references import DIGITS

KYIV = "Europe/Kyiv"
LANGUAGES = ("uk", "en", "ru", "kk")


@given(st.integers(0, voices.HIGHEST_NUMBER))
def test_every_number_is_read_back_however_it_is_grouped(drawn: int) -> None:
    number = voices.number_from(drawn)
    assert voices.read_number(voices.spoken(number)) == number
    assert voices.read_number(f"№ {number[:3]}-{number[3:]}") == number


@given(st.integers(0, voices.HIGHEST_NUMBER), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_no_number(drawn: int, position: int, slip: int) -> None:
    number = voices.number_from(drawn)
    wrong = number[:position] + str((int(number[position]) + slip) % 10) + number[position + 1 :]
    assert voices.read_number(wrong) == ""


def test_a_number_is_never_as_long_as_the_code_of_a_person() -> None:
    assert voices.NUMBER_DIGITS != DIGITS
    assert voices.read_number("") == voices.read_number("hello") == voices.read_number("1" * 400) == ""


def test_a_number_in_arabic_digits_is_read() -> None:
    number = voices.number_from(1234567)
    assert voices.read_number(number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == number


@pytest.mark.parametrize(
    ("received", "sending", "day"),
    [
        (datetime(2022, 1, 3, 9, tzinfo=UTC), "UA", date(2022, 1, 10)),  # Monday: the next Monday
        (datetime(2022, 1, 7, 9, tzinfo=UTC), "UA", date(2022, 1, 14)),  # Friday: the next Friday
        (datetime(2022, 1, 8, 6, tzinfo=UTC), "UA", date(2022, 1, 14)),  # Saturday counts from Monday
        (datetime(2022, 1, 9, 22, 30, tzinfo=UTC), "UA", date(2022, 1, 17)),  # Monday already, in Kyiv
        (datetime(2022, 1, 6, 9, tzinfo=UTC), "EG", date(2022, 1, 13)),  # Thursday: Friday and Saturday are off
        (datetime(2022, 1, 6, 9, tzinfo=UTC), "IR", date(2022, 1, 12)),  # only Friday is off
        (datetime(2022, 1, 3, 9, tzinfo=UTC), "??", date(2022, 1, 10)),  # a state nobody knows rests as most do
    ],
)
def test_the_promised_day_is_the_fifth_working_day_of_the_sending_state(
    received: datetime, sending: str, day: date
) -> None:
    promised = voices.promised_for(received, sending=sending, zone=KYIV)
    assert promised.date() == day
    assert (promised.hour, promised.minute) == (23, 59)


@given(st.integers(0, 10_000_000), st.sampled_from(["UA", "IR"]))
def test_a_promise_is_five_working_days_and_falls_on_one(minute: int, sending: str) -> None:
    received = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    promised = voices.promised_for(received, sending=sending, zone=KYIV)
    assert voices.is_working_day(promised.date(), sending=sending)
    assert timedelta(days=4) < promised - received < timedelta(days=9)


def test_who_was_answered_late_stays_late_and_who_waits_too_long_is_overdue() -> None:
    promised = datetime(2022, 1, 14, 21, 59, 59, tzinfo=UTC)
    later, years_later = promised + timedelta(seconds=1), promised + timedelta(days=900)

    def stands(outcome: VoiceOutcome, answered: datetime | None, at: datetime) -> VoiceStanding:
        return voices.standing(outcome, promised=promised, answered_at=answered, at=at)

    assert stands(VoiceOutcome.OPEN, None, promised) is VoiceStanding.OPEN
    assert stands(VoiceOutcome.OPEN, None, later) is VoiceStanding.OVERDUE
    assert stands(VoiceOutcome.ANSWERED, promised, years_later) is VoiceStanding.IN_TIME
    assert stands(VoiceOutcome.CHANGED, later, years_later) is VoiceStanding.LATE
    assert stands(VoiceOutcome.SET_ASIDE, None, later) is VoiceStanding.SET_ASIDE


@pytest.mark.parametrize("words", ["", "   \n", "\u200b\u202e", "…!?", "\x00"])
def test_what_says_nothing_is_no_feedback(words: str) -> None:
    with pytest.raises(VoiceFault) as fault:
        voices.tidied(VoiceGiven(VoiceKind.OTHER, words))
    assert fault.value.reason is ContactReason.NOTHING_SAID


def test_nothing_is_cut_off_behind_a_back() -> None:
    with pytest.raises(VoiceFault) as fault:
        voices.tidied(VoiceGiven(VoiceKind.WRONG, "a" * (voices.LONGEST_WORDS + 1)))
    assert (fault.value.reason, fault.value.part) == (ContactReason.VOICE_TOO_LONG, "words")
    assert len(voices.tidied(VoiceGiven(VoiceKind.WRONG, "a" * voices.LONGEST_WORDS)).words) == voices.LONGEST_WORDS


def test_what_turns_the_direction_of_writing_is_taken_out() -> None:
    said = voices.tidied(VoiceGiven(VoiceKind.WRONG, "Bus\u202e gone\r\n\r\n\r\n\r\nagain\x07"))
    assert said.words == "Bus gone\n\nagain"


def answered(**changes: str) -> AnswerGiven:
    values = {"public_question": "Is there a bus?", "public_answer": "Yes, at noon.", "public_language": "en"}
    return AnswerGiven(**{**values, **changes})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (AnswerGiven(), ContactReason.VOICE_WITHOUT_ANSWER),
        (AnswerGiven(what_changed="A bus goes."), ContactReason.VOICE_WITHOUT_ANSWER),
        (answered(public_question=" "), ContactReason.VOICE_PUBLIC_HALF),
        (answered(public_answer="\u200b"), ContactReason.VOICE_PUBLIC_HALF),
        (answered(public_language="xx"), ContactReason.VOICE_LANGUAGE_UNKNOWN),
        (answered(public_answer="a" * 2001), ContactReason.VOICE_TOO_LONG),
        (answered(public_answer="We wrote to OLENA @example.org."), ContactReason.VOICE_NAMES_SENDER),
        (answered(what_changed="olena@example.org was called"), ContactReason.VOICE_NAMES_SENDER),
    ],
)
def test_an_answer_at_fault_says_why(given: AnswerGiven, reason: ContactReason) -> None:
    with pytest.raises(VoiceFault) as fault:
        voices.tidied_answer(given, contact="olena@example.org", languages=LANGUAGES)
    assert fault.value.reason is reason


def test_a_private_answer_may_name_who_asked() -> None:
    given = AnswerGiven(private="Dear olena@example.org")
    assert voices.tidied_answer(given, contact="olena@example.org", languages=LANGUAGES) == given


def test_the_same_words_are_known_again_in_other_case_and_marks() -> None:
    assert voices.folded("Автобуса НЕМАЄ!!") == voices.folded("автобуса, немає")
