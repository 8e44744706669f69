"""Writing rows that are already in order: COPY for many, which takes a fifth of the time of INSERT, INSERT for few.

Both are written out here, because everybody who registers waits for seven of them, and what Django does before each
took as long as the rest of the work together.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any, Final, LiteralString, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models.base import ModelState
from psycopg import sql
from psycopg.types.json import Jsonb

COPY: Final = "COPY {} ({}) FROM STDIN"
INSERT: Final = "INSERT INTO {} ({}) VALUES "
FEW = 100  # up to here INSERT is as fast, and its errors name the row
M = TypeVar("M", bound=models.Model)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make many rows without Python going through all of them again and again in search of circles; there are none.

    What is not needed any more is given back as ever. This is a third of the time of registering a long list.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def new(model: type[M], **columns: Any) -> M:
    """Return a row to be written here, its columns by their own names (`crisis_id`); the others have their defaults.

    It is what `model(...)` returns, without the signals and checks that take most of the time of registering a list.
    """
    row = model.__new__(model)
    constants, made = _defaults(model)
    values = row.__dict__
    values["_state"] = ModelState()
    values.update(constants)
    for name, make in made:
        if name not in columns:
            values[name] = make()
    values.update(columns)
    if len(values) != len(constants) + len(made) + 1:
        raise TypeError(
            f"{model.__name__} has no column {', '.join(columns.keys() - constants.keys() - dict(made).keys())}"
        )
    return row


def write(model: type[M], rows: Sequence[M]) -> None:
    """Add rows to a table, all or none; ids that the database gives are not read back."""
    if len(rows) > FEW:
        copy_in(model, rows)
    elif rows:
        _insert([(model, rows)])


def write_all(tables: Sequence[tuple[type[models.Model], Sequence[models.Model]]]) -> None:
    """Add rows to several tables, all or none: few in one statement, which needs no transaction around it."""
    wanted = [(model, rows) for model, rows in tables if rows]
    if any(len(rows) > FEW for _, rows in wanted):
        with transaction.atomic():
            for model, rows in wanted:
                copy_in(model, rows)
    elif wanted:
        # Inside a transaction a statement at fault is taken back alone, so that the caller can go on.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            _insert(wanted)


def copy_in(model: type[M], rows: Sequence[M]) -> None:
    """Add rows by COPY; a broken constraint raises Django's `IntegrityError` as ever."""
    statement = _statement(COPY, model)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(_values(row))


def _insert(tables: Sequence[tuple[type[models.Model], Sequence[models.Model]]]) -> None:
    """Add rows to several tables by one statement; what refers to what is checked at its end."""
    *first, last = [_statement(INSERT, model) + _places(model, len(rows)) for model, rows in tables]
    together = ", ".join(f"t{number} AS ({each})" for number, each in enumerate(first))
    values = [value for _, rows in tables for row in rows for value in _values(row)]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {together} {last}" if first else last, values)


def _places(model: type[models.Model], rows: int) -> str:
    return ", ".join([f"({', '.join(['%s'] * len(_readers(model)))})"] * rows)


@cache
def _statement(words: LiteralString, model: type[models.Model]) -> str:
    columns = sql.SQL(", ").join([sql.Identifier(column) for column, _, _ in _readers(model)])
    return sql.SQL(words).format(sql.Identifier(model._meta.db_table), columns).as_string()


@cache
def _readers(model: type[models.Model]) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
    """Return for each column its name, the attribute that holds its value, and how that is written (None: as it is)."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return [(str(field.column), field.attname, _writer(field)) for field in fields]


def _values(row: models.Model) -> list[Any]:
    held = row.__dict__
    return [
        value if (value := held[name]) is None or write is None else write(value)
        for _, name, write in _readers(type(row))
    ]


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return Jsonb
    if isinstance(field, models.CharField | models.TextField):
        return str  # enumerations are written by their value
    if isinstance(field, ArrayField) and isinstance(field.base_field, models.UUIDField):
        return _uuids
    return None


def _uuids(several: Sequence[UUID]) -> str:
    """Write a list of ids as PostgreSQL reads it: the driver takes ten times as long to find out what is in it."""
    return "{" + ",".join(map(str, several)) + "}"


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Return the defaults that are the same for every row, and those that are made anew for each."""
    constants: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if callable(field.default) and field.default is not models.NOT_PROVIDED:
            made.append((field.attname, field.default))
        else:
            constants[field.attname] = field.get_default()
    return constants, made
