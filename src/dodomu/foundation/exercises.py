"""Crises that are exercises: opened from a script, with a clock of their own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused

LANGUAGES = ("en", "uk", "ru", "kk")


@dataclass
class ExerciseClock:
    """The clock of an exercise, held by one player at a time."""

    crisis: UUID
    exercise: str
    now: datetime

    def put(self, hour: datetime) -> None:
        """Set the clock; it never runs back."""
        Crisis.objects.filter(id=self.crisis, exercise_now__lte=hour).update(exercise_now=hour)
        self.now = hour


@contextmanager
def clock_held(crisis: UUID) -> Iterator[ExerciseClock]:
    """Hold the clock of an exercise: two officers who play on at once play one after the other."""
    key = f"dodomu exercise {crisis}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        try:
            yield _clock(crisis)
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _clock(crisis: UUID) -> ExerciseClock:
    found = Crisis.objects.filter(id=crisis).first()
    if found is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if found.exercise_now is None:
        raise Refused(FoundationReason.NOT_AN_EXERCISE)
    return ExerciseClock(found.id, found.exercise, found.exercise_now)


def clock_of(crisis: UUID) -> ExerciseClock:
    """Return what the clock shows, or refuse where there is none."""
    return _clock(crisis)


def open_exercise(
    *,
    slug: str,
    names: Mapping[str, str],
    country: str,
    sending: str,
    zone: str,
    hotline: str,
    exercise: str,
    starts_at: datetime,
) -> UUID:
    """Open a crisis that is an exercise, its clock at the start."""
    return Crisis.objects.create(
        slug=slug,
        names=dict(names),
        country=country,
        sending=sending,
        zone=zone,
        hotline=hotline,
        opened_at=starts_at,
        exercise=exercise,
        exercise_now=starts_at,
    ).id


def load_places(*, crisis: UUID, rows: Sequence[Mapping[str, str]], also: Mapping[str, Sequence[str]]) -> None:
    """Add the places of a script that are not there yet, parents first."""
    have = dict(Place.objects.filter(crisis_id=crisis).values_list("ref", "id"))
    for row in sorted(rows, key=lambda each: bool(each["parent_id"])):
        if row["place_id"] not in have:
            have[row["place_id"]] = _place(crisis, row, have.get(row["parent_id"]), also).id


def _place(crisis: UUID, row: Mapping[str, str], parent: UUID | None, also: Mapping[str, Sequence[str]]) -> Place:
    return Place.objects.create(
        crisis_id=crisis,
        ref=row["place_id"],
        kind=row["kind"],
        names={code: row[f"name_{code}"] for code in LANGUAGES if row[f"name_{code}"]},
        also=list(also.get(row["place_id"], ())),
        country=row["country"],
        region=row["admin1"],
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        zone=row["tz"],
        parent_id=parent,
        source=row["source_id"],
    )
