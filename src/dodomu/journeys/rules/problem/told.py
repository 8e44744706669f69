"""What a party was told, and what officers decided otherwise: promises, and the legs that a party is kept from.

- A promise is the last leg of the way a party was told, among those that are left; breaking it costs 1 for each of its
  persons, and 2 where they have accepted. An offer that is held back, or that invites to the gate, promises nothing.
- Who said yes and was told to set out by now is planned from where they are to be met; from an hour before they are
  met on they count as aboard, if their leg goes: nobody is turned away at the door for a better plan.
- A leg whose booking is closed is only for those who hold a place on it.
- "Only by" a leg leaves a party that leg, what can bring it there before (and does not leave the country), and what
  goes on after it from elsewhere; if the leg leaves the country, nothing else of the plan does. Links stay open: nobody
  is kept from walking.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from dodomu.engines.planner.problem import PRIORITIES, Promise
from dodomu.journeys.rules.parties import OverrideKnown, PersonKnown, ToldKnown
from dodomu.journeys.rules.problem.facts import Note, NoteCode
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.problem.where import Start
from dodomu.journeys.rules.terms import TOLD, OfferState, OverrideKind
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.rules.terms import Account

COUNTRY: Final = re.compile(r"[A-Z]{2}")


def promise_of(told: ToldKnown | None, persons: int, known: Iterable[str]) -> Promise | None:
    """Return the promise of a party, or None where nothing was promised or nothing of it is left."""
    if told is None or told.is_standby or told.state not in TOLD:
        return None
    there = frozenset(known)
    last = next((leg for leg in reversed(told.legs) if leg in there), None)
    if last is None:
        return None
    return Promise(last, persons * 2 if told.state == OfferState.ACCEPTED else persons)


def on_their_feet(told: ToldKnown | None, persons: Sequence[PersonKnown], at: datetime) -> Start | None:
    """Return where a party that said yes is going, once the hour has come at which it was told to set out.

    The ledger has them where they waited until somebody sees them; they are believed to do what they said.
    """
    if told is None or told.state != OfferState.ACCEPTED or told.is_standby or told.setting_out is None:
        return None
    if not told.setting_out.is_walking(at) or any(each.account != Account.PROMISED for each in persons):
        return None
    there_at = told.setting_out.there_at
    return Start(told.setting_out.place, there_at if there_at > at else None)


def boards(told: ToldKnown | None, persons: Sequence[PersonKnown], at: datetime) -> str | None:
    """Return the leg that a party which said yes is about to board; it is for the caller to see whether that goes."""
    if told is None or told.state != OfferState.ACCEPTED or told.is_standby or told.setting_out is None:
        return None
    there = all(each.account in {Account.PROMISED, Account.ASSEMBLED} for each in persons)
    return told.legs[0] if told.legs and there and told.setting_out.is_boarding(at) else None


def is_broken(told: ToldKnown | None, promise: Promise | None) -> bool:
    """Say whether a party was told of a way of which no leg is left."""
    return told is not None and not told.is_standby and told.state in TOLD and promise is None and bool(told.legs)


def refused_by(frame: Frame, overrides: Sequence[OverrideKnown], legs: Sequence[LegKnown]) -> frozenset[str]:
    """Return the legs and countries that officers keep a party from."""
    known = {leg.ref: leg for leg in legs}
    not_by = [each for each in overrides if each.kind == OverrideKind.NOT_BY]
    refused = {each.leg for each in not_by if each.leg in known}
    refused |= {each.country for each in not_by if COUNTRY.fullmatch(each.country)}
    only = [each.leg for each in overrides if each.kind == OverrideKind.ONLY_BY]
    if only:
        wanted = [known[ref] for ref in only if ref in known]
        refused |= {leg.ref for leg in legs if not any(_goes_with(frame, leg, each) for each in wanted)}
    return frozenset(refused)


def priority_by(overrides: Sequence[OverrideKnown]) -> str | None:
    """Return the class that an officer gave a party; the last word counts."""
    given = [each.priority for each in overrides if each.kind == OverrideKind.PRIORITY and each.priority in PRIORITIES]
    return given[-1] if given else None


def notes_on(overrides: Sequence[OverrideKnown], known: frozenset[str]) -> list[Note]:
    """Return what of their decisions cannot be followed."""
    found = []
    for each in overrides:
        if each.leg and each.leg not in known:
            found.append(Note(NoteCode.LEG_NOT_KNOWN, str(each.party), {"leg": each.leg}))
        if each.kind == OverrideKind.PRIORITY and each.priority not in PRIORITIES:
            found.append(Note(NoteCode.PRIORITY_NOT_KNOWN, str(each.party), {"priority": each.priority}))
    return found


def _goes_with(frame: Frame, leg: LegKnown, only: LegKnown) -> bool:
    """Say whether a leg is the one that is wanted, leads to it, or goes on after it."""
    if leg.ref == only.ref:
        return True
    if not (leg.leaves_at and leg.comes_at and only.leaves_at and only.comes_at):
        return False
    country, target = frame.countries_of([only.origin]), frame.countries_of([leg.target])
    if leg.comes_at <= only.leaves_at:
        return country == target
    if leg.leaves_at < only.comes_at or leg.origin == only.origin:
        return False
    leaves_by_it = country != frame.countries_of([only.target])
    return not (leaves_by_it and country == frame.countries_of([leg.origin]) and country != target)
