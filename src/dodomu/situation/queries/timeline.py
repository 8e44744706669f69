"""The timeline: one line for each hour that a fact names, the newest first, as it was known at any hour.

The database puts the lines in order; facts with all their words are read only for those that are shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from dodomu.situation.models import TABLES
from dodomu.situation.queries import known, reading
from dodomu.situation.rules.known import (
    ExpectationKnown,
    Fact,
    FigureKnown,
    ReportKnown,
    RumourKnown,
    kind_of,
)
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Category, FactKind, KnownBy, Moment, Precision, Provenance


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A fact at one of its hours. An hour that is less exact says so by `precision` and `words`."""

    at: datetime
    precision: Precision
    words: str  # of the hour, as the source gave it; empty where it is exact
    moment: Moment
    fact: Fact
    superseded_by: UUID | None = None  # the thing of the report that replaced this one

    @property
    def kind(self) -> FactKind:
        """Which of the five kinds the fact is."""
        return kind_of(self.fact)

    @property
    def thing(self) -> UUID:
        """The thing, for its page."""
        return self.fact.thing

    @property
    def ref(self) -> str:
        """What a file or an officer calls it."""
        return self.fact.ref

    @property
    def zone(self) -> str:
        """The zone in which its hours were stated."""
        return self.fact.zone

    @property
    def place(self) -> UUID | None:
        """Where it is, if that is a place of ours."""
        return self.fact.place

    @property
    def where_words(self) -> str:
        """Where it is, as the source names it."""
        return self.fact.where_words if isinstance(self.fact, ReportKnown) else ""

    @property
    def category(self) -> Category | None:
        """What a report is about."""
        return self.fact.category if isinstance(self.fact, ReportKnown) else None

    @property
    def severity(self) -> int | None:
        """Of a report, if it was stated."""
        return self.fact.severity if isinstance(self.fact, ReportKnown) else None

    @property
    def marks(self) -> str:
        """The two marks of a report (B2)."""
        return self.fact.marks if isinstance(self.fact, ReportKnown) else ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Refs of sources."""
        return self.fact.sources

    @property
    def said_by(self) -> str:
        """Who says so, in words."""
        return self.fact.said_by

    @property
    def provenance(self) -> Provenance:
        """Whether a source stands behind it."""
        return self.fact.provenance

    @property
    def texts(self) -> Mapping[str, str]:
        """Words by language: of a rumour the answer where the line is about it; none of figures and restrictions."""
        if isinstance(self.fact, RumourKnown):
            return self.fact.answers if self.moment is Moment.ANSWERED else self.fact.claims
        return self.fact.texts if isinstance(self.fact, ReportKnown | ExpectationKnown) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are asked for: known when and by whom, and what narrows them; an empty filter passes all.

    `since` is counted in, `until` is not.
    """

    known_at: datetime | None = None
    known_by: KnownBy = KnownBy.US
    places: Collection[UUID] = frozenset()
    kinds: Collection[FactKind] = frozenset()
    categories: Collection[Category] = frozenset()
    sources: Collection[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of what has been, the newest first, with what is still to come, the soonest first."""

    to_come: tuple[TimelineLine, ...]  # the soonest, on the first page only
    number_to_come: int  # all of them
    lines: tuple[TimelineLine, ...]
    total: int  # of what has been
    page: int
    pages: int


class _Key(NamedTuple):
    """Where a line stands, before anything of it is read."""

    kind: str
    version: UUID
    moment: str


def timeline(crisis: UUID, **asked: Any) -> tuple[TimelineLine, ...]:
    """Return every line that is asked for (see `Asked`), newest first.

    What is announced for a later hour stands above what has happened. A restriction whose beginning was not stated and
    a report that does not say when it happened stand at the hour of being announced.
    """
    wanted = Asked(**asked)
    return _read(crisis, wanted, _keys(crisis, wanted, None))


def timeline_page(
    crisis: UUID, asked: Asked, *, now: datetime, page: int, size: int, most_to_come: int
) -> TimelinePage:
    """Return one page of the lines that are asked for; a page that is none is the nearest that is one."""
    keys = _keys(crisis, asked, now)
    to_come = sum(key[_IS_TO_COME] for key in keys)
    past = len(keys) - to_come
    pages = max(1, -(-past // size))
    shown = min(max(page, 1), pages)
    soonest = keys[max(0, to_come - most_to_come) : to_come] if shown == 1 else []
    begin = to_come + (shown - 1) * size
    lines = _read(crisis, asked, [*soonest, *keys[begin : begin + size]])
    coming, been = lines[: len(soonest)], lines[len(soonest) :]
    return TimelinePage(coming[::-1], to_come, been, past, shown, pages)


def _keys(crisis: UUID, asked: Asked, now: datetime | None) -> Sequence[tuple[Any, ...]]:
    """Return the lines in their order, as the database finds it in one statement."""
    rows = [each for kind in FactKind if not asked.kinds or kind in asked.kinds for each in _rows(crisis, kind, asked)]
    if not rows:
        return []
    to_come = Case(When(at__gt=now, then=1), default=0) if now else Value(0)
    chosen = [each.annotate(is_to_come=to_come).values_list(*_COLUMNS) for each in rows]
    ordered = chosen[0].union(*chosen[1:], all=True) if len(chosen) > 1 else chosen[0]
    return list(ordered.order_by("-seconds", "-told", "-thing", "-moment"))


# The last three only put them in order; the first three are a key.
_COLUMNS: Final = ("kind_of_fact", "id", "moment", "is_to_come", "seconds", "told", "thing")
_IS_TO_COME: Final = 3


class _Hour(NamedTuple):
    """An hour that a fact names: its moment, where it stands, and which facts name it."""

    moment: Moment
    at: str
    instead: str = ""  # where the other was not stated
    only: Q = Q()


_HOURS: Final[Mapping[FactKind, tuple[_Hour, ...]]] = {
    FactKind.REPORT: (
        _Hour(Moment.HAPPENED, "occurred_at", only=~Q(occurred_at=None)),
        _Hour(Moment.PUBLISHED, "announced_at", only=Q(occurred_at=None)),
    ),
    FactKind.FIGURE: (_Hour(Moment.AS_OF, "as_of"),),
    FactKind.RESTRICTION: (
        _Hour(Moment.BEGINS, "begins_at", instead="announced_at"),
        _Hour(Moment.ENDS, "ends_at", only=~Q(ends_at=None)),
    ),
    FactKind.RUMOUR: (
        _Hour(Moment.SEEN, "first_seen_at"),
        _Hour(Moment.ANSWERED, "answered_at", only=~Q(answered_at=None)),
    ),
    FactKind.EXPECTATION: (_Hour(Moment.DUE, "due_at", only=~Q(due_at=None)),),
}


def _rows(crisis: UUID, kind: FactKind, asked: Asked) -> Iterator[QuerySet[Any]]:
    """Select the lines of one kind, one statement for each of its moments."""
    if asked.categories and kind is not FactKind.REPORT:
        return
    table = TABLES[kind]
    versions = reading.newest(table, crisis, asked.known_at, asked.known_by)
    for hour in _HOURS[kind]:
        at = Coalesce(hour.at, hour.instead) if hour.instead else F(hour.at)
        rows = reading.standing(table, versions, hour.only & _narrowed(asked), at=at)
        yield rows.annotate(
            kind_of_fact=Value(kind.value, CharField()),
            moment=Value(hour.moment.value, CharField()),
            seconds=reading.Seconds(at),
            told=reading.Seconds("announced_at"),
        )


def _narrowed(asked: Asked) -> Q:
    only = Q(place__in=asked.places) if asked.places else Q()
    if asked.categories:
        only &= Q(category__in=asked.categories)
    if asked.sources:
        only &= Q(sources__overlap=list(asked.sources))
    if asked.since:
        only &= Q(at__gte=asked.since)
    return only & Q(at__lt=asked.until) if asked.until else only


def _read(crisis: UUID, asked: Asked, rows: Sequence[tuple[Any, ...]]) -> tuple[TimelineLine, ...]:
    """Read the facts of some lines, one statement for each kind there is among them."""
    keys = [_Key(*row[: len(_Key._fields)]) for row in rows]
    versions: dict[str, set[UUID]] = defaultdict(set)
    for key in keys:
        versions[key.kind].add(key.version)
    facts = {version: fact for kind, wanted in versions.items() for version, fact in _facts(kind, wanted)}
    reports = (fact.thing for fact in facts.values() if isinstance(fact, ReportKnown))
    replaced = known.replaced_by(crisis, reports, known_at=asked.known_at, known_by=asked.known_by)
    return tuple(_line(facts[key.version], Moment(key.moment), replaced) for key in keys)


def _facts(kind: str, versions: Iterable[UUID]) -> Iterable[tuple[UUID, Fact]]:
    return known.facts(FactKind(kind), versions).items()


def _line(fact: Fact, moment: Moment, replaced: Mapping[UUID, UUID]) -> TimelineLine:
    if isinstance(fact, ReportKnown):
        return _report_line(fact, replaced.get(fact.thing))
    if isinstance(fact, FigureKnown):
        return TimelineLine(fact.as_of, fact.as_of_precision, "", moment, fact)
    if isinstance(fact, RestrictionKnown):
        return _restriction_line(fact, moment)
    if isinstance(fact, RumourKnown):
        return _rumour_line(fact, moment)
    return TimelineLine(fact.due_at or fact.announced_at, fact.due_precision, fact.due_words, moment, fact)


def _rumour_line(fact: RumourKnown, moment: Moment) -> TimelineLine:
    if moment is Moment.ANSWERED and fact.answered_at:
        return TimelineLine(fact.answered_at, fact.answered_precision, "", moment, fact)
    return TimelineLine(fact.first_seen_at, fact.first_seen_precision, "", moment, fact)


def _report_line(fact: ReportKnown, replaced_by: UUID | None) -> TimelineLine:
    if fact.occurred_at:
        return TimelineLine(
            fact.occurred_at, fact.occurred_precision, fact.occurred_words, Moment.HAPPENED, fact, replaced_by
        )
    return TimelineLine(fact.announced_at, fact.published_precision, "", Moment.PUBLISHED, fact, replaced_by)


def _restriction_line(fact: RestrictionKnown, moment: Moment) -> TimelineLine:
    """Its end, or its beginning; where that was not stated, when it was announced."""
    if moment is Moment.ENDS and fact.ends_at:
        words = _of_limit(fact.precision_words, "end")
        return TimelineLine(fact.ends_at, _how(words), words, moment, fact)
    words = _of_limit(fact.precision_words, "start")
    return TimelineLine(fact.begins_at or fact.announced_at, _how(words), words, moment, fact)


def _of_limit(words: str, limit: str) -> str:
    """Words such as "start:evening" are about one limit only; those that name none are about both."""
    named = [each for each in ("start", "end") if each in words]
    return words if not named or limit in named else ""


def _how(words: str) -> Precision:
    return Precision.ABOUT if words else Precision.HOUR
