"""Documents in custody, as the touches of gates and the entries of desks say: the last word says where each is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.boarding.models import CustodyEntry, CustodyItem, sealed
from dodomu.boarding.rules.known import Facts, Touched
from dodomu.boarding.rules.reading import LONGEST_NAME, LONGEST_WORDS, clean
from dodomu.boarding.rules.terms import CustodyState, TouchKind
from dodomu.foundation import encryption

STATES = {
    TouchKind.DOCUMENT_IN: CustodyState.HELD,
    TouchKind.DOCUMENT_OUT: CustodyState.OUT,
    TouchKind.DOCUMENT_BACK: CustodyState.BACK,
    TouchKind.DOCUMENT_DESTROYED: CustodyState.DESTROYED,
}
LONGEST_WHAT = 20
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody did with a document, at a gate or at a desk."""

    item: UUID
    kind: TouchKind
    person: UUID
    what: str
    number: str
    place: UUID | None
    officer: str
    words: str
    hour: datetime
    key: UUID

    @property
    def order(self) -> tuple[datetime, UUID]:
        """In which order it happened, for everybody alike."""
        return self.hour, self.key


def keep_items(
    crisis: UUID, counting: Iterable[Touched], every: Iterable[Touched], facts: Facts, items: Collection[UUID] = ()
) -> None:
    """Bring documents to what is said of them; `every` has all touches of each of them, `items` names others.

    Of one of which every word was taken back nothing is left but the touches.
    """
    about = {touch.item for touch in every if touch.item} | set(items)
    ways: dict[UUID, list[Word]] = {}
    for word in (*_of_gates(counting, facts), *_of_desks(crisis, about)):
        ways.setdefault(word.item, []).append(word)
    for item, way in sorted(ways.items()):
        _keep(crisis, item, sorted(way, key=lambda each: each.order))
    gone = about - ways.keys()
    if gone:
        CustodyItem.objects.filter(crisis=crisis, id__in=gone).delete()


def _of_gates(touches: Iterable[Touched], facts: Facts) -> Iterable[Word]:
    for touch in touches:
        if not touch.item or touch.kind not in STATES or not touch.persons:
            continue
        if any((touch.row, person) in facts.void for person in touch.persons):
            continue
        yield Word(
            item=touch.item,
            kind=TouchKind(touch.kind),
            person=touch.persons[0],
            what=clean(touch.said("what"), LONGEST_WHAT),
            number=number_of(touch.said("number")),
            place=touch.point if touch.point in facts.places else None,
            officer=clean(touch.officer, LONGEST_NAME),
            words=clean(touch.said("to") or touch.said("words"), LONGEST_WORDS),
            hour=touch.hour,
            key=touch.key,
        )


def _of_desks(crisis: UUID, items: Collection[UUID]) -> Iterable[Word]:
    for row in CustodyEntry.objects.filter(crisis=crisis, item__in=items) if items else ():
        number = encryption.open_sealed(row.number, context=sealed.CUSTODY_NUMBER) or ""
        yield Word(
            row.item, TouchKind(row.kind), row.person, row.what, number, row.place_id, row.officer_name, row.words,
            row.happened_at, row.id,
        )  # fmt: skip


def number_of(typed: str) -> str:
    """Return the number of a document as it is kept: letters and digits in capitals."""
    return "".join(each for each in clean(typed, LONGEST_NUMBER).upper() if each.isalnum())


def _keep(crisis: UUID, item: UUID, way: Sequence[Word]) -> None:
    first = next((each for each in way if each.kind == TouchKind.DOCUMENT_IN), way[0])
    last = way[-1]
    said = {
        "person": first.person,
        "what": first.what,
        "number_index": encryption.blind_index(first.number, context=sealed.CUSTODY_NUMBER) if first.number else None,
        "place_id": last.place,
        "state": STATES[last.kind].value,
        "since": last.hour,
        "by_name": last.officer,
        "words": last.words,
    }
    kept = CustodyItem.objects.filter(id=item).first()
    if kept is not None and kept.crisis_id != crisis:
        return
    if kept is None or any(getattr(kept, name) != value for name, value in said.items() if name != "number_index"):
        opened = encryption.seal(first.number, context=sealed.CUSTODY_NUMBER) if first.number else None
        CustodyItem.objects.update_or_create(id=item, defaults={**said, "crisis_id": crisis, "number": opened})
