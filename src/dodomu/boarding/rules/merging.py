"""What follows from all the touches of one person: a judgement about the set of them, in whatever order they came.

Touches are read in the order in which they happened, between what the ledger has of the person otherwise. Where two
contradict one another, the ledger shows where somebody was seen last, until an officer has decided; that there was a
contradiction is a doubt.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from dodomu.boarding.rules import hours
from dodomu.boarding.rules.known import MOVES, NEEDED, Effect, Facts, LegFacts, PersonFacts, Raised, Touched
from dodomu.boarding.rules.terms import Doubt, Means, MissingFate, TouchKind, Verdict
from dodomu.people.rules.ledger import HAS_LEFT, Standing
from dodomu.people.rules.terms import Account, Evidence

BY_MACHINE: Final = frozenset({Means.PASS, Means.MRZ, Means.BOARDING_PASS})
OUT_OF_IT: Final = frozenset({Account.HOME, Account.DECEASED, Account.NOT_OURS})
GATE: Final = "gate"  # who said so, where the device named nobody


@dataclass(frozen=True, slots=True)
class Followed:
    """What follows from the touches of a person."""

    effects: tuple[Effect, ...]
    doubts: tuple[Raised, ...]
    aboard: dict[UUID, Touched]  # leg -> the touch by which they were boarded on it, and not taken off again


@dataclass(slots=True)
class _Way:
    """Somebody on their way through the touches."""

    person: PersonFacts
    facts: Facts
    standing: Standing | None = None
    aboard: dict[UUID, Touched] = field(default_factory=dict)  # on it still
    landed: dict[UUID, Touched] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    doubts: list[Raised] = field(default_factory=list)

    def leg_of(self, touch: Touched) -> LegFacts | None:
        return self.facts.legs.get(touch.leg) if touch.leg else None

    def doubt(self, kind: Doubt, touch: Touched, beside: Touched | None = None, **details: str) -> None:
        about = (str(touch.key), str(beside.key) if beside else "", str(self._named(touch)))
        self.doubts.append(Raised(kind, touch, about, beside, self.person.id, touch.leg, details))

    def _named(self, touch: Touched) -> UUID:
        return min(each for each in touch.persons if each in self.person.names)

    def move(self, touch: Touched, to: Standing, evidence: Evidence) -> None:
        last = self.effects[-1].hour if self.effects else self.person.opened_at
        hour = max(touch.hour, last + hours.TICK)  # so that no two of one person are of one moment
        self.effects.append(Effect(touch.row, self.person.id, to, evidence, touch.officer or GATE, hour))
        self.standing = to


def follow(person: PersonFacts, touches: Iterable[Touched], facts: Facts) -> Followed:
    """Return where the touches that count say that somebody stood, one after another, and what contradicts what."""
    way = _Way(person, facts)
    void = facts.void
    changes = list(person.base)
    for touch in sorted(touches, key=lambda each: each.order):
        if any((touch.row, name) in void for name in person.names):
            continue
        while changes and changes[0][0] <= max(touch.hour, person.opened_at):
            way.standing = changes.pop(0)[1]
        if touch.kind in MOVES:
            STEPS[TouchKind(touch.kind)](way, touch)
    return Followed(tuple(way.effects), tuple(way.doubts), {**way.landed, **way.aboard})


def counting(touches: Iterable[Touched], facts: Facts) -> list[Touched]:
    """Return the touches from which something follows.

    Of several forms of one touch the one with the smallest digest does: any would do that is the same everywhere.
    """
    void, released = facts.void, facts.released
    forms: dict[UUID, Touched] = {}
    for touch in sorted(touches, key=lambda each: (each.key, each.digest)):
        if (touch.row, None) in void or NEEDED & touch.broken:
            continue
        if is_held(touch, facts) and touch.row not in released:
            continue
        forms.setdefault(touch.key, touch)
    return list(forms.values())


def is_held(touch: Touched, facts: Facts) -> bool:
    """Say whether a touch was made after its device was revoked: nothing follows from it until an officer decides."""
    first = facts.revoked_from.get(touch.device)
    return first is not None and touch.number >= first


def place_of(touch: Touched, facts: Facts) -> UUID | None:
    """Return where a touch was made: the point it names, or that from which its leg leaves."""
    if touch.point in facts.places:
        return touch.point
    leg = facts.legs.get(touch.leg) if touch.leg else None
    return leg.origin if leg else None


def _evidence(touch: Touched) -> Evidence:
    return Evidence.SCANNED if touch.said("means") in BY_MACHINE else Evidence.SEEN


def _arrive(way: _Way, touch: Touched) -> None:
    place = place_of(touch, way.facts)
    if place is None or _is_riding(way, touch):
        return  # who was seen to board has not got off because another gate's clock is some minutes behind
    if way.standing and way.standing.account in OUT_OF_IT:
        way.doubt(Doubt.HAD_LEFT_BEFORE, touch, account=way.standing.account.value)
    way.move(touch, Standing(Account.ASSEMBLED, place), _evidence(touch))


def _is_riding(way: _Way, touch: Touched) -> bool:
    """Say whether somebody is aboard something that has not arrived by its own hours."""
    if way.standing is None or way.standing.account is not Account.ABOARD:
        return False
    ref = way.standing.leg
    leg = next((each for each in way.facts.legs.values() if each.ref == ref), None)
    return leg is None or leg.arrives_at is None or touch.hour < leg.arrives_at


def _board(way: _Way, touch: Touched) -> None:
    leg = way.leg_of(touch)
    if leg is None:
        return
    _doubt_boarding(way, touch, leg)
    for other in [each for each in way.aboard if each != leg.id and not clash(way.facts.legs[each], leg)]:
        way.landed[other] = way.aboard.pop(other)  # on the next one: so they have come with that
    way.aboard.setdefault(leg.id, touch)
    way.landed.pop(leg.id, None)
    way.move(touch, Standing(Account.ABOARD, None, leg.ref), _evidence(touch))


def _doubt_boarding(way: _Way, touch: Touched, leg: LegFacts) -> None:
    first = way.aboard.get(leg.id) or way.landed.get(leg.id)
    if first and _is_another(first, touch):
        way.doubt(Doubt.BOARDED_TWICE, touch, first)
    for other, before in way.aboard.items():
        if clash(way.facts.legs[other], leg):
            way.doubt(Doubt.ON_TWO_LEGS, touch, before)
    if way.standing and way.standing.account in OUT_OF_IT:
        way.doubt(Doubt.HAD_LEFT_BEFORE, touch, account=way.standing.account.value)
    if leg.closed_at and touch.hour > leg.closed_at:
        way.doubt(Doubt.BOARDED_AFTER_CLOSED, touch)
    verdict = touch.said("verdict")
    if verdict == Verdict.STOP:
        way.doubt(Doubt.BOARDED_AFTER_STOP, touch, ground=touch.said("ground")[:40])
    elif verdict == Verdict.ASK and not touch.said("decided_by"):
        way.doubt(Doubt.BOARDED_UNASKED, touch, ground=touch.said("ground")[:40])


def _is_another(first: Touched, touch: Touched) -> bool:
    """Say whether two boardings are more than one tap that was repeated: by two devices, or with two passes."""
    serials = {touch.said("serial"), first.said("serial")} - {""}
    return first.device != touch.device or len(serials) > 1


def clash(one: LegFacts, other: LegFacts) -> bool:
    """Say whether nobody can travel on both: neither arrives before the other leaves. Unknown hours clash with none."""
    if one.id == other.id:
        return False
    return _overlap(one, other) and _overlap(other, one)


def _overlap(one: LegFacts, other: LegFacts) -> bool:
    return bool(one.departs_at and other.arrives_at and one.departs_at < other.arrives_at)


def _take_off(way: _Way, touch: Touched) -> None:
    leg, place = way.leg_of(touch), place_of(touch, way.facts)
    standing = way.standing
    was_aboard = leg.id in way.aboard if leg else bool(way.aboard)
    stood_aboard = standing is not None and standing.account is Account.ABOARD and (not leg or standing.leg == leg.ref)
    if not was_aboard and not stood_aboard:
        way.doubt(Doubt.TAKEN_OFF_NOT_ABOARD, touch)
    if leg and leg.closed_at and touch.hour > leg.closed_at:
        way.doubt(Doubt.TAKEN_OFF_AFTER_CLOSED, touch)
    if leg:
        way.aboard.pop(leg.id, None)
    else:
        way.aboard.clear()
    if way.aboard:
        # Off one leg, and on another still: that is where they stand.
        still = max(way.aboard, key=lambda each: way.aboard[each].order)
        way.move(touch, Standing(Account.ABOARD, None, way.facts.legs[still].ref), Evidence.SEEN)
    elif place and not (standing and standing.account in HAS_LEFT and not stood_aboard):
        way.move(touch, Standing(Account.ASSEMBLED, place), Evidence.SEEN)


def _miss(way: _Way, touch: Touched) -> None:
    if way.standing and way.standing.account in HAS_LEFT:
        return  # said to be missing at one gate, and seen at another
    fate = touch.said("fate")
    if fate == MissingFate.STAYS:
        way.move(touch, Standing(Account.STAYS, place_of(touch, way.facts)), Evidence.TOLD_BY_OTHER)
    elif fate == MissingFate.LEFT_ALONE:
        way.move(touch, Standing(Account.LEFT_ALONE), Evidence.TOLD_BY_OTHER)


def _land(way: _Way, touch: Touched) -> None:
    leg = way.leg_of(touch)
    if leg is None:
        return
    aboard = way.aboard.pop(leg.id, None)
    if aboard:
        way.landed[leg.id] = aboard
    elif leg.id not in way.landed and way.standing != Standing(Account.ABOARD, None, leg.ref):
        way.doubt(Doubt.LANDED_NOT_BOARDED, touch)
    to = Standing(Account.HOME) if leg.leads_home else Standing(Account.ON_THE_WAY, leg.target)
    way.move(touch, to, _evidence(touch))


STEPS: Final = {
    TouchKind.ARRIVED: _arrive,
    TouchKind.WALKED_IN: _arrive,
    TouchKind.BOARDED: _board,
    TouchKind.TAKEN_OFF: _take_off,
    TouchKind.MISSING: _miss,
    TouchKind.LANDED: _land,
}
