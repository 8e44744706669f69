"""The rows of a bundle, laid out beside the tables they are for, before anything is written."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg.types.json import Jsonb

from dodomu.boarding.queries.telling_post import is_told, model_of
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.exchange import BY_NAME, Carried
from dodomu.foundation import encryption

Row = dict[str, Any]


@dataclass(slots=True)
class Told:
    """What a bundle says: rows by table, values as JSON has them, and of some tables every key that there is."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)

    def of(self, table: str) -> list[Row]:
        """Return the rows of one table."""
        return self.rows.get(table, [])

    def column(self, table: str, name: str) -> set[Any]:
        """Return what stands in one column, without what is empty."""
        return {row[name] for row in self.of(table) if row[name] is not None}

    def ids(self, table: str, name: str) -> set[UUID]:
        """Return a column of ids."""
        return {UUID(each) for each in self.column(table, name)}


def read(lines: Iterable[Mapping[str, Any]], side: Side) -> Told:
    """Gather what a bundle of a side says; a table that this side does not tell is passed over."""
    told = Told()
    for line in lines:
        each = BY_NAME.get(str(line.get("t")))
        if each is None or not is_told(each, side):
            continue
        if "k" in line:
            told.keys[each.table] = list(line["k"])
        else:
            columns = line["c"]
            told.rows.setdefault(each.table, []).extend(dict(zip(columns, row, strict=True)) for row in line["r"])
    return told


def lay_out(each: Carried, rows: Sequence[Row]) -> str:
    """Put rows into a table beside their own, and return its name."""
    table, beside = connection.ops.quote_name(model_of(each)._meta.db_table), laid_out(each)
    columns = ", ".join(connection.ops.quote_name(name) for name in _columns(each))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {beside}")
        cursor.execute(f"CREATE TEMP TABLE {beside} (LIKE {table}) ON COMMIT DROP")
        with cursor.copy(f"COPY {beside} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_values(each, row))
    return beside


def laid_out(each: Carried) -> str:
    """Return the name of the table in which rows were put beside their own."""
    return f"pg_temp.{connection.ops.quote_name(f'came_{model_of(each)._meta.db_table}')}"


@cache
def _fields(each: str) -> "list[models.Field[Any, Any]]":
    return list(model_of(BY_NAME[each])._meta.concrete_fields)


def _columns(each: Carried) -> list[str]:
    return [str(one.column) for one in _fields(each.table)]


def _values(each: Carried, row: Row) -> list[Any]:
    # What is blank is not told, whatever a bundle says of it.
    return [
        each.blank[one.attname] if one.attname in each.blank else _value(each, one, row[one.attname])
        for one in _fields(each.table)
    ]


def _value(each: Carried, one: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None:
        return None
    if one.attname in each.sealed:
        return encryption.seal(value, context=each.sealed[one.attname])
    if isinstance(one, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(one, models.JSONField):
        return Jsonb(value)
    if isinstance(one, ArrayField):
        return [str(part) for part in value]
    return value
