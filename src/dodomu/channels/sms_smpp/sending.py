"""One hand-over of messages: which part goes next, what is in the air, and what became of each. It touches no socket.

A part that was throttled goes again, later. A message is TAKEN when all its parts are, REFUSED when one part is, and in
doubt when some of it went and nobody can say what became of the whole.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dodomu.channels.messages import Failure, Outgoing, Result, Verdict
from dodomu.channels.sms_smpp import codes, pdus, writing
from dodomu.channels.sms_smpp.link import NUMBER
from dodomu.channels.sms_smpp.receipts import Refs

SHORTEST, LONGEST = 6, 16  # figures of a number in international form, with its plus


@dataclass(slots=True, eq=False)
class _Message:
    id: UUID
    number: bytes
    written: writing.Written
    headers: tuple[bytes, ...]
    refs: list[str]
    next: int = 0  # the part that was not yet begun
    open: int = 0  # parts in the air
    taken: int = 0
    status: int = 0
    code: str = ""
    doubt: bool = False

    @property
    def is_begun(self) -> bool:
        return bool(self.open or self.taken or self.doubt)


@dataclass(slots=True, eq=False)
class _Part:
    message: _Message
    number: int
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the rest is not sent."""

    why: Failure | None = None
    wait: float = 0.0
    code: str = ""


@dataclass(slots=True, eq=False)
class Sending:
    """The state of one hand-over."""

    messages: Sequence[Outgoing]
    submits: pdus.Submits
    refs: Refs
    latin: bool
    answer_within: float
    results: deque[Result] = field(default_factory=deque)
    in_air: dict[int, _Part] = field(default_factory=dict)
    throttled: int = 0
    taken: int = 0
    _again: deque[_Part] = field(default_factory=deque)
    _current: _Message | None = None
    _begun: int = 0
    _stops: Ending | None = None

    @property
    def is_over(self) -> bool:
        """Say whether every message has its result."""
        return not self.in_air and not self.has_more

    @property
    def has_more(self) -> bool:
        """Say whether there is something to send."""
        return bool(self._again or self._current) or (self._stops is None and self._begun < len(self.messages))

    def next_unit(self, sequence: int, now: float) -> bytes:
        """Return the next unit under this number, or nothing when there is none."""
        part = self._next()
        if part is None:
            return b""
        message = part.message
        message.open += 1
        part.until = now + self.answer_within
        self.in_air[sequence] = part
        written = message.written
        header = message.headers[part.number] if message.headers else b""
        return self.submits.unit(sequence, message.number, written.alphabet, written.parts[part.number], header)

    def answered(self, sequence: int, status: int, body: bytes) -> None:
        """Note the answer to a unit."""
        part = self.in_air.pop(sequence, None)
        if part is None:
            return  # never asked, or answered too late
        message = part.message
        message.open -= 1
        if status == codes.OK:
            message.refs[part.number] = self.refs.of_answer(pdus.message_id(body))
            message.taken += 1
            self.taken += 1
        elif status in codes.SLOW_DOWN:
            self.throttled += 1
            if not (message.status or message.doubt):
                message.code = codes.meaning(status).name
                self._again.append(part)
                return
        else:
            message.status = status
        self._settle(message)

    def overdue(self, now: float) -> None:
        """Put in doubt what nobody answered in time."""
        while self.in_air:
            sequence, part = next(iter(self.in_air.items()))  # the oldest
            if part.until > now:
                return
            del self.in_air[sequence]
            part.message.open -= 1
            part.message.doubt = True
            self._settle(part.message)

    def stop(self, ending: Ending) -> None:
        """Begin no other message; those begun go on."""
        if self._stops is None:
            self._stops = ending
            rest = self.messages[self._begun :]
            self.results.extend(
                Result(each.id, Verdict.LATER, (), ending.why, ending.code, ending.wait) for each in rest
            )

    def end(self, ending: Ending) -> None:
        """Give a result to everything that has none: what was begun is in doubt."""
        self.stop(ending)
        self._stops = ending
        left = {id(part.message): part.message for part in (*self.in_air.values(), *self._again)}
        if self._current is not None:
            left[id(self._current)] = self._current
        self.in_air.clear()
        self._again.clear()
        self._current = None
        for message in left.values():
            message.doubt = message.is_begun
            message.open = 0
            self._finish(message, ending)

    def give_back(self, ending: Ending) -> None:
        """Begin nothing more and give back what waits to go again; what is in the air goes on."""
        self.stop(ending)
        waiting = {id(part.message): part.message for part in self._again}
        if self._current is not None:
            waiting[id(self._current)] = self._current
        self._again.clear()
        self._current = None
        for message in waiting.values():
            if message.open:
                message.doubt = True  # settled with its last answer
            else:
                message.doubt = message.is_begun
                self._finish(message, ending)

    def _next(self) -> _Part | None:
        while self._again:
            part = self._again.popleft()
            if not (part.message.status or part.message.doubt):
                return part
            self._settle(part.message)
        while self._current is None and self._stops is None and self._begun < len(self.messages):
            outgoing = self.messages[self._begun]
            self._begun += 1
            self._current = self._prepared(outgoing)
        message = self._current
        if message is None:
            return None
        part = _Part(message, message.next)
        message.next += 1
        if message.next == len(message.refs):
            self._current = None
        return part

    def _prepared(self, outgoing: Outgoing) -> _Message | None:
        number = outgoing.to
        if not (SHORTEST <= len(number) <= LONGEST and number[0] == "+" and NUMBER.fullmatch(number)):
            self.results.append(Result(outgoing.id, Verdict.REFUSED, why=Failure.NO_SUCH_ADDRESS, code="not a number"))
            return None
        written = writing.write(outgoing.text, latin=self.latin)
        total = len(written.parts)
        if total > writing.MOST_PARTS:
            self.results.append(Result(outgoing.id, Verdict.REFUSED, why=Failure.TOO_LONG, code=f"{total} parts"))
            return None
        # the same reference in every attempt: a telephone that has a part of the first puts it together with the second
        headers = tuple(writing.headers(outgoing.id.int & 0xFF, total)) if total > 1 else ()
        return _Message(outgoing.id, number[1:].encode("ascii"), written, headers, [""] * total)

    def _settle(self, message: _Message) -> None:
        """Give the message its result when nothing more can change it."""
        fails = bool(message.status or message.doubt)
        if fails and message is self._current:
            self._current = None  # no part of it is sent any more
        if message.open or (not fails and message.taken < len(message.refs)):
            return
        if fails and any(part.message is message for part in self._again):
            self._again = deque(part for part in self._again if part.message is not message)
        self._finish(message, self._stops or Ending())

    def _finish(self, message: _Message, ending: Ending) -> None:
        self.results.append(_result(message, ending))


def _result(message: _Message, ending: Ending) -> Result:
    refs = tuple(filter(None, message.refs))
    if message.taken == len(message.refs):
        return Result(message.id, Verdict.TAKEN, refs)
    if message.status:
        meant = codes.meaning(message.status)
        if meant.verdict is Verdict.LATER and (message.taken or message.doubt):
            return Result(message.id, Verdict.IN_DOUBT, refs, meant.why, meant.name)
        return Result(message.id, meant.verdict, refs, meant.why, meant.name, meant.wait)
    if message.doubt:
        return Result(message.id, Verdict.IN_DOUBT, refs, ending.why, ending.code)
    return Result(message.id, Verdict.LATER, (), ending.why, ending.code or message.code, ending.wait)
