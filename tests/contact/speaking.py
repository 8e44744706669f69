"""Feedback as tests say and answer it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from dodomu.contact.models import Voice
from dodomu.contact.operations import voices
from dodomu.contact.rules.terms import VoiceKind
from dodomu.contact.rules.voices import AnswerGiven, VoiceGiven
from dodomu.foundation.actors import PUBLIC, Actor, ActorKind, Role
from dodomu.foundation.models import Assignment, Crisis, Officer
from dodomu.foundation.refusal import Refused
from tests import cast

NOON = cast.NOON  # Saturday, 8 January 2022
DAY = timedelta(days=1)
IN_TIME, TOO_LATE = NOON + 2 * DAY, NOON + 7 * DAY


def sits(crisis: Crisis, role: Role = Role.DUTY_OFFICER) -> Actor:
    """Return an officer who is a row, and holds a role."""
    row = Officer.objects.create(username=uuid4().hex[:20], name=f"Officer {Officer.objects.count()}")
    Assignment.objects.create(officer=row, crisis=crisis, role=role)
    return Actor(ActorKind.OFFICER, row.name, row.id, {crisis.id: role})


def said(
    crisis: Crisis, words: str = "Автобуса немає", *, contact: str = "", at: datetime = NOON, **more: Any
) -> voices.VoiceReceipt:
    given = VoiceGiven(VoiceKind.MISSING, words, "uk", contact)
    values: dict[str, Any] = {"submission": uuid4(), "by": PUBLIC, **more}
    return voices.say(crisis=crisis.id, given=given, at=at, **values)


def privately(words: str = "Завтра буде.") -> AnswerGiven:
    return AnswerGiven(private=words)


def publicly(**changes: str) -> AnswerGiven:
    values = {"public_question": "Is there a bus?", "public_answer": "At noon.", "public_language": "en"}
    return AnswerGiven(**{**values, **changes})


def answer(voice: UUID, given: AnswerGiven, by: Actor, at: datetime = IN_TIME, version: int | None = None) -> None:
    version = Voice.objects.get(id=voice).version if version is None else version
    voices.answer(voice=voice, version=version, given=given, by=by, at=at)


def refused(reason: Any) -> Any:
    return pytest.raises(Refused, match=f"^{reason.value}$")
