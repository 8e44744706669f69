"""Notes that are made from what was seen, not typed at a desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.people.rules.terms import NoteKind


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """What an officer saw of somebody and said at a gate; its id makes a repetition harmless."""

    id: UUID
    person: UUID
    kind: NoteKind
    said_by: str
    happened_at: datetime
