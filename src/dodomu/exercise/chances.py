"""What chance decides in an exercise: who answers what and when, who comes to the gate, which legs run. Pure.

Every lot is drawn from a seed and from what it is drawn for, never from what was drawn before: however an exercise is
played, the same people answer the same offer alike, and the same legs run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from dodomu.journeys.rules.terms import Answer, DeclineReason

SOONEST, LATEST = timedelta(minutes=20), timedelta(days=1)  # after it was told
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)  # nobody answers then
MINUTE: Final = timedelta(minutes=1)
LOTS: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Luck:
    """How the people and the legs of an exercise behave; the rest accepts."""

    seed: int = 0
    decline: float = 0.23
    no_answer: float = 0.15
    ask_for_time: float = 0.1  # of those who answer, first
    come: float = 0.92  # of those who accepted, to the gate
    reasons: Mapping[DeclineReason, float] = field(default_factory=dict, hash=False)  # weights
    every_leg_runs: bool = False  # but for those that a source says were cancelled
    passes_on: bool = True  # places that fall free go to the next in line by themselves

    @property
    def accept(self) -> float:
        return 1.0 - self.decline - self.no_answer

    def declining(self, rate: float) -> "Luck":
        """Return the same with another rate of those who say no; never more than all."""
        decline = min(1.0, max(0.0, rate))
        return replace(self, decline=decline, no_answer=min(self.no_answer, 1.0 - decline))

    def with_everybody(self) -> "Luck":
        """Return the same where everybody says yes and comes."""
        return replace(self, decline=0.0, no_answer=0.0, ask_for_time=0.0, come=1.0)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a party, and when it gives it."""

    at: datetime
    answer: Answer
    reason: DeclineReason | None = None


def read(content: Mapping[str, Any]) -> Luck:
    """Return the luck that the file of an exercise states; what it leaves out is as usual."""
    reasons = {DeclineReason(name): float(weight) for name, weight in content.get("reasons", {}).items()}
    given = {
        name: content[name] for name in ("seed", "decline", "no_answer", "ask_for_time", "come") if name in content
    }
    return Luck(**given, reasons=reasons)


def lot(seed: int, *of: str) -> float:
    """Return a number from 0 up to 1 that depends on nothing but the seed and what it is drawn for."""
    drawn = sha256("\0".join((str(seed), *of)).encode()).digest()
    return int.from_bytes(drawn[:8]) / LOTS


def runs(luck: Luck, leg: str, chance: float | None) -> bool:
    """Say whether a leg runs, of which no source tells."""
    return luck.every_leg_runs or chance is None or lot(luck.seed, "runs", leg) < chance


def comes(luck: Luck, party: str, leg: str) -> bool:
    """Say whether a party that accepted comes to where its first leg departs."""
    return lot(luck.seed, "comes", party, leg) < luck.come


def replies(luck: Luck, party: str, way: str, *, told_at: datetime, answer_by: datetime, zone: str) -> tuple[Said, ...]:
    """Return what a party answers to a way that it was offered; nothing where it does not answer in time.

    Most answer soon, some only after hours; nobody at night, before twenty minutes, after a day or past the deadline.
    """
    of = (party, way)
    choice = lot(luck.seed, "answers", *of)
    if choice < luck.no_answer:
        return ()
    minutes = sum((ends - begins) // MINUTE for begins, ends in _waking(told_at, answer_by, zone))
    if minutes < 1:
        return ()
    after = int(minutes ** lot(luck.seed, "when", *of)) - 1
    at = _minute_of(after, told_at, answer_by, zone)
    declines = choice < luck.no_answer + luck.decline
    answer = Answer.DECLINE if declines else Answer.ACCEPT
    said = Said(at, answer, _reason(luck, *of) if declines else None)
    if after > 1 and lot(luck.seed, "asks for time", *of) < luck.ask_for_time:
        return Said(_minute_of(after // 2, told_at, answer_by, zone), Answer.LATER), said
    return (said,)


def _reason(luck: Luck, *of: str) -> DeclineReason:
    left = lot(luck.seed, "reason", *of) * sum(luck.reasons.values())
    for reason, weight in luck.reasons.items():
        if left < weight:
            return reason
        left -= weight
    return DeclineReason.NOT_SAID


def _minute_of(after: int, told_at: datetime, answer_by: datetime, zone: str) -> datetime:
    """Return the moment so many waking minutes after the first in which one could answer."""
    left = after * MINUTE
    for begins, ends in _waking(told_at, answer_by, zone):
        if left < ends - begins:
            return begins + left
        left -= ends - begins
    raise AssertionError("fewer minutes were asked for than there are")


def _waking(told_at: datetime, answer_by: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches in which somebody may answer, in whole minutes of UTC."""
    first = _ceil_minute(told_at.astimezone(UTC) + SOONEST)
    last = min(answer_by, told_at + LATEST).astimezone(UTC)
    here = ZoneInfo(zone)
    day = first.astimezone(here).date()
    while (morning := datetime.combine(day, NIGHT_ENDS, here).astimezone(UTC)) < last:
        evening = datetime.combine(day, NIGHT_BEGINS, here).astimezone(UTC)
        begins, ends = max(first, morning), min(last, evening)
        if begins < ends:
            yield begins, ends
        day += timedelta(days=1)


def _ceil_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE
