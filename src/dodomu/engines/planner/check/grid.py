"""Moments as integers: whole steps, and microseconds since the problem begins. Nothing here is shared with a solver."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from math import floor

from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.problem import Problem, Steps

MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000
HOUR = 60 * MINUTE
MILLION = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Grid:
    """The steps of one problem.

    A moment is a whole number of microseconds since `begins`, which is exact; a step `k` begins at `k * width`. Moments
    are always compared in UTC: two wall-clock times of one zone cannot be subtracted over a change of its clocks.
    """

    def __init__(self, problem: Problem) -> None:
        self.begins = problem.begins.astimezone(UTC)
        self.minutes = problem.step
        self.width = problem.step * MINUTE
        self.steps = problem.steps
        self.zone: tzinfo = problem.zone
        self._since_epoch = (self.begins - EPOCH) // MICROSECOND

    def moment(self, at: datetime) -> int:
        """Return the microseconds from the start to an aware datetime; OverflowError at the ends of the calendar."""
        return (at.astimezone(UTC) - self.begins) // MICROSECOND

    def step_at(self, moment: int) -> int:
        """Return the step in which a moment lies."""
        return moment // self.width

    def step_by(self, moment: int) -> int:
        """Return the first step that begins at the moment or after it."""
        return -(-moment // self.width)

    def long(self, minutes: int) -> int:
        """Return how many steps so many minutes take, rounded up."""
        return -(-minutes // self.minutes)

    def hour_of(self, step: int) -> int:
        """Return the clock hour (of UTC, counted from 1970) in which a step begins."""
        return (self._since_epoch + step * self.width) // HOUR

    def hour_begins(self, hour: int) -> int:
        """Return the moment at which a clock hour begins."""
        return hour * HOUR - self._since_epoch

    def datetime_at(self, moment: int) -> datetime:
        """Return the moment as a datetime in UTC; OverflowError at the ends of the calendar."""
        return self.begins + timedelta(microseconds=moment)

    def datetime_of(self, step: int) -> datetime:
        """Return when a step begins, in UTC; OverflowError at the ends of the calendar."""
        return self.datetime_at(step * self.width)

    def wall(self, moment: int, zone: tzinfo) -> datetime | None:
        """Return the moment on the clocks of a zone; None beyond the ends of the calendar."""
        try:
            return self.datetime_at(moment).astimezone(zone)
        except (OverflowError, ValueError):
            return None

    def day_of(self, moment: int) -> date | None:
        """Return the day of the problem's zone in which a moment lies; None beyond the ends of the calendar."""
        wall = self.wall(moment, self.zone)
        return wall.date() if wall else None

    def words(self, moment: int) -> str:
        """Return a moment for a sentence, in the problem's zone; one beyond the calendar by its distance."""
        at = self.wall(moment, self.zone)
        return at.isoformat(sep=" ", timespec="minutes") if at else _far(moment)

    def step_words(self, step: int) -> str:
        """Return for a sentence when a step begins."""
        return self.words(step * self.width)


def _far(moment: int) -> str:
    return Phrase(gettext_noop("{minutes} minutes from the start"), {"minutes": str(moment // MINUTE)})


class Course:
    """A number that changes over time: before the first moment its first value applies."""

    def __init__(self, grid: Grid, given: Steps | float) -> None:
        if isinstance(given, int | float):
            self.moments, self.values = [0], [given]
        else:
            self.moments = [grid.moment(at) for at, _ in given] or [0]
            self.values = [value for _, value in given] or [0.0]

    def at(self, moment: int) -> float:
        """Return the value that applies at a moment."""
        return self.values[max(0, bisect_right(self.moments, moment) - 1)]


def capacity_of_hour(grid: Grid, course: Course, hour: int) -> int:
    """Return how many can be processed in a clock hour: what applies when it begins, or when the problem does."""
    return floor(course.at(max(grid.hour_begins(hour), 0)))


def danger_of_waiting(grid: Grid, risk: Steps | float) -> list[int]:
    """Return, for each step, the danger of having waited at a place from the start until it begins, for one person.

    In millionths of a risk-hour, each step rounded by itself; one number more than there are steps.
    """
    course = Course(grid, risk)
    sums, total = [0], 0
    changes = sorted({*(grid.step_by(moment) for moment in course.moments), 0, grid.steps})
    bounds = [step for step in changes if 0 <= step <= grid.steps]
    for first, until in pairwise(bounds):
        each = round(course.at(first * grid.width) * MILLION * grid.minutes / 60)
        sums.extend(total + each * waited for waited in range(1, until - first + 1))
        total = sums[-1]
    return sums
