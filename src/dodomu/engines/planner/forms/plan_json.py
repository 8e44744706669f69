"""A plan as JSON. `plan.schema.json` beside this file is its published form."""

from typing import Any

from dodomu.engines.planner.forms import json_text, tables
from dodomu.engines.planner.forms.faults import Faults, FormCode
from dodomu.engines.planner.forms.several import AMOUNTS, NO_CELLS, SET, all_of
from dodomu.engines.planner.forms.tables import Field, Sort, list_of
from dodomu.engines.planner.forms.values import IDENT, INSTANT, WHOLE_NUMBER, Value, wrong
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Step, Travel

FORMAT = "dodomu-plan/1"

RIDE = tables.sort_of(
    "rides",
    "ride",
    Ride,
    Field("leg", IDENT, "The leg.", required=True),
    Field("processed", INSTANT, "Beginning of the step in which they are brought to it, where that is needed."),
)
TRAVEL = tables.sort_of(
    "travels",
    "travel",
    Travel,
    Field("link", IDENT, "The link.", required=True),
    Field("leaves", INSTANT, "When they set out.", required=True),
)
SHUTTLE = tables.sort_of(
    "shuttles", "shuttle", Shuttle, Field("rotation", IDENT, "The rotation of this plan.", required=True)
)
STEPS: dict[str, Sort] = {"leg": RIDE, "link": TRAVEL, "rotation": SHUTTLE}


def _read_step(raw: Any) -> Step:
    sort = next((sort for name, sort in STEPS.items() if isinstance(raw, dict) and name in raw), None)
    if sort is None:
        raise wrong(FormCode.NOT_A_STEP, raw)
    step: Step = tables.read_nested(raw, sort)
    return step


def _write_step(step: Step) -> dict[str, Any]:
    sort = RIDE if isinstance(step, Ride) else TRAVEL if isinstance(step, Travel) else SHUTTLE
    return tables.write_object(step, sort)


MOVES = Value(
    {"type": "array", "items": {"oneOf": [{"$ref": f"#/$defs/{sort.noun}"} for sort in STEPS.values()]}},
    lambda raw: tuple(all_of(raw, _read_step)),
    lambda steps: [_write_step(each) for each in steps],
    *NO_CELLS,
)
ITINERARY = tables.sort_of(
    "itineraries",
    "itinerary",
    Itinerary,
    Field("party", IDENT, "The party.", required=True),
    Field("persons", WHOLE_NUMBER, "How many of them travel so.", required=True),
    Field("needs", AMOUNTS, "What they take of each vehicle, by kind.", required=True),
    Field("steps", MOVES, "Their movements, one after the other.", required=True),
)
ROTATION = tables.sort_of(
    "rotations",
    "rotation",
    Rotation,
    Field("id", IDENT, "Its id in this plan.", required=True),
    Field("fleet", IDENT, "The fleet.", required=True),
    Field("vehicle", WHOLE_NUMBER, "Which of its vehicles, from 0.", required=True),
    Field("place", IDENT, "Where it goes to fetch people.", required=True),
    Field("leaves", INSTANT, "When it leaves its hub.", required=True),
)
PLAN = tables.sort_of(
    "plan",
    "plan",
    Plan,
    Field("itineraries", list_of(ITINERARY), "How each party, or part of one, comes home.", default=()),
    Field("rotations", list_of(ROTATION), "The journeys that vehicles of fleets make.", default=()),
    Field("charters", SET, "Which charters are hired.", default=frozenset()),
)


def read(content: str | bytes) -> Plan:
    """Return the plan that a JSON text describes, or raise Unreadable with every fault of form that it has.

    Whether it holds for a problem is another question: ask `check.faults_of`.
    """
    faults = Faults()
    raw = json_text.parse(content, faults)
    faults.raise_if_any()
    tables.read_format(raw, FORMAT, faults)
    if isinstance(raw, dict):
        repeated = getattr(raw, "repeated", ())
        raw = json_text.Object({name: each for name, each in raw.items() if name not in ("format", "$schema")})
        raw.repeated = repeated
    plan = tables.read_object(raw, "", PLAN, faults)
    faults.raise_if_any()
    assert isinstance(plan, Plan)  # noqa: S101 - without faults there is a plan
    return plan


def write(plan: Plan) -> str:
    """Return a plan as JSON that `read` reads back equal."""
    return json_text.render({"format": FORMAT, **tables.write_object(plan, PLAN)})
