"""What the situation tells: read by `jobs/reactions.py`."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RestrictionTold:
    """A restriction was stated, changed or struck: what is open may have become closed, or the other way round."""

    crisis: UUID
    restriction: UUID  # the thing, not its version


@dataclass(frozen=True, slots=True)
class SituationTold:
    """Anything else of the situation was stated, changed or struck."""

    crisis: UUID
    kind: str
    thing: UUID
