"""Mail as a channel. One thread uses it; another takes what comes in, and only holds it until it is asked for."""

import logging
from collections.abc import Callable, Iterator, Sequence
from time import monotonic, sleep

from dodomu.channels.email import addresses, codes, writing
from dodomu.channels.email.connection import TOO_LATE, Connection, Lost
from dodomu.channels.email.link import Settings
from dodomu.channels.email.listener import Listener
from dodomu.channels.email.reading import Reader
from dodomu.channels.messages import (
    ChannelError,
    ChannelKind,
    Failure,
    Heard,
    Outgoing,
    Parts,
    Result,
    Verdict,
)

GLANCE = 0.2  # seconds after which it is asked again whether to go on

log = logging.getLogger(__name__)


class Email:
    """A mail server that mails go out by, and a door that they come in by."""

    kind = ChannelKind.EMAIL

    def __init__(self, settings: Settings) -> None:
        """Connect and open the door, or raise `ChannelError`."""
        self._settings = settings
        self._used_at = self._next_at = monotonic()
        self._again_at = 0.0
        self._why_not: ChannelError | None = None
        self._line: Connection | None = Connection(settings)
        self._listener: Listener | None = None
        if settings.listen:
            try:
                self._listener = Listener(settings, Reader(settings))
            except BaseException:
                self.close()
                raise

    @property
    def listens_at(self) -> tuple[str, int] | None:
        """Return the address and port at which mail is taken."""
        return self._listener.address if self._listener else None

    def parts(self, text: str) -> Parts:  # noqa: ARG002  (the word of every channel)
        """Say that a mail is one, however long."""
        return Parts(1)

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Hand mails over, one after another on one connection; every one has exactly one result."""
        for message in messages:
            if not self._may_go(goes_on):
                yield Result(message.id, Verdict.LATER)
            else:
                yield self._sent(message)

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what came and is not acknowledged, waiting so long for something new."""
        if self._listener is None:
            sleep(seconds)
            return ()
        return self._listener.hear(seconds)

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Answer the server that brought these: they are kept. Where it has gone, it brings them again."""
        if self._listener is not None:
            self._listener.acknowledge([each.key for each in heard])

    def close(self) -> None:
        """Take leave of the server and close the door."""
        line, self._line = self._line, None
        if line is not None:
            line.leave()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def _may_go(self, goes_on: Callable[[], bool]) -> bool:
        """Wait for the turn of the next mail at the rate that was agreed, and say whether it still may go."""
        while goes_on():
            wait = self._next_at - monotonic()
            if wait <= 0:
                self._next_at = max(self._next_at, monotonic() - GLANCE) + 1 / self._settings.rate
                return True
            sleep(min(wait, GLANCE))
        return False

    def _sent(self, message: Outgoing) -> Result:
        try:
            mail = writing.mail(message, self._settings)
        except writing.CannotWrite as error:
            return Result(message.id, Verdict.REFUSED, why=error.why, code=error.code)
        for is_last in (False, True):
            line, is_new = self._line, False
            try:
                if line is None or not line.is_silent() or monotonic() - self._used_at > self._settings.times.idle:
                    line, is_new = self._connected(), True
                return self._handed_over(line, message, mail)
            except Lost as lost:
                self._drop()
                if lost.in_doubt:
                    return Result(message.id, Verdict.IN_DOUBT, (writing.name(message.id),), Failure.PROVIDER_DOWN)
                if is_new or is_last:
                    break
            except ChannelError as error:
                return Result(message.id, Verdict.LATER, why=error.why, wait=error.wait)
        return Result(message.id, Verdict.LATER, why=Failure.PROVIDER_DOWN, wait=self._settings.times.again)

    def _handed_over(self, line: Connection, message: Outgoing, mail: bytes) -> Result:
        to = addresses.plain(message.to)
        if not to.isascii() and not line.takes_utf8:
            return Result(message.id, Verdict.REFUSED, why=Failure.NOT_ALLOWED, code="no SMTPUTF8")
        code, words = line.send(mail, sender=writing.envelope_sender(message, self._settings), to=to)
        self._used_at = monotonic()
        if code == TOO_LATE:
            self._drop()
        verdict = codes.verdict(code)
        if verdict is Verdict.TAKEN:
            return Result(message.id, verdict, (writing.name(message.id),), code=codes.brief(code, words))
        wait = codes.wait(code, words) if verdict is Verdict.LATER else 0.0
        return Result(message.id, verdict, why=codes.why(code, words), code=codes.brief(code, words), wait=wait)

    def _connected(self) -> Connection:
        """Return a new connection; while it is not worth trying, say again why the last try failed."""
        self._drop()
        if self._why_not is not None and monotonic() < self._again_at:
            raise self._why_not.with_traceback(None)
        try:
            self._line, self._why_not = Connection(self._settings), None
        except ChannelError as error:
            log.warning("%s", error)
            self._why_not, self._again_at = error, monotonic() + error.wait
            raise
        self._used_at = monotonic()
        return self._line

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()
