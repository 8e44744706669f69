"""Calling somebody unreachable: an officer's word after documented attempts, never a guess of ours."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.contact.queries.attempts import silence_of
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import attempts
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.operations import notes, whereabouts
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence, NoteKind

LONGEST_WORDS: Final = 1000
# Whom nobody looks for, and who is by other evidence than their own words where they are.
NOT_SOUGHT: Final = ledger.HAS_LEFT | {Account.LEFT_ALONE, Account.NOT_OURS}


def call_unreachable(*, entry_id: UUID, person: UUID, words: str, by: Actor, at: datetime) -> None:
    """Move somebody to unreachable, with the attempts that were made in the thread beside it, or refuse.

    Refused for too few attempts, or attempts too close together, since they were last heard of. The same again is one.
    """
    with transaction.atomic():
        row = (
            Person.objects.select_for_update(no_key=True).filter(id=person, joined_into=None, forgotten_at=None).first()
        )
        if row is None:
            raise Refused(PeopleReason.NO_SUCH_PERSON)
        permissions.check(by, Permission.MOVE_PEOPLE, row.crisis_id)
        history = entries_of([person])[person]
        if any(entry.id == entry_id for entry in history):
            return
        stands = ledger.fold(history, at=at)
        _check(person, words, stands, at)
        whereabouts.move_person(
            entry_id=entry_id,
            person=person,
            origin=stands,
            to=Standing(Account.UNREACHABLE, (stands.place if stands else None) or row.place_id),
            evidence=Evidence.DECIDED,
            said_by=by.name,
            happened_at=at,
            by=by,
            at=at,
        )
        note = uuid5(entry_id, "unreachable")
        kind = NoteKind.OUT_OF_REACH
        notes.write_note(note=note, person=person, kind=kind, words=words, happened_at=at, by=by, at=at)


def _check(person: UUID, words: str, stands: Standing | None, at: datetime) -> None:
    if len(words) > LONGEST_WORDS:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if stands is None or stands.account in NOT_SOUGHT or stands.account is Account.UNREACHABLE:
        raise Refused(ContactReason.NOT_SOUGHT)
    silence = silence_of(person, at=at)
    if not attempts.are_enough(silence.attempts):
        counted = sum(each.counts for each in silence.attempts)
        raise Refused(ContactReason.TOO_FEW_ATTEMPTS, attempts=counted, needed=attempts.FEWEST)
