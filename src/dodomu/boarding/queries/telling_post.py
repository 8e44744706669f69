"""What one side tells the other: the rows of its tables that are new or changed since it was last heard, as lines.

Which rows those are PostgreSQL itself knows: each bears the number of the transaction that wrote it. So no table needs
a column for it, nothing slows down writing, and no table can be forgotten. What came from the other side is not told
back to it: its rows bear the number of the transaction that took them.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL

from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.exchange import TABLES, Carried, How
from dodomu.foundation import encryption
from dodomu.foundation.models import Assignment

AT_ONCE: Final = 500  # rows of a line
SLACK: Final = 8  # transactions: told twice does no harm
OLDEST: Final = 2**31 - 2  # PostgreSQL compares no ages beyond
TOLD_BY: Final = {
    Side.HEADQUARTERS: frozenset({How.BOTH, How.DOWN, How.SAID}),
    Side.POST: frozenset({How.BOTH, How.UP, How.SAID}),
}
# Where this database stands, and which it is: transactions of a copy that was restored are counted anew.
HERE: Final = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
           (SELECT system_identifier FROM pg_control_system()) || '-' || d.oid
    FROM pg_database d WHERE d.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a database: what was written before it was there for everybody."""

    transaction: int
    database: str


@dataclass(frozen=True, slots=True)
class Since:
    """What is told: all that was written from a moment on (None: everything), but not in these transactions."""

    mark: Mark | None
    without: Sequence[int] = ()


def model_of(each: Carried) -> type[models.Model]:
    """Return the table that is carried so."""
    return apps.get_model(each.table)


def columns_of(each: Carried) -> list[str]:
    """Return the columns of a table, in their order."""
    return [field.attname for field in model_of(each)._meta.concrete_fields]


def fingerprint() -> str:
    """Return a digest of all columns that are carried: only sides of one version understand one another."""
    carried = [each for each in TABLES if each.how not in (How.HERE, How.ANEW)]
    said = json.dumps([[each.table, each.how, columns_of(each)] for each in carried])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def mark_here() -> Mark:
    """Return the moment at which the transaction that asks looks at the database."""
    oldest, _, database = _here()
    return Mark(oldest, database)


def changed(model: type[models.Model], since: Since) -> Iterable[RawSQL]:
    """Return the conditions under which a row was written since a moment; none where everything is told."""
    _, newest, database = _here()
    table = connection.ops.quote_name(model._meta.db_table)
    if since.without:
        yield _condition(f"{table}.xmin::text::bigint <> ALL(%s)", [list(since.without)])
    if since.mark is None or since.mark.database != database or since.mark.transaction > newest:
        return
    window = newest - since.mark.transaction + SLACK
    if window < OLDEST:
        yield _condition(f"age({table}.xmin) <= %s", [window])


def lines(crisis: UUID, side: Side, since: Since, counts: dict[str, int]) -> Iterator[bytes]:
    """Yield what this side tells of a crisis, table by table, and count the rows. Ask within one snapshot."""
    for each in TABLES:
        if not is_told(each, side):
            continue
        if each.how is How.DOWN and each.vanishes:
            yield _line(
                {"t": each.table, "k": [_plain(key) for key in _rows(each, crisis).values_list("pk", flat=True)]}
            )
        yield from _told(each, rows_of(each, crisis, since).order_by("pk"), crisis, side, counts)


def is_told(each: Carried, side: Side) -> bool:
    """Say whether a side tells the rows of a table."""
    return each.how in TOLD_BY[side] or (side is Side.POST and each.names_up)


def rows_of(each: Carried, crisis: UUID, since: Since) -> "models.QuerySet[Any]":
    """Return the rows of a table that are told."""
    rows = _rows(each, crisis)
    return rows if each.always else rows.filter(*changed(rows.model, since))


def _told(
    each: Carried, rows: "models.QuerySet[Any]", crisis: UUID, side: Side, counts: dict[str, int]
) -> Iterator[bytes]:
    columns = columns_of(each)
    asked = [name for name in columns if name not in each.blank]
    whose = _may_sign_in(crisis, side) if each.table == "foundation.Officer" else None
    several: list[list[Any]] = []
    for values in rows.values_list(*asked).iterator():
        row = _told_row(each, columns, dict(zip(asked, values, strict=True)))
        if whose is not None and row[columns.index("id")] not in whose:
            row[columns.index("password")], row[columns.index("is_active")] = "!", False
        several.append(row)
        if len(several) >= AT_ONCE:
            yield _line({"t": each.table, "c": columns, "r": several})
            counts[each.table] = counts.get(each.table, 0) + len(several)
            several = []
    if several:
        counts[each.table] = counts.get(each.table, 0) + len(several)
        yield _line({"t": each.table, "c": columns, "r": several})


def _told_row(each: Carried, columns: Sequence[str], row: Mapping[str, Any]) -> list[Any]:
    return [
        _plain(each.blank[name])
        if name in each.blank
        else encryption.open_sealed(row[name], context=each.sealed[name])
        if name in each.sealed
        else _plain(row[name])
        for name in columns
    ]


def _rows(each: Carried, crisis: UUID) -> "models.QuerySet[Any]":
    model = model_of(each)
    rows = model._base_manager.all()
    if not each.crisis and not each.only:
        return rows
    wanted = {**({each.crisis: crisis} if each.crisis else {}), **each.only}
    return rows.filter(pk__in=model._base_manager.filter(**wanted).values("pk"))


def _may_sign_in(crisis: UUID, side: Side) -> set[str]:
    """Return the officers who may sign in on the other side: those of this crisis, by headquarters' word."""
    if side is Side.POST:
        return set()
    return {str(each) for each in Assignment.objects.filter(crisis=crisis).values_list("officer", flat=True)}


def _here() -> tuple[int, int, str]:
    with connection.cursor() as cursor:
        cursor.execute(HERE)
        oldest, newest, database = cursor.fetchone() or (0, 0, "")
    return int(oldest), int(newest), str(database)


def _condition(sql: str, values: list[Any]) -> RawSQL:
    return RawSQL(sql, values, output_field=models.BooleanField())  # noqa: S611  (put together from names of tables)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
