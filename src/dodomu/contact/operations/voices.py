"""Feedback: keeping what anybody says, giving it an owner, answering it, and saying what it changed."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from dodomu.contact.models import Voice, VoiceTurn, sealed
from dodomu.contact.queries import voices as queries
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import threads
from dodomu.contact.rules import voices as rules
from dodomu.contact.rules.advice import LANGUAGES, line
from dodomu.contact.rules.terms import VoiceAside, VoiceOutcome, VoiceTurned
from dodomu.contact.rules.voices import AnswerGiven, VoiceFault, VoiceGiven
from dodomu.foundation import clock, encryption, permissions
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.database import as_owner
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Assignment, Crisis
from dodomu.foundation.permissions import GRANTS, Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.queries import private

HOUR: Final = timedelta(hours=1)
MOST_TRIES: Final = 8
AT_ONCE: Final = 500
MAY_ANSWER: Final = tuple(role for role, granted in GRANTS.items() if Permission.ANSWER in granted)


@dataclass(frozen=True, slots=True)
class VoiceReceipt:
    """What the sender is told: their number, until when they are answered, and the secret of their own page."""

    voice: UUID
    number: str
    token: str
    received_at: datetime
    promised_for: datetime
    repeated: bool = False


def say(*, crisis: UUID, given: VoiceGiven, submission: UUID, link: str = "", by: Actor, at: datetime) -> VoiceReceipt:
    """Keep feedback of anybody, or refuse; the same submission again is answered with the same number.

    `link` is the secret of a private page: who writes from there is known. Refused are: NOTHING_SAID, VOICE_TOO_LONG,
    VOICE_SAID_OFTEN and VOICES_TOO_MANY (never to who writes from a private page or tells an officer).
    """
    where = _crisis(crisis)
    if by.kind is ActorKind.OFFICER:
        permissions.check(by, Permission.ANSWER, crisis)
    before = Voice.objects.filter(submission=submission).first()
    if before is not None:
        return _receipt(before, repeated=True)
    tidy, person = _tidied(given), _sender(link, crisis)
    same = encryption.blind_index(rules.folded(tidy.words), context=sealed.VOICE_WORDS)
    if person is None and by.kind is not ActorKind.OFFICER:
        _check_flood(crisis, same, at)
    return _keep(where, tidy, person, same, submission, by, at)


def take(*, voice: UUID, version: int, by: Actor, at: datetime) -> None:
    """Take feedback as one's own, or refuse; what was promised stays promised."""
    with transaction.atomic():
        row = _load(voice, by)
        if by.officer is not None and row.owner_id == by.officer:
            return
        _check_version(row, version)
        row.owner_id = by.officer
        _save(row, "owner")
        _turn(row, VoiceTurned.TAKEN, by=by, at=at)


def hand_on(*, voice: UUID, version: int, to: UUID | None, words: str = "", by: Actor, at: datetime) -> None:
    """Hand feedback on to another officer who may answer it, or (None) give it back to all; the day stays."""
    with transaction.atomic():
        row = _load(voice, by)
        if row.owner_id == to:
            return
        _check_version(row, version)
        if to is not None and not _may_answer(to, row.crisis_id):
            raise Refused(FoundationReason.NO_SUCH_OFFICER)
        row.owner_id = to
        _save(row, "owner")
        kind = VoiceTurned.HANDED_ON if to else VoiceTurned.RELEASED
        _turn(row, kind, to_id=to, words=_why(words), by=by, at=at)


def answer(*, voice: UUID, version: int, given: AnswerGiven, by: Actor, at: datetime) -> None:
    """Answer feedback, or correct the answer, or refuse; only the first answer counts as in time or late.

    A public answer needs the permission to publish. The same answer sent twice is one.
    """
    with transaction.atomic():
        row = _load(voice, by)
        tidy = _tidied_answer(given, row)
        if row.outcome == VoiceOutcome.SET_ASIDE:
            raise Refused(ContactReason.VOICE_SET_ASIDE)
        if row.answered_at is not None and tidy == answer_of(row):
            return
        _check_version(row, version)
        if tidy.is_public or tidy.what_changed or row.published_at or row.what_changed:
            permissions.check(by, Permission.PUBLISH, row.crisis_id)
        kind = VoiceTurned.CORRECTED if row.answered_at else VoiceTurned.ANSWERED
        _write_answer(row, tidy, by, at)
        _turn(row, kind, **_as_written(row), by=by, at=at)


def say_changed(*, voice: UUID, version: int, what_changed: str, by: Actor, at: datetime) -> None:
    """Say in public what changed because of feedback that was answered, or refuse."""
    with transaction.atomic():
        row = _load(voice, by)
        permissions.check(by, Permission.PUBLISH, row.crisis_id)
        try:
            words = rules.tidied_change(what_changed, contact=_opened(row.contact, sealed.VOICE_CONTACT))
        except VoiceFault as fault:
            raise Refused(fault.reason, field=fault.part) from fault
        if row.answered_at is None:
            raise Refused(ContactReason.VOICE_NOT_ANSWERED)
        if row.what_changed == words:
            return
        _check_version(row, version)
        row.what_changed, row.outcome, row.changed_at = words, VoiceOutcome.CHANGED, row.changed_at or at
        row.public_language = row.public_language or row.language
        _save(row, "what_changed", "outcome", "changed_at", "public_language")
        _turn(row, VoiceTurned.CHANGED, what_changed=words, by=by, at=at)


def hide_public(*, voice: UUID, version: int, why: str, by: Actor, at: datetime) -> None:
    """Take everything public of it down at once, with a reason that is kept.

    It still counts as answered; as something that changed only while everybody can read what did.
    """
    with transaction.atomic():
        row = _load(voice, by)
        permissions.check(by, Permission.PUBLISH, row.crisis_id)
        if row.published_at is None and not row.what_changed:
            return
        _check_version(row, version)
        words = _why(why, is_needed=True)
        row.public_question = row.public_answer = row.what_changed = ""
        row.published_at, row.changed_at, row.outcome = None, None, VoiceOutcome.ANSWERED
        _save(row, "public_question", "public_answer", "what_changed", "published_at", "changed_at", "outcome")
        _turn(row, VoiceTurned.HIDDEN, words=words, by=by, at=at)


def set_aside(*, voice: UUID, version: int, why: VoiceAside, words: str = "", by: Actor, at: datetime) -> None:
    """Set feedback aside that cannot be answered, or refuse; the public reads how many were."""
    with transaction.atomic():
        row = _load(voice, by)
        permissions.check(by, Permission.PUBLISH, row.crisis_id)
        if row.outcome == VoiceOutcome.SET_ASIDE:
            return
        if row.answered_at is not None:
            raise Refused(ContactReason.VOICE_ANSWERED)
        _check_version(row, version)
        row.outcome, row.set_aside = VoiceOutcome.SET_ASIDE, why
        _save(row, "outcome", "set_aside")
        _turn(row, VoiceTurned.SET_ASIDE, words=_why(words), by=by, at=at)


def take_back(*, voice: UUID, version: int, by: Actor, at: datetime) -> None:
    """Undo setting aside: it waits again, by the day that was promised first."""
    with transaction.atomic():
        row = _load(voice, by)
        permissions.check(by, Permission.PUBLISH, row.crisis_id)
        if row.outcome != VoiceOutcome.SET_ASIDE:
            return
        _check_version(row, version)
        row.outcome, row.set_aside = VoiceOutcome.OPEN, ""
        _save(row, "outcome", "set_aside")
        _turn(row, VoiceTurned.TAKEN_BACK, by=by, at=at)


def forget_voices(*, at: datetime) -> int:
    """Forget words, contacts and private answers after their retention, or with the person; return how many."""
    forgotten = 0
    for crisis in Crisis.objects.all():
        now = clock.now(crisis) if crisis.exercise else at
        before = now - timedelta(days=crisis.keep_days)
        is_due = Q(received_at__lt=before) | Q(person__forgotten_at__isnull=False)
        due = Voice.objects.filter(is_due, crisis=crisis, forgotten_at=None)
        while some := list(due.values_list("id", flat=True)[:AT_ONCE]):
            _forget(some, now)
            forgotten += len(some)
    return forgotten


# --- keeping what is said -------------------------------------------------------------------------------------------


def _crisis(crisis: UUID) -> Crisis:
    found = Crisis.objects.filter(id=crisis).first()
    if found is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    return found


def _tidied(given: VoiceGiven) -> VoiceGiven:
    try:
        return rules.tidied(given)
    except VoiceFault as fault:
        raise Refused(fault.reason, field=fault.part) from fault


def _sender(link: str, crisis: UUID) -> Person | None:
    """Return who leads the party whose private page this was written on; a link of another crisis says nothing."""
    found = private.link_of(link) if link else None
    if found is None or found.party.crisis_id != crisis:
        return None
    return next(iter(private.members(found.party_id)), None)


def _check_flood(crisis: UUID, same: bytes, at: datetime) -> None:
    """A machine that writes is held up by how much it writes: a hotel or a consulate is one address, and may."""
    lately = Voice.objects.filter(crisis=crisis, received_at__gt=at - HOUR).order_by()
    if lately.filter(same=same)[: rules.MOST_ALIKE].count() >= rules.MOST_ALIKE:
        raise Refused(ContactReason.VOICE_SAID_OFTEN)
    if lately[: rules.MOST_AN_HOUR].count() >= rules.MOST_AN_HOUR:
        raise Refused(ContactReason.VOICES_TOO_MANY)


def _keep(
    crisis: Crisis, given: VoiceGiven, person: Person | None, same: bytes, submission: UUID, by: Actor, at: datetime
) -> VoiceReceipt:
    promised = queries.promise(sending=crisis.sending, otherwise=crisis.zone, at=at)
    for _ in range(MOST_TRIES):
        row = Voice(
            crisis=crisis,
            number=rules.number_from(secrets.randbelow(rules.HIGHEST_NUMBER + 1)),
            token_hash=token_hash(token_of(submission)),
            kind=given.kind,
            words=encryption.seal(given.words, context=sealed.VOICE_WORDS),
            same=same,
            language=given.language,
            person=person,
            contact=encryption.seal(given.contact, context=sealed.VOICE_CONTACT) if given.contact else None,
            is_urgent=threads.read(given.words).is_danger,
            submission=submission,
            received_at=at,
            promised_for=promised,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                if by.kind is ActorKind.OFFICER:
                    _turn(row, VoiceTurned.WRITTEN, by=by, at=at)
        except IntegrityError:
            before = Voice.objects.filter(submission=submission).first()
            if before is not None:  # it was sent twice at once
                return _receipt(before, repeated=True)
        else:
            return _receipt(row)
    raise RuntimeError("no free number was drawn")


def token_of(submission: UUID) -> str:
    """Return the secret of the sender's own page: made with our key, so that a repeat gets the same."""
    secret = encryption.blind_index(str(submission), context="voice link")
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _receipt(row: Voice, *, repeated: bool = False) -> VoiceReceipt:
    return VoiceReceipt(row.id, row.number, token_of(row.submission), row.received_at, row.promised_for, repeated)


# --- what officers do -----------------------------------------------------------------------------------------------


def _load(voice: UUID, by: Actor) -> Voice:
    row = Voice.objects.select_for_update().filter(id=voice).first()
    if row is None:
        raise Refused(ContactReason.VOICE_NOT_FOUND)
    permissions.check(by, Permission.ANSWER, row.crisis_id)
    return row


def _check_version(row: Voice, version: int) -> None:
    if row.version != version:
        raise Refused(ContactReason.VOICE_CHANGED)


def _may_answer(officer: UUID, crisis: UUID) -> bool:
    return Assignment.objects.filter(
        crisis=crisis, officer=officer, officer__is_active=True, role__in=MAY_ANSWER
    ).exists()


def _tidied_answer(given: AnswerGiven, row: Voice) -> AnswerGiven:
    contact = _opened(row.contact, sealed.VOICE_CONTACT)
    try:
        return rules.tidied_answer(given, contact=contact, languages=LANGUAGES)
    except VoiceFault as fault:
        raise Refused(fault.reason, field=fault.part) from fault


def answer_of(row: Voice) -> AnswerGiven:
    """Return the answer that stands, as it was given."""
    private_words = _opened(row.answer, sealed.VOICE_ANSWER)
    return AnswerGiven(private_words, row.public_question, row.public_answer, row.public_language, row.what_changed)


def _opened(value: bytes | memoryview | None, context: str) -> str:
    return encryption.open_sealed(value, context=context) or ""


def _write_answer(row: Voice, given: AnswerGiven, by: Actor, at: datetime) -> None:
    if row.answered_at is None:
        row.answered_at, row.answered_by_id = at, by.officer
        row.owner_id = row.owner_id or by.officer
    row.answer = encryption.seal(given.private, context=sealed.VOICE_ANSWER) if given.private else None
    row.public_question, row.public_answer = given.public_question, given.public_answer
    row.public_language = given.public_language
    row.published_at = (row.published_at or at) if given.is_public else None
    row.what_changed = given.what_changed
    row.changed_at = (row.changed_at or at) if given.what_changed else None
    row.outcome = VoiceOutcome.CHANGED if given.what_changed else VoiceOutcome.ANSWERED
    _save(
        row, "answered_at", "answered_by", "owner", "answer", "public_question", "public_answer", "public_language",
        "published_at", "what_changed", "changed_at", "outcome",
    )  # fmt: skip


def _as_written(row: Voice) -> dict[str, Any]:
    return {
        "answer": row.answer,
        "public_question": row.public_question,
        "public_answer": row.public_answer,
        "what_changed": row.what_changed,
    }


def _save(row: Voice, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _turn(row: Voice, kind: VoiceTurned, *, by: Actor, at: datetime, **said: Any) -> None:
    VoiceTurn.objects.create(voice=row, kind=kind, officer_id=by.officer, by=by.name, at=at, **said)


def _why(words: str, *, is_needed: bool = False) -> str:
    tidy = line(words)
    if is_needed and not tidy:
        raise Refused(ContactReason.VOICE_WHY_NEEDED)
    if len(tidy) > rules.LONGEST_WHY:
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    return tidy


def _forget(voices: list[UUID], now: datetime) -> None:
    """What was done is append-only for the application; forgetting is done by the owner."""
    blank = {"words": None, "contact": None, "answer": None, "person": None, "forgotten_at": now}
    with as_owner(), transaction.atomic():
        VoiceTurn.objects.filter(voice_id__in=voices).update(answer=None, words="")
        Voice.objects.filter(id__in=voices).update(**blank)
