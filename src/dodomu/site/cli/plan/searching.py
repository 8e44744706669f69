"""A search in a thread of its own, so that Ctrl-C is heard at once whatever the solver is in the middle of."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from dodomu.engines import planner
from dodomu.engines.planner.plan import Outcome, Plan, Progress
from dodomu.engines.planner.problem import Problem

_LISTENING = 0.2  # seconds between two looks whether the search is over
_SHARE = 4  # keeping a plan may take a fifth of the time: one kept, four times as long searched


class Ended(Exception):
    """Interrupted a second time: nothing more is waited for."""


class Search:
    """One call of `planner.solve` that is watched and can be stopped.

    `tell` is called in the search's thread with all progress, `keep` in the caller's with better plans: the first at
    once, then as often as a fifth of the time allows, always the newest, and the last.
    """

    def __init__(
        self,
        *,
        tell: Callable[[Progress], None],
        keep: Callable[[Progress], None],
        say_stopping: Callable[[], None],
    ) -> None:
        self.tell, self.keep, self.say_stopping = tell, keep, say_stopping
        self.interrupts = 0
        self._stopped = threading.Event()
        self._news = threading.Event()
        self._better: Progress | None = None
        self._not_before = 0.0
        self._outcome: Outcome | None = None
        self._fault: BaseException | None = None

    def run(self, problem: Problem, *, seconds: float, seed: int, start: Plan | None) -> Outcome:
        """Search until it is over or somebody interrupts, and return the best that was found; or raise Ended."""

        def work() -> None:
            try:
                self._outcome = planner.solve(
                    problem, seconds=seconds, seed=seed, progress=self._hear, stop=self._stopped.is_set, start=start
                )
            except BaseException as fault:  # noqa: BLE001 - raised again by who waits
                self._fault = fault
            finally:
                self._news.set()

        thread = threading.Thread(target=work, name="search", daemon=True)
        before = self._listen()
        try:
            thread.start()
            while thread.is_alive():
                self._news.wait(_LISTENING)
                self._news.clear()
                self._keep_newest()
                if self.interrupts > 1:
                    raise Ended
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._fault is not None:
            self._keep_newest(at_once=True)
            raise self._fault
        if self._outcome is None:
            raise RuntimeError("the search ended without an outcome")
        return self._outcome

    def _hear(self, progress: Progress) -> None:
        self.tell(progress)
        if progress.plan is not None:
            self._better = progress
            self._news.set()

    def _keep_newest(self, *, at_once: bool = False) -> None:
        better, begun = self._better, time.monotonic()
        if better is None or (begun < self._not_before and not at_once):
            return
        self.keep(better)
        if self._better is better:
            self._better = None
        ended = time.monotonic()
        self._not_before = ended + _SHARE * (ended - begun)

    def _listen(self) -> dict[signal.Signals, Any]:
        if threading.current_thread() is not threading.main_thread():
            return {}  # only a program's first thread may listen

        def interrupted(_number: int, _frame: FrameType | None) -> None:
            self.interrupts += 1
            if not self._stopped.is_set():
                self._stopped.set()
                self.say_stopping()
            self._news.set()

        return {each: signal.signal(each, interrupted) for each in (signal.SIGINT, signal.SIGTERM)}
