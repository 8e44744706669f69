"""Attempts to reach somebody, and how many it takes until an officer may call them unreachable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FEWEST: Final = 3  # attempts in vain
SPREAD: Final = timedelta(hours=6)  # between the first and the last of them: a night's sleep is no silence


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: when, by which way (a channel, or a call), over whom, and what came of it."""

    at: datetime
    way: str  # channels.messages.ChannelKind, or "call"
    over: str  # rules.terms.Rung: themselves, their party, the contact at home
    outcome: str  # rules.terms.DeliveryState, or people.rules.terms.NoteKind
    why: str = ""
    who: str = ""  # the officer


def in_vain(attempts: Iterable[Attempt], *, last_heard: datetime | None) -> list[Attempt]:
    """Return the attempts since somebody was last heard of: whatever they were, nothing came back."""
    return sorted(
        (each for each in attempts if last_heard is None or each.at > last_heard), key=lambda attempt: attempt.at
    )


def are_enough(attempts: Iterable[Attempt]) -> bool:
    """Say whether attempts in vain are many enough and far enough apart."""
    hours = [each.at for each in attempts]
    return len(hours) >= FEWEST and max(hours) - min(hours) >= SPREAD
