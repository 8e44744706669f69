"""Which passes are to be in force, against those that are: what is issued, what ends, and why."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dodomu.boarding.rules.passes import LONGEST_LEG, LONGEST_NAME
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.journeys.rules import notices
from dodomu.journeys.rules.notices import Departure
from dodomu.people.rules.latin import latin_name

GOOD_AFTER_DEPARTURE: Final = timedelta(hours=12)  # legs are late
MINUTE: Final = timedelta(minutes=1)
# Who comes half an hour too soon waits; that all who hold a strip of paper are refused because a bus is late is worse.
LITTLE_LATER: Final = timedelta(minutes=30)

Ride = tuple[UUID, UUID]  # person, leg


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pass that somebody is to have."""

    person: UUID
    leg: UUID
    offer: UUID
    kind: PassKind
    meeting_place: UUID
    meet_at: datetime
    departs_at: datetime

    @property
    def ride(self) -> Ride:
        return self.person, self.leg

    @property
    def expires_at(self) -> datetime:
        return self.departs_at + GOOD_AFTER_DEPARTURE


@dataclass(frozen=True, slots=True)
class InForce:
    """A pass that is in force."""

    id: UUID
    person: UUID
    leg: UUID
    offer: UUID
    kind: PassKind
    meeting_place: UUID
    meet_at: datetime
    expires_at: datetime
    is_ours: bool = True  # its key was not disowned
    leg_cancelled: bool = False
    is_theirs: bool = True  # it says their name, year of birth and code as these are known now

    @property
    def ride(self) -> Ride:
        return self.person, self.leg


@dataclass(frozen=True, slots=True)
class ToIssue:
    """A pass to be issued, in the stead of another where there was one."""

    wanted: Wanted
    instead_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class ToDo:
    """What makes the passes in force those that are wanted."""

    issue: tuple[ToIssue, ...]
    end: tuple[tuple[UUID, PassEnd], ...]  # with nothing in their stead

    @property
    def rides(self) -> frozenset[Ride]:
        return frozenset(each.wanted.ride for each in self.issue)


def compare(wanted: Sequence[Wanted], in_force: Iterable[InForce]) -> ToDo:
    """Hold the passes that are wanted against those in force."""
    missing = {each.ride: each for each in wanted}
    instead_of: dict[Ride, UUID] = {}
    end: list[tuple[UUID, PassEnd]] = []
    for each in in_force:
        now = missing.get(each.ride)
        if now is None:
            end.append((each.id, PassEnd.LEG_CANCELLED if each.leg_cancelled else PassEnd.OFFER_ENDED))
        elif still_says_what_is(each, now):
            del missing[each.ride]
        else:
            instead_of[each.ride] = each.id
    issue = tuple(ToIssue(each, instead_of.get(each.ride)) for each in missing.values())
    return ToDo(issue, tuple(end))


def still_says_what_is(held: InForce, now: Wanted) -> bool:
    """Say whether a pass that is held leads its holder to the gate where and when they are wanted."""
    later = now.meet_at - held.meet_at
    return (
        held.is_ours
        and held.is_theirs
        and (held.kind, held.offer, held.meeting_place) == (now.kind, now.offer, now.meeting_place)
        and -MINUTE < later < LITTLE_LATER
        and held.expires_at > now.departs_at + MINUTE
    )


def meeting(departure: Departure, arrives_before: datetime | None) -> tuple[str, datetime]:
    """Return where and when they meet for a ride; who comes by another before it cannot be there before they arrive."""
    place, meet_at = notices.meeting(departure)
    if arrives_before is None:
        return place, meet_at
    return place, min(max(meet_at, arrives_before), departure.leaves_at)


def name_on_pass(family: str, given: str, *, state: str) -> str:
    """Return the name that stands in a pass: in Latin letters, or, where there are none for it, as they write it."""
    written = f"{family} {given}"
    return shortened_name(latin_name(written, state=state) or unicodedata.normalize("NFC", " ".join(written.split())))


def shortened_name(name: str) -> str:
    """Return as many whole words of a name as a pass holds; of a first that is longer, its beginning."""
    kept = ""
    for word in name.split():
        longer = f"{kept} {word}".strip()
        if len(longer.encode("utf-8")) > LONGEST_NAME:
            break
        kept = longer
    return kept or _beginning(name, LONGEST_NAME).rstrip(" '-")


def shortened_leg(ref: str) -> str:
    """Return the beginning of a leg's ref that a pass holds, in whole letters."""
    return _beginning(ref, LONGEST_LEG)


def _beginning(words: str, octets: int) -> str:
    return words.encode("utf-8")[:octets].decode("utf-8", "ignore")
