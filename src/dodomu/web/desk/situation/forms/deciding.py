"""What is decided about a fact: why it is struck, how a rumour is answered, what became of what was expected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.situation.rules.terms import Outcome, Precision, Stated, Verdict
from dodomu.web.desk.situation.forms.told import LANGUAGES, LONGEST_SAID_BY, area, coded, line
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, HOUR_AND_NONE, NoSuchHour, WallHour, moment_of
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.situation_words import OUTCOMES, PRECISIONS, STATED, VERDICTS

JUDGED = {code: words for code, words in VERDICTS.items() if code != Verdict.OPEN}
BECAME = {code: words for code, words in OUTCOMES.items() if code != Outcome.OPEN}
NEW_HOURS = (Stated.STATED, Stated.OPEN, Stated.NOT_STATED, Stated.ASSUMED)
TO_ANOTHER_HOUR = (Outcome.MOVED, Outcome.EXTENDED)


class Decision(forms.Form):
    """A decision about the version that was read."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class StrikeForm(Decision):
    """Why it should never have been stated."""

    why = line(_("Why"), 400, required=True, help_text=_("What was wrong with it. The words stay in its history."))


class HourForm(Decision):
    """A decision with an hour, typed as wall time of the fact's zone."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for field in self.fields.values():
            if isinstance(field, WallHour) and not field.help_text:
                field.help_text = _("Hour in %(zone)s.") % {"zone": zone_words(zone)}

    def clean(self) -> dict[str, Any]:
        """Turn wall times into moments."""
        typed: dict[str, Any] = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, WallHour) and typed.get(name) is not None:
                self._settle(typed, name)
        return typed

    def _settle(self, typed: dict[str, Any], name: str) -> None:
        try:
            typed[name] = moment_of(typed[name], self.zone)
        except NoSuchHour:
            self.add_error(name, CLOCKS_CHANGED % {"zone": zone_words(self.zone)})


class AnswerForm(HourForm):
    """What is true about a rumour, and who says so."""

    verdict = coded(_("The claim is"), JUDGED)
    answered_by = line(
        _("Who answers"), LONGEST_SAID_BY, required=True, help_text=_("A name or an office that the public knows.")
    )
    answered_at = WallHour(label=_("Answered at"))
    answered_precision = coded(_("How exactly is this known"), PRECISIONS, initial=Precision.HOUR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"answers_{code}"] = area(f"{_('Answer')} – {NATIVE_NAMES[code]}")

    def answers(self) -> dict[str, str]:
        """Return the answer in each language in which there is one."""
        found = {code: self.cleaned_data[f"answers_{code}"].strip() for code in LANGUAGES}
        return {code: words for code, words in found.items() if words}


class SettleForm(HourForm):
    """What became of it."""

    outcome = coded(pgettext_lazy("something expected", "What became of it"), BECAME)
    happened_at = WallHour(label=_("When it happened, or was said"), required=False)
    words = line(_("In words"), 500, help_text=_("What happened instead, or who said so."))
    moved_is = forms.ChoiceField(
        label=_("If it was moved or extended: the new hour is"),
        choices=[("", _("– it was not moved –")), *((code.value, STATED[code]) for code in NEW_HOURS)],
        required=False,
    )
    moved_to = WallHour(label=_("New hour"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the new hour of what was moved, or that nobody stated one, and for none of anything else."""
        typed = super().clean()
        is_moved, said = typed.get("outcome") in TO_ANOTHER_HOUR, typed.get("moved_is")
        if is_moved and not said and not typed.get("moved_to"):
            self.add_error("moved_is", _("Say which hour it was moved to, or that nobody stated one."))
        if said in (Stated.STATED, Stated.ASSUMED) and not typed.get("moved_to") and "moved_to" not in self.errors:
            self.add_error("moved_to", _("Write the hour to which it was moved."))
        if said in (Stated.OPEN, Stated.NOT_STATED) and typed.get("moved_to"):
            self.add_error("moved_to", HOUR_AND_NONE)
        if typed.get("outcome") and not is_moved and (said or typed.get("moved_to")):
            self.add_error("moved_is", _("A new hour belongs to what was moved or extended only."))
        return typed
