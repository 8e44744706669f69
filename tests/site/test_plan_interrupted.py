"""`dodomu plan` while it searches: interrupted once, interrupted twice, killed. Each in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dodomu.site.cli.plan import answer_json
from tests.site.crisis_folder import bare, write_crisis
from tests.web.parts.plans.example import PLAN

SEARCH = """
import sys, time
from dodomu.engines import planner
from dodomu.engines.planner.plan import Progress
from dodomu.site.cli.main import main
from tests.web.parts.plans.example import OUTCOME, PLAN
from dataclasses import replace
from dodomu.engines.planner.plan import Status

def solve(problem, *, progress, stop, **given):
    progress(Progress(0.1, "mending", 73, 75, PLAN))
    while not stop() or DEAF:
        time.sleep(0.02)
    return replace(OUTCOME, status=Status.STOPPED)

planner.solve = solve
sys.exit(main(["plan", *sys.argv[1:]]))
"""


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    return write_crisis(tmp_path / "crisis")


def search(crisis: Path, file: Path, *, deaf: bool = False) -> subprocess.Popen[str]:
    """Start a search and wait until its first plan is kept."""
    code = SEARCH.replace("DEAF", str(deaf))
    begun = subprocess.Popen(
        [sys.executable, "-c", code, str(crisis), "--json", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=bare(),
    )
    end = time.monotonic() + 40
    while not file.exists():
        assert begun.poll() is None, begun.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    return begun


def test_an_interrupted_search_shows_and_writes_the_best_plan(crisis: Path, tmp_path: Path) -> None:
    begun = search(crisis, tmp_path / "best.json")
    begun.send_signal(signal.SIGINT)
    out, err = begun.communicate(timeout=40)
    assert begun.returncode == 130
    assert "34 of 41 people come home." in out
    assert "Stopping; the best plan so far follows." in err
    assert json.loads((tmp_path / "best.json").read_text(encoding="utf-8"))["status"] == "stopped"


def test_a_second_interrupt_ends_at_once_even_a_search_that_hears_nothing(crisis: Path, tmp_path: Path) -> None:
    begun = search(crisis, tmp_path / "best.json", deaf=True)
    begun.send_signal(signal.SIGINT)
    time.sleep(0.5)
    begun.send_signal(signal.SIGINT)
    out, _err = begun.communicate(timeout=20)
    assert begun.returncode == 130
    assert out == ""
    assert answer_json.read_plan((tmp_path / "best.json").read_bytes()) == PLAN


def test_a_killed_search_leaves_its_best_plan(crisis: Path, tmp_path: Path) -> None:
    begun = search(crisis, tmp_path / "best.json")
    begun.kill()
    begun.communicate(timeout=20)
    told = json.loads((tmp_path / "best.json").read_text(encoding="utf-8"))
    assert told["status"] == "searching"
    assert told["levels"] == [{"level": "home", "value": 73, "bound": 75, "gap": 0.027397}]
    assert answer_json.read_plan((tmp_path / "best.json").read_bytes()) == PLAN
