"""What is known when it is worked out what follows from touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.rules.reading import BROKEN, uuid_of
from dodomu.boarding.rules.terms import Doubt, DoubtOutcome, TouchKind
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Evidence

# What cannot be made good by guessing: nothing follows from a touch without it.
NEEDED: Final = frozenset({"kind", "made", "persons", "leg"})
# Of these doubts an officer who lets the touch stand says that what is beside it does not hold.
SIDES: Final = frozenset({Doubt.BOARDED_TWICE, Doubt.ON_TWO_LEGS, Doubt.ID_TWICE})


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch as it is kept."""

    row: UUID
    key: UUID  # the id that it came with: the same for all forms of one touch
    device: UUID
    number: int
    kind: str
    happened_at: datetime
    hour: datetime  # the one it counts for (`hours.counts_from`)
    officer: str
    point: UUID | None
    leg: UUID | None
    persons: tuple[UUID, ...]
    pack: UUID | None
    item: UUID | None
    body: Mapping[str, Any] = field(hash=False)
    digest: bytes

    @property
    def order(self) -> tuple[datetime, datetime, UUID, bytes]:
        """In which order touches happened, for everybody alike."""
        return self.hour, self.happened_at, self.key, self.digest

    @property
    def party(self) -> UUID | None:
        """The party (or somebody of it) that a walk-in is said to belong to."""
        return uuid_of(self.body.get("party")) if self.kind == TouchKind.WALKED_IN else None

    @property
    def broken(self) -> frozenset[str]:
        """Which of its fields could not be read."""
        named = self.body.get(BROKEN)
        return frozenset(map(str, named)) if isinstance(named, list) else frozenset()

    def said(self, name: str) -> str:
        """Return a word of its body, empty where there is none."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class LegFacts:
    """A leg, as far as it matters to whoever boards it."""

    id: UUID
    ref: str
    origin: UUID
    target: UUID
    leads_home: bool
    departs_at: datetime | None
    arrives_at: datetime | None
    places: int | None
    closed_at: datetime | None  # the hour of the crisis at which its manifest was closed


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody, with where they stand by all that is not a touch."""

    id: UUID  # the record that stands for them
    names: frozenset[UUID]  # the ids by which touches may name them
    opened_at: datetime
    base: tuple[tuple[datetime, Standing], ...]  # in order
    is_minor: bool
    party: UUID


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decided about a doubt."""

    kind: Doubt
    touch: UUID  # rows
    beside: UUID | None
    person: UUID | None
    outcome: DoubtOutcome


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything besides the touches that a judgement about them rests on."""

    crisis: UUID
    legs: Mapping[UUID, LegFacts]
    places: frozenset[UUID]
    known: frozenset[UUID]  # of the persons that are named: records of this crisis
    foreign: frozenset[UUID]  # of the persons that are named: records of another crisis
    revoked_from: Mapping[UUID, int]  # device -> the first number made after it was revoked
    complete_to: Mapping[UUID, int]  # device -> up to which number nothing is missing
    awaited: frozenset[UUID] = frozenset()  # parties that walk-ins are said to belong to, and that nobody knows
    void: frozenset[tuple[UUID, UUID | None]] = frozenset()  # (row, person, or all of them): does not hold
    released: frozenset[UUID] = frozenset()  # rows of revoked devices that an officer decided hold


def voided(decisions: Iterable[Decision]) -> set[tuple[UUID, UUID | None]]:
    """Return the touches (of one person, or of all) that an officer decided do not hold."""
    void: set[tuple[UUID, UUID | None]] = set()
    for each in decisions:
        if each.outcome is DoubtOutcome.DOES_NOT:
            void.add((each.touch, each.person))
        elif each.outcome is DoubtOutcome.STANDS and each.kind in SIDES and each.beside:
            void.add((each.beside, each.person))
    return void


def released(decisions: Iterable[Decision]) -> frozenset[UUID]:
    """Return the touches of revoked devices that an officer decided hold."""
    return frozenset(
        each.touch
        for each in decisions
        if each.kind is Doubt.DEVICE_REVOKED and each.outcome is not DoubtOutcome.DOES_NOT
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """Where a touch says that a person stands from its hour on."""

    touch: UUID  # row
    person: UUID
    to: Standing
    evidence: Evidence
    said_by: str
    hour: datetime


@dataclass(frozen=True, slots=True)
class Raised:
    """A doubt that there is; what it is `about` makes its id, so that it is raised once, wherever it is."""

    kind: Doubt
    touch: Touched
    about: tuple[str, ...]
    beside: Touched | None = None
    person: UUID | None = None
    leg: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


MOVES: Final = frozenset(
    {
        TouchKind.ARRIVED,
        TouchKind.BOARDED,
        TouchKind.TAKEN_OFF,
        TouchKind.MISSING,
        TouchKind.WALKED_IN,
        TouchKind.LANDED,
    }
)
