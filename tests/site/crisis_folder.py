"""The example crisis as a folder of tables, for the commands that read one, and an environment to run them in."""

import os
from pathlib import Path

from dodomu.engines.planner.forms import folder, plan_json
from tests.web.parts.plans.example import PLAN, PROBLEM

ROOT = Path(__file__).resolve().parents[2]


def write_crisis(made: Path) -> Path:
    """Write the tables of the example, with its plan beside them."""
    made.mkdir()
    for name, text in folder.write(PROBLEM).items():
        (made / name).write_text(text, encoding="utf-8")
    (made / "plan.json").write_text(plan_json.write(PLAN), encoding="utf-8")
    return made


def bare() -> dict[str, str]:
    """An environment without settings, keys or a database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONIOENCODING": "utf-8"}
