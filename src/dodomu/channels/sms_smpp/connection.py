"""One connection to an operator, bound as a transceiver: octets in and out, and the courtesies of the protocol.

Nothing blocks but `exchange`, and that no longer than it is told. Whoever is at the other end may be broken or hostile:
a length that cannot be ends the connection, an unknown command is answered as such, silence is asked about.
"""

import logging
import selectors
import socket
import ssl
from time import monotonic

from dodomu.channels.messages import ChannelError, Failure
from dodomu.channels.sms_smpp import codes, pdus
from dodomu.channels.sms_smpp.link import Settings
from dodomu.channels.sms_smpp.pdus import ANSWER, HEADER, LEAST, MOST, Command

AT_ONCE = 1 << 18  # octets read at a time
READS = 8  # at most, before what came is looked at
FOR_US = frozenset(
    {Command.SUBMIT_SM_RESP, Command.DELIVER_SM, Command.DATA_SM, Command.GENERIC_NACK, Command.BIND_TRANSCEIVER_RESP}
)
ANSWERS_TO_BIND = frozenset({Command.BIND_TRANSCEIVER_RESP, Command.GENERIC_NACK})
REFUSED_BIND = frozenset({0x0D, 0x0E, 0x0F, 0x53})

Unit = tuple[int, int, int, bytes]  # command, status, sequence, body

log = logging.getLogger(__name__)


class Lost(ChannelError):
    """There is no connection any more, or none could be made."""

    def __init__(self, words: str, *, why: Failure = Failure.PROVIDER_DOWN, wait: float = 5.0, code: str = "") -> None:
        super().__init__(why, words, wait=wait)
        self.code = code


class Connection:
    """A bound connection. When it is over, `exchange` raises `Lost` after everything that came was handed out."""

    def __init__(self, settings: Settings) -> None:
        """Connect and bind, or raise `Lost`."""
        self._settings, self._times = settings, settings.times
        self._in, self._out = bytearray(), bytearray()
        self._early: list[Unit] = []
        self._sequence = 0
        self._over = ""  # why there will be nothing more
        self._more = False  # something may lie in the buffers of TLS
        self._socket = _opened(settings)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._waits_to_write = False
        self._heard_at = self._asked_at = monotonic()
        try:
            self._bind()
        except BaseException:
            self.drop()
            raise

    def next_sequence(self) -> int:
        """Return a number that no unanswered unit of ours has."""
        self._sequence = self._sequence % pdus.LAST_SEQUENCE + 1
        return self._sequence

    def queue(self, unit: bytes) -> None:
        """Write a unit with the next exchange."""
        self._out += unit

    def exchange(self, seconds: float) -> list[Unit]:
        """Write what is queued, and return what came, waiting so long at most for the first of it."""
        if self._early:
            early, self._early = self._early, []
            return early
        if self._over:
            raise Lost(self._over)
        self._ask_if_silent()
        self._write()
        if self._ready(seconds):
            self._read()
        units = self._received()
        if not units:
            self._end_if_dead()
            if self._over:
                raise Lost(self._over)
        return units

    def flush(self, seconds: float) -> None:
        """Write what is queued; what does not go in this time goes later."""
        until = monotonic() + seconds
        while self._out and not self._over:
            self._write()
            left = until - monotonic()
            if not self._out or left <= 0:
                return
            self._listen(write=True)
            self._selector.select(left)

    def leave(self, seconds: float) -> None:
        """Unbind, wait for the answer, and close."""
        until = monotonic() + seconds
        try:
            self._take_leave(until)
        except Lost:
            pass  # it left before us
        finally:
            self.drop()

    def drop(self) -> None:
        """Close without a word."""
        self._over = self._over or "The connection is closed."
        self._selector.close()
        self._socket.close()

    def _take_leave(self, until: float) -> None:
        number = self.next_sequence()
        self.queue(pdus.unit(Command.UNBIND, number))
        while not self._over and (left := until - monotonic()) > 0:
            self._write()
            if self._ready(left):
                self._read()
            if any(unit[0] == Command.UNBIND_RESP and unit[2] == number for unit in self._units()):
                return

    def _bind(self) -> None:
        given = self._settings
        number = self.next_sequence()
        self.queue(pdus.bind(number, system_id=given.system_id, password=given.password, system_type=given.system_type))
        answer = self._answer_to(number)
        if answer[1] or answer[0] == Command.GENERIC_NACK:
            raise _refused(given, answer[1])

    def _answer_to(self, number: int) -> Unit:
        """Wait for the answer to the bind; what comes around it is for later."""
        until = monotonic() + self._times.open
        early: list[Unit] = []
        while (left := until - monotonic()) > 0:
            units = self.exchange(left)
            answers = [unit for unit in units if unit[0] in ANSWERS_TO_BIND and unit[2] == number]
            early += [unit for unit in units if unit not in answers]
            if answers:
                self._early = early
                return answers[0]
        raise Lost(f"{self._settings.where}: no answer to the bind within {self._times.open:g} seconds.")

    def _ask_if_silent(self) -> None:
        now = monotonic()
        if self._asked_at <= self._heard_at and now - self._heard_at >= self._times.enquire:
            self._asked_at = now
            self.queue(pdus.unit(Command.ENQUIRE_LINK, self.next_sequence()))

    def _end_if_dead(self) -> None:
        """Give up a connection that does not answer; asked only after reading, as the answer may lie there for long."""
        now = monotonic()
        if self._asked_at > self._heard_at and now - self._asked_at >= self._times.dead:
            self._over = self._over or f"{self._settings.where}: it is silent for {now - self._heard_at:.0f} seconds."

    def _write(self) -> None:
        while self._out:
            try:
                sent = self._socket.send(self._out)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                break
            except OSError as error:
                self._end(error)
                break
            del self._out[:sent]
        self._listen(write=bool(self._out))

    def _listen(self, *, write: bool) -> None:
        if write != self._waits_to_write and not self._over:
            self._waits_to_write = write
            self._selector.modify(self._socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if write else 0))

    def _ready(self, seconds: float) -> bool:
        if self._over:
            return False
        wait = 0.0 if self._more else self._until_asking(seconds)
        return bool(self._selector.select(max(0.0, wait))) or self._more

    def _until_asking(self, seconds: float) -> float:
        if self._asked_at > self._heard_at:
            due = self._asked_at + self._times.dead
        else:
            due = self._heard_at + self._times.enquire
        return min(seconds, due - monotonic())

    def _read(self) -> None:
        self._more = True
        for _ in range(READS):
            try:
                octets = self._socket.recv(AT_ONCE)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                self._more = False
                return
            except OSError as error:
                self._end(error)
                return
            if not octets:
                self._end(None)
                return
            self._in += octets
            if len(octets) < AT_ONCE and not self._settings.tls:
                self._more = False
                return

    def _end(self, error: OSError | None) -> None:
        words = "the other side closed the connection" if error is None else error.strerror or type(error).__name__
        self._over = self._over or f"{self._settings.where}: {words}."

    def _units(self) -> list[Unit]:
        """Take the whole units out of what was read."""
        octets, at, end = self._in, 0, len(self._in)
        found: list[Unit] = []
        while end - at >= LEAST:
            length, command, status, sequence = HEADER.unpack_from(octets, at)
            if not LEAST <= length <= MOST:
                self._no_such_length(sequence)
                at = end
                break
            if end - at < length:
                break
            found.append((command, status, sequence, bytes(octets[at + LEAST : at + length])))
            at += length
        del octets[:at]
        return found

    def _no_such_length(self, sequence: int) -> None:
        self.queue(pdus.unit(Command.GENERIC_NACK, sequence, status=codes.INVALID_LENGTH))
        self._write()
        self._over = self._over or f"{self._settings.where}: it sent a unit of a length that cannot be."

    def _received(self) -> list[Unit]:
        units = self._units()
        if units:
            self._heard_at = monotonic()
        if all(unit[0] in FOR_US for unit in units):
            return units
        return [unit for unit in units if unit[0] in FOR_US or not self._answers(unit)]

    def _answers(self, unit: Unit) -> bool:
        """Answer the courtesies; everything that is not for us is one."""
        command, _, sequence, _ = unit
        if command == Command.ENQUIRE_LINK:
            self.queue(pdus.unit(Command.ENQUIRE_LINK_RESP, sequence))
        elif command == Command.UNBIND:
            self.queue(pdus.unit(Command.UNBIND_RESP, sequence))
            self._write()
            self._over = self._over or f"{self._settings.where}: it took its leave."
        elif command != Command.ALERT_NOTIFICATION and not command & ANSWER:
            log.info("unknown command 0x%08X", command)
            self.queue(pdus.unit(Command.GENERIC_NACK, sequence, status=codes.INVALID_COMMAND))
        return True


def _refused(settings: Settings, status: int) -> Lost:
    name = codes.meaning(status).name
    words = f"{settings.where}: the bind was refused ({name})."
    if status in REFUSED_BIND:
        return Lost(words, why=Failure.NOT_ALLOWED, wait=settings.times.refused, code=name)
    return Lost(words, code=name)


def _opened(settings: Settings) -> socket.socket:
    try:
        opened = socket.create_connection((settings.host, settings.port), timeout=settings.times.open)
    except (OSError, UnicodeError) as error:
        words = getattr(error, "strerror", None) or "no answer"
        raise Lost(f"{settings.where}: no connection ({words}).") from None
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.tls:
            opened = _secured(opened, settings)
        opened.setblocking(False)
    except (OSError, ValueError) as error:
        opened.close()
        said = getattr(error, "verify_message", "") or getattr(error, "reason", "") or "no answer"
        raise Lost(f"{settings.where}: no secure connection ({said}).") from None
    return opened


def _secured(opened: socket.socket, settings: Settings) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=settings.ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(opened, server_hostname=settings.host)
