"""A change from a private page: only what differs from what was shown is said anew, the rest stays as it was said."""

from datetime import date

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import places_to_stay
from dodomu.people.queries.private import PrivateDetails
from dodomu.people.rules.dates import read_day
from dodomu.web.public.form import LABELS, NEEDS, WISHES, ShownFault

# What is believed together is said together: a new street without its town would be a street anywhere.
TOGETHER = (
    ("family_name", "given_name"),
    ("birth_date",),
    ("citizenships",),
    ("document_number",),
    ("phones",),
    ("email",),
    ("telegram",),
    ("place", "place_words"),
    ("wish", "wish_from"),
    ("needs", "needs_words"),
    ("home_contact_name", "home_contact_phone", "home_contact_relation"),
)
SHOWN = tuple(name for group in TOGETHER for name in group)
HIGHEST_VERSION = 2**31 - 1


def shown(kept: PrivateDetails) -> QueryDict:
    """Return what is kept as the form shows it."""
    typed = QueryDict(mutable=True)
    for name in SHOWN:
        value = kept.fields.get(name, "")
        typed.setlist(name, value.split(", ") if name == "needs" and value else [value])
    return typed


def changed(typed: QueryDict, kept: PrivateDetails) -> dict[str, str]:
    """Return what differs, in whole groups, exactly as it was typed. An emptied field is said to be empty."""
    before = shown(kept)
    given: dict[str, str] = {}
    for group in TOGETHER:
        if any(_plain(typed, name) != _plain(before, name) for name in group):
            given.update({name: _plain(typed, name) for name in group})
    return given


def _plain(typed: QueryDict, name: str) -> str:
    return ", ".join(filter(None, typed.getlist(name))) if name == "needs" else typed.get(name, "")


def since_then(typed: QueryDict, kept: PrivateDetails) -> list[ShownFault]:
    """Return the fields that read otherwise by now than what was typed."""
    now = shown(kept)
    return [
        ShownFault(name, str(LABELS[name]), _("now it says: {value}").format(value=_plain(now, name) or "–"))
        for name in SHOWN
        if _plain(now, name) != _plain(typed, name)
    ]


def version_of(typed: QueryDict) -> int:
    """Return the version of the record that the page showed; anything else is a page that is out of date."""
    text = typed.get("version", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST_VERSION)) else 0
    return min(number, HIGHEST_VERSION)


def in_words(kept: PrivateDetails, crisis: CrisisView) -> tuple[tuple[str, str], ...]:
    """Return what is kept, line by line, in words."""
    names = {each.ref: each.name for each in places_to_stay(crisis.id, crisis.country)}
    words = {
        **kept.fields,
        "birth_date": _day(kept.fields["birth_date"]),
        "wish_from": _day(kept.fields["wish_from"]),
        "place": names.get(kept.fields["place"], kept.fields["place"]),
        "wish": str(WISHES.get(kept.fields["wish"], "")),
        "needs": ", ".join(str(NEEDS.get(code, code)) for code in kept.fields["needs"].split(", ") if code),
    }
    return tuple((str(LABELS[name]), words[name]) for name in SHOWN if words.get(name))


def _day(typed: str) -> str:
    day = read_day(typed)
    return date_format(day, "j E Y") if isinstance(day, date) else typed


def carried(typed: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed into a form whose proof has run out, to be sent again with a new one."""
    left_out = ("proof", "born", "csrfmiddlewaretoken")
    return [(name, value) for name, values in typed.lists() for value in values if name not in left_out]
