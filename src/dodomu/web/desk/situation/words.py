"""What the columns of a fact are called, and their values as they are read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.words import in_language
from dodomu.situation.rules.terms import Precision
from dodomu.web.parts import situation_words as words

FIELDS: Mapping[str, Promise] = {
    "ref": _("Code"),
    "place": _("Place"),
    "sources": _("Sources"),
    "said_by": _("Who says so"),
    "provenance": _("How well it is founded"),
    "announced_at": _("Known to everybody since"),
    "published_at": _("Told to the public since"),
    "is_struck": _("Struck"),
    "struck_why": _("Why"),
    "note": _("Note of the desk"),
    "zone": _("Hours are those of"),
    "category": _("About"),
    "severity": _("How grave"),
    "texts": _("Words"),
    "where_words": _("Where, in words"),
    "occurred_at": _("It happened at"),
    "occurred_precision": _("How exactly is this known"),
    "occurred_words": _("The hour in words"),
    "published_precision": _("How exactly is this known"),
    "reliability": _("The source"),
    "credibility": _("The content"),
    "supersedes": _("Replaces"),
    "number": _("Number"),
    "qualifier": _("The number is"),
    "of_whom": _("Of whom"),
    "measure": _("What of them"),
    "unit": _("Unit"),
    "as_of": _("As of"),
    "as_of_precision": _("How exactly is this known"),
    "kind": _("Kind"),
    "effect": _("What it does"),
    "reach": _("How far it holds"),
    "way": _("Departure or link"),
    "scope": _("In words"),
    "begins_at": _("Since"),
    "begins_is": _("The beginning is"),
    "ends_at": _("Until"),
    "ends_is": _("The end is"),
    "daily_from": _("Every day from"),
    "daily_to": _("Every day until"),
    "daily": _("Hours of every day"),
    "precision_words": _("The hours in words"),
    "applies_to": _("Holds for"),
    "applies_words": _("Whom, in words"),
    "slow_minutes": _("Delay in minutes"),
    "papers": _("Papers it asks for"),
    "claims": _("Claim"),
    "channel": _("Seen in"),
    "first_seen_at": _("First seen"),
    "first_seen_precision": _("How exactly is this known"),
    "harm": _("What harm it may do"),
    "verdict": _("The claim is"),
    "answered_at": _("Answered at"),
    "answered_precision": _("How exactly is this known"),
    "answered_by": _("Who answers"),
    "answers": _("Answer"),
    "by_whom": _("By whom"),
    "due_at": _("Due"),
    "due_is": _("The hour is"),
    "due_precision": _("How exactly is this known"),
    "due_words": _("The hour in words"),
    "about": _("Belongs to"),
    "outcome": pgettext_lazy("something expected", "What became of it"),
    "outcome_at": _("Said at"),
    "outcome_words": _("In words"),
}

# Codes by their names, column by column; `kind` means another thing in each table.
_CODES: Mapping[str, Mapping[str, Promise]] = {
    "provenance": words.PROVENANCES,
    "category": words.CATEGORIES,
    "reliability": words.RELIABILITIES,
    "qualifier": words.QUALIFIERS,
    "effect": words.EFFECTS,
    "reach": words.REACHES,
    "begins_is": words.STATED,
    "ends_is": words.STATED,
    "due_is": words.STATED,
    "applies_to": words.APPLIES_TO,
    "verdict": words.VERDICTS,
    "outcome": words.OUTCOMES,
}
_PRECISIONS: Mapping[str, str] = {
    "occurred_at": "occurred_precision",
    "announced_at": "published_precision",  # of reports; others are announced at an hour
    "as_of": "as_of_precision",
    "first_seen_at": "first_seen_precision",
    "answered_at": "answered_precision",
    "due_at": "due_precision",
}
_MARKS: Mapping[str, Mapping[int, Promise]] = {"severity": words.SEVERITIES, "credibility": words.CREDIBILITIES}


def field_words(name: str) -> str:
    """Return what a column is called."""
    return str(FIELDS.get(name, name))


def value_words(name: str, value: object, kind: str, columns: Mapping[str, object], places: Mapping[UUID, str]) -> str:
    """Return a value of a column as it is read: codes by their names, places too, hours as exactly as they are known.

    The other columns of the same version say in which zone an hour stands and how exact it is.
    """
    if value is None or value in ("", (), [], {}):
        return ""
    if isinstance(value, datetime):
        precision = str(columns.get(_PRECISIONS.get(name, ""), Precision.HOUR))
        return words.when_words(value, precision, "", str(columns["zone"]))
    if isinstance(value, UUID):
        return places.get(value, str(value))
    if isinstance(value, Mapping | tuple | list | frozenset):
        return in_language(value) if isinstance(value, Mapping) else ", ".join(str(each) for each in value)
    return _code(name, value, kind)


def _code(name: str, value: object, kind: str) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_precision"):
        return str(words.PRECISIONS.get(str(value), value))
    if name == "kind":
        return str(words.OF_KIND.get(kind, {}).get(str(value), value))
    if name in _MARKS and isinstance(value, int):
        return str(_MARKS[name].get(value, value))
    return str(_CODES.get(name, {}).get(str(value), value))
