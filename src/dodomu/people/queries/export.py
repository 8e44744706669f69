"""What can be taken out of the register, column by column. Nothing is read that was not chosen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.foundation import encryption
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.words import in_language
from dodomu.people.models import ContactPoint, Document, Person, sealed
from dodomu.people.rules.references import spoken
from dodomu.people.rules.terms import ContactKind

AT_ONCE = 2000


class ExportField(StrEnum):
    """A column of an export; those that a list can have too are named alike, so that it can be read in again."""

    REFERENCE = "reference"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth_date"
    CITIZENSHIPS = "citizenships"
    PARTY = "party"
    PARTY_SIZE = "party_size"
    PLACE = "place"
    WISH = "wish"
    WISH_FROM = "wish_from"
    NEEDS = "needs"
    ACCOUNT = "account"
    ACCOUNT_PLACE = "account_place"
    ACCOUNT_SINCE = "account_since"
    REGISTERED_AT = "registered_at"
    LANGUAGES = "languages"
    PHONES = "phones"
    EMAIL = "email"
    TELEGRAM = "telegram"
    PLACE_WORDS = "place_words"
    STAYS_FROM = "stays_from"
    STAYS_UNTIL = "stays_until"
    NEEDS_WORDS = "needs_words"
    HOME_CONTACT_NAME = "home_contact_name"
    HOME_CONTACT_PHONE = "home_contact_phone"
    HOME_CONTACT_RELATION = "home_contact_relation"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_STATE = "document_state"
    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_EXPIRES = "document_expires"


F = ExportField
USUAL = (F.REFERENCE, F.FAMILY_NAME, F.GIVEN_NAME, F.BIRTH_DATE, F.CITIZENSHIPS, F.PLACE, F.WISH, F.NEEDS, F.ACCOUNT)
PAPERS = frozenset({F.DOCUMENT_KIND, F.DOCUMENT_STATE, F.DOCUMENT_NUMBER, F.DOCUMENT_EXPIRES})
CONTACTS = {F.PHONES: ContactKind.PHONE, F.EMAIL: ContactKind.EMAIL, F.TELEGRAM: ContactKind.TELEGRAM}
HOME = {F.HOME_CONTACT_NAME: "name", F.HOME_CONTACT_PHONE: "phone", F.HOME_CONTACT_RELATION: "relation"}
PRIVATE = PAPERS | CONTACTS.keys() | HOME.keys() | {F.PLACE_WORDS, F.NEEDS_WORDS}
Word = Callable[[ExportField, str], str]  # the word for a code, in the officer's language


def _place(place: Place | None) -> str:
    return (in_language(place.names) or place.ref) if place else ""


SEALED = {F.PLACE_WORDS: sealed.PLACE_WORDS, F.NEEDS_WORDS: sealed.NEEDS_WORDS}
READ: dict[ExportField, Callable[[Person], str]] = {
    F.REFERENCE: lambda person: spoken(person.reference),
    F.PARTY: lambda person: str(person.party_id),
    F.PARTY_SIZE: lambda person: str(person.party.said_size),
    F.PLACE: lambda person: _place(person.place),
    F.ACCOUNT_PLACE: lambda person: _place(person.account_place),
}


@dataclass
class _Batch:
    """Some persons with what else was asked for about them."""

    persons: Sequence[Person]
    contacts: dict[UUID, list[ContactPoint]] = field(default_factory=dict)
    documents: dict[UUID, list[Document]] = field(default_factory=dict)


def export_rows(crisis: Crisis, ids: Sequence[UUID], fields: Sequence[ExportField], word: Word) -> Iterator[list[str]]:
    """Yield one row a person, in the order given, with exactly the columns asked for."""
    writer = _Writer(ZoneInfo(crisis.zone), word)
    for start in range(0, len(ids), AT_ONCE):
        batch = _batch(ids[start : start + AT_ONCE], fields)
        for person in batch.persons:
            yield [writer.cell(each, person, batch) for each in fields]


def _batch(ids: Sequence[UUID], fields: Sequence[ExportField]) -> _Batch:
    found = Person.objects.select_related("place", "account_place", "party").in_bulk(list(ids))
    batch = _Batch([found[each] for each in ids if each in found])
    if CONTACTS.keys() & set(fields):
        for point in ContactPoint.objects.filter(person_id__in=ids).order_by("id"):
            batch.contacts.setdefault(point.person_id, []).append(point)
    if PAPERS & set(fields):
        for document in Document.objects.filter(person_id__in=ids).order_by("id"):
            batch.documents.setdefault(document.person_id, []).append(document)
    return batch


class _Writer:
    """Writes one cell of one person."""

    def __init__(self, zone: ZoneInfo, word: Word) -> None:
        self.zone, self.word = zone, word

    def cell(self, name: ExportField, person: Person, batch: _Batch) -> str:
        if name in CONTACTS:
            points = batch.contacts.get(person.id, [])
            return ", ".join(point.value for point in points if point.kind == CONTACTS[name])
        if name in PAPERS:
            return ", ".join(self._of_document(name, each) for each in batch.documents.get(person.id, []))
        if name in HOME:
            opened = encryption.open_sealed(person.home_contact, context=sealed.HOME_CONTACT)
            return str(opened[HOME[name]]) if opened else ""
        return self._of_person(name, person)

    def _of_person(self, name: ExportField, person: Person) -> str:
        if name in SEALED:
            return encryption.open_sealed(getattr(person, name), context=SEALED[name]) or ""
        if name in (F.WISH, F.ACCOUNT):
            return self.word(name, getattr(person, name))
        if name is F.NEEDS:
            return ", ".join(self.word(name, code) for code in person.needs)
        read = READ.get(name)
        return read(person) if read else self._plain(getattr(person, name))

    def _of_document(self, name: ExportField, document: Document) -> str:
        if name is F.DOCUMENT_NUMBER:
            return str(encryption.open_sealed(document.number, context=sealed.DOCUMENT_NUMBER))
        if name is F.DOCUMENT_KIND:
            return self.word(name, document.kind)
        return document.state if name is F.DOCUMENT_STATE else self._plain(document.expires_on)

    def _plain(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return value.isoformat()
        return ", ".join(value) if isinstance(value, list) else str(value)
