"""What must be known of a crisis to read its tables: places, sources, and what was told before, each by its ref."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from dodomu.people.rules.countries import read_country

NAMESPACE = UUID("0b5f3a64-7a1e-5a53-9f0e-51a70a710000")


@dataclass(frozen=True, slots=True)
class PlaceKnown:
    """Of a place, what a row needs."""

    id: UUID
    zone: str
    is_city: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A crisis as a reader of its tables sees it; `zone` holds for rows that name none."""

    crisis: UUID
    zone: str
    sending: str = ""  # the state whose citizens are counted
    places: Mapping[str, PlaceKnown] = field(hash=False, default_factory=dict)
    names: Mapping[str, str] = field(hash=False, default_factory=dict)  # name in small letters -> ref
    sources: frozenset[str] = frozenset()
    things: Mapping[str, UUID] = field(hash=False, default_factory=dict)  # ref -> what was told under it

    def named(self, words: str) -> PlaceKnown | None:
        """Return the place that somebody calls so, in any language, or None."""
        ref = self.names.get(words.strip().casefold(), "")
        return self.places.get(ref)

    def country_of(self, words: str) -> str | None:
        """Return the code of a country that is named in words, or None."""
        return read_country(words)

    def with_things(self, things: Mapping[str, UUID]) -> "Ground":
        """Return the same ground with more things told."""
        return replace(self, things={**self.things, **things})


def thing_of(crisis: UUID, table: str, ref: str) -> UUID:
    """Return the thing that a row of a table states: the same row read again is the same thing."""
    return uuid5(NAMESPACE, f"{crisis} {table} {ref}")
