"""Answers that are given often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.contact.models import SavedAnswer
from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission


@dataclass(frozen=True, slots=True)
class SavedAnswerView:
    """A saved answer, in the languages in which it is."""

    id: UUID
    name: str
    texts: Mapping[str, str] = field(hash=False)
    version: int
    changed_at: datetime
    officer: str


def saved_answers(crisis: UUID, *, by: Actor) -> list[SavedAnswerView]:
    """Return the saved answers of a crisis by name."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    rows = SavedAnswer.objects.filter(crisis=crisis).select_related("officer").order_by("name")
    return [_view(row) for row in rows]


def saved_answer(crisis: UUID, answer: UUID, *, by: Actor) -> SavedAnswerView | None:
    """Return one of them, or None."""
    permissions.check(by, Permission.SEE_MESSAGES, crisis)
    row = SavedAnswer.objects.filter(crisis=crisis, id=answer).select_related("officer").first()
    return _view(row) if row else None


def _view(row: SavedAnswer) -> SavedAnswerView:
    return SavedAnswerView(
        row.id, row.name, row.texts, row.version, row.changed_at, row.officer.name if row.officer else ""
    )
