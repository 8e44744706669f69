"""Stating what is known, changing and striking it, and telling the public."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor, ActorKind
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.situation.models import TABLES, Expectation, Report, Rumour, Source, Told
from dodomu.situation.operations import sources, versions
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules import given as stated
from dodomu.situation.rules.given import AnyGiven, ReportGiven, RumourGiven, SourceGiven
from dodomu.situation.rules.hours import EXACT, is_in_reach
from dodomu.situation.rules.terms import FactKind, Outcome, Precision, Stated, Verdict

GOES_ON: Final = frozenset({Outcome.MOVED, Outcome.EXTENDED})
SLIP: Final = 2  # versions: that it slipped, and that it is expected anew
LONGEST_OUTCOME: Final = 500


@transaction.atomic
def tell(
    *,
    crisis: UUID,
    given: AnyGiven,
    submission: UUID | None = None,
    publish: bool = False,
    recorded_at: datetime | None = None,
    source: SourceGiven | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """State something, and publish it at once if wanted, or refuse; the same submission again changes nothing.

    A submission that was kept with other words is refused: a correction must not vanish unseen.

    Return the thing: what all its versions have in common. Only the system may say that it was recorded earlier. A new
    `source` is kept with it and named by it, or neither is.
    """
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    if publish:
        permissions.check(by, Permission.PUBLISH, crisis)
    if recorded_at is not None and recorded_at != at and (by.kind is not ActorKind.SYSTEM or recorded_at > at):
        raise Refused(FoundationReason.NOT_PERMITTED, permission=Permission.TELL_SITUATION)
    thing, hour = submission or uuid7(), recorded_at or at
    given = _with_source(given, source)
    _check(given, at=hour)
    versions.check_crisis(crisis, given.place)
    _keep(source, crisis, by=by, at=at)
    _check_sources(crisis, given.sources)
    _check_superseded(crisis, thing, given)
    if publish and isinstance(given, RumourGiven) and given.answered_at is None:
        raise Refused(SituationReason.NOT_ANSWERED)
    row = TABLES[stated.kind_of(given)](
        crisis_id=crisis, thing=thing, recorded_at=hour, officer_id=by.officer,
        published_at=hour if publish else None, **versions.columns(given),
    )  # fmt: skip
    if not versions.write_first(row, at=at) and not versions.was_told_so(row, versions.columns(given)):
        raise Refused(SituationReason.KEPT_ALREADY)
    return thing


@transaction.atomic
def retell(
    *,
    crisis: UUID,
    thing: UUID,
    version: int,
    given: AnyGiven,
    source: SourceGiven | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """State a thing anew and return its version, or refuse where somebody changed it since `version` was read.

    What was published stays so. The answer of a rumour is kept where none is given, what became of an expectation too.
    A new `source` is kept with it and named by it, or neither is.
    """
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    row = versions.newest(crisis, stated.kind_of(given), thing)
    if isinstance(given, RumourGiven) and isinstance(row, Rumour):
        given = _with_answer(given, row)
    given = _with_source(given, source)
    _check(given, at=at)
    _check_public(row, by)
    versions.check_crisis(crisis, given.place)
    _keep(source, crisis, by=by, at=at)
    _check_sources(crisis, [ref for ref in given.sources if ref not in row.sources])
    _check_superseded(crisis, thing, given)
    return versions.advance(row, version, versions.columns(given), by=by, at=at)


@transaction.atomic
def strike(*, crisis: UUID, kind: FactKind, thing: UUID, version: int, why: str, by: Actor, at: datetime) -> None:
    """Say that something should never have been stated, and why, or refuse; struck again, nothing changes.

    The desk knew it until then. Asked what anybody could know, it was never stated.
    """
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    _check_words("why", why, stated.LONGEST["note"])
    versions.check_crisis(crisis)
    row = versions.newest(crisis, kind, thing)
    if row.is_struck:
        return
    if row.version != version:
        raise Refused(SituationReason.STALE_FACT, newest=row.version)
    _check_public(row, by)
    versions.write_next(row, {"is_struck": True, "published_at": None, "struck_why": why.strip()}, by=by, at=at)


@transaction.atomic
def publish(*, crisis: UUID, kind: FactKind, thing: UUID, version: int, by: Actor, at: datetime) -> int:
    """Let the public read this version from now on, or refuse; a rumour goes out with its answer only."""
    permissions.check(by, Permission.PUBLISH, crisis)
    versions.check_crisis(crisis)
    row = versions.newest(crisis, kind, thing)
    if isinstance(row, Rumour) and row.answered_at is None:
        raise Refused(SituationReason.NOT_ANSWERED)
    if row.published_at is not None and not row.is_struck:
        return row.version
    return versions.advance(row, version, {"published_at": at}, by=by, at=at)


@transaction.atomic
def withhold(*, crisis: UUID, kind: FactKind, thing: UUID, version: int, by: Actor, at: datetime) -> int:
    """Let the public read this no longer, or refuse; it stays known to the desk."""
    permissions.check(by, Permission.PUBLISH, crisis)
    versions.check_crisis(crisis)
    row = versions.newest(crisis, kind, thing)
    if row.published_at is None and not row.is_struck:
        return row.version
    return versions.advance(row, version, {"published_at": None}, by=by, at=at)


@transaction.atomic
def answer_rumour(
    *,
    crisis: UUID,
    thing: UUID,
    version: int,
    verdict: Verdict,
    answered_by: str,
    answers: Mapping[str, str],
    answered_at: datetime,
    answered_precision: Precision = Precision.HOUR,
    announced_at: datetime | None = None,
    publish: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """Say what is true of a rumour, who says so and since when, or refuse; answered anew, the later answer holds.

    Anybody could know the answer from `announced_at` on; if that is left out, from the hour of the answer, or, where
    only its day is known, from now.
    """
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    if publish:
        permissions.check(by, Permission.PUBLISH, crisis)
    versions.check_crisis(crisis)
    row = versions.newest(crisis, FactKind.RUMOUR, thing)
    assert isinstance(row, Rumour)  # noqa: S101  (of its table)
    faults = stated.faults_of_answer(
        verdict=verdict, answered_by=answered_by, answers=answers, answered_at=answered_at,
        answered_precision=answered_precision, seen_at=row.first_seen_at,
        seen_precision=Precision(row.first_seen_precision), zone=row.zone, at=at,
    )  # fmt: skip
    _refuse(tuple(faults))
    _check_public(row, by)
    changes = {
        "verdict": verdict, "answered_by": answered_by.strip(), "answers": versions.texts(answers),
        "answered_at": answered_at, "answered_precision": answered_precision,
    }  # fmt: skip
    known_from = announced_at or (answered_at if answered_precision in EXACT else at)
    hours = {"announced_at": max(row.announced_at, known_from)}
    if publish and row.published_at is None:
        hours["published_at"] = at
    return versions.advance(row, version, changes, hours=hours, by=by, at=at)


@transaction.atomic
def settle_expectation(
    *,
    crisis: UUID,
    thing: UUID,
    version: int,
    outcome: Outcome,
    words: str = "",
    happened_at: datetime | None = None,
    moved_to: datetime | None = None,
    moved_is: Stated = Stated.STATED,
    moved_precision: Precision = Precision.HOUR,
    moved_words: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Say what became of what was expected, or refuse; return the version that holds now.

    What moved or was extended writes two versions at one hour: that it slipped, and that it is expected anew. So the
    slips can be counted, and the newest version is always what is expected now. `moved_is` says which kind of hour the
    new one is; not stated is an answer, an hour that was left out is none.
    """
    permissions.check(by, Permission.TELL_SITUATION, crisis)
    versions.check_crisis(crisis)
    if outcome is Outcome.OPEN:
        raise Refused(SituationReason.OUTCOME_NEEDED, field="outcome")
    _check_length("words", words, LONGEST_OUTCOME)
    _check_length("moved_words", moved_words, stated.LONGEST["due_words"])
    if happened_at is not None and happened_at > at:
        raise Refused(SituationReason.TOLD_IN_FUTURE, field="happened_at")
    row = versions.newest(crisis, FactKind.EXPECTATION, thing)
    assert isinstance(row, Expectation)  # noqa: S101  (of its table)
    _check_public(row, by)
    became: dict[str, Any] = {"outcome": outcome, "outcome_words": words.strip()}
    hours = {"outcome_at": happened_at or at, "announced_at": max(row.announced_at, happened_at or at)}
    if outcome not in GOES_ON:
        return versions.advance(row, version, became, hours=hours, by=by, at=at)
    if moved_to is not None and not is_in_reach(moved_to):
        raise Refused(SituationReason.HOUR_OUT_OF_REACH, field="moved_to")
    if (moved_to is not None) != (moved_is in {Stated.STATED, Stated.ASSUMED}):
        raise Refused(SituationReason.NEW_HOUR_NEEDED, field="moved_to")
    anew = {
        "due_at": moved_to, "due_is": moved_is, "due_precision": moved_precision, "due_words": moved_words.strip(),
    }  # fmt: skip
    return _move(row, version, {**became, **hours}, anew, by, at)


def _move(
    row: Expectation, version: int, became: Mapping[str, Any], anew: Mapping[str, Any], by: Actor, at: datetime
) -> int:
    if row.version == version + SLIP and row.officer_id == by.officer and versions.says(row, anew):
        return row.version  # the same, sent twice
    versions.advance(row, version, became, by=by, at=at)
    slipped = versions.newest(row.crisis_id, FactKind.EXPECTATION, row.thing)
    is_open = {"outcome": Outcome.OPEN, "outcome_at": None, "outcome_words": ""}
    return versions.write_next(slipped, {**anew, **is_open}, by=by, at=at)


def _check_public(row: Told, by: Actor) -> None:
    """Who changes what the public reads is one who may publish."""
    if row.published_at is not None:
        permissions.check(by, Permission.PUBLISH, row.crisis_id)


def _with_answer(given: RumourGiven, row: Rumour) -> RumourGiven:
    """An answer that was given is not unsaid by stating the claim anew."""
    if given.verdict is not Verdict.OPEN or given.answered_at is not None or stated.has_words(given.answers):
        return given
    return replace(
        given, verdict=Verdict(row.verdict), answered_at=row.answered_at, answered_by=row.answered_by,
        answered_precision=Precision(row.answered_precision), answers=row.answers,
    )  # fmt: skip


def _with_source(given: AnyGiven, source: SourceGiven | None) -> AnyGiven:
    return given if source is None else replace(given, sources=tuple(dict.fromkeys((*given.sources, source.ref))))


def _keep(source: SourceGiven | None, crisis: UUID, *, by: Actor, at: datetime) -> None:
    """Keep a source that is new. One that is kept stays: what was told before rests on it, by the name it has."""
    if source is not None and not Source.objects.filter(crisis=crisis, ref=source.ref).exists():
        sources.keep_source(
            crisis=crisis, ref=source.ref, publisher=source.publisher, address=source.address, by=by, at=at
        )


def _check_sources(crisis: UUID, refs: Iterable[str]) -> None:
    """Nobody can read again what stands in a source that was never kept: a slip of the pen, most likely."""
    asked = {ref.strip() for ref in refs} - {""}
    if asked - set(Source.objects.filter(crisis=crisis, ref__in=asked).values_list("ref", flat=True)):
        raise Refused(SituationReason.UNKNOWN_SOURCE, field="sources")


def _check_superseded(crisis: UUID, thing: UUID, given: AnyGiven) -> None:
    """A report supersedes one of its crisis, and never, through others, itself: or both would be void."""
    above = given.supersedes if isinstance(given, ReportGiven) else None
    seen = {thing}
    while above is not None:
        if above in seen:
            raise Refused(SituationReason.REPLACES_ITSELF, field="supersedes")
        seen.add(above)
        row = versions.newest(crisis, FactKind.REPORT, above)
        above = row.supersedes if isinstance(row, Report) and not row.is_struck else None


def _check(given: AnyGiven, *, at: datetime) -> None:
    _refuse(stated.faults(given, at=at))


def _refuse(faults: tuple[stated.GivenFault, ...]) -> None:
    """Refuse with the first of all faults; the others travel along, so that a form can show each by its field."""
    if faults:
        raise Refused(faults[0].reason, field=faults[0].field, faults=faults)


def _check_words(name: str, words: str, limit: int) -> None:
    if not words.strip():
        raise Refused(SituationReason.WORDS_NEEDED, field=name)
    _check_length(name, words, limit)


def _check_length(name: str, words: str, limit: int) -> None:
    if len(words) > limit:
        raise Refused(FoundationReason.TEXT_TOO_LONG, field=name, limit=limit)
