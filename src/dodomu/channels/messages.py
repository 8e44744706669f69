"""What passes between us and a provider, in the same words for every channel.

A provider turns these into its own protocol and its answers into these. It knows no person, no crisis and no database;
what it was given and what became of it is kept by whoever calls it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class ChannelKind(StrEnum):
    """A way to reach people; each is a folder beside this file."""

    SMS = "sms"
    EMAIL = "email"
    TELEGRAM = "telegram"
    PAPER = "paper"
    DRILL = "drill"


class Verdict(StrEnum):
    """What a provider said to a message that was handed to it."""

    TAKEN = "taken"  # it answers for it now
    REFUSED = "refused"  # and will always be
    LATER = "later"  # not now; `wait` says how long not
    IN_DOUBT = "in_doubt"  # it went out and no answer came: it may have been taken


class Failure(StrEnum):
    """Why a message was refused or did not arrive; each provider's codes are translated to these."""

    NO_SUCH_ADDRESS = "no_such_address"
    NOT_REACHABLE = "not_reachable"  # switched off, no network, mailbox full
    BLOCKED = "blocked"  # by the recipient
    NOT_ALLOWED = "not_allowed"  # by the provider: sender, content, route
    TOO_LONG = "too_long"
    EXPIRED = "expired"
    TOO_MANY = "too_many"  # throttled
    NO_CREDIT = "no_credit"
    PROVIDER_DOWN = "provider_down"
    NOT_UNDERSTOOD = "not_understood"  # a code that is in no table


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be tapped where the channel has buttons; elsewhere it is typed."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, as somebody must know who brings it by hand or by voice. No network carries it."""

    name: str
    telephone: str = ""
    where: str = ""  # address, hotel, room
    people: int = 1  # who are there with them, themselves included
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one address."""

    id: UUID  # the same in every attempt: a provider that can, tells by it that it has had it
    to: str  # a telephone (E.164), a mail address, a Telegram chat, the name of a sheet
    text: str
    language: str
    subject: str = ""
    choices: tuple[Choice, ...] = ()
    stop_link: str = ""  # where one click stops such messages
    recipient: Recipient | None = None  # on paper only
    answers: str = ""  # key of the `Incoming` that this answers: where the channel has threads, it stands below it
    is_automatic: bool = False  # written by a machine: other machines are told not to answer


@dataclass(frozen=True, slots=True)
class Result:
    """What became of handing over a message."""

    id: UUID
    verdict: Verdict
    refs: tuple[str, ...] = ()  # the provider's names for it, one a part: receipts come under these
    why: Failure | None = None
    code: str = ""  # as the provider said it
    wait: float = 0.0  # seconds, with LATER


class Arrival(StrEnum):
    """What a receipt says."""

    DELIVERED = "delivered"
    SEEN = "seen"
    FAILED = "failed"
    UNDER_WAY = "under_way"  # the provider still tries


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says later of a message it took. The same may come twice, early, or for what nobody sent."""

    key: str  # of this receipt, for acknowledging it
    ref: str
    arrival: Arrival
    at: datetime | None = None  # as the provider says
    why: Failure | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Words that came to us. The same may come twice, under the same key."""

    key: str
    sender: str  # an address as in `Outgoing.to`
    text: str
    to: str = ""  # which of our addresses
    at: datetime | None = None  # as the provider says
    subject: str = ""
    choice: str = ""  # code of the choice that was tapped
    answers: str = ""  # the provider's name of the message it answers
    is_automatic: bool = False  # written by a machine: never answered by one
    is_stop: bool = False  # by the provider's own means (unsubscribed, bot blocked)
    cut: bool = False  # longer than we keep
    files: tuple[str, ...] = ()  # names of what was attached and is not kept
    again: str = ""  # where the key would be another, should it come again to another process: what would be the same


Heard = Receipt | Incoming


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text costs on a channel: in how many parts it goes, and how it is written."""

    count: int
    writing: str = ""  # gsm7, ucs2; empty where it makes no difference
    units: int = 0  # letters as the channel counts them
    left: int = 0  # units that still fit in the last part


class Channel(Protocol):
    """A provider that is connected, used by one thread. Everything it raises is `ChannelError`."""

    kind: ChannelKind

    def parts(self, text: str) -> Parts:
        """Say what a text costs."""

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Hand messages over and yield what became of each, once each, in any order, as answers come.

        When `goes_on` says no, or the connection is lost, what was not begun is LATER and what was is IN_DOUBT.
        """

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what came, waiting so long at most. It comes again until it was acknowledged."""

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Tell the provider that these are kept."""

    def close(self) -> None:
        """Take leave in order; what is not acknowledged comes again."""


class ChannelError(Exception):
    """A provider cannot be used: `why` for the desk, `wait` seconds until it is worth trying again."""

    def __init__(self, why: Failure, words: str, *, wait: float = 5.0) -> None:
        super().__init__(words)
        self.why, self.wait = why, wait
