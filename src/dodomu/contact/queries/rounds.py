"""Rounds as the desk reads them: who was asked and answered what; who has not, for how long, after how many tries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection

from dodomu.contact.models import CheckIn, Round
from dodomu.contact.queries.attempts import Silence, silences
from dodomu.contact.queries.check_in_words import asked_words
from dodomu.contact.rules import audiences, ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import Ladder
from dodomu.contact.rules.terms import BroadcastState, Question, RoundState, Said
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.rules.terms import Account

PAGE: Final = 100
MOST_TIMES: Final = 60  # of a round that can be looked back at


class Standing(StrEnum):
    """What is known of somebody who was asked; beside `rules.terms.Said` for those who answered."""

    NOT_YET = "not_yet"
    UNREACHABLE = "unreachable"
    OVER = "over"  # home, or no longer looked for, by other ways than an answer


# Who was asked in an occurrence, with their newest answer since, and what they count as on its page. What another says
# against their own plea does not count, and what was said by a record that was joined into theirs does.
ASKED: Final = """
    SELECT a.id, COALESCE(k.said, CASE
        WHEN a.account = ANY(%(over)s) THEN 'over' WHEN a.account = 'unreachable' THEN 'unreachable'
        ELSE 'not_yet' END) AS status, k.said_at, k.by_other
    FROM (SELECT DISTINCT p.id, p.account
          FROM contact_delivery d JOIN people_person p ON p.id = d.person_id
          WHERE d.broadcast_id = %(broadcast)s AND p.joined_into_id IS NULL AND p.forgotten_at IS NULL) a
    LEFT JOIN LATERAL (
        SELECT k.said, k.said_at, k.by_other FROM contact_checkin k
        WHERE k.person_id = ANY(ARRAY(SELECT a.id UNION ALL SELECT t.id FROM people_person t
                                      WHERE t.joined_into_id = a.id))
              AND k.said_at >= %(at)s AND k.said_at < %(until)s AND k.contradicts <> 'other_speaker'
        ORDER BY k.said_at DESC, k.recorded_at DESC, k.id DESC LIMIT 1) k ON true
"""
COUNTS: Final = f"SELECT status, count(*) FROM ({ASKED}) s GROUP BY status"  # noqa: S608  (constants only)
# Those who need help first, then those of whom nothing is known, whoever answered last of all.
LISTED: Final = f"""
    SELECT id, status, said_at, COALESCE(by_other, false) FROM ({ASKED}) s WHERE %(status)s = '' OR status = %(status)s
    ORDER BY array_position(ARRAY['help', 'words', 'unreachable', 'not_yet', 'moved', 'away', 'safe', 'left', 'home',
                                  'over'], status), said_at NULLS FIRST, id
    LIMIT %(most)s OFFSET %(skipped)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class OccurrenceLine:
    """One time at which a round asked."""

    id: UUID
    number: int
    at: datetime
    until: datetime | None  # when the same was asked anew: later answers are answers to that
    question: Question
    broadcast: UUID | None
    is_written: bool  # its recipients are
    counts: Mapping[str, int] = field(hash=False)  # by Said and Standing

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """How many answered, whatever they said."""
        return sum(number for status, number in self.counts.items() if status in set(Said))

    @property
    def not_yet(self) -> int:
        """Of how many nothing is known."""
        return self.counts.get(Standing.NOT_YET, 0)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round, and the last time it asked."""

    id: UUID
    name: str
    question: Question
    state: RoundState
    every_hours: int | None
    next_at: datetime | None
    ends_at: datetime | None
    made_at: datetime
    ended_at: datetime | None
    officer: str
    officer_id: UUID | None
    approved_by: str
    is_drill: bool
    version: int
    last: OccurrenceLine | None


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round with everything about it."""

    line: RoundLine
    audience: Audience
    ladder: Ladder
    texts: Mapping[str, str] = field(hash=False)
    times: tuple[tuple[int, datetime], ...]  # number and hour of each, the newest first
    shown: OccurrenceLine | None  # the time that was asked for, or the last


@dataclass(frozen=True, slots=True)
class PartySaid:
    """The newest answer of somebody who travels with them; it says nothing of themselves."""

    name: str
    said: Said
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Somebody who was asked: what they answered, or since when nothing was heard and how they were tried."""

    person: PersonLine
    status: str
    said_at: datetime | None
    by_other: bool  # a relative or a warden said it
    silence: Silence
    party_said: PartySaid | None  # only where they have not answered


@dataclass(frozen=True, slots=True)
class AskedPage:
    """Some of those who were asked."""

    lines: tuple[AskedLine, ...]
    page: int
    pages: int


def round_lines(crisis: UUID, *, by: Actor) -> list[RoundLine]:
    """Return the rounds of a crisis: those that wait for approval first, then those that run, then those that ended."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    order = {RoundState.ASKED: 0, RoundState.RUNNING: 1, RoundState.ENDED: 2}
    rows = Round.objects.filter(crisis=crisis).select_related("officer", "approved_by").order_by("-made_at", "-id")
    found = [_line(row, _occurrence(row)) for row in rows]
    return sorted(found, key=lambda line: order[line.state])


def round_page(crisis: UUID, round_id: UUID, *, by: Actor, number: int | None = None) -> RoundPage | None:
    """Return a round with one of its times (the last, when none is named), or None where there is no such round."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    row = Round.objects.select_related("officer", "approved_by").filter(crisis=crisis, id=round_id).first()
    if row is None:
        return None
    last = _occurrence(row)
    return RoundPage(
        line=_line(row, last),
        audience=audiences.read(row.audience),
        ladder=ladders.read(row.ladder),
        texts=row.texts or asked_words(Question(row.question)),
        times=tuple(row.occurrences.order_by("-number").values_list("number", "at")[:MOST_TIMES]),
        shown=(_occurrence(row, number) if number else None) or last,
    )


def asked_page(
    crisis: UUID, occurrence: OccurrenceLine, *, status: str = "", page: int = 1, by: Actor, at: datetime, on: date
) -> AskedPage:
    """Return those who were asked at one time, who needs help first; of one status, where it is named."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    total = occurrence.counts.get(status, 0) if status else occurrence.asked
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    if occurrence.broadcast is None:
        return AskedPage((), 1, 1)
    values = _values(occurrence.broadcast, occurrence.at, occurrence.until, occurrence.question)
    values |= {"status": status, "most": PAGE, "skipped": (page - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(LISTED, values)
        found: dict[UUID, tuple[str, datetime | None, bool]] = {row[0]: row[1:] for row in cursor.fetchall()}
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    known = silences(found, at=at)
    lines = lines_of(list(found), on=on, sees_private=sees_private)
    said = _said_in_parties({line.party for line in lines if found[line.id][0] == Standing.NOT_YET}, occurrence)
    return AskedPage(tuple(_asked(line, *found[line.id], known[line.id], said) for line in lines), page, pages)


def _asked(
    line: PersonLine,
    status: str,
    said_at: datetime | None,
    by_other: bool,
    silence: Silence,
    said: Mapping[UUID, PartySaid],
) -> AskedLine:
    return AskedLine(line, status, said_at, by_other, silence, said.get(line.party) if said_at is None else None)


def _said_in_parties(parties: set[UUID], occurrence: OccurrenceLine) -> dict[UUID, PartySaid]:
    """Return the newest answer of each party at one time of a round: often one telephone is asked for a family."""
    rows = CheckIn.objects.filter(person__party__in=parties, said_at__gte=occurrence.at).select_related("person")
    if occurrence.until:
        rows = rows.filter(said_at__lt=occurrence.until)
    newest = rows.order_by("person__party", "-said_at", "-recorded_at").distinct("person__party")
    return {
        row.person.party_id: PartySaid(row.person.given_name or row.person.reference, Said(row.said), row.said_at)
        for row in newest
    }


def _occurrence(row: Round, number: int | None = None) -> OccurrenceLine | None:
    """Return one time of a round, or its last, with the answers of its own time."""
    times = row.occurrences.select_related("broadcast").order_by("-number")
    each = (times.filter(number=number) if number else times).first()
    if each is None:
        return None
    until = row.occurrences.filter(number=each.number + 1).values_list("at", flat=True).first()
    question = Question(row.question)
    counts = _counts(each.broadcast_id, each.at, until, question) if each.broadcast_id else {}
    is_written = each.broadcast is not None and each.broadcast.state != BroadcastState.APPROVED
    return OccurrenceLine(each.id, each.number, each.at, until, question, each.broadcast_id, is_written, counts)


def _counts(broadcast: UUID, at: datetime, until: datetime | None, question: Question) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, _values(broadcast, at, until, question))
        return dict(cursor.fetchall())


def _values(broadcast: UUID, at: datetime, until: datetime | None, question: Question) -> dict[str, Any]:
    over = [Account.HOME, Account.DECEASED, Account.NOT_OURS]
    if question is Question.SAFE:
        over.append(Account.LEFT_ALONE)
    ends = until or datetime.max.replace(tzinfo=UTC)
    return {"broadcast": broadcast, "at": at, "until": ends, "over": [each.value for each in over]}


def _line(row: Round, last: OccurrenceLine | None) -> RoundLine:
    return RoundLine(
        id=row.id,
        name=row.name,
        question=Question(row.question),
        state=RoundState(row.state),
        every_hours=row.every_hours,
        next_at=row.next_at,
        ends_at=row.ends_at,
        made_at=row.made_at,
        ended_at=row.ended_at,
        officer=row.officer.name if row.officer else "",
        officer_id=row.officer_id,
        approved_by=row.approved_by.name if row.approved_by else "",
        is_drill=row.is_drill,
        version=row.version,
        last=last,
    )
