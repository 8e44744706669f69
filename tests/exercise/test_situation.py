"""The situation of January 2022 is told at its hours: all of it by the end, nothing before anybody could know it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dodomu.exercise import content, operations, situation
from dodomu.exercise.rules import local
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.models import Expectation, Figure, Report, Restriction, Rumour, Source, Told
from dodomu.situation.rules.files.reading import TABLES
from dodomu.situation.rules.terms import Category, Outcome, Stated, Verdict

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
NAME = "kazakhstan-2022"
START, END = "2022-01-05T08:00", "2022-01-19T18:00"
FACTS: tuple[type[Told], ...] = (Report, Figure, Restriction, Rumour, Expectation)
T = TypeVar("T", bound=Told)
_ends: dict[str, list[Told]] = {}


def hour(text: str, zone: ZoneInfo = ALMATY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def told(until: str, side: str = "ua") -> UUID:
    """Open an exercise and play only its situation, which is what these tests are about."""
    part = content.side_of(NAME, side)
    start = local(part.starts_at, part.zone)
    crisis = operations.load(exercise=NAME, side=side, until=start, by=SYSTEM)
    for step in situation.steps_of(part, crisis):
        if start < step.at <= hour(until):
            situation.tell(step, crisis, at=step.at)
    return crisis


def rows_of(crisis: UUID) -> list[Told]:
    return [row for table in FACTS for row in table._default_manager.filter(crisis=crisis).order_by("version")]


def at_the_end(side: str = "ua") -> Sequence[Told]:
    """Every version of everything, told to the end once for all tests that only read it."""
    if side not in _ends:
        _ends[side] = rows_of(told(END, side))
    return _ends[side]


def versions(table: type[T], ref: str, rows: Sequence[Told]) -> list[T]:
    found = [row for row in rows if isinstance(row, table) and row.ref == ref]
    assert found, ref
    return found


def newest(table: type[T], ref: str, rows: Sequence[Told]) -> T:
    return versions(table, ref, rows)[-1]


def state(crisis: UUID) -> list[tuple[object, ...]]:
    skipped = {"id", "crisis", "place", "thing", "about", "supersedes"}  # ids of their own
    rows = []
    for table in FACTS:
        names = [each.name for each in table._meta.concrete_fields if each.name not in skipped]
        found = table._default_manager.filter(crisis=crisis).values_list(*names, "place__ref")
        rows += [(table.__name__, *row) for row in found]
    return sorted(rows, key=str)


def refs(rows: Sequence[Mapping[str, str]], column: str) -> set[str]:
    return {row[column] for row in rows}


@pytest.mark.parametrize("side", ["ua", "kz"])
def test_every_row_of_every_file_is_known_at_the_end_but_the_one_that_comes_after_it(side: str):
    part, rows = content.side_of(NAME, side), at_the_end(side)

    def known(table: type[Told], letter: str) -> set[str]:
        return {row.ref for row in rows if isinstance(row, table) and row.ref.startswith(letter)}

    assert known(Restriction, "Z") == refs(part.table("restrictions"), "restriction_id")
    assert known(Report, "N") == refs(part.table("reports"), "report_id")
    assert known(Figure, "F") == refs(part.table("facts"), "fact_id")
    assert known(Figure, "O") | known(Report, "O") == refs(part.table("other_states"), "row_id")
    assert len(known(Report, "T-")) == len(part.table("timeline")) - 1
    assert known(Rumour, "M") == refs(part.table("rumours"), "rumour_id")
    assert known(Expectation, "X") == refs(part.table("expectations"), "expectation_id")
    assert all(newest(Rumour, ref, rows).verdict != Verdict.OPEN for ref in known(Rumour, "M")), "all are answered"


def test_the_rows_are_as_many_as_the_exercise_says():
    counts = Counter(type(row).__name__ for row in at_the_end() if row.version == 1)
    without_number = sum(not row["people"] for row in content.side_of(NAME, "ua").table("other_states"))
    assert counts == {
        "Report": 48 + 62 + without_number, "Figure": 15 + 15 - without_number, "Restriction": 64, "Rumour": 14,
        "Expectation": 10,
    }  # fmt: skip


def test_the_sources_are_kept_and_nothing_that_comes_later_is_known_when_it_begins():
    crisis = told(START)
    assert Source.objects.filter(crisis=crisis).count() == 97
    begins = hour(START)
    assert {row.recorded_at for row in rows_of(crisis)} == {begins}
    assert all(row.announced_at <= begins for row in rows_of(crisis))
    assert Report.objects.filter(crisis=crisis, ref="N001").exists()


def test_nothing_is_known_before_its_announced_hour():
    rows, start = at_the_end(), hour(START)
    assert [row for row in rows if row.recorded_at < row.announced_at] == []
    assert [row for row in rows if row.recorded_at > max(row.announced_at, start)] == [], "and at that hour it is"


def test_no_end_is_known_before_somebody_said_it():
    rows = [row for row in at_the_end() if row.recorded_at <= hour("2022-01-10T18:00")]
    airport = newest(Restriction, "Z030", rows)
    assert (airport.ends_at, airport.ends_is) == (None, Stated.NOT_STATED)
    city = newest(Restriction, "Z001", rows)
    assert (city.ends_at, city.ends_is) == (hour("2022-01-19T00:00"), Stated.STATED)
    lifted_early = newest(Restriction, "Z008", rows)
    assert lifted_early.ends_at == hour("2022-01-19T00:00", ZoneInfo("Asia/Oral")), "as was said until the 13th"
    assert {row.ends_at for row in versions(Restriction, "Z042", rows)} == {None, hour("2022-01-07T08:00")}


def test_a_restriction_whose_end_is_known_at_once_is_one_whose_end_was_announced_with_it():
    firsts = [row for row in at_the_end() if isinstance(row, Restriction) and row.version == 1 and row.ends_at]
    until_the_19th = {row.ref for row in firsts if row.ends_at == hour("2022-01-19T00:00", ZoneInfo(row.zone))}
    assert {row.ref for row in firsts} - until_the_19th == {"Z038"}, "Turkish Airlines said until when"


def test_the_airport_opens_from_the_hour_of_its_announcement():
    rows = [row for row in at_the_end() if row.recorded_at <= hour("2022-01-12T16:35")]
    closed, hours = newest(Restriction, "Z030", rows), newest(Restriction, "Z031", rows)
    assert (closed.ends_at, closed.ends_is) == (hour("2022-01-13T00:00"), Stated.STATED)
    assert closed.announced_at == hour("2022-01-12T16:35")
    assert (hours.begins_at, hours.ends_is) == (hour("2022-01-13T00:00"), Stated.NOT_STATED)
    assert (str(hours.daily_from), str(hours.daily_to)) == ("08:00:00", "21:00:00")


def test_the_reopening_of_the_airport_slipped_three_times():
    story = versions(Expectation, "X01", at_the_end())
    assert [(row.outcome, row.due_at and row.due_at.astimezone(ALMATY).day) for row in story] == [
        (Outcome.OPEN, 7), (Outcome.MOVED, 7), (Outcome.OPEN, 9), (Outcome.MOVED, 9), (Outcome.OPEN, None),
        (Outcome.MOVED, None), (Outcome.OPEN, 13), (Outcome.HAPPENED, 13),
    ]  # fmt: skip


def test_what_was_expected_is_settled_after_its_hour_and_two_flights_are_left_for_the_desk():
    expected = [row for row in at_the_end() if isinstance(row, Expectation)]
    settled = [row for row in expected if row.outcome == Outcome.HAPPENED]
    assert settled and all(row.due_at and row.due_at <= row.recorded_at for row in settled)
    last = {row.ref: row for row in expected}  # the newest of each comes last
    passed = {ref for ref, row in last.items() if row.outcome == Outcome.OPEN and row.due_at and row.due_at.day < 18}
    assert passed == {"X06", "X07"}


def test_a_rumour_is_open_until_it_is_answered():
    answered_at = hour("2022-01-10T21:56")
    rows = at_the_end()
    before = [row for row in rows if row.recorded_at < answered_at]
    assert newest(Rumour, "M01", before).verdict == Verdict.OPEN
    answered = newest(Rumour, "M01", [row for row in rows if row.recorded_at <= answered_at])
    assert (answered.verdict, answered.published_at, answered.version) == (Verdict.FALSE, answered_at, 2)
    assert newest(Rumour, "M08", before).verdict == Verdict.OPEN, "retracted on a day without an hour"
    assert not [row for row in rows if isinstance(row, Rumour) and row.verdict == Verdict.OPEN and row.published_at]


def test_a_later_number_stands_in_no_earlier_answer():
    rows = at_the_end()
    first, second = (row for row in versions(Rumour, "M08", rows) if row.answered_at)
    assert ("225" in first.answers["en"], "225" in second.answers["en"]) == (False, True)
    assert second.recorded_at == hour("2022-01-16T00:00")
    assert [row.qualifier for row in versions(Figure, "F14", rows)] == ["exact", "retracted"]


def test_what_is_only_for_the_desk_is_not_told_to_the_public():
    rows = at_the_end()
    public = {row.ref for row in rows if row.published_at}
    hidden = {"N045", "N046", "N047", "N048", "N042", "N018", "Z047", "Z057", "Z063", "Z064", "F13", "F14", "F15"}
    assert public & hidden == set()
    assert {"N001", "N044", "Z001", "Z030", "M01", "M14", "F01", "F02"} <= public
    reports = [row for row in rows if isinstance(row, Report) and row.ref.startswith("T-")]
    questions = [row for row in reports if row.category == Category.OPEN_QUESTION]
    assert len(questions) == 8
    assert all(row.published_at == row.recorded_at for row in questions)
    assert not [row for row in reports if row.category == Category.CHRONICLE and row.published_at]


def test_both_sides_know_the_same_and_each_which_citizens_are_its_own():
    ours, theirs = at_the_end(), at_the_end("kz")
    assert Counter((row.ref, row.announced_at) for row in ours) == Counter(
        (row.ref, row.announced_at) for row in theirs
    )
    assert newest(Restriction, "Z064", ours).applies_to == "own_citizens"
    assert newest(Restriction, "Z064", theirs).applies_to == "others"


def test_played_in_one_step_or_in_many_ends_in_the_same_state():
    def play(until: str) -> UUID:
        return operations.load(exercise=NAME, side="ua", until=hour(until), by=SYSTEM)

    at_once = state(play("2022-01-06T18:00"))
    Crisis.objects.filter(slug=NAME).update(slug="first-run")
    crisis = play(START)
    for then in ("2022-01-05T08:01", "2022-01-05T16:30", "2022-01-05T23:59", "2022-01-06T18:00"):
        operations.play_on(crisis=crisis, until=hour(then), by=SYSTEM)
    assert state(crisis) == at_once
    assert at_once


def test_a_player_who_was_killed_is_followed_by_one_who_does_what_is_missing():
    crisis = operations.load(exercise=NAME, side="ua", until=hour("2022-01-06T01:00"), by=SYSTEM)
    before = state(crisis)
    Crisis.objects.filter(id=crisis).update(exercise_now=hour(START))
    operations.play_on(crisis=crisis, until=hour("2022-01-06T01:00"), by=SYSTEM)
    assert state(crisis) == before


def test_what_was_known_later_names_cells_of_the_tables_that_differ_from_what_was_said_before():
    part = content.side_of(NAME, "ua")
    for row in part.table("known_later"):
        kind, rows = TABLES[row["table"]], part.table(row["table"])
        assert not row["column"] or row["column"] in rows[0], row
        if kind.named_by and row["column"]:
            (named,) = [each for each in rows if each[kind.named_by] == row["ref"]]
            assert named[row["column"]] != row["before"], row
