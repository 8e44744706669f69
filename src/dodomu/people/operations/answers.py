"""Answers from a private page: staying, leaving, three more of us, withdrawn. Whoever holds the link may answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.foundation import encryption
from dodomu.foundation.actors import Actor
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Note, Party, Person, PrivateLink, sealed
from dodomu.people.operations import registering, whereabouts
from dodomu.people.operations.preparing import Receipt
from dodomu.people.operations.statements import record_statement
from dodomu.people.queries import private
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.register import LARGEST_PARTY
from dodomu.people.rules.terms import Account, Channel, Evidence, GivenBy, NoteKind
from dodomu.people.rules.wishes import Wish

SAID_BY = "self"


def say_stay(*, token: str, persons: Sequence[UUID], submission: UUID, language: str, by: Actor, at: datetime) -> None:
    """These stay by choice."""
    _say_wish(token, persons, Wish.STAY, submission, language, by, at)


def say_leave(*, token: str, persons: Sequence[UUID], submission: UUID, language: str, by: Actor, at: datetime) -> None:
    """These want to leave now."""
    _say_wish(token, persons, Wish.LEAVE_NOW, submission, language, by, at)


def say_more_people(
    *,
    token: str,
    persons: Sequence[Mapping[str, str]],
    how_many: int,
    submission: UUID,
    language: str,
    by: Actor,
    at: datetime,
) -> Receipt | None:
    """The party is larger than was said: those who are named are registered in it, the others are counted as said."""
    link = _link(token)
    with transaction.atomic():
        party = Party.objects.select_for_update().get(id=link.party_id)
        size = party.persons.filter(joined_into__isnull=True).count() + max(how_many, len(persons))
        if size > LARGEST_PARTY:
            raise Refused(PeopleReason.PARTY_TOO_LARGE, limit=LARGEST_PARTY)
        receipt = None
        if persons:
            receipt = registering.add_to_party(
                party=party.id, persons=persons, submission=submission, language=language, by=by, at=at
            )
        if receipt is None or not receipt.repeated:
            Party.objects.filter(id=party.id).update(said_size=max(party.said_size, size))
    return receipt


def change(
    *,
    token: str,
    person: UUID,
    given: Mapping[str, str],
    version: int,
    submission: UUID,
    language: str,
    by: Actor,
    at: datetime,
) -> None:
    """Keep what the party changed about one of its own. The page proves beforehand that it may be seen."""
    (row,) = _of_party(token, [person])
    record_statement(
        person=row.id,
        given=given,
        channel=Channel.PRIVATE_PAGE,
        given_by=GivenBy.SELF,
        submission=submission,
        language=language,
        received_at=at,
        by=by,
        at=at,
        version=version,
    )


def withdraw(*, token: str, persons: Sequence[UUID], words: str, submission: UUID, by: Actor, at: datetime) -> None:
    """Take these out of the register at their own wish. The ledger keeps it, and an officer can undo it."""
    with transaction.atomic():
        for row in _of_party(token, persons):
            if _note(row, NoteKind.WITHDRAWN, words, submission, at):
                whereabouts.withdraw_person(
                    person=row.id,
                    to=Standing(Account.NOT_OURS),
                    evidence=Evidence.TOLD_BY_PERSON,
                    said_by=SAID_BY,
                    by=by,
                    at=at,
                )


def _say_wish(
    token: str, persons: Sequence[UUID], wish: Wish, submission: UUID, language: str, by: Actor, at: datetime
) -> None:
    with transaction.atomic():
        for row in _of_party(token, persons):
            record_statement(
                person=row.id,
                given={"wish": wish.value},
                channel=Channel.PRIVATE_PAGE,
                given_by=GivenBy.SELF,
                submission=uuid5(submission, str(row.id)),
                language=language,
                received_at=at,
                by=by,
                at=at,
            )


def _link(token: str) -> PrivateLink:
    link = private.link_of(token)
    if link is None:
        raise Refused(PeopleReason.LINK_UNKNOWN)
    return link


def _of_party(token: str, persons: Sequence[UUID]) -> list[Person]:
    """Return the persons named, or refuse: a link speaks for its own party only."""
    found = {row.id: row for row in private.members(_link(token).party_id)}
    if not persons or not set(persons) <= set(found):
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    return [found[each] for each in persons]


def _note(row: Person, kind: NoteKind, words: str, submission: UUID, at: datetime) -> bool:
    """Write a note once for a submission; False when it stood there already."""
    content = {
        "person": row,
        "kind": kind,
        "words": encryption.seal(words, context=sealed.NOTE_WORDS) if words else None,
        "said_by": SAID_BY,
        "happened_at": at,
        "recorded_at": at,
    }
    return Note.objects.get_or_create(id=uuid5(submission, f"{row.id} {kind}"), defaults=content)[1]
