"""The problem that is made of the played exercise beside the one that is read from its tables, and a plan of it.

The tables tell the truth about people; the register knows what was said of them, and differs where a test says so.
"""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.forms import exercise
from dodomu.engines.planner.plan import Status
from dodomu.engines.planner.problem import PRIORITIES, Problem
from dodomu.exercise import operations
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.queries.planning import problem_for
from dodomu.journeys.rules.problem.facts import Built
from dodomu.journeys.rules.variants import Options

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2] / "src/dodomu/content/exercises/kazakhstan-2022"
FILES = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in ROOT.rglob("*.csv")}
ALMATY, KYIV = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Kyiv")
EVENING = datetime(2022, 1, 10, 18, tzinfo=ALMATY)


def by_id(things: tuple[Any, ...]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def as_known(at: datetime) -> str:
    """Return the table of restrictions with what was only told later as it was told before."""
    rows = list(csv.DictReader(io.StringIO(FILES["restrictions.csv"])))
    for later in csv.DictReader(io.StringIO(FILES["known_later.csv"])):
        hour = datetime.fromisoformat(later["known_local"]).replace(tzinfo=ZoneInfo(later["tz"]))
        for row in rows:
            if later["table"] == "restrictions" and row["restriction_id"] == later["ref"] and hour > at:
                row[later["column"]] = later["before"]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def played(at: datetime, side: str) -> tuple[Built, Problem]:
    """Return the problem of the played exercise, and that of its tables as known at the same hour."""
    crisis = operations.load(exercise="kazakhstan-2022", side=side, until=at, by=SYSTEM)
    tables = FILES | {"restrictions.csv": as_known(at)}
    return problem_for(crisis, Options(), at=at), exercise.read(tables, at=at, side=side)  # type: ignore[arg-type]


def the_same_ways(ours: Problem, theirs: Problem) -> None:
    """Assert that the same goes, at the same hours, with the same seats, and is closed by the same."""
    assert (ours.begins, ours.ends, ours.zone, ours.step) == (theirs.begins, theirs.ends, theirs.zone, theirs.step)
    names = {f"charter {charter.id.removeprefix('charter-')}": charter.id for charter in ours.charters}
    renamed = [replace(leg, charter=names.get(leg.charter or "")) for leg in theirs.legs]  # a charter's name is ours
    assert by_id(ours.legs) == by_id(tuple(renamed))
    assert by_id(ours.links) == by_id(theirs.links)
    assert sorted(charter.price for charter in ours.charters) == sorted(charter.price for charter in theirs.charters)
    assert Counter(map(repr, ours.closures)) == Counter(map(repr, theirs.closures))
    # How many can wait at a shelter is told by an officer here; the tables have it in the words of a note.
    without_room = [replace(place, room=None) for place in theirs.places]
    assert by_id(ours.places) == by_id(tuple(without_room))


def test_on_10_january_the_same_ways_are_open_and_as_many_want_to_leave():
    built, theirs = played(EVENING, "ua")
    ours = built.problem

    assert ours.faults() == ()
    the_same_ways(ours, theirs)
    assert Counter((party.place, party.persons) for party in ours.parties) == Counter(
        (party.place, party.persons) for party in theirs.parties
    )
    assert (built.unplannable, built.notes) == ((), ())
    _what_differs_about_people(ours, theirs)

    outcome = solve(ours, seconds=60)
    assert check.faults_of(ours, outcome.plan) == ()
    assert outcome.status is Status.OPTIMAL and outcome.gap == 0
    assert sum(each.persons for each in outcome.plan.itineraries) > 0.9 * sum(party.persons for party in ours.parties)


def _what_differs_about_people(ours: Problem, theirs: Problem) -> None:
    """The register has one code for all medicines, and needs only where somebody named them."""
    urgent = [sum(party.persons * PRIORITIES[party.priority] for party in each.parties) for each in (ours, theirs)]
    assert 0.9 < urgent[0] / urgent[1] < 1.2
    # Of pets, babies and wheelchairs it knows those that were named; birth dates that nobody gave make nobody a baby.
    kinds = [Counter(kind for party in each.parties for kind in party.takes) for each in (ours, theirs)]
    assert all(kinds[0][kind] <= kinds[1][kind] for kind in ("infant", "wheelchair", "pet"))
    # Nobody says in a call that their passport has expired, or an officer finds out later.
    without = [sum("passport" not in party.papers for party in each.parties) for each in (ours, theirs)]
    assert without[0] <= without[1]


def test_the_other_side_has_its_own_ways():
    built, theirs = played(datetime(2022, 1, 9, 12, tzinfo=KYIV), "kz")

    assert built.problem.faults() == ()
    the_same_ways(built.problem, theirs)
    assert sum(party.persons for party in built.problem.parties) == sum(party.persons for party in theirs.parties)
