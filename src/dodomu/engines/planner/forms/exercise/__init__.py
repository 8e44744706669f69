"""The folder of the exercise "Kazakhstan, January 2022" as a problem, as it was known at an hour.

Nothing that became known later is used: rows count from `known_from`, `announced_local`, `received_local` or `at_local`
on, and the columns that tell what happened in the end, such as `outcome`, are never read. Two sides: "ua" brings
citizens of Ukraine home from Kazakhstan, "kz" those of Kazakhstan from Ukraine.

The choices that the tables leave open are made in `people.py` (who wants to leave, needs, papers, priority), `ways.py`
(legs, charters, links, buffers, danger) and `limits.py` (closures and risk), each said where it is made. What is only
told in words, such as the report that the block of January 13 shrinks, is not read: tell the planner as a changed fact.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from dodomu.engines.planner.forms.exercise import limits, people, ways
from dodomu.engines.planner.forms.exercise.sheets import FILES, Row, Sheets, read_sheets
from dodomu.engines.planner.forms.faults import Faults
from dodomu.engines.planner.forms.rows import Content
from dodomu.engines.planner.problem import KINDS, Leg, Link, Place, Problem

__all__ = ["FILES", "read"]


def read(
    files: Mapping[str, Content],
    *,
    at: datetime,
    side: Literal["ua", "kz"] = "ua",
    ends: datetime | None = None,
    step: int = 15,
) -> Problem:
    """Return the problem as it was known at the aware hour `at`, from which it begins.

    `files` are those of the folder by name, with "people/groups.csv" and so on (for the side "kz" "people_kz/…");
    all of them are in `FILES`, and
    places, links, restrictions, groups and persons must be there. With registrations and truth, only parties of which
    somebody had registered are known; with events, what they said and did since counts. Without `ends` the plan ends
    at the midnight, in the zone of the crisis, after the last known leg has arrived.

    Raises Unreadable with every fault of form in any of the files.
    """
    faults = Faults()
    sheets = read_sheets(files, side, at.astimezone(UTC), faults)
    parties = people.parties_of(sheets)
    fares = ways.ways_of(sheets)
    closures = limits.closures_of(sheets, fares)
    faults.raise_if_any()
    zone = sheets.side.zone
    last = max((leg.arrives for leg in fares.legs), default=at + timedelta(days=1)).astimezone(zone)
    midnight = datetime.combine(last.date() + timedelta(days=1), time(), zone).astimezone(UTC)
    problem = Problem(
        begins=at.astimezone(UTC),
        ends=ends or midnight,
        zone=zone,
        places=(),
        parties=parties,
        legs=fares.legs,
        charters=fares.charters,
        links=fares.links,
        kinds=KINDS,
        step=step,
        name=f"Kazakhstan 2022, side {side}, as known at {at.astimezone(zone):%Y-%m-%d %H:%M}",
    )
    in_use = _in_use(problem)
    homes = {row.id for row in sheets.places.values() if row["country"] == sheets.side.sending}
    in_use |= set() if in_use & homes else homes  # where nothing leads home yet, home is still there
    rows = [row for row in sheets.places.values() if row.id in in_use]
    ids = {row.id for row in rows} | fares.rows.keys()
    places = tuple(_place(sheets, row, problem) for row in rows)
    return replace(
        problem,
        places=places,
        links=_in_danger(problem.links, places),
        closures=tuple(each for each in closures if each.at in ids),
    )


def _in_use(problem: Problem) -> set[str]:
    ways: tuple[Leg | Link, ...] = (*problem.legs, *problem.links)
    ends = {end for way in ways for end in (way.origin, way.target)}
    return ends | {party.place for party in problem.parties}


def _in_danger(links: tuple[Link, ...], places: tuple[Place, ...]) -> tuple[Link, ...]:
    """Return the links with the danger of where they lead from or to: a taxi is no refuge from what a town is in."""
    worst = {
        place.id: max(risk for _, risk in place.risk) if isinstance(place.risk, tuple) else place.risk
        for place in places
    }
    return tuple(
        replace(link, danger=round(link.danger + max(worst[link.origin], worst[link.target]) * link.minutes / 60, 4))
        for link in links
    )


def _place(sheets: Sheets, row: Row, problem: Problem) -> Place:
    return Place(
        row.id,
        name=row["name_en"],
        kind=limits.kind_of(sheets, row),
        country=row["country"],
        position=row.position,
        risk=limits.risk_of(sheets, row, problem.begins, problem.ends),
        room=limits.room_of(row),
    )
