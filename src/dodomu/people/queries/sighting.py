"""A party as an officer meets it at a place: who of them has been seen here, who is missing, what is known of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import LedgerEntry, Note, Person, sealed
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import root_of
from dodomu.people.queries.whereabouts import entries_of
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry
from dodomu.people.rules.sighting import is_seen_at, seen_standing

NOTES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Member:
    """One of a party, and what the officer's place has to do with where they stand."""

    line: PersonLine
    seen_at: datetime | None  # when it was recorded that they were seen here
    seen_by: str
    may_be_seen: bool  # whether being seen here would settle anything

    @property
    def is_missing(self) -> bool:
        """Whether they could be here and have not been seen."""
        return self.seen_at is None and self.may_be_seen


@dataclass(frozen=True, slots=True)
class PartyNote:
    """What was written about one of them."""

    name: str
    words: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class PartyHere:
    """Those who travel together, the one who was looked up first."""

    id: UUID
    person: PersonLine
    may_split: bool
    members: tuple[Member, ...]
    lacks: int  # how many of them are not registered, by what they said
    notes: tuple[PartyNote, ...]

    @property
    def size(self) -> int:
        """How many they are, by what they said."""
        return len(self.members) + self.lacks

    @property
    def seen(self) -> list[Member]:
        return [each for each in self.members if each.seen_at]

    @property
    def missing(self) -> list[Member]:
        return [each for each in self.members if each.is_missing]

    @property
    def elsewhere(self) -> list[Member]:
        """Those of whom the ledger knows that they are not to be looked for here."""
        return [each for each in self.members if not each.seen_at and not each.may_be_seen]


def party_here(crisis: UUID, person: UUID, *, place: UUID, by: Actor, on: date) -> PartyHere | None:
    """Return the party of a person, or None where this crisis has none; a joined record answers with the kept one."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    known = Person.objects.select_related("party").filter(crisis=crisis, forgotten_at__isnull=True)
    row = known.filter(id=root_of([person]).get(person, person)).first()
    if row is None:
        return None
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    others = known.filter(party=row.party_id, joined_into__isnull=True).exclude(id=row.id)
    ids = [row.id, *others.order_by("-leads_party", "registered_at", "id").values_list("id", flat=True)]
    lines = lines_of(ids, on=on, sees_private=sees_private)
    return PartyHere(
        id=row.party_id,
        person=lines[0],
        may_split=row.party.may_split,
        members=tuple(_members(lines, place)),
        lacks=max(0, row.party.said_size - len(ids)),
        notes=tuple(_notes(lines)) if sees_private else (),
    )


def seen_here(persons: Iterable[UUID], place: UUID) -> set[UUID]:
    """Return those of some people who stand at a place and were seen there."""
    found = ((person, ledger.in_force(entries)) for person, entries in entries_of(persons).items())
    return {person for person, entry in found if entry and is_seen_at(entry, place)}


def _members(lines: Iterable[PersonLine], place: UUID) -> Iterable[Member]:
    known = list(lines)
    entries = {person: ledger.in_force(each) for person, each in entries_of(line.id for line in known).items()}
    officers = _officers(entry.id for entry in entries.values() if entry)
    return (_member(line, entries[line.id], officers, place) for line in known)


def _member(line: PersonLine, entry: Entry | None, officers: dict[UUID, str], place: UUID) -> Member:
    if entry is None or entry.standing is None:
        return Member(line, None, "", may_be_seen=False)
    is_seen = is_seen_at(entry, place)
    return Member(
        line=line,
        seen_at=entry.recorded_at if is_seen else None,
        seen_by=officers.get(entry.id, "") if is_seen else "",
        may_be_seen=seen_standing(entry.standing, place) is not None,
    )


def _officers(entries: Iterable[UUID]) -> dict[UUID, str]:
    rows = LedgerEntry.objects.filter(id__in=list(entries), officer__isnull=False)
    return dict(rows.values_list("id", "officer__name"))


def _notes(lines: Iterable[PersonLine]) -> Iterable[PartyNote]:
    names = {line.id: line.name for line in lines}
    rows = Note.objects.filter(person__in=list(names), words__isnull=False).select_related("officer")
    for row in rows.order_by("-happened_at", "-recorded_at")[:NOTES_SHOWN]:
        words = encryption.open_sealed(row.words, context=sealed.NOTE_WORDS) or ""
        yield PartyNote(names[row.person_id], words, row.happened_at, row.officer.name if row.officer else row.said_by)
