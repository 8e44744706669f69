"""Rounds of check-ins: two officers agree on one, then it asks by itself at its hours until it is ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Occurrence, Round
from dodomu.contact.operations import broadcasting
from dodomu.contact.operations.broadcasting import Drafted, Words
from dodomu.contact.queries.check_in_words import asked_words, mail_words
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import audiences, ladders, rounds
from dodomu.contact.rules.audiences import Audience, AudienceFault
from dodomu.contact.rules.ladders import LadderFault, Step
from dodomu.contact.rules.terms import Purpose, Question, RoundState
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 1000


@dataclass(frozen=True, slots=True)
class RoundGiven:
    """What is to be asked of whom and how often. Without words, those that are kept for the question are taken."""

    name: str
    question: Question
    audience: Audience | Mapping[str, Any] = field(hash=False)
    first_at: datetime
    every_hours: int | None = None  # None: once
    ends_at: datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    ladder: Sequence[Step] | Sequence[Mapping[str, Any]] = ladders.USUAL


def draft_round(*, crisis: UUID, given: RoundGiven, round_id: UUID, by: Actor, at: datetime) -> UUID:
    """Write down a round and ask for another's approval, or refuse; nothing is asked before. The same id is one."""
    permissions.check(by, Permission.BROADCAST, crisis)
    where = Crisis.objects.filter(id=crisis).first()
    if where is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if where.closed_at is not None:
        raise Refused(FoundationReason.CRISIS_CLOSED)
    row, made = Round.objects.get_or_create(id=round_id, defaults=_columns(where, given, by, at))
    if made:
        trace.leave("round-drafted", by=by, at=at, crisis=crisis, round=str(row.id))
    return row.id


def approve_round(*, round_id: UUID, version: int, by: Actor, at: datetime) -> None:
    """Let a round begin that another officer wrote down, or refuse; approving twice is approving once."""
    with transaction.atomic():
        row = _locked(round_id)
        permissions.check(by, Permission.APPROVE, row.crisis_id)
        if row.state == RoundState.RUNNING and row.approved_by_id == by.officer:
            return
        if row.state != RoundState.ASKED:
            raise Refused(ContactReason.ROUND_NOT_ASKED)
        if row.version != version:
            raise Refused(ContactReason.ROUND_CHANGED)
        if row.officer_id == by.officer and not row.is_drill:
            raise Refused(ContactReason.APPROVED_BY_THE_SAME)
        row.state, row.approved_by_id, row.approved_at = RoundState.RUNNING, by.officer, at
        _save(row, "round-approved", by, at)


def end_round(*, round_id: UUID, by: Actor, at: datetime) -> None:
    """Ask nothing more; what is in the air lands, and answers still count. Twice changes nothing."""
    with transaction.atomic():
        row = _locked(round_id)
        permissions.check(by, Permission.BROADCAST, row.crisis_id)
        if row.state == RoundState.ENDED:
            return
        _end(row, at)
        _stop_asking(row, by, at)
        _save(row, "round-ended", by, at)


def ask_due(*, crisis: UUID, by: Actor, at: datetime) -> int:
    """Ask what is due in a crisis and return how many rounds asked; again at once it finds nothing.

    After hours without a worker each round asks once, and then goes on at its agreed hours. A round that is refused
    holds up no other; its refusal is raised once all were asked.
    """
    permissions.check(by, Permission.BROADCAST, crisis)
    due = Round.objects.filter(crisis=crisis, state=RoundState.RUNNING, next_at__lte=at)
    asked, refusals = 0, []
    for each in list(due.order_by("next_at").values_list("id", flat=True)):
        try:
            asked += _ask(each, by, at)
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise refusals[0]
    return asked


def _ask(round_id: UUID, by: Actor, at: datetime) -> bool:
    with transaction.atomic():
        row = Round.objects.select_for_update(of=("self",)).select_related("crisis").get(id=round_id)
        if row.state != RoundState.RUNNING or row.next_at is None or row.next_at > at:
            return False  # another worker was faster
        if row.crisis.closed_at is not None or (row.ends_at is not None and row.ends_at <= at):
            _end(row, at)
            _save(row, "round-ended", by, at)
            return False
        _stop_asking(row, by, at)  # nobody is asked the same twice at once
        _begin(row, by, at)
        row.next_at = rounds.next_hour(row.next_at, row.every_hours, zone=ZoneInfo(row.crisis.zone), at=at)
        row.save(update_fields=["next_at"])
    return True


def _begin(row: Round, by: Actor, at: datetime) -> None:
    number = row.occurrences.count() + 1
    occurrence = Occurrence(id=uuid7(), round=row, number=number, at=at)
    occurrence.save()
    given = Drafted(
        name=f"{row.name} {number}"[-LONGEST_NAME:],
        purpose=Purpose.CHECK_IN,
        audience=row.audience,
        ladder=row.ladder,
        texts=_words(row),
        of=occurrence.id,
    )
    try:
        with transaction.atomic():
            occurrence.broadcast_id = broadcasting.begin_approved(
                crisis=row.crisis_id, given=given, asked_by=row.officer_id, approved_by=row.approved_by_id, by=by, at=at
            )
    except Refused as refused:
        if refused.reason is not ContactReason.NOBODY_TO_TELL:
            raise
        return  # the page says that nobody was asked
    occurrence.save(update_fields=["broadcast"])


def _words(row: Round) -> list[Words]:
    """Return the words of the round, or the usual ones, which are longer in a mail and carry the private link."""
    if row.texts:
        return [Words(language, text) for language, text in row.texts.items()]
    question = Question(row.question)
    usual = [Words(language, text) for language, text in asked_words(question).items()]
    mails = mail_words(question).items()
    return [*usual, *(Words(language, text, subject, ChannelKind.EMAIL) for language, (subject, text) in mails)]


def _stop_asking(row: Round, by: Actor, at: datetime) -> None:
    last = row.occurrences.order_by("-number").first()
    if last is not None and last.broadcast_id is not None:
        try:
            broadcasting.stop(broadcast=last.broadcast_id, why="", by=by, at=at)
        except Refused as refused:
            if refused.reason is not ContactReason.BROADCAST_ENDED:
                raise


def _end(row: Round, at: datetime) -> None:
    row.state, row.ended_at, row.next_at = RoundState.ENDED, at, None


def _save(row: Round, act: str, by: Actor, at: datetime) -> None:
    row.version += 1
    row.save()
    trace.leave(act, by=by, at=at, crisis=row.crisis_id, round=str(row.id))


def _locked(round_id: UUID) -> Round:
    row = Round.objects.select_for_update().filter(id=round_id).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_ROUND)
    return row


def _columns(crisis: Crisis, given: RoundGiven, by: Actor, at: datetime) -> dict[str, Any]:
    name = given.name.strip()
    if not name:
        raise Refused(FoundationReason.NAME_NEEDED)
    texts = _texts(given)
    if len(name) > LONGEST_NAME or any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if not rounds.are_possible(given.every_hours, given.first_at, given.ends_at, at=at):
        raise Refused(ContactReason.ROUND_HOURS_NOT_POSSIBLE)
    return {
        "crisis": crisis,
        "name": name,
        "question": given.question,
        "audience": _audience(given.audience),
        "ladder": _ladder(given.ladder),
        "texts": texts,
        "every_hours": given.every_hours,
        "next_at": given.first_at,
        "ends_at": given.ends_at,
        "officer_id": by.officer,
        "is_drill": bool(crisis.exercise),
        "made_at": at,
    }


def _texts(given: RoundGiven) -> dict[str, str]:
    return {language: text.strip() for language, text in given.texts.items() if text.strip()}


def _audience(given: Audience | Mapping[str, Any]) -> dict[str, Any]:
    try:
        return (given if isinstance(given, Audience) else audiences.read(given)).as_json()
    except AudienceFault as fault:
        raise Refused(ContactReason.AUDIENCE_NOT_UNDERSTOOD, part=fault.part) from fault


def _ladder(given: Sequence[Step] | Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    try:
        return ladders.as_json(ladders.read(given))
    except LadderFault as fault:
        raise Refused(ContactReason.LADDER_NOT_UNDERSTOOD, step=fault.step) from fault
