"""Keeping the publications that facts rest on."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.situation.models import Source
from dodomu.situation.operations import versions
from dodomu.situation.reasons import SituationReason

LONGEST: Final = {
    "ref": 60, "publisher": 300, "published": 40, "language": 8, "address": 1000, "kind": 40, "note": 500,
}  # fmt: skip


@transaction.atomic
def keep_source(
    *,
    crisis: UUID,
    ref: str,
    publisher: str,
    published: str = "",
    language: str = "",
    address: str = "",
    kind: str = "",
    note: str = "",
    by: Actor,
    at: datetime,  # noqa: ARG001  (a source has no hour of its own; the facts that rest on it have)
) -> None:
    """Keep a source under its ref, in place of what was kept under it, or refuse; the same again changes nothing."""
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    versions.check_crisis(crisis)
    given = {
        "ref": ref, "publisher": publisher, "published": published, "language": language, "address": address,
        "kind": kind, "note": note,
    }  # fmt: skip
    words = {name: each.strip() for name, each in given.items()}
    if not words["ref"] or not words["publisher"]:
        raise Refused(SituationReason.WORDS_NEEDED, field="publisher" if words["ref"] else "ref")
    for name, limit in LONGEST.items():
        if len(words[name]) > limit:
            raise Refused(FoundationReason.TEXT_TOO_LONG, field=name, limit=limit)
    Source.objects.update_or_create(crisis_id=crisis, ref=words.pop("ref"), defaults=words)
