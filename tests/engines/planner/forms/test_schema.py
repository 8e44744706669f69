"""The published forms say what is read and written, no more and no less."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings

from dodomu.engines.planner.forms import plan_json, problem_json, schema
from dodomu.engines.planner.problem import Problem
from tests.engines.planner.forms.test_round_trips import anything, plans
from tests.engines.planner.strategies import problems

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


Rule = dict[str, Any]


def holds(value: Any, rule: Rule, root: Rule) -> bool:
    """Tell whether a value is as a schema says: all the words of the language that our schemas use."""
    rules = rule | (root["$defs"][rule["$ref"].rpartition("/")[2]] if "$ref" in rule else {})
    is_typed = "type" not in rules or isinstance(value, TYPES[rules["type"]])
    return (
        is_typed
        and not (isinstance(value, bool) and rules.get("type", "boolean") != "boolean")
        and value == rules.get("const", value)
        and value in rules.get("enum", [value])
        and ("anyOf" not in rules or any(holds(value, each, root) for each in rules["anyOf"]))
        and ("oneOf" not in rules or sum(holds(value, each, root) for each in rules["oneOf"]) == 1)
        and all(parts(value, rules, root))
    )


def parts(value: Any, rules: Rule, root: Rule) -> Iterator[bool]:
    """Tell of what is in a value whether it is as a schema says."""
    if isinstance(value, dict):
        known, others = rules.get("properties", {}), rules.get("additionalProperties", {})
        yield set(rules.get("required", ())) <= value.keys()
        yield others is not False or value.keys() <= known.keys()
        yield from (holds(each, known.get(name, others or {}), root) for name, each in value.items())
    elif isinstance(value, list):
        first, others = rules.get("prefixItems", []), rules.get("items", {})
        yield rules.get("minItems", 0) <= len(value) <= rules.get("maxItems", len(value))
        yield from (holds(each, [*first, others][min(at, len(first))], root) for at, each in enumerate(value))
    elif isinstance(value, str):
        yield len(value) >= rules.get("minLength", 0) and bool(re.search(rules.get("pattern", ""), value))


@pytest.mark.parametrize("name", ["problem", "plan"])
def test_the_published_schema_is_the_one_that_the_tables_make(name: str):
    published = files("dodomu.engines.planner.forms").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    made = getattr(schema, f"{name}_schema")()
    assert json.loads(published) == made


@given(anything | problems())
@settings(max_examples=30, deadline=None)
def test_every_problem_that_is_written_is_as_the_schema_says(problem: Problem):
    rules = schema.problem_schema()
    assert holds(json.loads(problem_json.write(problem)), rules, rules)


@given(plans)
@settings(max_examples=30, deadline=None)
def test_every_plan_that_is_written_is_as_the_schema_says(plan: Any):
    rules = schema.plan_schema()
    assert holds(json.loads(plan_json.write(plan)), rules, rules)


def test_the_schema_refuses_what_the_reader_refuses():
    rules = schema.problem_schema()
    good = {"begins": "2031-05-12T06:00Z", "ends": "2031-05-13T06:00Z", "zone": "UTC", "places": [], "parties": []}
    assert holds(good, rules, rules)
    assert not holds({**good, "stop": 60}, rules, rules)
    assert not holds({**good, "places": [{"name": "nowhere"}]}, rules, rules)
    assert not holds({**good, "places": [{"id": "x", "risk": [["2031-05-12T06:00Z"]]}]}, rules, rules)
    assert not holds({name: each for name, each in good.items() if name != "zone"}, rules, rules)
