"""What the database itself keeps of the ledger, whoever writes: nothing is rewritten, nobody is opened twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction

from dodomu.foundation import trace
from dodomu.foundation.database import APP_ROLE, acting_role
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.people.models import LedgerEntry, Note, Person, Registration
from tests import cast

pytestmark = pytest.mark.django_db
APPEND_ONLY = ("people_ledgerentry", "people_registration", "people_note", "foundation_traceentry")
FORBIDDEN = (
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TABLE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
)


def written() -> tuple[Crisis, UUID]:
    """Return a crisis in which every append-only table holds something, and its person."""
    where = cast.crisis()
    person = cast.register(where, cast.OLENA).persons[0].id
    Note.objects.create(person_id=person, kind="remark", happened_at=cast.NOON, recorded_at=cast.NOON)
    trace.leave("export", by=cast.officer(where), at=cast.NOON, crisis=where.id)
    return where, person


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        ((number,),) = cursor.fetchall()
    return int(number)


def another(person: UUID, **changes: object) -> LedgerEntry:
    """Return a copy of the person's opening with other values, not yet saved."""
    entry = LedgerEntry.objects.get(person=person)
    entry.id = uuid7()
    for name, value in changes.items():
        setattr(entry, name, value)
    return entry


def test_the_application_works_under_its_own_role():
    assert acting_role() == APP_ROLE


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_cannot_rewrite_history_even_in_raw_sql(table, statement):
    written()
    before = count(table)
    assert before
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.format(table=table))
    assert count(table) == before


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_cannot_give_itself_the_right_to_rewrite(table):
    written()
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE ON {table} TO {APP_ROLE}")  # PostgreSQL only warns that it did nothing
        cursor.execute("SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')", [APP_ROLE, table])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("model", [LedgerEntry, Registration, Note])
def test_the_application_cannot_rewrite_history_through_its_models(model):
    written()
    row = model.objects.get()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.save()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.all().delete()
    assert model.objects.count() == 1


def test_a_person_who_stands_in_the_ledger_cannot_be_deleted():
    _, person = written()
    with pytest.raises(Error), transaction.atomic():
        connection.cursor().execute("DELETE FROM people_person WHERE id = %s", [person])
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Person.objects.filter(id=person).exists()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("account_opened_once", {}),
        ("entry_without_account_corrects", {"account": "", "from_account": "waiting"}),
        ("entry_names_its_place", {"account": "assembled", "place_id": None, "from_account": "waiting"}),
        ("entry_names_its_place", {"account": "waiting", "place_id": None, "from_account": "home"}),
        ("entry_names_its_leg", {"account": "aboard", "leg": "", "from_account": "waiting"}),
        ("entry_names_its_leg", {"account": "promised", "leg": "", "from_account": "waiting"}),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(constraint, changes):
    _, person = written()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        another(person, happened_at=cast.NOON + timedelta(hours=1), **changes).save(force_insert=True)


def test_an_entry_id_stands_once():
    _, person = written()
    entry = another(person, from_account="waiting", account="home")
    entry.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
