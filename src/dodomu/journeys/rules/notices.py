"""What a party must be told of its way: where and when to meet, when to set out, until when to answer, what to bring.

The deadline leaves half of the time until they must set out, at most a day, at least an hour, and does not lie in the
night where the evening before or the morning after does. They set out as late as they can, so that there is time to
answer: who would have to be on the road in a curfew before it, and by day where a road is open by day only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import chain

LEAST, MOST = timedelta(hours=1), timedelta(hours=24)
MINUTE = timedelta(minutes=1)
BEFORE_BOOKING = timedelta(minutes=30)
AT_THE_MEETING = timedelta(minutes=30)  # beside the buffer of the leg, where nothing else is said
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
LONG_WAY = 3.0  # hours, from which on they need water and food
SHORT_AIR = frozenset({"air"})

Window = tuple[datetime, datetime]


class Bring(StrEnum):
    """What to bring beside the papers, which are named by their own codes."""

    LUGGAGE_LIMITED = "luggage-limited"
    WARM_CLOTHES = "warm-clothes"
    WATER_AND_FOOD = "water-and-food"
    MEDICINE = "medicine"
    CHILD_PAPERS = "child-papers"
    PET_CRATE = "pet-crate"
    CHARGED_TELEPHONE = "charged-telephone"


@dataclass(frozen=True, slots=True)
class Departure:
    """What somebody must be at the meeting point for: a leg, or a vehicle of ours."""

    leaves_at: datetime
    place: str  # where it departs
    buffer: int = 0  # minutes
    meeting_place: str | None = None
    meeting_minutes: int | None = None  # before departure; None: the buffer and half an hour


@dataclass(frozen=True, slots=True)
class Notice:
    """What a party is told. Too short: not even an hour to answer is left before they must set out."""

    meeting_place: str
    meet_at: datetime
    leave_by: datetime
    answer_by: datetime
    is_too_short: bool


def notice(
    departure: Departure, leave_by: datetime, *, at: datetime, zone: tzinfo, book_by: Iterable[datetime] = ()
) -> Notice:
    """Work out what a party is told at an hour, who must set out by another (`set_out_by`)."""
    place, meet_at = meeting(departure)
    latest = min([leave_by, *(hour - BEFORE_BOOKING for hour in book_by)])
    return Notice(place, meet_at, leave_by, answer_by(at, latest, zone), latest - at < LEAST)


def meeting(departure: Departure) -> tuple[str, datetime]:
    """Return where and when they meet."""
    minutes = departure.meeting_minutes
    before = timedelta(minutes=departure.buffer) + AT_THE_MEETING if minutes is None else timedelta(minutes=minutes)
    return departure.meeting_place or departure.place, departure.leaves_at - before


def set_out_by(
    there_by: datetime, road: timedelta, *, not_on_road: Sequence[Window] = (), not_to_begin: Sequence[Window] = ()
) -> datetime:
    """Return the latest moment to set out so as to be there in time.

    Nobody is on the road within `not_on_road` (a curfew), nor sets out within `not_to_begin` (a road open by day only).
    """
    leave = there_by - road
    for begins, ends, on_road in _latest_first(not_on_road, not_to_begin):
        if on_road and leave < ends and leave + road > begins:
            leave = begins - road
        elif not on_road and begins <= leave < ends:
            leave = begins - MINUTE
    return leave


def _latest_first(
    not_on_road: Sequence[Window], not_to_begin: Sequence[Window]
) -> list[tuple[datetime, datetime, bool]]:
    """Return windows by their end, latest first: whatever moves a departure back meets the earlier ones next."""
    both = [(*window, True) for window in not_on_road] + [(*window, False) for window in not_to_begin]
    return sorted(both, key=lambda window: (window[1], window[0]), reverse=True)


def answer_by(at: datetime, latest: datetime, zone: tzinfo) -> datetime:
    """Return until when to answer; where there is no hour left, what little there is."""
    left = latest - at
    if left < LEAST:
        return max(at, latest)
    deadline = at + min(MOST, max(LEAST, left / 2))
    evening = _evening_before(deadline, zone)
    if evening is None:
        return deadline
    if evening - at >= LEAST:
        return evening
    morning = _morning_after(evening, zone) + LEAST  # who sleeps is asked until they have been awake for an hour
    return morning if morning <= latest else deadline


def _morning_after(evening: datetime, zone: tzinfo) -> datetime:
    day = evening.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, NIGHT_ENDS, zone).astimezone(evening.tzinfo)


def _evening_before(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return the beginning of the night that a moment lies in, or None by day."""
    local = moment.astimezone(zone)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return None
    day = local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)
    return datetime.combine(day, NIGHT_BEGINS, zone).astimezone(moment.tzinfo)


def daily_windows(
    begins: datetime, ends: datetime, daily: tuple[time, time] | None, zone: tzinfo, between: Window
) -> list[Window]:
    """Return the stretches in which something daily holds, by the wall clock of a zone, within two moments."""
    first, last = max(begins, between[0]), min(ends, between[1])
    if first >= last:
        return []
    if daily is None or daily[0] == daily[1]:
        return [(first, last)]
    day = first.astimezone(zone).date() - timedelta(days=1)
    found: list[Window] = []
    while day <= last.astimezone(zone).date():
        opens = datetime.combine(day, daily[0], zone)
        over_midnight = timedelta(days=1) if daily[1] <= daily[0] else timedelta(0)
        closes = datetime.combine(day + over_midnight, daily[1], zone)
        # Compared as moments: two hours of one zone would be compared by the wall clock, also where it is turned back.
        window = max(opens.astimezone(first.tzinfo), first), min(closes.astimezone(first.tzinfo), last)
        if window[0] < window[1]:
            found.append(window)
        day += timedelta(days=1)
    return found


def what_to_bring(
    papers: Iterable[str], needs: Mapping[str, int], modes: Sequence[str], hours: float
) -> tuple[str, ...]:
    """Return codes of what to bring: the papers that the legs ask for first, each once."""
    more = [
        (Bring.CHILD_PAPERS, bool(needs.get("infant"))),
        (Bring.PET_CRATE, bool(needs.get("pet"))),
        (Bring.MEDICINE, True),
        (Bring.CHARGED_TELEPHONE, True),
        (Bring.WATER_AND_FOOD, hours >= LONG_WAY),
        (Bring.WARM_CLOTHES, any(mode not in SHORT_AIR for mode in modes)),
        (Bring.LUGGAGE_LIMITED, bool({"air", "bus"} & set(modes))),
    ]
    wanted = (code.value for code, applies in more if applies)
    return tuple(dict.fromkeys(chain(papers, wanted)))


def short_answer_by(at: datetime, latest: datetime) -> datetime:
    """Return until when to answer where an officer sends a short notice all the same: half of what is left."""
    return at + (latest - at) / 2
