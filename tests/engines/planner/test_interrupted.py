"""A search that is stopped, hurried or killed leaves the best that it had found."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from dodomu.engines.planner import check, solve
from dodomu.engines.planner.forms import problem_json
from dodomu.engines.planner.plan import LevelName, Plan, Progress, Status
from dodomu.engines.planner.problem import Charter, Closure, Fleet, Leg, Link, Party, Permission, Place, Problem, Round
from dodomu.site.cli.plan import answer_json
from tests.engines.planner.meaning import wrongs

BEGINS = datetime(2026, 3, 10, 6, tzinfo=UTC)
PATIENCE = 120.0  # seconds that a test waits for another process before it fails


def at(hours: float) -> datetime:
    return BEGINS + timedelta(hours=hours)


def medium(parties: int = 600, seed: int = 7) -> Problem:
    """Return a problem that nobody solves with proof in a second: some hundred parties, too few seats for them."""
    random = Random(seed)
    cities = [Place(f"c{n}", kind="place", country="XA", risk=random.uniform(0.1, 1)) for n in range(12)]
    hubs = [Place(f"h{n}", kind="airport", country="XA", risk=0.1, processing=60, room=150) for n in range(3)]
    links = [
        Link(f"{kind}-{city.id}-{hub.id}", city.id, hub.id, random.randint(100, 700), kind == "car", danger=0.3)
        for city in cities
        for hub in random.sample(hubs, 2)
        for kind in ("car", "taxi")
    ]
    legs = []
    for number in range(40):
        departs = at(random.uniform(10, 70))
        legs.append(
            Leg(
                id=f"l{number}",
                origin=random.choice(hubs).id,
                target="home",
                departs=departs,
                arrives=departs + timedelta(minutes=200),
                seats={"seat": random.randint(10, 40), "wheelchair": 1, "infant": 3},
                buffer=90,
                price=100,
                permission="leave" if number % 7 == 0 else None,
                charter=f"hire{number // 10}" if number % 5 == 0 else None,
            )
        )
    rounds = tuple(Round(city.id, random.randint(60, 300), random.randint(60, 300), 0.1) for city in cities[:6])
    return Problem(
        begins=BEGINS,
        ends=at(72),
        zone=UTC,
        places=(*cities, *hubs, Place("home", kind="home")),
        parties=tuple(party(f"p{number:04}", random) for number in range(parties)),
        legs=tuple(legs),
        charters=tuple(Charter(f"hire{number}", 3000) for number in range(4)),
        fleets=(Fleet("buses", "h0", 5, {"seat": 20, "wheelchair": 1, "infant": 3}, rounds),),
        links=tuple(links),
        closures=(Closure("h1", at(20), at(32)),),
        permissions=(Permission("leave", 60),),
        budget=60_000,
    )


def party(name: str, random: Random) -> Party:
    persons = random.choice([1, 1, 2, 2, 3, 4, 5])
    needs = {"seat": persons - 1, "wheelchair": 1} if persons > 1 and random.random() < 0.05 else {}
    return Party(
        id=name,
        place=f"c{random.randrange(12)}",
        persons=persons,
        needs=needs,
        priority=random.choice(["medical", "children", "frail", "family", "other", "other"]),
        car=random.random() < 0.4,
        available_from=at(random.uniform(0, 20)),
    )


@pytest.fixture(scope="module")
def problem() -> Problem:
    made = medium()
    for _ in range(3):  # on a new machine the compiler comes first, and no limit of time is for it
        solve(made, seconds=3)
    return made


def home(problem: Problem, plan: Plan) -> int:
    """Return the first value of a plan that holds."""
    assert check.faults_of(problem, plan) == ()
    assert wrongs(problem, plan) == []
    return check.values_of(problem, plan)[LevelName.HOME]


def test_the_problem_of_these_tests_has_no_faults(problem):
    assert problem.faults() == ()


def test_a_search_that_is_stopped_returns_the_best_it_told_of(problem):
    told: list[Progress] = []
    outcome = solve(problem, seconds=60, progress=told.append, stop=lambda: any(news.plan for news in told))
    assert outcome.status is Status.STOPPED
    best = max(home(problem, news.plan) for news in told if news.plan)
    assert outcome.value == home(problem, outcome.plan) >= best > 0
    assert outcome.value <= outcome.bound


def test_a_search_that_is_stopped_before_it_begins_returns_a_plan_that_holds(problem):
    outcome = solve(problem, seconds=60, stop=lambda: True)
    assert outcome.status is Status.STOPPED
    assert outcome.value == home(problem, outcome.plan) <= outcome.bound


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_no_time_at_all_still_gives_a_plan_that_holds(problem, seconds):
    began = time.monotonic()
    outcome = solve(problem, seconds=seconds)
    assert time.monotonic() - began < seconds + 5
    assert outcome.status is Status.OUT_OF_TIME
    assert outcome.value == home(problem, outcome.plan) <= outcome.bound
    assert all(level.name in LevelName for level in outcome.levels)


def test_plans_that_are_told_only_get_better(problem):
    told: list[Progress] = []
    outcome = solve(problem, seconds=3, progress=told.append)
    values = [home(problem, news.plan) for news in told if news.plan]
    assert values == sorted(values)
    assert outcome.value == home(problem, outcome.plan) >= values[-1]
    bounds = [news.bound for news in told if news.bound is not None]
    assert outcome.bound <= min(bounds, default=outcome.bound)
    assert [news.seconds for news in told] == sorted(news.seconds for news in told)


def test_a_search_from_a_plan_that_is_stopped_at_once_keeps_its_value(problem):
    first = solve(problem, seconds=2)
    again = solve(problem, seconds=60, start=first.plan, stop=lambda: True)
    assert home(problem, again.plan) >= first.value


def test_somebody_who_asks_to_stop_by_an_error_gets_it_back(problem):
    class EnoughError(Exception):
        pass

    def enough(_news: Progress) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        solve(problem, seconds=20, progress=enough)


# the command


@pytest.fixture
def asked(problem: Problem, tmp_path: Path) -> Iterator[tuple[Path, "subprocess.Popen[bytes]"]]:
    """Start `dodomu plan` on a long search; the file in which it keeps its best plan, and its process."""
    there = tmp_path / "crisis.json"
    there.write_text(problem_json.write(problem), encoding="utf-8")
    best = tmp_path / "plan.json"
    words = [sys.executable, "-m", "dodomu", "plan", str(there), "--seconds", "600", "--json", str(best), "--quiet"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    try:
        yield best, process
    finally:
        process.kill()
        process.communicate()


def environment() -> dict[str, str]:
    """Return where the source is, and nothing that the command could need to have been set."""
    names = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in names if name in os.environ} | {"PYTHONPATH": "src"}


def wait_for(file: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, "no plan was written"
        if process.poll() is not None:
            pytest.fail(f"ended with {process.returncode} before a plan: {process.communicate()}")
        time.sleep(0.02)


def test_a_process_that_is_killed_leaves_its_last_best_plan_whole(problem, asked):
    file, process = asked
    wait_for(file, process)
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert home(problem, answer_json.read_plan(file.read_bytes())) > 0


def test_a_process_that_is_interrupted_writes_the_best_and_says_so(problem, asked):
    file, process = asked
    wait_for(file, process)
    before = home(problem, answer_json.read_plan(file.read_bytes()))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    assert home(problem, answer_json.read_plan(file.read_bytes())) >= before


def test_a_killed_search_can_be_taken_up_where_it_was(problem, asked):
    file, process = asked
    wait_for(file, process)
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    kept = answer_json.read_plan(file.read_bytes())
    outcome = solve(problem, seconds=1, start=kept)
    assert home(problem, outcome.plan) >= home(problem, kept)


def test_a_plan_of_another_problem_to_begin_from_does_no_harm(problem):
    other = replace(problem, parties=problem.parties[:300], legs=problem.legs[10:])
    outcome = solve(other, seconds=1, start=solve(problem, seconds=1).plan)
    assert outcome.value == home(other, outcome.plan)
