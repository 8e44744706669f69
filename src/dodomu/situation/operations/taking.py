"""Doing the steps of a table, each once: a step that some version says already is done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.foundation import exercises
from dodomu.foundation.actors import Actor
from dodomu.situation.models import TABLES, Told
from dodomu.situation.operations import sources, telling, versions
from dodomu.situation.rules import given as stated
from dodomu.situation.rules.files.steps import AddPlace, AnswerRumour, AnyStep, KeepSource, Settle, Step, Tell
from dodomu.situation.rules.given import RumourGiven
from dodomu.situation.rules.terms import FactKind

ANSWER: Final = frozenset({"verdict", "answered_at", "answered_precision", "answered_by", "answers"})


def take_step(*, crisis: UUID, step: AnyStep, publish: bool, by: Actor, at: datetime) -> None:
    """Do one step of a table, or nothing where some version says that already or an officer has struck the thing."""
    if isinstance(step, KeepSource):
        sources.keep_source(crisis=crisis, ref=step.ref, **words_of(step), by=by, at=at)
    elif isinstance(step, AddPlace):
        exercises.load_places(crisis=crisis, rows=[step.row], also={})
    else:
        told = versions_told(crisis, [step]).get(step.thing, [])
        if not told:
            _begin(step, crisis, publish=publish and step.is_public, by=by, at=at)
        elif not told[-1].is_struck and not is_said(step, told):
            _go_on(step, crisis, told[-1].version, publish=publish and step.is_public, by=by, at=at)


def versions_told(crisis: UUID, steps: Sequence[Step]) -> Mapping[UUID, Sequence[Told]]:
    """Return all versions of the things that steps are about, oldest first."""
    told: dict[UUID, list[Told]] = defaultdict(list)
    things: dict[FactKind, set[UUID]] = defaultdict(set)
    for step in steps:
        things[_kind_of(step)].add(step.thing)
    for kind, wanted in things.items():
        rows = TABLES[kind]._default_manager.filter(crisis=crisis, thing__in=wanted)
        for row in rows.order_by("thing", "version"):
            told[row.thing].append(row)
    return told


def is_said(step: Step, told: Iterable[Told]) -> bool:
    """Say whether some version says what a step says."""
    says = _says(step)
    return any(versions.says(row, says) for row in told)


def words_of(step: KeepSource) -> dict[str, str]:
    """Return the fields of a source beside its ref."""
    return {
        "publisher": step.publisher, "published": step.published, "language": step.language, "address": step.address,
        "kind": step.kind, "note": step.note,
    }  # fmt: skip


def _kind_of(step: Step) -> FactKind:
    if isinstance(step, Tell):
        return stated.kind_of(step.given)
    return FactKind.RUMOUR if isinstance(step, AnswerRumour) else FactKind.EXPECTATION


def _says(step: Step) -> Mapping[str, Any]:
    """The columns by which a version is recognised that says what a step says."""
    if isinstance(step, Tell):
        apart = ANSWER if isinstance(step.given, RumourGiven) else frozenset()  # the answer is a step of its own
        return {name: value for name, value in versions.columns(step.given).items() if name not in apart}
    if isinstance(step, AnswerRumour):
        return {
            "verdict": step.verdict, "answered_by": step.answered_by, "answers": versions.texts(step.answers),
            "answered_at": step.answered_at,
        }  # fmt: skip
    return {"outcome": step.outcome, "outcome_at": step.at}


def _begin(step: Step, crisis: UUID, *, publish: bool, by: Actor, at: datetime) -> None:
    if not isinstance(step, Tell):
        raise TypeError(f"{step.ref}: nothing was told yet")  # a reader puts what is told before what became of it
    telling.tell(crisis=crisis, given=step.given, submission=step.thing, publish=publish, by=by, at=at)


def _go_on(step: Step, crisis: UUID, version: int, *, publish: bool, by: Actor, at: datetime) -> None:
    if isinstance(step, Tell):
        telling.retell(crisis=crisis, thing=step.thing, version=version, given=step.given, by=by, at=at)
    elif isinstance(step, AnswerRumour):
        _answer(step, crisis, version, publish=publish, by=by, at=at)
    else:
        _settle(step, crisis, version, by=by, at=at)


def _answer(step: AnswerRumour, crisis: UUID, version: int, *, publish: bool, by: Actor, at: datetime) -> None:
    telling.answer_rumour(
        crisis=crisis, thing=step.thing, version=version, verdict=step.verdict, answered_by=step.answered_by,
        answers=step.answers, answered_at=step.answered_at, answered_precision=step.precision, announced_at=step.at,
        publish=publish, by=by, at=at,
    )  # fmt: skip


def _settle(step: Settle, crisis: UUID, version: int, *, by: Actor, at: datetime) -> None:
    telling.settle_expectation(
        crisis=crisis, thing=step.thing, version=version, outcome=step.outcome, words=step.words,
        happened_at=step.at, moved_to=step.due_at, moved_is=step.due_is, moved_precision=step.due_precision,
        moved_words=step.due_words, by=by, at=at,
    )  # fmt: skip
