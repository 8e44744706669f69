"""What a table asks to be done, one step after the other, each from the hour at which anybody could know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dodomu.situation.rules.given import AnyGiven
from dodomu.situation.rules.terms import Outcome, Precision, Stated, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStep:
    """A step about one thing: it makes that version of it."""

    line: int
    ref: str
    thing: UUID
    at: datetime
    version: int = 1
    is_public: bool = False  # told to the public from that hour on

    @property
    def key(self) -> str:
        """What tells steps of the same hour apart."""
        return f"{self.thing} {self.version:03}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(TimedStep):
    """State something, or state it anew where its version is not the first."""

    given: AnyGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRumour(TimedStep):
    """Answer a rumour."""

    verdict: Verdict
    answered_by: str
    answers: Mapping[str, str] = field(hash=False)
    answered_at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(TimedStep):
    """Say what became of something expected; `due_at` and `due_is` where it was put off or made longer."""

    outcome: Outcome
    words: str
    due_at: datetime | None = None
    due_is: Stated = Stated.STATED
    due_precision: Precision = Precision.HOUR
    due_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSource:
    """Keep a source, so that refs to it can be read."""

    line: int
    ref: str
    publisher: str
    published: str
    language: str
    address: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPlace:
    """Add a place; `row` is how the foundation takes it."""

    line: int
    ref: str
    row: Mapping[str, str] = field(hash=False)


Step = Tell | AnswerRumour | Settle
AnyStep = Step | KeepSource | AddPlace
