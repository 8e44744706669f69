"""The facts that a problem is made of, and what is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dodomu.engines.planner.problem import Problem
from dodomu.journeys.rules.eligibility import Rule
from dodomu.journeys.rules.parties import OverrideKnown, PartyKnown, ToldKnown
from dodomu.journeys.rules.places import PlaceKnown
from dodomu.journeys.rules.terms import Check, Unplannable
from dodomu.journeys.rules.ways import WaysKnown
from dodomu.situation.rules.restrictions import RestrictionKnown


@dataclass(frozen=True, slots=True)
class Site(PlaceKnown):
    """A place of the crisis, with the place it lies in."""

    name: str
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class HeldKnown:
    """What live offers hold on a leg: persons, and places by kind."""

    persons: int
    takes: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class WaitKnown:
    """People of live offers who come to a place and wait there, by what they were told, to go on from it."""

    place: UUID
    since: datetime
    until: datetime  # what they go on by leaves
    leg: str  # its ref; empty for what is none
    persons: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of a crisis at an hour that decides who can come home how."""

    name: str
    country: str
    sending: str
    zone: str
    at: datetime
    places: Mapping[UUID, Site]
    parties: tuple[PartyKnown, ...]
    told: Mapping[UUID, ToldKnown]  # party -> the live offer it holds
    held: Mapping[str, HeldKnown]  # ref of a leg -> what live offers hold on it
    fleets_held: frozenset[str]  # refs of fleets by which a live offer goes
    overrides: tuple[OverrideKnown, ...]
    ways: WaysKnown
    restrictions: tuple[RestrictionKnown, ...]
    eligibility: Rule
    refused: Mapping[UUID, frozenset[str]]  # party -> legs that it said no to, or did not answer for
    waits: tuple[WaitKnown, ...] = ()  # at places whose room is limited
    flown: Mapping[str, int] = field(default_factory=dict)  # ref of a leg that needs a leave -> who came home by it


class NoteCode(StrEnum):
    """What an officer should know of how the problem was made."""

    ONLY_A_PART = "only-a-part"  # of the party: the others are home, left alone, stay or died
    NEAREST_WAY = "nearest-way"  # nothing goes from where they are: planned from the place around it
    PROMISE_GONE = "promise-gone"  # no leg that the party was told of is left
    SIZE_SAID = "size-said"  # places are kept for people who are said and not registered
    LEG_NOT_KNOWN = "leg-not-known"  # an override names a leg that cannot be planned with
    PRIORITY_NOT_KNOWN = "priority-not-known"  # an override names a class that there is not
    PLACE_GONE = "place-gone"  # a leg, link or fleet names a place that the crisis does not have
    IN_USE = "in-use"  # by live offers: not to be planned with a second time
    HORIZON_CUT = "horizon-cut"  # a leg is so far away that nobody plans until then
    ASKED_OUT = "asked-out"  # by the options


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A party that wants to leave and is not in the problem, and why."""

    party: UUID
    why: Unplannable
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LegOut:
    """A leg, link or fleet that is not in the problem, and why."""

    ref: str
    why: Check | NoteCode


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a party (its id) or a way (its ref) that an officer should know."""

    code: NoteCode
    of: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Built:
    """A problem, who and what is not in it, and what else should be known of its making."""

    problem: Problem
    unplannable: tuple[LeftOut, ...]
    legs_out: tuple[LegOut, ...]
    notes: tuple[Note, ...]
