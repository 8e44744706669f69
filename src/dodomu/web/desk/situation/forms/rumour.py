"""A rumour as it is typed: the claim, where it goes round, what harm it may do. It is answered on a page of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from dodomu.situation.rules.given import RumourGiven
from dodomu.situation.rules.known import RumourKnown
from dodomu.situation.rules.terms import Precision, Verdict
from dodomu.web.desk.situation.forms.told import Section, ToldForm, area, coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.parts.situation_words import PRECISIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RumourForm(ToldForm):
    """A claim that goes round."""

    sections = (
        Section(
            _("What is claimed"),
            (("claims_uk", "claims_en"), ("claims_ru", "claims_kk")),
            _("One language is enough. The public is never told of it without its answer."),
        ),
        Section(
            _("Where it goes round"),
            (("channel", "place"), ("first_seen_at", "first_seen_precision", "zone"), ("harm",)),
        ),
    )
    hours = (*ToldForm.hours, "first_seen_at")
    texts: ClassVar[Mapping[str, "StrOrPromise"]] = {"claims": _("Claim")}

    channel = line(_("Seen in"), 80, help_text=_("For example: messengers, a television channel."))
    first_seen_at = WallHour(label=_("First seen"))
    first_seen_precision = coded(_("How exactly is this known"), PRECISIONS, initial=Precision.HOUR)
    harm = area(_("What harm it may do"), 500)

    def given(self) -> RumourGiven:
        """Return the claim as it was typed; an answer that it has stays."""
        typed = self.cleaned_data
        was = self.before if isinstance(self.before, RumourKnown) else None
        return RumourGiven(
            **self.common(),
            claims=typed["claims"],
            channel=typed["channel"],
            first_seen_at=typed["first_seen_at"],
            first_seen_precision=Precision(typed["first_seen_precision"]),
            harm=typed["harm"],
            verdict=was.verdict if was else Verdict.OPEN,
            answered_at=was.answered_at if was else None,
            answered_precision=was.answered_precision if was else Precision.HOUR,
            answered_by=was.answered_by if was else "",
            answers=was.answers if was else {},
        )
