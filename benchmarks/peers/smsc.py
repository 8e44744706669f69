"""An SMS centre: an SMPP 3.4 server for tests and benchmarks, kind or unkind as its `Habits` say.

It shares no code with the client it is to check. In tests it runs in a thread (`with running(Habits(…)) as centre`); as
a program it prints the port it took and, when it is told to end (SIGTERM), what it took as one line of JSON:

    python -m benchmarks.peers.smsc --receipts after --rate 500 --drop-at 1000 --log taken.jsonl
"""

import argparse
import asyncio
import contextlib
import json
import signal
import ssl
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TextIO

from benchmarks.peers import smsc_words

HEAD = struct.Struct(">IIII")
BIND_TRX, UNBIND, SUBMIT, DELIVER, ENQUIRE, NACK = 0x9, 0x6, 0x4, 0x5, 0x15, 0x80000000
RESPONSE = 0x80000000
BAD_STATE, BAD_PASSWORD, BAD_SYSTEM_ID, THROTTLED, QUEUE_FULL, BAD_COMMAND = 0x04, 0x0E, 0x0F, 0x58, 0x14, 0x03


@dataclass
class Habits:
    """How a centre behaves. All counts are of submissions, from 1, over all its connections."""

    system_id: str = "dodomu"
    password: str = "secret"
    bind_status: int = 0  # answers every bind so
    rate: float = 0  # submissions a second; more are throttled
    full_at: tuple[int, ...] = ()  # answers these "queue full"
    refuse: dict[str, int] = field(default_factory=dict)  # number -> status
    delay: float = 0  # seconds before an answer
    silent_at: tuple[int, ...] = ()  # takes these and never answers
    drop_at: tuple[int, ...] = ()  # takes these, and closes the connection instead of an answer
    drop_before: tuple[int, ...] = ()  # closes the connection and does not take these
    receipts: str = "none"  # none, after, before (the answer), twice
    receipt_form: str = "text"  # text, tlv (nothing in the text)
    receipt_state: str = "DELIVRD"
    answer_ids: str = "dec"  # dec, hex
    receipt_ids: str = "dec"
    inbound_window: int = 0  # unanswered deliver_sm at a time; 0: as many as there are
    answers_enquiries: bool = True
    enquire_every: float = 0
    first_id: int = 4000


@dataclass(slots=True)
class Taken:
    """A submission that the centre answers for."""

    number: str
    source: str
    esm_class: int
    coding: int
    body: bytes
    message_id: int
    connection: int


class Centre:
    """The books of an SMS centre. Its methods may be called from any thread."""

    def __init__(self, habits: Habits | None = None, *, certificate: tuple[str, str] | None = None) -> None:
        self.habits = habits or Habits()
        self.taken: list[Taken] = []
        self.counts: Counter[str] = Counter()
        self.answers: list[tuple[int, int, int]] = []  # command, status, sequence of everything that answered us
        self.outbox: dict[int, bytes] = {}  # bodies of deliver_sm that were never answered with OK
        self.port = 0
        self.changed = threading.Condition()
        self.lines: list[Line] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.log: TextIO | None = None  # what was taken, written before it is answered: it outlives a kill
        self._certificate = certificate
        self._server: asyncio.Server | None = None
        self._posted = 0
        self._window_began, self._in_window = 0.0, 0

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.loop = asyncio.get_running_loop()
        context = None
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self._certificate)
        self._server = await self.loop.create_server(lambda: Line(self), host, port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for line in self.lines[:]:
            line.transport.abort()
        await asyncio.sleep(0)

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Do something in the thread of the centre."""
        self.loop.call_soon_threadsafe(function, *arguments)

    def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until something is so, or fail."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), f"not within {seconds} s: {dict(self.counts)}"

    def note(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def deliver(self, *bodies: bytes) -> None:
        """Deliver messages to whoever is bound now or later, again and again until they are answered for."""
        self.call(self._deliver, bodies)

    def _deliver(self, bodies: tuple[bytes, ...]) -> None:
        for body in bodies:
            self.post(body)
        for line in self.lines:
            line.push()

    def post(self, body: bytes) -> None:
        self._posted += 1
        self.outbox[self._posted] = body

    def raw(self, octets: bytes) -> None:
        """Write these octets, whatever they are, to whoever is bound."""
        self.call(lambda: [line.transport.write(octets) for line in self.lines])

    def hang_up(self, *, softly: bool = False) -> None:
        """Close all connections, or ask the other side to take its leave."""
        unbind = HEAD.pack(16, UNBIND, 0, 77)
        self.call(lambda: [line.transport.write(unbind) if softly else line.transport.abort() for line in self.lines])

    def is_too_many(self) -> bool:
        if not self.habits.rate:
            return False
        now = time.monotonic()
        if now - self._window_began >= 0.1:
            self._window_began, self._in_window = now, 0
        self._in_window += 1
        return self._in_window > self.habits.rate / 10

    def by_number(self) -> Counter[str]:
        """Return how often each number was sent a message or a part."""
        return Counter(each.number for each in self.taken)


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.habits = centre, centre.habits
        self.transport: Any = None
        self.buffer = b""
        self.is_bound = self.is_pushing = False
        self.name = 0
        self.sequence = 0
        self.open: dict[int, int] = {}  # deliver_sm that wait for their answer
        self.late: list[bytes] = []
        self.out: list[bytes] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.centre.counts["connections"] += 1
        self.name = self.centre.counts["connections"]
        self.centre.lines.append(self)
        self.centre.note()

    def connection_lost(self, _error: Exception | None) -> None:
        self.centre.lines.remove(self)
        self.centre.counts["closed"] += 1
        self.is_bound = False
        self.centre.note()

    def data_received(self, data: bytes) -> None:
        buffer = self.buffer + data
        at, end = 0, len(buffer)
        while end - at >= 16:
            length, command, status, sequence = HEAD.unpack_from(buffer, at)
            if length < 16 or end - at < length:
                break
            self.handle(command, status, sequence, buffer[at + 16 : at + length])
            if self.transport.is_closing():
                return
            at += length
        self.buffer = buffer[at:]
        if self.centre.log:
            self.centre.log.flush()
        if self.out:
            self.transport.write(b"".join(self.out))
            self.out.clear()
        self.centre.note()

    def handle(self, command: int, status: int, sequence: int, body: bytes) -> None:
        if command == SUBMIT and self.is_bound:
            self.submitted(sequence, body)
        elif command == BIND_TRX:
            self.bind(sequence, body)
        elif command == ENQUIRE:
            self.centre.counts["enquired"] += 1
            if self.habits.answers_enquiries:
                self.say(HEAD.pack(16, ENQUIRE | RESPONSE, 0, sequence))
        elif command == UNBIND:
            self.centre.counts["unbound"] += 1
            self.out.append(HEAD.pack(16, UNBIND | RESPONSE, 0, sequence))
            self.transport.write(b"".join(self.out))
            self.out.clear()
            self.transport.close()
        elif command & RESPONSE:
            self.answered(command, status, sequence)
        else:
            wrong = BAD_STATE if command == SUBMIT else BAD_COMMAND
            self.say(HEAD.pack(16, command | RESPONSE if command == SUBMIT else NACK, wrong, sequence))

    def say(self, octets: bytes) -> None:
        self.out.append(octets)

    def bind(self, sequence: int, body: bytes) -> None:
        system_id, password, _ = body.split(b"\0", 2)
        status = self.habits.bind_status
        if system_id.decode() != self.habits.system_id:
            status = status or BAD_SYSTEM_ID
        elif password.decode() != self.habits.password:
            status = status or BAD_PASSWORD
        name = b"" if status else b"centre\0"
        self.say(HEAD.pack(16 + len(name), BIND_TRX | RESPONSE, status, sequence) + name)
        self.is_bound = not status
        self.centre.counts["bound" if self.is_bound else "bind refused"] += 1
        if self.is_bound:
            self.centre.loop.call_soon(self.push)
            self.enquire()

    def enquire(self) -> None:
        if self.habits.enquire_every and self.is_bound:
            self.sequence += 1
            self.transport.write(HEAD.pack(16, ENQUIRE, 0, self.sequence))
            self.centre.loop.call_later(self.habits.enquire_every, self.enquire)

    def submitted(self, sequence: int, body: bytes) -> None:
        habits, counts = self.habits, self.centre.counts
        counts["submitted"] += 1
        count = counts["submitted"]
        if count in habits.drop_before:
            self.transport.abort()
            return
        if self.centre.is_too_many() or count in habits.full_at:
            counts["throttled"] += 1
            self.answer(
                HEAD.pack(16, SUBMIT | RESPONSE, QUEUE_FULL if count in habits.full_at else THROTTLED, sequence)
            )
            return
        taken = self.read(body)
        if refused := habits.refuse.get(taken.number, 0):
            counts["refused"] += 1
            self.answer(HEAD.pack(16, SUBMIT | RESPONSE, refused, sequence))
            return
        self.centre.taken.append(taken)
        if self.centre.log:
            self.centre.log.write(f'["{taken.number}", {taken.message_id}, "{taken.body.hex()}"]\n')
        if count in habits.drop_at:
            self.transport.abort()
            return
        if count in habits.silent_at:
            return
        self.acknowledge(taken, sequence)

    def acknowledge(self, taken: Taken, sequence: int) -> None:
        form = self.habits.receipts
        if form == "before":
            self.receipt(taken)
        name = smsc_words.name_of(taken.message_id, self.habits.answer_ids) + b"\0"
        self.answer(HEAD.pack(16 + len(name), SUBMIT | RESPONSE, 0, sequence) + name)
        for _ in range({"after": 1, "twice": 2}.get(form, 0)):
            self.receipt(taken)

    def answer(self, octets: bytes) -> None:
        """Write an answer, in a while where that is the habit; all that wait go together."""
        if not self.habits.delay:
            self.out.append(octets)
            return
        self.late.append(octets)
        if len(self.late) == 1:
            self.centre.loop.call_later(self.habits.delay, self.write_late)

    def write_late(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(b"".join(self.late))
        self.late.clear()

    def read(self, body: bytes) -> Taken:
        """Read a submit_sm."""
        at = body.index(b"\0") + 1
        at += 2  # type and plan of the source
        end = body.index(b"\0", at)
        source, at = body[at:end].decode("ascii"), end + 3
        end = body.index(b"\0", at)
        number = body[at:end].decode("ascii")
        esm_class, at = body[end + 1], body.index(b"\0", end + 4) + 1
        at = body.index(b"\0", at) + 1
        coding, size = body[at + 2], body[at + 4]
        assert len(body) >= at + 5 + size, "a submission that is shorter than it says"
        message_id = self.habits.first_id + len(self.centre.taken)
        return Taken(number, source, esm_class, coding, body[at + 5 : at + 5 + size], message_id, self.name)

    def receipt(self, taken: Taken) -> None:
        name = smsc_words.name_of(taken.message_id, self.habits.receipt_ids)
        form, state = self.habits.receipt_form, self.habits.receipt_state
        self.centre.post(smsc_words.receipt(taken.number, name, form=form, state=state))
        if not self.is_pushing:
            self.is_pushing = True
            self.centre.loop.call_soon(self.push)

    def push(self) -> None:
        """Deliver what was not delivered on this connection."""
        self.is_pushing = False
        if not self.is_bound:
            return
        waiting, out = set(self.open.values()), []
        for name, body in self.centre.outbox.items():
            if self.habits.inbound_window and len(self.open) >= self.habits.inbound_window:
                break
            if name not in waiting:
                self.sequence += 1
                self.open[self.sequence] = name
                out.append(HEAD.pack(16 + len(body), DELIVER, 0, self.sequence) + body)
        if out:
            self.centre.counts["delivered"] += len(out)
            self.transport.write(b"".join(out))
            self.centre.note()

    def answered(self, command: int, status: int, sequence: int) -> None:
        self.centre.answers.append((command, status, sequence))
        name = self.open.pop(sequence, None) if command == DELIVER | RESPONSE else None
        if name is not None and not status:
            self.centre.outbox.pop(name, None)
            self.centre.counts["acknowledged"] += 1
            if self.habits.inbound_window:
                self.centre.loop.call_soon(self.push)


@contextlib.contextmanager
def running(habits: Habits | None = None, *, certificate: tuple[str, str] | None = None) -> Iterator[Centre]:
    """Lend a centre that runs in a thread of this process."""
    centre = Centre(habits, certificate=certificate)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(centre.start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield centre
    finally:
        asyncio.run_coroutine_threadsafe(centre.stop(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(habits: Habits, port: int, log: str) -> None:
    centre = Centre(habits)
    ends = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, ends.set)
    centre.log = Path(log).open("a") if log else None  # noqa: SIM115
    await centre.start(port=port)
    print(centre.port, flush=True)
    await ends.wait()
    often = Counter(centre.by_number().values())
    print(json.dumps({**centre.counts, "taken": len(centre.taken), "numbers by times": often}), flush=True)
    if centre.log:
        centre.log.close()
    await centre.stop()


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="smsc", description="An SMS centre (SMPP 3.4) that takes everything.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", default="", help="a file to which all that is taken is added, a line of JSON each")
    for each in fields(Habits):
        if each.name in ("refuse", "bind_status"):
            continue
        many = each.name.endswith(("_at", "_before"))
        kind = int if many else _flag if each.type is bool else each.type
        parser.add_argument(
            "--" + each.name.replace("_", "-"), type=kind, nargs="*" if many else None, default=each.default
        )
    given = vars(parser.parse_args())
    port, log = given.pop("port"), given.pop("log")
    asyncio.run(_serve(Habits(**given), port, log))


def _flag(word: str) -> bool:
    return word in ("1", "yes", "true")


if __name__ == "__main__":
    sys.exit(main())
