"""Drafting a broadcast, asking another officer's approval, approving, pausing, going on and stopping it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Advice, Broadcast, BroadcastText
from dodomu.contact.news import BroadcastApproved
from dodomu.contact.operations import ending
from dodomu.contact.queries import advice_forms, audiences, connections
from dodomu.contact.queries.audiences import Preview, Text
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import ladders, waves
from dodomu.contact.rules.audiences import Audience, AudienceFault
from dodomu.contact.rules.audiences import read as read_audience
from dodomu.contact.rules.ladders import LadderFault, Step
from dodomu.contact.rules.terms import BroadcastState, Ground, Purpose, SkipReason
from dodomu.foundation import news, permissions, trace
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 4000
LONGEST_SUBJECT: Final = 160
LONGEST_WHY: Final = 500
MORE_THAN_ASKED: Final = 1.2  # of how many approval was asked for: beyond, it is asked anew
A_FEW: Final = 50
FEW: Final = 20  # parties that a rule of ours may tell something without a second officer
OPEN: Final = (BroadcastState.DRAFT, BroadcastState.ASKED)
UNDER_WAY: Final = (BroadcastState.APPROVED, BroadcastState.RUNNING, BroadcastState.PAUSED)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a broadcast in one language; for one channel, or (None) for all that have none of their own.

    `{name}`, `{reference}` and `{link}` (a private link of their own) are filled in for each person.
    """

    language: str
    text: str
    subject: str = ""
    channel: ChannelKind | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is to be said to whom, and how. Without words, those of the advice are taken."""

    name: str
    purpose: Purpose
    audience: Audience | Mapping[str, Any]
    ladder: Sequence[Step] | Sequence[Mapping[str, Any]] = ladders.USUAL
    texts: Sequence[Words] = ()
    ground: Ground = Ground.ASKED_FOR
    advice: UUID | None = None
    of: UUID | None = None
    waves: int = 1
    wave_minutes: int = 0


def draft_broadcast(*, crisis: UUID, given: Drafted, by: Actor, at: datetime) -> UUID:
    """Draft a broadcast and return its id, or refuse; nothing is sent before another officer approves."""
    permissions.check(by, Permission.BROADCAST, crisis)
    with transaction.atomic():
        row = _new(crisis, given, by, at)
        trace.leave("broadcast-drafted", by=by, at=at, crisis=crisis, broadcast=str(row.id))
    return row.id


def change_broadcast(*, broadcast: UUID, version: int, given: Drafted, by: Actor, at: datetime) -> None:
    """Change a draft, or refuse (BROADCAST_RUNS, BROADCAST_CHANGED); what approval was asked for is a draft again."""
    with transaction.atomic():
        row = _open(broadcast, version, Permission.BROADCAST, by)
        _fill(row, given)
        row.state, row.asked_by_id, row.asked_at, row.counts = BroadcastState.DRAFT, None, None, {}
        row.version += 1
        row.save()
        BroadcastText.objects.filter(broadcast=row).delete()
        _write_words(row, given)
        trace.leave("broadcast-changed", by=by, at=at, crisis=row.crisis_id, broadcast=str(row.id))


def ask_approval(*, broadcast: UUID, version: int, is_meant: bool = False, by: Actor, at: datetime) -> None:
    """Ask for another's approval, or refuse: NOBODY_TO_TELL, OUT_OF_PROPORTION (with `disproportions`, unless meant).

    What was counted is kept with it.
    """
    with transaction.atomic():
        row = _open(broadcast, version, Permission.BROADCAST, by)
        counted = _checked(row, is_meant=is_meant, at=at)
        row.state, row.asked_by_id, row.asked_at = BroadcastState.ASKED, by.officer, at
        row.counts = {**_counts(counted), "is_meant": is_meant}
        row.version += 1
        row.save(update_fields=["state", "asked_by", "asked_at", "counts", "version"])
        trace.leave("broadcast-asked", by=by, at=at, crisis=row.crisis_id, broadcast=str(row.id), **_counts(counted))


def take_back(*, broadcast: UUID, by: Actor, at: datetime) -> None:
    """Make what approval was asked for a draft again: by who asked, or by who does not approve. Twice is once."""
    with transaction.atomic():
        row = _row(broadcast)
        permissions.check(by, Permission.BROADCAST, row.crisis_id)
        if row.state != BroadcastState.ASKED:
            if row.state == BroadcastState.DRAFT:
                return
            raise Refused(ContactReason.BROADCAST_RUNS)
        row.state, row.asked_by_id, row.asked_at = BroadcastState.DRAFT, None, None
        row.version += 1
        row.save(update_fields=["state", "asked_by", "asked_at", "version"])
        trace.leave("broadcast-taken-back", by=by, at=at, crisis=row.crisis_id, broadcast=str(row.id))


def approve(*, broadcast: UUID, version: int, by: Actor, at: datetime) -> None:
    """Approve what another asked for (APPROVED_BY_THE_SAME), as it was then (BROADCAST_CHANGED); twice is once.

    In an exercise the same officer may: it goes to a folder.
    """
    with transaction.atomic():
        row = _row(broadcast)
        permissions.check(by, Permission.APPROVE, row.crisis_id)
        if row.state in UNDER_WAY and row.approved_by_id == by.officer:
            return
        if row.state != BroadcastState.ASKED:
            raise Refused(ContactReason.BROADCAST_NOT_ASKED)
        if row.version != version:
            raise Refused(ContactReason.BROADCAST_CHANGED)
        if not row.is_drill and (by.officer is None or by.officer == row.asked_by_id):
            raise Refused(ContactReason.APPROVED_BY_THE_SAME)
        counted = _checked(row, is_meant=True, at=at)
        asked = int(row.counts.get("persons", 0))
        if counted.persons > max(asked + A_FEW, asked * MORE_THAN_ASKED):
            raise Refused(ContactReason.BROADCAST_CHANGED, persons=counted.persons, asked=asked)
        _approved(row, by.officer, at)
        trace.leave("broadcast-approved", by=by, at=at, crisis=row.crisis_id, broadcast=str(row.id))


def begin_approved(
    *, crisis: UUID, given: Drafted, asked_by: UUID | None, approved_by: UUID | None, by: Actor, at: datetime
) -> UUID:
    """Begin what two officers approved for good, such as the next occurrence of a round; the same `of` is begun once.

    Only the system does so, by what is written down of the two.
    """
    return _begin(crisis, given, asked_by, approved_by, by, at, needs_two=True)


def begin_for_few(*, crisis: UUID, given: Drafted, by: Actor, at: datetime) -> UUID:
    """Begin at once what a rule of ours tells a few named parties in words that are kept with the program.

    The same `of` is begun once. Refused where nobody would be reached, and for more than `FEW` parties: then a second
    officer approves.
    """
    named = given.audience if isinstance(given.audience, Audience) else read_audience(given.audience)
    if not 0 < len(named.parties) <= FEW:
        raise Refused(ContactReason.OUT_OF_PROPORTION)
    return _begin(crisis, given, None, None, by, at, needs_two=False)


def _begin(
    crisis: UUID, given: Drafted, asked_by: UUID | None, approved_by: UUID | None, by: Actor, at: datetime, *,
    needs_two: bool,
) -> UUID:  # fmt: skip
    if by.kind is not ActorKind.SYSTEM:
        raise Refused(FoundationReason.NOT_PERMITTED, permission=Permission.APPROVE)
    found = Broadcast.objects.filter(crisis=crisis, purpose=given.purpose, of=given.of).first() if given.of else None
    if found is not None:
        return found.id
    try:
        with transaction.atomic():
            row = _new(crisis, given, by, at)
            if needs_two and not row.is_drill and (approved_by is None or approved_by == asked_by):
                raise Refused(ContactReason.APPROVED_BY_THE_SAME)
            row.asked_by_id, row.asked_at = asked_by, at
            counted = _counted(row, at) if needs_two else _checked(row, is_meant=True, at=at)
            row.counts = _counts(counted)
            _approved(row, approved_by, at)
            trace.leave("broadcast-begun", by=by, at=at, crisis=crisis, broadcast=str(row.id))
            return row.id
    except IntegrityError:
        return Broadcast.objects.get(purpose=given.purpose, of=given.of).id  # another was quicker


def pause(*, broadcast: UUID, by: Actor, at: datetime) -> None:
    """Send nothing more until it goes on; what is in the air lands. Twice changes nothing."""
    _turn(broadcast, (BroadcastState.APPROVED, BroadcastState.RUNNING), BroadcastState.PAUSED, "paused", by, at)


def go_on(*, broadcast: UUID, by: Actor, at: datetime) -> None:
    """Go on with what was paused. Twice changes nothing."""
    _turn(broadcast, (BroadcastState.PAUSED,), BroadcastState.RUNNING, "goes-on", by, at)


def stop(*, broadcast: UUID, why: str = "", by: Actor, at: datetime) -> None:
    """Send nothing more, ever; twice changes nothing."""
    _turn(broadcast, (*OPEN, *UNDER_WAY), BroadcastState.STOPPED, "stopped", by, at, why=why)


def stop_with_advice(*, crisis: UUID, advice: UUID, at: datetime) -> int:
    """Stop every broadcast that carries advice which no longer holds; return how many. Twice is harmless."""
    rows = ending.with_dead_advice().filter(crisis=crisis, advice=advice)
    return sum(ending.end_if_untrue(row, at=at) for row in rows)


def _new(crisis: UUID, given: Drafted, by: Actor, at: datetime) -> Broadcast:
    held = Crisis.objects.select_for_update(no_key=True).filter(id=crisis).first()  # each gets a number of its own
    if held is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if held.closed_at:
        raise Refused(FoundationReason.CRISIS_CLOSED)
    last = Broadcast.objects.filter(crisis=crisis).aggregate(last=Max("number"))["last"]
    row = Broadcast(crisis_id=crisis, number=int(last or 0) + 1, is_drill=bool(held.exercise))
    row.drafted_by_id, row.drafted_at = by.officer, at
    _fill(row, given)
    row.save(force_insert=True)
    _write_words(row, given)
    return row


def _fill(row: Broadcast, given: Drafted) -> None:
    """Take over what was given, or refuse what cannot be understood."""
    name = given.name.strip()
    if not name:
        raise Refused(FoundationReason.NAME_NEEDED)
    if len(name) > LONGEST_NAME:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    if not waves.are_possible(given.waves, given.wave_minutes):
        raise Refused(ContactReason.WAVES_NOT_POSSIBLE)
    row.name, row.purpose, row.ground, row.of = name, given.purpose, given.ground, given.of
    row.waves, row.wave_minutes = given.waves, given.wave_minutes
    try:
        audience = given.audience if isinstance(given.audience, Audience) else read_audience(given.audience)
        row.audience = read_audience(audience.as_json()).as_json()
        row.ladder = ladders.as_json(ladders.read(given.ladder))
    except AudienceFault as fault:
        raise Refused(ContactReason.AUDIENCE_NOT_UNDERSTOOD, part=fault.part) from fault
    except LadderFault as fault:
        raise Refused(ContactReason.LADDER_NOT_UNDERSTOOD, step=fault.step) from fault
    published = Advice.objects.filter(crisis=row.crisis_id, published_at__isnull=False)
    if given.advice and not published.filter(id=given.advice).exists():
        raise Refused(ContactReason.ADVICE_NOT_PUBLISHED)
    row.advice_id = given.advice


def _write_words(row: Broadcast, given: Drafted) -> None:
    words = [Text(each.language, each.text.strip(), each.subject.strip(), each.channel) for each in given.texts]
    if not words and given.advice:
        words = advice_forms.words_of(given.advice)
    for each in words:
        if len(each.text) > LONGEST_TEXT or len(each.subject) > LONGEST_SUBJECT:
            raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_TEXT)
    BroadcastText.objects.bulk_create(
        BroadcastText(
            broadcast=row, language=each.language, channel=each.channel or "", text=each.text, subject=each.subject
        )
        for each in {(each.language, each.channel): each for each in words if each.text}.values()
    )


def _row(broadcast: UUID) -> Broadcast:
    row = Broadcast.objects.select_for_update(of=["self"]).select_related("advice").filter(id=broadcast).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_BROADCAST)
    return row


def _open(broadcast: UUID, version: int, permission: Permission, by: Actor) -> Broadcast:
    """Hold a broadcast that is not approved, as it was when the page was read."""
    row = _row(broadcast)
    permissions.check(by, permission, row.crisis_id)
    if row.state not in OPEN:
        raise Refused(ContactReason.BROADCAST_RUNS)
    if row.version != version:
        raise Refused(ContactReason.BROADCAST_CHANGED)
    return row


def _checked(row: Broadcast, *, is_meant: bool, at: datetime) -> Preview:
    """Count whom a broadcast is for, and refuse what must not go out."""
    if row.crisis.closed_at is not None:
        raise Refused(FoundationReason.CRISIS_CLOSED)
    if row.advice is not None and not ending.still_holds(row.advice, at):
        raise Refused(ContactReason.ADVICE_NO_LONGER_HOLDS)
    if not BroadcastText.objects.filter(broadcast=row).exists():
        raise Refused(ContactReason.BROADCAST_WITHOUT_WORDS)
    if not ladders.only(ladders.read(row.ladder), connections.kinds(is_drill=row.is_drill)):
        raise Refused(ContactReason.CHANNEL_NOT_SET_UP)
    counted = _counted(row, at)
    if not counted.reached and SkipReason.NETWORK_DOWN not in counted.not_reached:  # a network comes back
        raise Refused(ContactReason.NOBODY_TO_TELL, persons=counted.persons)
    if counted.disproportions and not is_meant:
        raise Refused(
            ContactReason.OUT_OF_PROPORTION, persons=counted.persons, last=counted.last, of_crisis=counted.of_crisis,
            disproportions=[each.value for each in counted.disproportions],
        )  # fmt: skip
    return counted


def _counted(row: Broadcast, at: datetime) -> Preview:
    return audiences.preview_of(row, at=at)


def _counts(counted: Preview) -> dict[str, Any]:
    return {"persons": counted.persons, "reached": counted.reached, "cost": str(counted.cost)}


def _approved(row: Broadcast, officer: UUID | None, at: datetime) -> None:
    row.state, row.approved_by_id, row.approved_at = BroadcastState.APPROVED, officer, at
    row.version += 1
    row.save()
    news.post(BroadcastApproved(row.crisis_id, row.id), at=at)


def _turn(
    broadcast: UUID, begins: Sequence[BroadcastState], ends: BroadcastState, act: str, by: Actor, at: datetime, *,
    why: str = "",
) -> None:  # fmt: skip
    with transaction.atomic():
        row = _row(broadcast)
        permissions.check(by, Permission.BROADCAST, row.crisis_id)
        if row.state == ends or (ends is BroadcastState.RUNNING and row.state == BroadcastState.APPROVED):
            return
        if row.state not in begins:
            ended = row.state in {BroadcastState.DONE, BroadcastState.STOPPED}
            raise Refused(ContactReason.BROADCAST_ENDED if ended else ContactReason.BROADCAST_NOT_ASKED)
        # Paused before anybody was written down, it begins when it goes on.
        row.state = BroadcastState.APPROVED if ends is BroadcastState.RUNNING and row.begun_at is None else ends
        if ends is BroadcastState.STOPPED:
            row.ended_at, row.stopped_why = at, why.strip()[:LONGEST_WHY]
        row.version += 1
        row.save(update_fields=["state", "ended_at", "stopped_why", "version"])
        trace.leave(f"broadcast-{act}", by=by, at=at, crisis=row.crisis_id, broadcast=str(row.id))
