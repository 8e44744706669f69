"""Saying no at the command line: an exit code, and lines that say what is wrong and where."""

from collections.abc import Iterable

PLANNED = 0
NOT_DONE = 1
USAGE = 2
NO_WAY_HOME = 3
OUT_OF_TIME = 4
INTERRUPTED = 130
BROKEN = 141  # as a shell names a reader that went away


class CannotPlan(Exception):
    """What was asked cannot be done: the lines say why, each with its file, line and column where it has one."""

    def __init__(self, lines: Iterable[str], code: int = USAGE) -> None:
        super().__init__()
        self.lines = tuple(lines)
        self.code = code
