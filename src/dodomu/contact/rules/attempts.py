"""Attempts to reach somebody, and how many it takes until an officer may call them unreachable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dodomu.channels.messages import Failure
from dodomu.contact.rules.terms import DeliveryState
from dodomu.people.rules.terms import NoteKind

# What never left us, or went to no one's address, tried nobody.
REACHED: Final = (DeliveryState.TAKEN, DeliveryState.DELIVERED, NoteKind.NO_ANSWER, NoteKind.OUT_OF_REACH)
THEIR_SIDE: Final = (Failure.NOT_REACHABLE, Failure.EXPIRED, Failure.BLOCKED)  # switched off, no network, not wanted
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

    @property
    def counts(self) -> bool:
        """Whether it could have reached them."""
        return self.outcome in REACHED or (self.outcome == DeliveryState.FAILED and self.why in THEIR_SIDE)


def in_vain(attempts: Iterable[Attempt], *, last_heard: datetime | None) -> list[Attempt]:
    """Return the attempts since somebody was last heard of: whatever they were, nothing came back."""
    return sorted(
        (each for each in attempts if last_heard is None or each.at > last_heard), key=lambda attempt: attempt.at
    )


def are_enough(attempts: Iterable[Attempt]) -> bool:
    """Say whether attempts in vain are many enough and far enough apart."""
    hours = [each.at for each in attempts if each.counts]
    return len(hours) >= FEWEST and max(hours) - min(hours) >= SPREAD
