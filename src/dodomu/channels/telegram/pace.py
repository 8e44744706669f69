"""How quickly Telegram is sent to: so many a second over all, and so long between two to one chat.

Whoever is told "too many" sends nothing to anybody until the time that was named is over: who goes on is told to wait
for longer and longer.
"""

from collections import deque
from collections.abc import Iterable

from dodomu.channels.messages import Failure, Outgoing

BURST = 0.02  # seconds' worth that may be made up for at once
MOST_KNOWN = 10_000


class Pace:
    """Says which message may go now. It reads no clock: `now` is in seconds, from anywhere."""

    def __init__(self, rate: float, chat: float) -> None:
        self._rate, self._chat = rate, chat
        self._due = self._held = 0.0
        self._free_at: dict[str, float] = {}  # when the next to a chat may go
        self.why: Failure | None = None  # everything is held

    def throttled(self, seconds: float, now: float, why: Failure) -> None:
        """Hold everything for so long."""
        if now + seconds >= self._held:
            self._held, self.why = now + seconds, why

    def held(self, now: float) -> float:
        """Return for how long everything is held."""
        return max(0.0, self._held - now)

    def next(self, queue: "Queue", now: float) -> tuple[Outgoing | None, float]:
        """Take the first message that may go now, or return none and the seconds until it is worth asking again."""
        wait = max(self._held, self._due) - now
        if wait > 0:
            return None, wait
        message, wait = queue.take(self._free_at, now)
        if message is not None:
            self._due = max(self._due, now - BURST) + 1 / self._rate
            self._went(message.to, now)
        return message, wait

    def _went(self, chat: str, now: float) -> None:
        if len(self._free_at) >= MOST_KNOWN:
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
        self._free_at[chat] = now + self._chat


class Queue:
    """Messages that wait, in order; those to one chat stay in order, and do not hinder others."""

    def __init__(self, messages: Iterable[Outgoing]) -> None:
        self._first = deque(messages)
        self._aside: dict[str, deque[Outgoing]] = {}  # by chat: it had one just now

    def __bool__(self) -> bool:
        return bool(self._first or self._aside)

    def take(self, free_at: dict[str, float], now: float) -> tuple[Outgoing | None, float]:
        """Take the first whose chat is free, or return none and the seconds until one is."""
        soonest = min(self._aside, key=lambda chat: free_at.get(chat, 0.0), default=None)
        if soonest is not None and free_at.get(soonest, 0.0) <= now:
            return self._of_aside(soonest), 0.0
        while self._first:
            message = self._first.popleft()
            if message.to in self._aside or free_at.get(message.to, 0.0) > now:
                self._aside.setdefault(message.to, deque()).append(message)
            else:
                return message, 0.0
        waits = [free_at.get(chat, 0.0) - now for chat in self._aside]
        return None, max(0.0, min(waits, default=0.0))

    def rest(self) -> list[Outgoing]:
        """Take everything that waits."""
        rest = [*self._first, *(each for aside in self._aside.values() for each in aside)]
        self._first.clear()
        self._aside.clear()
        return rest

    def _of_aside(self, chat: str) -> Outgoing:
        aside = self._aside[chat]
        message = aside.popleft()
        if not aside:
            del self._aside[chat]
        return message
