"""Lists end to end: handed in, looked at, kept once, and what was refused comes back."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.foundation import encryption, tables
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis, NewsItem, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import ImportFile, ImportRow, ImportState, Party, Person, Registration, sealed
from dodomu.people.operations import list_keeping, registering
from dodomu.people.operations import lists as operations
from dodomu.people.queries import lists as queries
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.lists import RowState
from dodomu.people.rules.terms import Channel, GivenBy
from tests import cast

pytestmark = pytest.mark.django_db

HEADINGS = "ПІБ;Дата народження;Громадянство;Телефон;Паспорт №;Де перебуває;Намір"
OLENA = "Коваль Олена Петрівна;14.03.1986;UA;+380 00 111 22 33;XX123456;Алмати;виїхати"
PETRO = "Гук Петро;20.01.1950;UA;+380007778899;;Нур-Султан;"
WRONG = "Лис Марія;30.02.1990;UA;12;XX777777;Алмати;"
NAMELESS = ";01.01.1990;UA;+380005556677;;Алмати;"
FAMILIES = "Сім'я;ПІБ;Дата народження;Телефон"


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def hand_in(where: Crisis, data: bytes, name: str = "list.csv", **changes: object) -> UUID:
    values: dict[str, object] = {"channel": Channel.LIST, "given_by": GivenBy.LIST, "by": cast.officer(where)}
    return operations.hand_in_list(crisis=where.id, name=name, data=data, at=cast.NOON, **{**values, **changes})  # type: ignore[arg-type]


def confirm(where: Crisis, file: UUID, *, keep_faulty: bool = False) -> None:
    operations.confirm_list(file=file, keep_faulty=keep_faulty, by=cast.officer(where), at=cast.NOON)


def states(file: UUID) -> list[tuple[int, str]]:
    return list(ImportRow.objects.filter(file=file).order_by("line").values_list("line", "state"))


def refused_as_csv(where: Crisis, file: UUID) -> bytes:
    """The refused rows as a file, with the same columns, as the desk gives them."""
    found = queries.rows_not_kept(where.id, file, by=cast.officer(where))
    assert found is not None
    page, rows = found
    target = io.BytesIO()
    headings = [column.heading for column in page.columns]
    tables.write_csv(target, [headings, *([cell.text for cell in row.cells] for row in rows)], delimiter=";")
    return target.getvalue()


def refusal(where: Crisis, data: bytes, **changes: object) -> Refused:
    with pytest.raises(Refused) as caught:
        hand_in(where, data, **changes)
    return caught.value


# --- handing in ------------------------------------------------------------------------------------------------------


def test_a_list_that_is_handed_in_registers_nobody():
    where = cast.crisis()
    file = ImportFile.objects.get(id=hand_in(where, csv_of(HEADINGS, OLENA, PETRO)))
    assert file.state == ImportState.PREVIEW
    assert not Person.objects.exists()
    assert [field for _, field in file.columns] == [
        "name", "birth_date", "citizenships", "phones", "document_number", "place", "wish",
    ]  # fmt: skip
    assert (file.counts["rows"], file.counts["ready"], file.counts["known"]) == (2, 2, 0)


def test_rows_are_sealed_as_they_stand_in_the_file():
    where = cast.crisis()
    hand_in(where, csv_of(HEADINGS, OLENA))
    row = ImportRow.objects.get()
    assert "Коваль".encode() not in bytes(row.cells)
    page = queries.list_page(where.id, row.file_id, by=cast.officer(where))
    assert page is not None
    assert [cell.text for cell in page.rows[0].cells] == OLENA.split(";")


def test_what_is_wrong_is_said_row_by_row_and_cell_by_cell():
    where = cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, OLENA, WRONG, NAMELESS, PETRO + ";moved;cells"))
    assert states(file) == [(2, "ready"), (3, "faulty"), (4, "refused"), (5, "refused")]
    page = queries.list_page(where.id, file, by=cast.officer(where))
    assert page is not None
    _, wrong, nameless, moved = page.rows
    assert [fault.code for fault in wrong.cells[1].faults] == ["no-such-day"]
    assert [fault.code for fault in wrong.cells[3].faults] == ["phone-too-short"]
    assert [fault.code for fault in nameless.cells[0].faults] == ["name-needed"]
    assert [(fault.code, fault.details) for fault in moved.faults] == [("more-cells", {"cells": 9, "headings": 7})]


def test_the_same_file_again_is_refused_and_the_first_is_named():
    where = cast.crisis()
    data = csv_of(HEADINGS, OLENA)
    file = hand_in(where, data, "monday.csv")
    refused = refusal(where, data, name="tuesday.csv")
    assert refused.reason is PeopleReason.FILE_HANDED_IN_BEFORE
    assert refused.details == {"file": file, "name": "monday.csv", "handed_in_at": cast.NOON}
    assert ImportFile.objects.count() == 1
    assert hand_in(cast.crisis(), data) != file  # another crisis is another list


def test_a_list_that_was_dropped_may_be_handed_in_again_in_another_encoding():
    where = cast.crisis()
    data = csv_of(HEADINGS, OLENA)
    file = hand_in(where, data)
    operations.drop_list(file=file, by=cast.officer(where), at=cast.NOON)
    assert not ImportRow.objects.exists()
    assert queries.list_page(where.id, file, by=cast.officer(where)) is None
    assert hand_in(where, data, encoding="utf-8") == file
    assert states(file) == [(2, "ready")]
    assert [entry.act for entry in TraceEntry.objects.all()] == ["list-dropped"]


@pytest.mark.parametrize(
    ("data", "reason", "fault"),
    [
        (b"", PeopleReason.FILE_NOT_READABLE, tables.TableFault.EMPTY),
        (b"%PDF-1.4", PeopleReason.FILE_NOT_READABLE, tables.TableFault.NOT_A_TABLE),
        (b'name\n"Koval', PeopleReason.FILE_NOT_READABLE, tables.TableFault.QUOTE_NOT_CLOSED),
        ("ПІБ;Телефон\n".encode(), PeopleReason.FILE_EMPTY, None),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(data, reason, fault):
    where = cast.crisis()
    refused = refusal(where, data)
    assert refused.reason is reason
    assert refused.details.get("fault") is fault
    assert not ImportFile.objects.exists()


def test_the_name_of_a_file_tells_nothing_of_the_officers_folders():
    where = cast.crisis()
    hand_in(where, csv_of(HEADINGS, OLENA), "C:\\Users\\olena\\Список\u202e.csv")
    assert ImportFile.objects.get().name == "Список.csv"


def test_who_may_not_import_can_neither_hand_in_nor_look():
    where = cast.crisis()
    viewer = cast.officer(where, Role.VIEWER)
    refused = refusal(where, csv_of(HEADINGS, OLENA), by=viewer)
    assert refused.reason is FoundationReason.NOT_PERMITTED
    file = hand_in(where, csv_of(HEADINGS, OLENA))
    for act in (
        lambda: queries.lists_of(where.id, by=viewer),
        lambda: queries.list_page(where.id, file, by=viewer),
        lambda: operations.confirm_list(file=file, keep_faulty=False, by=viewer, at=cast.NOON),
        lambda: operations.drop_list(file=file, by=viewer, at=cast.NOON),
        lambda: operations.choose_columns(file=file, columns=[""] * 7, by=viewer, at=cast.NOON),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.reason is FoundationReason.NOT_PERMITTED


def test_a_list_of_another_crisis_is_not_shown():
    where, other = cast.crisis(), cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, OLENA))
    assert queries.list_page(other.id, file, by=cast.officer(other)) is None


def test_a_workbook_is_read_with_what_an_officer_should_know():
    where = cast.crisis()
    target = io.BytesIO()
    tables.write_xlsx(target, [HEADINGS.split(";"), OLENA.split(";")])
    file = hand_in(where, target.getvalue(), "list.xlsx")
    assert states(file) == [(2, "ready")]
    remarks = ImportFile.objects.get().counts["remarks"]
    assert (remarks["kind"], remarks["sheet"], remarks["heading_line"]) == ("xlsx", "1", 1)


def test_short_rows_are_said_by_line():
    where = cast.crisis()
    hand_in(where, csv_of(HEADINGS, OLENA, "Гук Петро;20.01.1950"))
    remarks = ImportFile.objects.get().counts["remarks"]
    assert (remarks["short_rows"], remarks["short_row_lines"]) == (1, [3])


def test_people_who_are_registered_already_are_counted_before_anything_is_kept():
    where = cast.crisis()
    cast.register(where, cast.OLENA, cast.PETRO)
    same_phone = "Гук Петро;;UA;+380 00 777 88 99;;Алмати;"
    other_name = "Гук Павло;;UA;+380 00 777 88 99;;Алмати;"
    hand_in(where, csv_of(HEADINGS, OLENA, same_phone, other_name))
    file = ImportFile.objects.get()
    page = queries.list_page(where.id, file.id, by=cast.officer(where))
    assert page is not None
    assert file.counts["known"] == 2
    assert [(row.is_known, row.faults) for row in page.rows] == [(True, ()), (True, ()), (False, ())]


# --- columns ---------------------------------------------------------------------------------------------------------


def test_an_officer_says_which_column_is_which_and_the_rows_are_looked_at_anew():
    where = cast.crisis()
    file = hand_in(where, csv_of("Хто;Колір;Телефон", "Коваль Олена;синій;+380001112233"))
    assert states(file) == [(2, "refused")]
    operations.choose_columns(file=file, columns=["name", "", "phones"], by=cast.officer(where), at=cast.NOON)
    assert states(file) == [(2, "ready")]
    confirm(where, file)
    assert Person.objects.get().family_name == "Коваль"


@pytest.mark.parametrize("columns", [["name", "name", ""], ["name", "shoe_size", ""], ["name"], []])
def test_columns_that_are_not_clear_are_refused(columns):
    where = cast.crisis()
    file = hand_in(where, csv_of("Хто;Колір;Телефон", "Коваль Олена;синій;+380001112233"))
    with pytest.raises(Refused) as caught:
        operations.choose_columns(file=file, columns=columns, by=cast.officer(where), at=cast.NOON)
    assert caught.value.reason is PeopleReason.COLUMNS_NOT_CLEAR
    assert states(file) == [(2, "refused")]


def test_a_list_without_a_column_of_names_cannot_be_confirmed():
    where = cast.crisis()
    file = hand_in(where, csv_of("Хто;Телефон", "Коваль Олена;+380001112233"))
    with pytest.raises(Refused) as caught:
        confirm(where, file)
    assert caught.value.reason is PeopleReason.NO_NAME_COLUMN


def test_a_list_without_headings_loses_not_even_its_first_row():
    where = cast.crisis()
    file = hand_in(where, csv_of("Коваль Олена;14.03.1986", "Гук Петро;20.01.1950"))
    operations.choose_columns(file=file, columns=["name", "birth_date"], by=cast.officer(where), at=cast.NOON)
    assert states(file) == [(1, "ready"), (2, "ready")]


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_a_short_list_is_kept_at_once_and_the_worker_finds_nothing_left():
    where = cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, OLENA, PETRO, WRONG))
    confirm(where, file)
    assert sorted(Person.objects.values_list("family_name", flat=True)) == ["Гук", "Коваль"]
    assert states(file) == [(2, "kept"), (3, "kept"), (4, "refused")]
    list_keeping.keep_list(file=file, at=cast.NOON)
    confirm(where, file)
    assert Person.objects.count() == 2
    row = ImportFile.objects.get()
    assert (row.state, row.done_at, row.counts["kept"], row.counts["refused"]) == (ImportState.DONE, cast.NOON, 2, 1)
    assert NewsItem.objects.filter(kind="ListConfirmed").count() == 1


def test_what_was_kept_says_which_line_of_which_file_it_came_from():
    where = cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, OLENA), "embassy.csv")
    confirm(where, file)
    registration = Registration.objects.get()
    assert (registration.origin, registration.channel, registration.given_by) == ("embassy.csv:2", "list", "list")
    assert bytes(ImportRow.objects.get().cells) == b""  # its words live on in the registration only


def test_rows_at_fault_are_kept_as_written_when_the_officer_says_so():
    where = cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, WRONG, NAMELESS))
    confirm(where, file, keep_faulty=True)
    assert states(file) == [(2, "kept"), (3, "refused")]
    person = Person.objects.get()
    assert (person.family_name, person.birth_date) == ("Лис", None)


def test_a_kill_in_the_middle_of_keeping_loses_nobody_and_doubles_nobody(monkeypatch):
    where = cast.crisis()
    rows = [f"Людина Номер{chr(1072 + n)};{n + 1:02}.01.1990;UA;;XX1000{n:02};Алмати;" for n in range(25)]
    monkeypatch.setattr(list_keeping, "CHUNK", 10)
    monkeypatch.setattr(operations, "KEPT_AT_ONCE", 0)
    file = hand_in(where, csv_of(HEADINGS, *rows))
    confirm(where, file)
    assert not Person.objects.exists()
    calls = []

    def killed_in_the_second(**values):
        calls.append(len(values["parties"]))
        receipts = registering.register_many(**values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return receipts

    monkeypatch.setattr(list_keeping, "register_many", killed_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        list_keeping.keep_list(file=file, at=cast.NOON)
    assert Person.objects.count() == 10
    assert ImportFile.objects.get().state == ImportState.CONFIRMED
    monkeypatch.setattr(list_keeping, "register_many", registering.register_many)
    list_keeping.keep_list(file=file, at=cast.NOON + timedelta(minutes=1))
    assert Person.objects.count() == 25
    assert {state for _, state in states(file)} == {"kept"}
    assert ImportFile.objects.get().state == ImportState.DONE


def test_rows_that_were_registered_but_not_marked_are_recognised_by_their_submission():
    where = cast.crisis()
    file = hand_in(where, csv_of(HEADINGS, OLENA))
    confirm(where, file)
    ImportRow.objects.update(state=RowState.READY, cells=_sealed_again(OLENA))
    ImportFile.objects.update(state=ImportState.CONFIRMED)
    list_keeping.keep_list(file=file, at=cast.NOON)
    assert (Person.objects.count(), Registration.objects.count()) == (1, 1)


def _sealed_again(row: str) -> bytes:
    return encryption.seal(row.split(";"), context=sealed.IMPORT_CELLS)


def test_the_same_row_in_another_list_is_repeated_whatever_the_order_of_the_columns():
    where = cast.crisis()
    confirm(where, hand_in(where, csv_of(HEADINGS, OLENA)))
    again = ";".join(reversed(OLENA.split(";")))
    file = hand_in(where, csv_of(";".join(reversed(HEADINGS.split(";"))), again, ";;;;;20.01.1950;Гук Петро"))
    assert states(file) == [(2, "repeated"), (3, "ready")]
    confirm(where, file)
    assert Person.objects.count() == 2


def test_two_lists_with_one_row_that_are_looked_at_together_keep_it_once():
    where = cast.crisis()
    first = hand_in(where, csv_of(HEADINGS, OLENA))
    second = hand_in(where, csv_of(HEADINGS, OLENA, PETRO))
    confirm(where, first)
    confirm(where, second)
    assert states(second) == [(2, "repeated"), (3, "kept")]
    assert Person.objects.count() == 2


def test_a_family_is_one_party_and_is_not_cut_by_a_chunk(monkeypatch):
    where = cast.crisis()
    monkeypatch.setattr(list_keeping, "CHUNK", 2)
    rows = ["7;Коваль Олена;14.03.1986;+380001112233", "8;Гук Петро;20.01.1950;", "7;Коваль Тарас;01.06.2015;"]
    confirm(where, hand_in(where, csv_of(FAMILIES, *rows, "7;Коваль Ганна;01.06.2016;")))
    sizes = sorted(party.persons.count() for party in Party.objects.all())
    assert sizes == [1, 3]
    assert Registration.objects.get(person__given_name="Ганна").origin == "list.csv:2–5"


def test_a_family_with_one_wrong_row_waits_together_and_comes_back_together():
    where = cast.crisis()
    rows = ["7;Коваль Олена;14.03.1986;+380001112233", "7;Коваль Тарас;31.06.2015;", "8;Гук Петро;20.01.1950;"]
    file = hand_in(where, csv_of(FAMILIES, *rows))
    confirm(where, file)
    assert states(file) == [(2, "refused"), (3, "refused"), (4, "kept")]
    corrected = refused_as_csv(where, file).replace(b"31.06.2015", b"30.06.2015")
    second = hand_in(where, corrected, "corrected.csv")
    confirm(where, second)
    assert states(second) == [(2, "kept"), (3, "kept")]
    assert sorted(party.persons.count() for party in Party.objects.all()) == [1, 2]


def test_refused_rows_come_back_and_once_corrected_are_kept():
    where = cast.crisis()
    first = hand_in(where, csv_of(HEADINGS, OLENA, WRONG))
    confirm(where, first)
    data = refused_as_csv(where, first)
    assert "'+380" not in data.decode()
    assert HEADINGS.split(";", maxsplit=1)[0] in data.decode()
    corrected = data.replace(b"30.02.1990", b"20.02.1990").replace(b'"12"', b'"+380003334455"')
    second = hand_in(where, corrected, "corrected.csv")
    confirm(where, second)
    assert Person.objects.count() == 2
    assert str(Person.objects.get(family_name="Лис").birth_date) == "1990-02-20"


def test_a_telephone_that_was_disarmed_for_a_spreadsheet_is_read_as_it_was():
    where = cast.crisis()
    file = hand_in(where, csv_of("ПІБ;Телефон", "Коваль Олена;'+380001112233"))
    page = queries.list_page(where.id, file, by=cast.officer(where))
    assert page is not None
    assert page.rows[0].cells[1].text == "+380001112233"


def test_a_dropped_or_confirmed_list_is_not_changed_any_more():
    where = cast.crisis()
    by = cast.officer(where)
    dropped, kept = hand_in(where, csv_of(HEADINGS, OLENA)), hand_in(where, csv_of(HEADINGS, PETRO))
    operations.drop_list(file=dropped, by=by, at=cast.NOON)
    operations.drop_list(file=dropped, by=by, at=cast.NOON)
    confirm(where, kept)
    for act in (
        lambda: operations.confirm_list(file=dropped, keep_faulty=False, by=by, at=cast.NOON),
        lambda: operations.drop_list(file=kept, by=by, at=cast.NOON),
        lambda: operations.choose_columns(file=kept, columns=["name", *[""] * 6], by=by, at=cast.NOON),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.reason is PeopleReason.WRONG_STATE
    with pytest.raises(Refused) as caught:
        operations.drop_list(file=uuid4(), by=by, at=cast.NOON)
    assert caught.value.reason is PeopleReason.NO_SUCH_LIST
    list_keeping.keep_list(file=dropped, at=cast.NOON)
    list_keeping.keep_list(file=uuid4(), at=cast.NOON)
    assert Person.objects.count() == 1


def test_the_worker_acts_and_the_officer_who_handed_in_answers(django_user_model):
    where = cast.crisis()
    officer = django_user_model.objects.create_user("olha", "a long password", name="Ольга")
    by = cast.officer(where)
    by = type(by)(by.kind, "Ольга", officer.id, by.roles)
    file = hand_in(where, csv_of(HEADINGS, OLENA), by=by)
    operations.confirm_list(file=file, keep_faulty=False, by=by, at=cast.NOON)
    assert Registration.objects.get().officer_id == officer.id
    assert SYSTEM.officer is None


def test_the_page_of_a_list_goes_on_where_it_ended():
    where = cast.crisis()
    file = hand_in(where, csv_of("ПІБ", *(f"Людина {name}" for name in ("Анна", "Богдан", "Віра", "Ганна", "Дана"))))
    lines: list[int] = []
    after: int | None = 0
    while after is not None:
        page = queries.list_page(where.id, file, by=cast.officer(where), after=after, size=2)
        assert page is not None
        lines += [row.line for row in page.rows]
        after = page.next
    assert lines == [2, 3, 4, 5, 6]
    only = queries.list_page(where.id, file, by=cast.officer(where), state=RowState.REFUSED)
    assert only is not None
    assert only.rows == ()


def test_lists_are_told_newest_first_with_their_counts():
    where = cast.crisis()
    hand_in(where, csv_of(HEADINGS, OLENA), "first.csv")
    told = queries.lists_of(where.id, by=cast.officer(where))
    assert [(line.name, line.state, line.counts["ready"]) for line in told] == [("first.csv", ImportState.PREVIEW, 1)]
