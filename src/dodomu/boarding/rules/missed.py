"""Who did not board with their party, and who of them came after all: noted in their thread, by whoever said so.

A note is only ever added. So it follows from a touch alone or from a pair of them, and never from one that is not
there: the same touches make the same notes, in whatever order they come.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID, uuid5

from dodomu.boarding.rules.known import NEEDED, Facts, Touched
from dodomu.boarding.rules.merging import GATE, is_held
from dodomu.boarding.rules.terms import MissingFate, TouchKind
from dodomu.people.rules.notes import NoteSeen
from dodomu.people.rules.terms import NoteKind

TOLD_BY_THE_LEDGER: Final = frozenset({MissingFate.STAYS, MissingFate.LEFT_ALONE})


def notes_of(touches: Iterable[Touched], facts: Facts) -> list[NoteSeen]:
    """Return the notes that follow from touches, of all forms of each."""
    holding = [touch for touch in touches if _holds(touch, facts)]
    missed = [touch for touch in holding if touch.kind == TouchKind.MISSING]
    by_person: dict[UUID, list[Touched]] = {}
    for touch in missed:
        if touch.said("fate") not in TOLD_BY_THE_LEDGER:
            for person in _known(touch, facts):
                by_person.setdefault(person, []).append(touch)
    boarded = [touch for touch in holding if touch.kind == TouchKind.BOARDED] if by_person else []
    return [
        *(_note(touch, person, _kind(touch)) for person, several in by_person.items() for touch in several),
        *(
            _note(touch, person, NoteKind.CAME_AFTER_ALL)
            for touch in boarded
            for person in _known(touch, facts)
            if any(each.order < touch.order and each.leg in (None, touch.leg) for each in by_person.get(person, ()))
        ),
    ]


def _holds(touch: Touched, facts: Facts) -> bool:
    if (touch.row, None) in facts.void or NEEDED & touch.broken:
        return False
    return touch.row in facts.released or not is_held(touch, facts)


def _known(touch: Touched, facts: Facts) -> Iterator[UUID]:
    return (each for each in touch.persons if each in facts.known and (touch.row, each) not in facts.void)


def _kind(touch: Touched) -> NoteKind:
    return NoteKind.COMES_LATER if touch.said("fate") == MissingFate.COMES_LATER else NoteKind.NOT_THERE


def _note(touch: Touched, person: UUID, kind: NoteKind) -> NoteSeen:
    return NoteSeen(uuid5(touch.row, f"{kind.value} {person}"), person, kind, touch.officer or GATE, touch.hour)
