"""An exercise as it lies in `content/exercises`: tables of people, places and what happened to them."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dodomu.exercise import chances
from dodomu.exercise.chances import Luck
from dodomu.exercise.reasons import ExerciseReason
from dodomu.foundation.refusal import Refused

FOLDER = Path(__file__).resolve().parent.parent / "content" / "exercises"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Side:
    """One state's part in an exercise: whose people, in which country."""

    exercise: str
    side: str
    slug: str
    country: str
    sending: str
    zone: str
    home_zone: str  # by whose clock a day ends when those who came home are counted
    hotline: str
    names: Mapping[str, str]
    left_for_the_desk: frozenset[str]
    also: Mapping[str, list[str]]
    estimates: tuple[Mapping[str, Any], ...]
    starts_at: str
    ends_at: str
    until: str
    tables_zone: str  # of the rows of shared tables that name none
    luck: Luck  # how its people and legs behave beside the script
    bounds: Mapping[str, Mapping[str, int]]  # kind of plan -> day -> citizens home that no plan can exceed
    people: Path
    folder: Path

    def people_table(self, name: str) -> list[Row]:
        """Return a table of this side's people: persons, groups, registrations, truth, events."""
        return read_csv(self.people / f"{name}.csv")

    def table(self, name: str) -> list[Row]:
        """Return a table that both sides share: places, links, facts."""
        return read_csv(self.folder / f"{name}.csv")

    def has_table(self, name: str) -> bool:
        """Say whether there is such a table."""
        return (self.folder / f"{name}.csv").exists()


def names_of_exercises() -> list[str]:
    """Return the exercises that come with this installation."""
    return sorted(each.parent.name for each in FOLDER.glob("*/exercise.json"))


@lru_cache(maxsize=8)
def side_of(exercise: str, side: str) -> Side:
    """Return one side of an exercise, or refuse."""
    file = FOLDER / exercise / "exercise.json"
    if exercise not in names_of_exercises():
        raise Refused(ExerciseReason.NO_SUCH_EXERCISE, known=names_of_exercises())
    whole = json.loads(file.read_text(encoding="utf-8"))
    if side not in whole["sides"]:
        raise Refused(ExerciseReason.NO_SUCH_SIDE, known=sorted(whole["sides"]))
    part = whole["sides"][side]
    return Side(
        exercise=exercise,
        side=side,
        slug=part["slug"],
        country=part["country"],
        sending=part["sending"],
        zone=part["zone"],
        home_zone=part["home_zone"],
        hotline=part["hotline"],
        names=part["names"],
        left_for_the_desk=frozenset(part["left_for_the_desk"]),
        also=whole["also"],
        estimates=tuple(each for each in whole["estimates"] if each["side"] == side),
        starts_at=whole["starts_at"],
        ends_at=whole["ends_at"],
        until=whole["until"],
        tables_zone=whole["tables_zone"],
        luck=chances.read(whole.get("luck", {})),
        bounds=part.get("bounds", {}),
        people=file.parent / part["people"],
        folder=file.parent,
    )


def read_csv(file: Path) -> list[Row]:
    """Return the rows of a table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
