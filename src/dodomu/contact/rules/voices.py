"""Feedback: its number, the day that is promised for an answer, and where it stands against that promise."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.advice import clean, line
from dodomu.contact.rules.terms import VoiceKind, VoiceOutcome, VoiceStanding
from dodomu.people.rules.references import check_digit

# Ukraine's law 2939-VI on access to public information, article 20: an answer within five working days. Who sends in
# feedback during a crisis is promised no less, whatever state they belong to.
WORKING_DAYS: Final = 5
NUMBER_DIGITS: Final = 8  # one fewer than a person's code, so that neither is taken for the other
HIGHEST_NUMBER: Final = 9_999_999
LONGEST_WORDS: Final = 4000
LONGEST_CONTACT: Final = 254
LONGEST_ANSWER: Final = 4000
LONGEST_QUESTION: Final = 500
LONGEST_PUBLIC_ANSWER: Final = 2000
LONGEST_CHANGE: Final = 500
LONGEST_WHY: Final = 500
MOST_AN_HOUR: Final = 5000  # from everybody together in one crisis: beyond, somebody's machine is writing
MOST_ALIKE: Final = 25  # with the same words within an hour
FEWEST_TELLING: Final = 5  # letters and digits of a contact, from which on it tells who somebody is

_SATURDAY, _SUNDAY = 5, 6
_THURSDAY, _FRIDAY = 3, 4
_WEEKEND: Final = frozenset({_SATURDAY, _SUNDAY})
# Unicode CLDR, supplemental data, weekData: where the weekend is not Saturday and Sunday.
_REST_ON_FRIDAY_AND_SATURDAY: Final = (
    "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE",
)  # fmt: skip
_WEEKENDS: Final[Mapping[str, frozenset[int]]] = {
    "AF": frozenset({_THURSDAY, _FRIDAY}),
    "IR": frozenset({_FRIDAY}),
    "IN": frozenset({_SUNDAY}),
    "UG": frozenset({_SUNDAY}),
    **dict.fromkeys(_REST_ON_FRIDAY_AND_SATURDAY, frozenset({_FRIDAY, _SATURDAY})),
}  # fmt: skip


class VoiceFault(ValueError):
    """What was given cannot be kept as it is."""

    def __init__(self, reason: ContactReason, part: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.part = part


@dataclass(frozen=True, slots=True)
class VoiceGiven:
    """What somebody says, as they typed it. Whoever gives no contact is anonymous."""

    kind: VoiceKind
    words: str
    language: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer: to the sender, in public (then with the question in the officer's own words), or both."""

    private: str = ""
    public_question: str = ""
    public_answer: str = ""
    public_language: str = ""
    what_changed: str = ""  # because of it, if anything did already

    @property
    def is_public(self) -> bool:
        """Whether anything of it is for everybody."""
        return bool(self.public_question or self.public_answer)


@dataclass(frozen=True, slots=True)
class VoiceCounts:
    """What came and what became of it. The five standings add up to what was received.

    Setting aside what is past its day does not better the share that was in time: it was due, and it was not answered.
    """

    received: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0  # its day has not passed yet
    overdue: int = 0
    set_aside: int = 0
    set_aside_late: int = 0  # of those set aside: only once the promised day had passed
    changed: int = 0  # of those answered

    @property
    def answered(self) -> int:
        """How many were answered, in time or late."""
        return self.in_time + self.late

    @property
    def due(self) -> int:
        """Of how many it is decided whether the promise was kept."""
        return self.in_time + self.late + self.overdue + self.set_aside_late


# --- the number and the promise -------------------------------------------------------------------------------------


def number_from(drawn: int) -> str:
    """Return the eight digits for 0 to 9 999 999, the last of which checks the others; draw it at random."""
    if not 0 <= drawn <= HIGHEST_NUMBER:
        raise ValueError(f"a number of feedback lies between 0 and {HIGHEST_NUMBER}: {drawn}")
    body = f"{drawn:07d}"
    return body + check_digit(body)


def read_number(typed: str) -> str:
    """Return the eight digits found in what was typed, in any script and grouping, or nothing if it is no number."""
    digits = "".join(str(unicodedata.decimal(mark)) for mark in typed if mark.isdecimal())
    return digits if len(digits) == NUMBER_DIGITS and check_digit(digits) == "0" else ""


def spoken(number: str) -> str:
    """Group a number as it is read out: 4829 1735."""
    return f"{number[:4]} {number[4:]}".strip()


def promised_for(received_at: datetime, *, sending: str, zone: str) -> datetime:
    """Return until when an answer is promised: the end of the fifth working day after it came, at home.

    Holidays are not counted as days off: the promise is the earlier for it, never the later.
    """
    home = ZoneInfo(zone)
    day, left = received_at.astimezone(home).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, sending=sending)
    return datetime.combine(day, time(23, 59, 59), tzinfo=home)


def is_working_day(day: date, *, sending: str) -> bool:
    """Say whether offices of a state work on this day of the week."""
    return day.weekday() not in _WEEKENDS.get(sending, _WEEKEND)


# --- how it stands --------------------------------------------------------------------------------------------------


def standing(outcome: VoiceOutcome, *, promised: datetime, answered_at: datetime | None, at: datetime) -> VoiceStanding:
    """Say where feedback stands at an hour against what was promised when it came."""
    if outcome is VoiceOutcome.SET_ASIDE:
        return VoiceStanding.SET_ASIDE
    if answered_at is not None:
        return VoiceStanding.IN_TIME if answered_at <= promised else VoiceStanding.LATE
    return VoiceStanding.OVERDUE if promised < at else VoiceStanding.OPEN


# --- what is written ------------------------------------------------------------------------------------------------


def tidied(given: VoiceGiven) -> VoiceGiven:
    """Return what was said without what nobody sees, or raise `VoiceFault`: nothing is cut off behind a back."""
    words, contact = clean(given.words), line(given.contact)
    if not any(mark.isalnum() for mark in words):
        raise VoiceFault(ContactReason.NOTHING_SAID, "words")
    _check_length(words, LONGEST_WORDS, "words")
    _check_length(contact, LONGEST_CONTACT, "contact")
    return VoiceGiven(given.kind, words, given.language, contact)


def tidied_answer(given: AnswerGiven, *, contact: str, languages: tuple[str, ...]) -> AnswerGiven:
    """Return an answer without what nobody sees, or raise `VoiceFault`."""
    tidy = AnswerGiven(
        clean(given.private), line(given.public_question), clean(given.public_answer), given.public_language,
        line(given.what_changed),
    )  # fmt: skip
    if not tidy.private and not tidy.is_public:
        raise VoiceFault(ContactReason.VOICE_WITHOUT_ANSWER, "private")
    if tidy.is_public and not (tidy.public_question and tidy.public_answer):
        raise VoiceFault(
            ContactReason.VOICE_PUBLIC_HALF, "public_answer" if tidy.public_question else "public_question"
        )
    if tidy.is_public and tidy.public_language not in languages:
        raise VoiceFault(ContactReason.VOICE_LANGUAGE_UNKNOWN, "public_language")
    for part, limit in _LIMITS.items():
        _check_length(getattr(tidy, part), limit, part)
    _check_nobody_named(tidy, contact)
    return tidy


def tidied_change(what_changed: str, *, contact: str) -> str:
    """Return what changed in one line, or raise `VoiceFault`."""
    tidy = line(what_changed)
    if not tidy:
        raise VoiceFault(ContactReason.VOICE_CHANGE_NEEDED, "what_changed")
    _check_length(tidy, LONGEST_CHANGE, "what_changed")
    _check_nobody_named(AnswerGiven(what_changed=tidy), contact)
    return tidy


def folded(words: str) -> str:
    """Return words as they are compared with what others said: letters and digits only, in small."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(mark for mark in plain if mark.isalnum())


_LIMITS: Final[Mapping[str, int]] = {
    "private": LONGEST_ANSWER,
    "public_question": LONGEST_QUESTION,
    "public_answer": LONGEST_PUBLIC_ANSWER,
    "what_changed": LONGEST_CHANGE,
}


def _check_length(words: str, limit: int, part: str) -> None:
    if len(words) > limit:
        raise VoiceFault(ContactReason.VOICE_TOO_LONG, part)


def _check_nobody_named(given: AnswerGiven, contact: str) -> None:
    """What the sender gave to be reached by must not slip into what everybody reads."""
    telling = folded(contact)
    if len(telling) < FEWEST_TELLING:
        return
    for part in ("public_question", "public_answer", "what_changed"):
        if telling in folded(getattr(given, part)):
            raise VoiceFault(ContactReason.VOICE_NAMES_SENDER, part)
