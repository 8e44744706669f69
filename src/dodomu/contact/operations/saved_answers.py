"""Keeping the answers that are given often."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dodomu.contact.models import SavedAnswer
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.automatic import LANGUAGES
from dodomu.contact.rules.conversing import LONGEST_ANSWER
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused

LONGEST_NAME = 80


def save_answer(
    *,
    crisis: UUID,
    answer: UUID,
    name: str,
    texts: Mapping[str, str],
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Keep an answer in the languages in which it has words, or refuse; `version` 0 is a new one."""
    permissions.check(by, Permission.ANSWER, crisis)
    title, words = " ".join(name.split()), _said(texts)
    if not title:
        raise Refused(FoundationReason.NAME_NEEDED)
    if len(title) > LONGEST_NAME or any(len(text) > LONGEST_ANSWER for text in words.values()):
        raise Refused(FoundationReason.TEXT_TOO_LONG)
    if not words:
        raise Refused(ContactReason.EMPTY_MESSAGE)
    try:
        with transaction.atomic():
            row = SavedAnswer.objects.select_for_update().filter(id=answer).first()
            if row is None and version == 0:
                row = SavedAnswer(id=answer, crisis_id=crisis, version=0)
            if row is None or row.crisis_id != crisis:
                raise Refused(ContactReason.NO_SUCH_SAVED_ANSWER)
            if row.version != version:
                if row.name == title and row.texts == words:
                    return  # the same form once more
                raise Refused(ContactReason.SAVED_ANSWER_CHANGED)
            row.name, row.texts, row.changed_at, row.officer_id = title, words, at, by.officer
            row.version = version + 1
            row.save()
    except IntegrityError as fault:
        raise Refused(FoundationReason.NAME_TAKEN) from fault


def drop_answer(*, crisis: UUID, answer: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001  (what was sent stays)
    """Take an answer off the list; one that is gone already is gone."""
    permissions.check(by, Permission.ANSWER, crisis)
    SavedAnswer.objects.filter(id=answer, crisis=crisis).delete()


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: texts[language].strip() for language in LANGUAGES if texts.get(language, "").strip()}
