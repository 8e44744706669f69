"""What is in force and what is to come, cut into pages that are light; the first stands with what is known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dodomu.situation.queries.public import Sourced
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.web.public import known
from dodomu.web.public.pressed import number_of_fitting
from dodomu.web.public.told import Reader

ROOM = 4300  # bytes, pressed as they are sent, beside all else that stands on the page of the situation
ROOM_FURTHER = 7000  # where nothing else stands
LINE_BYTES = 22  # of a restriction, its words apart
PLACE_BYTES = 40


@dataclass(frozen=True, slots=True)
class Page:
    """Restrictions place by place, as many as fit on one page, and how many are left for the pages after it."""

    in_force: tuple[known.InForce, ...]
    to_come: tuple[known.InForce, ...]
    left: int


@dataclass(frozen=True, slots=True)
class _Line:
    is_in_force: bool
    place: str
    restriction: known.Restriction


def pages_of(
    in_force: Iterable[Sourced[RestrictionKnown]], to_come: Iterable[Sourced[RestrictionKnown]], reader: Reader
) -> Sequence[Page]:
    """Return all restrictions, page by page, what is in force first; the first page is there even without any."""
    lines = [*_lines(known.in_force(in_force, reader), True), *_lines(known.in_force(to_come, reader), False)]
    pages: list[Page] = []
    begin = 0
    while not pages or begin < len(lines):
        end = begin + number_of_fitting(_measured(lines[begin:]), ROOM_FURTHER if pages else ROOM)
        here = lines[begin:end]
        pages.append(Page(_by_place(here, True), _by_place(here, False), len(lines) - end))
        begin = end
    return pages


def _lines(groups: Iterable[known.InForce], is_in_force: bool) -> Iterator[_Line]:
    return (_Line(is_in_force, group.place, each) for group in groups for each in group.restrictions)


def _by_place(lines: Iterable[_Line], is_in_force: bool) -> tuple[known.InForce, ...]:
    groups: dict[str, list[known.Restriction]] = {}
    for line in lines:
        if line.is_in_force is is_in_force:
            groups.setdefault(line.place, []).append(line.restriction)
    return tuple(known.InForce(place, tuple(found)) for place, found in groups.items())


def _measured(lines: Iterable[_Line]) -> Iterator[tuple[str, int]]:
    place = ""
    for line in lines:
        yield _words(line), LINE_BYTES + (PLACE_BYTES if line.place != place else 0)
        place = line.place


def _words(line: _Line) -> str:
    each = line.restriction
    told = (each.name, each.daily, *each.details, each.until, each.told.words, each.told.age)
    return " ".join((*told, *(part for voice in each.voices for part in (voice.name, voice.address))))
