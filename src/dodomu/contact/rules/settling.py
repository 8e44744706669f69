"""What becomes of a delivery when a provider says something, or when nobody does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dodomu.channels.messages import Failure, Verdict
from dodomu.contact.rules.terms import DeliveryState

MOST_DOUBTS: Final = 1  # in doubt once, it is sent again; twice, it is unknown
SHORTEST_WAIT: Final = 1.0  # seconds before what a provider put off is tried again
DOUBT_RESTS: Final = timedelta(seconds=30)  # a receipt may still say that it arrived


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written down of one delivery."""

    state: DeliveryState
    why: str = ""
    due_at: datetime | None = None  # None: as it was
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    next_at: datetime | None = None  # when the next rung is tried
    untried: int = 0  # 1: it surely did not go out
    doubt: int = 0


def outcome_of(
    verdict: Verdict, *, why: Failure | None = None, wait: float = 0.0, doubts: int, minutes: int | None,
    is_drill: bool, hour: datetime, now: datetime,
) -> Outcome:  # fmt: skip
    """Return what a provider's verdict makes of a delivery.

    `hour` is that of the crisis, `now` the machine's: what is put off waits by the machine's clock, and in an exercise,
    whose clock stands still, until the sender looks again. `minutes` are those of its step; None after the last.
    """
    reason = why.value if why else ""
    later = None if minutes is None else hour + timedelta(minutes=minutes)
    if verdict is Verdict.TAKEN:
        return Outcome(DeliveryState.TAKEN, sent_at=hour, next_at=later)
    if verdict is Verdict.REFUSED:
        return Outcome(DeliveryState.FAILED, reason, settled_at=hour, next_at=None if minutes is None else hour)
    if verdict is Verdict.LATER:
        back = DeliveryState.IN_DOUBT if doubts else DeliveryState.WAITING
        due = None if is_drill else now + timedelta(seconds=max(wait, SHORTEST_WAIT))
        return Outcome(back, reason, due_at=due, untried=1)
    if doubts < MOST_DOUBTS:
        return Outcome(
            DeliveryState.IN_DOUBT, reason, due_at=None if is_drill else now + DOUBT_RESTS, sent_at=hour, doubt=1
        )
    return Outcome(DeliveryState.UNKNOWN, reason, sent_at=hour, settled_at=hour, next_at=later, doubt=1)
