"""Plans as they are asked for and kept, in words: states, options, why somebody is not in one, why one breaks."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.actors import EXERCISE, SYSTEM
from dodomu.journeys.rules.variants import Options
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.journeys_words import CHECKS, MODES, euros, minutes_words
from dodomu.web.parts.plans.words import STATUSES, number

STATES: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("a plan", "waits its turn"),
    "running": pgettext_lazy("a plan", "is being made"),
    "done": pgettext_lazy("a plan", "ready"),
    "faulty": pgettext_lazy("a plan", "the facts contradict one another"),
    "failed": pgettext_lazy("a plan", "failed"),
    "dropped": pgettext_lazy("a plan", "dropped"),
}

DOING: Mapping[str, Promise] = {
    "building": _("The facts are gathered."),
    "reading": _("The facts are read."),
    "compiling": _("The search gets ready."),
    "pricing": _("What is scarce is priced."),
    "rounding": _("Whole families are put into whole vehicles."),
    "mending": _("The plan is bettered."),
    "proving": _("It is proven how good the plan is."),
}

UNPLANNABLE: Mapping[str, Promise] = {
    "no-place": _("nobody knows where they are"),
    "two-places": _("they wait at different places"),
    "partly-gone": _("some of them have gone already"),
    "not-eligible": _("not entitled by the rules in force"),
    "wishes-differ": _("some want to leave and some do not"),
    "not-reached": _("most of them are only said to be there, not registered"),
    "no-day": _("they want to leave later and named no day"),
    "at-home": _("by their place they are home already"),
    "too-large": _("too many to be kept together: make them several parties"),
    "stays-out": _("an officer decided not to plan them for now"),
}

REMARKS: Mapping[str, Promise] = {
    "only-a-part": _("only a part of them is planned; the others are home, have left, stay or died"),
    "nearest-way": _("nothing goes from where they are: planned from the place around it"),
    "promise-gone": _("nothing is left of what they were promised"),
    "size-said": _("places are kept for people who are said to be there and not registered"),
    "leg-not-known": _("an officer's decision names what cannot be planned with"),
    "priority-not-known": _("an officer's decision names a class that there is not"),
    "place-gone": _("it names a place that this crisis does not have"),
    "in-use": _("in use by offers that hold"),
    "horizon-cut": _("too far away in time to be planned with"),
    "asked-out": _("left out, as was asked for"),
}

BROKEN: Mapping[str, Promise] = {
    "leg-cancelled": _("it was cancelled"),
    "leg-gone": _("it can no longer be planned with"),
    "leg-moved": _("its hours changed, and the next one is missed"),
    "closed": _("closed when they would pass"),
    "no-permission": _("permission missing"),
    "block-shrank": _("there are fewer seats than were promised"),
    "too-late": _("nobody told them in time"),
    "no-room": _("no room in our vehicles"),
    "party-changed": _("the party has changed"),
    "papers": _("a paper is missing or has run out"),
    "overridden": _("an officer decided otherwise"),
    "other": _("it does not hold any more"),
}

OVERRIDES: Mapping[str, Promise] = {
    "not_by": _("not by this departure, or not through this country"),
    "only_by": _("only by this departure"),
    "priority": _("their class is another"),
    "stays_out": _("do not plan them for now"),
}

OPTIONS: Mapping[str, Promise] = {
    "from_at": _("Begins"),
    "until": _("Ends"),
    "without_legs": _("Without departures"),
    "without_charters": _("Charters"),
    "without_third_countries": _("Third countries"),
    "slips": _("Later than stated"),
    "least_chance": _("Chance to run"),
    "budget": _("Money"),
    "residual": _("For whom"),
    "seconds": _("Time for the search"),
    "seed": _("Seed of the search"),
}
QUIET = ("seconds", "seed")  # how it was sought, not what was supposed


def by_whom(name: str) -> str:
    """Return who did it: an officer by their name, else what did it by itself."""
    if name == EXERCISE.name:
        return gettext("the exercise")
    return gettext("the program itself") if name in ("", SYSTEM.name) else name


def state_name(state: str) -> str:
    """Return the state of a proposal."""
    return str(STATES.get(state, state))


def doing_words(doing: str) -> str:
    """Return what a search does just now."""
    return str(DOING.get(doing, doing))


def status_words(status: str) -> str:
    """Return how a search ended."""
    return str({str(code): words for code, words in STATUSES.items()}.get(status, status))


def out_words(why: str) -> str:
    """Return why a leg, a link or a fleet is not planned with."""
    return str(REMARKS[why] if why in REMARKS else CHECKS.get(why, why))


def mode_name(mode: str) -> str:
    """Return what somebody travels by."""
    return str(MODES.get(mode, mode))


def supposed(options: Options, zone: str) -> list[str]:
    """Return what a plan supposes otherwise than things are, one by one; nothing where it is made as they are."""
    plain = Options()
    said = [
        _name_and_value(name, getattr(options, name), zone)
        for name in OPTIONS
        if name not in QUIET and getattr(options, name) != getattr(plain, name)
    ]
    return [words for words in said if words]


def option_value(name: str, value: object, zone: str) -> str:
    """Return the value of one option, for a column beside others."""
    if isinstance(value, datetime):
        return hour_words(value, zone)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or gettext("none is left out")
    if isinstance(value, Mapping):
        return slips_words(value) or gettext("as stated")
    return _plain_value(name, value)


def slips_words(slips: Mapping[str, int]) -> str:
    """Return which departures are supposed to be how much later."""
    later = gettext("{departure} by {time}")
    return ", ".join(later.format(departure=ref, time=minutes_words(many)) for ref, many in sorted(slips.items()))


def _name_and_value(name: str, value: object, zone: str) -> str:
    if name in ("without_charters", "without_third_countries", "residual"):
        return option_value(name, value, zone)
    return gettext("{option}: {value}").format(option=OPTIONS[name], value=option_value(name, value, zone))


def _plain_value(name: str, value: object) -> str:
    if value is None:
        return {"from_at": gettext("now"), "until": gettext("with the last arrival"), "budget": gettext("no limit")}[
            name
        ]
    told = {
        "without_charters": (gettext("with charters"), gettext("without any charter")),
        "without_third_countries": (gettext("through third countries too"), gettext("through no third country")),
        "residual": (gettext("for everybody"), gettext("only for who holds no place")),
    }
    if name in told:
        return told[name][bool(value)]
    if name == "least_chance":
        return gettext("at least {percent} %").format(percent=round(float(str(value)) * 100))
    if name == "budget":
        return euros(int(str(value)))
    if name == "seconds":
        seconds = round(float(str(value)))
        return ngettext("{count} second", "{count} seconds", seconds).format(count=number(seconds))
    return str(value)
