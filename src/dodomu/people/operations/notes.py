"""Notes in the thread of a person: calls, attempts to reach them, remarks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Note, Person, sealed
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.notes import NoteSeen
from dodomu.people.rules.terms import NoteKind

LONGEST_WORDS = 4000
LONGEST_SAID_BY = 120


def keep_notes(notes: Sequence[NoteSeen], *, at: datetime) -> None:
    """Write down what was seen of some persons, each once. Part of an operation which has checked that it may."""
    rows = [
        Note(
            id=each.id, person_id=each.person, kind=each.kind, said_by=each.said_by[:LONGEST_SAID_BY],
            happened_at=each.happened_at, recorded_at=at,
        )
        for each in notes
    ]  # fmt: skip
    if rows:
        Note.objects.bulk_create(rows, ignore_conflicts=True)


def write_note(
    *,
    note: UUID,
    person: UUID,
    kind: NoteKind,
    words: str,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    said_by: str = "",
) -> None:
    """Write a note into the thread of a person, or refuse; the same note again changes nothing."""
    row = Person.objects.filter(id=person).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    permissions.check(by, Permission.CHANGE_PEOPLE, row.crisis_id)
    if len(words) > LONGEST_WORDS or len(said_by) > LONGEST_SAID_BY:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if happened_at > at:
        raise Refused(PeopleReason.HAPPENS_IN_FUTURE, happened_at=happened_at)
    Note.objects.get_or_create(
        id=note,
        defaults={
            "person": row,
            "kind": kind,
            "words": encryption.seal(words, context=sealed.NOTE_WORDS) if words else None,
            "officer_id": by.officer,
            "said_by": said_by,
            "happened_at": happened_at,
            "recorded_at": at,
        },
    )
