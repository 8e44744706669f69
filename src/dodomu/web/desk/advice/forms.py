"""Advice as it is typed: what it asks for, where and how long it holds, its words in each language side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.rules.advice import LANGUAGES, LONGEST, LONGEST_WHY, AdviceFault, AdviceGiven, Words
from dodomu.contact.rules.terms import AdviceKind, Certainty, Severity, Urgency
from dodomu.foundation.places import PlaceView
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of, wall_of
from dodomu.web.parts.advice_words import CERTAINTIES, KINDS, SEVERITIES, URGENCIES
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.sentences import SENTENCES

PARTS = ("headline", "text", "short")
HOURS = ("valid_from", "valid_until")


@dataclass(frozen=True)
class Column:
    """The fields of one language."""

    language: str
    name: str
    fields: tuple[BoundField, ...]


class AdviceForm(forms.Form):
    """A draft of advice. A draft may be unfinished; what is missing is said when it is published."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What it asks for"), choices=[("", _("– choose –")), *KINDS.items()])
    valid_from = WallHour(label=_("Holds from"))
    valid_until = WallHour(
        label=_("Holds until"),
        required=False,
        help_text=_("Without an end it holds until it is replaced or withdrawn."),
    )
    supersedes = forms.ChoiceField(
        label=_("Takes the place of"),
        required=False,
        help_text=_("That ends in the moment in which this is published."),
    )
    urgency = forms.ChoiceField(label=_("How soon to act"), choices=[*URGENCIES.items()], initial=Urgency.UNKNOWN)
    severity = forms.ChoiceField(label=_("How grave"), choices=[*SEVERITIES.items()], initial=Severity.UNKNOWN)
    certainty = forms.ChoiceField(label=_("How sure"), choices=[*CERTAINTIES.items()], initial=Certainty.UNKNOWN)
    places = forms.MultipleChoiceField(
        label=_("Where"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: the whole country."),
    )

    def __init__(
        self,
        *args: Any,
        zone: str,
        places: Sequence[PlaceView],
        alive: Sequence[tuple[UUID, str]],
        required: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.order = [*required, *(code for code in LANGUAGES if code not in required)]
        _choose(self, "places", [(str(place.id), place.name) for place in places])
        nothing = ("", str(_("nothing: it is advice of its own")))
        _choose(self, "supersedes", [nothing, *((str(each), words) for each, words in alive)])
        for language in self.order:
            for part in PARTS:
                self.fields[f"{part}_{language}"] = _words_field(part, language)

    def clean(self) -> dict[str, Any]:
        """Turn wall hours into moments."""
        typed: dict[str, Any] = super().clean() or {}
        for name in HOURS:
            wall: datetime | None = typed.get(name)
            if wall is not None:
                try:
                    typed[name] = moment_of(wall, self.zone)
                except NoSuchHour:
                    self.add_error(name, CLOCKS_CHANGED % {"zone": zone_words(self.zone)})
        return typed

    def given(self) -> AdviceGiven:
        """Return the draft for the operation."""
        typed = self.cleaned_data
        return AdviceGiven(
            kind=AdviceKind(typed["kind"]), valid_from=typed["valid_from"], valid_until=typed["valid_until"],
            urgency=Urgency(typed["urgency"]), severity=Severity(typed["severity"]),
            certainty=Certainty(typed["certainty"]), places=tuple(UUID(place) for place in typed["places"]),
            supersedes=UUID(typed["supersedes"]) if typed["supersedes"] else None, words=self.words(),
        )  # fmt: skip

    def given_so_far(self, at: datetime) -> AdviceGiven:
        """Return what is typed already, whatever is at fault in it, to count what an SMS of it would be."""
        typed, until = self.cleaned_data, self.cleaned_data.get("valid_until")
        return AdviceGiven(
            kind=AdviceKind(typed.get("kind") or AdviceKind.OTHER), valid_from=typed.get("valid_from") or at,
            valid_until=until if isinstance(until, datetime) and until.tzinfo else None, words=self.words(),
        )  # fmt: skip

    def words(self) -> dict[str, Words]:
        """Return the words by language."""
        typed = self.cleaned_data
        return {code: Words(*(typed.get(f"{part}_{code}") or "" for part in PARTS)) for code in self.order}

    def columns(self) -> list[Column]:
        """Return the fields of each language, the languages that are needed first."""
        return [
            Column(code, NATIVE_NAMES.get(code, code), tuple(self[f"{part}_{code}"] for part in PARTS))
            for code in self.order
        ]

    def facts(self) -> list[BoundField]:
        """Return the fields that are one for all languages, without the places."""
        return [self[name] for name in ("kind", *HOURS, "supersedes", "urgency", "severity", "certainty")]

    def mark(self, faults: Sequence[AdviceFault]) -> bool:
        """Say each fault beside its field; return whether each had one."""
        has_place = True
        for fault in faults:
            name = field_of(fault.field)
            if name in self.fields:
                self.add_error(name, str(SENTENCES[fault.reason]))
            else:
                has_place = False
        return has_place and bool(faults)


class WithdrawForm(forms.Form):
    """Why advice is withdrawn."""

    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_WHY,
        required=False,
        help_text=_("It is kept with your name and is not shown to the public."),
    )


class VersionForm(forms.Form):
    """Which version of a draft was looked at."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def version_in(typed: QueryDict) -> int:
    """Return the version that was looked at; nought, which none is, where none was sent."""
    form = VersionForm(typed)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0


def field_of(name: str) -> str:
    """Return the field of the form for a field of the draft: `words.uk.headline` is `headline_uk`."""
    _words, dot, rest = name.partition(".")
    language, _dot, part = rest.partition(".")
    return f"{part or PARTS[0]}_{language}" if dot else name


def typed_before(line: AdviceLine, zone: str) -> dict[str, Any]:
    """Return advice as it would be typed into its form."""
    return {
        "version": line.version, "kind": line.kind, "urgency": line.urgency, "severity": line.severity,
        "certainty": line.certainty, "places": [str(place) for place in line.places],
        "valid_from": wall_of(line.valid_from, zone), "valid_until": wall_of(line.valid_until, zone),
        "supersedes": str(line.supersedes_id or ""), **_words_before(line.words),
    }  # fmt: skip


def typed_instead(line: AdviceLine, zone: str, at: datetime) -> dict[str, Any]:
    """Return the form of what takes the place of advice: the same words, to be changed, from now on."""
    is_over = line.valid_until is not None and line.valid_until <= at
    hours = {"valid_from": wall_of(at, zone), **({"valid_until": ""} if is_over else {})}
    return typed_before(line, zone) | hours | {"supersedes": str(line.id), "version": None}


def _words_before(words: Mapping[str, Words]) -> dict[str, str]:
    return {f"{part}_{code}": getattr(each, part) for code, each in words.items() for part in PARTS}


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = list(choices)


def _words_field(part: str, language: str) -> forms.CharField:
    """A field that is too long is refused by the rule, so that nothing that was typed is cut off."""
    labels = {"headline": _("Headline"), "text": _("Text"), "short": _("Words of the SMS")}
    rows = {"headline": "2", "text": "8", "short": "3"}
    attributes = {"rows": rows[part], "lang": language, "data-longest": str(LONGEST[part])}
    return forms.CharField(label=labels[part], required=False, widget=forms.Textarea(attrs=attributes))
