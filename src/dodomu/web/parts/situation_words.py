"""The situation's codes by their names, and its hours as exactly as they are known; the same words on every page."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.situation.rules.terms import Precision
from dodomu.web.parts import hours

HOUR, DAY = 60, 24 * 60  # minutes
EXACT = (Precision.HOUR, Precision.ABOUT)  # an hour may be shown as one
MANY_DAYS = 3  # from so many on, nobody asks for the hours

KINDS: Mapping[str, Promise] = {
    "report": _("Report"),
    "figure": _("Figure"),
    "restriction": _("Restriction"),
    "rumour": _("Rumour"),
    "expectation": _("Expected"),
}

CATEGORIES: Mapping[str, Promise] = {
    "protest": _("protest"),
    "clashes": _("clashes"),
    "force": _("use of force"),
    "security": _("security"),
    "politics": _("politics"),
    "measure": _("measures of the authorities"),
    "comms": _("communications"),
    "services": _("shops, banks, services"),
    "transport": _("transport"),
    "airport": pgettext_lazy("what a report is about", "airport"),
    "flight": _("flights"),
    "rail": _("railway"),
    "border": _("border"),
    "weather": _("weather"),
    "health": pgettext_lazy("what a report is about", "health"),
    "count": _("how many people"),
    "toll": _("killed and injured"),
    "consular": _("consular help"),
    "other_state": _("what other states do"),
    "inject": _("put in by the leaders of the exercise"),
    "chronicle": _("chronicle"),
    "open_question": _("open question"),
    "other": pgettext_lazy("what a report is about", "other"),
}

RESTRICTIONS: Mapping[str, Promise] = {
    "state_of_emergency": _("state of emergency"),
    "curfew": _("curfew"),
    "entry_exit_ban": _("no way in or out"),
    "checkpoint": _("checkpoint"),
    "checkpoint_daytime_only": _("checkpoint, by day only"),
    "airport_closed": _("airport closed"),
    "airport_hours": _("airport open at certain hours"),
    "airline_suspension": _("airline does not fly"),
    "rail_suspended": _("no trains"),
    "road_closed": _("road closed"),
    "slow_road": _("slow road"),
    "port_closed": _("port closed"),
    "public_transport": _("public transport"),
    "border_closed": _("border closed"),
    "border_limited": _("border open to some"),
    "entry_requirement": _("condition of entry"),
    "ceasefire": _("ceasefire"),
    "terror_alert": _("terror alert"),
    "internet_outage": _("no internet"),
    "mobile_data_outage": _("no mobile data"),
    "voice_outage": _("no telephone"),
    "sms_outage": _("no SMS"),
    "power_outage": _("no power"),
    "banks_closed": _("banks closed"),
    "exchange_closed": _("currency exchange closed"),
    "policy_hold": _("our own decision is awaited"),
    "leg_stopped": _("departure stopped"),
    "other": pgettext_lazy("a restriction", "other"),
}

EFFECTS: Mapping[str, Promise] = {
    "block": _("nothing passes"),
    "open_only": _("open at these hours only"),
    "permit": _("only with a paper or leave"),
    "limit": _("limited"),
    "slow": _("slower"),
    "degrade": _("works badly"),
    "inform": _("to be known"),
}

REACHES: Mapping[str, Promise] = {
    "place": _("this place only"),
    "region": _("the place and its region"),
    "country": _("the whole country"),
    "way": _("one departure or link only"),
}

APPLIES_TO: Mapping[str, Promise] = {
    "all": _("everybody"),
    "civil_flights": _("civil flights"),
    "operator": _("one carrier"),
    "own_citizens": _("our citizens"),
    "third_country": _("citizens of third countries"),
    "others": pgettext_lazy("whom it concerns", "others, none of ours"),
    "arrivals": _("who enters the country"),
    "not_stated": pgettext_lazy("whom it concerns", "not stated"),
}

NETWORKS: Mapping[str, Promise] = {
    "internet": _("Internet"),
    "mobile_data": _("Mobile data"),
    "voice": _("Telephone"),
    "sms": _("SMS"),
    "power": _("Power"),
}

NETWORK_STATES: Mapping[str, Promise] = {
    "works": pgettext_lazy("a network", "works"),
    "degraded": pgettext_lazy("a network", "badly"),
    "out": pgettext_lazy("a network", "out"),
}

VERDICTS: Mapping[str, Promise] = {
    "open": _("not judged yet"),
    "true": _("true"),
    "false": _("not true"),
    "unproven": _("not proven"),
    "overtaken": _("overtaken by events"),
    "retracted": _("taken back by its source"),
    "imprecise": _("not exact"),
    "disputed": _("disputed"),
}

EXPECTATIONS: Mapping[str, Promise] = {
    "address": _("somebody speaks"),
    "reopening": _("reopening"),
    "departure": _("departure"),
    "decision": _("decision"),
    "expiry": _("runs out"),
    "commitment": _("somebody's word"),
    "other": pgettext_lazy("something expected", "other"),
}

OUTCOMES: Mapping[str, Promise] = {
    "open": _("still to come"),
    "happened": _("it happened"),
    "did_not": _("it did not happen"),
    "moved": _("moved to another hour"),
    "extended": _("extended"),
    "not_known": _("nobody can say"),
}

PROVENANCES: Mapping[str, Promise] = {
    "sourced": _("a source stands behind it"),
    "partly_sourced": _("a source stands behind a part of it"),
    "invented": _("invented for the exercise"),
    "estimated": _("our own estimate"),
    "unverified": _("not verified"),
}

PRECISIONS: Mapping[str, Promise] = {
    "hour": _("the hour is known"),
    "about": _("about this hour"),
    "part_of_day": _("a part of the day"),
    "day": _("only the day"),
    "month": _("only the month"),
    "not_stated": pgettext_lazy("an hour", "not stated"),
}

QUALIFIERS: Mapping[str, Promise] = {
    "exact": _("exactly"),
    "about": _("about"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "retracted": _("taken back by its source"),
}

STATED: Mapping[str, Promise] = {
    "stated": _("stated"),
    "open": _("until further notice"),
    "not_stated": pgettext_lazy("a limit in time", "not stated"),
    "assumed": _("assumed by us"),
}

RELIABILITIES: Mapping[str, Promise] = {
    "A": _("source completely reliable"),
    "B": _("source usually reliable"),
    "C": _("source fairly reliable"),
    "D": _("source not usually reliable"),
    "E": _("source unreliable"),
    "F": _("source cannot be judged"),
}

CREDIBILITIES: Mapping[int, Promise] = {
    1: _("content confirmed by others"),
    2: _("content probably true"),
    3: _("content possibly true"),
    4: _("content doubtful"),
    5: _("content improbable"),
    6: _("content cannot be judged"),
}

SEVERITIES: Mapping[int, Promise] = {
    1: _("1 – calm"),
    2: _("2 – tense"),
    3: _("3 – dangerous for some"),
    4: _("4 – dangerous"),
    5: _("5 – danger to life"),
}

# Of what anything calls itself in its column: told by the kind of the fact.
OF_KIND: Mapping[str, Mapping[str, Promise]] = {
    "report": CATEGORIES,
    "restriction": RESTRICTIONS,
    "expectation": EXPECTATIONS,
}


PARTS_OF_DAY: Mapping[str, Promise] = {
    "early": pgettext_lazy("part of a day", "early"),
    "morning": pgettext_lazy("part of a day", "morning"),
    "afternoon": pgettext_lazy("part of a day", "afternoon"),
    "evening": pgettext_lazy("part of a day", "evening"),
    "night": pgettext_lazy("part of a day", "night"),
}
DATE_BEFORE = re.compile(r"\d{4}-\d{2}-\d{2}\s*")


def marks_words(reliability: str, credibility: int | None) -> str:
    """Return what two marks such as “B2” mean; a mark that was not given is left out."""
    known = [RELIABILITIES.get(reliability), CREDIBILITIES.get(credibility or 0)]
    return ", ".join(str(words) for words in known if words)


def when_words(at: datetime | None, precision: str, given: str, zone: str) -> str:
    """Return an hour as exactly as it is known: what is less exact than an hour is never shown as one."""
    if at is None or precision == Precision.NOT_STATED:
        return given or gettext("hour not stated")
    day = hours.day_words(at, zone)
    if precision == Precision.HOUR:
        return hours.hour_words(at, zone)
    if precision == Precision.ABOUT:
        return gettext("about {hour}").format(hour=hours.hour_words(at, zone))
    if precision == Precision.MONTH:
        return given or _month(at, zone)
    part = part_of_day(given) if precision == Precision.PART_OF_DAY else ""
    return f"{day} ({part})" if part else day


def part_of_day(given: str) -> str:
    """Return a part of a day as it was given, without the date, which stands beside it: “early”."""
    part = DATE_BEFORE.sub("", given, count=1)
    return str(PARTS_OF_DAY.get(part, part))


def end_words(at: datetime | None, stated: str, zone: str) -> str:
    """Return where something ends: an hour, an hour that we assumed, or plainly that nobody said it."""
    if at is None:
        return str(_("until further notice") if stated == "open" else _("end not stated"))
    words = hours.hour_words(at, zone)
    return gettext("{hour}, assumed by us").format(hour=words) if stated == "assumed" else words


def begin_words(at: datetime | None, stated: str, zone: str) -> str:
    """Return since when something holds, or plainly that nobody said it."""
    if at is None:
        return gettext("beginning not stated")
    words = hours.hour_words(at, zone)
    return gettext("{hour}, assumed by us").format(hour=words) if stated == "assumed" else words


def daily_words(daily: tuple[time, time] | None) -> str:
    """Return the hours of every day, such as “23:00–07:00”."""
    return f"{daily[0]:%H:%M}–{daily[1]:%H:%M}" if daily else ""


def span_words(span: timedelta | None) -> str:
    """Return how long something took or takes, in two units at most: “2 days 3 h”, “40 min”."""
    if span is None:
        return gettext("less than a day")
    minutes = int(abs(span).total_seconds()) // 60
    days, whole, rest = minutes // DAY, minutes % DAY // HOUR, minutes % HOUR
    if days:
        told = ngettext("{number} day", "{number} days", days).format(number=days)
        return f"{told} {_hours(whole)}" if whole and days < MANY_DAYS else told
    if whole:
        return f"{_hours(whole)} {_minutes(rest)}" if rest else _hours(whole)
    return _minutes(rest)


def _hours(number: int) -> str:
    return gettext("{number} h").format(number=number)


def _minutes(number: int) -> str:
    return gettext("{number} min").format(number=number)


def _month(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone)).date()
    month = date_format(local, "F")
    return f"{month if get_language() == 'en' else month.lower()} {local.year}"
