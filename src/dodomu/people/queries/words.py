"""What was said of people, opened and read: each registration exactly as it was given, and what is believed of all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.foundation import encryption
from dodomu.people.models import Registration, sealed
from dodomu.people.queries.matching import members_of
from dodomu.people.queries.reading import reading_of
from dodomu.people.rules.belief import Belief, Said, believe
from dodomu.people.rules.statement import read_statement
from dodomu.people.rules.terms import Channel, GivenBy


@dataclass(frozen=True, slots=True)
class Word:
    """One registration: who said it, how it came, every field as it was typed, and what was understood."""

    id: UUID
    record: UUID  # the record it was given for; another one than the person's, if that was joined into it
    channel: Channel
    given_by: GivenBy
    officer: str
    language: str
    origin: str
    received_at: datetime
    recorded_at: datetime
    given: Mapping[str, str] = field(hash=False)
    said: Said = field(hash=False)


def words_of(persons: Iterable[UUID]) -> dict[UUID, list[Word]]:
    """Return everything said of some people and of the records joined into them, in the order it was received."""
    root_of = members_of(persons)
    found: dict[UUID, list[Word]] = defaultdict(list)
    rows = Registration.objects.filter(person__in=list(root_of)).select_related("crisis", "officer")
    for row in rows.order_by("received_at", "id"):
        found[root_of[row.person_id]].append(_word(row))
    return found


def belief_after(words: Iterable[Word]) -> Belief:
    """Return what is believed after some words, with the registrations behind each field."""
    return believe([word.said for word in words])


def _word(row: Registration) -> Word:
    given = encryption.open_sealed(row.given, context=sealed.GIVEN)
    statement = read_statement(given, reading_of(row.crisis).on(row.received_at.date()))
    channel, given_by = Channel(row.channel), GivenBy(row.given_by)
    return Word(
        id=row.id,
        record=row.person_id,
        channel=channel,
        given_by=given_by,
        officer=row.officer.name if row.officer else "",
        language=row.language,
        origin=row.origin,
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        given=given,
        said=Said(row.id, row.received_at, channel, given_by, statement),
    )
