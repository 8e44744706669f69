"""What the tests of the situation's pages type and state."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.situation.operations import sources
from dodomu.situation.rules.terms import (
    Category,
    Precision,
    Provenance,
    Qualifier,
    Reliability,
    Stated,
)
from tests.situation.telling import NOON as NOW
from tests.situation.telling import almaty, curfew, expected, figure, outage, report, rumour, tell

HOUR = timedelta(hours=1)
PAGES = "/desk/kazakhstan/situation/"
KINDS = {"superseded": "report", "day": "report", "curfew": "restriction", "outage": "restriction",
         "expected": "expectation", "other": "figure"}  # fmt: skip

COMMON = {
    "place": "", "zone": "", "said_by": "commandant", "sources": "", "source_address": "", "provenance": "sourced",
    "announced_at": "2022-01-08T11:00", "note": "", "ref": "",
}  # fmt: skip
TYPED: Mapping[str, Mapping[str, str]] = {
    "report": COMMON | {
        "texts_uk": "Аеропорт зачинено.", "texts_en": "The airport is shut.", "category": "airport", "severity": "4",
        "occurred_at": "2022-01-08T10:00", "occurred_precision": "hour", "occurred_words": "", "where_words": "",
        "reliability": "B", "credibility": "2", "supersedes": "",
    },
    "figure": COMMON | {
        "qualifier": "about", "number": "150", "unit": "persons", "of_whom": "citizens of Ukraine",
        "measure": "asked for help", "as_of": "2022-01-08T10:00", "as_of_precision": "hour",
    },
    "restriction": COMMON | {
        "kind": "curfew", "effect": "block", "scope": "", "reach": "region", "way": "", "begins_is": "stated",
        "begins_at": "2022-01-05T23:00", "ends_is": "not_stated", "ends_at": "", "daily_from": "23:00",
        "daily_to": "07:00", "applies_to": "all", "applies_words": "", "slow_minutes": "", "papers": "pcr_48h, visa",
        "precision_words": "",
    },
    "rumour": COMMON | {
        "claims_uk": "Воду отруєно.", "channel": "messengers", "first_seen_at": "2022-01-08T09:00",
        "first_seen_precision": "hour", "harm": "people stop drinking",
    },
    "expectation": COMMON | {
        "kind": "reopening", "texts_en": "The airport opens.", "by_whom": "airport", "due_is": "stated",
        "due_at": "2022-01-09T08:00", "due_precision": "hour", "due_words": "", "about": "",
    },
}  # fmt: skip


def everything(crisis: Crisis) -> dict[str, UUID]:
    """State something of every kind, and some that differ from what is usual."""
    by = SYSTEM
    address = "https://example.org/790620.html"
    sources.keep_source(crisis=crisis.id, ref="S03", publisher="Interfax-Ukraine", address=address, by=by, at=NOW)
    sources.keep_source(crisis=crisis.id, ref="S01", publisher="MFA", address="seed.txt", by=by, at=NOW)
    here: dict[str, Any] = {"place": almaty(crisis), "announced_at": NOW - 6 * HOUR}
    first = tell(crisis, report("Dozens were killed.", **here, sources=("S03", "S01"), said_by=""))
    marked: dict[str, Any] = {"reliability": Reliability.B, "credibility": 2, "category": Category.TOLL}
    said = {
        "report": report("The toll was taken back.", **here, **marked, supersedes=first, occurred_at=NOW - HOUR),
        "day": report(
            "Rallies in Zhanaozen.", occurred_at=NOW - HOUR, occurred_precision=Precision.DAY, severity=None,
            provenance=Provenance.INVENTED, where_words="Zhanaozen",
        ),
        "curfew": curfew(almaty(crisis), ends_at=None, ends_is=Stated.NOT_STATED),
        "outage": outage(almaty(crisis), ends_at=NOW + 5 * HOUR, ends_is=Stated.STATED),
        "rumour": rumour(**here),
        "expected": expected("The airport opens again.", **here, due_at=NOW - HOUR),
        "figure": figure(**here),
        "other": figure(150, **here, qualifier=Qualifier.EXACT, said_by="agency"),
    }  # fmt: skip
    return {"superseded": first} | {name: tell(crisis, given) for name, given in said.items()}


def address_of(name: str, thing: UUID) -> str:
    """Return where one of everything is shown."""
    return f"{PAGES}{KINDS.get(name, name)}/{thing}/"
