"""What officers type about feedback: what somebody told them, an answer, to whom it goes, why it is set aside."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dodomu.contact.queries.voices import VoiceView
from dodomu.contact.queries.ways_to_reach import Way
from dodomu.contact.rules import voices as limits
from dodomu.contact.rules.terms import VoiceAside, VoiceKind
from dodomu.contact.rules.voices import AnswerGiven, VoiceGiven
from dodomu.web.parts.terms import CHANNELS
from dodomu.web.parts.voice_words import ASIDES, KINDS

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES]


def _area(label: Any, longest: int, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": "4"})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, **given)


class ToldForm(forms.Form):
    """Feedback as somebody told it to an officer."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is it?"), choices=[*KINDS.items()], widget=forms.RadioSelect)
    words = _area(_("In their words"), limits.LONGEST_WORDS)
    contact = forms.CharField(
        label=_("How to reach them"),
        max_length=limits.LONGEST_CONTACT,
        required=False,
        help_text=_("Leave it empty if they want to stay anonymous. Read them the number."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def given(self) -> VoiceGiven:
        """Return what was typed for the operation."""
        typed = self.cleaned_data
        return VoiceGiven(VoiceKind(typed["kind"]), typed["words"], typed["language"], typed["contact"])


class VersionForm(forms.Form):
    """Nothing but what was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AnswerForm(VersionForm):
    """An answer to the sender, to all, or both."""

    private = _area(
        _("Answer to the sender"),
        limits.LONGEST_ANSWER,
        help_text=_("Only they read it, at the secret address they were given or on their private page."),
    )
    public_question = forms.CharField(
        label=_("What was asked, in your words"),
        max_length=limits.LONGEST_QUESTION,
        required=False,
        help_text=_("It is shown to all: name nobody, and copy nothing by which somebody is recognised."),
    )
    public_answer = _area(_("Answer to all"), limits.LONGEST_PUBLIC_ANSWER)
    what_changed = forms.CharField(
        label=_("What changed because of it"),
        max_length=limits.LONGEST_CHANGE,
        required=False,
        help_text=_("It is shown to all. Leave it empty if nothing changed, or not yet."),
    )
    public_language = forms.ChoiceField(label=_("Language of what all read"), choices=LANGUAGES, required=False)
    tell = forms.BooleanField(label=_("Send them word that there is an answer"), required=False, initial=True)
    of_all = ("public_question", "public_answer", "what_changed", "public_language")

    def __init__(self, *args: Any, may_publish: bool, way: Way | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way is None:
            del self.fields["tell"]
        else:
            self.fields["tell"].help_text = f"{CHANNELS.get(way.channel, way.channel)}: {way.address}"
        if not may_publish:
            for name in self.of_all:
                del self.fields[name]

    def given(self) -> AnswerGiven:
        """Return the answer for the operation."""
        return AnswerGiven(
            **{name: words for name, words in self.cleaned_data.items() if name not in ("version", "tell")}
        )


class ChangedForm(VersionForm):
    """What changed because of feedback."""

    what_changed = forms.CharField(
        label=_("What changed because of it"),
        max_length=limits.LONGEST_CHANGE,
        required=False,
        help_text=_("It is shown to all, so name nobody."),
    )


class HideForm(VersionForm):
    """Why a public answer is taken down."""

    why = forms.CharField(
        label=_("Why"),
        max_length=limits.LONGEST_WHY,
        required=False,
        help_text=_("It is kept with your name and is not shown to the public."),
    )


class AsideForm(VersionForm):
    """Why feedback is set aside."""

    why = forms.ChoiceField(label=_("Why"), choices=[*ASIDES.items()], widget=forms.RadioSelect)
    words = forms.CharField(label=_("Remark for the desk"), max_length=limits.LONGEST_WHY, required=False)

    def given(self) -> dict[str, Any]:
        """Return what was typed for the operation."""
        typed = self.cleaned_data
        return {"version": typed["version"], "why": VoiceAside(typed["why"]), "words": typed["words"]}


class HandOnForm(VersionForm):
    """To whom feedback goes."""

    to = forms.ChoiceField(label=_("To whom"), required=False)
    words = forms.CharField(label=_("Remark for the desk"), max_length=limits.LONGEST_WHY, required=False)

    def __init__(self, *args: Any, officers: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [("", str(_("to nobody: back to all"))), *((str(each), name) for each, name in officers)]

    def given(self) -> dict[str, Any]:
        """Return what was typed for the operation."""
        typed = self.cleaned_data
        return {
            "version": typed["version"],
            "to": UUID(typed["to"]) if typed["to"] else None,
            "words": typed["words"],
        }


def answer_before(view: VoiceView) -> Mapping[str, object]:
    """Return the form of an answer as it was last given; the question for all is never taken from the sender."""
    return {
        "version": view.version,
        "private": view.answer,
        "public_question": view.public_question,
        "public_answer": view.public_answer,
        "what_changed": view.what_changed,
        "public_language": view.public_language or view.line.language,
    }
