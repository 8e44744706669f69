"""The automatic reply: when one may go out, and what it says – only what is true at the hour it is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dodomu.channels.messages import ChannelKind

ONCE_IN: Final = timedelta(hours=6)  # in a thread
A_DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 3  # to an address: two machines that answer one another stop by themselves
SHORT: Final = 25  # letters: a word to what we asked is no plea
MINUTES_IN_HOUR: Final = 60

_MACHINE = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|abuse|listserv|majordomo)\b|\+bounce|^bounce[+=-]",
    re.IGNORECASE,
)
_ONLY_KAZAKH = re.compile("[әғқңөұүһ]", re.IGNORECASE)
_ONLY_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_ONLY_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-я]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
LANGUAGES: Final = ("uk", "ru", "kk", "en")
OF_STATE: Final = {"UA": "uk", "KZ": "kk", "RU": "ru", "BY": "ru"}


@dataclass(frozen=True, slots=True)
class Plea:
    """A message that might get an automatic reply."""

    channel: ChannelKind
    address: str
    text: str
    is_automatic: bool
    needs_answer: bool
    said_stop: bool
    was_asked: bool  # a question of ours is open: a short word answers it
    thread_replied_at: datetime | None
    address_replied_at: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an automatic reply says; what is not known is left out."""

    received_at: datetime
    zone: str
    before: int | None  # how many wait longer
    oldest: timedelta | None  # how long the first of them has waited
    hotline: str


def may_reply(plea: Plea, *, at: datetime) -> bool:
    """Say whether a machine may answer: never a machine, never who said stop, never in a loop."""
    if plea.is_automatic or plea.said_stop or not plea.needs_answer or is_machine(plea.channel, plea.address):
        return False
    if plea.was_asked and len(plea.text.strip()) <= SHORT:
        return False
    if plea.thread_replied_at is not None and at - plea.thread_replied_at < ONCE_IN:
        return False
    return len(lately(plea.address_replied_at, at=at)) < MOST_A_DAY


def lately(replies: Sequence[datetime], *, at: datetime) -> list[datetime]:
    """Return which of some automatic replies count against another today."""
    return [each for each in replies if at - each < A_DAY]


def is_machine(channel: ChannelKind, address: str) -> bool:
    """Say whether nobody reads what is sent to an address: a mailer, or the name of a shop as sender of an SMS."""
    if channel is ChannelKind.SMS:
        return not address.startswith("+")
    return "@" in address and _MACHINE.search(address) is not None


def compose(words: Mapping[str, str], facts: Facts) -> str:
    """Return the reply from its lines in one language; a line of what is not known is left out."""
    lines = [words["received"].format(hour=_hour(facts.received_at, facts.zone))]
    if facts.before is not None:
        lines.append(words["before"].format(before=facts.before))
        if facts.before and facts.oldest is not None:
            lines.append(words["oldest"].format(oldest=span(words, facts.oldest)))
    if facts.hotline:
        lines.append(words["danger"].format(hotline=facts.hotline))
    return "\n".join(lines)


def span(words: Mapping[str, str], length: timedelta) -> str:
    """Return a length of time in hours and minutes."""
    hours, minutes = divmod(max(0, int(length.total_seconds() // 60)), MINUTES_IN_HOUR)
    parts = [f"{hours} {words['hours']}"] if hours else []
    return " ".join([*parts, f"{minutes} {words['minutes']}"]) if minutes or not hours else parts[0]


def _hour(at: datetime, zone: str) -> str:
    """Write an hour with its distance from UTC, which needs no translation."""
    local = at.astimezone(ZoneInfo(zone))
    minutes = int((local.utcoffset() or timedelta(0)).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), MINUTES_IN_HOUR)
    shift = f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{local:%d.%m.%Y %H:%M} (UTC{shift})"


def language_of(text: str, *, known: Sequence[str], sending: str) -> str:
    """Return in which of our languages to answer: by letters only one of them has, else as is known."""
    if _ONLY_KAZAKH.search(text):
        return "kk"
    if _ONLY_UKRAINIAN.search(text) and not _ONLY_RUSSIAN.search(text):
        return "uk"
    spoken = [code for code in known if code in LANGUAGES]
    if _ONLY_RUSSIAN.search(text):
        return "ru"
    if spoken:
        return spoken[0]
    if _LATIN.search(text) and not _CYRILLIC.search(text):
        return "en"
    return OF_STATE.get(sending, "en")
