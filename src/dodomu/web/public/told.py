"""What was told, as the public reads it: in the nearest language, as old as it is, with who says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext

from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import PlaceView
from dodomu.situation.queries.sources import SourceLine
from dodomu.situation.rules.terms import Precision, Provenance
from dodomu.web.parts import hours, situation_words

OLD = timedelta(days=2)  # from then on it is marked: much may have changed
IN_HOURS = timedelta(days=1)  # younger than this is told in hours
PROBABLE = 2  # from the third mark on, the reader is told how sure the content is
EXACT = frozenset({Precision.HOUR, Precision.ABOUT})
NATIVE_NAMES = dict(settings.LANGUAGES)
# Of a reader of each language: in what order the others are most likely understood.
NEAREST: Mapping[str, tuple[str, ...]] = {
    "uk": ("ru", "en", "kk"),
    "ru": ("uk", "en", "kk"),
    "kk": ("ru", "en", "uk"),
    "en": ("uk", "ru", "kk"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """Words, and their language where it is not the page's: as `lang` has it, and as it calls itself."""

    words: str
    language: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says so; with an address where it can be read again."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """When something was told, in words, and how long ago that is."""

    words: str
    age: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is put into words: in which crisis, at what hour, knowing which places."""

    crisis: CrisisView
    at: datetime
    places: Mapping[UUID, PlaceView]
    names_zone: bool  # each hour by itself, because nothing above it does

    def place(self, place: UUID | None) -> str:
        """Return what a place is called; nothing where none is named."""
        found = self.places.get(place) if place else None
        return found.name if found else ""

    def hour(self, at: datetime, precision: str, zone: str) -> Hour:
        """Return an hour with its age."""
        age = self.at - at
        return Hour(self.moment(at, precision, zone), age_words(age), age >= OLD)

    def moment(self, at: datetime | None, precision: str = Precision.HOUR, zone: str = "") -> str:
        """Return an hour as exactly as it is known, in the crisis's zone; a day is the day of where it was told."""
        if at is None or precision == Precision.NOT_STATED:
            return gettext("hour not stated")
        if precision == Precision.MONTH:
            return situation_words.when_words(at, precision, "", zone or self.crisis.zone)
        if precision not in EXACT:
            return hours.near_day_words(at, zone or self.crisis.zone, self.at)
        zone, now = self.crisis.zone, self.at
        words = hours.hour_words(at, zone) if self.names_zone else hours.near_words(at, zone, now)
        return gettext("about {hour}").format(hour=words) if precision == Precision.ABOUT else words

    def moment_there(self, at: datetime, zone: str) -> str:
        """Return an hour by the clocks of a place, which is named where they differ from the crisis's."""
        if self.has_our_hours(zone):
            return self.moment(at)
        return gettext("{hour} ({city})").format(hour=hours.near_words(at, zone, self.at), city=hours.zone_words(zone))

    def has_our_hours(self, zone: str) -> bool:
        """Say whether the clocks of a zone stand as those of the crisis do."""
        return self.at.astimezone(ZoneInfo(zone)).utcoffset() == self.at.astimezone(self.crisis.tz).utcoffset()


def voices(said_by: str, sources: Iterable[SourceLine]) -> tuple[Voice, ...]:
    """Return who says so: whoever is named first, then the publications, none twice."""
    publications = dict.fromkeys(Voice(source.publisher, source.link) for source in sources)
    return (*((Voice(said_by),) if said_by else ()), *publications)


def text_in(texts: Mapping[str, str]) -> Text:
    """Return the words in the page's language, else in the nearest, which is then named."""
    own = get_language() or settings.LANGUAGE_CODE
    if texts.get(own):
        return Text(texts[own])
    for code in (*NEAREST.get(own, ()), *texts):
        if texts.get(code):
            return Text(texts[code], code, NATIVE_NAMES.get(code, code))
    return Text("")


def age_words(age: timedelta) -> str:
    """Return how long ago something was: `5 hours ago`, `3 days ago`."""
    passed = int(age.total_seconds() // 3600)
    if passed < 1:
        return gettext("less than an hour ago")
    if age < IN_HOURS:
        return ngettext("{n} hour ago", "{n} hours ago", passed).format(n=passed)
    return ngettext("{n} day ago", "{n} days ago", age.days).format(n=age.days)


def doubt(provenance: str, credibility: int | None = None) -> str:
    """Return what a reader must know of how sure it is; nothing where it is sourced and probable."""
    unsure = situation_words.CREDIBILITIES.get(credibility) if credibility and credibility > PROBABLE else None
    unsourced = None if provenance == Provenance.SOURCED else situation_words.PROVENANCES.get(provenance)
    return ", ".join(str(words) for words in (unsourced, unsure) if words)
