"""A broadcast as it is typed: to whom, over which ways, in which words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from dodomu.channels.messages import ChannelKind
from dodomu.contact.operations.broadcasting import LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_WHY, Drafted
from dodomu.contact.operations.broadcasting import Words as Said
from dodomu.contact.queries.named_parties import MOST_CODES, parties_of
from dodomu.contact.rules import ladders
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.ladders import LONGEST_WAIT, LadderFault, Step
from dodomu.contact.rules.terms import Ground, Purpose, Rung
from dodomu.contact.rules.waves import LONGEST_PAUSE, MOST_WAVES
from dodomu.foundation.places import PlaceView
from dodomu.people.rules.needs import Need
from dodomu.people.rules.references import read_reference
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish
from dodomu.web.desk.situation.forms.told import area, choose, coded, line
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of
from dodomu.web.parts.broadcast_words import GROUNDS, PURPOSES, STEPS
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.terms import ACCOUNTS, NEEDS, WISHES

ROWS: Final = 8  # of the ladder, on the page
LONGEST_CODES: Final = 6000
MOST_TYPED: Final = 100_000
BY_HAND: Final = {code: PURPOSES[code] for code in ("advice", "notice")}  # check-ins and offers have their own pages
NEVER_TOLD: Final = (Account.DECEASED, Account.NOT_OURS)
HOURS: Final = ("not_heard_since", "heard_since")
LANGUAGES: Final = [code for code, _name in settings.LANGUAGES]
APART: Final = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Column:
    """The words of one language."""

    language: str
    name: str
    fields: tuple[BoundField, ...]


def _many(label: Any, **given: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **given)


class DraftForm(forms.Form):
    """What is said to whom, and how they are reached."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    name = line(_("What the desk calls it"), LONGEST_NAME, required=True, help_text=_("Nobody outside reads it."))
    purpose = coded(_("Why it is sent"), BY_HAND)
    ground = coded(_("To whom it may go"), GROUNDS, initial=Ground.ASKED_FOR, widget=forms.RadioSelect)
    advice = forms.ChoiceField(
        label=_("Carries the advice"),
        required=False,
        help_text=_("Its signed words are sent unless others are written below, and it ends with the advice."),
    )
    places = _many(_("At these places, and whatever lies in them"))
    needs = _many(_("With one of these needs"), choices=list(NEEDS.items()))
    wishes = _many(_("Who want"), choices=list(WISHES.items()))
    accounts = _many(_("Who stand in the ledger as"))
    languages = _many(_("Who speak"))
    legs = line(_("With a place on one of these legs"), LONGEST_CODES, help_text=_("Their codes, with commas between."))
    codes = line(
        _("Parties of these people"), LONGEST_CODES, help_text=_("Their reference codes, with commas between.")
    )
    not_heard_since = WallHour(label=_("Of whom nothing was heard since"), required=False)
    heard_since = WallHour(label=_("Of whom something was heard since"), required=False)
    registered_only = forms.BooleanField(label=_("Only who registered themselves"), required=False)
    waves = forms.IntegerField(label=_("In how many waves"), min_value=1, max_value=MOST_WAVES, initial=1)
    wave_minutes = forms.IntegerField(
        label=_("Minutes between two waves"), min_value=0, max_value=LONGEST_PAUSE, initial=0
    )

    def __init__(
        self, *args: Any, crisis: UUID, zone: str, places: Iterable[PlaceView], advice: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.crisis, self.zone = crisis, zone
        choose(self, "places", [(str(place.id), place.name) for place in places])
        told = [(code, str(words)) for code, words in ACCOUNTS.items() if code not in NEVER_TOLD]
        choose(self, "accounts", told)
        choose(self, "languages", [(code, NATIVE_NAMES[code]) for code in LANGUAGES])
        choose(self, "advice", [("", str(_("none"))), *advice])
        choose(self, "purpose", [("", str(_("– choose –"))), *((code, str(words)) for code, words in BY_HAND.items())])
        choose(self, "ground", [(code, str(words)) for code, words in GROUNDS.items()])
        self._add_steps()
        self._add_words()

    def _add_steps(self) -> None:
        steps = [("", "–"), *((code, str(words)) for code, words in STEPS.items())]
        for number in range(ROWS):
            self.fields[f"step_{number}"] = forms.ChoiceField(
                label=_("Way {number}").format(number=number + 1), required=False, choices=steps
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Minutes to wait after way {number}").format(number=number + 1), required=False, min_value=0,
                max_value=LONGEST_WAIT,
            )  # fmt: skip

    def _add_words(self) -> None:
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = area(_("Text"), LONGEST_TEXT)
            self.fields[f"sms_{language}"] = area(_("Shorter, for SMS"), LONGEST_TEXT)
            self.fields[f"subject_{language}"] = line(_("Subject of the email"), LONGEST_SUBJECT)

    @property
    def columns(self) -> list[Column]:
        """The fields of the words, one column a language."""
        return [
            Column(
                language,
                NATIVE_NAMES[language],
                tuple(self[f"{part}_{language}"] for part in ("text", "sms", "subject")),
            )
            for language in LANGUAGES
        ]

    @property
    def steps(self) -> list[tuple[BoundField, BoundField]]:
        """The rows of the ladder: a way, and how long is waited after it."""
        return [(self[f"step_{number}"], self[f"minutes_{number}"]) for number in range(ROWS)]

    @property
    def narrows(self) -> bool:
        """Whether something of the audience beyond places was chosen, so that its part of the page is open."""
        names = ("needs", "wishes", "accounts", "languages", "legs", "codes", *HOURS, "registered_only")
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        """Read hours in the zone of the crisis, codes as parties, and the rows as a ladder."""
        typed = self.cleaned_data
        for name in HOURS:
            self._read_hour(name)
        self._read_codes()
        self._read_ladder()
        if typed.get("waves", 1) > 1 and not typed.get("wave_minutes"):
            self.add_error("wave_minutes", _("Several waves need minutes between them."))
        return typed

    def _read_hour(self, name: str) -> None:
        wall = self.cleaned_data.get(name)
        if not isinstance(wall, datetime):
            return
        try:
            self.cleaned_data[name] = moment_of(wall, self.zone)
        except NoSuchHour:
            self.add_error(name, CLOCKS_CHANGED % {"zone": zone_words(self.zone)})

    def _read_codes(self) -> None:
        typed = [each for each in re.split(r"[,;\n]+", self.cleaned_data.get("codes", "")) if each.strip()]
        read = {each.strip(): str(read_reference(each)) for each in typed}
        known = parties_of(self.crisis, read.values()) if typed else {}
        unknown = [each for each, code in read.items() if code not in known]
        if len(typed) > MOST_CODES:
            self.add_error("codes", _("At most {most} at a time.").format(most=MOST_CODES))
        elif unknown:
            self.add_error("codes", _("Nobody here has this code: {codes}").format(codes=", ".join(unknown[:5])))
        self.cleaned_data["parties"] = tuple(dict.fromkeys(known.values()))

    def _read_ladder(self) -> None:
        steps: list[Step] = []
        rows: list[int] = []
        for number in range(ROWS):
            if chosen := self.cleaned_data.get(f"step_{number}"):
                rung, channel = chosen.split()
                minutes = self.cleaned_data.get(f"minutes_{number}") or 0
                steps.append(Step(Rung(rung), ChannelKind(channel), minutes))
                rows.append(number)
        try:
            self.cleaned_data["ladder"] = ladders.read(steps)
        except LadderFault as fault:
            words = _("This way stands here twice.") if steps else _("Choose one way at least.")
            self.add_error(f"step_{rows[fault.step] if rows else 0}", words)

    def given(self) -> Drafted:
        """Return what was typed."""
        typed = self.cleaned_data
        return Drafted(
            name=typed["name"], purpose=Purpose(typed["purpose"]), audience=self._audience(), ladder=typed["ladder"],
            texts=tuple(self._said()), ground=Ground(typed["ground"]),
            advice=UUID(typed["advice"]) if typed["advice"] else None, waves=typed["waves"],
            wave_minutes=typed["wave_minutes"],
        )  # fmt: skip

    def _audience(self) -> Audience:
        typed = self.cleaned_data
        return Audience(
            places=tuple(UUID(each) for each in typed["places"]), needs=tuple(Need(each) for each in typed["needs"]),
            wishes=tuple(Wish(each) for each in typed["wishes"]),
            accounts=tuple(Account(each) for each in typed["accounts"]),
            legs=tuple(dict.fromkeys(each for each in APART.split(typed["legs"]) if each)), parties=typed["parties"],
            languages=tuple(typed["languages"]), not_heard_since=typed["not_heard_since"],
            heard_since=typed["heard_since"], registered_only=typed["registered_only"],
        )  # fmt: skip

    def _said(self) -> Iterable[Said]:
        for language in LANGUAGES:
            text, short, subject = (
                self.cleaned_data[f"{part}_{language}"].strip() for part in ("text", "sms", "subject")
            )
            if text:
                yield Said(language, text, subject)
            if short:
                yield Said(language, short, "", ChannelKind.SMS)


class StopForm(forms.Form):
    """Why a broadcast is stopped."""

    why = line(_("Why it is stopped"), LONGEST_WHY, required=True)


class ResultsForm(forms.Form):
    """What was ticked on sheets, line by line."""

    text = forms.CharField(
        label=_("What was ticked"),
        max_length=MOST_TYPED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": "10", "autocomplete": "off", "spellcheck": "false"}),
    )
