"""A carrier's list held against ours, line by line: what agrees, what differs, who is on one of them only, or twice.

Everybody is matched once: by the reference that we gave, else by a document, else by name and day of birth, else by a
name that only one on each side has, else by day of birth and one word of the name, as where it is spelled otherwise. A
name is the same in every script and order (`people.rules.names.name_key`). Who is on one side twice is told apart from
who is on it only: the first line stands beside the other side, the second is said to be one.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final, TypeVar
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
    """Return every line of theirs and everybody of ours: what needs a look first, crew of theirs left out.

    Each line of theirs stands in it once, and everybody of ours once; who is on one side twice stands once more beside
    the line that names them again.
    """
    mine, listed = dict(enumerate(ours)), dict(enumerate(each for each in theirs if not each.is_crew))
    left_mine, left_listed = dict(mine), dict(listed)
    pairs: list[tuple[Ours, Listed]] = []
    for key in _KEYS:
        pairs += _taken(left_mine, left_listed, key)
    found = [_compared(*pair) for pair in pairs]
    again_listed, again_mine = _again(left_mine, mine, left_listed, listed)
    for place, line in left_listed.items():
        one = again_listed.get(place)
        found.append(Compared(CarrierMatch.TWICE_THEIRS if one else CarrierMatch.ONLY_THEIRS, one, line))
    for place, one in left_mine.items():
        other = again_mine.get(place)
        found.append(Compared(CarrierMatch.TWICE_OURS if other else CarrierMatch.ONLY_OURS, one, other))
    return tuple(sorted(found, key=_order))


def _taken(mine: dict[int, Ours], listed: dict[int, Listed], key: "_Key") -> list[tuple[Ours, Listed]]:
    """Take from both sides those that a key joins: one and one, or, by a certain key, one and whoever is nearest."""
    found = []
    for of_mine, of_listed in _joined(mine, listed, key):
        known = [place for place in of_mine if place in mine]
        lines = [place for place in of_listed if place in listed]
        if min(len(known), len(lines)) == 1 and (key.is_certain or max(len(known), len(lines)) == 1):
            pairs = product(known, lines)
            one, line = min(pairs, key=lambda pair: (len(_differences(mine[pair[0]], listed[pair[1]])), pair))
            found.append((mine.pop(one), listed.pop(line)))
    return found


def _again(
    left_mine: Mapping[int, Ours], mine: Mapping[int, Ours], left_listed: Mapping[int, Listed],
    listed: Mapping[int, Listed],
) -> tuple[dict[int, Ours], dict[int, Listed]]:  # fmt: skip
    """Return who of those left over is on their side a second time, with whom they are on the other.

    A child in the passport of its mother has her number and another day of birth: it is nobody a second time.
    """
    lines: dict[int, Ours] = {}
    ones: dict[int, Listed] = {}
    for key in filter(lambda each: each.is_certain, _KEYS):
        for of_mine, of_listed in _joined(mine, listed, key):
            for one, line in product(of_mine, of_listed):
                if (one in left_mine) == (line in left_listed) or "born" in _differences(mine[one], listed[line]):
                    continue
                if line in left_listed:
                    lines.setdefault(line, mine[one])
                else:
                    ones.setdefault(one, listed[line])
    return lines, ones


def _joined(mine: Mapping[int, Ours], listed: Mapping[int, Listed], key: "_Key") -> list[tuple[list[int], list[int]]]:
    """Return the places on both sides of those who have a key in common."""
    known = _by_key(mine, key.of_mine)
    return [(known[value], lines) for value, lines in _by_key(listed, key.of_listed).items() if value in known]


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


@dataclass(frozen=True, slots=True)
class _Key:
    """By what somebody is on both sides. Who has a certain one twice is there twice; of another there may be two."""

    of_mine: Callable[[Ours], Sequence[Hashable]]
    of_listed: Callable[[Listed], Sequence[Hashable]]
    is_certain: bool


def _born_and_a_word(names: Iterable[str], born: date | None) -> list[Hashable]:
    return [(word, born) for word in dict.fromkeys(" ".join(names).split())] if born else []


_KEYS: Final = (
    _Key(lambda each: [each.reference], lambda each: [each.reference] if each.reference else [], True),
    _Key(lambda each: _documents(each.documents), lambda each: _documents([each.document]), True),
    _Key(
        lambda each: [(name, each.born) for name in _keys_of_ours(each)] if each.born else [],
        lambda each: [(_key_of_theirs(each), each.born)] if each.born else [],
        True,
    ),
    _Key(_keys_of_ours, lambda each: [_key_of_theirs(each)], False),
    _Key(
        lambda each: _born_and_a_word(_keys_of_ours(each), each.born),
        lambda each: _born_and_a_word([_key_of_theirs(each)], each.born),
        False,
    ),
)


def _compared(ours: Ours, theirs: Listed) -> Compared:
    differs = _differences(ours, theirs)
    return Compared(CarrierMatch.DIFFERS if differs else CarrierMatch.SAME, ours, theirs, differs)


def _differences(ours: Ours, theirs: Listed) -> tuple[str, ...]:
    known = set(_documents(ours.documents))
    found = (
        ("name", _key_of_theirs(theirs) not in _keys_of_ours(ours)),
        ("born", bool(ours.born and theirs.born and ours.born != theirs.born)),
        ("document", bool(known and theirs.document and paper_key(theirs.document) not in known)),
    )
    return tuple(field for field, differs in found if differs)


_FIRST: Final = (
    CarrierMatch.ONLY_THEIRS, CarrierMatch.ONLY_OURS, CarrierMatch.TWICE_THEIRS, CarrierMatch.TWICE_OURS,
    CarrierMatch.DIFFERS, CarrierMatch.SAME,
)  # fmt: skip


def _order(each: Compared) -> tuple[int, str, int]:
    return (
        _FIRST.index(each.match),
        name_key(each.ours.name) if each.ours else "",
        each.theirs.line if each.theirs else 0,
    )
