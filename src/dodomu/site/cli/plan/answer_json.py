"""The file of an answer: the plan as the planner writes it, with what is known of how good it is.

    {"format": "dodomu-answer/1", "status": "out-of-time", "seconds": 60.1, "seed": 0,
     "levels": [{"level": "home", "value": 83, "bound": 85, "gap": 0.0241}, …], "plan": {"format": "dodomu-plan/1", …}}

While a search goes on the status is "searching", and only the first level is told.
"""

import json
from typing import Any

from dodomu.engines.planner.forms import plan_json
from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Progress

FORMAT = "dodomu-answer/1"
SEARCHING = "searching"


def write(outcome: Outcome, plan: Plan) -> str:
    """Return the text of an answer."""
    levels = [_level(each) for each in outcome.levels]
    return _text(outcome.status.value, outcome.seconds, outcome.seed, levels, plan, outcome.reason)


def write_so_far(progress: Progress, plan: Plan, seed: int) -> str:
    """Return the text of the best answer of a search that goes on."""
    levels = []
    if progress.value is not None and progress.bound is not None:
        levels.append(_level(Level(LevelName.HOME, progress.value, progress.bound)))
    return _text(SEARCHING, progress.seconds, seed, levels, plan)


def read_plan(content: bytes) -> Plan:
    """Return the plan of an answer, or of a file that is a plan alone; or raise forms' Unreadable."""
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError):
        return plan_json.read(content)  # it says where the text is broken
    if isinstance(raw, dict) and raw.get("format") == FORMAT and "plan" in raw:
        return plan_json.read(json.dumps(raw["plan"]))
    return plan_json.read(content)


def _level(level: Level) -> dict[str, Any]:
    return {"level": level.name.value, "value": level.value, "bound": level.bound, "gap": round(level.gap, 6)}


def _text(status: str, seconds: float, seed: int, levels: list[dict[str, Any]], plan: Plan, reason: str = "") -> str:
    about: dict[str, Any] = {"format": FORMAT, "status": status, "seconds": round(seconds, 3), "seed": seed}
    if reason:
        about["reason"] = reason
    about["levels"] = levels
    head = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "plan": {plan_json.write(plan).strip()}\n}}\n'
