"""Everything about one person: what is believed and on what grounds, who they travel with, and the whole thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Document, Join, MatchProposal, Person
from dodomu.people.queries.as_typed import as_typed
from dodomu.people.queries.fields import Eyes, FieldView, fields_of, place_names
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import members_of
from dodomu.people.queries.thread import Item, OtherRecord, references_of, thread_of
from dodomu.people.queries.words import belief_after, words_of
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account


@dataclass(frozen=True, slots=True)
class PartyView:
    """Who must travel together."""

    id: UUID
    kind: str
    may_split: bool
    said_size: int
    members: tuple[PersonLine, ...]

    @property
    def lacks(self) -> int:
        """How many of them are not registered yet."""
        return max(0, self.said_size - len(self.members))


@dataclass(frozen=True, slots=True)
class JoinView:
    """A record that was joined into this one."""

    id: UUID
    other: OtherRecord
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The page of one person, as far as whoever asks may see it."""

    line: PersonLine
    crisis: UUID
    version: int
    standing: Standing
    fields: tuple[FieldView, ...]
    party: PartyView
    thread: tuple[Item, ...]
    records: Mapping[UUID, str] = field(hash=False)  # this record and those joined into it: id -> reference
    joined_into: OtherRecord | None
    joins: tuple[JoinView, ...]
    proposals: int  # open ones
    has_documents: bool
    sees_private: bool
    sees_numbers: bool
    forgotten: bool

    @property
    def id(self) -> UUID:
        return self.line.id


def person_page(
    crisis: UUID, person: UUID, *, by: Actor, on: date, with_document_numbers: bool = False
) -> PersonPage | None:
    """Return the page, or None where this crisis has no such person; numbers are for `operations.looking` to allow."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    row = Person.objects.select_related("party", "joined_into").filter(id=person, crisis=crisis).first()
    if row is None:
        return None
    private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    eyes = Eyes(private, private and with_document_numbers)
    words = words_of([person])[person]
    records = references_of(members_of([person]))
    places = place_names(crisis)
    (line,) = lines_of([person], on=on, sees_private=private)
    return PersonPage(
        line=line,
        crisis=crisis,
        version=row.version,
        standing=Standing(Account(row.account), row.account_place_id, row.account_leg),
        fields=tuple(fields_of(belief_after(words), words, places, eyes)),
        party=_party(row, on, sees_private=private),
        thread=tuple(thread_of(records, words, places, eyes)),
        records=records,
        joined_into=_record(row.joined_into) if row.joined_into else None,
        joins=_joins(person),
        proposals=_proposals(person),
        has_documents=Document.objects.filter(person=person).exists(),
        sees_private=private,
        sees_numbers=eyes.document_numbers,
        forgotten=row.forgotten_at is not None,
    )


def _party(row: Person, on: date, *, sees_private: bool) -> PartyView:
    members = Person.objects.filter(party=row.party_id, joined_into__isnull=True, forgotten_at__isnull=True)
    ids = list(members.order_by("-leads_party", "registered_at", "id").values_list("id", flat=True))
    return PartyView(
        id=row.party_id,
        kind=row.party.kind,
        may_split=row.party.may_split,
        said_size=row.party.said_size,
        members=tuple(lines_of(ids, on=on, sees_private=sees_private)),
    )


def _record(row: Person) -> OtherRecord:
    return OtherRecord(row.id, row.reference, " ".join(filter(None, (row.family_name, row.given_name))))


def _joins(person: UUID) -> tuple[JoinView, ...]:
    rows = Join.objects.filter(kept=person, undone_at__isnull=True).select_related("joined").order_by("-at")
    return tuple(JoinView(row.id, _record(row.joined), row.at, row.actor_name) for row in rows)


def _proposals(person: UUID) -> int:
    open_rows = MatchProposal.objects.filter(decision="", undone_at__isnull=True)
    return open_rows.filter(first=person).count() + open_rows.filter(second=person).count()


# --- the form in which a person is changed --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BelievedFields:
    """What is believed of somebody in the form in which it is typed, with the version it was read at."""

    version: int
    fields: Mapping[str, str] = field(hash=False)


def believed_fields(crisis: UUID, person: UUID, *, by: Actor) -> BelievedFields | None:
    """Return what a form to change a person begins with, or None where this crisis has no such person."""
    permissions.check(by, Permission.CHANGE_PEOPLE, crisis)
    row = Person.objects.select_related("crisis").filter(id=person, crisis=crisis).first()
    return BelievedFields(row.version, as_typed(row)) if row else None
