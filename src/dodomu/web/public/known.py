"""The lines of the page of the situation: what is known and what is not, what is in force, answers to rumours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, ngettext

from dodomu.foundation.crises import country_names
from dodomu.foundation.places import city_by_place
from dodomu.foundation.words import in_language
from dodomu.situation.queries.figures import FigureGroup
from dodomu.situation.queries.public import Sourced
from dodomu.situation.queries.sources import SourceLine
from dodomu.situation.rules.known import FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import AppliesTo, Effect, Qualifier, Reach, RestrictionKind, Stated, Verdict
from dodomu.web.parts import hours, situation_words
from dodomu.web.parts.figure_words import figure_words, unit_words
from dodomu.web.public.told import Hour, Reader, Text, Voice, doubt, text_in, voices

# Of these the place and the hours say it all; of any other the words of the source are shown beside it.
SELF_EXPLAINED = frozenset(
    {
        RestrictionKind.STATE_OF_EMERGENCY,
        RestrictionKind.CURFEW,
        RestrictionKind.ENTRY_EXIT_BAN,
        RestrictionKind.CHECKPOINT,
        RestrictionKind.CHECKPOINT_DAYTIME_ONLY,
        RestrictionKind.AIRPORT_CLOSED,
        RestrictionKind.AIRPORT_HOURS,
        RestrictionKind.BORDER_CLOSED,
        RestrictionKind.INTERNET_OUTAGE,
        RestrictionKind.MOBILE_DATA_OUTAGE,
        RestrictionKind.SMS_OUTAGE,
        RestrictionKind.POWER_OUTAGE,
        RestrictionKind.CEASEFIRE,
    }
)

# The name says already that the hours are those at which it is open.
SAYS_HOURS = frozenset({RestrictionKind.AIRPORT_HOURS, RestrictionKind.CHECKPOINT_DAYTIME_ONLY})


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened, or one question that nobody can answer."""

    thing: UUID
    happened: str
    told: Hour
    where: str
    text: Text
    doubt: str
    voices: tuple[Voice, ...]
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Rumour:
    """A claim that goes round, after its answer."""

    thing: UUID
    answer: Text
    verdict: str
    is_true: bool
    claim: Text
    answered_by: str
    told: Hour
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """What cannot be done, or only so."""

    thing: UUID
    name: str
    daily: str
    details: tuple[str, ...]
    until: str
    end_is_stated: bool
    told: Hour
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force at one place and what lies in it."""

    place: str
    restrictions: tuple[Restriction, ...]

    @property
    def at_a_glance(self) -> str:
        """What it is, without when and by whose word."""
        return " · ".join(dict.fromkeys(f"{each.name} {each.daily}".rstrip() for each in self.restrictions))


@dataclass(frozen=True, slots=True)
class Claim:
    """One number by one voice."""

    thing: UUID
    number: str
    is_taken_back: bool
    as_of: Hour
    doubt: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number asked for, and everybody who gave one."""

    of_what: str
    where: str
    claims: tuple[Claim, ...]


def report(sourced: Sourced[ReportKnown], reader: Reader) -> Report:
    """Return a report in words."""
    fact = sourced.fact
    told = reader.hour(fact.announced_at, fact.published_precision, fact.zone)
    return Report(
        fact.thing,
        _happened(fact, reader, told.words),
        told,
        reader.place(fact.place) or fact.where_words,
        text_in(fact.texts),
        doubt(fact.provenance, fact.credibility),
        voices(fact.said_by, sourced.sources),
        sourced.superseded_by is not None,
    )


def _happened(fact: ReportKnown, reader: Reader, told: str) -> str:
    """Return when it happened, where that says more than when it was told."""
    if fact.occurred_at is None:
        return ""
    words = reader.moment(fact.occurred_at, fact.occurred_precision, fact.zone)
    return "" if told.startswith(words) else words


def rumour(sourced: Sourced[RumourKnown], reader: Reader) -> Rumour:
    """Return a rumour in words; it is published with its answer only."""
    fact = sourced.fact
    answered_at = fact.answered_at or fact.announced_at
    return Rumour(
        fact.thing,
        text_in(fact.answers),
        str(situation_words.VERDICTS[fact.verdict]),
        fact.verdict is Verdict.TRUE,
        text_in(fact.claims),
        fact.answered_by,
        reader.hour(answered_at, fact.answered_precision, fact.zone),
        voices("", sourced.sources),
    )


def in_force(facts: Iterable[Sourced[RestrictionKnown]], reader: Reader) -> tuple[InForce, ...]:
    """Return restrictions by the city they belong to, what holds in the whole country first, then by name."""
    cities = city_by_place(list(reader.places.values()))
    whole = gettext("The whole country")

    def heading(fact: RestrictionKnown) -> str:
        if fact.place is None:
            return gettext("On the way")
        return country_words(fact, reader) or reader.place(cities.get(fact.place, fact.place))

    def order(place: str) -> tuple[bool, str]:
        return place != whole, place.casefold()

    groups: dict[str, list[Restriction]] = {}
    for each in facts:
        place = heading(each.fact)
        groups.setdefault(place, []).append(restriction(each, place, reader))
    return tuple(InForce(place, tuple(groups[place])) for place in sorted(groups, key=order))


def country_words(fact: RestrictionKnown, reader: Reader) -> str:
    """Return which country it holds in, if it holds in all of one; ours needs no name."""
    place = reader.places.get(fact.place) if fact.place and fact.reach is Reach.COUNTRY else None
    if place is None:
        return ""
    return (
        gettext("The whole country")
        if place.country == reader.crisis.country
        else in_language(country_names(place.country))
    )


def restriction(sourced: Sourced[RestrictionKnown], heading: str, reader: Reader) -> Restriction:
    """Return a restriction in words, under the name of a place that need not be said again."""
    fact = sourced.fact
    return Restriction(
        fact.thing,
        str(situation_words.RESTRICTIONS[fact.kind]),
        daily_words(fact, reader),
        tuple(filter(None, _details(fact, heading, reader))),
        until_words(fact, reader),
        fact.ends_is is not Stated.NOT_STATED,
        reader.hour(fact.announced_at, "hour", fact.zone),
        voices(fact.said_by, sourced.sources),
    )


def _details(fact: RestrictionKnown, heading: str, reader: Reader) -> Iterable[str]:
    """What else must be known: where exactly, whom it concerns, from when, how exact and how sure it is."""
    where = reader.place(fact.place)
    yield where if where != heading and fact.reach is not Reach.COUNTRY else ""
    yield gettext("and the region around it") if fact.reach is Reach.REGION else ""
    yield fact.way if fact.reach is Reach.WAY else ""
    yield "" if fact.kind in SELF_EXPLAINED else fact.scope
    yield _whom(fact)
    if fact.slow_minutes:
        yield ngettext("up to {n} minute longer", "up to {n} minutes longer", fact.slow_minutes).format(
            n=fact.slow_minutes
        )
    if fact.begins_at and fact.begins_at > reader.at:
        yield gettext("from {hour}").format(hour=reader.moment_there(fact.begins_at, fact.zone))
    yield gettext("hours not exact") if fact.precision_words else ""
    yield doubt(fact.provenance)


def _whom(fact: RestrictionKnown) -> str:
    if fact.applies_to in (AppliesTo.ALL, AppliesTo.NOT_STATED):
        return fact.applies_words
    if fact.applies_to in (AppliesTo.OPERATOR, AppliesTo.OTHERS) and fact.applies_words:
        return fact.applies_words
    return str(situation_words.APPLIES_TO[fact.applies_to])


def daily_words(fact: RestrictionKnown, reader: Reader) -> str:
    """Return the hours of each day, such as `23:00–07:00`, by the clocks of the place."""
    if fact.daily is None:
        return ""
    begins, ends = fact.daily
    words = f"{begins:%H:%M}–{ends:%H:%M}"
    if fact.effect is Effect.OPEN_ONLY and fact.kind not in SAYS_HOURS:
        words = gettext("open {hours}").format(hours=words)
    return words if reader.has_our_hours(fact.zone) else f"{words} ({hours.zone_words(fact.zone)})"


def until_words(fact: RestrictionKnown, reader: Reader) -> str:
    """Return where it ends, or plainly that nobody said it."""
    if fact.ends_at is None:
        return situation_words.end_words(None, fact.ends_is, fact.zone)
    until = gettext("until {hour}").format(hour=reader.moment_there(fact.ends_at, fact.zone))
    return gettext("{hour}, assumed by us").format(hour=until) if fact.ends_is is Stated.ASSUMED else until


def figures(groups: Iterable[FigureGroup], sources: Iterable[SourceLine], reader: Reader) -> tuple[Figure, ...]:
    """Return numbers that answer the same question side by side, each by whoever gave it."""
    publications = {source.ref: source for source in sources}
    return tuple(
        Figure(
            _of_what(group),
            reader.place(group.place),
            tuple(_claim(each, publications, reader) for each in group.claims),
        )
        for group in groups
    )


def _of_what(group: FigureGroup) -> str:
    unit = unit_words(group.unit, group.of_whom, group.measure)
    return f"{figure_words(group.of_whom)}: {figure_words(group.measure)}{f' ({unit})' if unit else ''}"


def _claim(fact: FigureKnown, publications: Mapping[str, SourceLine], reader: Reader) -> Claim:
    return Claim(
        fact.thing,
        number_words(fact),
        fact.qualifier is Qualifier.RETRACTED,
        reader.hour(fact.as_of, fact.as_of_precision, fact.zone),
        doubt(fact.provenance),
        voices(fact.said_by, (publications[ref] for ref in fact.sources if ref in publications)),
    )


def number_words(fact: FigureKnown) -> str:
    """Return a number as it was claimed: `about 150`, `at least 20`."""
    number = f"{fact.number:,}".replace(",", "\u202f")
    if fact.qualifier in (Qualifier.EXACT, Qualifier.RETRACTED):
        return number
    return f"{situation_words.QUALIFIERS[fact.qualifier]} {number}"
