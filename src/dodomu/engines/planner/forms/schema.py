"""The published forms as JSON Schema (draft 2020-12), made from the same tables that are read and written by.

`problem.schema.json` and `plan.schema.json` beside this file hold what these functions return; a test keeps them so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dodomu.engines.planner.forms import plan_json, problem_json, tables
from dodomu.engines.planner.forms.tables import Field, Sort

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def problem_schema() -> dict[str, Any]:
    """Return the schema of a problem."""
    listed = {sort.name: {"type": "array", "items": {"$ref": f"#/$defs/{sort.noun}"}} for sort in tables.SORTS.values()}
    properties = {"format": {"const": problem_json.FORMAT}, **_properties(tables.SETTINGS.fields), **listed}
    required = [*_required(tables.SETTINGS.fields), "places", "parties"]
    sorts = [*tables.SORTS.values(), tables.PROMISES, tables.ROUNDS]
    return _document("A problem of the Dodomu planner", properties, required, sorts)


def plan_schema() -> dict[str, Any]:
    """Return the schema of a plan."""
    properties = {"format": {"const": plan_json.FORMAT}, **_properties(plan_json.PLAN.fields)}
    sorts = [plan_json.ITINERARY, *plan_json.STEPS.values(), plan_json.ROTATION]
    return _document("A plan of the Dodomu planner", properties, [], sorts)


def _document(title: str, properties: Mapping[str, Any], required: list[str], sorts: Iterable[Sort]) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": {"$schema": {"type": "string"}, **properties},
        "required": required,
        "additionalProperties": False,
        "$defs": {sort.noun: _definition(sort) for sort in sorts},
    }


def _definition(sort: Sort) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": _properties(sort.fields),
        "required": _required(sort.fields),
        "additionalProperties": False,
    }


def _properties(fields: Iterable[Field]) -> dict[str, Any]:
    return {each.name: _property(each) for each in fields}


def _property(each: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"description": each.words}
    if each.required:
        return {**found, **each.value.schema}
    if each.default is None:
        return {**found, "anyOf": [each.value.schema, {"type": "null"}]}
    return {**found, **each.value.schema, "default": each.value.to_json(each.default)}


def _required(fields: Iterable[Field]) -> list[str]:
    return [each.name for each in fields if each.required]
