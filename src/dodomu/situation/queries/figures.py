"""Figures side by side: who says which number of the same. Nothing is summed, nothing averaged, nothing preferred."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.situation.queries import known
from dodomu.situation.rules.figures import disagreeing
from dodomu.situation.rules.known import FigureKnown


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """All claims about the same number, in the order of the hours for which they hold."""

    of_whom: str
    measure: str
    place: UUID | None
    unit: str
    claims: tuple[FigureKnown, ...]
    disagree: bool  # two sources say of the same day what cannot both be true


def side_by_side(crisis: UUID, *, known_at: datetime | None = None) -> tuple[FigureGroup, ...]:
    """Return the figures known at an hour, grouped by whom and what they count and where."""
    return grouped(known.figures(crisis, known_at=known_at))


def grouped(claims: Iterable[FigureKnown]) -> tuple[FigureGroup, ...]:
    """Group claims by whom and what they count and where, each group in the order of its hours."""
    groups: dict[tuple[str, str, UUID | None, str], list[FigureKnown]] = defaultdict(list)
    for claim in sorted(claims, key=lambda each: (each.as_of, each.ref, each.thing)):
        groups[claim.of_whom, claim.measure, claim.place, claim.unit].append(claim)
    return tuple(
        FigureGroup(*same, tuple(of_same), disagreeing(of_same)) for same, of_same in sorted(groups.items(), key=_name)
    )


def _name(group: tuple[tuple[str, str, UUID | None, str], object]) -> tuple[str, str, str, str]:
    of_whom, measure, place, unit = group[0]
    return of_whom, measure, str(place or ""), unit
