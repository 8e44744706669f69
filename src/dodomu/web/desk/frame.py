"""What surrounds every page of the desk: where one is, what the hour is, where one can go."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.actors import Actor
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.permissions import Permission, may

# Each noun of the desk lives in a folder of this name under the crisis's first page.
NOUNS: tuple[tuple[str, Promise, Permission], ...] = (
    ("", _("First page"), Permission.SEE_COUNTS),
    ("people", _("People"), Permission.SEE_PEOPLE),
    ("situation", _("Situation"), Permission.SEE_SITUATION),
    ("ways", _("Ways home"), Permission.SEE_WAYS),
    ("plans", _("Plans"), Permission.SEE_WAYS),
    ("offers", _("Offers"), Permission.SEE_PEOPLE),
    ("departures", _("Departures"), Permission.SEE_WAYS),
    ("gate", _("Gate"), Permission.BOARD),
    ("advice", _("Advice"), Permission.SEE_SITUATION),
    ("messages", _("Messages"), Permission.SEE_MESSAGES),
    ("identity", _("Duplicates"), Permission.DECIDE_IDENTITY),
    ("lists", _("Lists"), Permission.IMPORT),
    ("ledger", _("Ledger"), Permission.SEE_COUNTS),
    ("estimates", _("Estimates"), Permission.SEE_COUNTS),
    ("places", _("Places"), Permission.SEE_COUNTS),
    ("export", _("Export"), Permission.EXPORT),
)


@dataclass(frozen=True)
class Way:
    """One entry of the navigation."""

    address: str
    words: Promise
    is_here: bool


@dataclass(frozen=True)
class Frame:
    """The frame of a page in a crisis."""

    crisis: CrisisView
    actor: Actor
    at: datetime
    ways: tuple[Way, ...]

    def address(self, noun: str) -> str:
        """Return where a noun of the desk is found in this crisis."""
        return address_of(self.crisis, noun)

    @property
    def may_play(self) -> bool:
        """Whether the exercise's clock may be moved from here."""
        return self.crisis.is_exercise and may(self.actor, Permission.PLAY_EXERCISE, self.crisis.id)

    @property
    def may_register(self) -> bool:
        """Whether somebody may be entered from here."""
        return may(self.actor, Permission.REGISTER, self.crisis.id)


def frame_of(crisis: CrisisView, actor: Actor, at: datetime, path: str) -> Frame:
    """Work out the frame of the page at this path."""
    ways = tuple(_way(crisis, noun, words, path) for noun, words, needed in NOUNS if may(actor, needed, crisis.id))
    return Frame(crisis, actor, at, ways)


def address_of(crisis: CrisisView, noun: str = "") -> str:
    """Return the address of a noun of the desk in a crisis, or of the crisis's first page."""
    first = reverse("desk:first-page", args=[crisis.slug])
    return f"{first}{noun}/" if noun else first


def _way(crisis: CrisisView, noun: str, words: Promise, path: str) -> Way:
    address = address_of(crisis, noun)
    return Way(address, words, path.startswith(address) if noun else path == address)
