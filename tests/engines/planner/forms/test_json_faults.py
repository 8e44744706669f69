import json
from typing import Any

import pytest

from dodomu.engines.planner.forms import plan_json, problem_json
from dodomu.engines.planner.forms.faults import SENTENCES, Faults, FormCode, Unreadable

GOOD: dict[str, Any] = {
    "begins": "2031-05-12T06:00+00:00",
    "ends": "2031-05-13T06:00Z",
    "zone": "Asia/Almaty",
    "places": [{"id": "home", "kind": "home"}],
    "parties": [{"id": "p", "place": "home", "persons": 2}],
}


def refused(content: str | bytes | dict[str, Any]) -> list[tuple[FormCode, str]]:
    """Return what is wrong with a problem, and where."""
    with pytest.raises(Unreadable) as caught:
        problem_json.read(json.dumps(content) if isinstance(content, dict) else content)
    assert caught.value.count == len(caught.value.faults)
    return [(fault.code, fault.where) for fault in caught.value.faults]


def test_a_good_problem_is_read():
    problem = problem_json.read(json.dumps(GOOD))
    assert (problem.parties[0].persons, problem.step, problem.places[0].kind) == (2, 60, "home")


def test_broken_json_is_told_with_line_and_column():
    assert refused('{\n  "begins": \n}') == [(FormCode.BROKEN_JSON, "line 3, column 1")]
    assert refused("") == [(FormCode.BROKEN_JSON, "line 1, column 1")]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_told_with_line_and_column(word: str):
    assert refused('{"name": "NaN \\" Infinity",\n "budget": ' + word + "}") == [
        (FormCode.BROKEN_JSON, "line 2, column 12")
    ]


def test_a_number_that_no_machine_holds_is_told():
    assert refused(json.dumps(GOOD).replace('"zone"', '"least_chance": 1e999, "zone"')) == [
        (FormCode.NOT_A_NUMBER, "least_chance")
    ]
    assert refused("9" * 5000) == [(FormCode.BROKEN_JSON, "")]


def test_bytes_that_are_not_utf_8_are_told_with_line_and_column():
    assert refused(b'{\n"name": "\xff"}') == [(FormCode.BAD_ENCODING, "line 2, column 10")]


def test_json_that_is_nested_without_end_is_refused():
    assert refused("[" * 200_000) == [(FormCode.TOO_DEEP, "")]


def test_all_faults_are_told_at_once_each_with_its_path():
    assert refused(
        {
            **GOOD,
            "format": "dodomu-problem/9",
            "ends": "2031-05-13T06:00",
            "zone": "Mars/Olympus",
            "stop": 60,
            "places": [{"id": 7, "risk": [["2031-05-12T06:00Z", "much"], ["soon", 1]]}, "city"],
            "parties": [{"place": "home", "persons": 2.5, "papers": ["a", "a", 3], "needs": {"seat": "two"}}],
            "legs": {},
            "fleets": [{"id": "f", "hub": "h", "vehicles": 1, "seats": {}, "rounds": [{"place": "p", "out": None}]}],
            "closures": [{"at": "*", "begins": "x", "ends": "2031-05-12T06:00Z", "daily": ["23:00", "25:00"]}],
        }
    ) == [
        (FormCode.WRONG_FORMAT, "format"),
        (FormCode.UNKNOWN_FIELD, ""),
        (FormCode.NO_ZONE, "ends"),
        (FormCode.NOT_A_ZONE, "zone"),
        (FormCode.NOT_A_TEXT, "places[0].id"),
        (FormCode.NOT_A_NUMBER, "places[0].risk[0][1]"),
        (FormCode.NOT_A_MOMENT, "places[0].risk[1][0]"),
        (FormCode.NOT_AN_OBJECT, "places[1]"),
        (FormCode.NOT_WHOLE, "parties[0].persons"),
        (FormCode.NOT_A_TEXT, "parties[0].papers[2]"),
        (FormCode.NOT_WHOLE, "parties[0].needs.seat"),
        (FormCode.MISSING_FIELD, "parties[0]"),
        (FormCode.NOT_A_LIST, "legs"),
        (FormCode.NOT_WHOLE, "fleets[0].rounds[0].out"),
        (FormCode.MISSING_FIELD, "fleets[0].rounds[0]"),
        (FormCode.NOT_A_MOMENT, "closures[0].begins"),
        (FormCode.NOT_A_TIME, "closures[0].daily[1]"),
    ]


def test_a_field_that_is_given_twice_or_not_at_all_is_told_by_name():
    with pytest.raises(Unreadable) as caught:
        problem_json.read('{"begins": "2031-05-12T06:00Z", "zone": "UTC", "zone": "UTC", "places": [], "legz": []}')
    assert str(caught.value).splitlines() == [
        'there is no field "legz"; perhaps legs.',
        'the field "zone" is given more than once.',
        "the field ends is missing.",
        "the field parties is missing.",
    ]


def test_half_a_character_is_refused_because_it_could_not_be_written_again():
    assert refused(json.dumps({**GOOD, "name": "\ud83d"})) == [(FormCode.BROKEN_TEXT, "name")]


def test_more_legs_than_can_be_planned_are_refused_without_looking_at_them():
    assert refused({**GOOD, "legs": [0] * 200_001}) == [(FormCode.TOO_MANY_ROWS, "legs")]


def test_what_json_cannot_hold_is_not_written():
    problem = problem_json.read(json.dumps(GOOD))
    object.__setattr__(problem, "least_chance", float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        problem_json.write(problem)


def test_every_fault_of_a_plan_is_told_with_its_path():
    plan = {
        "itineraries": [
            {"party": "p", "persons": 1, "needs": {}, "steps": [{"leg": 3}, {"fly": "away"}, {"link": "l"}]},
        ],
        "rotations": 4,
        "charter": [],
    }
    with pytest.raises(Unreadable) as caught:
        plan_json.read(json.dumps(plan))
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [
        (FormCode.NOT_A_TEXT, "itineraries[0].steps[0].leg"),
        (FormCode.NOT_A_STEP, "itineraries[0].steps[1]"),
        (FormCode.MISSING_FIELD, "itineraries[0].steps[2]"),
        (FormCode.NOT_A_LIST, "rotations"),
        (FormCode.UNKNOWN_FIELD, ""),
    ]


def test_of_very_many_faults_some_are_kept_and_all_are_counted():
    faults = Faults()
    for line in range(5000):
        faults.add(FormCode.EMPTY_CELL, file="legs.csv", line=line)
    with pytest.raises(Unreadable) as caught:
        faults.raise_if_any()
    assert (len(caught.value.faults), caught.value.count) == (1000, 5000)
    assert len(str(caught.value).splitlines()) == 101
    assert str(caught.value).endswith("… and 4900 more.")


def test_every_sort_of_fault_of_form_has_a_sentence():
    assert set(SENTENCES) == set(FormCode)
