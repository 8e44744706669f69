"""What must be watched: what runs out, what ran out and nobody looked, what was never stated, what nobody answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from dodomu.situation.models import Expectation, Report
from dodomu.situation.queries import known, reading
from dodomu.situation.rules.hours import end_of
from dodomu.situation.rules.known import ExpectationKnown, ReportKnown, RumourKnown, kind_of
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind, Outcome

DAY: Final = timedelta(hours=24)
ZERO: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Limit:
    """A restriction that ends or an expectation that is due; None where no hour was stated."""

    fact: RestrictionKnown | ExpectationKnown
    at: datetime | None
    left: timedelta | None  # until it is over, to its precision; zero or below: it is

    @property
    def kind(self) -> FactKind:
        """Which of the five kinds it is."""
        return kind_of(self.fact)

    @property
    def thing(self) -> UUID:
        """The thing, for its page."""
        return self.fact.thing


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rumour that nobody has answered, and for how long it has gone round."""

    rumour: RumourKnown
    age: timedelta


@dataclass(frozen=True, slots=True)
class Slipped:
    """Something whose hour was moved, and how often."""

    expectation: ExpectationKnown
    times: int


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A published report that one replaces which the public is not told of: to them the old one still holds."""

    report: ReportKnown
    newer: ReportKnown


@dataclass(frozen=True, slots=True)
class Watch:
    """What the desk has to look at, each the most pressing first."""

    runs_out: tuple[Limit, ...]
    ran_out: tuple[Limit, ...]  # expected, the hour has passed: what became of it?
    ended: tuple[Limit, ...]  # restrictions that ended in the last day by what was said before
    no_end_stated: tuple[Limit, ...]  # ask for it; the newest first
    unanswered: tuple[Unanswered, ...]
    slipped: tuple[Slipped, ...]
    overtaken: tuple[Overtaken, ...]  # the public still reads what is no longer so


@dataclass(frozen=True, slots=True)
class WatchCounts:
    """How many there are of each."""

    runs_out: int
    ran_out: int
    ended: int
    no_end_stated: int
    unanswered: int
    overtaken: int


def watch(
    crisis: UUID,
    *,
    at: datetime,
    within: timedelta = DAY,
    restrictions: Sequence[RestrictionKnown] | None = None,
) -> Watch:
    """Return what has to be looked at, by what is known at this hour; `restrictions` known then may be read already."""
    if restrictions is None:
        restrictions = known.restrictions(crisis, known_at=at)
    awaited = known.awaited(crisis, known_at=at)
    running = [each for each in restrictions if each.ends_at is None or each.ends_at > at]
    limits = [*(_end(each, at) for each in running), *(_due(each, at) for each in awaited)]
    over = [_end(each, at) for each in restrictions if _ended_unseen(each, at)]
    return Watch(
        runs_out=_soonest(each for each in limits if each.left is not None and ZERO < each.left <= within),
        ran_out=_soonest(each for each in limits if each.left is not None and each.left <= ZERO),
        ended=_soonest(over),
        no_end_stated=tuple(sorted((each for each in limits if each.at is None), key=_told, reverse=True)),
        unanswered=_unanswered(crisis, at),
        slipped=_slipped(crisis, awaited, at),
        overtaken=overtaken(crisis, known_at=at),
    )


def overtaken(crisis: UUID, *, known_at: datetime | None = None, report: UUID | None = None) -> tuple[Overtaken, ...]:
    """Return the published reports, or the one that is named, that only unpublished ones replace; the newest first."""
    versions = reading.newest(Report, crisis, known_at)
    replacing = ~Q(supersedes=None) if report is None else Q(supersedes=report)
    pairs = reading.standing(Report, versions, replacing).order_by("announced_at", "recorded_at", "thing")
    newer: dict[UUID, UUID] = {}
    is_told: set[UUID] = set()
    for earlier, thing, published_at in pairs.values_list("supersedes", "thing", "published_at"):
        if earlier:
            newer[earlier] = thing
            is_told |= {earlier} if published_at else set()
    asked = {earlier: thing for earlier, thing in newer.items() if earlier not in is_told}
    if not asked:
        return ()
    rows = reading.standing(Report, versions, Q(thing__in=[*asked, *asked.values()]))
    reports = {each.thing: each for each in reading.read(ReportKnown, Report, rows)}
    stale = [reports[each] for each in asked if each in reports and reports[each].published_at]
    stale.sort(key=lambda each: (each.announced_at, each.thing), reverse=True)
    return tuple(Overtaken(each, reports[asked[each.thing]]) for each in stale)


def counts(crisis: UUID, *, at: datetime, within: timedelta = DAY) -> WatchCounts:
    """Count what has to be looked at, for the desk's first page."""
    seen = watch(crisis, at=at, within=within)
    return WatchCounts(
        runs_out=len(seen.runs_out),
        ran_out=len(seen.ran_out),
        ended=len(seen.ended),
        no_end_stated=len(seen.no_end_stated),
        unanswered=len(seen.unanswered),
        overtaken=len(seen.overtaken),
    )


def _end(restriction: RestrictionKnown, at: datetime) -> Limit:
    ends = restriction.ends_at
    return Limit(restriction, ends, ends - at if ends else None)


def _due(expectation: ExpectationKnown, at: datetime) -> Limit:
    """What is due on a day is not overdue before that day is over."""
    due = expectation.due_at
    if due is None:
        return Limit(expectation, None, None)
    return Limit(expectation, due, end_of(due, expectation.due_precision, zone=expectation.zone) - at)


def _ended_unseen(restriction: RestrictionKnown, at: datetime) -> bool:
    """It ended in the last day by what was said before, and nobody has said since whether it did."""
    ends = restriction.ends_at
    return ends is not None and at - DAY < ends <= at and restriction.recorded_at < ends


def _soonest(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    return tuple(sorted(limits, key=lambda each: (each.at or each.fact.announced_at, each.fact.thing)))


def _told(limit: Limit) -> tuple[datetime, UUID]:
    return limit.fact.announced_at, limit.fact.thing


def _unanswered(crisis: UUID, at: datetime) -> tuple[Unanswered, ...]:
    """Rumours without an answer, those that have gone round longest first."""
    rows = known.unanswered(crisis, known_at=at)
    return tuple(Unanswered(each, max(at - each.first_seen_at, ZERO)) for each in rows)


def _slipped(crisis: UUID, awaited: Iterable[ExpectationKnown], at: datetime) -> tuple[Slipped, ...]:
    """What is still awaited after its hour was moved, those that were moved most often first."""
    moved = Expectation.objects.filter(
        crisis=crisis, recorded_at__lte=at, is_struck=False, outcome__in=[Outcome.MOVED, Outcome.EXTENDED]
    )
    times = dict(moved.values("thing").annotate(times=Count("version")).values_list("thing", "times"))
    found = [Slipped(each, times[each.thing]) for each in awaited if each.thing in times]
    return tuple(sorted(found, key=lambda each: -each.times))
