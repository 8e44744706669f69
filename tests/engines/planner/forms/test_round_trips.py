"""What is written is read back equal, through JSON and through a folder, whatever stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.engines.planner.forms import folder, plan_json, problem_json
from dodomu.engines.planner.forms.several import escape, split, unescape
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Travel
from dodomu.engines.planner.problem import (
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    Problem,
    Promise,
    Round,
)
from tests.engines.planner.strategies import problems

# Ids as they may be: anything that prints, with all that has a meaning in a table or in JSON.
letters = st.sampled_from(list("ab1_-.,;|=\\\"'{}[]:/#@ їқ🙂\u202eЖ"))
ids = st.text(letters, min_size=1, max_size=8).filter(lambda text: text == text.strip())
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6).filter(lambda text: text == "" or text.strip())
zones = st.one_of(
    st.sampled_from([UTC, ZoneInfo("UTC"), ZoneInfo("Asia/Almaty"), ZoneInfo("America/St_Johns")]),
    st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
# Not on a night when clocks change: Python holds no moment of it equal to one in another zone.
hours = st.datetimes(datetime(1971, 1, 10), datetime(2198, 1, 10))  # noqa: DTZ001 - put into a zone below
moments = st.builds(lambda hour, zone: hour.replace(month=1, tzinfo=UTC).astimezone(zone), hours, zones)
numbers = st.one_of(st.integers(0, 50), st.floats(0, 1e12, allow_nan=False))
counts = st.integers(0, 10**12)
amounts = st.dictionaries(ids, st.integers(-5, 10**12), max_size=2)
sets = st.frozensets(ids, max_size=2)
changes = st.lists(st.tuples(moments, numbers), min_size=1, max_size=2).map(tuple)
times = st.times()


def things(kind: type, /, **fields: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a few of one kind; those that have an id have each another."""
    has_id = "id" in fields
    made = st.builds(kind, **fields)
    return st.lists(made, max_size=2, unique_by=(lambda each: each.id) if has_id else None).map(tuple)


anything = st.builds(
    Problem,
    begins=moments,
    ends=moments,
    zone=zones,
    places=things(
        Place,
        id=ids,
        name=words,
        kind=st.sampled_from(["place", "airport", "home"]),
        country=st.sampled_from(["", "UA"]),
        position=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        risk=numbers | changes,
        processing=st.none() | counts | changes,
        room=st.none() | counts,
    ),
    parties=things(
        Party,
        id=ids,
        place=ids,
        persons=counts,
        needs=amounts,
        papers=sets,
        priority=ids,
        available_from=st.none() | moments,
        waiting_since=st.none() | moments,
        car=st.booleans(),
        may_split=st.booleans(),
        refuses=sets,
        promise=st.none() | st.builds(Promise, ids, counts),
    ),
    legs=things(
        Leg,
        id=ids,
        origin=ids,
        target=ids,
        departs=moments,
        arrives=moments,
        seats=amounts,
        buffer=counts,
        held_back=amounts,
        papers=sets,
        price=counts,
        paid_by=st.sampled_from(["state", "traveller", "partner"]),
        chance=numbers,
        danger=numbers,
        permission=st.none() | ids,
        charter=st.none() | ids,
        mode=words,
        countries=sets,
        processed=st.booleans(),
    ),
    charters=things(Charter, id=ids, price=counts),
    fleets=things(
        Fleet,
        id=ids,
        hub=ids,
        vehicles=counts,
        seats=amounts,
        rounds=things(Round, place=ids, out=counts, back=counts, danger=numbers),
        drivers_minutes=st.none() | counts,
    ),
    links=things(
        Link, id=ids, origin=ids, target=ids, minutes=counts, needs_car=st.booleans(), danger=numbers, price=counts
    ),
    closures=things(
        Closure,
        at=ids,
        begins=moments,
        ends=moments,
        daily=st.none() | st.tuples(times, times),
        stops=st.sampled_from(["departures", "arrivals", "both"]),
        road_only=st.booleans(),
        zone=st.none() | zones,
        why=words,
    ),
    permissions=things(Permission, id=ids, quota=counts, begins=st.none() | moments, ends=st.none() | moments),
    priorities=st.dictionaries(ids, counts, min_size=1, max_size=2),
    kinds=st.lists(ids, min_size=1, max_size=4).map(tuple),
    budget=st.none() | counts,
    least_chance=numbers,
    step=counts,
    name=words,
)


@given(anything)
@settings(max_examples=40, deadline=None)
def test_any_problem_comes_back_from_json_as_it_was(problem: Problem):
    assert problem_json.read(problem_json.write(problem)) == problem
    assert problem_json.read(problem_json.write(problem).encode()) == problem


@given(anything)
@settings(max_examples=40, deadline=None)
def test_any_problem_comes_back_from_a_folder_as_it_was(problem: Problem):
    files = folder.write(problem)
    assert folder.read(files) == problem
    assert folder.read({name: text.encode() for name, text in files.items()}) == problem


@given(anything)
@settings(max_examples=20, deadline=None)
def test_writing_what_was_read_gives_the_same_text(problem: Problem):
    text, files = problem_json.write(problem), folder.write(problem)
    assert problem_json.write(problem_json.read(text)) == text
    assert folder.write(folder.read(files)) == files


@given(problems())
@settings(max_examples=20, deadline=None)
def test_a_problem_that_can_be_planned_comes_back_from_both_forms(problem: Problem):
    # In the hour that a night repeats, Python calls no two moments of different zones equal; as text they are.
    text = problem_json.write(problem)
    assert problem_json.write(problem_json.read(text)) == text
    assert problem_json.write(folder.read(folder.write(problem))) == text


@given(anything)
@settings(max_examples=20, deadline=None)
def test_a_folder_may_hold_the_settings_as_json_and_the_rest_as_tables(problem: Problem):
    files = folder.write(problem)
    del files["settings.csv"]
    sorts = ("places", "parties", "legs", "charters", "fleets", "links", "closures", "permissions")
    nothing: dict[str, Any] = dict.fromkeys(sorts, ())
    only = replace(problem, **nothing)
    text = problem_json.write(only).replace(',\n  "places": [],\n  "parties": []', "")
    assert folder.read({**files, "problem.json": text}) == problem
    assert folder.read({"problem.json": problem_json.write(problem)}) == problem


moves = st.builds(Ride, ids, st.none() | moments) | st.builds(Travel, ids, moments) | st.builds(Shuttle, ids)
itineraries = st.builds(
    Itinerary, party=ids, persons=counts, needs=amounts, steps=st.lists(moves, max_size=2).map(tuple)
)
plans = st.builds(
    Plan,
    itineraries=st.lists(itineraries, max_size=2).map(tuple),
    rotations=things(Rotation, id=ids, fleet=ids, vehicle=counts, place=ids, leaves=moments),
    charters=sets,
)


@given(plans)
@settings(max_examples=40, deadline=None)
def test_any_plan_comes_back_from_json_as_it_was(plan: Plan):
    assert plan_json.read(plan_json.write(plan)) == plan


@given(st.lists(st.text("a|=\\ ", min_size=1, max_size=5), min_size=1, max_size=4))
def test_parts_of_a_cell_come_apart_as_they_were_joined(parts: list[str]):
    assert [unescape(part) for part in split("|".join(map(escape, parts)))] == parts


def test_hours_of_a_named_zone_come_back_as_the_same_moments():
    zone = ZoneInfo("Europe/Kyiv")
    closure = Closure("*", datetime(2031, 7, 1, tzinfo=zone), datetime(2031, 12, 1, tzinfo=zone), (time(23), time(7)))
    problem = Problem(closure.begins, closure.ends, zone, (), (), closures=(closure,))
    again = problem_json.read(problem_json.write(problem))
    assert again == problem
    assert again.zone is zone
    assert again.begins.utcoffset() == timedelta(hours=3) and again.ends.utcoffset() == timedelta(hours=2)
