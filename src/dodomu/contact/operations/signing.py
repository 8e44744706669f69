"""The keys that sign what we say: made, published, retired, disowned. The secret half is in a file, nowhere else."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from dodomu.contact.models import SigningKey, Statement
from dodomu.contact.operations import key_file
from dodomu.contact.queries.advice import span_of
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import signing
from dodomu.contact.rules.advice import state_at
from dodomu.contact.rules.signing import KeyFault, SecretKey, UnusableKey
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class ToSayAnew:
    """Advice that still holds and was signed with a key that is ours no more."""

    crisis: str  # slug
    number: int


@transaction.atomic
def make_key(*, file: str, note: str = "", by: Actor, at: datetime) -> str:
    """Make a key, keep its secret half in a new file and publish the other; return its id, or refuse."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    key = signing.secret_key(os.urandom(signing.ID_BYTES), os.urandom(signing.SEED_BYTES))
    _publish(key, "signing-key-made", note, by, at)
    try:
        key_file.write_key(file, key)  # last: where it cannot be written, nothing was published
    except FileExistsError:
        raise Refused(ContactReason.KEY_FILE_THERE) from None
    return key.id


@transaction.atomic
def add_key(*, file: str, note: str = "", by: Actor, at: datetime) -> str:
    """Publish the public half of a key that is there already, or refuse; the same again changes nothing."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    key = _read(file)
    if not SigningKey.objects.filter(id=key.id).exists():
        _publish(key, "signing-key-added", note, by, at)
    return key.id


@transaction.atomic
def retire_key(*, key: str, by: Actor, at: datetime) -> None:
    """Let a key sign nothing new; what it signed stays ours. Twice is once."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    row = _locked(key)
    if row.retired_at is None:
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        trace.leave("signing-key-retired", by=by, at=at, key=row.id)


@transaction.atomic
def disown_key(*, key: str, by: Actor, at: datetime) -> tuple[ToSayAnew, ...]:
    """Say that a key was lost or stolen: nothing it signed is to be relied on. Return what must be said anew."""
    permissions.check(by, Permission.KEEP_OFFICERS)
    row = _locked(key)
    if row.disowned_at is None:
        row.disowned_at, row.retired_at = at, row.retired_at or at
        row.save(update_fields=["disowned_at", "retired_at"])
        trace.leave("signing-key-disowned", by=by, at=at, key=row.id)
    return _to_say_anew(row, at)


def key_in_use() -> SecretKey:
    """Return the key of this installation, or refuse with what is the matter with it and nothing of it.

    Within a transaction it stays in use until that ends: a key is not retired under what it signs.
    """
    key = _read(settings.DODOMU_SIGNING_KEY_FILE)
    row = SigningKey.objects.select_for_update(no_key=True).filter(id=key.id, public=key.public).first()
    if row is None:
        raise Refused(ContactReason.NO_SIGNING_KEY, why=KeyFault.NOT_OURS)
    if row.disowned_at is not None:
        raise Refused(ContactReason.NO_SIGNING_KEY, why=KeyFault.DISOWNED)
    if row.retired_at is not None:
        raise Refused(ContactReason.NO_SIGNING_KEY, why=KeyFault.RETIRED)
    return key


def has_key_in_use() -> bool:
    """Say whether something could be signed now; nothing is held by asking, and who signs is not waited for."""
    try:
        key = _read(settings.DODOMU_SIGNING_KEY_FILE)
    except Refused:
        return False
    rows = SigningKey.objects.filter(id=key.id, public=key.public)
    return rows.filter(retired_at=None, disowned_at=None).exists()


def _read(file: str) -> SecretKey:
    try:
        return key_file.read_key(file)
    except UnusableKey as fault:
        raise Refused(ContactReason.NO_SIGNING_KEY, why=fault.why) from None


def _publish(key: SecretKey, act: str, note: str, by: Actor, at: datetime) -> None:
    SigningKey.objects.create(id=key.id, public=key.public, made_at=at, note=note.strip()[:LONGEST_NOTE])
    trace.leave(act, by=by, at=at, key=key.id)


def _locked(key: str) -> SigningKey:
    row = SigningKey.objects.select_for_update().filter(id=key.strip().upper()).first()
    if row is None:
        raise Refused(ContactReason.NO_SUCH_KEY)
    return row


def _to_say_anew(key: SigningKey, at: datetime) -> tuple[ToSayAnew, ...]:
    signed = Statement.objects.filter(key=key, advice__isnull=False)
    rows = signed.select_related("advice__superseded_by", "crisis").order_by("advice__number")
    found: Iterable[ToSayAnew] = (
        ToSayAnew(row.crisis.slug, row.advice.number)
        for row in rows
        if row.advice and state_at(span_of(row.advice), at=row.crisis.exercise_now or at) in _ALIVE
    )
    return tuple(dict.fromkeys(found))


_ALIVE = {AdviceState.IN_FORCE, AdviceState.NOT_YET}
