"""The sender: hands messages over to providers and hears from them, each in a thread of its own. Any number may run.

It may be killed at any moment: a message is written down as being sent before it is handed over, and what was heard is
acknowledged after it is kept.
"""

import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import Error, close_old_connections, connection

from dodomu.channels.messages import (
    Channel,
    ChannelError,
    ChannelKind,
    Failure,
    Heard,
    Incoming,
    Receipt,
    Result,
    Verdict,
)
from dodomu.contact.operations import allowances, receipts, receiving, sending, sheets, tending
from dodomu.contact.operations.sending import Claimed
from dodomu.contact.queries.connections import Connection, connections
from dodomu.foundation import clock
from dodomu.foundation.actors import SYSTEM

log = logging.getLogger(__name__)
AT_ONCE = 2_000  # messages that are held at a time
KEEP_EVERY = 500  # results that are written down together
KEEP_SECONDS = 0.5
RENEW_SECONDS = 10.0
LEASE_IS_OLD = 40.0  # seconds without renewing, after which nothing more is begun
LISTEN_SECONDS = 0.5
PLENTY = 500  # so much was heard that there is more
TEND_SECONDS = 2.0
SAY_SECONDS = 5.0
WAIT_AFTER_LOSS = 2.0
LONGEST_WAIT = 60.0


def run(stop: threading.Event) -> None:
    """Send, hear and tend until told to stop."""
    threads = [
        threading.Thread(target=look_after, args=(each, stop), name=f"channel {each.name}") for each in connections()
    ]
    for thread in threads:
        thread.start()
    try:
        tend(stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def tend(stop: threading.Event) -> None:
    """Begin, climb and end broadcasts until told to stop. A database that goes away is waited for."""
    while not stop.is_set():
        done = 0
        with _database(stop):
            done = tending.tend(now=clock.shared_now())
        if not done:
            stop.wait(TEND_SECONDS)
    connection.close()


def look_after(it: Connection, stop: threading.Event) -> None:
    """Send and hear by one provider until told to stop; one that cannot be used is tried again and again."""
    while not stop.is_set():
        wait = 0.0
        with _database(stop):
            try:
                with contextlib.closing(connect(it)) as channel:
                    _use(it, channel, stop)
            except ChannelError as fault:
                log.warning("%s cannot be used: %s", it.name, fault)
                wait = min(max(fault.wait, 1.0), LONGEST_WAIT)
                allowances.note_down(
                    connection_name=it.name, channel=it.kind, why=fault.why, said=str(fault), now=clock.shared_now()
                )
        stop.wait(wait)
    connection.close()


def connect(it: Connection) -> Channel:
    """Connect to a provider by the folder that speaks with it, or raise `ChannelError`."""
    made: Channel = importlib.import_module(it.provider).connect(it.link)
    return made


def _use(it: Connection, channel: Channel, stop: threading.Event) -> None:
    turns = Turns(it, channel, stop)
    while not stop.is_set():
        turns.say()
        sent = turns.send()
        heard = turns.hear(0.0 if sent else LISTEN_SECONDS)
        while heard >= PLENTY and not stop.is_set():  # receipts come as fast as messages go
            heard = turns.hear(0.0)


@dataclass
class Turns:
    """One provider that is connected: sending and hearing take turns, because one thread uses it."""

    it: Connection
    channel: Channel
    stop: threading.Event
    rests_until: float = 0.0  # the provider put everything off
    _said: float = 0.0

    def say(self) -> None:
        """Write down every few seconds that somebody looks after it."""
        if time.monotonic() - self._said > SAY_SECONDS:
            allowances.note_seen(connection_name=self.it.name, channel=self.it.kind, now=clock.shared_now())
            self._said = time.monotonic()

    def send(self) -> int:
        """Hand over what is due and allowed, write down what became of it, and return how much that was."""
        if time.monotonic() < self.rests_until:
            return 0
        now = clock.shared_now()
        allowed = allowances.take(connection_name=self.it.name, rate=self.it.rate, most=AT_ONCE, now=now)
        if not allowed:
            return 0
        claimed = sending.claim(connection_name=self.it.name, channel=self.it.kind, most=allowed, now=now)
        self._settle_allowance(allowed, claimed)
        if claimed.outgoing:
            HandingOver(self.channel, claimed, self.stop, self._rest).do()
        return len(claimed.outgoing) + claimed.skipped

    def hear(self, seconds: float) -> int:
        """Keep what came in, then acknowledge it: killed in between, it comes again and is kept once.

        Return how much that was.
        """
        heard = self.channel.hear(seconds)
        if not heard:
            return 0
        kept = self._kept(heard)
        receiving.released(channel=self.it.kind, incoming=[each for each in kept if isinstance(each, Incoming)])
        self.channel.acknowledge(kept)
        if len(kept) < len(heard):
            self.stop.wait(1.0)
        return len(kept)

    def _settle_allowance(self, allowed: int, claimed: Claimed) -> None:
        if self.it.rate > 0:
            used = sum(self.channel.parts(each.text).count for each in claimed.outgoing)
            allowances.spend(connection_name=self.it.name, more=used - allowed)

    def _rest(self, seconds: float) -> None:
        self.rests_until = time.monotonic() + min(seconds, LONGEST_WAIT)

    def _kept(self, heard: Sequence[Heard]) -> list[Heard]:
        """Keep receipts together, and words one by one where they cannot be kept together."""
        now = clock.shared_now()
        results = self._kept_results(heard, now) if self.it.kind is ChannelKind.PAPER else []
        heard = [each for each in heard if each not in results]
        said = [each for each in heard if isinstance(each, Receipt)]
        receipts.keep_receipts(channel=self.it.kind, receipts=said, at=now, connection_name=self.it.name)
        words = [each for each in heard if isinstance(each, Incoming)]
        return [*results, *said, *self._kept_words(words, now)]

    def _kept_results(self, heard: Sequence[Heard], now: datetime) -> list[Heard]:
        """Keep what was ticked on sheets; what is wrong with it makes it words for an officer to read."""
        try:
            return sheets.keep_heard(heard=heard, by=SYSTEM, at=now)
        except Error:
            raise
        except Exception:
            log.exception("results from %s could not be kept as such", self.it.name)
            return []

    def _kept_words(self, words: list[Incoming], now: datetime) -> list[Incoming]:
        if not words:
            return []
        try:
            receiving.keep_incoming(channel=self.it.kind, incoming=words, at=now)
        except Error:
            raise
        except Exception as fault:
            log.exception("what %s heard could not be kept", self.it.name)
            allowances.note_down(
                connection_name=self.it.name, channel=self.it.kind, why=Failure.NOT_UNDERSTOOD,
                said=f"{type(fault).__name__}: {fault}", now=now,
            )  # fmt: skip
            if len(words) == 1:
                return []  # not acknowledged: it comes again
            return [kept for each in words for kept in self._kept_words([each], now)]
        return words


@dataclass
class HandingOver:
    """Some messages while they are handed over: results are written down as they come, the lease is renewed."""

    channel: Channel
    claimed: Claimed
    stop: threading.Event
    rest: Callable[[float], None]
    results: list[Result] = field(default_factory=list)
    left: set[UUID] = field(default_factory=set)
    _kept: float = 0.0
    _renewed: float = 0.0
    _waits: list[float] = field(default_factory=list)
    _others: bool = False
    _is_lost: bool = False

    def do(self) -> None:
        """Hand all of them over; whatever happens, what was said is written down."""
        self.left = {each.id for each in self.claimed.outgoing}
        self._kept = self._renewed = time.monotonic()
        try:
            for result in self.channel.send(self.claimed.outgoing, goes_on=self.goes_on):
                self._take(result)
        finally:
            self._keep()
        if self._waits and not self._others:
            self.rest(min(self._waits))

    def goes_on(self) -> bool:
        """Whether more may be begun: nobody asked to stop, they are still ours, their broadcasts run."""
        if self.stop.is_set() or self._is_lost:
            return False
        since = time.monotonic() - self._renewed
        if since > RENEW_SECONDS:
            try:
                self._is_lost = not sending.renew(self.claimed, left=self.left, now=clock.shared_now())
                self._renewed = time.monotonic()
            except Error:
                log.warning("the lease could not be renewed", exc_info=True)
                connection.close()
                self._is_lost = since > LEASE_IS_OLD
        return not self._is_lost

    def _take(self, result: Result) -> None:
        self.results.append(result)
        if result.verdict is Verdict.LATER:
            self._waits.append(result.wait)
        else:
            self._others = True
        if len(self.results) >= KEEP_EVERY or time.monotonic() - self._kept > KEEP_SECONDS:
            self._keep()

    def _keep(self) -> None:
        """Write results down; what cannot be written while the lease holds is in doubt, and somebody sends it again."""
        results, self.results = self.results, []
        until = time.monotonic() + LEASE_IS_OLD
        while results:
            try:
                sending.keep_results(self.claimed, results, now=clock.shared_now())
                self.left.difference_update(each.id for each in results)
                break
            except Error:
                log.exception("results could not be written down; trying again")
                connection.close()
                if time.monotonic() > until or self.stop.wait(1.0):
                    break
        self._kept = time.monotonic()


@contextlib.contextmanager
def _database(stop: threading.Event) -> Iterator[None]:
    """Wait for a database that goes away; everything else that is wrong is told and tried again."""
    try:
        yield
    except Error:
        log.exception("the database does not answer; trying again")
        with contextlib.suppress(Error):
            connection.close()
        stop.wait(WAIT_AFTER_LOSS)
    except Exception:
        log.exception("sending failed; trying again")
        stop.wait(WAIT_AFTER_LOSS)
    finally:
        close_old_connections()
