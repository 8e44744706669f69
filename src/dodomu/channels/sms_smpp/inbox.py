"""What came and is not acknowledged yet: who waits for which answer, and under which key it is known.

SMPP gives an incoming message no name. Some operators add one (receipted_message_id), and it is the key. Otherwise the
key is the digest of sender and octets, a stroke, and a number of this process: what comes again while it is unanswered
keeps its key, a second “2” of the same person has another, and what a killed process left unanswered comes again with
the same digest (`Incoming.again`) and another number. Who kept something without getting to acknowledge it knows it by
that, and nothing is ever swallowed.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dodomu.channels.messages import Heard, Incoming, Receipt
from dodomu.channels.sms_smpp import codes, pdus, reading, receipts
from dodomu.channels.sms_smpp.joining import GroupKey, Joined, Joiner, Piece, Ticket, piece_of
from dodomu.channels.sms_smpp.link import Settings
from dodomu.channels.sms_smpp.pdus import ANSWER, INTERNATIONAL, UNKNOWN

MOST_WAITING = 20_000  # unanswered units; then they are asked to come again later
LONGEST = 10_000  # letters
LONG_NUMBER, LONGEST_NUMBER = 10, 64
OWED_FOR = 1800.0  # an answer that died with its connection is given to whoever comes again in this time
MOST_ALIKE = 50_000

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Held:
    heard: Heard
    tickets: list[Ticket] = field(default_factory=list)
    group: GroupKey | None = None
    is_told: bool = False


class Inbox:
    """Turns units into what we hear, and acknowledgements into answers. `answer` writes one on the connection."""

    def __init__(self, settings: Settings, refs: receipts.Refs, answer: Callable[[bytes], None]) -> None:
        self._settings, self._refs, self._answer = settings, refs, answer
        self._nonce = secrets.token_hex(4)
        self._joiner = Joiner(settings.times, latin=settings.latin)
        self._held: dict[str, _Held] = {}
        self._of_digest: dict[str, _Held] = {}
        self._owed: dict[str, float] = {}
        self._alike: dict[str, int] = {}
        self._waiting = 0
        self.connection = 0
        self.news = 0  # things that were never handed out

    def lost(self) -> None:
        """Note that the connection is lost: what came on it can no longer be answered, and comes again."""
        self.connection += 1

    def take(self, unit: tuple[int, int, int, bytes], now: float) -> None:
        """Take a deliver_sm or data_sm."""
        command, _, sequence, body = unit
        if self._waiting >= MOST_WAITING:
            self._reply(command, sequence, codes.COME_AGAIN)
            return
        try:
            delivered = pdus.read_delivered(command, body)
        except pdus.Malformed as error:
            log.warning("a message of %d octets cannot be read: %s", len(body), error)
            self._reply(command, sequence, codes.UNREADABLE)
            return
        if receipts.is_receipt(delivered):
            self._take_receipt(delivered, command, sequence, now)
        else:
            self._take_piece(delivered, command, sequence, now)

    def overdue(self, now: float) -> None:
        """Hand on what is not waited for any longer."""
        self._hand(self._joiner.overdue(now))

    def due(self, now: float) -> float:
        """Return the seconds until something may be overdue."""
        return self._joiner.due(now)

    def unacknowledged(self, most: int) -> list[Heard]:
        """Return what was not acknowledged yet, the oldest first; where it is more than asked for, all in turn."""
        turn = list(self._held.items())[:most]
        for key, held in turn:
            self.news -= not held.is_told
            held.is_told = True
            if len(turn) < len(self._held):
                self._held[key] = self._held.pop(key)
        return [held.heard for _, held in turn]

    def acknowledge(self, heard: Iterable[Heard], now: float) -> None:
        """Answer for what is kept now."""
        for each in heard:
            held = self._held.pop(each.key, None)
            if held is not None:
                self.news -= not held.is_told
                self._settle(held, now)

    def _settle(self, held: _Held, now: float) -> None:
        self._waiting -= len(held.tickets)
        for ticket in held.tickets:
            self._of_digest.pop(ticket.digest, None)
            if ticket.connection == self.connection:
                self._reply(ticket.command, ticket.sequence)
            else:
                self._owe(ticket.digest, now)
        if held.group is not None:
            self._joiner.kept(held.group, now)

    def _take_receipt(self, delivered: pdus.Delivered, command: int, sequence: int, now: float) -> None:
        text = reading.read(delivered.body, delivered.coding, latin=True)
        receipt = receipts.read(delivered, text, refs=self._refs, zone=self._settings.zone)
        if receipt is None:
            log.warning("a receipt names no message")
            self._reply(command, sequence)
        elif self._is_owed(receipt.key, now):
            self._reply(command, sequence)
        else:
            self._waiting += 1
            self._hold(receipt, [Ticket(self.connection, command, sequence, receipt.key)], None)

    def _take_piece(self, delivered: pdus.Delivered, command: int, sequence: int, now: float) -> None:
        piece = piece_of(delivered, _sender(delivered.sender), _sender(delivered.to))
        digest = piece.digest()
        ticket = Ticket(self.connection, command, sequence, digest)
        if held := self._of_digest.get(digest):
            held.tickets.append(ticket)
            self._waiting += 1
        elif self._is_owed(digest, now):
            self._reply(command, sequence)
        elif piece.total == 1:
            self._waiting += 1
            text = reading.read(piece.body, piece.coding, latin=self._settings.latin)
            self._hand([Joined(piece, text, False, (ticket,), digest)])
        else:
            joined, known = self._joiner.add(piece, ticket, now)
            self._waiting += not known
            if known:
                self._reply(command, sequence)
            self._hand(joined)

    def _owe(self, digest: str, now: float) -> None:
        if len(self._owed) >= MOST_ALIKE:
            del self._owed[next(iter(self._owed))]
        self._owed[digest] = now

    def _is_owed(self, digest: str, now: float) -> bool:
        """Say whether this was kept after its connection was lost, and take note that it came again."""
        owed = self._owed.pop(digest, None)
        return owed is not None and now - owed < OWED_FOR

    def _hand(self, joined: Iterable[Joined]) -> None:
        for each in joined:
            group = each.first.group if each.first.total > 1 else None
            self._hold(self._incoming(each), list(each.tickets), group)

    def _hold(self, heard: Heard, tickets: list[Ticket], group: GroupKey | None) -> None:
        held = self._held.get(heard.key)
        if held is None:
            held = self._held[heard.key] = _Held(heard, [], group)
            self.news += 1
        held.tickets += tickets
        self._of_digest.update((ticket.digest, held) for ticket in tickets if not isinstance(heard, Receipt))

    def _incoming(self, joined: Joined) -> Incoming:
        first, text = joined.first, joined.text
        key = self._key(joined)
        again = "" if first.name else joined.digest
        if not reading.is_readable(text):
            return Incoming(key, first.sender, "", first.to, files=(_name(first),), again=again)
        is_cut = joined.cut or len(text) > LONGEST
        return Incoming(key, first.sender, text[:LONGEST], first.to, cut=is_cut, again=again)

    def _key(self, joined: Joined) -> str:
        if joined.first.name:
            return f"m{joined.digest}"
        if len(self._alike) >= MOST_ALIKE:
            self._alike.pop(next(iter(self._alike)))
        self._alike[joined.digest] = count = self._alike.pop(joined.digest, 0) + 1
        return f"m{joined.digest}/{self._nonce}-{count}"

    def _reply(self, command: int, sequence: int, status: int = codes.OK) -> None:
        self._answer(pdus.unit(command | ANSWER, sequence, b"\0", status=status))


def _name(piece: Piece) -> str:
    return f"{len(piece.body)} octets, coding {piece.coding}"


def _sender(address: pdus.Address) -> str:
    """Return a number in international form where it is one, and else what is there."""
    number = "".join(letter for letter in address.number[:LONGEST_NUMBER] if letter.isprintable())
    if not (number.isascii() and number.isdigit()) or address.ton not in (UNKNOWN, INTERNATIONAL):
        return number
    if number.startswith("00"):
        return "+" + number[2:]
    is_whole = address.ton == INTERNATIONAL or (len(number) >= LONG_NUMBER and number[0] != "0")
    return "+" + number if is_whole else number
