"""A passenger list that a carrier gives back: who was on it, whatever version of PAXLST it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from dodomu.boarding.rules.paxlst.segments import NotEdifact, Segment, read

PASSENGERS: Final = frozenset({"FL", "DDU"})  # on board, in transit; crew is FM, DDT
CENTURY = 100
_LONG_DAY, _SHORT_DAY = 8, 6
_LONGEST_COUNT: Final = 9


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a carrier's list."""

    line: int  # counted from 1
    family_name: str
    given_name: str
    born: date | None = None
    nationality: str = ""
    document: str = ""
    reference: str = ""  # the one we gave
    booking: str = ""
    seat: str = ""
    is_crew: bool = False


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a list says: the service, and its people in order."""

    service: str
    listed: tuple[Listed, ...]
    said_passengers: int | None = None  # by its own count
    faults: tuple[str, ...] = field(default=())  # codes: "count-differs", "no-passengers"


def read_list(text: str, *, today: date) -> ListRead:
    """Return a list, or raise `NotEdifact`. Birth dates of two-digit years lie in the past."""
    service = ""
    counts: list[int] = []  # one of each message, where a list is parted
    listed: list[Listed] = []
    current: Listed | None = None
    segments = list(read(text))
    if not any(each.tag == "UNH" and each.get(1) == "PAXLST" for each in segments):
        raise NotEdifact("it is no passenger list")
    for segment in segments:
        if segment.tag == "TDT" and not service:
            service = segment.get(1)
        elif segment.tag == "NAD" and segment.get(0) in PASSENGERS | {"FM", "DDT"}:
            if current:
                listed.append(current)
            current = _named(segment, len(listed) + 1)
        elif segment.tag == "CNT" and segment.get(0) == "42":
            counts += _count(segment.get(0, 1) or segment.get(1))
        elif current:
            current = _told(current, segment, today)
    if current:
        listed.append(current)
    count = sum(counts) if counts else None
    return ListRead(service, tuple(listed), count, tuple(_faults(listed, count)))


def _count(text: str) -> list[int]:
    return [int(text)] if text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT else []


def _faults(listed: list[Listed], count: int | None) -> Iterator[str]:
    passengers = sum(not each.is_crew for each in listed)
    if not passengers:
        yield "no-passengers"
    if count is not None and count != passengers:
        yield "count-differs"


def _named(segment: Segment, line: int) -> Listed:
    family, given, more = segment.get(3, 0), segment.get(3, 1), segment.get(3, 2)
    return Listed(line, family, " ".join(filter(None, (given, more))), is_crew=segment.get(0) not in PASSENGERS)


def _told(current: Listed, segment: Segment, today: date) -> Listed:
    kind, said = segment.get(0), segment.get(0, 1)
    if segment.tag == "DTM" and kind == "329":
        return replace(current, born=_day(said, today))
    if segment.tag == "NAT":
        return replace(current, nationality=segment.get(1))
    if segment.tag == "DOC" and not current.document:
        return replace(current, document=segment.get(1))
    return _referred(current, kind, said) if segment.tag == "RFF" else current


def _referred(current: Listed, kind: str, said: str) -> Listed:
    if kind == "ABO":
        return replace(current, reference=said)
    if kind == "AVF":
        return replace(current, booking=said)
    return replace(current, seat=said) if kind == "SEA" else current


def _day(text: str, today: date) -> date | None:
    if len(text) not in {_SHORT_DAY, _LONG_DAY} or not (text.isascii() and text.isdigit()):
        return None
    try:
        found = datetime.strptime(text, "%y%m%d" if len(text) == _SHORT_DAY else "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None
    if len(text) == _SHORT_DAY and found > today:
        return _a_century_before(found)
    return found


def _a_century_before(day: date) -> date | None:
    try:
        return day.replace(year=day.year - CENTURY)
    except ValueError:  # 29 February of 2000 was one, of 1900 was none
        return None
