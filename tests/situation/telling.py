"""One line for each thing that is told in these tests. Nothing here happened."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from dodomu.foundation.actors import Role
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import Refused
from dodomu.situation.operations import telling
from dodomu.situation.rules.given import (
    AnyGiven,
    ExpectationGiven,
    FigureGiven,
    ReportGiven,
    RestrictionGiven,
    RumourGiven,
)
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import (
    AppliesTo,
    Category,
    Effect,
    ExpectationKind,
    Provenance,
    Reach,
    RestrictionKind,
    Stated,
)
from tests import cast

NOON = cast.NOON
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ALMATY = "Asia/Almaty"
NIGHT = (time(23), time(7))
COMMON: dict[str, Any] = {"announced_at": NOON - HOUR, "zone": ALMATY, "said_by": "Commandant"}


def report(words: str = "Shots in the square.", **changes: Any) -> ReportGiven:
    return ReportGiven(**{**COMMON, "category": Category.CLASHES, "texts": {"en": words}, "severity": 4, **changes})


def figure(number: int = 116, **changes: Any) -> FigureGiven:
    values = {"of_whom": "citizens of Ukraine", "measure": "stranded in Almaty", "as_of": NOON - HOUR, "number": number}
    return FigureGiven(**{**COMMON, **values, **changes})


def curfew(place: UUID | None, **changes: Any) -> RestrictionGiven:
    values = {
        "kind": RestrictionKind.CURFEW, "effect": Effect.BLOCK, "place": place, "begins_at": NOON - DAY,
        "ends_at": NOON + 10 * DAY, "daily_from": NIGHT[0], "daily_to": NIGHT[1],
    }  # fmt: skip
    return RestrictionGiven(**{**COMMON, **values, **changes})


def outage(place: UUID | None, kind: RestrictionKind = RestrictionKind.INTERNET_OUTAGE, **changes: Any) -> Any:
    values = {"kind": kind, "daily_from": None, "daily_to": None, "ends_at": None, "ends_is": Stated.NOT_STATED}
    return curfew(place, **{**values, **changes})


def rumour(words: str = "The water is poisoned.", **changes: Any) -> RumourGiven:
    return RumourGiven(**{**COMMON, "claims": {"en": words}, "first_seen_at": NOON - 5 * HOUR, **changes})


def expected(words: str = "The airport opens.", **changes: Any) -> ExpectationGiven:
    values = {"kind": ExpectationKind.REOPENING, "texts": {"en": words}, "due_at": NOON + 3 * HOUR}
    return ExpectationGiven(**{**COMMON, **values, **changes})


def tell(where: Crisis, given: AnyGiven, at: datetime = NOON, **more: Any) -> UUID:
    by = more.pop("by", None) or cast.officer(where)
    return telling.tell(crisis=where.id, given=given, by=by, at=at, **more)


def consul(where: Crisis) -> dict[str, Any]:
    """Return who acts, and in which crisis."""
    return {"crisis": where.id, "by": cast.officer(where, Role.CONSUL)}


def almaty(where: Crisis) -> UUID:
    return Place.objects.get(crisis=where, ref="almaty").id


def refused(act: Callable[[], object]) -> Any:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def known_restriction(**changes: Any) -> RestrictionKnown:
    """Return a curfew in Almaty as it is known, for rules that need no database."""
    values: dict[str, Any] = {
        "thing": uuid4(), "version": 1, "ref": "", "kind": RestrictionKind.CURFEW, "effect": Effect.BLOCK,
        "reach": Reach.PLACE, "place": uuid4(), "way": "", "scope": "", "begins_at": NOON - DAY,
        "begins_is": Stated.STATED, "ends_at": NOON + 10 * DAY, "ends_is": Stated.STATED, "daily": NIGHT,
        "zone": ALMATY, "precision_words": "", "applies_to": AppliesTo.ALL, "applies_words": "", "slow_minutes": None,
        "papers": (), "said_by": "Commandant", "sources": (), "provenance": Provenance.SOURCED,
        "announced_at": NOON - DAY, "recorded_at": NOON - DAY, "published_at": None, "note": "",
    }  # fmt: skip
    return RestrictionKnown(**{**values, **changes})
