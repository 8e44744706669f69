"""Whose thread a message belongs to. An address is believed, a code in the text is not: anybody may have it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.channels.messages import ChannelKind
from dodomu.contact.rules.terms import Hint
from dodomu.people.rules.names import name_key
from dodomu.people.rules.references import DIGITS, is_reference
from dodomu.people.rules.terms import ContactKind

QUIET: Final = timedelta(days=90)  # after which a mobile number may be somebody else's
LONGEST_ADDRESS: Final = 254
MOST_MENTIONED: Final = 10
FEWEST_DIGITS: Final = 7

_CODE = re.compile(r"(?<![\d+])\d(?:[ \u00a0.\-]?\d){8}(?![ \u00a0.\-]?\d)")
_LINK = re.compile(r"/p/([A-Za-z0-9_-]{20,60})")
_WRONG_NUMBER = re.compile(
    r"wrong number|помил\w+ номер|номер\w* помил|не той номер|ошиб\w+ номер|номер\w* ошиб|не туда попали|"
    r"не туди потрапили|қате нөмір|нөмірден қателес",
    re.IGNORECASE,
)
_NAME = r"((?:[^\W\d_][\w'’ʼ\-]+)(?:[ \t]+[^\W\d_][\w'’ʼ\-]+){0,2})"
_INTRODUCED = re.compile(
    r"(?:my name is|i am called|мене звати|мене звуть|моє ім'я|меня зовут|моё имя|менің атым|атым)\s*[:\-–]?\s*"
    + _NAME,
    re.IGNORECASE,
)
# What Telegram sends when somebody presses “Start” under a link of ours (https://t.me/<bot>?start=<code>).
_START = re.compile(r"/start(?:@\w{1,40})?\s+([A-Za-z0-9_-]{1,64})", re.ASCII)
_DANGER = re.compile(
    r"\bsos\b|стріляють|стреляют|поранен|\bранен|кровотеч|\binjured\b|\bshooting\b|\bbleeding\b|жараланд|атып жатыр",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is known under an address."""

    person: UUID
    party: UUID
    leads: bool
    name: str
    reference: str
    heard_at: datetime  # when they were last heard of, by whatever way


@dataclass(frozen=True, slots=True)
class Said:
    """What a message tells of who wrote it."""

    codes: frozenset[str]
    tokens: tuple[str, ...]  # of private links
    name: str
    is_wrong_number: bool
    is_danger: bool
    start: str = ""  # code of a link by which a chat was begun


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody's message, or nobody's that can be told, and why."""

    person: UUID | None
    hint: Hint | None = None


def read(text: str) -> Said:
    """Return what a text says of its writer: codes and private links in it, a name that is given, danger."""
    plain = unicodedata.normalize("NFKC", text)
    found = ("".join(filter(str.isdecimal, each.group())) for each in _CODE.finditer(plain))
    name = _INTRODUCED.search(plain)
    start = _START.fullmatch(text.strip())
    return Said(
        codes=frozenset(code for code in found if len(code) == DIGITS and is_reference(code)),
        tokens=tuple(dict.fromkeys(_LINK.findall(plain)))[:MOST_MENTIONED],
        name=name.group(1) if name else "",
        is_wrong_number=_WRONG_NUMBER.search(plain) is not None,
        is_danger=_DANGER.search(plain) is not None,
        start=start.group(1) if start else "",
    )


def whose(candidates: Sequence[Candidate], said: Said, *, at: datetime) -> Whose:
    """Return whose a message is by who is known under its address and by what it says; where in doubt, nobody's."""
    if said.is_wrong_number and candidates:
        return Whose(None, Hint.WRONG_NUMBER)
    one = _only(candidates, said)
    if one is not None:
        return Whose(None, Hint.OTHER_NAME) if _is_another(one, said, at) else Whose(one.person)
    if candidates:
        return Whose(None, Hint.SEVERAL)
    if said.tokens:
        return Whose(None, Hint.LINK_OF_ANOTHER)
    return Whose(None, Hint.CODE_OF_ANOTHER if said.codes else None)


def _only(candidates: Sequence[Candidate], said: Said) -> Candidate | None:
    """Return the one that is meant: alone, named by code besides, or the lead of the only party there is."""
    if len(candidates) == 1:
        return candidates[0]
    named = [each for each in candidates if each.reference in said.codes]
    if len(named) == 1:
        return named[0]
    if len({each.party for each in candidates}) == 1:
        leads = [each for each in candidates if each.leads]
        return leads[0] if len(leads) == 1 else None
    return None


def _is_another(one: Candidate, said: Said, at: datetime) -> bool:
    """A name alone proves little: a daughter writes from her mother's telephone. After long silence it does."""
    is_named_otherwise = bool(said.name) and bool(one.name) and not _same_name(said.name, one.name)
    return is_named_otherwise and one.reference not in said.codes and at - one.heard_at > QUIET


def _same_name(said: str, known: str) -> bool:
    """A part of a name agrees with the whole of it, in whatever script."""
    return not set(name_key(said).split()).isdisjoint(name_key(known).split())


def without_links(text: str) -> str:
    """Return a text without the secrets of private links: whoever reads it at the desk needs none of them."""
    return _LINK.sub("/p/…", text)


def waits_from(channel: str, *, said_at: datetime, reached_at: datetime) -> datetime:
    """Return since when who wrote a message waits: the hour of a mail is what its writer says, and jumps no queue."""
    return reached_at if channel == ChannelKind.EMAIL else said_at


# --- addresses ------------------------------------------------------------------------------------------------------


def address_of(channel: ChannelKind, sender: str) -> str:
    """Return an address as it is kept: mail in small letters, a telephone with its plus, nothing unseen."""
    plain = "".join(mark for mark in sender.strip() if mark.isprintable())[:LONGEST_ADDRESS].strip()
    if "@" in plain[1:]:
        return plain.lower()
    digits = plain.removeprefix("+")
    if channel is not ChannelKind.TELEGRAM and digits.isascii() and digits.isdigit() and len(digits) >= FEWEST_DIGITS:
        return f"+{digits}"
    return plain


def contact_kind(channel: ChannelKind, address: str) -> ContactKind:
    """Return under which kind of contact point an address would be known."""
    if channel is ChannelKind.TELEGRAM:
        return ContactKind.TELEGRAM
    if "@" in address[1:]:
        return ContactKind.EMAIL
    return ContactKind.PHONE if address.startswith("+") else ContactKind.TELEGRAM
