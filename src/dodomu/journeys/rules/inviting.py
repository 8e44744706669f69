"""How many come of those who were told a place, and how many more may be asked to the gate.

Two rates are learned apart, as beta beliefs: that a party boards which said yes, and that one boards which was told and
has not answered yet. The second begins at 55 %, with 40 to 70 % as its central 95 %; the first at 85 %, with 70 to
95 %. What other departures of the same mode have shown counts a quarter, and never more than sixty parties, because
people stay away for reasons that are common to a departure; what this one has shown counts in full.
docs/algorithms/offers.md has the reasons and the sources.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np

from dodomu.engines.planner.simulating.inviting import Asked, Invitation, how_many_of, invitation_of
from dodomu.journeys.rules.rates import Belief, Range
from dodomu.journeys.rules.terms import InviteLimit, Kind

UNANSWERED: Final = Belief(22.55, 18.45)
ACCEPTED: Final = Belief(25.5, 4.5)
DISCOUNT: Final = 0.25
MOST_POOLED: Final = 60.0  # parties
RISK: Final = 0.05
POINTS: Final = 5  # of the belief at which it is reckoned; more change a risk by a fiftieth of it at the most
LONGEST_LINE: Final = 200  # parties
EVERYBODY: Final = 1.0
KINDS: Final = {kind.value: number for number, kind in enumerate(Kind)}


class Seen(NamedTuple):
    """What became of parties that were told a place, of whom the deadline to answer is over."""

    accepted: int = 0  # said yes; whether they boarded is not known
    refused: int = 0  # said no, or nothing
    came: int = 0  # said yes and boarded
    stayed: int = 0  # said yes and did not
    silent_came: int = 0  # had not answered when it left, and boarded
    silent_stayed: int = 0

    def with_more(self, other: "Seen") -> "Seen":
        """Return these and others."""
        return Seen(*(one + two for one, two in zip(self, other, strict=True)))

    def without(self, other: "Seen") -> "Seen":
        """Return these without some of them."""
        return Seen(*(one - two for one, two in zip(self, other, strict=True)))

    @property
    def parties(self) -> int:
        return sum(self)


@dataclass(frozen=True, slots=True)
class Learned:
    """What is believed of those who said yes and of those who have not answered, and from how many parties."""

    accepted: Belief = ACCEPTED
    unanswered: Belief = UNANSWERED
    own: int = 0  # parties of this departure
    others: int = 0  # of others of its mode


@dataclass(frozen=True, slots=True)
class Boarding:
    """How many of those told a place on a leg are expected aboard: rates, and persons of each answer.

    The range is that of the rate, which is the same for all: chance beside it is not in it. Where nobody was told yet,
    the rate is that of somebody who has not answered.
    """

    accepted: Range
    unanswered: Range
    accepted_persons: int
    unanswered_persons: int
    learned_from: Learned

    @property
    def persons(self) -> Range:
        """Persons expected aboard."""
        yes, no_word = self.accepted_persons, self.unanswered_persons
        ends = ((self.accepted.mean, self.unanswered.mean), (self.accepted.low, self.unanswered.low),
                (self.accepted.high, self.unanswered.high))  # fmt: skip
        return Range(*(yes * one + no_word * two for one, two in ends))

    @property
    def rate(self) -> Range:
        """The share of all who hold a place."""
        told, persons = self.accepted_persons + self.unanswered_persons, self.persons
        return Range(persons.mean / told, persons.low / told, persons.high / told) if told else self.unanswered

    @property
    def mean(self) -> float:
        return self.rate.mean

    @property
    def low(self) -> float:
        return self.rate.low

    @property
    def high(self) -> float:
        return self.rate.high


@dataclass(frozen=True, slots=True)
class Guest:
    """A party that may come to the gate; kind -> how many it needs."""

    party: UUID
    persons: int
    wants: Mapping[str, int] = field(hash=False)
    has_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Invite:
    """Which parties of the line may be asked to the gate besides those who hold a place, and what that risks."""

    parties: tuple[UUID, ...]
    persons: int
    within_risk: int  # persons, whatever the officer allows
    risk: float  # that at least one party that comes finds no room, if these are asked too
    risk_now: float  # the same if nobody more is asked
    turned_away: float  # persons, expected
    empty: float  # seats, expected
    bound_by: InviteLimit


def learn(own: Seen, others: Seen) -> Learned:
    """Return what is believed of a departure after what it and others of its mode have shown."""
    weight = min(DISCOUNT, MOST_POOLED / others.parties) if others.parties else 0.0
    accepted = ACCEPTED.after(others.came, others.stayed, weight=weight).after(own.came, own.stayed)
    unanswered = UNANSWERED.after(*of_told(others, accepted.mean), weight=weight)
    return Learned(accepted, unanswered.after(*of_told(own, accepted.mean)), own.parties, others.parties)


def of_told(seen: Seen, accepted: float) -> tuple[float, float]:
    """Return how many parties that were told came and did not; of whom nobody knows yet, as many as is expected."""
    came = seen.came + seen.silent_came + seen.accepted * accepted
    return came, seen.parties - came


def boarding(learned: Learned, *, accepted: int, unanswered: int) -> Boarding:
    """Return how many persons are expected aboard of so many who said yes and so many who have not answered."""
    return Boarding(learned.accepted.range, learned.unanswered.range, accepted, unanswered, learned)


def propose(
    room: Mapping[str, int],
    sure: Sequence[Guest],
    line: Sequence[Guest],
    learned: Learned,
    *,
    allowed: int,
    risk: float = RISK,
) -> Invite:
    """Return how many of a line may be asked to the gate: whole parties in their order, nobody passed over.

    `sure` are those who hold a place or were asked before; `room` is all there is for them and the line; `allowed` how
    many persons more the officer lets be asked. Whoever is asked is taken to come like one who has not answered. The
    two rates move together: where more come of the one, more come of the other.
    """
    line = line[:LONGEST_LINE]
    table = _Table(room, sure, line, learned)
    by_risk = _most(lambda many: table.is_within(many, risk), len(line), table.guess(risk))
    sizes = [0, *accumulate(each.persons for each in line)]
    many = max(number for number in range(by_risk + 1) if sizes[number] <= max(0, allowed))
    told = table.invitation(many)
    return Invite(
        parties=tuple(each.party for each in line[:many]),
        persons=sizes[many],
        within_risk=sizes[by_risk],
        risk=told.risk,
        risk_now=table.invitation(0).risk,
        turned_away=told.turned_away,
        empty=told.empty,
        bound_by=_bound(many, by_risk, len(line)),
    )


def _bound(many: int, by_risk: int, listed: int) -> InviteLimit:
    if many < by_risk:
        return InviteLimit.ALLOWED
    return InviteLimit.RISK if many < listed else InviteLimit.LINE


def _most(is_within: Callable[[int], bool], most: int, guess: int) -> int:
    """Return the largest number up to `most` that is within, where none above the first that is not is; 0 if none."""
    low, high, probe, step = 0, most + 1, guess, 1
    while high - low > 1:
        middle = probe if low < probe < high else (low + high) // 2
        if is_within(middle):
            low, probe = middle, middle + step
        else:
            high, probe = middle, middle - step
        step *= 2
    return low


class _Table:
    """The engine's exact sums, averaged over what is believed of the rates."""

    def __init__(self, room: Mapping[str, int], sure: Sequence[Guest], line: Sequence[Guest], learned: Learned) -> None:
        wanted = {kind for each in (*sure, *line) for kind in each.wants}
        self._room = {KINDS[kind]: max(0, room.get(kind, 0)) for kind in {*room, *wanted}}
        self._sure, self._line, self._learned = sure, line, learned
        self._known: dict[tuple[int, float], Invitation] = {}

    def guess(self, risk: float) -> int:
        """Return how many may be asked if the rates were known to be what is expected: near the answer."""
        at = (self._learned.accepted.mean, self._learned.unanswered.mean)
        return how_many_of(_asked(self._sure, at), _asked(self._line, at), self._room, risk)

    def is_within(self, many: int, risk: float) -> bool:
        """Say whether the first so many of the line may be asked; once the risk is too high, no more is reckoned."""
        reckoned = 0.0
        for share, weight in _points():
            found = self._at(many, share)
            reckoned += weight * found.risk
            if reckoned > risk or found.risk == 0:
                break
        return reckoned <= risk

    def invitation(self, many: int) -> Invitation:
        """Return what it risks to ask the first so many of the line."""
        guests = [*self._sure, *self._line[:many]]
        risk = turned_away = empty = 0.0
        nobody_is_left = False
        for share, weight in _points():
            if nobody_is_left:  # then neither is anybody where fewer come
                empty += weight * self._empty(guests, share)
                continue
            found = self._at(many, share)
            risk += weight * found.risk
            turned_away += weight * found.turned_away
            empty += weight * found.empty
            nobody_is_left = found.risk == 0
        return Invitation(len(guests), sum(each.persons for each in guests), risk, turned_away, empty)

    def _at(self, many: int, share: float) -> Invitation:
        """Return the engine's answer for the rates at one share of what is believed of them."""
        if (many, share) not in self._known:
            rates = self._rates(share)
            sure, listed = _asked(self._sure, rates), _asked(self._line[:many], rates)
            self._known[many, share] = invitation_of(sure, listed, self._room, EVERYBODY, KINDS[Kind.SEAT])
        return self._known[many, share]

    def _rates(self, share: float) -> tuple[float, float]:
        return self._learned.accepted.quantile(share), self._learned.unanswered.quantile(share)

    def _empty(self, guests: Sequence[Guest], share: float) -> float:
        """Return how many seats stay empty where everybody who comes finds room."""
        accepted, unanswered = self._rates(share)
        come = sum(each.wants.get(Kind.SEAT, 0) * (accepted if each.has_accepted else unanswered) for each in guests)
        return self._room.get(KINDS[Kind.SEAT], 0) - come


@lru_cache(maxsize=1)
def _points() -> tuple[tuple[float, float], ...]:
    """Return at which shares of a belief to reckon, the highest first, and how much each counts.

    Gauss and Legendre's points of t, where the share is 1 - t * t: the risk lies where most come, and so do the points.
    """
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    ts = (nodes + 1) / 2
    return tuple((float(1 - t * t), float(weight * t)) for t, weight in zip(ts, weights, strict=True))


def _asked(guests: Sequence[Guest], rates: tuple[float, float]) -> list[Asked]:
    """Return guests as the engine has them."""
    accepted, unanswered = rates
    return [
        Asked(
            each.persons,
            tuple((KINDS[kind], amount) for kind, amount in sorted(each.wants.items())),
            accepted if each.has_accepted else unanswered,
        )
        for each in guests
    ]
