"""An estimate as it is typed."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.people.queries.estimates import LONGEST_SOURCE, LONGEST_WHOM

MOST = 100_000_000
HOUR = "%Y-%m-%dT%H:%M"


class EstimateForm(forms.Form):
    """How many, of whom, where, by whose word, and when that was."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    at_least = forms.IntegerField(label=_("At least"), min_value=0, max_value=MOST)
    at_most = forms.IntegerField(
        label=_("At most"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("Leave it empty if nobody named an upper end."),
    )
    of_whom = forms.CharField(
        label=_("Of whom"),
        max_length=LONGEST_WHOM,
        required=False,
        help_text=_("For example: citizens with a residence permit; tourists; our students."),
    )
    place = forms.ChoiceField(label=_("Where"), required=False)
    source = forms.CharField(
        label=_("Whose estimate"),
        max_length=LONGEST_SOURCE,
        help_text=_("A name, an office or a document that can be asked again."),
    )
    as_of = forms.DateTimeField(
        label=_("As of"),
        input_formats=[HOUR, "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR),
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [("", str(_("the whole country"))), *places]
        self.fields["as_of"].help_text = _("Hour in %(zone)s.") % {"zone": zone}

    def clean_place(self) -> UUID | None:
        """Return the id of the place."""
        return UUID(self.cleaned_data["place"]) if self.cleaned_data["place"] else None
