"""What every part of the making of a problem looks at: the facts, what is supposed, from when on, what reaches whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.journeys.rules.problem.facts import Facts, Site
from dodomu.journeys.rules.variants import Options
from dodomu.situation.rules.restrictions import RestrictionKnown, places_reached

FOREVER = timedelta(days=366)  # what has no end yet


@dataclass(frozen=True)
class Frame:
    """The facts and the options, with what is worked out of both once."""

    facts: Facts
    options: Options

    @cached_property
    def begins(self) -> datetime:
        """The hour from which is planned; never before the hour of the facts."""
        asked = self.options.from_at or self.facts.at
        return max(asked, self.facts.at).astimezone(UTC)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the crisis."""
        return ZoneInfo(self.facts.zone)

    @cached_property
    def today(self) -> date:
        """The day on which the plan begins."""
        return self.begins.astimezone(self.zone).date()

    @cached_property
    def in_force(self) -> tuple[RestrictionKnown, ...]:
        """Restrictions that are not over when the plan begins; whatever was recorded counts, from its own hour on."""
        return tuple(each for each in self.facts.restrictions if each.ends_at is None or each.ends_at > self.begins)

    @cached_property
    def reached(self) -> Mapping[UUID, frozenset[UUID]]:
        """Where each of them holds, of the places that there are."""
        places = self.facts.places
        return {each.thing: places_reached(each, places) & places.keys() for each in self.in_force}

    def site(self, place: UUID | None) -> Site | None:
        """Return a place of this crisis."""
        return self.facts.places.get(place) if place else None

    def countries_of(self, places: Iterable[UUID]) -> frozenset[str]:
        """Return the countries in which places lie."""
        found = (self.site(each) for each in places)
        return frozenset(each.country for each in found if each and each.country)

    def zone_of(self, place: UUID) -> ZoneInfo:
        """Return the zone of a place."""
        site = self.site(place)
        return ZoneInfo(site.zone) if site else self.zone

    def ends_of(self, restriction: RestrictionKnown) -> datetime:
        """Return until when a restriction is taken to hold; one without an end outlasts every plan."""
        return restriction.ends_at or max(restriction.begins_at or self.begins, self.begins) + FOREVER
