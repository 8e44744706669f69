"""Lists and exports at the desk, page by page."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from dodomu.foundation import tables
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, TraceEntry
from dodomu.foundation.tables import TableFault
from dodomu.people.models import ImportFile, ImportState, Person
from dodomu.people.operations import export as export_operations
from dodomu.people.operations import list_keeping
from dodomu.people.operations import lists as operations
from dodomu.people.queries.export import USUAL, ExportField
from dodomu.people.rules.lists import LIST_FIELDS, ListFault, ListState, RowState, match_columns
from dodomu.web.desk.export.words import GROUPS, HEADINGS, own_headings
from dodomu.web.desk.lists import words
from tests import cast
from tests.web.desk.conftest import SignedIn

HEAD = "ПІБ;Дата народження;Телефон;Колір"
OLENA = "Коваль Олена;14.03.1986;+380 00 111 22 33;синій"
WRONG = "Лис Марія;30.02.1990;+380 00 444 55 66;<b>=1+1</b>"
LISTS = "/desk/kazakhstan/lists/"
EXPORT = "/desk/kazakhstan/export/"
ASKED = {"columns": ["family_name", "given_name", "phones"], "purpose": "Manifest of flight 12", "kind": "csv"}


def file_of(*rows: str, name: str = "список.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(rows).encode())


def hand_in(browser: Client, *rows: str, **changes: object) -> str:
    """Hand a list in and return the address of its page."""
    data = {"file": file_of(*rows), "given_by": "list", "channel": "list", "encoding": ""}
    answer = browser.post(LISTS, {**data, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- handing in ------------------------------------------------------------------------------------------------------


def test_a_list_is_looked_at_before_anybody_is_registered(crisis: Crisis, duty: Client) -> None:
    page = text(duty, hand_in(duty, HEAD, OLENA, WRONG))
    assert "Register 1 person who is ready" in page
    assert "Register the 1 row at fault too" in page
    assert "1 column is not read" in page
    assert "There is no such day in the calendar" in page
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page
    assert "UTF-8 (every letter fits)" in page
    assert not Person.objects.exists()


def test_a_list_is_confirmed_and_the_refused_rows_come_back(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, HEAD, OLENA, WRONG)
    assert duty.post(f"{page}confirm").status_code == 302
    assert Person.objects.get().family_name == "Коваль"
    became = text(duty, page)
    assert "1 person was registered from this list." in became
    assert "1 row was refused." in became
    answer = duty.get(f"{page}refused.csv")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0] == [*HEAD.split(";"), "What is wrong"]
    assert rows[1][:2] == ["Лис Марія", "30.02.1990"]
    assert rows[1][3] == "<b>=1+1</b>"
    assert rows[1][4] == "Birth date: There is no such day in the calendar. Check the day and the month."
    book = tables.read_table(duty.get(f"{page}refused.xlsx").getvalue())
    assert [row.cells[0] for row in book.rows] == ["ПІБ", "Лис Марія"]


def test_the_reasons_come_back_in_the_language_of_the_officer(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, HEAD, WRONG)
    duty.post(f"{page}confirm")
    answer = duty.get(f"{page}refused.csv", {"lang": "uk"})
    assert answer.getvalue().decode("utf-8-sig").startswith('"ПІБ";"Дата народження"')


def test_rows_at_fault_are_registered_when_that_is_ticked(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, HEAD, OLENA, WRONG)
    duty.post(f"{page}confirm", {"keep_faulty": "1"})
    assert Person.objects.count() == 2


def test_the_same_file_again_leads_to_the_first_and_says_so(crisis: Crisis, duty: Client) -> None:
    first = hand_in(duty, HEAD, OLENA)
    again = hand_in(duty, HEAD, OLENA, file=file_of(HEAD, OLENA, name="again.csv"))
    assert again == f"{first}?seen=1"
    assert "This very file was handed in before" in text(duty, again)
    assert ImportFile.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("x.pdf", b"%PDF-1.4"), "it looks like PDF"),
        (SimpleUploadedFile("x.csv", b""), "This file is empty."),
        (SimpleUploadedFile("x.csv", b'name\n"Koval'), "begins in line 2 is never closed"),
        (SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99), "old Excel file"),
        ("", "This field is required."),
    ],
)
def test_why_a_file_cannot_be_read_is_said_beside_it(crisis: Crisis, duty: Client, file: object, said: str) -> None:
    answer = duty.post(LISTS, {"file": file, "given_by": "list", "channel": "email"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ImportFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(crisis: Crisis, duty: Client, monkeypatch) -> None:
    monkeypatch.setattr("dodomu.web.desk.lists.forms.Limits", lambda: tables.Limits(bytes=2**20))
    answer = duty.post(
        LISTS, {"file": SimpleUploadedFile("x.csv", b"a" * 2**21), "given_by": "list", "channel": "list"}
    )
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()


def test_columns_are_chosen_by_the_officer(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, "Хто;Номер?", "Коваль Олена;+380001112233")
    assert "No column is read as a name yet." in text(duty, page)
    assert duty.post(f"{page}columns", {"column_0": "name", "column_1": "phones"}).status_code == 302
    assert "Register 1 person who is ready" in text(duty, page)
    wrong = duty.post(f"{page}columns", {"column_0": "name", "column_1": "name"})
    assert wrong.status_code == 422
    assert "Each field can be read from one column only." in wrong.content.decode()


def test_a_list_is_dropped_and_gone(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, HEAD, OLENA)
    assert duty.post(f"{page}drop")["Location"] == f"{LISTS}?dropped=1"
    assert "The list was dropped." in text(duty, f"{LISTS}?dropped=1")
    assert duty.get(page).status_code == 404


def test_a_long_list_says_how_far_it_has_come(crisis: Crisis, duty: Client, monkeypatch) -> None:
    monkeypatch.setattr(operations, "KEPT_AT_ONCE", 0)
    page = hand_in(duty, HEAD, OLENA)
    duty.post(f"{page}confirm")
    waiting = text(duty, page)
    assert "0 of 1 are registered." in waiting
    assert "desk/lists.js" in waiting
    assert json.loads(duty.get(f"{page}progress").content) == {"kept": 0, "of": 1, "done": False}
    file = ImportFile.objects.get()
    list_keeping.keep_list(file=file.id, at=file.handed_in_at)
    assert json.loads(duty.get(f"{page}progress").content) == {"kept": 1, "of": 1, "done": True}


@pytest.mark.parametrize("query", ["?show=moon", "?after=-1", "?after=99999999999999", "?show=&after=x", "?after=²"])
def test_a_mistyped_address_shows_the_list_from_the_beginning(crisis: Crisis, duty: Client, query: str) -> None:
    assert "Коваль Олена" in text(duty, hand_in(duty, HEAD, OLENA) + query)


def test_rows_are_paged_and_narrowed(crisis: Crisis, duty: Client) -> None:
    rows = [f"Людина {chr(0x430 + n // 26)}{chr(0x430 + n % 26)};;;" for n in range(60)]
    page = hand_in(duty, HEAD, *rows, WRONG)
    first = text(duty, page)
    assert "Further rows" in first
    assert "after=51" in first
    assert "Лис Марія" in text(duty, f"{page}?after=51")
    only = text(duty, f"{page}?show=faulty")
    assert "Лис Марія" in only
    assert "Людина аб</td>" not in only


@pytest.mark.parametrize("path", ["", "confirm", "columns", "drop", "progress", "refused.csv"])
def test_lists_of_another_crisis_are_not_there(crisis: Crisis, duty: Client, signed_in: SignedIn, path: str) -> None:
    page = hand_in(duty, HEAD, OLENA)
    other = cast.crisis(slug="elsewhere")
    stranger = signed_in(other)
    assert stranger.get(page + path).status_code == 404
    assert stranger.post((page + path).replace("kazakhstan", "elsewhere")).status_code == 404
    assert signed_in(crisis, Role.VIEWER).get(page + path).status_code == 403
    assert duty.get(f"{page}refused.exe").status_code == 404


@pytest.mark.parametrize("path", ["confirm", "columns", "drop"])
def test_nothing_is_decided_by_following_a_link(crisis: Crisis, duty: Client, path: str) -> None:
    page = hand_in(duty, HEAD, OLENA)
    assert duty.get(page + path).status_code == 302
    assert ImportFile.objects.get().state == ImportState.PREVIEW


def test_a_list_that_was_decided_cannot_be_dropped(crisis: Crisis, duty: Client) -> None:
    page = hand_in(duty, HEAD, OLENA)
    duty.post(f"{page}confirm")
    answer = duty.post(f"{page}drop")
    assert answer.status_code == 422
    assert "cannot be changed in this way any more" in answer.content.decode()


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_code_has_its_words() -> None:
    assert set(words.FILE_FAULTS) == set(TableFault)
    assert set(words.STATES) == set(ListState)
    assert set(words.ROW_STATES) == set(RowState)
    assert set(words.ROW_FAULTS) == set(ListFault)
    assert set(words.GROUNDS) == set(tables.EncodingGround)
    assert set(words.LIST_WORDS) == set(LIST_FIELDS)
    assert set(HEADINGS) == set(ExportField)
    assert sorted(each for _, group in GROUPS for each in group) == sorted(ExportField)


def test_every_remark_is_said() -> None:
    remarks = {
        "heading_line": 0,
        "short_rows": 2,
        "short_row_lines": [3, 5],
        "hidden_rows": 1,
        "hidden_row_lines": [4],
        "hidden_columns": ["B"],
        "sheet": "Люди",
        "other_sheets": ["Ще"],
        "hidden_sheets": ["Таємний"],
        "digits_lost": 1,
        "formulas": 2,
        "formulas_without_value": 1,
        "error_cells": 3,
        "merged_in_rows": 1,
        "nul_removed": 1,
        "numbers": {"1": 7, "2": 3},
        "first_column": 1,
    }
    told = words.remark_words(remarks, ["name", "phones", "place"])
    assert len(told) == 12
    assert told[0].startswith("Excel keeps column C as numbers")
    assert any("“Люди”" in each and "Таємний (hidden)" in each for each in told)


@pytest.mark.parametrize("language", ["en", "uk", "ru", "kk"])
def test_an_export_can_be_read_in_again_in_every_language(language: str) -> None:
    again = {each: heading for each, heading in HEADINGS.items() if each.value in LIST_FIELDS}
    with translation.override(language):
        assert match_columns([str(heading) for heading in again.values()], own_headings()) == list(again)


# --- exports ---------------------------------------------------------------------------------------------------------


def test_an_export_is_counted_before_anything_is_taken(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS)
    answer = duty.post(EXPORT, {**ASKED, "q": "коваль"})
    page = answer.content.decode()
    assert "2 people" in page
    assert "Family name, Given name, Telephone" in page
    assert "Private columns among them:" in page
    assert not TraceEntry.objects.exists()


def test_what_was_asked_for_can_be_changed_and_nothing_of_it_is_lost(crisis: Crisis, duty: Client) -> None:
    page = duty.post(EXPORT, {**ASKED, "q": "коваль", "change": "1"}).content.decode()
    assert 'value="коваль"' in page
    assert ASKED["purpose"] in page
    assert page.count(" checked") == len(ASKED["columns"]) + 1
    assert "fault-summary" not in page


def test_an_export_is_taken(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA)
    answer = duty.post(f"{EXPORT}take", ASKED)
    assert answer.getvalue().decode("utf-8-sig").splitlines() == [
        '"Family name","Given name","Telephone"',
        '"Коваль","Олена","\'+380001112233"',
    ]
    assert "no-store" in answer["Cache-Control"]
    entry = TraceEntry.objects.get(act="export")
    assert entry.details["purpose"] == ASKED["purpose"]
    assert entry.officer is not None


def test_many_people_go_out_only_with_their_number(crisis: Crisis, duty: Client, monkeypatch) -> None:
    monkeypatch.setattr(export_operations, "UNASKED", 1)
    monkeypatch.setattr("dodomu.web.desk.export.views.UNASKED", 1)
    cast.register(crisis, cast.OLENA, cast.TARAS)
    assert "Type the number of people to confirm" in duty.post(EXPORT, ASKED).content.decode()
    for typed in ("", "3", "two"):
        answer = duty.post(f"{EXPORT}take", {**ASKED, "number": typed})
        assert answer.status_code == 422
        assert "field--wrong" in answer.content.decode()
    assert not TraceEntry.objects.exists()
    assert duty.post(f"{EXPORT}take", {**ASKED, "number": "2"}).getvalue()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"purpose": ""}, "Say what the export is for."),
        ({"purpose": "short"}, "at least 10 characters"),
        ({"purpose": "............."}, "Say what the export is for."),
        ({"columns": []}, "Choose at least one column to take out."),
        ({"columns": ["password"]}, "Select a valid choice"),
        ({"kind": "exe"}, "Select a valid choice"),
        ({"place": "moon"}, "Select a valid choice"),
        ({"max_age": "old"}, "Enter a whole number"),
    ],
)
def test_what_is_wrong_with_an_export_is_said_beside_it(crisis: Crisis, duty: Client, changes, said: str) -> None:
    answer = duty.post(f"{EXPORT}take", {**ASKED, **changes})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TraceEntry.objects.exists()


def test_the_filters_of_the_people_come_along(crisis: Crisis, duty: Client) -> None:
    page = text(duty, f"{EXPORT}?q=коваль&wish=stay&no_place=1")
    assert 'value="коваль"' in page
    assert '<option value="stay" selected>' in page
    assert page.count(" checked") == len(USUAL) + 2  # the columns, the kind of file, the place not known


def test_every_filter_reaches_the_register(crisis: Crisis, duty: Client) -> None:
    cast.register(crisis, cast.OLENA, cast.TARAS)
    page = duty.post(EXPORT, {**ASKED, "min_age": "0", "max_age": "17", "citizen": "yes"}).content.decode()
    assert "1 person" in page
    assert "Age from: 0; Age up to: 17" in page
    assert "2 people" in duty.post(EXPORT, ASKED).content.decode()
    assert "Nobody fits." in duty.post(EXPORT, {**ASKED, "no_place": "on"}).content.decode()


def test_only_who_may_export_comes_here(crisis: Crisis, signed_in: SignedIn) -> None:
    consul = signed_in(crisis, Role.CONSUL)
    assert consul.get(EXPORT).status_code == 403
    assert consul.post(f"{EXPORT}take", ASKED).status_code == 403
    assert signed_in(cast.crisis(slug="elsewhere")).get(EXPORT).status_code == 404
