"""Doing something for very many in two halves at the same time: while the database writes one, we prepare the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

MANY = 8000  # below, a second connection is not worth opening
T = TypeVar("T")
R = TypeVar("R")


def in_halves(several: Sequence[T], act: Callable[[Sequence[T]], R]) -> list[R]:
    """Do it for the first and the second half, each on a connection of its own; return what came of each.

    Few are done as one, and so is everything inside a transaction, which another connection would not see. What one
    half raises is raised when the other has ended too.
    """
    if len(several) < MANY or connection.in_atomic_block:
        return [act(several)]
    middle = len(several) // 2

    def on_its_own(half: Sequence[T]) -> R:
        try:
            return act(half)
        finally:
            connection.close()  # the thread's own

    with ThreadPoolExecutor(max_workers=1) as beside:
        second = beside.submit(on_its_own, several[middle:])
        first = act(several[:middle])
        return [first, second.result()]
