"""A carrier's list held against ours, line by line: what agrees, what differs, who is on one of them only.

Everybody is matched once: by the reference that we gave, else by a document, else by name and day of birth, else by a
name that only one on each side has. A name is the same in every script and order (`people.rules.names.name_key`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from dodomu.boarding.rules.paxlst.reading import Listed
from dodomu.boarding.rules.terms import CarrierMatch
from dodomu.people.rules.names import name_key
from dodomu.people.rules.papers import paper_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ours:
    """Somebody whom we had aboard."""

    person: UUID
    reference: str
    name: str
    born: date | None
    documents: tuple[str, ...] = ()  # numbers as they are kept
    latin: str = ""  # as we gave it to the carrier: without the patronymic, spelled as in a passport


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the comparison; of a difference its fields."""

    match: CarrierMatch
    ours: Ours | None
    theirs: Listed | None
    differs_in: tuple[str, ...] = ()  # "name", "born", "document"


def compare(ours: Iterable[Ours], theirs: Iterable[Listed]) -> tuple[Compared, ...]:
    """Return every line of both sides exactly once: what needs a look first, crew of theirs left out."""
    left_ours = dict(enumerate(ours))
    left_theirs = dict(enumerate(each for each in theirs if not each.is_crew))
    pairs: list[tuple[Ours, Listed]] = []
    for of_ours, of_theirs in _KEYS:
        pairs += _taken(left_ours, left_theirs, of_ours, of_theirs)
    found = [_compared(*pair) for pair in pairs]
    found += [Compared(CarrierMatch.ONLY_THEIRS, None, each) for each in left_theirs.values()]
    found += [Compared(CarrierMatch.ONLY_OURS, each, None) for each in left_ours.values()]
    return tuple(sorted(found, key=_order))


def _taken(
    ours: dict[int, Ours],
    theirs: dict[int, Listed],
    of_ours: Callable[[Ours], Sequence[Hashable]],
    of_theirs: Callable[[Listed], Sequence[Hashable]],
) -> list[tuple[Ours, Listed]]:
    """Take from both sides those that one key joins, where on each side only one has it."""
    mine = _by_key(ours, of_ours)
    found = []
    for key, listed in _by_key(theirs, of_theirs).items():
        known = mine.get(key, [])
        if len(listed) == len(known) == 1 and listed[0] in theirs and known[0] in ours:
            found.append((ours.pop(known[0]), theirs.pop(listed[0])))
    return found


def _by_key(side: Mapping[int, T], keys: Callable[[T], Sequence[Hashable]]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for place, each in side.items():
        for key in keys(each):
            found[key].append(place)
    return found


def _documents(numbers: Iterable[str]) -> list[str]:
    return [key for number in numbers if (key := paper_key(number))]


def _keys_of_ours(each: Ours) -> list[str]:
    """Return how somebody may be called on a list: as they write it, and as we spell it for carriers."""
    return list(dict.fromkeys(name_key(name) for name in (each.name, each.latin) if name))


def _key_of_theirs(each: Listed) -> str:
    return name_key(f"{each.family_name} {each.given_name}")


_KEYS: Sequence[tuple[Callable[[Ours], Sequence[Hashable]], Callable[[Listed], Sequence[Hashable]]]] = (
    (lambda each: [each.reference], lambda each: [each.reference] if each.reference else []),
    (lambda each: _documents(each.documents), lambda each: _documents([each.document])),
    (
        lambda each: [(name, each.born) for name in _keys_of_ours(each)] if each.born else [],
        lambda each: [(_key_of_theirs(each), each.born)] if each.born else [],
    ),
    (_keys_of_ours, lambda each: [_key_of_theirs(each)]),
)


def _compared(ours: Ours, theirs: Listed) -> Compared:
    differs = []
    if _key_of_theirs(theirs) not in _keys_of_ours(ours):
        differs.append("name")
    if ours.born and theirs.born and ours.born != theirs.born:
        differs.append("born")
    known = set(_documents(ours.documents))
    if known and theirs.document and paper_key(theirs.document) not in known:
        differs.append("document")
    return Compared(CarrierMatch.DIFFERS if differs else CarrierMatch.SAME, ours, theirs, tuple(differs))


_FIRST = (CarrierMatch.ONLY_THEIRS, CarrierMatch.ONLY_OURS, CarrierMatch.DIFFERS, CarrierMatch.SAME)


def _order(each: Compared) -> tuple[int, str, int]:
    return (
        _FIRST.index(each.match),
        name_key(each.ours.name) if each.ours else "",
        each.theirs.line if each.theirs else 0,
    )
