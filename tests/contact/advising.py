"""Advice for these tests, one line each, and a key to sign it with. Nobody is advised of anything here."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dodomu.contact.models import Advice
from dodomu.contact.operations import advice, publishing, signing
from dodomu.contact.queries.advice import AdviceLine, advice_by_id
from dodomu.contact.rules.advice import AdviceGiven, Words
from dodomu.contact.rules.terms import AdviceKind, Certainty, Severity, Urgency
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis, Officer
from tests import cast

NOON = cast.NOON
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UK = Words("Не виходьте з 23:00 до 07:00", "Діє комендантська година.\nГаряча лінія: +380 00 123 45 67.")
EN = Words("Stay inside from 23:00 to 07:00", "A curfew is in force.\nHotline: +380 00 123 45 67.")


def given(**changes: Any) -> AdviceGiven:
    values: dict[str, Any] = {
        "kind": AdviceKind.SHELTER, "valid_from": NOON, "valid_until": NOON + 30 * HOUR, "urgency": Urgency.IMMEDIATE,
        "severity": Severity.SEVERE, "certainty": Certainty.OBSERVED, "words": {"uk": UK, "en": EN},
    }  # fmt: skip
    return AdviceGiven(**{**values, **changes})


def consul(where: Crisis) -> dict[str, Any]:
    """Return who acts, and in which crisis."""
    return {"crisis": where.id, "by": cast.officer(where, Role.CONSUL)}


def officer_row(name: str) -> Officer:
    return Officer.objects.create(username=name, name=name.title())


def draft(where: Crisis, at: Any = NOON, **changes: Any) -> UUID:
    return advice.draft_advice(given=given(**changes), at=at, **consul(where))


def publish(where: Crisis, row: UUID, at: Any = NOON) -> AdviceLine:
    publishing.publish_advice(advice=row, version=Advice.objects.get(id=row).version, at=at, **consul(where))
    return read(where, row, at)


def published(where: Crisis, at: Any = NOON, **changes: Any) -> AdviceLine:
    return publish(where, draft(where, at, **changes), at)


def withdraw(where: Crisis, row: UUID, at: Any = NOON + HOUR) -> AdviceLine:
    publishing.withdraw_advice(advice=row, why="It was wrong.", at=at, **consul(where))
    return read(where, row, at)


def read(where: Crisis, row: UUID, at: Any = NOON) -> AdviceLine:
    found = advice_by_id(where.id, row, at=at)
    assert found is not None
    return found


def sign_with_a_new_key(folder: Path, settings: Any, name: str = "signing.key") -> str:
    """Make a key as an administrator would, and let this installation sign with it."""
    file = folder / name
    key = signing.make_key(file=str(file), by=SYSTEM, at=NOON)
    settings.DODOMU_SIGNING_KEY_FILE = str(file)
    settings.DODOMU_ADDRESS = "https://dodomu.example.org"
    assert os.stat(file).st_mode & 0o777 == 0o600  # noqa: PTH116
    return key
