"""What was told in an exercise, step by step at its announced hour. What its makers wrote afterwards is known later."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from dodomu.exercise import rules
from dodomu.exercise.content import Side, read_csv
from dodomu.foundation.actors import EXERCISE
from dodomu.situation.operations import taking
from dodomu.situation.queries.ground import ground_of
from dodomu.situation.rules.files import places, sources
from dodomu.situation.rules.files.ground import Ground
from dodomu.situation.rules.files.later import KnownLater
from dodomu.situation.rules.files.reading import TABLES, Line, TableKind, TableRead, read_table
from dodomu.situation.rules.files.steps import KeepSource, Step

LATER = "known_later"


def open_situation(part: Side, crisis: UUID, *, at: datetime) -> None:
    """Keep the sources, and tell what was known when the exercise begins."""
    for step in _read(TABLES[sources.TABLE], part, ground_of(crisis), ()).steps:
        if isinstance(step, KeepSource):
            taking.take_step(crisis=crisis, step=step, publish=True, by=EXERCISE, at=at)
    for told in steps_of(part, crisis):
        if told.at <= at:
            tell(told, crisis, at=at)


def steps_of(part: Side, crisis: UUID) -> list[Step]:
    """Return every step of the situation in the order of their hours."""
    return sorted(_steps(part, crisis), key=lambda step: step.at)  # of one hour, in the order of the tables


def tell(step: Step, crisis: UUID, *, at: datetime) -> None:
    """Do a step at an hour, and tell the public what the script makes public."""
    taking.take_step(crisis=crisis, step=step, publish=True, by=EXERCISE, at=at)


def _steps(part: Side, crisis: UUID) -> Iterator[Step]:
    ground, later = ground_of(crisis, part.tables_zone), _known_later(part)
    for kind in TABLES.values():
        if kind.name in (places.TABLE, sources.TABLE) or not part.has_table(kind.name):
            continue
        steps = [step for step in _read(kind, part, ground, later).steps if isinstance(step, Step)]
        ground = ground.with_things({step.ref: step.thing for step in steps})
        yield from steps


def _read(kind: TableKind, part: Side, ground: Ground, later: tuple[KnownLater, ...]) -> TableRead:
    rows = part.table(kind.name)
    headings = list(rows[0]) if rows else []
    lines = [Line(number, list(row.values())) for number, row in enumerate(rows, start=2)]
    read = read_table(kind, headings, lines, ground, later=later)
    if read.faults:
        raise ValueError(f"{part.exercise}: {kind.name}.csv: {read.faults[0]}")
    return read


def _known_later(part: Side) -> tuple[KnownLater, ...]:
    if not part.has_table(LATER):
        return ()
    return tuple(
        KnownLater(row["table"], row["ref"], row["column"], rules.local(row["known_local"], row["tz"]), row["before"])
        for row in read_csv(part.folder / f"{LATER}.csv")
    )
