"""Crises as screens see them, and the ways a crisis begins and ends."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from dodomu.foundation import gazetteer, geography, outlines, permissions, trace
from dodomu.foundation.actors import Actor, Role
from dodomu.foundation.gazetteer import DraftPlace
from dodomu.foundation.models import Assignment, Crisis, Place, PlaceKind
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import SAME_TOWN_KM
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.foundation.words import in_language

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED_SLUGS: Final = frozenset(
    {"crises", "officers", "password", "sign-in", "sign-out", "gate", "post"}
)  # other addresses
LONGEST_SLUG: Final = 60
LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class CrisisView:
    """A crisis to read from; it changes by operations only."""

    id: UUID
    slug: str
    names: Mapping[str, str] = field(hash=False)
    country: str
    sending: str
    zone: str
    opened_at: datetime
    closed_at: datetime | None
    hotline: str
    keep_days: int
    exercise: str
    exercise_now: datetime | None

    @property
    def name(self) -> str:
        """The name in the language of the page, or the nearest that there is."""
        return in_language(self.names) or self.slug

    @property
    def is_exercise(self) -> bool:
        """Whether none of this is real."""
        return bool(self.exercise)

    @property
    def is_closed(self) -> bool:
        """Whether nobody registers any more."""
        return self.closed_at is not None

    @property
    def tz(self) -> tzinfo:
        """The zone in which the desk shows hours first."""
        return ZoneInfo(self.zone)


def view_of(crisis: Crisis) -> CrisisView:
    """Return the crisis as screens see it."""
    return CrisisView(**{name: getattr(crisis, name) for name in CrisisView.__dataclass_fields__})


def crisis_by_slug(slug: str) -> CrisisView | None:
    """Return the crisis at this address, open or closed, or None."""
    # Written out: every page asks this first, and building the query took longer than answering it.
    found = next(iter(Crisis.objects.raw("SELECT * FROM foundation_crisis WHERE slug = %s", [slug])), None)
    return view_of(found) if found else None


def crisis_by_id(crisis: UUID) -> CrisisView | None:
    """Return the crisis, open or closed, or None."""
    found = Crisis.objects.filter(id=crisis).first()
    return view_of(found) if found else None


def open_crises() -> list[CrisisView]:
    """Return the crises in which people may register, the newest first."""
    return [view_of(each) for each in Crisis.objects.filter(closed_at__isnull=True).order_by("-opened_at", "slug")]


def all_crises() -> list[CrisisView]:
    """Return every crisis, open ones first, then the newest."""
    found = [view_of(each) for each in Crisis.objects.order_by("-opened_at", "slug")]
    return sorted(found, key=lambda each: each.is_closed)


@transaction.atomic
def draft_crisis(
    *,
    country: str,
    sending: str,
    names: Mapping[str, str] | None = None,
    slug: str = "",
    by: Actor,
    at: datetime,
) -> CrisisView:
    """Open a crisis with places drafted from the world data, to be corrected by an officer, or refuse.

    The officer who opens it is its first duty officer. An administrator gives rights and sees no person, so gets none.
    """
    permissions.check(by, Permission.OPEN_CRISIS)
    drafts = _drafts(country, sending)
    given = {code: name.strip() for code, name in (names or {}).items() if name.strip()}
    names = country_names(country) | given
    slug = slug or _slug(in_language(given or names, "en"), country, at)
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise Refused(FoundationReason.NAME_TAKEN, name=slug)
    if max(map(len, names.values())) > LONGEST_NAME or len(slug) > LONGEST_SLUG:
        raise Refused(FoundationReason.TEXT_TOO_LONG, limit=LONGEST_NAME)
    if Crisis.objects.filter(slug=slug).exists():
        raise Refused(FoundationReason.NAME_TAKEN, name=slug)
    crisis = Crisis.objects.create(
        slug=slug, names=names, country=country, sending=sending, zone=_zone(country, drafts), opened_at=at
    )
    _add_drafts(crisis, drafts)
    if by.officer and not by.is_administrator:
        Assignment.objects.create(officer_id=by.officer, crisis=crisis, role=Role.DUTY_OFFICER)
    trace.leave("crisis-drafted", by=by, at=at, crisis=crisis.id, country=country, sending=sending)
    return view_of(crisis)


def country_names(code: str) -> dict[str, str]:
    """Return what a country is called in the languages we have, or its code where it has no name."""
    outline = outlines.countries().get(code)
    return dict(outline.names) if outline else {"en": code}


def country_choices() -> list[tuple[str, str]]:
    """Return every country a crisis can be drafted for, with its name in the language of the page."""
    named = [(code, in_language(country_names(code)) or code) for code in gazetteer.known_countries() if code]
    return sorted(named, key=lambda each: each[1].casefold())


def _drafts(country: str, sending: str) -> list[DraftPlace]:
    try:
        return gazetteer.draft_places(country, sending)
    except gazetteer.UnknownCountry as fault:
        raise Refused(FoundationReason.UNKNOWN_COUNTRY, country=country) from fault


def _slug(name: str, country: str, at: datetime) -> str:
    """A short name from the Latin letters of the name, else from the country's."""
    words = _latin(name) or _latin(in_language(country_names(country), "en")) or country.lower()
    return words if words.endswith(str(at.year)) else f"{words[: LONGEST_SLUG - 5]}-{at.year}"


def _latin(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _zone(country: str, drafts: Sequence[DraftPlace]) -> str:
    """The zone of the greatest city; the officer who corrects the places may choose another hour for each."""
    return next((draft.zone for draft in drafts if draft.country == country and draft.zone), "UTC")


def _add_drafts(crisis: Crisis, drafts: Sequence[DraftPlace]) -> None:
    rows = [_place(crisis, draft) for draft in drafts]
    cities = [row for row in rows if row.kind == PlaceKind.CITY]
    for row in rows:
        row.parent = None if row.kind == PlaceKind.CITY else _town_of(row, cities)
    Place.objects.bulk_create(rows)  # cities come first, so that a parent is there before its parts


def _place(crisis: Crisis, draft: DraftPlace) -> Place:
    return Place(
        crisis=crisis, ref=draft.ref, kind=draft.kind, names=dict(draft.names), country=draft.country,
        region=draft.region, latitude=draft.lat, longitude=draft.lon, zone=draft.zone or crisis.zone,
        source=draft.source, is_draft=True,
    )  # fmt: skip


def _town_of(row: Place, cities: Sequence[Place]) -> Place | None:
    """The greatest city near enough (they come greatest first): an airport is the great city's, not the suburb's."""

    def apart(city: Place) -> float:
        return geography.distance_km(row.latitude, row.longitude, city.latitude, city.longitude)

    return next((city for city in cities if apart(city) <= SAME_TOWN_KM), None)
