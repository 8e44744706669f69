"""Who was tried how often, and when they were last heard of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Delivery, Message
from dodomu.contact.queries.reaching import HEARD_IN_NOTES, THEMSELVES
from dodomu.contact.rules.attempts import Attempt, in_vain
from dodomu.contact.rules.terms import DeliveryState, Direction, Purpose, Rung
from dodomu.people.models import Note
from dodomu.people.queries.matching import members_of
from dodomu.people.rules.terms import Evidence, NoteKind

CALL: Final = "call"
TRIED: Final = (NoteKind.NO_ANSWER, NoteKind.OUT_OF_REACH)  # of a mere call nobody knows whether it was in vain
ASKING: Final = (Purpose.CHECK_IN, Purpose.OFFER)  # advice asks nothing, so its silence says nothing
NOT_OUT: Final = (DeliveryState.WAITING, DeliveryState.SKIPPED)
SEEN: Final = (Evidence.SEEN, Evidence.SCANNED)

LAST_HEARD: Final = """
    SELECT p.id, GREATEST(
        (SELECT max(r.received_at) FROM people_registration r
         WHERE r.person_id = p.id AND r.given_by = ANY(%(themselves)s) AND r.received_at <= %(at)s),
        (SELECT max(k.said_at) FROM contact_checkin k
         WHERE k.person_id = p.id AND NOT k.by_other AND k.said_at <= %(at)s),
        (SELECT max(n.happened_at) FROM people_note n
         WHERE n.person_id = p.id AND n.kind = ANY(%(heard)s) AND n.happened_at <= %(at)s),
        (SELECT max(e.happened_at) FROM people_ledgerentry e
         WHERE e.person_id = p.id AND e.evidence = ANY(%(seen)s) AND e.happened_at <= %(at)s),
        (SELECT max(m.said_at) FROM contact_conversation c JOIN contact_message m ON m.conversation_id = c.id
         WHERE c.person_id = p.id AND m.direction = %(came_in)s AND NOT m.is_automatic AND m.said_at <= %(at)s))
    FROM unnest(%(persons)s::uuid[]) p(id)
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """Since when nothing was heard of somebody, and how they were tried since."""

    last_heard: datetime | None
    attempts: tuple[Attempt, ...]  # the newest first

    @property
    def last_tried(self) -> datetime | None:
        """The hour of the newest attempt."""
        return self.attempts[0].at if self.attempts else None


def last_heard(persons: Iterable[UUID], *, at: datetime) -> Mapping[UUID, datetime | None]:
    """Return when each was last heard of or seen themselves; what others say of them is no sign of life."""
    values: dict[str, Any] = {
        "persons": list(persons), "themselves": list(THEMSELVES), "heard": list(HEARD_IN_NOTES), "seen": list(SEEN),
        "came_in": Direction.IN.value, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LAST_HEARD, values)
        return dict(cursor.fetchall())


def silences(persons: Iterable[UUID], *, at: datetime) -> Mapping[UUID, Silence]:
    """Return, for each, since when nothing was heard and every attempt since."""
    asked = list(persons)
    records = members_of(asked)  # who was registered twice was perhaps heard of, or tried, as the other record
    heard, tried = last_heard(records, at=at), _attempts(list(records), at)
    return {each: _silence([record for record in records if records[record] == each], heard, tried) for each in asked}


def silence_of(person: UUID, *, at: datetime) -> Silence:
    """Return since when nothing was heard of one person."""
    return silences([person], at=at)[person]


def _silence(
    records: list[UUID], heard: Mapping[UUID, datetime | None], tried: Mapping[UUID, list[Attempt]]
) -> Silence:
    last = max((hour for record in records if (hour := heard[record])), default=None)
    attempts = [attempt for record in records for attempt in tried.get(record, ())]
    return Silence(last, tuple(reversed(in_vain(attempts, last_heard=last))))


def _attempts(persons: list[UUID], at: datetime) -> Mapping[UUID, list[Attempt]]:
    found: dict[UUID, list[Attempt]] = {}
    for person, attempt in (*_messages(persons, at), *_calls(persons, at)):
        found.setdefault(person, []).append(attempt)
    return found


def _messages(persons: list[UUID], at: datetime) -> Iterable[tuple[UUID, Attempt]]:
    """A sheet of paper is no attempt before somebody wrote down what came of it."""
    rows = Delivery.objects.filter(person__in=persons, sent_at__lte=at).exclude(state__in=NOT_OUT)
    rows = rows.exclude(channel=ChannelKind.PAPER).select_related("broadcast")
    automatic = set(
        Message.objects.filter(id__in=[row.message for row in rows if row.message], is_automatic=True).values_list(
            "id", flat=True
        )
    )
    for row in rows:
        asks = row.broadcast.purpose in ASKING if row.broadcast else row.message not in automatic
        if asks and row.person_id and row.sent_at:
            yield row.person_id, Attempt(row.sent_at, row.channel, row.rung, row.state, row.why)


def _calls(persons: list[UUID], at: datetime) -> Iterable[tuple[UUID, Attempt]]:
    rows = Note.objects.filter(person__in=persons, kind__in=TRIED, happened_at__lte=at).select_related("officer")
    for row in rows:
        who = row.officer.name if row.officer else row.said_by
        yield row.person_id, Attempt(row.happened_at, CALL, Rung.OWN_CHANNELS, row.kind, who=who)
