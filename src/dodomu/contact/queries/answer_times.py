"""How long people wait for an answer. No figure here knows what was read, so reading improves none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, Q, QuerySet

from dodomu.contact.models import Conversation, Turn
from dodomu.contact.queries import trays
from dodomu.contact.rules.terms import ConversationState, Turned
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.models import Assignment, Officer
from dodomu.foundation.permissions import Permission

DAY: Final = timedelta(hours=24)
_HALF, _MOST = 0.5, 0.9
# An answer that reached nobody is none: they wait on, and so it counts.
_ANSWERS: Final = """
SELECT m.officer_id, count(*),
    percentile_cont(%(half)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since),
    percentile_cont(%(most)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since),
    percentile_cont(%(half)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since) FILTER (WHERE m.is_first_answer),
    count(*) FILTER (WHERE m.is_first_answer)
FROM contact_message m JOIN contact_conversation c ON c.id = m.conversation_id
WHERE c.crisis_id = %(crisis)s AND m.waited_since IS NOT NULL AND m.failed_at IS NULL
    AND m.recorded_at > %(since)s AND m.recorded_at <= %(at)s
GROUP BY GROUPING SETS ((m.officer_id), ())
"""
_TEAMS: Final = """
SELECT a.role, count(*),
    percentile_cont(%(half)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since),
    percentile_cont(%(most)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since),
    percentile_cont(%(half)s) WITHIN GROUP (ORDER BY m.recorded_at - m.waited_since) FILTER (WHERE m.is_first_answer),
    count(*) FILTER (WHERE m.is_first_answer)
FROM contact_message m JOIN contact_conversation c ON c.id = m.conversation_id
JOIN foundation_assignment a ON a.officer_id = m.officer_id AND a.crisis_id = c.crisis_id
WHERE c.crisis_id = %(crisis)s AND m.waited_since IS NOT NULL AND m.failed_at IS NULL
    AND m.recorded_at > %(since)s AND m.recorded_at <= %(at)s
GROUP BY a.role
"""
# Who was answered, and who was not yet: leaving the hard ones makes no figure better.
_WITH_WAITING: Final = """
SELECT percentile_cont(%(half)s) WITHIN GROUP (ORDER BY waited) FROM (
    SELECT m.recorded_at - m.waited_since AS waited
    FROM contact_message m JOIN contact_conversation c ON c.id = m.conversation_id
    WHERE c.crisis_id = %(crisis)s AND m.waited_since IS NOT NULL AND m.failed_at IS NULL
        AND m.recorded_at > %(since)s AND m.recorded_at <= %(at)s
    UNION ALL
    SELECT %(at)s - waits_since FROM contact_conversation c WHERE @ AND waits_since <= %(at)s) all_waits
""".replace("@", trays.HERE)
_HOW_LONG: Final = """
SELECT count(*), min(waits_since),
    count(*) FILTER (WHERE waits_since < %(at)s - interval '1 hour'),
    count(*) FILTER (WHERE waits_since < %(at)s - interval '6 hours'),
    count(*) FILTER (WHERE waits_since < %(at)s - interval '24 hours')
FROM contact_conversation c WHERE @ AND waits_since IS NOT NULL
""".replace("@", trays.HERE)


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers of the last day, and how long they were waited for."""

    many: int = 0
    half: timedelta | None = None  # half were answered sooner
    most: timedelta | None = None  # nine of ten were answered sooner
    first_half: timedelta | None = None  # of the first answers of a conversation
    firsts: int = 0


@dataclass(frozen=True, slots=True)
class OfficerTimes:
    """One officer, or nobody in particular (`officer` is None)."""

    officer: UUID | None
    name: str
    role: Role | None
    waiting: int  # in conversations they look after
    oldest: datetime | None
    answered: Answered
    unanswered_closed: int  # conversations closed while somebody waited, in the last day
    handed_on: int


@dataclass(frozen=True, slots=True)
class TeamTimes:
    """All officers of a role."""

    role: Role
    waiting: int
    oldest: datetime | None
    answered: Answered


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long people wait in a crisis."""

    waiting: int
    oldest: datetime | None
    over_an_hour: int
    over_six: int
    over_a_day: int
    answered: Answered
    half_with_waiting: timedelta | None  # of those who were answered and those who still wait, together
    officers: tuple[OfficerTimes, ...]  # nobody's conversations first
    teams: tuple[TeamTimes, ...]


def answer_times(crisis: UUID, *, by: Actor, at: datetime) -> AnswerTimes:
    """Return the figures of the last day up to an hour."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    given = {**trays.values(crisis), "at": at, "since": at - DAY, "half": _HALF, "most": _MOST}
    answers = {row[0]: Answered(*row[1:]) for row in _ask(_ANSWERS, given)}
    # The row over all has no officer; neither would an answer of nobody, which there is not.
    everyone = answers.pop(None, Answered())
    ((waiting, oldest, hour, six, day),) = _ask(_HOW_LONG, given)
    ((half_with_waiting,),) = _ask(_WITH_WAITING, given)
    roles = _roles(crisis)
    officers = _officers(crisis, at, answers, roles)
    teams = {Role(row[0]): Answered(*row[1:]) for row in _ask(_TEAMS, given)}
    return AnswerTimes(
        waiting, oldest, hour, six, day, everyone, half_with_waiting, tuple(officers), tuple(_teams(officers, teams))
    )


def _ask(words: str, given: Mapping[str, Any]) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(words, given)
        return list(cursor.fetchall())


def _roles(crisis: UUID) -> dict[UUID, Role]:
    rows = Assignment.objects.filter(crisis=crisis).values_list("officer_id", "role")
    return {officer: Role(role) for officer, role in rows}


def _officers(
    crisis: UUID, at: datetime, answers: Mapping[UUID | None, Answered], roles: Mapping[UUID, Role]
) -> list[OfficerTimes]:
    open_ones = Conversation.objects.filter(trays.here(crisis), state=ConversationState.OPEN, waits_since__isnull=False)
    held = {
        owner: (many, first)
        for owner, many, first in open_ones.order_by()
        .values_list("owner")
        .annotate(many=Count("id"), first=Min("waits_since"))
    }
    turns = Turn.objects.filter(conversation__crisis=crisis, at__gt=at - DAY, at__lte=at).order_by()
    closed = _many(turns.filter(kind=Turned.CLOSED, waited_since__isnull=False))
    taken_on = Q(kind=Turned.ASSIGNED, to=F("officer"))
    handed = _many(turns.filter(kind__in=[Turned.ASSIGNED, Turned.RELEASED]).exclude(taken_on))
    everybody = {*held, *answers, *closed, *handed} - {None}
    names = dict(Officer.objects.filter(id__in=[*everybody, *roles]).values_list("id", "name"))
    return [
        OfficerTimes(
            officer, names.get(officer, "") if officer else "", roles.get(officer) if officer else None,
            *held.get(officer, (0, None)), answers.get(officer, Answered()), closed.get(officer, 0),
            handed.get(officer, 0),
        )
        for officer in [None, *sorted(everybody, key=lambda each: names.get(each, "").casefold())]
    ]  # fmt: skip


def _many(turns: QuerySet[Turn]) -> dict[UUID | None, int]:
    return dict(turns.values_list("officer").annotate(many=Count("id")))


def _teams(officers: list[OfficerTimes], answers: Mapping[Role, Answered]) -> list[TeamTimes]:
    found = []
    for role in Role:
        own = [each for each in officers if each.role is role]
        if own or role in answers:
            oldest = min((each.oldest for each in own if each.oldest), default=None)
            found.append(TeamTimes(role, sum(each.waiting for each in own), oldest, answers.get(role, Answered())))
    return found
