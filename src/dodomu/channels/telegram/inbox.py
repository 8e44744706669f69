"""What came and is not acknowledged yet, and the questions that bring more (`getUpdates`).

Telegram forgets an update when it is asked for those after it (`offset`). So the offset never passes one that is not
acknowledged: what a killed process did not keep comes again.
"""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

from dodomu.channels.messages import ChannelError, Failure, Heard, Incoming
from dodomu.channels.telegram import reading
from dodomu.channels.telegram.calling import Line, Lost, fault
from dodomu.channels.telegram.link import Settings

MOST = 100  # updates at a time; Telegram gives no more


class Inbox:
    """Asks for updates on one connection."""

    def __init__(self, settings: Settings, line: Line) -> None:
        self._settings, self._line = settings, line
        self._waiting: dict[int, Incoming] = {}  # by number of update, in their order
        self._done: set[int] = set()  # acknowledged, but one before them is not
        self._after = 0  # the number after the last that came
        self._own: dict[str, Incoming] = {}  # what was learnt while sending
        self._lock = threading.Lock()  # senders add to it
        self._asked_at = -settings.times.gap
        self._is_confirmed = True

    @property
    def offset(self) -> int:
        """Return the first update that is still wanted."""
        return min(self._waiting, default=self._after)

    def add(self, incoming: Incoming) -> None:
        """Hear something that no update brought."""
        with self._lock:
            self._own[incoming.key] = incoming

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what is not acknowledged, asking for more; a question takes so long at most."""
        if self._settings.webhook:
            if not self._own:
                sleep(seconds)
        elif not self._own or seconds >= 1:
            self._ask(seconds)
        with self._lock:
            return [*self._own.values(), *self._waiting.values()]

    def acknowledge(self, keys: Iterable[str]) -> None:
        """Let these go; Telegram learns it with the next question."""
        kept = set(keys)
        with self._lock:
            for key in kept & self._own.keys():
                del self._own[key]
        done = [number for number, each in self._waiting.items() if each.key in kept]
        for number in done:
            del self._waiting[number]
        self._done.update(done)
        self._is_confirmed = self._is_confirmed and not done

    def close(self) -> None:
        """Tell Telegram what was acknowledged since it was last asked."""
        if not self._is_confirmed:
            with suppress(Lost):
                self._line.call("getUpdates", {"offset": self.offset, "limit": 1, "timeout": 0})

    def _ask(self, seconds: float) -> None:
        is_waiting = bool(self._waiting or self._own)
        patience = 0 if is_waiting else int(min(seconds, self._settings.times.poll))
        if not patience:
            gap = self._asked_at + self._settings.times.gap - monotonic()
            if gap > 0 and is_waiting:
                return
            if gap > 0:
                sleep(min(gap, seconds))
                if gap > seconds:
                    return
        offset = self.offset
        self._asked_at = monotonic()
        updates = self._updates(offset, patience)
        for update in updates:
            self._take(update)
        self._is_confirmed = self.offset == offset
        if not updates and not self._waiting:
            self._after = 0  # all are confirmed; and after a quiet week Telegram begins its numbers anew, anywhere
        self._done = {each for each in self._done if each >= self.offset}

    def _updates(self, offset: int, patience: int) -> list[Any]:
        words = {"offset": offset, "limit": MOST, "timeout": patience, "allowed_updates": list(reading.KINDS)}
        try:
            answer = self._line.call("getUpdates", words, patience=patience)
        except Lost as lost:
            text = f"Telegram at {self._settings.host} cannot be reached ({lost})."
            raise ChannelError(Failure.PROVIDER_DOWN, text, wait=self._settings.times.again) from None
        if not answer.is_ok:
            raise fault(self._settings, answer)
        return answer.result if isinstance(answer.result, list) else []

    def _take(self, update: Any) -> None:
        number = reading.number(update)
        if number is None or number in self._waiting or number in self._done or number < self.offset:
            return
        self._after = max(self._after, number + 1)
        heard = reading.read(update)
        if heard is not None:
            self._waiting[number] = heard
        else:
            self._done.add(number)
