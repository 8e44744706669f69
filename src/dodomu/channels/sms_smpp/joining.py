"""Messages that came in parts, put together again; in whatever order, however often, and also when a part is missing.

An operator may send the second part only after it was answered for the first, and we answer only for what is kept. So
when nothing more comes for a while, what is there is handed on as cut. It stays here, and if the rest comes after all,
the whole is handed on as well, under another key.
"""

import hashlib
from dataclasses import dataclass, field, replace

from dodomu.channels.sms_smpp import pdus, reading
from dodomu.channels.sms_smpp.link import Times

EIGHT_BIT, SIXTEEN_BIT = (0, 3), (8, 4)  # information element and its length (23.040, 9.2.3.24.1 and .8)
MOST_GROUPS = 2_000
MOST_PARTS, LONGEST = 255, 254  # octets of a part; with more it is a message of its own
KEPT = 3600.0  # seconds in which a part may come after all, or once more
AT_ONCE = 0.05  # patience with an operator that sends one thing at a time
SOON = 1.0
GAP = " … "


GroupKey = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an operator waits for: the answer to one unit of one connection."""

    connection: int
    command: int
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A message, or a part of one."""

    sender: str
    to: str
    coding: int
    body: bytes
    name: str = ""  # that the operator gave it
    reference: int = 0
    total: int = 1
    number: int = 1

    @property
    def group(self) -> GroupKey:
        """Return what the parts of one message have in common."""
        return self.sender, self.to, self.reference, self.total

    def digest(self) -> str:
        """Return a name for exactly these octets in this place."""
        place = (self.sender, self.to, self.coding, self.name, self.reference, self.total, self.number)
        return hashlib.blake2s(
            self.body, key=hashlib.blake2s(repr(place).encode()).digest(), digest_size=12
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Joined:
    """A text to be handed on, and the answers that are owed for it."""

    first: Piece
    text: str
    cut: bool
    tickets: tuple[Ticket, ...]
    digest: str


@dataclass(slots=True, eq=False)
class _Group:
    pieces: dict[int, Piece] = field(default_factory=dict)
    tickets: list[Ticket] = field(default_factory=list)  # of what was not yet handed on
    changed: float = 0.0
    kept_at: float | None = None  # the last that was handed on of it was acknowledged


def piece_of(delivered: pdus.Delivered, sender: str, to: str) -> Piece:
    """Return the piece that a unit holds; a header that makes no sense is left out of the words."""
    whole = Piece(
        sender, to, delivered.coding, delivered.body, pdus.text_of(delivered.tlvs.get(pdus.RECEIPTED_ID, b""))
    )
    if delivered.esm_class & pdus.HAS_HEADER:
        return _by_header(whole)
    return _numbered(whole, *(_small(delivered, tag) for tag in (pdus.SAR_REFERENCE, pdus.SAR_TOTAL, pdus.SAR_NUMBER)))


def _small(delivered: pdus.Delivered, tag: int) -> int:
    octets = delivered.tlvs.get(tag, b"")
    return int.from_bytes(octets, "big") if len(octets) in (1, 2) else 0


def _by_header(piece: Piece) -> Piece:
    size = piece.body[0] + 1 if piece.body else 0
    if not 1 < size <= len(piece.body):
        return piece
    header, body = piece.body[1:size], piece.body[size:]
    plain = replace(piece, body=body)
    while len(header) >= 2:  # noqa: PLR2004
        kind, length = header[0], header[1]
        element, header = header[2 : 2 + length], header[2 + length :]
        if len(element) == length and (kind, length) in (EIGHT_BIT, SIXTEEN_BIT):
            return _numbered(plain, int.from_bytes(element[:-2], "big"), element[-2], element[-1])
    return plain


def _numbered(piece: Piece, reference: int, total: int, number: int) -> Piece:
    if not 1 <= number <= total or not 1 < total <= MOST_PARTS or len(piece.body) > LONGEST:
        return piece
    return replace(piece, reference=reference, total=total, number=number)


class Joiner:
    """Keeps parts until they are a message."""

    def __init__(self, times: Times, *, latin: bool) -> None:
        self._times, self._latin = times, latin
        self._groups: dict[GroupKey, _Group] = {}
        self._waiting: dict[GroupKey, _Group] = {}  # those with something that was not handed on
        self._patience = times.quiet
        self._came_at = 0.0

    def add(self, piece: Piece, ticket: Ticket, now: float) -> tuple[list[Joined], bool]:
        """Take a part. Return what is to be handed on, and whether the part was handed on and kept before."""
        handed: list[Joined] = []
        self._learn(piece, now)
        group = self._groups.get(piece.group)
        there = group.pieces.get(piece.number) if group else None
        if there is not None and there.body != piece.body:  # another message under the same reference
            handed += self._hand(piece.group)
            self._groups.pop(piece.group, None)
            group = None
        elif there is not None and piece.group not in self._waiting:
            return handed, True
        group = group or self._new(piece, handed)
        group.pieces[piece.number] = piece
        group.tickets.append(ticket)
        group.changed = now
        self._waiting[piece.group] = group
        if len(group.pieces) == piece.total:
            handed += self._hand(piece.group)
        return handed, False

    def overdue(self, now: float) -> list[Joined]:
        """Return what is not waited for any longer, as it is."""
        quiet = now - self._came_at >= self._patience
        waited = [key for key, group in self._waiting.items() if quiet or now - group.changed >= self._times.part]
        while self._groups:
            key, oldest = next(iter(self._groups.items()))
            if key in self._waiting or now - oldest.changed < KEPT:
                break
            del self._groups[key]
        return [joined for key in waited for joined in self._hand(key)]

    def due(self, now: float) -> float:
        """Return the seconds until something may be overdue."""
        return max(0.0, self._came_at + self._patience - now) if self._waiting else self._times.part

    def kept(self, key: GroupKey, now: float) -> None:
        """Note that what was handed on of a message was acknowledged."""
        if group := self._groups.get(key):
            group.kept_at = now

    def _learn(self, piece: Piece, now: float) -> None:
        """Find out whether the operator sends the next thing only after an answer to the last."""
        quiet, self._came_at = now - self._came_at > self._patience, now
        group = self._groups.get(piece.group)
        if self._waiting:
            self._patience = self._times.quiet
        elif quiet and group and group.kept_at is not None and now - group.kept_at < SOON:
            self._patience = min(AT_ONCE, self._times.quiet)

    def _new(self, piece: Piece, handed: list[Joined]) -> _Group:
        if len(self._groups) >= MOST_GROUPS:
            oldest = next(iter(self._groups))
            handed += self._hand(oldest)
            del self._groups[oldest]
        group = self._groups[piece.group] = _Group()
        return group

    def _hand(self, key: GroupKey) -> list[Joined]:
        group = self._waiting.pop(key, None)
        if group is None:
            return []
        pieces = [group.pieces[number] for number in sorted(group.pieces)]
        digest = hashlib.blake2s("".join(each.digest() for each in pieces).encode(), digest_size=12).hexdigest()
        tickets, group.tickets = tuple(group.tickets), []
        return [Joined(pieces[0], self._text(pieces), len(pieces) < pieces[0].total, tickets, digest)]

    def _text(self, pieces: list[Piece]) -> str:
        """Read runs of parts together, because some telephones cut in the middle of a letter."""
        words: list[str] = []
        run, coding, last = b"", pieces[0].coding, 0
        for piece in pieces:
            follows = piece.number == last + 1
            if last and not (follows and piece.coding == coding):
                words += [reading.read(run, coding, latin=self._latin), "" if follows else GAP]
                run = b""
            elif not last and not follows:
                words.append(GAP.lstrip())
            run, coding, last = run + piece.body, piece.coding, piece.number
        words.append(reading.read(run, coding, latin=self._latin))
        return "".join(words) + (GAP.rstrip() if last < pieces[0].total else "")
