"""How quickly an operator is sent to: as agreed, and slower when it says so.

After a throttling answer nothing goes for a moment, and then seven tenths of the rate that was just tried, or twice
what was taken since the last time, where that is less; from then on a seventh more each second. So it is asked too much
about every three seconds, by a few messages, and most of what it allows is used. Where nothing at all was taken, the
pause was too short, which says nothing about the rate.
"""

import math

from dodomu.channels.sms_smpp.link import Times

BURST = 0.05  # seconds' worth that may go at once
CAUTION, GROWTH = 0.7, 1.15
SHORTEST, LONG = 0.02, 0.2  # seconds over which a rate is measured
AT_ONCE = 1_000_000
LEAST, UNKNOWN = 1.0, 1000.0  # a second


class Pace:
    """Says how many messages may go now."""

    def __init__(self, most: float, times: Times, now: float) -> None:
        self._most, self._times = most, times
        self.rate = most
        self.pause = 0.0
        self._due = self._held = now  # when the next may go; until when nothing does
        self._since, self._taken = now, 0  # what was taken since we last slowed down
        self._grown = now
        self.good_at = now  # something was taken, or nothing was refused

    def room(self, now: float) -> int:
        """Return how many may go now."""
        if now < self._due:
            return 0
        if self.rate == math.inf:
            return AT_ONCE
        self._grow(now)
        self._due = max(self._due, now - BURST)
        return int((now - self._due) * self.rate) + 1

    def wait(self, now: float) -> float:
        """Return the seconds until another may go."""
        return max(0.0, self._due - now)

    def went(self, count: int) -> None:
        """Count messages that went out."""
        self._due += count / self.rate

    def taken(self, count: int, now: float) -> None:
        """Count messages that were taken."""
        self._taken += count
        self.good_at = now

    def throttled(self, now: float) -> None:
        """Slow down; the answers to one burst count as one."""
        if now < self._held:
            return
        if self._taken:
            self._slow(now)
            self.pause = self._times.pause
        else:
            self.rate = min(self.rate, UNKNOWN)
            self.pause = min(max(self.pause * 2, self._times.pause), self._times.pause_most)
        self._due = self._held = self._grown = now + self.pause

    def _slow(self, now: float) -> None:
        lasted = max(SHORTEST, now - self._since)
        tried = self._taken / lasted if self.rate == math.inf else self.rate
        got = 2 * self._taken / lasted if lasted >= LONG else math.inf
        self.rate = max(LEAST, min(tried * CAUTION, got))
        self._since, self._taken = now, 0

    def _grow(self, now: float) -> None:
        if now - self._grown >= 1.0:
            self.rate = min(self._most, self.rate * GROWTH ** (now - self._grown))
            self._grown = now
