"""The clock of a departure in words: its hours, how they stand, and why."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.journeys.rules.clocks import Because
from dodomu.web.parts.hours import short_words
from dodomu.web.parts.journeys_words import MILESTONES, PERMISSION_STATES, euros, minutes_words

# By the value of journeys.rules.terms.MilestoneKind.
HOURS: Mapping[str, Promise] = {
    **MILESTONES,
    "order": _("order of the charter"),
    "bus_time": _("last hour to set out"),
}
# What officers write down by hand: the others are worked out.
WRITTEN: Mapping[str, Promise] = {
    code: HOURS[code] for code in ("slot", "crew_hours", "bus_time", "meeting", "processing", "ready", "other")
}

STATES: Mapping[str, Promise] = {
    "done": pgettext_lazy("an hour to keep", "done"),
    "in_time": pgettext_lazy("an hour to keep", "in time"),
    "soon": pgettext_lazy("an hour to keep", "soon"),
    "late": pgettext_lazy("an hour to keep", "late"),
    "missed": pgettext_lazy("an hour to keep", "missed"),
}

# By the value of journeys.rules.terms.ClockCode; hours among the facts are shown in the zone of the page.
BECAUSE: Mapping[str, Promise] = {
    "written": _("written down by an officer"),
    "later-step-reached": _("what comes after it was reached"),
    "ordered": _("charter {charter} is ordered"),
    "not-ordered": _("charter {charter} is not ordered yet: {price}"),
    "order-declined": _("charter {charter} was not ordered"),
    "seats-unused": _("seats not used: {seats}"),
    "answers-open": _("persons who have not answered: {persons}"),
    "all-answered": _("all have answered"),
    "all-there": _("all were seen there"),
    "all-aboard": _("all are aboard"),
    "deadline-passed": _("the first deadline has passed"),
    "offers-held": _("offers held back, of which nobody was told: {parties}"),
    "list-not-sent": _("{permission} ({country}): the list was not sent yet"),
    "not-answered": _("{permission} ({country}): not answered yet"),
    "granted": _("{permission} ({country}): granted"),
    "not-granted": _("{permission} ({country}): {state}"),
    "ends-before-departure": _("{permission} ({country}): it ends before the departure, {until}"),
    "begins-after-departure": _("{permission} ({country}): it begins only after the departure, {from}"),
    "above-quota": _("{permission} ({country}): {persons} persons, {quota} are permitted"),
    "curfew-before-departure": _(
        "curfew {from}–{until} before the departure: everybody has to be there when it begins"
    ),
    "curfew-after-departure": _("curfew {from}–{until} after the departure: whoever is turned back waits there"),
    "departs-in-curfew": _("it leaves in the curfew {from}–{until}"),
    "curfew-after-arrival": _("curfew {from}–{until} after the arrival"),
    "arrives-in-curfew": _("it arrives in the curfew {from}–{until}"),
    "last-set-out": _("the first set out {first}"),
    "first-at-the-door": _("{persons} persons, {per_hour} an hour: it takes {minutes}, until {until}"),
    "meets-too-late": _("the meeting is {minutes} too late for everybody to pass the door"),
    "expected-later": _("expected {minutes} later than stated"),
    "leaves-after-slot": _("it leaves {minutes} after the slot"),
    "lands-after-crew-hours": _("it lands {minutes} after the crew's hours have ended"),
    "not-marked": _("its hour has passed, and nobody has said that it left"),
    "cancelled": _("it was cancelled"),
}


def because_words(because: Because, zone: str) -> str:
    """Return one reason of a clock's line in words."""
    words = str(BECAUSE.get(because.code, because.code))
    try:
        return words.format(**{name: _fact(name, value, zone) for name, value in because.facts})
    except KeyError:
        return words


def slack_words(minutes: int | None) -> str:
    """Return how much time is left, or by how much it is late."""
    if minutes is None:
        return ""
    if minutes < 0:
        return gettext("{time} late").format(time=minutes_words(-minutes))
    return gettext("{time} left").format(time=minutes_words(minutes))


def _fact(name: str, value: str | int, zone: str) -> str:
    if name == "price":
        return euros(int(value))
    if name == "minutes":
        return minutes_words(int(value))
    if name == "state":
        return str(PERMISSION_STATES.get(str(value), value))
    if isinstance(value, str) and name in ("until", "from", "first", "last"):
        return short_words(datetime.fromisoformat(value), zone)
    return str(value)
