"""What was told, as it was known at an hour: every column of the version that was the newest then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.situation.rules import hours
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import (
    Category,
    ExpectationKind,
    FactKind,
    Outcome,
    Precision,
    Provenance,
    Qualifier,
    Reliability,
    Stated,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What everything that is known has in common; hours are aware, `zone` is the one in which they were stated."""

    thing: UUID
    version: int
    ref: str
    place: UUID | None
    sources: tuple[str, ...]
    said_by: str
    provenance: Provenance
    announced_at: datetime
    recorded_at: datetime
    published_at: datetime | None
    note: str
    zone: str


@dataclass(frozen=True, slots=True)
class ReportKnown(Known):
    category: Category
    severity: int | None
    texts: Mapping[str, str] = field(hash=False)
    where_words: str
    occurred_at: datetime | None
    occurred_precision: Precision
    occurred_words: str
    published_precision: Precision
    reliability: Reliability | None
    credibility: int | None
    supersedes: UUID | None

    @property
    def marks(self) -> str:
        """The two marks as they are usually written (B2); a mark that was not given is left out."""
        return f"{self.reliability or ''}{self.credibility or ''}"


@dataclass(frozen=True, slots=True)
class FigureKnown(Known):
    number: int
    qualifier: Qualifier
    of_whom: str
    measure: str
    unit: str
    as_of: datetime
    as_of_precision: Precision


@dataclass(frozen=True, slots=True)
class RumourKnown(Known):
    claims: Mapping[str, str] = field(hash=False)
    channel: str
    first_seen_at: datetime
    first_seen_precision: Precision
    harm: str
    verdict: Verdict
    answered_at: datetime | None
    answered_precision: Precision
    answered_by: str
    answers: Mapping[str, str] = field(hash=False)

    @property
    def is_answered(self) -> bool:
        """Whether somebody has judged it and said so."""
        return self.answered_at is not None

    @property
    def time_to_answer(self) -> timedelta | None:
        """From first seen to answered, in whole days where an hour is known by its day only; None if that is less."""
        if self.answered_at is None:
            return None
        return hours.time_between(
            self.first_seen_at, self.first_seen_precision, self.answered_at, self.answered_precision, zone=self.zone
        )


@dataclass(frozen=True, slots=True)
class ExpectationKnown(Known):
    kind: ExpectationKind
    texts: Mapping[str, str] = field(hash=False)
    by_whom: str
    due_at: datetime | None
    due_is: Stated
    due_precision: Precision
    due_words: str
    about: UUID | None
    outcome: Outcome
    outcome_at: datetime | None
    outcome_words: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what became of it."""
        return self.outcome is Outcome.OPEN


Fact = ReportKnown | FigureKnown | RestrictionKnown | RumourKnown | ExpectationKnown

_KINDS: Final[Mapping[type[Fact], FactKind]] = {
    ReportKnown: FactKind.REPORT,
    FigureKnown: FactKind.FIGURE,
    RestrictionKnown: FactKind.RESTRICTION,
    RumourKnown: FactKind.RUMOUR,
    ExpectationKnown: FactKind.EXPECTATION,
}


def kind_of(fact: Fact) -> FactKind:
    """Return which of the five kinds a fact is."""
    return _KINDS[type(fact)]
