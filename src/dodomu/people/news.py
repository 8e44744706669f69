"""What the register tells: read by `jobs/reactions.py`."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PeopleRegistered:
    """People were registered together: a party, or the rows of a list."""

    crisis: UUID
    persons: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Something else is believed of a person."""

    crisis: UUID
    person: UUID


@dataclass(frozen=True, slots=True)
class PersonMoved:
    """A person stands in another account."""

    crisis: UUID
    person: UUID
    account: str


@dataclass(frozen=True, slots=True)
class ListConfirmed:
    """An officer confirmed a list: its rows are to be registered."""

    crisis: UUID
    file: UUID


@dataclass(frozen=True, slots=True)
class PeopleMoved:
    """Several stand in other accounts: they were moved together."""

    crisis: UUID
    persons: tuple[UUID, ...]
