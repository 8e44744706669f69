"""Lists by the rules: headings in four languages, what becomes of rows, families that stay whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.people.rules import lists
from dodomu.people.rules.faults import Fault, FaultCode
from dodomu.people.rules.lists import ListFault, ReviewedRow, RowState
from dodomu.people.rules.lists.spellings import SPELLINGS
from dodomu.people.rules.register import LARGEST_PARTY
from dodomu.people.rules.statement import FIELDS, Statement

EXERCISE = (
    "reg_id,received_local,channel,given_by,language,name_as_given,birth_as_given,citizenship_as_given,document_as_given,"
    "phone_as_given,email_as_given,place_as_given,party_size_as_given,wish_as_given,needs_as_given"
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Прізвище", "family_name"),
        ("ПРІЗВИЩЕ:", "family_name"),
        ("Фамилия", "family_name"),
        ("Тегі", "family_name"),
        ("Surname", "family_name"),
        ("ПІБ", "name"),
        ("П.І.Б. туриста", "name"),
        ("ФИО", "name"),
        ("Ф.И.О. заявителя", "name"),
        ("Аты-жөні", "name"),
        ("Прізвище, ім’я, по батькові", "name"),
        ("Прізвище, ім`я", "name"),
        ("Ім'я", "given_name"),
        ("Имя", "given_name"),
        ("Аты", "given_name"),
        ("First name", "given_name"),
        ("По батькові", "patronymic"),
        ("Әкесінің аты", "patronymic"),
        ("Дата народження", "birth_date"),
        ("Дата народження (дд.мм.рррр)", "birth_date"),
        ("дата  рождения *", "birth_date"),
        ("Туған күні", "birth_date"),
        ("DOB", "birth_date"),
        ("dateOfBirth", "birth_date"),
        ("date_of_birth", "birth_date"),
        ("Телефон", "phones"),
        ("Телефон в Україні", "phones"),
        ("Телефон у Казахстані", "phones"),
        ("Моб. тел.", "phones"),
        ("Phone 2", "phones"),
        ("Ұялы телефон", "phones"),
        ("Паспорт №", "document_number"),
        ("№ паспорта", "document_number"),
        ("Серія та номер паспорта", "document_number"),
        ("Passport No.", "document_number"),
        ("Төлқұжат нөмірі", "document_number"),
        ("Громадянство", "citizenships"),
        ("Гражданство", "citizenships"),
        ("Азаматтығы", "citizenships"),
        ("Nationality", "citizenships"),
        ("Де перебуває", "place"),
        ("Где находится", "place"),
        ("Місто", "place"),
        ("Қала", "place"),
        ("Where are you?", "place"),
        ("Адреса", "place_words"),
        ("Мекенжайы", "place_words"),
        ("E-mail", "email"),
        ("Електронна пошта", "email"),
        ("Намір", "wish"),
        ("Желает выехать", "wish"),
        ("Особливі потреби", "needs"),
        ("Примітки", "needs_words"),
        ("Семья №", "party"),
        ("Отбасы", "party"),
        ("PNR", "party"),
        ("К-сть осіб", "party_size"),
        ("Дійсний до", "document_expires"),
        ("\ufeffПІБ", "name"),
    ],
)
def test_a_heading_is_recognised_in_any_of_the_languages(heading, field):
    assert lists.match_columns([heading]) == [field]


@pytest.mark.parametrize("heading", ["", "№", "№ п/п", "#", "reg_id", "received_local", "Колір", "x" * 5000, "(дд.мм)"])
def test_a_heading_that_is_unsure_is_left_to_the_officer(heading):
    assert lists.match_columns([heading]) == [""]


def test_the_headings_of_the_exercise_are_recognised():
    found = dict(zip(EXERCISE.split(","), lists.match_columns(EXERCISE.split(",")), strict=True))
    assert found == {
        "reg_id": "",
        "received_local": "",
        "channel": "",
        "given_by": "",
        "language": "languages",
        "name_as_given": "name",
        "birth_as_given": "birth_date",
        "citizenship_as_given": "citizenships",
        "document_as_given": "document_number",
        "phone_as_given": "phones",
        "email_as_given": "email",
        "place_as_given": "place",
        "party_size_as_given": "party_size",
        "wish_as_given": "wish",
        "needs_as_given": "needs",
    }


def test_every_field_can_be_named_and_no_spelling_names_a_field_that_is_not_there():
    assert set(SPELLINGS) == set(lists.LIST_FIELDS)
    assert lists.match_columns(FIELDS) == list(FIELDS)


def test_every_spelling_leads_to_its_own_field():
    for field, spellings in SPELLINGS.items():
        assert lists.match_columns(spellings[:1]) == [field]
        assert {lists.match_columns([each])[0] for each in spellings} == {field}


def test_one_field_is_read_from_one_column_and_several_telephones_are_all_kept():
    headings = ["ПІБ", "Full name", "Телефон", "Телефон 2"]
    assert lists.match_columns(headings) == ["name", "", "phones", "phones"]
    assert lists.given_of(["Коваль", "Koval", "+380 00 1", " +7 000 2 "], lists.match_columns(headings)) == {
        "name": "Коваль",
        "phones": "+380 00 1, +7 000 2",
    }


def test_an_empty_cell_was_not_said():
    assert lists.given_of(["Коваль", "  ", ""], ["name", "phones", "email"]) == {"name": "Коваль"}


# --- where the headings are ------------------------------------------------------------------------------------------


def test_headings_are_found_beneath_titles():
    rows = [(1, ["Список громадян", "", ""]), (2, ["станом на 08.01.2022", "", ""]), (4, ["№", "ПІБ", "Тел."])]
    found = lists.find_headings([*rows, (5, ["1", "Коваль Олена", "+380001112233"])])
    assert (found.names, found.columns, found.last_line) == (("№", "ПІБ", "Тел."), ("", "name", "phones"), 4)


def test_merged_headings_are_read_together_with_those_beneath():
    rows = [(1, ["ПІБ", "Паспорт", ""]), (2, ["", "номер", "дійсний до"]), (3, ["Коваль", "XX123456", "2030-01-01"])]
    found = lists.find_headings(rows, [(1, 1, 1, 2), (1, 2, 0, 0)])
    assert found.names == ("ПІБ", "Паспорт номер", "Паспорт дійсний до")
    assert found.columns == ("name", "document_number", "document_expires")
    assert found.last_line == 2


def test_a_merged_title_is_no_heading():
    rows = [(1, ["Список туристів", "", ""]), (2, ["ПІБ", "Телефон", "Місто"])]
    found = lists.find_headings(rows, [(1, 1, 0, 2)])
    assert (found.columns, found.last_line) == (("name", "phones", "place"), 2)


def test_a_list_without_headings_keeps_its_first_person():
    found = lists.find_headings([(1, ["Коваль Олена", "1986-03-14"]), (2, ["Гук Петро", "1950-01-20"])])
    assert (found.last_line, found.columns) == (0, ("", ""))


def test_headings_nobody_recognises_are_headings_all_the_same():
    found = lists.find_headings([(1, ["Кто", "Звонить"]), (2, ["Коваль", "+380001112233"])])
    assert (found.names, found.columns, found.last_line) == (("Кто", "Звонить"), ("", ""), 1)


# --- what becomes of rows --------------------------------------------------------------------------------------------

NAMED = Statement(name=("Коваль", "Олена", ""))
BAD_BIRTH = Statement(name=("Гук", "Петро", ""), faults=(Fault("birth_date", FaultCode.NO_SUCH_DAY),))


def row(
    line: int, key: bytes, *, party: str = "", identified: bool = True, state: RowState = RowState.READY
) -> ReviewedRow:
    return ReviewedRow(line, key, party, identified, [], state)


def review(statement: Statement, cells: int = 3) -> ReviewedRow:
    return lists.review_row(7, statement, key=b"k", party="", identified=True, cells=cells, headings=3)


def test_a_row_is_ready_at_fault_or_refused_by_itself():
    assert review(NAMED).state is RowState.READY
    faulty = review(BAD_BIRTH)
    assert (faulty.state, faulty.faults) == (RowState.FAULTY, [("birth_date", "no-such-day", {})])
    nameless = review(Statement())
    assert (nameless.state, nameless.faults) == (RowState.REFUSED, [("name", "name-needed", {})])


def test_a_row_with_more_cells_than_headings_is_refused_because_its_cells_have_moved():
    moved = review(NAMED, cells=4)
    assert (moved.state, moved.faults) == (RowState.REFUSED, [("", "more-cells", {"cells": 4, "headings": 3})])


def test_the_same_row_again_is_repeated():
    rows = [row(2, b"a"), row(3, b"b"), row(4, b"a")]
    lists.settle(rows, frozenset())
    assert [each.state for each in rows] == [RowState.READY, RowState.READY, RowState.REPEATED]


def test_a_row_that_was_kept_from_another_list_is_repeated():
    rows = [row(2, b"a"), row(3, b"b")]
    lists.settle(rows, {b"a"})
    assert [each.state for each in rows] == [RowState.REPEATED, RowState.READY]


def test_two_people_of_one_name_and_nothing_else_are_not_taken_for_one():
    rows = [row(2, b"a", identified=False), row(3, b"a", identified=False)]
    lists.settle(rows, frozenset())
    assert [each.state for each in rows] == [RowState.READY, RowState.FAULTY]
    assert rows[1].faults == [("", "same-name", {"line": 2})]


def test_a_family_stands_or_falls_together():
    rows = [row(2, b"a", party="1"), row(3, b"b", party="1"), row(4, b"c", party="2")]
    rows[1].state = RowState.FAULTY
    lists.settle(rows, frozenset())
    assert [each.state for each in rows] == [RowState.FAULTY, RowState.FAULTY, RowState.READY]
    assert rows[0].faults == [("", ListFault.PARTY_WAITS, {"line": 3})]


def test_a_column_taken_for_families_by_mistake_makes_no_party_of_everybody():
    rows = [row(line, bytes([line]), party="UA") for line in range(2, LARGEST_PARTY + 4)]
    lists.settle(rows, frozenset())
    assert {each.state for each in rows} == {RowState.REFUSED}
    assert rows[0].faults == [("", "party-too-large", {"size": LARGEST_PARTY + 2, "limit": LARGEST_PARTY})]


@pytest.mark.parametrize(
    ("state", "keep_faulty", "becomes"),
    [
        (RowState.READY, False, RowState.READY),
        (RowState.FAULTY, False, RowState.REFUSED),
        (RowState.FAULTY, True, RowState.READY),
        (RowState.REFUSED, True, RowState.REFUSED),
        (RowState.REPEATED, True, RowState.REPEATED),
    ],
)
def test_what_confirming_makes_of_a_row(state, keep_faulty, becomes):
    assert lists.state_after_confirming(state, keep_faulty=keep_faulty) is becomes


@pytest.mark.parametrize(
    ("typed", "size"), [("5", 5), (" 12 ", 12), ("0", None), ("-3", None), ("5000", None), ("999", 100), ("five", None)]
)
def test_a_size_is_a_number_one_can_believe(typed, size):
    assert lists.size_said(typed) == size


# --- whatever comes --------------------------------------------------------------------------------------------------

HOSTILE = st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=8)
STATES = st.sampled_from([RowState.READY, RowState.FAULTY, RowState.REFUSED])


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_a_table_headings_are_found_or_left(cells):
    found = lists.find_headings(list(enumerate(cells, start=1)), [(1, 1, 0, 3), (2, 3, 1, 1)])
    assert len(found.names) == len(found.columns)
    chosen = [name for name in found.columns if name and name not in lists.SEVERAL]
    assert len(chosen) == len(set(chosen))
    for line in cells:
        assert all(text.strip() for text in lists.given_of(line, found.columns).values())


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.sampled_from(["", "1", "2"]), st.booleans(), STATES)))
@settings(max_examples=200, deadline=None)
def test_no_row_is_lost_and_no_identified_row_is_ready_twice(given_rows):
    rows = [
        row(line, key, party=party, identified=identified, state=state)
        for line, (key, party, identified, state) in enumerate(given_rows, start=2)
    ]
    lists.settle(rows, frozenset())
    assert [each.line for each in rows] == list(range(2, 2 + len(given_rows)))
    ready = [each.key for each in rows if each.state is RowState.READY]
    assert len(ready) == len(set(ready))
    for party in ("1", "2"):
        states = {each.state for each in rows if each.party == party and each.state is not RowState.REPEATED}
        assert states <= {RowState.READY} or RowState.READY not in states
