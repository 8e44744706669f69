"""The hour as of which a page of the desk is shown: now, or a past one that is written in its address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.web.desk.door import DeskRequest

EARLIEST = 1970
FORM = "%Y-%m-%dT%H:%M"
BACK = (
    (timedelta(hours=1), _("an hour ago")),
    (timedelta(hours=6), _("6 hours ago")),
    (timedelta(days=1), _("a day ago")),
)


@dataclass(frozen=True)
class Asked:
    """The hour asked for: `at` is None when the page shows now; `typed` is what could not be understood."""

    at: datetime | None
    shown: datetime  # the hour that the figures hold at
    typed: str = ""

    @property
    def is_past(self) -> bool:
        """Whether the page must say that this is not now."""
        return self.at is not None


@dataclass(frozen=True)
class Step:
    """An hour before, as it stands in an address."""

    at: str
    words: Promise


def asked_hour(request: DeskRequest) -> Asked:
    """Read `?at=2022-01-09T16:00`, an hour in the zone of the crisis; an hour to come is now."""
    typed = request.GET.get("at", "").strip()
    if not typed:
        return Asked(None, request.at)
    try:
        naive = datetime.fromisoformat(typed)
        at = naive if naive.tzinfo else naive.replace(tzinfo=request.crisis.tz)
    except ValueError:
        return Asked(None, request.at, typed)
    if at.year < EARLIEST:  # steps back from it must still be hours
        return Asked(None, request.at, typed)
    return Asked(at, at) if at < request.at else Asked(None, request.at)


def steps_back(request: DeskRequest, shown: datetime) -> list[Step]:
    """Return some hours before the one that is shown."""
    return [Step(written(shown - back, request), words) for back, words in BACK]


def written(at: datetime, request: DeskRequest) -> str:
    """Return an hour as it stands in an address and in a field, in the zone of the crisis."""
    return at.astimezone(request.crisis.tz).strftime(FORM)
