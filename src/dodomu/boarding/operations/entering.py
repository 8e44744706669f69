"""Bringing the ledger to what the touches say: entries are added, corrected and taken back, never changed.

The entry of a touch about a person has an id made of the two, so that it is one however often it is worked out. Where
it has to say something else, or is struck and holds again, the next id is made of the one before. What an officer has
put right by hand stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from dodomu.boarding.rules.known import Effect, Touched
from dodomu.people.models import Person
from dodomu.people.operations.witnessing import Seen, write_held
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, Standing
from dodomu.people.rules.terms import Evidence

NEXT = "again"
Pair = tuple[UUID, UUID]  # a touch (row) and a record


@dataclass(frozen=True, slots=True)
class Written:
    """What the ledger has from touches."""

    in_force: Mapping[Pair, Entry]  # the entry that holds
    next_id: Mapping[Pair, UUID]  # under which id the next would be written
    overruled: frozenset[Pair]  # an officer corrected it by hand
    ids: frozenset[UUID]


def written_before(
    touches: Iterable[Touched], ever: Mapping[UUID, set[UUID]], histories: Mapping[UUID, Sequence[Entry]]
) -> Written:
    """Return which entries of some records were written from touches, and how they stand."""
    record_of: dict[UUID, set[UUID]] = {}
    for record, names in ever.items():
        for name in names:
            record_of.setdefault(name, set()).add(record)
    known = {record: {entry.id: entry for entry in history} for record, history in histories.items()}
    corrected = {entry.corrects for history in histories.values() for entry in history if entry.corrects}
    in_force: dict[Pair, Entry] = {}
    next_id: dict[Pair, UUID] = {}
    overruled: set[Pair] = set()
    ids: set[UUID] = set()
    for touch in touches:
        for record in {record for name in touch.persons for record in record_of.get(name, ())}:
            pair = touch.row, record
            last, key = None, uuid5(touch.row, str(record))
            while key in known.get(record, ()):
                last = known[record][key]
                ids.add(key)
                key = uuid5(key, NEXT)
            next_id[pair] = key
            if last is None or last.standing is None:
                continue
            if last.id in corrected:
                overruled.add(pair)
            else:
                in_force[pair] = last
    return Written(in_force, next_id, frozenset(overruled), frozenset(ids))


def base_of(history: Sequence[Entry], written: Written) -> tuple[tuple[datetime, Standing], ...]:
    """Return where somebody stands by all that is not a touch, in order."""
    return tuple(
        (entry.happened_at, entry.standing)
        for entry in ledger.effective(history)
        if entry.standing and entry.id not in written.ids
    )


def opened_at(history: Sequence[Entry]) -> datetime:
    """Return the hour of the first word of somebody."""
    return min(entry.happened_at for entry in history if entry.origin is None)


def bring(
    effects: Sequence[Effect],
    written: Written,
    rows: Mapping[UUID, Person],
    histories: Mapping[UUID, list[Entry]],
    *,
    at: datetime,
) -> int:
    """Write what is missing, correct what says something else, take back what does not hold; return how many."""
    wanted = {(effect.touch, effect.person): effect for effect in effects}
    seen = [_struck(pair, entry, written) for pair, entry in written.in_force.items() if pair not in wanted]
    for effect in sorted(wanted.values(), key=lambda each: each.hour):
        pair = effect.touch, effect.person
        holds = written.in_force.get(pair)
        if holds and (holds.standing, holds.evidence, holds.happened_at) == (effect.to, effect.evidence, effect.hour):
            continue
        seen.append(_seen(effect, written.next_id[pair], holds))
    if not seen:
        return 0
    # The hours of touches are cut to when we heard of them; in an exercise that may still be ahead of its clock.
    heard = max([at, *(each.happened_at for each in seen)])
    return write_held(rows, histories, seen, at=heard)


def _seen(effect: Effect, entry_id: UUID, holds: Entry | None) -> Seen:
    return Seen(
        entry_id=entry_id,
        person=effect.person,
        to=effect.to,
        evidence=effect.evidence,
        said_by=effect.said_by,
        happened_at=effect.hour,
        corrects=holds.id if holds else None,
    )


def _struck(pair: Pair, entry: Entry, written: Written) -> Seen:
    return Seen(
        entry_id=written.next_id[pair],
        person=entry.person,
        to=None,
        evidence=Evidence.DECIDED,
        said_by=entry.said_by,
        happened_at=entry.happened_at,
        corrects=entry.id,
    )
