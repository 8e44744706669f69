"""Who is home by the end of each day against what no plan can exceed, for pages of one plan and of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dodomu.journeys.queries.proposals import Comparison
from dodomu.journeys.rules.summaries import Summary
from dodomu.web.parts.hours import date_words
from dodomu.web.parts.plans.words import day_short


@dataclass(frozen=True)
class DayCell:
    """One plan at the end of one day."""

    home: int
    citizens: int
    most: int
    of: int  # persons to be brought home
    is_best: bool = False


@dataclass(frozen=True)
class DayLine:
    """The end of one day."""

    day: str
    short: str
    cells: tuple[DayCell, ...]

    @property
    def cell(self) -> DayCell:
        """The only plan's."""
        return self.cells[0]


def days_of(summary: Summary) -> list[DayLine]:
    """Return the days of one plan."""
    return [
        _line(each.day, [DayCell(each.persons, each.citizens, each.most, summary.persons)]) for each in summary.days
    ]


def days_beside(compared: Comparison) -> list[DayLine]:
    """Return the days of several plans; on each the fullest is marked, where they differ."""
    people = [each.summary.persons for each in compared.proposals if each.summary]
    found = []
    for row in compared.days:
        best = max(row.home)
        differ = len(set(row.home)) > 1
        cells = [
            DayCell(home, citizens, most, of, differ and home == best)
            for home, citizens, most, of in zip(row.home, row.citizens, row.most, people, strict=True)
        ]
        found.append(_line(row.day, cells))
    return found


def _line(day: date, cells: Sequence[DayCell]) -> DayLine:
    return DayLine(date_words(day), day_short(day), tuple(cells))
