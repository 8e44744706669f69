"""The planner: makes the plans that were asked for, one at a time, in a process of its own. Any number may run."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection

from dodomu.engines.planner import Progress
from dodomu.engines.planner.stopwatch import started
from dodomu.foundation import clock, crises, news
from dodomu.journeys.operations import solving
from dodomu.journeys.operations.solving import Claimed

log = logging.getLogger(__name__)
PULSE_SECONDS = 1.0
POLL_SECONDS = 2.0
WAIT_AFTER_LOSS = 2.0
REASONS_SECONDS = 10.0  # for saying why the most urgent are left


def run(stop: threading.Event) -> None:
    """Plan until told to stop. A database that goes away is waited for."""
    worker = uuid4()
    while not stop.is_set():
        try:
            with _listening():
                while not stop.is_set():
                    if not plan_next(worker, stop):
                        _wait(stop)
        except Error:
            log.exception("the database does not answer; trying again")
            with contextlib.suppress(Error):
                connection.close()
            stop.wait(WAIT_AFTER_LOSS)
        finally:
            close_old_connections()


def plan_next(worker: UUID, stop: threading.Event) -> bool:
    """Make the plan that waits longest, and say whether there was one."""
    claimed = solving.claim(worker=worker, now=clock.real_now())
    if claimed is None:
        return False
    pulse = Pulse(claimed, stop)
    try:
        with pulse.beating():
            _plan(claimed, pulse)
    except (OperationalError, InterfaceError):
        raise  # the database is gone: the lease runs out and it is planned anew
    except Exception as fault:
        log.exception("proposal %s failed", claimed.proposal)
        solving.fail(claimed, f"{type(fault).__name__}: {fault}", at=_hour(claimed))
    return True


def _plan(claimed: Claimed, pulse: "Pulse") -> None:
    task = solving.prepare(claimed, at=_hour(claimed))
    outcome = solving.search(task, progress=pulse.hear, stop=pulse.is_to_stop)
    if pulse.is_lost:
        log.warning("proposal %s is another planner's to make", claimed.proposal)
        return
    elapsed = started()

    def goes_on() -> bool:
        return elapsed() < REASONS_SECONDS and not pulse.is_to_stop()

    solving.keep(task, outcome, goes_on=goes_on, at=_hour(claimed))


def _hour(claimed: Claimed) -> datetime:
    """The hour that holds in its crisis: an exercise stands still while a plan is made of it."""
    crisis = crises.crisis_by_id(claimed.crisis)
    return clock.now(crisis) if crisis else clock.real_now()


@dataclass
class Pulse:
    """Tells once a second how far a search is, keeps the proposal ours, and hears whether the search is to stop.

    A planner that is asked to end gives the proposal back at once: it may be killed before its search looks up.
    """

    claimed: Claimed
    ending: threading.Event  # this planner is to end
    stop_asked: bool = False
    is_lost: bool = False  # given back, or taken over by another
    _last: Progress | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    def hear(self, progress: Progress) -> None:
        """Note what the search tells; it is written down with the next beat."""
        self._last = Progress(progress.seconds, progress.doing, progress.value, progress.bound)

    def is_to_stop(self) -> bool:
        """Whether somebody asked, or the proposal is not ours any more."""
        return self.stop_asked or self.is_lost

    @contextlib.contextmanager
    def beating(self) -> Iterator[None]:
        """Beat in a thread of its own: the search has no time to."""
        self.beat()
        thread = threading.Thread(target=self._beat_until_done, name="pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def _beat_until_done(self) -> None:
        try:
            while not self._done.wait(PULSE_SECONDS):
                try:
                    self.beat()
                except Error:
                    log.warning("the pulse of %s could not be told", self.claimed.proposal, exc_info=True)
                    connection.close()
        finally:
            connection.close()  # this thread's own

    def beat(self) -> None:
        """Tell once."""
        if self.ending.is_set() and not self.stop_asked:
            solving.give_back(self.claimed)
            self.is_lost = True
            return
        told = solving.tell(self.claimed, self._last, now=clock.real_now())
        self.stop_asked = self.stop_asked or (told.stop_asked and told.is_ours)
        self.is_lost = self.is_lost or not told.is_ours


@contextlib.contextmanager
def _listening() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {news.CHANNEL}")
    yield


def _wait(stop: threading.Event) -> None:
    """Sleep until something happens, the poll is due, or the planner is to end."""
    until = time.monotonic() + POLL_SECONDS
    while not stop.is_set() and time.monotonic() < until:
        for _ in connection.connection.notifies(timeout=0.5, stop_after=1):
            return
