"""How a plan's numbers, hours and codes are said; the same on the sheet, at the desk and at the command line."""

import math
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dodomu.engines.planner.plan import Level, LevelName, Outcome, Status
from dodomu.engines.planner.problem import Place, Problem
from dodomu.engines.planner.reasons import WORDS
from dodomu.engines.planner.simulate import Simulated
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.plans.markup import called

MICRO = 1_000_000
_WORTH_TELLING = 0.05  # it would be told as 0.0
_WITH_COMMA = {"uk", "ru", "kk"}

LEVELS: Mapping[LevelName, Promise] = {
    LevelName.HOME: gettext_lazy("People home, by priority"),
    LevelName.DANGER: gettext_lazy("Danger until home, in risk-hours"),
    LevelName.PROMISES: gettext_lazy("Promises broken"),
    LevelName.MONEY: gettext_lazy("Money"),
}

STATUSES: Mapping[Status, Promise] = {
    Status.OPTIMAL: gettext_lazy("proven best"),
    Status.FINISHED: gettext_lazy("the search has finished"),
    Status.OUT_OF_TIME: gettext_lazy("the search was ended by its time limit"),
    Status.STOPPED: gettext_lazy("the search was stopped by hand"),
    Status.NOTHING_TO_DO: gettext_lazy("there is nobody to bring home"),
    Status.NO_WAY_HOME: gettext_lazy("there is no way home for anybody"),
    Status.FAULTY: gettext_lazy("the problem has faults, nothing was planned"),
}

MODES: Mapping[str, Promise] = {
    "air": gettext_lazy("flight"),
    "flight": gettext_lazy("flight"),
    "flight-home": gettext_lazy("flight"),
    "onward": gettext_lazy("flight"),
    "charter": gettext_lazy("charter flight"),
    "rail": gettext_lazy("train"),
    "train": gettext_lazy("train"),
    "bus": gettext_lazy("bus"),
    "sea": gettext_lazy("ship"),
    "ship": gettext_lazy("ship"),
    "ferry": gettext_lazy("ferry"),
    "road": gettext_lazy("by road"),
    "car": gettext_lazy("by car"),
    "taxi": gettext_lazy("taxi"),
    "convoy": gettext_lazy("convoy"),
}

# What may be scarce, by the code of a bottleneck.
SCARCE: Mapping[str, Promise] = {
    "seat": gettext_lazy("Places on %(name)s"),
    "processing": gettext_lazy("Check-in at %(name)s"),
    "room": gettext_lazy("Waiting room at %(name)s"),
    "vehicle": gettext_lazy("Vehicles of %(name)s"),
    "permission": gettext_lazy("Permission %(name)s"),
    "money": gettext_lazy("Money"),
}


def number(many: int) -> str:
    """Return a number with its thousands apart, never broken over two lines."""
    return f"{many:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def decimal(amount: float, digits: int) -> str:
    """Return a number with so many digits behind the comma of the language."""
    text = f"{amount:,.{digits}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return text.replace(".", ",") if (get_language() or "en")[:2] in _WITH_COMMA else text


def gap_words(gap: float) -> str:
    """Return a gap as a percentage, rounded up: no sheet promises more than was proven."""
    percent = gap * 100
    if percent <= 0:
        return f"{decimal(0, 0)}\N{NARROW NO-BREAK SPACE}%"
    digits = 0 if percent >= 10 else 1 if percent >= 1 else 2  # noqa: PLR2004
    # Floats may lie a hair above the number they stand for.
    upwards = math.ceil(round(percent * 10**digits, 6)) / 10**digits
    return f"{decimal(upwards, digits)}\N{NARROW NO-BREAK SPACE}%"


def level_words(level: LevelName, amount: int) -> str:
    """Return an amount of a level in the unit its name says."""
    if level is not LevelName.DANGER:
        return number(amount)
    hours = amount / MICRO
    return decimal(hours, 0 if abs(hours) >= 1000 else 1)  # noqa: PLR2004


def people_words(many: int) -> str:
    """Return such as “1 person” or “12 people”."""
    return ngettext("%(count)s person", "%(count)s people", many) % {"count": number(many)}


def zone_name(zone: tzinfo) -> str:
    """Return what a zone is called: the city it is named after, or its own words for itself."""
    key = getattr(zone, "key", None)
    return zone_words(key) if key and "/" in key else str(key or zone)


def hour(moment: datetime, zone: tzinfo) -> str:
    """Return an hour for narrow columns, such as “10.01 18:00”; the sheet names the zone once."""
    return f"{moment.astimezone(zone):%d.%m %H:%M}"


def day_short(day: date) -> str:
    """Return a day for an axis, such as “10.01”."""
    return f"{day:%d.%m}"


def place_name(place: Place) -> str:
    """Return what a place is called, or its id where it has no name."""
    return called(place.name or place.id)


def code_words(codes: Mapping[str, Promise], code: str) -> str:
    """Return the words for a code; a code that is not ours stands for itself."""
    return str(codes[code]) if code in codes else called(code)


def kind_words(code: str) -> str:
    """Return what a kind of capacity or a class of priority is called; one of a problem's own stands for itself."""
    return _(WORDS[code]) if code in WORDS else called(code)


def verdict(outcome: Outcome) -> str:
    """Return in one sentence how sure it is that nothing better exists."""
    if not outcome.levels:
        return _("How good this plan is was not worked out.")
    first = outcome.levels[0]
    if all(level.proven for level in outcome.levels):
        return _("Proven: no plan brings more people home by priority, and none that does is safer.")
    if first.proven:
        return _("Proven: no plan brings more people home by priority. Later wishes may still be met better.")
    return _("No plan can bring home more than %(gap)s beyond this one, counted by priority.") % {
        "gap": gap_words(first.gap)
    }


def played_words(played: Simulated) -> list[str]:
    """Return what came out when a plan was played many times against its chances."""
    home = played.home.percentiles
    told = [
        ngettext(
            "Played %(count)s time against its chances:",
            "Played %(count)s times against its chances:",
            len(played.runs),
        )
        % {"count": number(len(played.runs))},
        _("%(least)s to %(most)s people home in nine of ten runs, %(mean)s on average.")
        % {"least": number(round(home[5])), "most": number(round(home[95])), "mean": decimal(played.home.mean, 1)},
    ]
    others = [
        (played.left, _("left on average: %(mean)s")),
        (played.did_not_come, _("did not come on average: %(mean)s")),
        (played.turned_away, _("turned away on average: %(mean)s")),
        (played.on_the_way, _("still on the way at the end on average: %(mean)s")),
    ]
    means = [words % {"mean": decimal(measure.mean, 1)} for measure, words in others if measure.mean >= _WORTH_TELLING]
    return [" ".join(told), *([", ".join(means) + "."] if means else [])]


def level_gap(level: Level) -> str:
    """Return how far a level is from its bound: “proven”, or the gap."""
    return _("proven") if level.proven else gap_words(level.gap)


def horizon_words(problem: Problem) -> str:
    """Return from when to when is planned, with the zone named."""
    zone = problem.zone
    return _("%(begins)s to %(ends)s, hours of %(zone)s") % {
        "begins": f"{problem.begins.astimezone(zone):%d.%m.%Y %H:%M}",
        "ends": f"{problem.ends.astimezone(zone):%d.%m.%Y %H:%M}",
        "zone": zone_name(zone),
    }
