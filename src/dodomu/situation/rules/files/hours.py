"""Hours as tables write them: exact, of a part of a day, of a day, of some days, of a month.

What is named less exactly than an hour is over at its end, and nobody can have known it before: `Hour.over_at`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.terms import Precision

MONTHS = 12
# Hours after midnight between which a part of a day lies; a night ends on the next morning.
PARTS = {"early": (0, 8), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (22, 30)}
_EXACT = re.compile(r"((?:19|20|21)\d\d-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.0+)?)?)\s*(Z|[+-]\d\d:?\d\d)?")
_SPAN = re.compile(r"((?:19|20|21)\d\d-\d\d-\d\d)(?: to (\d\d))?(?: ([a-z]+))?")
_MONTH = re.compile(r"((?:19|20|21)\d\d)-(\d\d)")


class NotAnHour(Exception):
    """The text names no hour; the code says why."""

    def __init__(self, code: FileCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Hour:
    """What a cell names: where it begins, when it is over, how exact it is; the words where that is not exact."""

    at: datetime
    over_at: datetime
    precision: Precision
    words: str = ""
    first_day_over_at: datetime | None = None  # of several days or a month

    @property
    def asked_at(self) -> datetime:
        """From when one can ask about it: a question is not hindsight, so its first day is enough."""
        return self.first_day_over_at or self.over_at


def read_hour(text: str, zone: str) -> Hour:
    """Read what a cell names in a zone, or raise `NotAnHour`."""
    typed = " ".join(text.split())
    if found := _EXACT.fullmatch(typed):
        moment = _exact(found[1], found[2], found[3], zone)
        return Hour(moment, moment, Precision.HOUR)
    try:
        if found := _SPAN.fullmatch(typed):
            return _span(found[1], found[2], found[3], typed, zone)
        if found := _MONTH.fullmatch(typed):
            return _month(int(found[1]), int(found[2]), typed, zone)
    except ValueError as fault:
        raise NotAnHour(FileCode.NOT_AN_HOUR) from fault
    raise NotAnHour(FileCode.NOT_AN_HOUR)


def wall_time(text: str) -> time:
    """Read an hour of every day, such as 23:00, or raise `NotAnHour`."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)(?::00)?", text.strip())
    try:
        return time(int(found[1]), int(found[2])) if found else _refuse()
    except ValueError as fault:
        raise NotAnHour(FileCode.NOT_AN_HOUR) from fault


def _refuse() -> time:
    raise NotAnHour(FileCode.NOT_AN_HOUR)


def _exact(day: str, clock: str, offset: str | None, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or ''}")
    except ValueError as fault:
        raise NotAnHour(FileCode.NOT_AN_HOUR) from fault
    return moment.astimezone(UTC) if moment.tzinfo else _only_once(moment.replace(tzinfo=ZoneInfo(zone)))


def _only_once(moment: datetime) -> datetime:
    """Refuse an hour that the clocks of its zone skipped, or showed two times."""
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return moment.astimezone(UTC)
    came = first.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)
    raise NotAnHour(FileCode.HOUR_TWICE if came else FileCode.HOUR_SKIPPED)


def _span(first: str, last_day: str | None, part: str | None, words: str, zone: str) -> Hour:
    begins = date.fromisoformat(first)
    ends = begins.replace(day=int(last_day)) if last_day else begins
    if ends < begins or (part and part not in PARTS):
        raise NotAnHour(FileCode.NOT_AN_HOUR)
    if part == "night" and last_day:  # "5 to 6 night" is the one night between them
        ends -= timedelta(days=1)
    opens, closes = PARTS[part] if part else (0, 24)
    several = _after_midnight(begins, 24, zone) if ends > begins else None
    precision = Precision.PART_OF_DAY if part else Precision.DAY
    needs_words = part or last_day
    at, over_at = _after_midnight(begins, opens, zone), _after_midnight(ends, closes, zone)
    return Hour(at, over_at, precision, words if needs_words else "", several)


def _month(year: int, month: int, words: str, zone: str) -> Hour:
    first = date(year, month, 1)
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    first_day_over = _after_midnight(first, 24, zone)
    return Hour(
        _after_midnight(first, 0, zone), _after_midnight(following, 0, zone), Precision.MONTH, words, first_day_over
    )


def _after_midnight(day: date, hours: int, zone: str) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(hours=hours)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
