"""The exercise as a problem: known figures come out right, and nothing is known before its hour."""

import csv
import io
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dodomu.engines.planner.forms import exercise, folder, problem_json
from dodomu.engines.planner.forms.exercise.sheets import NEEDED
from dodomu.engines.planner.forms.faults import FormCode, Unreadable
from dodomu.engines.planner.problem import Problem

ROOT = Path(__file__).resolve().parents[4] / "src/dodomu/content/exercises/kazakhstan-2022"
FILES = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in ROOT.rglob("*.csv")}
ALMATY = ZoneInfo("Asia/Almaty")


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 1, day, hour, minute, tzinfo=ALMATY)


def known_at(at: datetime, side: str = "ua", **changes: str) -> Problem:
    return exercise.read(FILES | changes, at=at, side=side)  # type: ignore[arg-type]


def changed(file: str, row: str, **cells: str) -> str:
    """Return a file with cells of one row changed."""
    rows = list(csv.DictReader(io.StringIO(FILES[file])))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows({**each, **cells} if next(iter(each.values())) == row else each for each in rows)
    return text.getvalue()


@pytest.mark.parametrize("side", ["ua", "kz"])
@pytest.mark.parametrize("day", [5, 6, 9, 10, 12, 13, 16, 19])
def test_the_problem_of_every_day_has_no_faults_and_comes_back_from_both_forms(side: str, day: int):
    problem = known_at(on(day, 18), side)
    assert [str(fault) for fault in problem.faults()] == []
    assert problem_json.read(problem_json.write(problem)) == problem
    assert folder.read(folder.write(problem)) == problem


def test_116_citizens_waited_in_almaty_on_january_9():
    problem = known_at(on(9, 16))
    persons = {row["person_id"]: row for row in csv.DictReader(io.StringIO(FILES["people/persons.csv"]))}
    groups = {row["group_id"]: row for row in csv.DictReader(io.StringIO(FILES["people/groups.csv"]))}
    waiting = [party for party in problem.parties if party.place == "ala"]
    members = [persons[each] for party in waiting for each in groups[party.id]["members"].split("|")]
    assert sum(each["counts_as_citizen"] == "1" for each in members) == 116
    assert sum(party.persons for party in waiting) == len(members) == 119  # relatives travel with them


def test_who_has_left_is_not_planned_for_again():
    before, after = known_at(on(9, 12)), known_at(on(9, 21))
    assert "G001" in {party.id for party in before.parties}
    assert "G001" not in {party.id for party in after.parties}


def test_somebody_who_changed_their_mind_is_planned_for_from_that_hour_on():
    told = [row for row in csv.DictReader(io.StringIO(FILES["people/events.csv"])) if row["kind"] == "intent"]
    assert {row["detail"] for row in told} == {"stay", "return_home"}
    for row in told[::2]:
        hour = datetime.fromisoformat(row["at_local"]).replace(tzinfo=ALMATY)
        before = {party.id for party in known_at(hour - timedelta(minutes=1)).parties}
        after = {party.id for party in known_at(hour).parties}
        assert (row["group_id"] in after) is (row["detail"] == "return_home")
        assert (row["group_id"] in before) is (row["detail"] == "stay")


def test_nothing_is_known_before_its_hour():
    assert "N112" not in {leg.id for leg in known_at(on(11, 19, 44)).legs}
    assert "N112" in {leg.id for leg in known_at(on(11, 19, 45)).legs}
    blizzard = "road closed (Z063)"
    assert blizzard not in {closure.why for closure in known_at(on(12, 17, 59)).closures}
    assert blizzard in {closure.why for closure in known_at(on(12, 18)).closures}


def test_what_happened_in_the_end_is_never_read():
    assert not {"outcome", "ticket", "depart_utc", "arrive_utc"} & {name for each in NEEDED.values() for name in each}
    as_if = {name: FILES[name].replace(",ran,", ",cancelled,").replace(",unknown,", ",ran,") for name in ("links.csv",)}
    assert known_at(on(10, 18), **as_if) == known_at(on(10, 18))


def test_traps_of_the_timetables_stay_out():
    problems = known_at(on(9, 9)), known_at(on(10, 18))
    ids = {leg.id for problem in problems for leg in problem.legs}
    ids |= {link.id for problem in problems for link in problem.links}
    assert not ids & {"W00", "W01"}  # suspended
    assert not {each for each in ids if each.startswith("R0")}  # free seats that policy forbids
    assert "A005" not in ids  # no block of seats for the embassy


def test_booking_closes():
    assert "A031" in {leg.id for leg in known_at(on(10, 14)).legs}
    assert "A031" not in {leg.id for leg in known_at(on(10, 15)).legs}


def test_a_charter_costs_the_same_half_empty():
    problem = known_at(on(10, 14))
    leg = next(leg for leg in problem.legs if leg.id == "A030")
    assert (leg.charter, leg.price, leg.seats["seat"], leg.chance) == ("charter A030", 0, 180, 0.55)
    assert {charter.id: charter.price for charter in problem.charters} == {"charter A030": 74000, "charter A031": 68000}


def test_wall_times_are_those_of_the_place():
    leg = next(leg for leg in known_at(on(10, 18)).legs if leg.id == "A006")
    assert leg.departs == datetime(2022, 1, 13, 13, 50, tzinfo=UTC)
    assert leg.arrives == datetime(2022, 1, 13, 18, 40, tzinfo=UTC)
    assert leg.buffer == 120


def test_a_curfew_holds_in_all_of_its_region_and_on_roads_only():
    curfews = [closure for closure in known_at(on(10, 18)).closures if closure.why == "curfew (Z016)"]
    assert {closure.at for closure in curfews} == {
        *("ala", "ap_ala", "rs_ala1", "rs_ala2", "as_ala_n", "as_ala_s", "as_ala_w", "sh_ala")
    }
    assert all(closure.road_only and closure.daily == (time(23), time(7)) for closure in curfews)


def test_an_airport_that_opens_for_some_hours_is_closed_for_the_others():
    closures = [each for each in known_at(on(13, 9)).closures if each.at == "ap_ala" and not each.road_only]
    assert [(each.daily, each.why) for each in closures] == [((time(21), time(8)), "airport hours (Z031)")]


def test_needs_papers_priority_and_rooms_are_those_of_the_tables():
    problem = known_at(on(10, 18))
    parties = {party.id: party for party in problem.parties}
    assert parties["G016"].priority == "children" and not parties["G016"].may_split
    assert parties["G018"].may_split
    assert {place.id: place.room for place in problem.places if place.room} == {
        "sh_ala": 70,
        "sh_nqz": 60,
        "sh_ktl": 50,
    }
    assert any(party.needs.get("infant") for party in parties.values())
    assert any("passport" not in party.papers for party in parties.values())


def test_home_is_the_sending_country_on_either_side():
    homes = {place.id for place in known_at(on(9, 14), "kz").places if place.kind == "home"}
    assert "ap_nqz" in homes and "kyv" not in homes
    assert {party.place for party in known_at(on(9, 14), "kz").parties} == {"kyv"}


def test_every_fault_of_the_folder_is_told_with_file_line_and_column():
    broken = {
        "links.csv": changed("links.csv", "A006", depart_local="soon", seats_block="many", from_id="atlantis"),
        "restrictions.csv": changed("restrictions.csv", "Z016", tz="Mars", daily_from="25:00"),
        "people/groups.csv": changed("people/groups.csv", "G016", members="P9999"),
    }
    with pytest.raises(Unreadable) as caught:
        known_at(on(10, 18), **broken)
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [
        (FormCode.UNKNOWN_ROW, "links.csv, line 7, column from_id"),
        (FormCode.NOT_A_MOMENT, "links.csv, line 7, column depart_local"),
        (FormCode.NOT_A_NUMBER, "links.csv, line 7, column seats_block"),
        (FormCode.NOT_A_ZONE, "restrictions.csv, line 17, column tz"),
        (FormCode.UNKNOWN_ROW, "people/groups.csv, line 17, column members"),
    ]
    with pytest.raises(Unreadable) as caught:
        exercise.read({}, at=on(10, 18))
    assert [fault.where for fault in caught.value.faults] == [
        *("places.csv", "links.csv", "restrictions.csv", "people/groups.csv", "people/persons.csv")
    ]
