"""What officers type about offers: an answer that was told to them, why one is taken back, how many are invited."""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.journeys.rules.terms import Answer, DeclineReason
from dodomu.web.desk.situation.forms.told import choose, coded, line
from dodomu.web.parts.offer_words import ANSWERS, DECLINE_REASONS
from dodomu.web.parts.terms import CHANNELS

LONGEST_WHY = 400
LONGEST_SAID_BY = 120
MOST = 100_000
TOLD_BY = {code: CHANNELS[code] for code in ("phone", "messenger", "sms", "email", "gate", "desk")}
REASONS = {code: words for code, words in DECLINE_REASONS.items() if code != DeclineReason.NOT_SAID}


class AnswerForm(forms.Form):
    """An answer as an officer heard it."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    answer = coded(_("Their answer"), ANSWERS, widget=forms.RadioSelect)
    reason = coded(_("If no: why"), REASONS, empty=_("not said"))
    said_by = line(_("Who said it"), LONGEST_SAID_BY, help_text=_("A name, or whose telephone it was."))
    channel = coded(_("How"), TOLD_BY, initial="phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "answer", [(code, str(words)) for code, words in ANSWERS.items()])

    def given(self) -> dict[str, Any]:
        """Return what was typed for the operation; other words in the same form are another answer."""
        typed = self.cleaned_data
        answer = Answer(typed["answer"])
        reason = DeclineReason(typed["reason"]) if typed["reason"] and answer is Answer.DECLINE else None
        said = "|".join((answer, reason or "", typed["said_by"], typed["channel"]))
        submission: UUID = typed["submission"]
        return {
            "answer": answer,
            "reason": reason,
            "said_by": typed["said_by"],
            "channel": typed["channel"],
            "submission": uuid5(submission, said),
        }


class WhyForm(forms.Form):
    """Why an offer is taken back."""

    why = line(_("Why"), LONGEST_WHY, required=True, help_text=_("It is kept with your name."))


class MoveForm(forms.Form):
    """By which departure a party is to travel instead."""

    leg = forms.ChoiceField(label=_("By which departure"))

    def __init__(self, *args: Any, legs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "leg", [("", str(_("– choose –"))), *legs])


class InviteForm(forms.Form):
    """How many persons more are asked to a gate."""

    how_many = forms.IntegerField(label=_("How many persons"), min_value=1, max_value=MOST)


class AllowForm(forms.Form):
    """How many may be asked beyond the places, and why."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    invite_extra = forms.IntegerField(label=_("At most, beyond the places"), min_value=0, max_value=MOST)
    why = line(_("Why"), LONGEST_WHY, required=True, help_text=_("It is kept with your name."))
