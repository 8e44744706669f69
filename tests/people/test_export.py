"""Exports: exactly what was asked for, for a purpose that is written down, and nothing that runs in a spreadsheet."""

import csv
import hashlib
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from dodomu.foundation.actors import Actor, ActorKind, Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.foundation.tables import FileKind
from dodomu.people.models import Person
from dodomu.people.operations import export as operations
from dodomu.people.operations import lists
from dodomu.people.operations.export import Wording, count_export, export_people
from dodomu.people.queries.export import PRIVATE, ExportField
from dodomu.people.queries.register import Search
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.terms import Channel, GivenBy
from tests import cast

pytestmark = pytest.mark.django_db
F = ExportField
WORDING = Wording({each: each.value for each in F}, lambda _, code: code, ";")
NAMES = (F.FAMILY_NAME, F.GIVEN_NAME)
PURPOSE = "Manifest of flight 12 for the border guard"


def take(where: Crisis, *fields: ExportField, kind: FileKind = FileKind.CSV, **changes: object) -> tuple[str, bytes]:
    values: dict[str, object] = {
        "search": Search(), "purpose": PURPOSE, "number_typed": None, "wording": WORDING, "by": cast.officer(where),
    }  # fmt: skip
    made = export_people(crisis=where.id, fields=fields or NAMES, kind=kind, at=cast.NOON, **{**values, **changes})  # type: ignore[arg-type]
    return made.name, b"".join(made.file.content)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def refusal(where: Crisis, *fields: ExportField, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        take(where, *fields, **changes)  # type: ignore[arg-type]
    assert not TraceEntry.objects.exists()
    return caught.value


def test_an_export_holds_who_fits_and_the_columns_that_were_chosen():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.TARAS)
    cast.register(where, cast.PETRO)
    cast.register(cast.crisis(), cast.AIGERIM)
    name, data = take(where, F.FAMILY_NAME, F.PHONES, F.WISH, search=Search(text="коваль"))
    assert name == f"{where.slug}-2022-01-08-0600.csv"
    assert rows_of(data) == [
        ["family_name", "phones", "wish"],
        ["Коваль", "", "leave_now"],
        ["Коваль", "'+380001112233", "leave_now"],
    ]


def test_every_column_can_be_taken_out_and_says_what_is_kept():
    where = cast.crisis()
    given = {
        **cast.OLENA, "document_kind": "passport", "document_state": "UA", "document_expires": "2030-05-01",
        "email": "olena@example.org", "telegram": "@olena_k", "place_words": "вул. Абая, 1", "stays_from": "2022-01-02",
        "needs": "insulin, wheelchair", "home_contact_name": "Коваль Іван", "home_contact_phone": "+380001110000",
        "home_contact_relation": "брат",
    }  # fmt: skip
    cast.register(where, given)
    _, data = take(where, *F)
    headings, row = rows_of(data)
    told = dict(zip(headings, row, strict=True))
    person = Person.objects.get()
    assert told["reference"].replace(" ", "") == person.reference
    assert (told["document_number"], told["document_state"], told["document_expires"]) == (
        "XX 123456",
        "UA",
        "2030-05-01",
    )
    assert (told["email"], told["telegram"], told["stays_from"]) == ("olena@example.org", "olena_k", "2022-01-02")
    assert (told["home_contact_name"], told["home_contact_phone"]) == ("Коваль Іван", "'+380001110000")
    assert told["registered_at"] == "2022-01-08 12:00"  # the hour of Almaty
    assert told["place"] == "Almaty"
    assert "insulin" in told["needs_words"]
    assert "Абая" in told["place_words"]


def test_cells_never_start_a_formula():
    where = cast.crisis()
    cast.register(where, {"name": "=HYPERLINK Петро", "place_words": '@SUM(A1) "x";=1', "phones": "+380001112233"})
    _, data = take(where, F.FAMILY_NAME, F.PHONES, F.PLACE_WORDS)
    for cell in rows_of(data)[1]:
        assert cell[0] == "'"
    _, book = take(where, F.FAMILY_NAME, F.PHONES, kind=FileKind.XLSX)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1]
    assert cells[1] == "+380001112233"


def test_nothing_is_hidden_in_a_workbook():
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    _, data = take(where, *NAMES, kind=FileKind.XLSX)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["1"]
    assert book.get_sheet_by_index(0).to_python() == [["family_name", "given_name"], ["Коваль", "Олена"]]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "hidden" not in everything
    for secret in ("380001112233", "XX 123456", "1986", "duty_officer", where.slug):
        assert secret not in everything


@pytest.mark.parametrize("purpose", ["", "          ", "short", "..............", "1234567890123"])
def test_an_export_without_a_purpose_is_refused(purpose):
    assert refusal(cast.crisis(), purpose=purpose).reason is PeopleReason.PURPOSE_NEEDED


def test_an_endless_purpose_is_refused():
    assert refusal(cast.crisis(), purpose="x" * 501).reason is FoundationReason.TEXT_TOO_LONG


def test_many_people_go_out_only_when_their_number_is_typed_back(monkeypatch):
    where = cast.crisis()
    monkeypatch.setattr(operations, "UNASKED", 1)
    cast.register(where, cast.OLENA, cast.TARAS)
    assert count_export(crisis=where.id, search=Search(), by=cast.officer(where), at=cast.NOON) == 2
    for typed in (None, 1, 3, 200):
        refused = refusal(where, number_typed=typed)
        assert (refused.reason, refused.details) == (PeopleReason.NUMBER_NOT_TYPED_BACK, {"rows": 2})
    _, data = take(where, number_typed=2)
    assert len(rows_of(data)) == 3


def test_more_than_an_export_may_hold_is_refused(monkeypatch):
    where = cast.crisis()
    monkeypatch.setattr(operations, "MOST", 1)
    cast.register(where, cast.OLENA, cast.TARAS)
    assert refusal(where, number_typed=2).reason is PeopleReason.EXPORT_TOO_LARGE


def test_an_export_leaves_a_trace_of_who_what_why_and_how_many():
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    _, data = take(where, F.FAMILY_NAME, F.PHONES, search=Search(text="коваль", citizen=True, min_age=0))
    entry = TraceEntry.objects.get()
    assert (entry.act, entry.actor_name, entry.crisis_id, entry.at) == ("export", "duty_officer", where.id, cast.NOON)
    assert entry.details == {
        "purpose": PURPOSE,
        "search": {"text": "коваль", "citizen": True, "min_age": 0},
        "columns": ["family_name", "phones"],
        "kind": "csv",
        "people": 1,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


@pytest.mark.parametrize("role", [Role.CONSUL, Role.FIELD_OFFICER, Role.VIEWER])
def test_who_may_not_export_cannot_even_count(role):
    where = cast.crisis()
    by = cast.officer(where, role)
    assert refusal(where, by=by).reason is FoundationReason.NOT_PERMITTED
    with pytest.raises(Refused):
        count_export(crisis=where.id, search=Search(), by=by, at=cast.NOON)


def test_an_administrator_reads_nobody():
    where = cast.crisis()
    by = Actor(ActorKind.OFFICER, "admin", None, {}, is_administrator=True)
    assert refusal(where, by=by).reason is FoundationReason.NOT_PERMITTED


def test_an_export_of_no_column_is_refused():
    where = cast.crisis()
    with pytest.raises(Refused) as caught:
        export_people(crisis=where.id, search=Search(), fields=[], purpose=PURPOSE, kind=FileKind.CSV, wording=WORDING,
                      number_typed=None, by=cast.officer(where), at=cast.NOON)  # fmt: skip
    assert caught.value.reason is PeopleReason.NO_COLUMN_CHOSEN


def test_documents_are_private_and_never_among_the_usual_columns():
    assert {F.DOCUMENT_NUMBER, F.NEEDS_WORDS, F.PHONES} <= PRIVATE
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    _, data = take(where)
    assert b"123456" not in data


def test_what_was_exported_can_be_handed_in_elsewhere():
    where, other = cast.crisis(), cast.crisis()
    cast.register(where, cast.OLENA, cast.PETRO)
    columns = (F.FAMILY_NAME, F.GIVEN_NAME, F.BIRTH_DATE, F.PHONES, F.DOCUMENT_NUMBER, F.PLACE, F.WISH, F.PARTY)
    _, data = take(where, *columns)
    by = cast.officer(other)
    file = lists.hand_in_list(crisis=other.id, name="export.csv", data=data, channel=Channel.LIST,
                              given_by=GivenBy.EMBASSY, by=by, at=cast.NOON)  # fmt: skip
    lists.confirm_list(file=file, keep_faulty=False, by=by, at=cast.NOON)
    olena, petro = Person.objects.filter(crisis=other).order_by("-family_name")
    assert olena.party_id == petro.party_id
    assert olena.contact_points.get().value == "+380001112233"
    assert petro.place is not None
    assert petro.place.ref == "nursultan"
