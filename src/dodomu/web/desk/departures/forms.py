"""Hours of a departure clock as officers type them: wall time of where it departs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.web.desk.situation.forms.told import coded, line
from dodomu.web.desk.situation.forms.wall_hours import CLOCKS_CHANGED, NoSuchHour, WallHour, moment_of
from dodomu.web.parts.clock_words import WRITTEN
from dodomu.web.parts.hours import zone_words

LONGEST_WORDS = 200


class MilestoneForm(forms.Form):
    """An hour that has to be kept."""

    kind = coded(_("What"), WRITTEN)
    due = WallHour(label=_("Until when"))
    words = line(_("In words"), LONGEST_WORDS, help_text=_("Whose word it is, or whom to call."))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].help_text = _("Hour in %(zone)s.") % {"zone": zone_words(zone)}


class ReachedForm(forms.Form):
    """When an hour was kept; left empty, it was now."""

    done_at = WallHour(label=_("When"), required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_done_at(self) -> Any:
        """Return the moment."""
        typed = self.cleaned_data["done_at"]
        if typed is None:
            return None
        try:
            return moment_of(typed, self.zone)
        except NoSuchHour as nothing:
            raise forms.ValidationError(CLOCKS_CHANGED % {"zone": zone_words(self.zone)}) from nothing
