"""Documents in custody at the desk: taken in, given on, handed back, destroyed; each an entry with officer and hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from dodomu.boarding.models import CustodyEntry, CustodyItem, sealed
from dodomu.boarding.operations import working_out
from dodomu.boarding.operations.custody import LONGEST_WHAT, number_of
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.reading import LONGEST_WORDS, clean
from dodomu.boarding.rules.terms import CustodyState, TouchKind
from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.queries.matching import root_of

A_MOMENT: Final = timedelta(microseconds=1)  # an exercise's clock may stand
HERE: Final = frozenset({CustodyState.HELD, CustodyState.OUT})


@dataclass(frozen=True, slots=True)
class DocumentGiven:
    """A document as it is taken in."""

    what: str
    number: str
    place: UUID | None
    words: str = ""


def take_in(
    *, entry: UUID, item: UUID, crisis: UUID, person: UUID, given: DocumentGiven, by: Actor, at: datetime
) -> None:
    """Take a document of a person into custody, or raise Refused; one that is held already is not taken in twice.

    The same entry again changes nothing.
    """
    permissions.check(by, Permission.BOARD, crisis)
    if not Person.objects.filter(id=person, crisis=crisis, forgotten_at__isnull=True).exists():
        raise Refused(BoardingReason.NOT_OF_THIS_CRISIS)
    if given.place and not Place.objects.filter(id=given.place, crisis=crisis).exists():
        raise Refused(BoardingReason.NO_SUCH_POINT)
    with transaction.atomic():
        working_out.take_turn(crisis)
        known = CustodyEntry.objects.filter(item=item).exclude(id=entry).exists()
        if known or CustodyItem.objects.filter(id=item).exclude(person=person, crisis=crisis).exists():
            raise Refused(BoardingReason.NO_SUCH_CUSTODY)
        number = number_of(given.number)
        if number and _is_held(crisis, item, person, number):
            raise Refused(BoardingReason.DOCUMENT_HELD_ALREADY)
        _enter(
            entry, item, crisis, TouchKind.DOCUMENT_IN, person, by, at,
            what=clean(given.what, LONGEST_WHAT),
            number=encryption.seal(number, context=sealed.CUSTODY_NUMBER) if number else None,
            place_id=given.place, words=clean(given.words, LONGEST_WORDS),
        )  # fmt: skip


def _is_held(crisis: UUID, item: UUID, person: UUID, number: str) -> bool:
    """Say whether another officer has written the same document down: a passport is in one drawer once."""
    index = encryption.blind_index(number, context=sealed.CUSTODY_NUMBER)
    held = CustodyItem.objects.filter(crisis=crisis, state__in=HERE, number_index=index).exclude(id=item)
    persons = [person, *held.values_list("person", flat=True)]
    roots = root_of(persons)
    return any(roots.get(each, each) == roots.get(person, person) for each in persons[1:])


def move_document(
    *, entry: UUID, item: UUID, crisis: UUID, kind: TouchKind, person: UUID | None, words: str, by: Actor, at: datetime
) -> None:
    """Hand a document back, give it on, take it in again or destroy it, or raise Refused.

    It is handed back to its holder: `person` says to whom, and another is refused. Given on and destroyed, it is said
    to whom or why. The same entry again changes nothing.
    """
    permissions.check(by, Permission.BOARD, crisis)
    with transaction.atomic():
        working_out.take_turn(crisis)
        if CustodyEntry.objects.filter(id=entry).exists():
            return
        row = CustodyItem.objects.filter(id=item, crisis=crisis).first()
        if row is None:
            raise Refused(BoardingReason.NO_SUCH_CUSTODY)
        _check_move(row, kind, person, words)
        at = at if row.since < at else row.since + A_MOMENT
        _enter(
            entry, item, crisis, kind, row.person, by, at, place_id=row.place_id, words=clean(words, LONGEST_WORDS)
        )  # fmt: skip


def _check_move(row: CustodyItem, kind: TouchKind, person: UUID | None, words: str) -> None:
    if CustodyState(row.state) not in HERE:
        raise Refused(BoardingReason.DOCUMENT_NOT_HERE)
    if kind is TouchKind.DOCUMENT_BACK:
        wanted = root_of([each for each in (row.person, person) if each])
        if person is None or wanted.get(person) != wanted.get(row.person, row.person):
            raise Refused(BoardingReason.NOT_ITS_HOLDER)
    elif kind in (TouchKind.DOCUMENT_OUT, TouchKind.DOCUMENT_DESTROYED) and not words.strip():
        raise Refused(BoardingReason.WORDS_NEEDED)
    if len(words) > LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG)


def _enter(
    entry: UUID, item: UUID, crisis: UUID, kind: TouchKind, person: UUID, by: Actor, at: datetime, **said: object
) -> None:
    given = {
        "item": item, "crisis_id": crisis, "kind": kind.value, "person": person, "officer_id": by.officer,
        "officer_name": by.name, "happened_at": at, "recorded_at": at, **said,
    }  # fmt: skip
    CustodyEntry.objects.get_or_create(id=entry, defaults=given)
    working_out.work_out_documents(crisis=crisis, items=[item])
