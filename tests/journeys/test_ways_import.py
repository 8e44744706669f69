"""A table of legs is taken over whole or not at all; the same table again changes nothing."""

import csv
import io
import threading
from collections.abc import Callable, Mapping

import pytest
from django.db import connection

from dodomu.foundation import exercises, tables
from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Charter, Leg, LegChange
from dodomu.journeys.operations import chartering, importing, ways
from dodomu.journeys.operations.importing import Imported, What
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import Check, PaidBy, Schedule
from tests import cast
from tests.journeys import exercise_ways as exercise
from tests.journeys.keeping_ways import NOW

pytestmark = pytest.mark.django_db
Row = dict[str, str]


@pytest.fixture
def crisis() -> Crisis:
    made = cast.crisis()
    exercises.load_places(crisis=made.id, rows=exercise.table("places"), also={})
    return made


@pytest.fixture
def officer(crisis):
    return cast.officer(crisis, Role.CONSUL)


def content(*refs: str, change: Callable[[Row], Row] = lambda row: row) -> bytes:
    """Return the table of the exercise, some rows or all, as a CSV file, each changed."""
    rows = [change(dict(row)) for row in exercise.table("links") if not refs or row["link_id"] in refs]
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def with_cells(**cells: str) -> Callable[[Row], Row]:
    return lambda row: row | cells


def faults_of(crisis: Crisis, by: object, file: bytes) -> set[tuple[int, str, str]]:
    found = importing.look_over(crisis=crisis.id, content=file, by=by, at=NOW)  # type: ignore[arg-type]
    return {(fault.line, fault.field, fault.code.value) for fault in found.faults if not fault.is_warning}


def test_all_links_of_the_exercise_are_taken_over_and_twice_changes_nothing(crisis, officer):
    rows = len(exercise.table("links"))
    assert importing.import_legs(crisis=crisis.id, content=content(), by=officer, at=NOW) == Imported(rows, 0, 0, 0)
    before = list(Leg.objects.order_by("ref").values())
    assert importing.import_legs(crisis=crisis.id, content=content(), by=officer, at=NOW) == Imported(0, 0, rows, 0)
    assert list(Leg.objects.order_by("ref").values()) == before
    assert LegChange.objects.count() == rows == 198


def test_what_is_in_the_database_is_what_the_rules_read_from_the_table(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content(), by=officer, at=NOW)
    for known in exercise.ways().legs:
        kept = leg_by_ref(crisis.id, known.ref)
        assert (kept.departs_at, kept.arrives_at, kept.known_from, kept.book_by) == (
            known.departs_at, known.arrives_at, known.known_from, known.book_by
        )  # fmt: skip
        assert (kept.block, kept.papers, kept.chance, kept.price) == (
            known.block,
            known.papers,
            known.chance,
            known.price,
        )


def test_a_row_that_needs_an_order_is_a_charter_with_the_price_of_its_note(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A030", "A031"), by=officer, at=NOW)
    charter = Charter.objects.get(ref="charter-A030")
    leg = Leg.objects.get(ref="A030")
    assert (charter.price, leg.charter_id, leg.price, charter.order_by) == (74_000, charter.id, 0, leg.book_by)
    assert leg.papers == ["passport", "landing_permit"]


def test_a_charter_without_a_price_in_its_note_costs_all_its_seats(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A030", change=with_cells(note="")), by=officer, at=NOW)
    assert Charter.objects.get().price == 410 * 180


def test_a_charter_that_was_ordered_keeps_its_price(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A030"), by=officer, at=NOW)
    chartering.order_charter(charter=Charter.objects.get().id, by=officer, at=NOW)
    dearer = content("A030", change=with_cells(note="EUR 90,000"))
    importing.import_legs(crisis=crisis.id, content=dearer, by=officer, at=NOW)
    assert Charter.objects.get().price == 74_000


def test_seats_of_other_kinds_are_reckoned_and_the_source_says_so(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A006", "N112"), by=officer, at=NOW)
    flight, train = Leg.objects.get(ref="A006"), Leg.objects.get(ref="N112")
    assert flight.block == {"seat": 55, "infant": 27, "wheelchair": 2, "pet": 3}
    assert train.block == {"seat": 24, "infant": 12, "wheelchair": 1, "pet": 3}
    assert "reckoned" in flight.source
    assert (flight.seats, flight.paid_by, flight.provenance) == ({"seat": 148}, PaidBy.STATE, "partly_sourced")


def test_every_fault_of_every_row_is_found_and_nothing_is_taken_over(crisis, officer):
    def spoil(row: Row) -> Row:
        return row | {
            "A006": {"arrive_local": "2022-01-13T10:00"},
            "A008": {"to_id": "atlantis", "p_run": "often", "mode": "carpet"},
            "A010": {"depart_local": "yesterday"},
            "D130": {"seats_block": "500", "p_run": "1.5"},
            "X01": {"duration_min": ""},
        }.get(row["link_id"], {})

    file = content("A006", "A008", "A010", "D130", "D131", "X01", change=spoil)
    found = {(field, code) for _, field, code in faults_of(crisis, officer, file)}
    assert found == {
        ("arrive_local", "arrives-before-it-leaves"), ("to_id", "unknown-place"), ("p_run", "not-a-number"),
        ("mode", "unknown-word"), ("depart_local", "not-an-hour"), ("seats_block", "block-above-seats"),
        ("p_run", "not-a-chance"), ("duration_min", "needed"),
    }  # fmt: skip
    with pytest.raises(Refused) as no:
        importing.import_legs(crisis=crisis.id, content=file, by=officer, at=NOW)
    assert no.value.reason is JourneysReason.ROWS_AT_FAULT
    assert {fault.line for fault in no.value.details["faults"]} == {2, 3, 4, 5, 7}
    assert not Leg.objects.exists()


def test_a_ref_that_stands_twice_in_a_file_is_a_fault(crisis, officer):
    file = content("A006") + content("A006").split(b"\r\n", 1)[1]
    assert faults_of(crisis, officer, file) == {(3, "link_id", "ref-twice")}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "unreadable"),
        (b"%PDF-1.7 nothing here", "unreadable"),
        (b"link_id;mode\nA1;air\n", "missing-column"),
        (content("A006").split(b"\r\n")[0] + b"\r\n", "no-rows"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_its_fault(crisis, officer, file, code):
    assert {found for _, _, found in faults_of(crisis, officer, file)} == {code}
    with pytest.raises(Refused):
        importing.import_legs(crisis=crisis.id, content=file, by=officer, at=NOW)


def test_looking_over_names_the_traps_and_writes_nothing(crisis, officer):
    look = importing.look_over(crisis=crisis.id, content=content(), by=officer, at=NOW)
    checks = {row.ref: {found.check for found in row.checks} for row in look.rows}
    assert look.may_import
    assert look.count(What.NEW) == 198
    assert Check.OLD_TIMETABLE in checks["W00"]
    assert Check.OLD_TIMETABLE in checks["W01"]
    assert {Check.NEEDS_DECISION, Check.NO_WAY_ON} <= checks["R03"]
    assert {Check.FIXED_PRICE, Check.UNLIKELY} <= checks["A030"]
    assert Check.NOT_KNOWN_YET in checks["N112"]
    assert not Leg.objects.exists()


def test_hours_reckoned_with_the_offset_of_today_are_said_next_to_every_leg(crisis, officer):
    def as_of_2024(row: Row) -> Row:
        # UTC+5, as it is in all of Kazakhstan since March 2024
        return row | {"depart_utc": row["depart_utc"].replace("T13:", "T14:")}

    look = importing.look_over(crisis=crisis.id, content=content("A006", "A008", change=as_of_2024), by=officer, at=NOW)
    assert all(Check.HOUR_DISAGREES in {found.check for found in row.checks} for row in look.rows)
    assert look.may_import


def test_a_row_that_changed_becomes_a_change(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A006", "A008"), by=officer, at=NOW)
    newer = content("A006", "A008", change=lambda row: row | ({"p_run": "0.4"} if row["link_id"] == "A006" else {}))
    look = importing.look_over(crisis=crisis.id, content=newer, by=officer, at=NOW)
    assert [(row.what, row.before, row.after) for row in look.rows if row.ref == "A006"] == [
        (What.CHANGED, {"chance": 0.8}, {"chance": 0.4})
    ]
    assert importing.import_legs(crisis=crisis.id, content=newer, by=officer, at=NOW) == Imported(0, 1, 1, 0)
    change = LegChange.objects.get(version=2)
    assert (change.ref, change.why, change.after) == ("A006", "import", {"chance": 0.4})


def test_what_the_desk_changed_by_hand_is_not_undone_by_the_old_file(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A006"), by=officer, at=NOW)
    leg = Leg.objects.get()
    ways.change_leg(leg=leg.id, version=1, given={"block": {"seat": 30}}, why="cut", by=officer, at=NOW)
    assert importing.import_legs(crisis=crisis.id, content=content("A006"), by=officer, at=NOW) == Imported(0, 0, 1, 0)
    newer = content("A006", change=with_cells(seats_block="40"))
    assert importing.import_legs(crisis=crisis.id, content=newer, by=officer, at=NOW) == Imported(0, 1, 0, 0)
    assert Leg.objects.get().block["seat"] == 40


def test_a_leg_that_was_cancelled_is_left_as_it_is(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("A006"), by=officer, at=NOW)
    ways.cancel_leg(leg=Leg.objects.get().id, version=1, why="fog", by=officer, at=NOW)
    newer = content("A006", change=with_cells(p_run="0.9"))
    assert importing.import_legs(crisis=crisis.id, content=newer, by=officer, at=NOW) == Imported(0, 0, 0, 1)
    assert Leg.objects.get().chance == 0.8


def test_a_workbook_is_read_as_the_csv_is(crisis, officer):
    rows = exercise.table("links")
    file = io.BytesIO()
    tables.write_xlsx(file, [list(rows[0]), *(list(row.values()) for row in rows)])
    assert importing.import_legs(crisis=crisis.id, content=file.getvalue(), by=officer, at=NOW).added == 198
    assert importing.import_legs(crisis=crisis.id, content=content(), by=officer, at=NOW).same == 198


def test_who_may_only_look_takes_nothing_over(crisis):
    viewer = cast.officer(crisis, Role.VIEWER)
    for act in (importing.look_over, importing.import_legs):
        with pytest.raises(Refused) as no:
            act(crisis=crisis.id, content=content("A006"), by=viewer, at=NOW)
        assert no.value.reason is FoundationReason.NOT_PERMITTED


def test_old_timetables_are_kept_and_marked(crisis, officer):
    importing.import_legs(crisis=crisis.id, content=content("W00"), by=officer, at=NOW)
    assert Leg.objects.get().schedule == Schedule.SUSPENDED


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_the_same_file_over_at_once_make_its_legs_once():
    crisis = cast.crisis()
    exercises.load_places(crisis=crisis.id, rows=exercise.table("places"), also={})
    officer = cast.officer(crisis)
    outcomes: list[Mapping[str, int] | Imported] = []
    start = threading.Barrier(2)

    def take() -> None:
        try:
            start.wait()
            outcomes.append(importing.import_legs(crisis=crisis.id, content=content(), by=officer, at=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [Imported(0, 0, 198, 0), Imported(198, 0, 0, 0)]
    assert Leg.objects.count() == 198
