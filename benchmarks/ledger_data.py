"""A ledger as large as a large crisis leaves it, made by the database itself (`ledger_data.sql`)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from dodomu.foundation.database import as_owner
from dodomu.foundation.models import Crisis, Place

SLUG = "bench"
LAST_DAY = datetime(2022, 1, 25, tzinfo=UTC)  # of entries that happened; some were recorded later
STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n")
CORRECTIONS = 0.02


def fill(*, people: int, entries: int) -> None:
    """Fill the empty database; its indexes grow row by row, as in use."""
    numbers = {"people": people, "mean": entries * (1 - CORRECTIONS) / people}
    with as_owner(), connection.cursor() as cursor:
        _drop_foreign_keys()
        _open_crisis()
        cursor.execute("SET work_mem = '256MB'")
        for statement in filter(str.strip, STATEMENTS):
            cursor.execute(statement, numbers)
        for table in ("people_ledgerentry", "people_person", "people_party"):
            cursor.execute(f"VACUUM ANALYZE {table}")  # what autovacuum does by itself in use
        cursor.execute("RESET work_mem")


def _drop_foreign_keys() -> None:
    # Five million deferred checks of six keys are no part of what is measured, and reading does not need them.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'people_ledgerentry'::regclass"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE people_ledgerentry DROP CONSTRAINT "{name}"')


def _open_crisis() -> None:
    crisis = Crisis.objects.create(
        slug=SLUG, country="KZ", sending="UA", zone="Asia/Almaty", opened_at=LAST_DAY - timedelta(days=20)
    )
    Place.objects.bulk_create(
        Place(crisis=crisis, ref=f"place-{n}", kind="city", country="KZ", latitude=43, longitude=77, zone=crisis.zone)
        for n in range(60)
    )
