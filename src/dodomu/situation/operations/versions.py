"""Versions of what was told: finding the newest, writing the next. Nothing that was told is ever rewritten."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.foundation import news
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.situation.models import TABLES, Restriction, Told
from dodomu.situation.news import RestrictionTold, SituationTold
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.given import AnyGiven
from dodomu.situation.rules.terms import FactKind

_BY_ANOTHER_NAME: Final = {"place": "place_id"}


def check_crisis(crisis: UUID, place: UUID | None = None) -> None:
    """Pass a crisis that is open, and a place of it; refuse others."""
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED)
    if place and not Place.objects.filter(crisis=crisis, id=place).exists():
        raise Refused(FoundationReason.UNKNOWN_PLACE)


def newest(crisis: UUID, kind: FactKind, thing: UUID) -> Told:
    """Return the newest version of a thing, struck or not, or refuse one that is not of this crisis."""
    row = TABLES[kind]._default_manager.filter(crisis=crisis, thing=thing).order_by("-version").first()
    if row is None:
        raise Refused(SituationReason.NO_SUCH_FACT)
    return row


def columns(given: AnyGiven) -> dict[str, Any]:
    """Return what was stated by the columns of its table: blanks trimmed, languages without words left out."""
    found = {_BY_ANOTHER_NAME.get(each.name, each.name): _plain(getattr(given, each.name)) for each in fields(given)}
    return {**found, "reliability": found["reliability"] or ""} if "reliability" in found else found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return type(value)(value.strip())
    if isinstance(value, tuple):
        return [each.strip() for each in value if each.strip()]
    return texts(value) if isinstance(value, Mapping) else value


def texts(words: Mapping[str, str]) -> dict[str, str]:
    """Return words by language, trimmed, without the languages in which nothing was said."""
    return {language: each.strip() for language, each in words.items() if each.strip()}


def says(row: Told, changes: Mapping[str, Any]) -> bool:
    """Say whether a version already holds these values."""
    return all(getattr(row, name) == value for name, value in changes.items())


def advance(
    row: Told,
    version: int,
    changes: Mapping[str, Any],
    *,
    hours: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Write the next version of a thing and return its number.

    Refuses what was struck, and what somebody else changed since `version` was read; the same change sent again, or
    one that changes nothing, writes nothing. Two changes are the same whatever `hours` they set beside.
    """
    if row.is_struck:
        raise Refused(SituationReason.FACT_STRUCK)
    if row.version != version:
        if row.version == version + 1 and row.officer_id == by.officer and says(row, changes):
            return row.version
        raise Refused(SituationReason.STALE_FACT, newest=row.version)
    return row.version if says(row, changes) else write_next(row, {**changes, **(hours or {})}, by=by, at=at)


def write_next(row: Told, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    """Write the version after this one, and tell; refuse where another was quicker."""
    kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    made = {"id": uuid7(), "version": row.version + 1, "recorded_at": at, "officer_id": by.officer}
    following = type(row)(**{**kept, **made, **changes})
    if not _is_added(following):
        raise Refused(SituationReason.STALE_FACT, newest=row.version + 1)
    tell_of(following, at=at)
    return following.version


def write_first(row: Told, *, at: datetime) -> bool:
    """Write the first version of a thing, and tell; the same thing again writes nothing. Return whether it is new."""
    if not _is_added(row):
        return False
    tell_of(row, at=at)
    return True


def was_told_so(row: Told, columns: Mapping[str, Any]) -> bool:
    """Say whether the first version of a thing, which another row could not become, says the same."""
    first = type(row)._default_manager.filter(crisis=row.crisis_id, thing=row.thing, version=row.version).first()
    return first is not None and says(first, columns)


def _is_added(row: Told) -> bool:
    """Add a row, unless there is one of this thing and version; two officers at once meet here."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if not type(row)._default_manager.filter(crisis=row.crisis_id, thing=row.thing, version=row.version).exists():
            raise
        return False
    return True


def tell_of(row: Told, *, at: datetime) -> None:
    """Post the news that a thing was stated, changed or struck."""
    if isinstance(row, Restriction):
        news.post(RestrictionTold(row.crisis_id, row.thing), at=at)
    else:
        news.post(SituationTold(row.crisis_id, type(row).__name__.lower(), row.thing), at=at)
