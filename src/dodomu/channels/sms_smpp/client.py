"""SMS by SMPP 3.4, bound as a transceiver. One thread uses it; between two calls nothing happens."""

import logging
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from dodomu.channels.messages import ChannelError, ChannelKind, Failure, Heard, Outgoing, Parts, Result
from dodomu.channels.sms_smpp import codes, pdus, receipts, writing
from dodomu.channels.sms_smpp.connection import Connection, Lost, Unit
from dodomu.channels.sms_smpp.inbox import Inbox
from dodomu.channels.sms_smpp.link import Settings
from dodomu.channels.sms_smpp.pace import Pace
from dodomu.channels.sms_smpp.pdus import ANSWER, Command
from dodomu.channels.sms_smpp.sending import Ending, Sending

GLANCE = 0.2  # seconds after which it is asked again whether to go on
MOST_HEARD = 1_000
FLUSH = 5.0

log = logging.getLogger(__name__)


class Smpp:
    """An operator that is connected; after a loss the next call connects again, each time after a longer wait."""

    kind = ChannelKind.SMS

    def __init__(self, settings: Settings) -> None:
        """Connect and bind, or raise `ChannelError`."""
        self._settings, self._times = settings, settings.times
        self._refs = receipts.Refs(settings.ids)
        self._submits = pdus.Submits(settings.source)
        self._inbox = Inbox(settings, self._refs, self._write)
        self._line: Connection | None = None
        self._sending: Sending | None = None
        self._counted = 0  # of what it says was taken, by the pace
        self._wait, self._again_at = 0.0, 0.0
        self.pace = Pace(settings.rate, self._times, monotonic())
        self._connected()

    def parts(self, text: str) -> Parts:
        """Say in how many parts a text goes, and in which alphabet."""
        return writing.parts_of(text, latin=self._settings.latin)

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Hand messages over; every one has exactly one result, also when the connection is lost."""
        if self._sending is not None:
            raise ChannelError(Failure.NOT_UNDERSTOOD, "Another hand-over is under way on this connection.")
        sending = Sending(messages, self._submits, self._refs, self._settings.latin, self._times.answer)
        self._sending, self._counted = sending, 0
        try:
            yield from self._sent(sending, goes_on)
        finally:
            self._sending = None

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what came and is not acknowledged, waiting so long for something new."""
        until = monotonic() + seconds
        while True:
            now = monotonic()
            self._connected()
            try:
                self._exchange(0.0 if self._inbox.news else min(until - now, self._inbox.due(now)))
            except Lost as lost:
                if self._line is not None:
                    self._lost(lost)
            if self._inbox.news or monotonic() >= until or self._line is None:
                return self._inbox.unacknowledged(MOST_HEARD)

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Answer the operator for these. Where the connection is lost, they are answered when they come again."""
        self._inbox.acknowledge(heard, monotonic())
        if self._line is not None:
            self._line.flush(FLUSH)

    def close(self) -> None:
        """Unbind and close."""
        line, self._line = self._line, None
        if line is not None:
            line.leave(self._times.leave)

    def _sent(self, sending: Sending, goes_on: Callable[[], bool]) -> Iterator[Result]:
        leave_at = 0.0
        self.pace.good_at = monotonic()
        self._exchanged(sending, 0.0)  # nothing goes out on a connection that died since it was last used
        while True:
            while sending.results:
                yield sending.results.popleft()
            if sending.is_over:
                return
            if not leave_at and not goes_on():
                leave_at = monotonic() + self._times.leave
                sending.stop(Ending())
            self._turn(sending)
            if leave_at and monotonic() >= leave_at:
                sending.end(Ending())

    def _turn(self, sending: Sending) -> None:
        """Put in the air what may go, and look at what came."""
        now = monotonic()
        if self.pace.pause and sending.throttled and now - self.pace.good_at > self._times.throttled:
            sending.give_back(Ending(Failure.TOO_MANY, self.pace.pause))
        self._fill(sending, now)
        wait = 0.0 if sending.results else GLANCE
        if sending.has_more and len(sending.in_air) < self._settings.window:
            wait = min(wait, self.pace.wait(now) or GLANCE)
        self._exchanged(sending, min(wait, self._inbox.due(now)))
        sending.overdue(monotonic())  # after reading: whoever uses us may have been away for long

    def _exchanged(self, sending: Sending, seconds: float) -> None:
        """Exchange, and end the hand-over where there is no connection."""
        try:
            self._exchange(seconds)
        except Lost as lost:
            if self._line is not None:
                self._lost(lost)
            sending.end(_ending(lost))

    def _fill(self, sending: Sending, now: float) -> None:
        free = self._settings.window - len(sending.in_air)
        if free * 4 < self._settings.window and sending.in_air:
            return  # a few at a time would be a system call each
        line = self._line
        if line is None:
            return
        room = min(free, self.pace.room(now)) if free > 0 else 0
        went = 0
        while went < room and (unit := sending.next_unit(line.next_sequence(), now)):
            line.queue(unit)
            went += 1
        self.pace.went(went)

    def _exchange(self, seconds: float) -> None:
        line = self._connected()
        units = line.exchange(max(0.0, seconds))
        now = monotonic()
        for unit in units:
            self._take(unit, now)
        self._inbox.overdue(now)
        line.flush(0)
        if units:
            self._wait = 0.0  # it works: the next loss is a first one
        self._count_taken(now)

    def _take(self, unit: Unit, now: float) -> None:
        command, status, sequence, body = unit
        if not command & ANSWER:
            self._inbox.take(unit, now)
        elif command in (Command.SUBMIT_SM_RESP, Command.GENERIC_NACK):
            if status in codes.SLOW_DOWN:
                self._count_taken(now)
                self.pace.throttled(now)
            if command == Command.GENERIC_NACK and status == codes.OK:
                status = codes.INVALID_COMMAND
            if self._sending is not None:
                self._sending.answered(sequence, status, body)

    def _count_taken(self, now: float) -> None:
        sending = self._sending
        if sending is not None and sending.taken > self._counted:
            self.pace.taken(sending.taken - self._counted, now)
            self._counted = sending.taken

    def _connected(self) -> Connection:
        """Return the connection, made anew where it was lost and the wait is over; or raise `Lost`."""
        if self._line is not None:
            return self._line
        left = self._again_at - monotonic()
        if left > 0:
            raise Lost(f"{self._settings.where}: not connected.", wait=left)
        try:
            self._line = Connection(self._settings)
        except Lost as lost:
            raise self._lost(lost) from None
        return self._line

    def _lost(self, lost: Lost) -> Lost:
        """Drop the connection, and return the loss with the wait before the next."""
        if self._line is not None:
            self._line.drop()
            self._line = None
            self._inbox.lost()
        refused = lost.why is Failure.NOT_ALLOWED
        self._wait = min(max(self._wait * 2, self._times.again), self._times.again_most)
        lost.wait = self._times.refused if refused else self._wait
        self._again_at = monotonic() + lost.wait
        if self._sending is not None:
            self._sending.end(_ending(lost))  # now: the next connection counts its units from one again
        log.warning("%s Again in %.0f seconds.", lost, lost.wait)
        return lost

    def _write(self, unit: bytes) -> None:
        if self._line is not None:
            self._line.queue(unit)


def _ending(lost: Lost) -> Ending:
    return Ending(lost.why, lost.wait, lost.code)
