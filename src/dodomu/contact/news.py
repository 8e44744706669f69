"""What others may want to hear of keeping in touch."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AdvicePublished:
    crisis: UUID
    advice: UUID


@dataclass(frozen=True, slots=True)
class AdviceEnded:
    """Superseded or withdrawn: whatever still carries it is stopped."""

    crisis: UUID
    advice: UUID


@dataclass(frozen=True, slots=True)
class BroadcastApproved:
    crisis: UUID
    broadcast: UUID


@dataclass(frozen=True, slots=True)
class ReplyReceived:
    """Somebody known wrote to us, or tapped an answer."""

    crisis: UUID
    person: UUID
    conversation: UUID
    message: UUID


@dataclass(frozen=True, slots=True)
class CheckedIn:
    crisis: UUID
    person: UUID
    check_in: UUID
