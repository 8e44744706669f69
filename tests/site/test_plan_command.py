"""`dodomu plan`, as it is typed: what it reads, shows and writes, how it ends, and what it leaves when it is killed."""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from dodomu.engines import planner
from dodomu.engines.planner.forms import plan_json, problem_json
from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Progress, Status
from dodomu.engines.planner.problem import Problem
from dodomu.site.cli import main, plan
from dodomu.site.cli.plan import answer_json
from dodomu.site.cli.plan.telling import Teller
from tests.site.crisis_folder import bare, write_crisis
from tests.web.parts.plans.example import OUTCOME, PLAN, PROBLEM

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = ROOT / "src" / "dodomu" / "content" / "exercises" / "kazakhstan-2022"


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Whatever language a command spoke, the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    """The example as a folder of tables, with its plan beside it."""
    return write_crisis(tmp_path / "crisis")


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[[Outcome], list[dict[str, object]]]:
    """Put an answer in place of the search, and note with what the search was called."""

    def answer(outcome: Outcome) -> list[dict[str, object]]:
        asked: list[dict[str, object]] = []

        def solve(problem: Problem, **given: object) -> Outcome:
            asked.append({"problem": problem, **given})
            given["progress"](Progress(0.1, "pricing"))  # type: ignore[operator]
            if outcome.plan.itineraries:
                given["progress"](Progress(0.2, "mending", 73, 75, outcome.plan))  # type: ignore[operator]
            return outcome

        monkeypatch.setattr(planner, "solve", solve, raising=False)
        return asked

    return answer


def run(*words: object) -> int:
    return main(["plan", *(str(word) for word in words)])


def typed_wrong(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.OPTIMAL, 0),
        (Status.FINISHED, 0),
        (Status.NOTHING_TO_DO, 0),
        (Status.NO_WAY_HOME, 3),
        (Status.OUT_OF_TIME, 4),
    ],
)
def test_each_end_of_a_search_has_its_exit_code(
    status: Status, code: int, crisis: Path, solver: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = OUTCOME if code in {0, 4} else Outcome(status, Plan(), (Level(LevelName.HOME, 0, 0),))
    solver(replace(answer, status=status))
    assert run(crisis, "--quiet") == code
    assert capsys.readouterr().out == ""


def test_what_was_typed_reaches_the_search(crisis: Path, solver: Callable[..., list[dict[str, object]]]) -> None:
    asked = solver(OUTCOME)
    run(crisis, "--seconds", "7.5", "--seed", 11, "--from", crisis / "plan.json", "--quiet")
    assert asked[0]["problem"] == PROBLEM
    assert (asked[0]["seconds"], asked[0]["seed"], asked[0]["start"]) == (7.5, 11, PLAN)


def test_the_table_tells_the_answer_the_levels_the_days_the_legs_and_who_is_left(
    crisis: Path, solver: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(OUTCOME)
    assert run(crisis) == 4
    shown = capsys.readouterr()
    text = shown.out.replace("\u202f", " ")
    assert "34 of 41 people come home." in text
    assert "No plan can bring home more than 2.8 % beyond this one" in text
    for row in (
        ("People home, by priority", "73", "75", "2.8 %"),
        ("10.01", "+15", "15"),
        ("KC 405", "14/40"),
        ("Ан-148", "42 000"),
        ("мікроавтобуси 2", "Тараз", "2/8"),
        ("medical cases 1, families 2, others 4",),
        ("Places on KC 405, seats", "14/40", "1.40"),
        ("12.3 s, seed 7; the search was ended by its time limit",),
    ):
        assert any(all(cell in line for cell in row) for line in text.splitlines()), row
    assert "mending" not in shown.err
    assert "bettering it: 73 home by priority, bound 75" in shown.err


def test_the_answer_is_written_so_that_it_can_be_read_again(
    crisis: Path, solver: Callable[..., object], tmp_path: Path
) -> None:
    solver(OUTCOME)
    file = tmp_path / "answer.json"
    run(crisis, "--json", file, "--quiet")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert (told["format"], told["status"], told["seed"]) == ("dodomu-answer/1", "out-of-time", 7)
    assert told["levels"][0] == {"level": "home", "value": 73, "bound": 75, "gap": 0.027397}
    assert answer_json.read_plan(file.read_bytes()) == PLAN
    assert run(crisis, "--check", file) == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_dash_writes_the_json_to_the_standard_output_and_nothing_else(
    crisis: Path, solver: Callable[..., object], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(OUTCOME)
    run(crisis, "--json", "-")
    assert json.loads(capsys.readouterr().out)["plan"]["format"] == "dodomu-plan/1"


def test_the_tables_hold_every_party_and_every_leg(crisis: Path, solver: Callable[..., object], tmp_path: Path) -> None:
    solver(OUTCOME)
    run(crisis, "--csv", tmp_path / "tables", "--quiet")

    def rows(name: str) -> list[dict[str, str]]:
        with (tmp_path / "tables" / name).open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    assert {row["party"] for row in rows("ways.csv")} | {row["party"] for row in rows("left.csv")} == {
        party.id for party in PROBLEM.parties
    }
    assert {row["leg"] for row in rows("legs.csv")} == {leg.id for leg in PROBLEM.legs}
    assert [int(row["home"]) for row in rows("home_by_day.csv")] == [15, 22, 34]
    assert rows("ways.csv")[0]["begins"] == "2022-01-10T09:00+06:00"
    assert {row["charter"]: row["hired"] for row in rows("charters.csv")} == {"Ан-148": "yes", "запасний": "no"}


def test_no_name_runs_as_a_formula_in_a_spreadsheet(tmp_path: Path, solver: Callable[..., object]) -> None:
    parties = (replace(PROBLEM.parties[0], id="=1+1"), *PROBLEM.parties[1:])
    (tmp_path / "problem.json").write_text(problem_json.write(replace(PROBLEM, parties=parties)), encoding="utf-8")
    solver(replace(OUTCOME, plan=Plan()))
    run(tmp_path, "--csv", tmp_path / "tables", "--quiet")
    assert "'=1+1" in (tmp_path / "tables" / "left.csv").read_text(encoding="utf-8")


def test_the_page_is_written_in_the_language_that_was_asked_for(
    crisis: Path, solver: Callable[..., object], tmp_path: Path
) -> None:
    solver(OUTCOME)
    run(crisis, "--html", tmp_path / "plan.html", "--language", "kk", "--quiet")
    text = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert '<html lang="kk">' in text
    assert "Казахстан, січень 2022" in text


def test_a_plan_that_holds_is_told_so_with_what_it_is_worth(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crisis, "--check", crisis / "plan.json") == 0
    shown = capsys.readouterr().out
    assert "The plan holds." in shown
    assert any("People home, by priority" in line and "73" in line for line in shown.splitlines())


def test_a_plan_with_faults_is_told_each_of_them(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = replace(PLAN, charters=frozenset(), itineraries=(*PLAN.itineraries, PLAN.itineraries[0]))
    (crisis / "plan.json").write_text(plan_json.write(broken), encoding="utf-8")
    assert run(crisis, "--check", crisis / "plan.json") == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("ПС-1" in line for line in lines)
    assert any("родина Шевченків-Підгаєцьких" in line for line in lines)
    assert lines[-1] == f"The plan has {len(lines) - 1} faults."


def test_a_plan_is_shown_as_it_is_without_any_search(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crisis, "--from", crisis / "plan.json", "--seconds", 0) == 0
    shown = capsys.readouterr().out
    assert "34 of 41 people come home." in shown
    assert "How good this plan is was not worked out." in shown
    assert "Bound" not in shown


def test_a_party_that_is_left_is_explained(crisis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(crisis, "--from", crisis / "plan.json", "--seconds", 0, "--explain", "P-007") == 0
    shown = capsys.readouterr().out
    assert "no way home" in shown[shown.index("\nP-007\n") :]


def test_a_plan_is_played_against_its_chances(crisis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "plan.html"
    words = ("--from", crisis / "plan.json", "--seconds", 0, "--simulate", 20, "--no-show", "0.3-0.6", "--html", page)
    assert run(crisis, *words) == 0
    assert "Played 20 times against its chances:" in capsys.readouterr().out
    assert "Played 20 times against its chances:" in page.read_text(encoding="utf-8")


def test_the_exercise_is_planned_from_its_own_folder(
    solver: Callable[..., list[dict[str, object]]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = solver(Outcome(Status.FINISHED, Plan()))
    assert run(EXERCISE, "--at", "2022-01-09T18:00", "--side", "ua") == 0
    assert asked[0]["problem"].begins.isoformat() == "2022-01-09T12:00:00+00:00"  # type: ignore[attr-defined]
    assert run(EXERCISE) == 2
    assert "say at which hour with --at" in capsys.readouterr().err
    assert run(EXERCISE, "--at", "yesterday") == 2
    assert "“yesterday” is no hour" in capsys.readouterr().err


def test_broken_tables_are_told_all_together_with_file_line_and_column(
    crisis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    legs = (crisis / "legs.csv").read_text(encoding="utf-8").splitlines()
    header = legs[0].split(",")
    cells = next(csv.reader([legs[2]]))
    cells[header.index("arrives")] = "tomorrow"
    (crisis / "legs.csv").write_text("\n".join([*legs[:2], ",".join(f'"{cell}"' for cell in cells), *legs[3:]]))
    (crisis / "partys.csv").write_text("id\n")
    assert run(crisis) == 2
    told = capsys.readouterr().err
    assert "legs.csv, line 3, column arrives" in told
    assert "partys.csv" in told


def test_a_problem_that_makes_no_sense_is_told_with_the_line_it_stands_on(
    crisis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (crisis / "parties.csv").read_text(encoding="utf-8")
    (crisis / "parties.csv").write_text(text.replace("P-003,kgf", "P-003,nowhere"), encoding="utf-8")
    assert run(crisis, "--check", crisis / "plan.json") == 2
    told = capsys.readouterr().err
    assert "parties.csv, line 4" in told
    assert "nowhere" in told


def test_a_broken_json_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.json").write_text('{"format": "dodomu-problem/1",\n "begins": }')
    assert run(tmp_path / "p.json") == 2
    told = capsys.readouterr().err
    assert "p.json" in told
    assert "line 2" in told


@pytest.mark.parametrize(
    "words",
    [
        ("--seconds", "forever"),
        ("--seconds", "-1"),
        ("--seconds", "nan"),
        ("--seed", "1.5"),
        ("--side", "de"),
        ("--simulate", "0"),
        ("--no-show", "0.6-0.3"),
        ("--language", "xx"),
        ("--nothing",),
    ],
)
def test_wrong_words_are_refused_before_anything_is_read(words: tuple[str, ...]) -> None:
    assert typed_wrong("no-such-folder", *words) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--json", "missing/plan.json"), "is no folder"),
        (("--html", ".."), "is a folder"),
        (("--csv", "."), "holds the problem itself"),
        (("--json", "problem.json"), "is the problem itself"),
        (("--from", "missing.json"), "there is no file"),
        (("--explain", "P-0"), "there is no party “P-0”; there are P-002, P-003"),
        (("--at", "2022-01-09T18:00"), "for an exercise's folder"),
        (("--no-show", "0.4"), "--no-show is for --simulate"),
        (("--check", "plan.json", "--explain", "P-002"), "--check stands alone"),
    ],
)
def test_what_cannot_be_done_is_told_before_the_search(
    words: tuple[str, ...],
    told: str,
    crisis: Path,
    solver: Callable[..., list[dict[str, object]]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = solver(OUTCOME)
    monkeypatch.chdir(crisis)
    assert run(".", *words) == 2
    assert told in capsys.readouterr().err
    assert asked == []


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("no-such-folder") == 2
    assert "there is no file or folder no-such-folder" in capsys.readouterr().err


def test_a_search_that_runs_out_of_memory_leaves_what_it_found(
    crisis: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def solve(_problem: Problem, **given: object) -> Outcome:
        given["progress"](Progress(0.2, "mending", 73, 75, PLAN))  # type: ignore[operator]
        raise MemoryError

    monkeypatch.setattr(planner, "solve", solve, raising=False)
    assert run(crisis, "--json", tmp_path / "best.json") == 1
    assert "the memory was not enough; the best plan found before is in" in capsys.readouterr().err
    assert answer_json.read_plan((tmp_path / "best.json").read_bytes()) == PLAN


def test_help_names_every_exit_code_and_needs_neither_engine_nor_settings() -> None:
    code = (
        "import sys; from dodomu.site.cli.main import main\n"
        "try: main(['plan', '--help'])\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print([name for name in ('numpy', 'django', 'dodomu.engines.planner') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare())
    assert told.stdout.splitlines()[-1] == "[]"
    assert all(f"\n  {code}" in told.stdout for code in (0, 1, 2, 3, 4, 130))


def test_a_terminal_gets_one_line_that_is_renewed_and_a_file_gets_few_plain_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(0, 1000, 1))
    monkeypatch.setattr("dodomu.site.cli.plan.telling.time.monotonic", lambda: float(next(clock)))
    plain = Teller(quiet=False)
    for second in range(10):
        plain.tell(Progress(float(second), "mending", 73, 75))
    assert 1 <= len(capsys.readouterr().err.splitlines()) <= 4
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    renewed = Teller(quiet=False)
    for second in range(10):
        renewed.tell(Progress(float(second), "mending", 73, 75))
    renewed.end()
    shown = capsys.readouterr().err
    assert "\n" not in shown
    assert shown.endswith("\r\x1b[K")


def test_the_verb_takes_what_its_help_shows() -> None:
    parser = argparse.ArgumentParser()
    plan.add_arguments(parser)
    options = parser.parse_args(["crisis", "--simulate", "5", "--no-show", "0.4"])
    assert (options.problem, options.simulate, options.no_show) == ("crisis", 5, (0.4, 0.4))
