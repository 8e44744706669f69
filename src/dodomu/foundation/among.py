"""Asking for the rows with some ids by one value: a list of hundreds costs Django more than the database."""

from collections.abc import Iterable
from typing import LiteralString
from uuid import UUID

from django.db.models import BooleanField, UUIDField
from django.db.models.expressions import RawSQL


def among(ids: Iterable[UUID]) -> RawSQL:
    """Return what stands behind `__in` for some ids, however many there are; for none nothing is found."""
    return RawSQL("SELECT unnest(%s::uuid[])", [_written(ids)], output_field=UUIDField())


def naming_any(column: LiteralString, ids: Iterable[UUID]) -> RawSQL:
    """Return the condition that a column which lists ids has one of some in it."""
    return RawSQL(column + " && %s::uuid[]", [_written(ids)], output_field=BooleanField())  # noqa: S611  (the column is ours)


def in_crisis(crisis: UUID) -> RawSQL:
    """Return the condition that a row is of a crisis, where it is found by something narrower.

    It is compared without its index: while a crisis grows, statistics have its rows for few, and all would be read.
    """
    return RawSQL("crisis_id IS NOT DISTINCT FROM %s", [crisis], output_field=BooleanField())


def _written(ids: Iterable[UUID]) -> str:
    return "{" + ",".join(map(str, ids)) + "}"
