"""Hours as they are typed: wall time of a place. Which moment is meant is known once the place is."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.fields import BaseTemporalField
from django.utils.translation import gettext_lazy as _

HOUR = "%Y-%m-%dT%H:%M"
HOURS = [HOUR, "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"]
EARLIEST = 1970  # what is older is a slip of the hand
CLOCKS_CHANGED = _("In %(zone)s clocks were changed over this hour. Write an hour before or after it.")
HOUR_AND_NONE = _("There is an hour here, but it says that none was stated. Take one of them back.")


class NoSuchHour(ValueError):
    """This wall time does not come in the zone, or comes twice."""


class WallHour(BaseTemporalField):
    """A wall time without a zone."""

    widget = forms.DateTimeInput
    input_formats = HOURS
    default_error_messages = {"invalid": _("This is not an hour. Write it as 10.01.2022 18:00.")}

    def __init__(self, **given: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=HOUR)
        super().__init__(**{"input_formats": HOURS, "widget": widget, **given})

    def to_python(self, value: Any) -> datetime | None:
        """Return the wall time, or None for nothing."""
        if value in self.empty_values:
            return None
        found = value if isinstance(value, datetime) else super().to_python(value)
        if found is None or found.year < EARLIEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        assert isinstance(found, datetime)  # noqa: S101  (for the type checker)
        return found

    def strptime(self, value: str, format: str) -> datetime:  # noqa: A002  (Django's name)
        """Read a wall time in one of the ways it may be written."""
        return datetime.strptime(value, format)  # noqa: DTZ007  (the zone comes with the place)


def moment_of(wall: datetime, zone: str) -> datetime:
    """Return the moment of a wall time in a zone, or raise `NoSuchHour` where the clocks were changed over it."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise NoSuchHour
    return first.astimezone(UTC)


def wall_of(moment: datetime | None, zone: str) -> str:
    """Return a moment as it would be typed in a zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime(HOUR) if moment else ""
