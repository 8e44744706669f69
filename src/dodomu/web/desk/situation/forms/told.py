"""What every fact of the situation says of itself as it is typed: who says so, since when, where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.places import PlaceView
from dodomu.situation.rules.known import Fact
from dodomu.situation.rules.terms import Provenance
from dodomu.web.desk.situation.forms.wall_hours import (
    CLOCKS_CHANGED,
    HOUR_AND_NONE,
    NoSuchHour,
    WallHour,
    moment_of,
    wall_of,
)
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.situation_words import PROVENANCES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST_WORDS = 4000
LONGEST_SAID_BY = 200
LONGEST_NOTE = 1000
LONGEST_REF = 60
Words = Mapping[str, Promise]


@dataclass(frozen=True)
class Surroundings:
    """Where a form stands: the places of the crisis, its own zone, and the zones that hours may be typed in."""

    places: Sequence[PlaceView]
    zone: str
    zone_of_fact: str = ""  # of what is changed: it stays among the choices whatever becomes of its place

    @property
    def zones(self) -> list[str]:
        """The zone of the crisis first, then those of its places."""
        others = sorted({place.zone for place in self.places} | {self.zone_of_fact} - {""})
        return list(dict.fromkeys([self.zone, *others]))

    def zone_of(self, place: UUID | None) -> str:
        """Return the zone of a place, or that of the crisis."""
        return next((each.zone for each in self.places if each.id == place), self.zone)


@dataclass(frozen=True)
class Section:
    """Some fields of a form under one heading; each row of names stands side by side."""

    heading: "StrOrPromise"
    rows: tuple[tuple[str, ...], ...]
    hint: "StrOrPromise" = ""
    is_folded: bool = False  # what is seldom needed waits behind its heading


def coded(
    label: "StrOrPromise", words: Mapping[Any, Promise], *, empty: "StrOrPromise | None" = None, **given: Any
) -> forms.ChoiceField:
    """A choice among codes by their names. With `empty`, nothing chosen is an answer of its own, in these words."""
    choices = [(str(code), name) for code, name in words.items()]
    return forms.ChoiceField(
        label=label,
        choices=[("", _("– choose –") if empty is None else empty), *choices],
        required=empty is None,
        **given,
    )


def either(label: "StrOrPromise", words: Words, codes: Iterable[str], **given: Any) -> forms.ChoiceField:
    """A choice that nobody makes by leaving it alone: nothing is chosen until somebody chooses."""
    choices = [(str(code), words[code]) for code in codes]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **given)


def line(label: "StrOrPromise", longest: int, *, required: bool = False, **given: Any) -> forms.CharField:
    """One line of words."""
    return forms.CharField(label=label, max_length=longest, required=required, **given)


def area(label: "StrOrPromise", longest: int = LONGEST_WORDS, **given: Any) -> forms.CharField:
    """Several lines of words."""
    widget = forms.Textarea(attrs={"rows": "2"})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, **given)


class ToldForm(forms.Form):
    """The common part of the five; each kind adds its fields, its sections and its hours."""

    sections: ClassVar[tuple[Section, ...]] = ()
    hours: ClassVar[tuple[str, ...]] = ("announced_at",)
    texts: ClassVar[Mapping[str, "StrOrPromise"]] = {}  # name of a column -> what its words are called
    ends: ClassVar[Mapping[str, str]] = {}  # an hour -> what says whether it was stated

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Place"), required=False)
    zone = forms.ChoiceField(
        label=_("Hours are those of"),
        required=False,
        help_text=_("Every hour on this page is wall time there, as a clock on the wall shows it."),
    )
    said_by = line(_("Who says so"), LONGEST_SAID_BY, help_text=_("A name, an office or a publication."))
    sources = line(
        _("Sources by their codes"),
        LONGEST_WORDS,
        help_text=_("For example S03, S11."),
    )
    source_address = forms.URLField(
        label=_("Address of a new source"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("Where it can be read again. It is kept as a source in the name of who says so."),
    )
    provenance = coded(_("How well it is founded"), PROVENANCES, initial="sourced")
    announced_at = WallHour(
        label=_("Known to everybody since"), help_text=_("When it was announced or printed, not when we heard of it.")
    )
    note = area(_("Note of the desk"), LONGEST_NOTE, help_text=_("It is never shown to the public."))
    ref = line(_("Code"), LONGEST_REF, help_text=_("What this is called in your lists, if it is."))

    def __init__(self, *args: Any, around: Surroundings, before: Fact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around, self.before = around, before  # before: the fact as it is known, when it is changed
        places = [(str(place.id), place.name) for place in around.places]
        choose(self, "place", [("", str(_("no place of ours"))), *places])
        zones = [(zone, zone_words(zone)) for zone in around.zones]
        empty = _("the place; without one: %(zone)s") % {"zone": zone_words(around.zone)}
        choose(self, "zone", [("", empty), *zones])
        for name, label in self.texts.items():
            for code in LANGUAGES:
                self.fields[f"{name}_{code}"] = _words_in(code, label)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into what is given: moments, texts by language, references one by one."""
        typed: dict[str, Any] = super().clean() or {}
        typed["place"] = UUID(typed["place"]) if typed.get("place") else None
        typed["zone"] = typed.get("zone") or self.around.zone_of(typed["place"])
        for name in self.hours:
            self._settle(typed, name)
        for name, stated in self.ends.items():
            self._end(typed, name, stated)
        for name in self.texts:
            found = {code: (typed.pop(f"{name}_{code}", "") or "").strip() for code in LANGUAGES}
            typed[name] = {code: words for code, words in found.items() if words}
        typed["sources"] = codes_of(typed.get("sources", ""))
        return typed

    def given(self) -> object:
        """Return the fact as it was typed, for the operation that states it."""
        raise NotImplementedError

    @classmethod
    def typed(cls, known: Fact) -> dict[str, Any]:
        """Return a fact as it would be typed into its form."""
        typed: dict[str, Any] = {"zone": known.zone}
        for name in cls.base_fields:
            value = getattr(known, name, None)
            if name in cls.hours:
                typed[name] = wall_of(value, known.zone)
            elif isinstance(value, tuple | list | frozenset):
                typed[name] = ", ".join(str(each) for each in value)
            elif value is not None:
                typed[name] = str(value)
        for name in cls.texts:
            typed |= {f"{name}_{code}": getattr(known, name).get(code, "") for code in LANGUAGES}
        return typed

    def common(self) -> dict[str, Any]:
        """Return what every kind is told of itself."""
        names = ("ref", "place", "sources", "said_by", "announced_at", "note", "zone")
        common = {name: self.cleaned_data[name] for name in names}
        return common | {"provenance": Provenance(self.cleaned_data["provenance"])}

    def shown_sections(self) -> list["ShownSection"]:
        """Return the sections with their fields, for the page."""
        return [
            ShownSection(
                each,
                [[self[name] for name in row] for row in each.rows],
                any(self[name].errors for row in each.rows for name in row),
            )
            for each in (*self.sections, *COMMON)
        ]

    def _settle(self, typed: dict[str, Any], name: str) -> None:
        wall: datetime | None = typed.get(name)
        if wall is None:
            return
        try:
            typed[name] = moment_of(wall, typed["zone"])
        except NoSuchHour:
            self.add_error(name, CLOCKS_CHANGED % {"zone": zone_words(typed["zone"])})

    def _end(self, typed: dict[str, Any], name: str, stated: str) -> None:
        said, is_typed = typed.get(stated), typed.get(name) is not None
        if said in ("stated", "assumed") and not is_typed and name not in self.errors:
            self.add_error(name, _("Write the hour, or say that nobody stated it."))
        if said in ("open", "not_stated") and is_typed:
            self.add_error(name, HOUR_AND_NONE)


@dataclass(frozen=True)
class ShownSection:
    """A section with its fields; one that is at fault is never folded away."""

    section: Section
    rows: list[list[BoundField]]
    is_wrong: bool


COMMON: tuple[Section, ...] = (
    Section(
        _("Who says so, and since when"),
        (("said_by", "sources"), ("source_address", "provenance"), ("announced_at",)),
        _("A source or a name is needed: whoever reads this in an hour must be able to ask again."),
    ),
    Section(_("For the desk"), (("note", "ref"),), is_folded=True),
)


def codes_of(typed: str) -> tuple[str, ...]:
    """Return codes that are set apart by commas, spaces, bars or semicolons."""
    for mark in ",;|":
        typed = typed.replace(mark, " ")
    return tuple(dict.fromkeys(typed.split()))


def choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = list(choices)


def _words_in(code: str, label: "StrOrPromise") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": "2", "lang": code})
    told = f"{label} – {NATIVE_NAMES[code]}"
    return forms.CharField(label=told, max_length=LONGEST_WORDS, required=False, widget=widget)
