"""What belongs to ways as it is typed: partners' seats, hours to keep, charters, permissions, capacities of hubs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.journeys.rules.given import CharterGiven, HandlingGiven, MilestoneGiven, PartnerSeatsGiven, PermissionGiven
from dodomu.journeys.rules.terms import MilestoneKind
from dodomu.journeys.rules.ways import CharterKnown, PermissionKnown
from dodomu.web.desk.situation.forms.told import area, coded, line
from dodomu.web.desk.situation.forms.wall_hours import WallHour, wall_of
from dodomu.web.desk.ways.forms.fields import (
    Around,
    ZonedForm,
    country_field,
    give_choices,
    give_countries,
    id_typed,
    place_choices,
    whole,
)
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.journeys_words import MILESTONES

GIVEN, GOT = "given", "got"


class PartnerForm(forms.Form):
    """Seats that a partner gives us, or that we give it."""

    prefix = "partner"  # beside another form on the page of a leg
    partner = country_field(_("Partner state"))
    direction = forms.ChoiceField(
        label=_("Who gives them"), choices=[(GOT, _("they give us seats")), (GIVEN, _("we give them seats"))]
    )
    seats = whole(_("Seats"), required=True, most=100_000)
    note = line(_("Note"), 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_countries(self, "partner")

    def given(self) -> PartnerSeatsGiven:
        """Return the seats as they were typed."""
        typed = self.cleaned_data
        return PartnerSeatsGiven(typed["partner"], typed["seats"], typed["direction"] == GIVEN, typed["note"])


class MilestoneForm(forms.Form):
    """An hour that has to be kept for a departure."""

    prefix = "milestone"
    kind = coded(_("What"), MILESTONES)
    due = WallHour(label=_("Until when"))
    words = line(_("In words"), 200)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].help_text = _("Hour in %(zone)s.") % {"zone": zone_words(zone)}

    def given(self) -> MilestoneGiven:
        """Return the hour as it was typed."""
        typed = self.cleaned_data
        return MilestoneGiven(MilestoneKind(typed["kind"]), typed["due"], typed["words"])


class CharterForm(ZonedForm):
    """Something that may be hired for a fixed price."""

    ref = line(_("Short name"), 60, required=True)
    name = line(_("Name"), 120)
    price = whole(_("Price in whole euros, full or empty"), required=True, most=100_000_000)
    order_by = WallHour(label=_("Order by"), required=False)
    note = area(_("Note of the desk"), 500)

    @classmethod
    def typed(cls, charter: CharterKnown, zone: str) -> dict[str, Any]:
        """Return a charter as it would be typed."""
        same = {name: getattr(charter, name) for name in ("ref", "name", "price", "note")}
        return same | {"order_by": wall_of(charter.order_by, zone)}

    def given(self) -> CharterGiven:
        """Return the charter as it was typed."""
        return CharterGiven(**{name: self.cleaned_data[name] for name in ("ref", "price", "name", "order_by", "note")})


class PermissionForm(ZonedForm):
    """Leave that is asked of another state."""

    ref = line(_("Short name"), 60, required=True)
    state_asked = country_field(_("State that is asked"))
    what = line(
        _("What is asked"), 200, required=True, help_text=_("For example: transit of 120 persons without visas.")
    )
    quota = whole(_("For how many persons"), help_text=_("Empty: not limited in number."))
    valid_from = WallHour(label=_("Valid from"), required=False)
    valid_until = WallHour(label=_("Valid until"), required=False)
    note = area(_("Note of the desk"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_countries(self, "state_asked")

    @classmethod
    def typed(cls, permission: PermissionKnown, zone: str) -> dict[str, Any]:
        """Return a permission as it would be typed."""
        same = {name: getattr(permission, name) for name in ("ref", "state_asked", "what", "quota", "note")}
        hours = {name: wall_of(getattr(permission, name), zone) for name in ("valid_from", "valid_until")}
        return same | hours

    def given(self) -> PermissionGiven:
        """Return the permission as it was typed."""
        names = ("ref", "state_asked", "what", "quota", "valid_from", "valid_until", "note")
        return PermissionGiven(**{name: self.cleaned_data[name] for name in names})


class SentForm(ZonedForm):
    """When the list of passengers went to the other state."""

    sent_at = WallHour(label=_("The list was sent at"))


class AnswerForm(ZonedForm):
    """What the other state answered."""

    granted = forms.ChoiceField(
        label=_("They answered"), choices=[("yes", _("granted")), ("no", _("refused"))], widget=forms.RadioSelect
    )
    answered_at = WallHour(label=_("Answered at"))
    quota = whole(_("For how many persons"), help_text=_("Empty: not limited in number."))
    valid_from = WallHour(label=_("Valid from"), required=False)
    valid_until = WallHour(label=_("Valid until"), required=False)
    note = area(_("Note of the desk"), 500)


class HandlingForm(forms.Form):
    """What a place can handle from an hour on."""

    place = forms.ChoiceField(label=_("Place"))
    since = WallHour(label=_("Since"), help_text=_("Wall time of the place."))
    per_hour = whole(_("Persons an hour from the door to the vehicle"), help_text=_("Empty: nobody has to pass."))
    room = whole(_("Persons who can wait there"), help_text=_("Empty: as many as come."))
    source = line(_("Who says so"), 200)

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "place", place_choices(around, empty=str(_("– choose –"))))

    def given(self) -> HandlingGiven:
        """Return the capacity as it was typed."""
        typed = self.cleaned_data
        place = id_typed(typed["place"])
        assert place is not None  # noqa: S101  (the field needs one)
        return HandlingGiven(place, typed["since"], typed["per_hour"], typed["room"], typed["source"])
