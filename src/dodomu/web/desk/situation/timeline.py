"""The timeline: every hour that something happened, was told, begins or ends, as it was known at any hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.situation.queries import timeline as query
from dodomu.situation.queries.sources import sources_of
from dodomu.situation.rules.terms import Category, FactKind, KnownBy
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.past import asked_hour, steps_back, written
from dodomu.web.desk.situation.addresses import names_of
from dodomu.web.desk.situation.lines import Day, by_day, shown_line
from dodomu.web.parts.pages import page_asked
from dodomu.web.parts.situation_words import CATEGORIES, KINDS

T = TypeVar("T")
PAGE = 50
MOST_TO_COME = 100  # the soonest
LONGEST_REF = 60
DAY = timedelta(days=1)
EARLIEST, LATEST = 1970, 9999


@dataclass(frozen=True)
class Asked:
    """The filters of an address; whatever makes no sense narrows nothing."""

    place: UUID | None
    kind: FactKind | None
    category: Category | None
    source: str
    since: datetime | None
    until: datetime | None
    known_by: KnownBy

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        return sum(bool(each) for each in (self.place, self.kind, self.category, self.source, self.since, self.until))

    def lines(self, *, known_at: datetime | None) -> query.Asked:
        """Return which lines are asked for, as they were known at an hour."""
        return query.Asked(
            known_at=known_at,
            known_by=self.known_by,
            places=_one(self.place),
            kinds=_one(self.kind),
            categories=_one(self.category),
            sources=_one(self.source),
            since=self.since,
            until=self.until,
        )


@desk_view(Permission.SEE_SITUATION)
def timeline(request: DeskRequest) -> HttpResponse:
    """Show the lines that were known at an hour, the newest first, page by page."""
    crisis, hour, asked = request.crisis.id, asked_hour(request), _asked(request)
    every = places_of(crisis)
    found = query.timeline_page(
        crisis,
        asked.lines(known_at=hour.at),
        now=hour.shown,
        page=page_asked(request),
        size=PAGE,
        most_to_come=MOST_TO_COME,
    )
    names, sources = names_of(every), sources_of(crisis)

    def days(lines: Sequence[query.TimelineLine]) -> list[Day]:
        return list(by_day(shown_line(request, each, names, sources) for each in lines))

    shown = {
        "hour": hour,
        "at_written": written(hour.shown, request) if hour.is_past else "",
        "steps": steps_back(request, hour.shown),
        "asked": asked,
        "since_written": _day_written(request, asked.since),
        "until_written": _day_written(request, asked.until - DAY if asked.until else None),
        "to_come": days(found.to_come),
        "number_to_come": found.number_to_come,
        "days": days(found.lines),
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "places": every,
        "kinds": KINDS.items(),
        "categories": CATEGORIES.items(),
        "sources": sources.values(),
        "may_tell": may(request.actor, Permission.TELL_SITUATION, crisis),
    }
    return render(request, "desk/situation/timeline.html", shown)


def _asked(request: DeskRequest) -> Asked:
    get = request.GET
    kind, category, by = get.get("kind", ""), get.get("category", ""), get.get("by", "")
    until = _day(request, "until")
    return Asked(
        place=_uuid(get.get("place", "")),
        kind=FactKind(kind) if kind in set(FactKind) else None,
        category=Category(category) if category in set(Category) else None,
        source=get.get("source", "").replace("\0", "").strip()[:LONGEST_REF],
        since=_day(request, "since"),
        until=until + DAY if until else None,
        known_by=KnownBy(by) if by in set(KnownBy) else KnownBy.US,
    )


def _day(request: DeskRequest, name: str) -> datetime | None:
    """The beginning of a day in the zone of the crisis."""
    try:
        day = datetime.fromisoformat(request.GET.get(name, "").strip()[:10]).replace(tzinfo=request.crisis.tz)
    except ValueError:
        return None
    return day if EARLIEST <= day.year < LATEST else None


def _day_written(request: DeskRequest, day: datetime | None) -> str:
    return day.astimezone(request.crisis.tz).strftime("%Y-%m-%d") if day else ""


def _one(asked: T | None) -> frozenset[T]:
    return frozenset([asked]) if asked else frozenset()


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
