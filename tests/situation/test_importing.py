"""Taking in tables: all of one or nothing; the same again changes nothing; a changed row is a new version."""

import argparse
import csv
import io
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from dodomu.exercise.content import FOLDER, read_csv
from dodomu.foundation import tables
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, NewsItem, Place, TraceEntry
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.foundation.tables import TableFault
from dodomu.site.cli import situation as command
from dodomu.situation.models import Expectation, Figure, Report, Restriction, Rumour, Source
from dodomu.situation.operations import telling
from dodomu.situation.operations.importing import Imported, LookedOver, import_table, look_over
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.reading import TABLES
from dodomu.situation.rules.given import RestrictionGiven
from dodomu.situation.rules.terms import Effect, FactKind, RestrictionKind
from tests import cast

pytestmark = pytest.mark.django_db
KAZAKHSTAN = FOLDER / "kazakhstan-2022"
AFTER = datetime(2022, 1, 20, tzinfo=UTC)
FACTS = (Report, Figure, Restriction, Rumour, Expectation)


@pytest.fixture
def crisis() -> Crisis:
    made = cast.crisis()
    Place.objects.filter(crisis=made).delete()
    return made


def take(where: Crisis, table: str, content: bytes | None = None, at: datetime = AFTER) -> Imported:
    data = (KAZAKHSTAN / f"{table}.csv").read_bytes() if content is None else content
    return import_table(crisis=where.id, name=f"{table}.csv", content=data, by=cast.officer(where), at=at)


def look(where: Crisis, name: str, content: bytes, at: datetime = AFTER) -> LookedOver:
    return look_over(crisis=where.id, name=name, content=content, by=cast.officer(where), at=at)


def grounded(where: Crisis) -> Crisis:
    take(where, "places")
    take(where, "sources")
    return where


def changed(table: str, ref: str, **cells: str) -> bytes:
    """The exercise's table with some cells of one row changed."""
    rows = read_csv(KAZAKHSTAN / f"{table}.csv")
    named = TABLES[table].named_by
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, **cells} if row[named] == ref else row for row in rows)
    return made.getvalue().encode()


def size() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (*FACTS, Source, Place, NewsItem))


def test_every_table_of_the_exercise_is_taken_in_and_the_second_time_changes_nothing(crisis: Crisis):
    added = {table: take(crisis, table, at=datetime(2022, 3, 1, tzinfo=UTC)).added for table in TABLES}
    assert added == {
        "places": 70, "sources": 97, "restrictions": 64, "reports": 48, "facts": 15, "other_states": 15,
        "timeline": 63, "rumours": 14, "expectations": 18,
    }  # fmt: skip
    before = size()
    for table, rows in added.items():
        again = take(crisis, table, at=datetime(2022, 3, 2, tzinfo=UTC))
        assert (again.added, again.changed, again.known_already) == (0, 0, rows), table
    assert size() == before


def test_what_is_taken_in_by_hand_is_recorded_now_and_told_to_nobody(crisis: Crisis):
    grounded(crisis)
    take(crisis, "reports")
    take(crisis, "rumours")
    report = Report.objects.get(crisis=crisis, ref="N007")
    assert (report.recorded_at, report.announced_at) == (AFTER, datetime(2022, 1, 5, 16, 52, tzinfo=UTC))
    assert {row.version for row in Rumour.objects.filter(crisis=crisis, ref="M03")} == {1, 2}
    assert not Report.objects.exclude(published_at=None).exists()
    assert not Rumour.objects.exclude(published_at=None).exists()
    assert TraceEntry.objects.filter(crisis=crisis, act="table-imported").count() == 4


def test_a_changed_row_becomes_a_new_version_and_the_others_stay(crisis: Crisis):
    take(grounded(crisis), "restrictions")
    content = changed("restrictions", "Z030", end_local="2022-01-14T00:00")
    seen = look(crisis, "restrictions.csv", content)
    assert (seen.would_add, seen.would_change, seen.known_already) == (0, 1, 63)
    done = take(crisis, "restrictions", content)
    assert (done.added, done.changed, done.known_already) == (0, 1, 63)
    versions = Restriction.objects.filter(crisis=crisis, ref="Z030").order_by("version")
    assert [row.ends_at and row.ends_at.day for row in versions] == [12, 13]
    assert take(crisis, "restrictions", content).changed == 0


def test_a_changed_answer_and_a_changed_claim_become_new_versions_and_keep_each_other(crisis: Crisis):
    take(grounded(crisis), "rumours")
    assert take(crisis, "rumours", changed("rumours", "M03", rebuttal_en="It is safe.")).changed == 1
    assert take(crisis, "rumours", changed("rumours", "M03", rebuttal_en="It is safe.", harm="thirst")).changed == 1
    newest = Rumour.objects.filter(crisis=crisis, ref="M03").order_by("-version").first()
    assert newest
    assert (newest.version, newest.answers["en"], newest.harm) == (4, "It is safe.", "thirst")


def test_what_an_officer_corrected_or_struck_stays_as_they_have_it(crisis: Crisis):
    officer = cast.officer(crisis)
    take(grounded(crisis), "restrictions")
    row = Restriction.objects.get(crisis=crisis, ref="Z061")
    corrected = RestrictionGiven(
        announced_at=row.announced_at, zone=row.zone, ref=row.ref, place=row.place_id, sources=tuple(row.sources),
        kind=RestrictionKind.PUBLIC_TRANSPORT, effect=Effect.LIMIT, begins_at=row.begins_at, ends_at=row.ends_at,
    )  # fmt: skip
    telling.retell(crisis=crisis.id, thing=row.thing, version=1, given=corrected, by=officer, at=AFTER)
    wrong = Restriction.objects.get(crisis=crisis, ref="Z057")
    telling.strike(
        crisis=crisis.id,
        kind=FactKind.RESTRICTION,
        thing=wrong.thing,
        version=1,
        why="from memory",
        by=officer,
        at=AFTER,
    )
    before = size()
    assert take(crisis, "restrictions").known_already == 64
    assert size() == before


def test_a_table_with_one_fault_is_refused_whole_and_every_fault_is_listed(crisis: Crisis):
    grounded(crisis)
    before = size()
    content = changed("restrictions", "Z030", place_id="atlantis", end_local="2021-01-01T00:00")
    faults = look(crisis, "restrictions.csv", content).faults
    assert [(each.line, each.column, each.code) for each in faults] == [
        (31, "place_id", FileCode.UNKNOWN_PLACE), (31, "end_local", FileCode.ENDS_BEFORE_IT_BEGINS),
    ]  # fmt: skip
    with pytest.raises(Refused) as no:
        take(crisis, "restrictions", content)
    assert no.value.reason is SituationReason.ROWS_AT_FAULT
    assert no.value.details["faults"] == faults
    assert size() == before


def test_what_is_announced_later_than_now_is_a_fault_and_no_forecast(crisis: Crisis):
    grounded(crisis)
    content = (KAZAKHSTAN / "reports.csv").read_bytes()
    faults = look(crisis, "reports.csv", content, at=datetime(2022, 1, 10, 12, tzinfo=UTC)).faults
    assert len(faults) >= 15
    assert {each.details["reason"] for each in faults} == {SituationReason.TOLD_IN_FUTURE}


def test_a_report_that_supersedes_itself_through_another_is_refused_with_its_line(crisis: Crisis):
    grounded(crisis)
    rows = [dict(row) for row in read_csv(KAZAKHSTAN / "reports.csv")[:2]]
    rows[0]["supersedes"], rows[1]["supersedes"] = rows[1]["report_id"], rows[0]["report_id"]
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    before = size()
    with pytest.raises(Refused) as no:
        take(crisis, "reports", made.getvalue().encode())
    assert (no.value.reason, no.value.details["line"]) == (SituationReason.ROWS_AT_FAULT, 2)
    assert size() == before


def test_a_workbook_is_read_like_a_text_file(crisis: Crisis):
    grounded(crisis)
    rows = read_csv(KAZAKHSTAN / "facts.csv")
    made = io.BytesIO()
    tables.write_xlsx(made, [list(rows[0]), *(list(row.values()) for row in rows)])
    name = "C:\\Desk\\Facts (2).xlsx"
    done = import_table(crisis=crisis.id, name=name, content=made.getvalue(), by=cast.officer(crisis), at=AFTER)
    assert (done.table, done.added) == ("facts", 15)
    assert take(crisis, "facts").known_already == 15, "the same as the text file"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gossip.csv", b"a,b\n1,2\n", SituationReason.UNKNOWN_TABLE),
        ("reports.pdf", b"%PDF", SituationReason.UNKNOWN_TABLE),
        ("reports.csv", b"report_id,text_en\nN1,Words\n", SituationReason.COLUMNS_MISSING),
        ("reports.csv", b"", SituationReason.UNREADABLE_TABLE),
        ("reports.csv", b"%PDF-1.7 ...", SituationReason.UNREADABLE_TABLE),
        ("reports.xlsx", b"PK\x03\x04 not really", SituationReason.UNREADABLE_TABLE),
        ("reports.csv", b'report_id,"text', SituationReason.UNREADABLE_TABLE),
    ],
)
def test_a_file_that_is_none_of_our_tables_is_refused_with_the_reason(
    crisis: Crisis, name: str, content: bytes, reason: SituationReason
):
    with pytest.raises(Refused) as no:
        look(crisis, name, content)
    assert no.value.reason is reason
    assert reason is not SituationReason.UNREADABLE_TABLE or no.value.details["fault"] in TableFault


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FIELD_OFFICER])
def test_who_may_not_import_is_refused(crisis: Crisis, role: Role):
    with pytest.raises(Refused) as no:
        look_over(crisis=crisis.id, name="reports.csv", content=b"", by=cast.officer(crisis, role), at=AFTER)
    assert no.value.reason is FoundationReason.NOT_PERMITTED


def test_places_need_the_permission_for_places(crisis: Crisis):
    content = (KAZAKHSTAN / "places.csv").read_bytes()
    with pytest.raises(Refused):
        look_over(crisis=crisis.id, name="places.csv", content=content, by=cast.officer(crisis, Role.CONSUL), at=AFTER)


def test_places_that_are_there_stay_as_they_were_corrected_and_missing_ones_come_with_their_parents(crisis: Crisis):
    take(crisis, "places")
    Place.objects.filter(crisis=crisis, ref="ala").update(zone="Asia/Qyzylorda")
    Place.objects.filter(crisis=crisis, ref="ap_kgf").delete()
    version = Crisis.objects.get(id=crisis.id).places_version
    assert take(crisis, "places").added == 1
    assert Place.objects.get(crisis=crisis, ref="ala").zone == "Asia/Qyzylorda"
    added = Place.objects.get(crisis=crisis, ref="ap_kgf")
    assert added.parent and added.parent.ref == "kgf"
    assert Crisis.objects.get(id=crisis.id).places_version == version + 1, "whoever reads places must notice"


def run(crisis: Crisis, *files: Path, look: bool = False) -> int:
    return command.run(argparse.Namespace(crisis=crisis.slug, files=list(files), look=look))


def test_the_command_takes_in_tables_in_the_order_that_they_need(crisis: Crisis, capsys: pytest.CaptureFixture[str]):
    files = [KAZAKHSTAN / f"{table}.csv" for table in ("facts", "sources", "places")]
    assert run(crisis, *files) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[2] for line in said] == [
        f"{number} added, 0 changed, 0 known already" for number in (70, 97, 15)
    ]


def test_the_command_only_looks_when_told_so(crisis: Crisis, capsys: pytest.CaptureFixture[str]):
    assert run(crisis, KAZAKHSTAN / "sources.csv", look=True) == 0
    assert "97 rows: 97 new, 0 changed, 0 known" in capsys.readouterr().out
    assert not Source.objects.filter(crisis=crisis).exists()


def test_the_command_names_file_line_column_and_fault(
    crisis: Crisis, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    grounded(crisis)
    wrong = tmp_path / "restrictions.csv"
    wrong.write_bytes(changed("restrictions", "Z030", tz="Mars/Base"))
    assert run(crisis, wrong) == 1
    said = capsys.readouterr().err
    assert f"{wrong}:31: tz “Mars/Base”: There is no such time zone." in said
    assert "nothing was kept" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gossip.csv", "a\n1\n", "Known are: places, sources"),
        ("reports.csv", "report_id\nN1\n", "lacks these columns: occurred_local"),
        ("reports.csv", "", "empty"),
        ("missing.csv", None, "cannot be read"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(
    crisis: Crisis, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None, said: str
):
    if content is not None:
        (tmp_path / name).write_text(content)
    assert run(crisis, tmp_path / name) == 2
    assert said in capsys.readouterr().err


def test_the_command_says_that_there_is_no_such_crisis(capsys: pytest.CaptureFixture[str]):
    assert command.run(argparse.Namespace(crisis="nowhere", files=[Path("x.csv")], look=False)) == 2
    assert "no crisis" in capsys.readouterr().err


def test_things_of_two_crises_are_never_the_same(crisis: Crisis):
    other = cast.crisis()
    Place.objects.filter(crisis=other).delete()
    for where in (crisis, other):
        grounded(where)
        take(where, "facts")
    things: set[UUID] = set(Figure.objects.values_list("thing", flat=True))
    assert len(things) == 2 * 15


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_in_the_same_table_at_once_take_it_in_once(crisis: Crisis):
    grounded(crisis)
    outcomes: list[tuple[int, int]] = []
    start = threading.Barrier(2)

    def take_facts() -> None:
        try:
            start.wait()
            done = take(crisis, "facts")
            outcomes.append((done.added, done.known_already))
        finally:
            connection.close()

    threads = [threading.Thread(target=take_facts) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [(0, 15), (15, 0)]
    assert Figure.objects.filter(crisis=crisis).count() == 15


def test_what_became_of_something_before_it_was_expected_is_a_fault_and_no_crash(crisis: Crisis):
    grounded(crisis)
    head = ",".join(TABLES["expectations"].columns)
    rows = [
        "X1,reopening,open,2022-01-06T10:00,2022-01-07T10:00,,Asia/Almaty,,press,It opens.,,SOURCED,S03,",
        "X1,,did_not,2022-01-05T10:00,,,Asia/Almaty,,,It did not.,,,,",
    ]
    content = "\n".join([head, *rows]).encode()
    (fault,) = look(crisis, "expectations.csv", content).faults
    assert (fault.line, fault.column, fault.code) == (3, "announced_local", FileCode.NOT_EXPECTED_BEFORE)


def test_looking_over_finds_an_outcome_and_an_answer_that_are_yet_to_come(crisis: Crisis):
    grounded(crisis)
    rumours = changed(
        "rumours", read_csv(KAZAKHSTAN / "rumours.csv")[0]["rumour_id"], rebutted_local="2022-01-25T10:00"
    )
    (fault,) = look(crisis, "rumours.csv", rumours).faults
    assert (fault.line, fault.column, fault.details["reason"]) == (2, "rebutted_local", SituationReason.TOLD_IN_FUTURE)
