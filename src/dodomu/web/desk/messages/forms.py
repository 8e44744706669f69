"""What officers type in conversations: an answer, a call, to whom it is handed on, with what outcome it is closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dodomu.channels.messages import ChannelKind, Parts
from dodomu.contact.queries.ways_to_reach import Way
from dodomu.contact.queries.wording import sms_parts
from dodomu.contact.rules.conversing import LONGEST_ANSWER, LONGEST_NOTE, LONGEST_WORDS, OUTCOMES
from dodomu.people.operations.notes import LONGEST_SAID_BY
from dodomu.web.desk.people.forms import HOUR, HOURS, choose
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.message_words import CALLS, MESSAGE_CHANNELS
from dodomu.web.parts.message_words import OUTCOMES as OUTCOME_WORDS
from dodomu.web.parts.sentences import fault_sentence

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST_SUBJECT = 200
LONGEST_NAME = 80
OUTCOME_CHOICES = [("", _("– choose –")), *((each.value, OUTCOME_WORDS[each]) for each in OUTCOMES)]
APART = "|"  # between channel and address in the value of a way


class AnswerForm(forms.Form):
    """An answer, on which way it goes, and up to where the officer had read."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    way = forms.ChoiceField(label=_("To"))
    language = forms.ChoiceField(label=_("In"), choices=[(code, NATIVE_NAMES[code]) for code in LANGUAGES])
    subject = forms.CharField(
        label=_("Subject"), required=False, max_length=LONGEST_SUBJECT, help_text=_("Only an email has one.")
    )
    text = forms.CharField(
        label=_("Answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": "6", "dir": "auto"})
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "way", [(_value(way), f"{MESSAGE_CHANNELS[way.channel]}: {way.address}") for way in ways])

    def sms_parts(self) -> Parts | None:
        """Return in how many parts what is typed so far would go as an SMS; nothing where it goes by another way."""
        channel, _apart, address = str(self["way"].value() or "").partition(APART)
        text = str(self["text"].value() or "").strip()[:LONGEST_ANSWER]
        is_sms = channel == ChannelKind.SMS or (channel == ChannelKind.DRILL and address.startswith("+"))
        return sms_parts(text) if is_sms and text else None

    def way_chosen(self) -> tuple[ChannelKind, str]:
        """Return the channel and address that were chosen."""
        channel, _apart, address = self.cleaned_data["way"].partition(APART)
        return ChannelKind(channel), address


def _value(way: Way) -> str:
    return f"{way.channel}{APART}{way.address}"


class CallForm(forms.Form):
    """A call, an attempt to call, or a remark."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What happened?"), choices=list(CALLS.items()))
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": "3"})
    )
    said_by = forms.CharField(label=_("Who says so?"), required=False, max_length=LONGEST_SAID_BY)
    happened_at = forms.DateTimeField(
        label=_("When"),
        input_formats=HOURS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR),
    )

    def clean(self) -> dict[str, Any]:
        """A remark without words says nothing."""
        data = self.cleaned_data
        if data.get("kind") == "remark" and not data.get("words", "").strip():
            self.add_error("words", fault_sentence("needed"))
        return data


class HandForm(forms.Form):
    """To whom a conversation is handed, and what they should know."""

    officer = forms.ChoiceField(label=_("Who looks after it"), required=False)
    words = forms.CharField(label=_("What they should know"), required=False, max_length=LONGEST_WORDS)

    def __init__(self, *args: Any, officers: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "officer", [("", _("everybody")), *((str(each), name) for each, name in officers)])

    def clean_officer(self) -> UUID | None:
        """Return the id of the officer; nothing is everybody."""
        return UUID(self.cleaned_data["officer"]) if self.cleaned_data["officer"] else None


class CloseForm(forms.Form):
    """With what outcome a conversation is closed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("With what outcome"), choices=OUTCOME_CHOICES)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_WORDS,
        help_text=_("If it was passed on: to whom. It is kept with your name."),
    )  # fmt: skip


class SavedForm(forms.Form):
    """A saved answer in our languages; a language without words does not have it."""

    answer = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, help_text=_("Only the desk sees it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            widget = forms.Textarea(attrs={"rows": "4", "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(
                label=NATIVE_NAMES[code], required=False, max_length=LONGEST_ANSWER, widget=widget
            )

    def texts(self) -> dict[str, str]:
        """Return the words by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code in LANGUAGES}


def hour_now(at: datetime) -> datetime:
    """Return an hour without its seconds, as a field shows it."""
    return at.replace(second=0, microsecond=0)
