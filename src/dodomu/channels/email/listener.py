"""The door at which a mail server hands over what came for us: LMTP (RFC 2033), or SMTP where it cannot do that.

The answer "250, it is ours now" is given only after `acknowledge`. Until then the mail is the server's, which brings it
again when we say "not now", say nothing, or are killed.
"""

import asyncio
import contextlib
import ipaddress
import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dodomu.channels.email import addresses
from dodomu.channels.email.door import Door, Visit
from dodomu.channels.email.link import Settings
from dodomu.channels.email.reading import Reader
from dodomu.channels.messages import ChannelError, Failure, Heard

MOST_HEARD = 1_000
MOST_VISITS = 100
LEAVE = 5.0

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Held:
    heard: Heard
    answers: list[asyncio.Future[bool]] = field(default_factory=list)


class Listener:
    """Takes mails in a thread of its own and holds them until they are acknowledged."""

    def __init__(self, settings: Settings, reader: Reader) -> None:
        """Open the door, or raise a `ChannelError` that says why not."""
        assert settings.listen is not None  # noqa: S101  (`Email` asks first)
        self._settings, self._reader = settings, reader
        self._held: dict[str, _Held] = {}
        self._changed = threading.Condition()
        self._has_news = False
        self._visits: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        try:
            self._server = self._loop.run_until_complete(asyncio.start_server(self._visit, *settings.listen))
        except OSError as error:
            self._loop.close()
            where = "{}:{}".format(*settings.listen)
            words = f"Mail cannot be taken at {where} ({error.strerror or type(error).__name__})."
            raise ChannelError(Failure.NOT_ALLOWED, words) from None
        host, port = self._server.sockets[0].getsockname()[:2]
        self.address: tuple[str, int] = (host, port)
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail listener", daemon=True)
        self._thread.start()

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what is held, waiting so long for something new."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_news, seconds)
            self._has_news = False
            return [held.heard for held in self._held.values()][:MOST_HEARD]

    def acknowledge(self, keys: Iterable[str]) -> None:
        """Tell the servers that these are ours now."""
        with self._changed:
            answers = [answer for key in keys if key in self._held for answer in self._held.pop(key).answers]
            self._has_news = self._has_news or len(self._held) >= MOST_HEARD
        self._loop.call_soon_threadsafe(_answer, answers, True)

    def close(self) -> None:
        """Say "not now" to whoever waits, and close the door."""
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(LEAVE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LEAVE)
        if not self._thread.is_alive():
            self._loop.close()

    async def keep(self, mail: bytes, visit: Visit) -> bool:
        """Hold a mail until it is acknowledged; say no where that took too long."""
        heard = self._reader.read(
            mail, sender=visit.sender or "", to=visit.to[0], is_thinned=visit.is_thinned, is_cut=visit.is_cut
        )
        answer: asyncio.Future[bool] = self._loop.create_future()
        with self._changed:
            held = self._held.setdefault(heard.key, _Held(heard))
            held.answers.append(answer)
            self._has_news = True
            self._changed.notify_all()
        try:
            return await asyncio.wait_for(answer, self._settings.times.hold)
        except TimeoutError:
            return False
        finally:
            self._forget(heard.key, answer)

    def _forget(self, key: str, answer: asyncio.Future[bool]) -> None:
        """Hold nothing that nobody waits for any longer: it comes again."""
        with self._changed:
            held = self._held.get(key)
            if held is not None and answer in held.answers:
                held.answers.remove(answer)
                if not held.answers:
                    del self._held[key]

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a coroutine of a server is one)
        self._visits.add(task)
        name = self._settings.helo or addresses.domain_of(self._settings.sender)
        door = Door(reader, writer, name=name, domains=self._settings.domains, silent=self._settings.times.silent)
        try:
            if not self._is_welcome(writer):
                await door.say("554 5.7.1 not from there")
            elif len(self._visits) > MOST_VISITS:
                await door.say("421 4.3.2 too many at once")
            else:
                await door.converse(self.keep)
        except (OSError, EOFError, TimeoutError, asyncio.CancelledError):
            pass  # whoever leaves without an answer comes again
        finally:
            self._visits.discard(task)
            writer.close()

    def _is_welcome(self, writer: asyncio.StreamWriter) -> bool:
        host = str(writer.get_extra_info("peername")[0])
        return host in self._settings.allow or ipaddress.ip_address(host).is_loopback

    async def _leave(self) -> None:
        self._server.close()
        with self._changed:
            answers = [answer for held in self._held.values() for answer in held.answers]
        _answer(answers, False)
        visits = set(self._visits)
        if visits:
            _, late = await asyncio.wait(visits, timeout=0.2)  # those who wait for an answer get it
            for each in late:
                each.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _answer(answers: list[asyncio.Future[bool]], is_kept: bool) -> None:
    for each in answers:
        if not each.done():
            each.set_result(is_kept)
