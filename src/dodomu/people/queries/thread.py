"""The thread of a person: everything that was said by and about them, done with them and decided on them, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from dodomu.foundation import encryption
from dodomu.people.models import Join, MatchProposal, Note, Person, sealed
from dodomu.people.queries.fields import PRIVATE, Eyes, Places, masked
from dodomu.people.queries.matching import SEPARATE
from dodomu.people.queries.whereabouts import HistoryLine, history
from dodomu.people.queries.words import Word
from dodomu.people.rules.terms import Channel, GivenBy, NoteKind

LATE = timedelta(minutes=15)


class ItemKind(StrEnum):
    SAID = "said"
    MOVED = "moved"
    NOTE = "note"
    JOINED = "joined"
    JOIN_UNDONE = "join-undone"
    SEPARATED = "separated"
    SEPARATION_UNDONE = "separation-undone"


@dataclass(frozen=True, slots=True)
class Given:
    """One field exactly as it was typed; without words where these eyes may not see them."""

    name: str
    typed: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A registration, without what was said in it."""

    id: UUID
    channel: Channel
    given_by: GivenBy
    origin: str


@dataclass(frozen=True, slots=True)
class NoteView:
    kind: NoteKind
    words: str
    said_by: str


@dataclass(frozen=True, slots=True)
class OtherRecord:
    """The other record of a decision on identity."""

    id: UUID
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the thread. `recorded_at` differs from `at` where news came late."""

    kind: ItemKind
    at: datetime
    recorded_at: datetime
    who: str  # the officer, empty where nobody at a desk was part of it
    record: UUID  # whose it is: the person's own record, or one that was joined into it
    word: Spoken | None = None
    given: tuple[Given, ...] = ()
    moved: HistoryLine | None = None
    place: str = ""  # where they were moved to
    note: NoteView | None = None
    other: OtherRecord | None = None
    reference: str = ""  # of the record

    @property
    def is_late(self) -> bool:
        """Whether it reached the register well after it happened."""
        return self.recorded_at - self.at > LATE


def thread_of(records: Mapping[UUID, str], words: Iterable[Word], places: Places, eyes: Eyes) -> list[Item]:
    """Return the thread of some records that are one person (id -> reference), the newest first."""
    everybody = list(records)
    items = [
        *(_said(word, eyes) for word in words),
        *(_moved(record, line, places) for record in everybody for line in history(record)),
        *_notes(everybody, eyes),
        *_joins(everybody),
        *_separations(everybody),
    ]
    told = [replace(item, reference=records.get(item.record, "")) for item in items]
    return sorted(told, key=lambda item: (item.at, item.recorded_at, item.kind != ItemKind.SAID), reverse=True)


def _said(word: Word, eyes: Eyes) -> Item:
    given = tuple(_given(name, typed, eyes) for name, typed in word.given.items() if typed)
    spoken = Spoken(word.id, word.channel, word.given_by, word.origin)
    return Item(ItemKind.SAID, word.received_at, word.recorded_at, word.officer, word.record, word=spoken, given=given)


def _given(name: str, typed: str, eyes: Eyes) -> Given:
    if name == "document_number" and eyes.private and not eyes.document_numbers:
        return Given(name, masked(typed))
    if (name in PRIVATE or name == "place") and not eyes.private:  # an address may stand in the field of the place
        return Given(name, "", hidden=True)
    return Given(name, typed)


def _moved(record: UUID, line: HistoryLine, places: Places) -> Item:
    place = places.get(line.standing.place, "") if line.standing and line.standing.place else ""
    return Item(ItemKind.MOVED, line.happened_at, line.recorded_at, line.officer, record, moved=line, place=place)


def _notes(records: Iterable[UUID], eyes: Eyes) -> Iterable[Item]:
    for row in Note.objects.filter(person__in=records).select_related("officer"):
        words = encryption.open_sealed(row.words, context=sealed.NOTE_WORDS) or ""
        note = NoteView(NoteKind(row.kind), words if eyes.private else "", row.said_by)
        who = row.officer.name if row.officer else ""
        yield Item(ItemKind.NOTE, row.happened_at, row.recorded_at, who, row.person_id, note=note)


def _joins(records: Iterable[UUID]) -> Iterable[Item]:
    rows = Join.objects.filter(Q(kept__in=records) | Q(joined__in=records)).select_related(
        "kept", "joined", "undone_by"
    )
    mine = set(records)
    for row in rows:
        own, other = (
            (row.joined, row.kept) if row.joined_id in mine and row.kept_id not in mine else (row.kept, row.joined)
        )
        yield Item(ItemKind.JOINED, row.at, row.at, row.actor_name, own.id, other=_other(other))
        if row.undone_at:
            who = row.undone_by.name if row.undone_by else ""
            yield Item(ItemKind.JOIN_UNDONE, row.undone_at, row.undone_at, who, own.id, other=_other(other))


def _separations(records: Iterable[UUID]) -> Iterable[Item]:
    rows = MatchProposal.objects.filter(Q(first__in=records) | Q(second__in=records), decision=SEPARATE)
    mine = set(records)
    for row in rows.select_related("first", "second", "decided_by", "undone_by"):
        own, other = (row.first, row.second) if row.first_id in mine else (row.second, row.first)
        if row.decided_at:
            who = row.decided_by.name if row.decided_by else ""
            yield Item(ItemKind.SEPARATED, row.decided_at, row.decided_at, who, own.id, other=_other(other))
        if row.undone_at:
            who = row.undone_by.name if row.undone_by else ""
            yield Item(ItemKind.SEPARATION_UNDONE, row.undone_at, row.undone_at, who, own.id, other=_other(other))


def _other(row: Person) -> OtherRecord:
    return OtherRecord(row.id, row.reference, " ".join(filter(None, (row.family_name, row.given_name))))


def references_of(records: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the codes of some records."""
    return dict(Person.objects.filter(id__in=list(records)).values_list("id", "reference"))
