"""Seeing people: an officer stands before somebody, and the ledger knows it from then on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Note, Party, Person
from dodomu.people.operations import notes, registering, whereabouts
from dodomu.people.operations.preparing import Receipt
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry
from dodomu.people.rules.register import LARGEST_PARTY, PartyGiven, kind_of_party
from dodomu.people.rules.sighting import BY_SIGHT, seen_standing
from dodomu.people.rules.terms import Channel, Evidence, GivenBy, NoteKind, PartyKind


def see_party(*, sighting: UUID, party: UUID, persons: Sequence[UUID], place: UUID, by: Actor, at: datetime) -> None:
    """Note that an officer saw these of a party at a place, all or none, or refuse. The same sighting again is one.

    Whoever stands elsewhere by the ledger is moved here; of whom it was only said that they are here, it is now known
    by sight; whoever was seen here before is noted as reached. Refused for whom a look cannot move.
    """
    with transaction.atomic():
        rows = _held(party, persons)
        crisis = rows[0].crisis_id
        permissions.check(by, Permission.MOVE_PEOPLE, crisis)
        if not Place.objects.filter(id=place, crisis=crisis).exists():
            raise Refused(FoundationReason.UNKNOWN_PLACE, place=place)
        histories = entries_of(row.id for row in rows)
        for row in rows:
            _see(row, histories[row.id], uuid5(sighting, f"{row.id} {place}"), place, by, at)


def register_seen(
    *,
    crisis: UUID,
    place: UUID,
    given: Mapping[str, str],
    submission: UUID,
    language: str,
    by: Actor,
    at: datetime,
    into: UUID | None = None,
) -> Receipt:
    """Register somebody who stands before an officer, alone or into a party that is known, and see them; or refuse."""
    ref = Place.objects.filter(id=place, crisis=crisis).values_list("ref", flat=True).first()
    if ref is None:
        raise Refused(FoundationReason.UNKNOWN_PLACE, place=place)
    said: dict[str, str] = {**given, "place": ref}
    with transaction.atomic():
        receipt = (
            _join_party(crisis, into, said, submission, language, by, at)
            if into
            else registering.register_party(
                crisis=crisis, persons=[said], party=PartyGiven(), channel=Channel.GATE, given_by=GivenBy.EMBASSY,
                submission=submission, language=language, received_at=at, by=by, at=at,
            )
        )  # fmt: skip
        if not receipt.repeated:
            seen = [each.id for each in receipt.persons]
            see_party(sighting=submission, party=receipt.party, persons=seen, place=place, by=by, at=at)
    return receipt


def _join_party(
    crisis: UUID, party: UUID, given: Mapping[str, str], submission: UUID, language: str, by: Actor, at: datetime
) -> Receipt:
    """Register somebody into a party, which grows with them."""
    row = Party.objects.select_for_update(no_key=True).filter(id=party, crisis=crisis).first()
    if row is None:
        raise Refused(PeopleReason.NO_SUCH_PERSON)
    size = row.persons.filter(joined_into__isnull=True).count() + 1
    if size > LARGEST_PARTY:
        raise Refused(PeopleReason.PARTY_TOO_LARGE, limit=LARGEST_PARTY)
    receipt = registering.add_to_party(
        party=party, persons=[given], submission=submission, language=language, by=by, at=at,
        channel=Channel.GATE, given_by=GivenBy.EMBASSY,
    )  # fmt: skip
    if not receipt.repeated:
        row.kind, row.said_size = kind_of_party(PartyKind(row.kind), size), max(row.said_size, size)
        row.save(update_fields=["kind", "said_size"])
    return receipt


def _held(party: UUID, persons: Sequence[UUID]) -> list[Person]:
    """Return those persons of the party, held until the end in the order in which every mover holds them, or refuse."""
    rows = list(
        Person.objects.select_for_update(no_key=True)
        .filter(party=party, id__in=persons, forgotten_at__isnull=True)
        .order_by("id")
    )
    missing = set(persons) - {row.id for row in rows}
    if missing or not rows:
        raise Refused(PeopleReason.NO_SUCH_PERSON, persons=sorted(missing))
    for row in rows:
        if row.joined_into_id:
            raise Refused(PeopleReason.ALREADY_JOINED, person=row.id, kept=row.joined_into_id)
    return rows


def _see(row: Person, history: Sequence[Entry], sight: UUID, place: UUID, by: Actor, at: datetime) -> None:
    if any(entry.id == sight for entry in history) or Note.objects.filter(id=sight).exists():
        return  # the same tap again, whatever has happened to them since
    entry = ledger.in_force(history, at=at)
    if entry is None or entry.standing is None:
        raise Refused(PeopleReason.NOT_OPENED, person=row.id)
    to = seen_standing(entry.standing, place)
    if to is None:
        raise Refused(PeopleReason.NOT_MOVED_BY_SIGHT, person=row.id, stands=entry.standing)
    if to != entry.standing:
        whereabouts.move_person(
            entry_id=sight, person=row.id, origin=entry.standing, to=to, evidence=Evidence.SEEN, said_by=by.name,
            happened_at=at, by=by, at=at,
        )  # fmt: skip
    elif entry.evidence not in BY_SIGHT:
        # Since when they stand here stays as it was told; that they do is known by sight from this hour on.
        whereabouts.correct_entry(
            entry_id=sight, person=row.id, corrects=entry.id, to=to, evidence=Evidence.SEEN, said_by=by.name,
            happened_at=entry.happened_at, by=by, at=at,
        )  # fmt: skip
    else:
        notes.write_note(note=sight, person=row.id, kind=NoteKind.REACHED, words="", happened_at=at, by=by, at=at)
