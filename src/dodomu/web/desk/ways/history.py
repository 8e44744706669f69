"""The history of a leg in words: who changed what, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.journeys.queries.changes import Change
from dodomu.journeys.queries.checks import LegLine
from dodomu.web.desk.ways.forms.fields import Around
from dodomu.web.parts import journeys_words as words
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.situation_words import PROVENANCES

IMPORTED = "import"
FIELDS: Mapping[str, Promise] = {
    "ref": _("Short name"),
    "mode": pgettext_lazy("means of travel", "By"),
    "schedule": _("It goes"),
    "state": _("State"),
    "operator": _("Carrier"),
    "service": _("Number or name"),
    "origin": _("From"),
    "target": _("To"),
    "via": _("Passes through"),
    "departs_at": _("Leaves"),
    "arrives_at": _("Arrives"),
    "expected_at": _("Expected to leave"),
    "happened_at": _("When it happened"),
    "minutes": _("Minutes on the way"),
    "distance_km": _("Kilometres"),
    "seats": _("All seats"),
    "block": _("Ours"),
    "held_back": _("Kept back"),
    "price": _("Price for one"),
    "paid_by": _("Who pays"),
    "known_from": _("Known since"),
    "book_by": _("Book by"),
    "papers": _("What is asked for"),
    "chance": _("Chance that it runs"),
    "buffer": _("To be ready before departure, minutes"),
    "danger": _("Danger of the ride, in risk-hours"),
    "processed": _("Passengers pass the check-in of the place of departure"),
    "charter": _("Belongs to the charter"),
    "permission": _("Needs the permission"),
    "meeting_place": _("Meeting place"),
    "meeting_minutes": _("Meeting before departure, minutes"),
    "invite_extra": _("May be invited beyond the seats"),
    "provenance": _("How well it is founded"),
    "source": _("Source"),
    "note": _("Note of the desk"),
    "stated_departs_utc": _("Departure as the table reckons it"),
    "stated_arrives_utc": _("Arrival as the table reckons it"),
}
CODES: Mapping[str, Mapping[str, Promise]] = {
    "mode": words.MODES,
    "schedule": words.SCHEDULES,
    "state": words.LEG_STATES,
    "paid_by": words.PAID_BY,
    "provenance": PROVENANCES,
}
AT_TARGET = ("arrives_at", "stated_arrives_utc")


@dataclass(frozen=True)
class ShownChange:
    """One field that was changed; nothing before or after is an empty text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownVersion:
    """What was done to a leg in one go."""

    recorded_at: datetime
    officer: str
    act: str
    why: str
    said_by: str
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True)
class Names:
    """What the values of a leg are told with: places, charters and permissions by id, the zones of its ends."""

    around: Around
    things: Mapping[str, str]
    origin_zone: str
    target_zone: str


def names_for(line: LegLine, around: Around, things: Mapping[str, str]) -> Names:
    """Return what the history of a leg is told with."""
    return Names(around, things, line.origin.zone, line.target.zone)


def shown_history(changes: Sequence[Change], names: Names, *, after: int = 0) -> list[ShownVersion]:
    """Return what was done to a leg after a version (all of it, if none is named), the newest first."""
    return [_shown(change, names) for change in reversed(changes) if change.version > after]


def _shown(change: Change, names: Names) -> ShownVersion:
    told = () if change.is_first else tuple(_changes(change, names))
    why = str(_("taken over from a table")) if change.why == IMPORTED else change.why
    return ShownVersion(change.recorded_at, change.officer, _act(change), why, change.said_by, told)


def _act(change: Change) -> str:
    if change.is_first:
        return str(_("Added"))
    if change.is_removal:
        return str(_("Removed"))
    state = change.after.get("state")
    if state == "planned":
        return str(_("Goes after all"))
    if state:
        return str(words.LEG_STATES[state]).capitalize()
    if "expected_at" in change.after and "departs_at" not in change.after:
        return str(_("Late")) if change.after["expected_at"] else str(_("On time after all"))
    return str(_("Changed"))


def _changes(change: Change, names: Names) -> Iterator[ShownChange]:
    for name in change.fields:
        before, after = change.before.get(name), change.after.get(name)
        if name == "state":
            continue  # the act says it
        if name in ("seats", "block", "held_back"):
            yield from _by_kind(name, before or {}, after or {})
            continue
        was, now = _value(name, before, names), _value(name, after, names)
        if was != now:
            yield ShownChange(str(FIELDS.get(name, name)), was, now)


def _by_kind(name: str, before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[ShownChange]:
    for kind, told in words.KINDS.items():
        was, now = before.get(kind, 0), after.get(kind, 0)
        if was != now:
            yield ShownChange(f"{FIELDS[name]}: {told}", str(was), str(now))


def _value(name: str, value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return ""
    if name.endswith(("_at", "_utc", "_from", "_by")) and name != "paid_by":
        zone = names.target_zone if name in AT_TARGET else names.origin_zone
        return hour_words(datetime.fromisoformat(value), zone)
    if name in ("charter", "permission"):
        return names.things.get(value, "")
    if name in ("origin", "target", "meeting_place", "via"):
        places = value if name == "via" else [value]
        return " – ".join(names.around.name(UUID(place)) for place in places)
    return _plain(name, value)


def _plain(name: str, value: Any) -> str:
    if name in CODES:
        return str(CODES[name].get(value, value))
    if name == "papers":
        return words.papers_words(tuple(value))
    if name == "chance":
        return words.percent(value)
    if name == "price":
        return words.euros(value)
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    return str(value)
