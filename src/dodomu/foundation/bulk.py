"""Writing rows that are already in order: COPY for many, which takes a fifth of the time of INSERT, INSERT for few.

Both are written out here, because everybody who registers waits for seven of them, and what Django does before each
took as long as the rest of the work together.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, LiteralString, TypeVar

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

from dodomu.foundation.database import in_one_go

FEW = 100  # up to here INSERT is as fast, and its errors name the row
M = TypeVar("M", bound=models.Model)


def write(model: type[M], rows: Sequence[M]) -> None:
    """Add rows to a table, within the transaction that is open; ids that the database gives are not read back."""
    if len(rows) > FEW:
        copy_in(model, rows)
    elif rows:
        _insert(model, rows)


def together(each: Iterable[Sequence[models.Model]]) -> AbstractContextManager[None]:
    """Return the block in which rows of several tables are written: in one go, unless some go by COPY, which cannot."""
    return nullcontext() if any(len(rows) > FEW for rows in each) else in_one_go()


def copy_in(model: type[M], rows: Sequence[M]) -> None:
    """Add rows by COPY; a broken constraint raises Django's `IntegrityError` as ever."""
    statement = _statement("COPY {} ({}) FROM STDIN", model)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(_values(row))


def _insert(model: type[M], rows: Sequence[M]) -> None:
    one = f"({', '.join(['%s'] * len(_readers(model)))})"
    with connection.cursor() as cursor:
        cursor.execute(
            _statement("INSERT INTO {} ({}) VALUES ", model) + ", ".join([one] * len(rows)),
            [value for row in rows for value in _values(row)],
        )


@lru_cache(maxsize=None)
def _statement(words: LiteralString, model: type[models.Model]) -> str:
    columns = sql.SQL(", ").join([sql.Identifier(column) for column, _, _ in _readers(model)])
    return sql.SQL(words).format(sql.Identifier(model._meta.db_table), columns).as_string()


@lru_cache(maxsize=None)
def _readers(model: type[models.Model]) -> list[tuple[str, str, Callable[[Any], Any]]]:
    """Return for each column its name, the attribute that holds its value, and how that is written."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return [(str(field.column), field.attname, _plain(field)) for field in fields]


def _values(row: models.Model) -> list[Any]:
    return [read(getattr(row, name)) for _, name, read in _readers(type(row))]


def _plain(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else Jsonb(value)
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: None if value is None else str(value)  # enumerations are written by their value
    return lambda value: value
