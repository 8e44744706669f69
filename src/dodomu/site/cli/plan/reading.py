"""What a problem or a plan is read from: a folder of CSV files, an exercise's folder, or a JSON file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal, TypeVar

from django.utils.translation import gettext as _

from dodomu.engines.planner.check import PlanFault
from dodomu.engines.planner.forms import problem_json
from dodomu.engines.planner.forms.faults import MORE, Unreadable
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.validation import ProblemFault
from dodomu.site.cli.plan import answer_json
from dodomu.site.cli.plan.refusing import CannotPlan

LARGEST = 400_000_000  # bytes; more is no file of this kind
MOST_FAULTS = 100
Made = TypeVar("Made")


@dataclass(frozen=True)
class Source:
    """A problem, and where in its files each thing of it stands."""

    problem: Problem
    place_of: Callable[[str], str] = field(default=str)

    def lines(self, faults: Sequence[object]) -> list[str]:
        """Return a sentence for each of the first faults, with file, line and column where they are known."""
        return several([self._line(fault) for fault in faults[:MOST_FAULTS]], len(faults))

    def _line(self, fault: object) -> str:
        if not isinstance(fault, ProblemFault):
            return fault.said(_) if isinstance(fault, PlanFault) else str(fault)
        told = fault.said(_)
        return told.replace(fault.where, self.place_of(fault.where), 1) if fault.where else told


def several(told: list[str], many: int) -> list[str]:
    """Return the lines that are told, and how many more there are."""
    return told + ([_(MORE).format(rest=many - len(told))] if many > len(told) else [])


def problem_of(path: Path, *, at: str | None, side: Literal["ua", "kz"] | None) -> Source:
    """Read a problem, or refuse with every fault of its files by file, line and column."""
    is_exercise = (path / "exercise.json").is_file() or (path / "restrictions.csv").is_file()
    if not is_exercise and (at is not None or side is not None):
        raise CannotPlan([_("--at and --side are for an exercise's folder")])
    if path.is_file():
        content = _content(path)
        return Source(_read(path.name, lambda: problem_json.read(content)))
    if not path.is_dir():
        raise CannotPlan([_("there is no file or folder %(path)s") % {"path": path}])
    if is_exercise:
        return _exercise(path, at, side or "ua")
    from dodomu.engines.planner.forms import folder

    files = dict(_tables(path))
    problem, lines = _read("", lambda: folder.read_with_lines(files))
    return Source(problem, lambda where: lines.of(where, _))


def plan_of(path: Path) -> Plan:
    """Read a plan, or the plan of an answer, or refuse with every fault of its form."""
    if not path.is_file():
        raise CannotPlan([_("there is no file %(path)s") % {"path": path}])
    content = _content(path)
    return _read(path.name, lambda: answer_json.read_plan(content))


def _exercise(path: Path, at: str | None, side: Literal["ua", "kz"]) -> Source:
    from dodomu.engines.planner.forms import exercise
    from dodomu.engines.planner.forms.exercise.sheets import SIDES

    if at is None:
        told = _("%(path)s is an exercise: say at which hour with --at, such as --at 2022-01-09T18:00")
        raise CannotPlan([told % {"path": path}])
    hour = _hour(at, SIDES[side].zone)
    files = {name: _content(path / name) for name in exercise.FILES[side] if (path / name).is_file()}
    return Source(_read("", lambda: exercise.read(files, at=hour, side=side)))


def _hour(typed: str, zone: tzinfo) -> datetime:
    try:
        hour = datetime.fromisoformat(typed)
        return (hour if hour.tzinfo else hour.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CannotPlan([_("“%(typed)s” is no hour: write it as 2022-01-09T18:00") % {"typed": typed}]) from None


def _tables(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The tables of a folder. Other JSON files, such as an answer, may lie there; a table nobody knows is a mistake."""
    for file in sorted(folder.iterdir()):
        if file.is_file() and not file.name.startswith(".") and (file.suffix == ".csv" or file.name == "problem.json"):
            yield file.name, _content(file)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            told = _("%(file)s is larger than %(most)s MB and was not read")
            raise CannotPlan([told % {"file": file, "most": LARGEST // 1_000_000}])
        return file.read_bytes()
    except OSError as fault:
        told = _("%(file)s cannot be read: %(why)s") % {"file": file, "why": fault.strerror or fault}
        raise CannotPlan([told]) from fault


def _read(file: str, read: Callable[[], Made]) -> Made:
    try:
        return read()
    except Unreadable as no:
        raise CannotPlan(
            [line if not file or line.startswith("…") else f"{file}: {line}" for line in no.lines(translate=_)]
        ) from no
