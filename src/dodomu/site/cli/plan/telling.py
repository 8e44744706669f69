"""Telling how a search goes on: one line that is renewed on a terminal, plain lines elsewhere."""

import sys
import time
from typing import TextIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dodomu.engines.planner.plan import Progress
from dodomu.web.parts.plans.words import gap_words, number

DOING: dict[str, Promise] = {
    "reading": gettext_lazy("reading"),
    "compiling": gettext_lazy("getting ready for large problems, once on this machine"),
    "pricing": gettext_lazy("looking for ways"),
    "rounding": gettext_lazy("making a plan"),
    "mending": gettext_lazy("bettering it"),
    "proving": gettext_lazy("proving it"),
}
_CLEAR = "\r\x1b[K"
_SELDOM = 5.0  # seconds between plain lines that tell nothing new


class Teller:
    """Writes progress to the standard error; several threads may use it one after another, not at once."""

    def __init__(self, *, quiet: bool, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self.quiet = quiet
        self.on_terminal = self.out.isatty()
        self.last = ""
        self.at = 0.0
        self.known: tuple[int | None, int | None] = (None, None)

    def tell(self, progress: Progress) -> None:
        """Renew the line, or write one when something is new or a while has gone by."""
        if self.quiet:
            return
        line = progress_words(progress)
        if self.on_terminal:
            self.out.write(_CLEAR + line)
            self.out.flush()
            self.last = line
            return
        known = (progress.value, progress.bound)
        if known != self.known or time.monotonic() - self.at >= _SELDOM:
            self.known, self.at = known, time.monotonic()
            print(line, file=self.out, flush=True)

    def say(self, line: str) -> None:
        """Write a line of its own."""
        if self.quiet:
            return
        self.end()
        print(line, file=self.out, flush=True)

    def end(self) -> None:
        """Take the renewed line away, so that what follows begins a new one."""
        if self.on_terminal and self.last:
            self.out.write(_CLEAR)
            self.out.flush()
        self.last = ""


def progress_words(progress: Progress) -> str:
    """Return such as “12.3 s  bettering it: 83 home by priority, bound 85, gap 2.4 %”."""
    told = f"{progress.seconds:6.1f} s  {DOING.get(progress.doing, progress.doing)}"
    if progress.value is None:
        return told
    told += ": " + _("%(value)s home by priority") % {"value": number(progress.value)}
    if progress.bound is not None:
        gap = abs(progress.bound - progress.value) / max(1, abs(progress.value))
        told += ", " + _("bound %(bound)s, gap %(gap)s") % {"bound": number(progress.bound), "gap": gap_words(gap)}
    return told


def stopping_words() -> str:
    """Return what is said when somebody interrupts."""
    return _("Stopping; the best plan so far follows. Press Ctrl-C again to end at once.")
