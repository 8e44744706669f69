"""Words of feedback: what it says, where it stands, what was done with it."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.contact.queries.voices import home_zone
from dodomu.contact.rules.voices import spoken
from dodomu.foundation.crises import CrisisView
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import day_words

KINDS: Mapping[str, Promise] = {
    "wrong": _("Something is wrong"),
    "missing": _("Something is missing"),
    "suggestion": _("Something could be better"),
    "thanks": _("Thank you"),
    "other": _("Something else"),
}
STANDINGS: Mapping[str, Promise] = {
    "open": _("not answered yet"),
    "overdue": _("not answered, although the promised day has passed"),
    "in_time": _("answered in time"),
    "late": _("answered later than promised"),
    "set_aside": _("set aside"),
}
ASIDES: Mapping[str, Promise] = {
    "empty": _("it says nothing that could be answered"),
    "abuse": _("it only insults"),
    "advert": _("it is an advertisement"),
    "repeated": _("the same sender said it before"),
}
TURNS: Mapping[str, Promise] = {
    "written": _("written down for somebody who said it"),
    "taken": _("taken on"),
    "handed_on": _("handed on"),
    "released": _("given back to all"),
    "answered": pgettext_lazy("feedback", "answered"),
    "corrected": _("answer corrected"),
    "told": _("word was sent that there is an answer"),
    "hidden": _("public answer taken down"),
    "changed": _("what changed was said"),
    "set_aside": _("set aside"),
    "taken_back": _("brought back"),
}


def word_of_answer(language: str, number: str) -> str:
    """Return what tells somebody of an answer, in their language; `{link}` is filled in where it is sent."""
    with translation.override(language if language in NATIVE_NAMES else None):
        return gettext("Your feedback {number} was answered. Read the answer here: {{link}}").format(
            number=spoken(number)
        )


def promised_day(crisis: CrisisView, promised_for: datetime) -> str:
    """Return the day until whose end an answer was promised, as they count it at home: “14 January 2022”."""
    return day_words(promised_for, home_zone(crisis.sending, otherwise=crisis.zone))
