"""What officers type about check-ins: a round, an answer they heard, an attempt in vain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dodomu.contact.operations.attending import LONGEST_WORDS as LONGEST_TAKEN_ON
from dodomu.contact.operations.checking_in import LONGEST_SAID_BY, LONGEST_WORDS, Heard
from dodomu.contact.operations.rounds import LONGEST_NAME, LONGEST_TEXT, RoundGiven
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.terms import Question, Said
from dodomu.foundation.places import PlaceView
from dodomu.people.rules.terms import Account, Channel, NoteKind
from dodomu.people.rules.wishes import Wish
from dodomu.web.desk.people.words import NOTES
from dodomu.web.desk.situation.forms.told import area, choose, coded, line
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of, wall_of
from dodomu.web.parts.check_in_words import EVERY, ONCE, QUESTIONS, SAID
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.terms import CHANNELS, WISHES

HEARD_BY = {code: CHANNELS[code] for code in ("phone", "sms", "messenger", "email", "gate", "desk")}
TRIED_IN_VAIN = {kind.value: NOTES[kind] for kind in (NoteKind.NO_ANSWER, NoteKind.OUT_OF_REACH)}
# Who has left by themselves is asked whether they are back; who is in our care, whether they are safe.
ASKED_OF = {Question.SAFE: (), Question.BACK: (Account.LEFT_ALONE,)}


def read_hour(form: forms.Form, name: str, zone: str) -> None:
    """Read a wall time that was typed as the moment it means in a zone."""
    try:
        form.cleaned_data[name] = moment_of(form.cleaned_data[name], zone)
    except NoSuchHour:
        form.add_error(name, CLOCKS_CHANGED % {"zone": zone_words(zone)})


class TakeOnForm(forms.Form):
    """What is done for somebody who asked for an officer."""

    words = line(_("What is being done"), LONGEST_TAKEN_ON, required=True)


class HeardForm(forms.Form):
    """What somebody said of themselves, as an officer heard it."""

    check_in = forms.UUIDField(widget=forms.HiddenInput)
    said = coded(_("What they say"), SAID, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Where they are"), required=False)
    words = area(_("In their words"), LONGEST_WORDS)
    channel = coded(_("How"), HEARD_BY, initial="phone")
    said_at = WallHour(label=_("When"), required=True)
    by_other = forms.BooleanField(label=_("Another says it of them"), required=False)
    said_by = line(_("Who says it"), LONGEST_SAID_BY, help_text=_("Only if it is another: a name, and who they are."))

    def __init__(self, *args: Any, places: Iterable[PlaceView], zone: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at = zone, at
        self.fields["said_at"].initial = wall_of(at, zone)
        choose(self, "said", [(code, str(words)) for code, words in SAID.items()])
        choose(self, "place", [("", str(_("not said"))), *((str(each.id), each.name) for each in places)])

    def clean(self) -> dict[str, Any]:
        """Words say something where nothing else does; another who speaks has a name."""
        typed = self.cleaned_data
        if typed.get("said") == Said.WORDS and not typed.get("words", "").strip():
            self.add_error("words", _("Write what they say."))
        if typed.get("by_other") and not typed.get("said_by", "").strip():
            self.add_error("said_by", _("Write who says it."))
        if isinstance(typed.get("said_at"), datetime):
            read_hour(self, "said_at", self.zone)
        return typed

    @property
    def hour(self) -> datetime:
        """When it was said; the minute that runs now is now, as nobody types seconds."""
        typed: datetime = self.cleaned_data["said_at"]
        return self.at if typed == self.at.replace(second=0, microsecond=0) else typed

    def heard(self) -> Heard:
        """Return what was typed."""
        typed = self.cleaned_data
        return Heard(
            said=Said(typed["said"]),
            place=UUID(typed["place"]) if typed["place"] else None,
            words=typed["words"].strip(),
            channel=Channel(typed["channel"]),
            by_other=typed["by_other"],
            said_by=typed["said_by"].strip() if typed["by_other"] else "",
        )


class TriedForm(forms.Form):
    """An attempt in vain."""

    note = forms.UUIDField(widget=forms.HiddenInput)
    kind = coded(_("What came of it"), TRIED_IN_VAIN, widget=forms.RadioSelect)
    words = line(_("Which number, who answered instead"), LONGEST_WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", [(code, str(words)) for code, words in TRIED_IN_VAIN.items()])


class UnreachableForm(forms.Form):
    """Why an officer calls somebody unreachable."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    words = line(_("Who looks for them now, and how"), LONGEST_WORDS, required=True)


class RoundForm(forms.Form):
    """What is asked of whom, and how often."""

    round_id = forms.UUIDField(widget=forms.HiddenInput)
    name = line(_("Name of the round"), LONGEST_NAME, required=True)
    question = coded(_("The question"), QUESTIONS, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Of those at"), required=False)
    wish = coded(_("Of those who"), WISHES, empty=_("want anything"))
    every_hours = forms.TypedChoiceField(label=_("How often"), coerce=int, empty_value=None, required=False)
    first_at = WallHour(label=_("The first time"), required=True)
    ends_at = WallHour(label=_("Until"), required=False)

    def __init__(self, *args: Any, places: Iterable[PlaceView], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        choose(self, "question", [(code, str(words)) for code, words in QUESTIONS.items()])
        choose(self, "place", [("", str(_("anywhere"))), *((str(each.id), each.name) for each in places)])
        choose(self, "every_hours", [("", str(ONCE)), *((str(hours), str(words)) for hours, words in EVERY.items())])
        for language, _name in settings.LANGUAGES:
            self.fields[f"text_{language}"] = area(
                _("The words in {language}").format(language=NATIVE_NAMES[language]),
                LONGEST_TEXT,
                help_text=_("Left empty, the usual words are sent.") if language == settings.LANGUAGES[0][0] else "",
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of the words, one a language."""
        return [self[name] for name in self.fields if name.startswith("text_")]

    def clean(self) -> dict[str, Any]:
        """Read the hours in the zone of the crisis."""
        typed = self.cleaned_data
        for name in ("first_at", "ends_at"):
            if isinstance(typed.get(name), datetime):
                read_hour(self, name, self.zone)
        return typed

    def given(self) -> RoundGiven:
        """Return what was typed."""
        typed = self.cleaned_data
        question = Question(typed["question"])
        texts = {name.removeprefix("text_"): typed[name] for name in typed if name.startswith("text_")}
        return RoundGiven(
            name=typed["name"],
            question=question,
            audience=Audience(
                places=(UUID(typed["place"]),) if typed["place"] else (),
                wishes=(Wish(typed["wish"]),) if typed["wish"] else (),
                accounts=ASKED_OF[question],
            ),
            first_at=typed["first_at"],
            every_hours=typed["every_hours"],
            ends_at=typed["ends_at"],
            texts={language: text for language, text in texts.items() if text.strip()},
        )
