"""Reading the tables of a situation: what each cell means, and every fault of every row at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given as anything
from hypothesis import strategies as st

from dodomu.foundation.models import PlaceKind
from dodomu.situation.rules.files import places
from dodomu.situation.rules.files.faults import FileCode, FileFault
from dodomu.situation.rules.files.ground import Ground, PlaceKnown
from dodomu.situation.rules.files.hours import NotAnHour, read_hour
from dodomu.situation.rules.files.later import KnownLater, versions_of
from dodomu.situation.rules.files.reading import TABLES, Line, TableRead, missing_columns, read_table
from dodomu.situation.rules.files.steps import AddPlace, AnswerRumour, Settle, Tell
from dodomu.situation.rules.given import FigureGiven, ReportGiven, RestrictionGiven
from dodomu.situation.rules.terms import (
    AppliesTo,
    Category,
    Outcome,
    Precision,
    Reach,
    Stated,
)

ALMATY, KYIV = "Asia/Almaty", "Europe/Kyiv"
ALA, AIRPORT, CAPITAL = uuid4(), uuid4(), uuid4()
GROUND = Ground(
    crisis=UUID(int=1),
    zone=ALMATY,
    sending="UA",
    places={
        "ala": PlaceKnown(ALA, ALMATY, is_city=True),
        "ap_ala": PlaceKnown(AIRPORT, ALMATY, is_city=False),
        "kyv": PlaceKnown(CAPITAL, KYIV, is_city=True),
    },
    names={"almaty": "ala", "алмати": "ala", "kyiv": "kyv"},
    sources=frozenset({"S01", "OWN"}),
)
REPORT = {
    "report_id": "N1", "occurred_local": "2022-01-05T20:00", "published_local": "2022-01-05T22:52", "tz": ALMATY,
    "place_id": "ap_ala", "category": "airport", "severity": "5", "text_en": "Taken.", "source_reliability": "B",
    "info_credibility": "2", "provenance": "SOURCED", "source_id": "S01", "supersedes": "",
}  # fmt: skip
RESTRICTION = {
    "restriction_id": "Z1", "kind": "curfew", "place_id": "ala", "scope": "Almaty city",
    "start_local": "2022-01-05T01:30",
    "end_local": "2022-01-19T00:00", "daily_from": "23:00", "daily_to": "07:00", "tz": ALMATY, "time_precision": "hour",
    "applies_to": "all", "effect": "block", "announced_local": "2022-01-05T01:30", "provenance": "SOURCED",
    "source_id": "S01", "note": "",
}  # fmt: skip
FACT = {
    "fact_id": "F1", "as_of_local": "2022-01-06T14:00", "tz": ALMATY, "subject": "citizens of Ukraine",
    "measure": "asked for help", "value": "43", "unit": "persons", "qualifier": "exact", "provenance": "SOURCED",
    "source_id": "S01", "note": "",
}  # fmt: skip
RUMOUR = {
    "rumour_id": "M1", "first_seen_local": "2022-01-07", "tz": ALMATY, "channel": "messengers", "place_id": "ala",
    "text_en": "The water is poisoned.", "verdict": "false", "rebutted_local": "2022-01-08T08:37",
    "rebutted_by": "Commandant", "rebuttal_en": "It is not.", "harm": "panic", "provenance": "SOURCED",
    "source_id": "S01",
}  # fmt: skip
EVENT = {"when_local": "2022-01-05 20:00", "where": "Almaty", "fact": "Shots.", "status": "SOURCED", "source_id": "S01"}
STATE = {
    "row_id": "O1", "state": "Turkey", "date": "2022-01-11", "people": "167", "what": "passengers", "mode": "aircraft",
    "from_to": "Almaty-Istanbul", "provenance": "SOURCED", "source_id": "S01", "note": "",
}  # fmt: skip
EXPECTED = {
    "expectation_id": "X1", "kind": "reopening", "outcome": "open", "announced_local": "2022-01-06T10:00",
    "due_local": "2022-01-07", "due_words": "", "tz": ALMATY, "place_id": "ap_ala", "by_whom": "press",
    "text_en": "It opens.", "about": "", "provenance": "SOURCED", "source_id": "S01", "note": "",
}  # fmt: skip
PLACE = {
    "place_id": "ala2", "kind": "city", "name_en": "Almaty", "name_uk": "Алмати", "name_ru": "", "name_kk": "",
    "country": "KZ", "admin1": "", "lat": "43.25", "lon": "76.91", "tz": ALMATY, "parent_id": "",
}  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(table: str, *rows: Mapping[str, str], ground: Ground = GROUND, later: Sequence[KnownLater] = ()) -> TableRead:
    headings = list(dict.fromkeys(column for row in rows for column in row))
    lines = [Line(line, [row.get(column, "") for column in headings]) for line, row in enumerate(rows, start=2)]
    assert missing_columns(TABLES[table], headings) == ()
    return read_table(TABLES[table], headings, lines, ground, later=later)


def told(table: str, row: Mapping[str, str]) -> Tell:
    whole = read(table, row)
    assert whole.faults == ()
    step = whole.steps[0]
    assert isinstance(step, Tell)
    return step


def fault(table: str, *rows: Mapping[str, str]) -> FileFault:
    (found,) = read(table, *rows).faults
    return found


@pytest.mark.parametrize(
    ("typed", "begins", "over", "precision"),
    [
        ("2022-01-05T20:00", "2022-01-05T14:00", "2022-01-05T14:00", Precision.HOUR),
        ("2022-01-05 20:00:00", "2022-01-05T14:00", "2022-01-05T14:00", Precision.HOUR),
        ("2022-01-05T20:00+02:00", "2022-01-05T18:00", "2022-01-05T18:00", Precision.HOUR),
        ("2022-01-05", "2022-01-04T18:00", "2022-01-05T18:00", Precision.DAY),
        ("2022-01-04 evening", "2022-01-04T12:00", "2022-01-04T18:00", Precision.PART_OF_DAY),
        ("2022-01-05 night", "2022-01-05T16:00", "2022-01-06T00:00", Precision.PART_OF_DAY),
        ("2022-01-05 to 06 night", "2022-01-05T16:00", "2022-01-06T00:00", Precision.PART_OF_DAY),
        ("2022-01-10 early", "2022-01-09T18:00", "2022-01-10T02:00", Precision.PART_OF_DAY),
        ("2022-01-14 to 19", "2022-01-13T18:00", "2022-01-19T18:00", Precision.DAY),
        ("2022-01", "2021-12-31T18:00", "2022-01-31T18:00", Precision.MONTH),
        ("2022-12", "2022-11-30T18:00", "2022-12-31T18:00", Precision.MONTH),
    ],
)
def test_an_hour_is_known_when_what_it_names_is_over(typed: str, begins: str, over: str, precision: Precision):
    hour = read_hour(typed, ALMATY)
    assert (hour.at, hour.over_at, hour.precision) == (at(begins), at(over), precision)
    assert hour.words in ("", typed)


@pytest.mark.parametrize(
    ("typed", "zone", "code"),
    [
        ("soon", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-02-30", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-01-05T25:00", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-13", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-01-19 to 14", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-01-05 teatime", ALMATY, FileCode.NOT_AN_HOUR),
        ("9999-12-31", ALMATY, FileCode.NOT_AN_HOUR),
        ("0001-01-01T00:00", ALMATY, FileCode.NOT_AN_HOUR),
        ("2022-03-27T03:30", KYIV, FileCode.HOUR_SKIPPED),
        ("2022-10-30T03:30", KYIV, FileCode.HOUR_TWICE),
        ("2024-02-29T23:30", ALMATY, FileCode.HOUR_TWICE),
    ],
)
def test_what_is_no_hour_of_its_zone_is_said_to_be_none(typed: str, zone: str, code: FileCode):
    with pytest.raises(NotAnHour) as no:
        read_hour(typed, zone)
    assert no.value.code is code


@anything(st.text(max_size=40))
def test_any_text_is_an_hour_or_a_fault(typed: str):
    try:
        hour = read_hour(typed, ALMATY)
    except NotAnHour:
        return
    assert hour.at <= hour.over_at


def test_a_report_with_a_day_only_is_known_from_the_end_of_that_day():
    step = told("reports", {**REPORT, "occurred_local": "2022-01-05", "published_local": "2022-01-05"})
    assert isinstance(step.given, ReportGiven)
    assert step.at == step.given.announced_at == at("2022-01-05T18:00")
    assert (step.given.occurred_precision, step.given.published_precision) == (Precision.DAY, Precision.DAY)
    assert step.given.occurred_at == at("2022-01-04T18:00")


def test_a_report_is_for_the_public_by_its_marks_and_its_matter():
    assert told("reports", REPORT).is_public
    for column, value in (
        ("source_reliability", "C"),
        ("info_credibility", "3"),
        ("category", "inject"),
        ("category", "toll"),
    ):
        assert not told("reports", {**REPORT, column: value}).is_public


def test_a_restriction_of_a_city_reaches_its_region_and_of_an_airport_itself():
    for place, reach in (("ala", Reach.REGION), ("ap_ala", Reach.PLACE)):
        given = told("restrictions", {**RESTRICTION, "place_id": place}).given
        assert isinstance(given, RestrictionGiven)
        assert given.reach is reach


@pytest.mark.parametrize(
    ("precision", "end", "begins_is", "ends_is", "words"),
    [
        ("hour", "2022-01-19T00:00", Stated.STATED, Stated.STATED, ""),
        ("hour", "", Stated.STATED, Stated.NOT_STATED, ""),
        ("end:invented", "2022-01-19T00:00", Stated.STATED, Stated.ASSUMED, "end:invented"),
        ("end:invented", "", Stated.STATED, Stated.NOT_STATED, ""),
        ("start,end:invented", "2022-01-19T00:00", Stated.ASSUMED, Stated.ASSUMED, "start,end:invented"),
        ("start:unknown", "2022-01-19T00:00", Stated.ASSUMED, Stated.STATED, "start:unknown"),
        ("about; end of Jan 6 window invented", "2022-01-19T00:00", Stated.STATED, Stated.ASSUMED,
         "about; end of Jan 6 window invented"),
        ("start:evening", "2022-01-19T00:00", Stated.STATED, Stated.STATED, "start:evening"),
    ],
)  # fmt: skip
def test_an_end_that_is_ours_is_assumed_and_one_that_is_empty_was_not_stated(
    precision: str, end: str, begins_is: Stated, ends_is: Stated, words: str
):
    given = told("restrictions", {**RESTRICTION, "time_precision": precision, "end_local": end}).given
    assert isinstance(given, RestrictionGiven)
    assert (given.begins_is, given.ends_is, given.precision_words) == (begins_is, ends_is, words)


@pytest.mark.parametrize(
    ("words", "kind", "applies_to"),
    [
        ("all", "curfew", AppliesTo.ALL),
        ("", "curfew", AppliesTo.NOT_STATED),
        ("civil", "airport_closed", AppliesTo.CIVIL_FLIGHTS),
        ("Air Astana", "airline_suspension", AppliesTo.OPERATOR),
        ("third-country citizens", "border_limited", AppliesTo.THIRD_COUNTRY),
        ("arrivals in Kazakhstan", "entry_requirement", AppliesTo.ARRIVALS),
        ("citizens of Ukraine", "policy_hold", AppliesTo.OWN_CITIZENS),
        ("citizens of Poland", "policy_hold", AppliesTo.OTHERS),
    ],
)
def test_whom_a_restriction_concerns_is_read_from_words(words: str, kind: str, applies_to: AppliesTo):
    given = told("restrictions", {**RESTRICTION, "applies_to": words, "kind": kind}).given
    assert isinstance(given, RestrictionGiven)
    assert given.applies_to is applies_to


def test_a_rumour_is_told_open_and_then_answered():
    first, second = read("rumours", RUMOUR).steps
    assert isinstance(first, Tell) and isinstance(second, AnswerRumour)
    assert (first.at, first.is_public, second.at, second.is_public) == (
        at("2022-01-07T18:00"), False, at("2022-01-08T02:37"), True,
    )  # fmt: skip
    assert (first.version, second.version, first.thing) == (1, 2, second.thing)
    (alone,) = read(
        "rumours", {**RUMOUR, "verdict": "", "rebutted_local": "", "rebutted_by": "", "rebuttal_en": ""}
    ).steps
    assert isinstance(alone, Tell)


def test_an_answer_and_its_rumour_of_one_day_are_told_in_this_order():
    first, second = read("rumours", {**RUMOUR, "rebutted_local": "2022-01-07"}).steps
    assert isinstance(first, Tell) and isinstance(second, AnswerRumour)
    assert first.at == second.at


def test_hours_of_a_row_are_compared_by_the_days_of_its_own_zone():
    east = {"tz": "Asia/Tokyo", "occurred_local": "2022-01-10T05:00", "published_local": "2022-01-10"}
    assert read("reports", {**REPORT, **east}).faults == ()
    west = {**east, "tz": "America/New_York", "occurred_local": "2022-01-10T20:00", "published_local": "2022-01-09"}
    assert fault("reports", {**REPORT, **west}).code is FileCode.TOLD_BEFORE_IT_HAPPENED


def test_a_line_of_the_chronicle_is_known_when_it_is_over_and_an_open_question_can_be_asked_at_once():
    happened = told("timeline", EVENT)
    assert isinstance(happened.given, ReportGiven)
    assert (happened.given.category, happened.given.place, happened.is_public) == (Category.CHRONICLE, ALA, False)
    elsewhere = told("timeline", {**EVENT, "when_local": "2022-01-10 17:56 Kyiv", "where": "Kyrgyz border"})
    assert isinstance(elsewhere.given, ReportGiven)
    assert (elsewhere.at, elsewhere.given.where_words, elsewhere.given.zone) == (
        at("2022-01-10T15:56"),
        "Kyrgyz border",
        KYIV,
    )
    open_question = {**EVENT, "when_local": "2022-01-14 to 19", "status": "UNVERIFIED", "source_id": ""}
    asked = told("timeline", open_question)
    assert isinstance(asked.given, ReportGiven)
    assert (asked.given.category, asked.at, asked.is_public) == (Category.OPEN_QUESTION, at("2022-01-14T18:00"), True)
    assert asked.given.occurred_words == "2022-01-14 to 19"


def test_how_other_states_did_it_is_a_figure_or_words_where_there_is_no_number():
    figure = told("other_states", STATE).given
    assert isinstance(figure, FigureGiven)
    assert (figure.of_whom, figure.measure) == ("citizens of Turkey", "passengers, aircraft, Almaty-Istanbul")
    assert figure.announced_at == at("2022-01-11T18:00")
    words = told("other_states", {**STATE, "people": ""}).given
    question = told("other_states", {**STATE, "people": "", "provenance": "UNVERIFIED"}).given
    assert isinstance(words, ReportGiven) and isinstance(question, ReportGiven)
    assert (words.category, question.category) == (Category.OTHER_STATE, Category.OPEN_QUESTION)
    assert words.texts == {"en": "Turkey: passengers, aircraft, Almaty-Istanbul"}


def test_what_became_of_an_expectation_is_told_row_by_row():
    moved = {**EXPECTED, "kind": "", "outcome": "moved", "announced_local": "2022-01-07T09:00", "due_local": ""}
    first, second = read("expectations", EXPECTED, moved).steps
    assert isinstance(first, Tell) and isinstance(second, Settle)
    assert (second.outcome, second.due_at, second.due_is, second.version) == (Outcome.MOVED, None, Stated.NOT_STATED, 2)
    assert fault("expectations", {**EXPECTED, "outcome": "moved"}).code is FileCode.NOT_EXPECTED_BEFORE
    again = fault("expectations", EXPECTED, EXPECTED)
    assert (again.code, set(again.details)) == (FileCode.REPEATED, {"line"}), "its sentence names the line"
    sooner = {**moved, "announced_local": "2022-01-06T09:59"}
    assert fault("expectations", EXPECTED, sooner).code is FileCode.NOT_EXPECTED_BEFORE


def test_parents_are_added_before_their_parts_and_the_kinds_are_those_of_the_foundation():
    part = {**PLACE, "place_id": "hall", "parent_id": "airport"}
    whole = {**PLACE, "place_id": "airport", "parent_id": "ala2"}
    steps = read("places", part, whole, PLACE).steps
    assert [step.ref for step in steps if isinstance(step, AddPlace)] == ["ala2", "airport", "hall"]
    assert set(PlaceKind.values) == places.KINDS


@pytest.mark.parametrize(
    ("table", "row", "column", "code"),
    [
        ("reports", {**REPORT, "place_id": "atlantis"}, "place_id", FileCode.UNKNOWN_PLACE),
        ("reports", {**REPORT, "tz": "UTC+6"}, "tz", FileCode.NO_SUCH_ZONE),
        ("reports", {**REPORT, "severity": "9"}, "severity", FileCode.OUT_OF_RANGE),
        ("reports", {**REPORT, "severity": "high"}, "severity", FileCode.NOT_A_NUMBER),
        ("reports", {**REPORT, "category": "gossip"}, "category", FileCode.UNKNOWN_WORD),
        ("reports", {**REPORT, "category": ""}, "category", FileCode.NEEDED),
        ("reports", {**REPORT, "text_en": " "}, "text_en", FileCode.NEEDED),
        ("reports", {**REPORT, "source_reliability": "G"}, "source_reliability", FileCode.UNKNOWN_WORD),
        ("reports", {**REPORT, "source_id": "S99"}, "source_id", FileCode.UNKNOWN_SOURCE),
        ("reports", {**REPORT, "source_id": ""}, "sources", FileCode.NOT_TAKEN),
        ("reports", {**REPORT, "supersedes": "N99"}, "supersedes", FileCode.UNKNOWN_REF),
        ("reports", {**REPORT, "published_local": ""}, "published_local", FileCode.NEEDED),
        ("reports", {**REPORT, "published_local": "2022-01-05T19:00"}, "published_local",
         FileCode.TOLD_BEFORE_IT_HAPPENED),
        ("restrictions", {**RESTRICTION, "end_local": "2022-01-05T01:00"}, "end_local", FileCode.ENDS_BEFORE_IT_BEGINS),
        ("restrictions", {**RESTRICTION, "effect": "forbid"}, "effect", FileCode.UNKNOWN_WORD),
        ("restrictions", {**RESTRICTION, "daily_to": ""}, "daily_to", FileCode.BOTH_HOURS_NEEDED),
        ("restrictions", {**RESTRICTION, "daily_from": "", "daily_to": ""}, "daily_from", FileCode.HOURS_NEEDED),
        ("restrictions", {**RESTRICTION, "daily_to": "7 am"}, "daily_to", FileCode.NOT_AN_HOUR),
        ("restrictions", {**RESTRICTION, "applies_to": "lions"}, "applies_to", FileCode.UNKNOWN_WORD),
        ("restrictions", {**RESTRICTION, "place_id": ""}, "place_id", FileCode.NEEDED),
        ("restrictions", {**RESTRICTION, "tz": KYIV, "start_local": "2021-03-28T03:30"}, "start_local",
         FileCode.HOUR_SKIPPED),
        ("facts", {**FACT, "value": "many"}, "value", FileCode.NOT_A_NUMBER),
        ("facts", {**FACT, "value": "-1"}, "value", FileCode.OUT_OF_RANGE),
        ("facts", {**FACT, "value": ""}, "value", FileCode.NEEDED),
        ("facts", {**FACT, "value": "9" * 30}, "value", FileCode.NOT_A_NUMBER),
        ("facts", {**FACT, "measure": "x" * 161}, "measure", FileCode.TOO_LONG),
        ("rumours", {**RUMOUR, "rebutted_local": "2022-01-06"}, "rebutted_local", FileCode.ANSWERED_BEFORE_SEEN),
        ("rumours", {**RUMOUR, "rebuttal_en": ""}, "rebuttal_en", FileCode.ANSWER_NEEDED),
        ("rumours", {**RUMOUR, "verdict": "maybe"}, "verdict", FileCode.UNKNOWN_WORD),
        ("timeline", {**EVENT, "when_local": "one day"}, "when_local", FileCode.NOT_AN_HOUR),
        ("timeline", {**EVENT, "when_local": ""}, "when_local", FileCode.NEEDED),
        ("timeline", {**EVENT, "status": "HEARD"}, "status", FileCode.UNKNOWN_WORD),
        ("expectations", {**EXPECTED, "about": "Z99"}, "about", FileCode.UNKNOWN_REF),
        ("places", {**PLACE, "lat": "91"}, "lat", FileCode.OUT_OF_RANGE),
        ("places", {**PLACE, "lon": "nan"}, "lon", FileCode.NOT_A_NUMBER),
        ("places", {**PLACE, "parent_id": "ala2"}, "parent_id", FileCode.PLACE_WITHIN_ITSELF),
        ("places", {**PLACE, "kind": "moon"}, "kind", FileCode.UNKNOWN_WORD),
        ("places", {**PLACE, "tz": "Asia/Nowhere"}, "tz", FileCode.NO_SUCH_ZONE),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_is_said_with_its_line_and_column(
    table: str, row: Mapping[str, str], column: str, code: FileCode
):
    found = fault(table, row)
    assert (found.line, found.column, found.code) == (2, column, code)


def test_all_faults_of_all_rows_come_at_once():
    wrong = {**REPORT, "place_id": "atlantis", "severity": "9", "tz": "Mars/Base"}
    read_so = read("reports", wrong, {**REPORT, "report_id": "N2"}, {**REPORT, "report_id": "N2"})
    assert [(each.line, each.code) for each in read_so.faults] == [
        (2, FileCode.UNKNOWN_PLACE), (2, FileCode.NO_SUCH_ZONE), (2, FileCode.OUT_OF_RANGE), (4, FileCode.REPEATED),
    ]  # fmt: skip


def test_a_row_with_more_cells_than_headings_is_at_fault():
    headings = list(EVENT)
    lines = [Line(2, [*EVENT.values(), "", ""]), Line(3, ["2022-01-06", "Almaty", "Shots", " again", "SOURCED", "S01"])]
    read_so = read_table(TABLES["timeline"], headings, lines, GROUND)
    assert (3, FileCode.MORE_CELLS) in [(each.line, each.code) for each in read_so.faults]
    assert 2 not in [each.line for each in read_so.faults], "empty cells are none"


def test_a_missing_column_is_named():
    headings = [column for column in REPORT if column != "tz"]
    assert missing_columns(TABLES["reports"], headings) == ("tz",)


def test_a_cell_that_was_known_later_makes_a_later_version():
    later = [KnownLater("restrictions", "Z1", "end_local", at("2022-01-12T10:35"))]
    first, second = read("restrictions", RESTRICTION, later=later).steps
    assert isinstance(first, Tell) and isinstance(second, Tell)
    assert isinstance(first.given, RestrictionGiven) and isinstance(second.given, RestrictionGiven)
    assert (first.version, first.given.ends_at, first.given.ends_is) == (1, None, Stated.NOT_STATED)
    assert (second.version, second.at, second.given.announced_at) == (2, at("2022-01-12T10:35"), at("2022-01-12T10:35"))
    assert second.given.ends_at == at("2022-01-18T18:00")
    assert first.thing == second.thing


def test_a_row_that_was_known_later_is_told_later():
    later = [KnownLater("facts", "F1", "", at("2022-01-09T00:00"))]
    (step,) = read("facts", FACT, later=later).steps
    assert isinstance(step, Tell)
    assert step.at == step.given.announced_at == at("2022-01-09T00:00")


@anything(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.integers(0, 9)), max_size=6))
def test_no_version_of_a_row_holds_a_cell_before_it_was_known(cells: list[tuple[str, int]]):
    later = [KnownLater("t", "r", column, at(f"2022-01-0{1 + day % 9}T00:00"), "before") for column, day in cells]
    for hour, row in versions_of({"a": "after", "b": "after"}, later):
        for each in later:
            if each.column and (hour is None or each.known_at > hour):
                assert row[each.column] == "before"
