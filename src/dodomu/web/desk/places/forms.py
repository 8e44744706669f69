"""A place as an officer types it."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.places import LONGEST_NAME, PlaceGiven, PlaceView, zones
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.terms import PLACE_KINDS

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class PlaceForm(forms.Form):
    """Names in four languages, kind, position, zone, and what it is part of."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(PLACE_KINDS.items()))
    also = forms.CharField(
        label=_("Other spellings"),
        required=False,
        max_length=400,
        help_text=_("What people also type for it, with commas between: old names, short names."),
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Empty: the zone of the nearest city. Never an offset.")
    )
    parent = forms.ChoiceField(
        label=_("Part of"), required=False, help_text=_("A shelter or an airport counts to the city it is part of.")
    )

    def __init__(self, *args: Any, places: list[PlaceView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {f"name_{code}": self._name(code) for code in LANGUAGES}
        self.fields = {**names, **self.fields}
        self._choose("zone", [(zone, zone) for zone in zones()])
        self._choose("parent", [(str(place.id), place.name) for place in places])
        for name in ("latitude", "longitude"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def given(self) -> PlaceGiven:
        """Return the place as it was typed."""
        typed = self.cleaned_data
        return PlaceGiven(
            names={code: typed[f"name_{code}"] for code in LANGUAGES},
            kind=typed["kind"],
            latitude=typed["latitude"],
            longitude=typed["longitude"],
            zone=typed["zone"],
            parent=UUID(typed["parent"]) if typed["parent"] else None,
            also=tuple(typed["also"].split(",")),
        )

    def _name(self, code: str) -> forms.CharField:
        widget = forms.TextInput(attrs={"lang": code})
        return forms.CharField(label=NATIVE_NAMES[code], max_length=LONGEST_NAME, required=False, widget=widget)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [("", "–"), *choices]


def typed_of(place: PlaceView) -> dict[str, Any]:
    """Return a place as it would be typed."""
    return {
        **{f"name_{code}": place.names.get(code, "") for code in LANGUAGES},
        "kind": place.kind,
        "also": ", ".join(place.also),
        "latitude": f"{place.latitude:.5f}".rstrip("0").rstrip("."),
        "longitude": f"{place.longitude:.5f}".rstrip("0").rstrip("."),
        "zone": place.zone,
        "parent": str(place.parent or ""),
    }
