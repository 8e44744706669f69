"""One look at all facts of a crisis, and the planner's problem that is made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from dodomu.foundation import bulk
from dodomu.journeys.queries import planning
from dodomu.journeys.rules.problem import Built, Facts, build
from dodomu.journeys.rules.variants import Options


class Look(NamedTuple):
    """The facts of an hour, and the problem made of them."""

    facts: Facts
    built: Built


def look(crisis: UUID, options: Options, *, at: datetime) -> Look:
    """Return the facts of an hour as they stood at one moment, and the problem, built when the database is let go."""
    with _at_one_moment():
        facts = planning.facts_for(crisis, at=at)
    with bulk.without_collecting():
        return Look(facts, build(facts, options))


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Let several statements see the same state: nobody moves between reading the parties and reading the offers."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
