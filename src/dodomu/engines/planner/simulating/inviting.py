"""How many to invite to so many seats when not everybody comes: exactly, by convolution over sizes of parties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.simulating.chances import Rate, wrong_rate

MOST = 20_000  # parties or seats; more is a slip of the pen
MOST_NODES = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may be invited, and what that risks. Parties are counted from the front of the list."""

    parties: int
    persons: int
    risk: float  # attained: that at least one party comes and cannot board
    turned_away: float  # persons, expected
    empty: float  # seats, expected


class Asked(NamedTuple):
    """A party on the list: how many persons, what they need by kind, and how likely they come."""

    persons: int
    wants: tuple[tuple[int, int], ...]
    acceptance: Rate


def how_many_to_invite(seats: int, acceptance: Rate, risk: float, sizes: Sequence[int] | None = None) -> Invitation:
    """Return how many of a list may be invited to these seats if some may be turned away with at most this risk.

    `sizes` are the parties in standby order; each comes as a whole or not at all, independently, with this
    probability, or, given (least, most), with a rate that is the same for all and as likely to be anywhere between.
    Without sizes everybody travels alone and there is no end of them. The answer is a front part of the list: the
    order is kept, nobody is passed over for a smaller party. The probabilities are exact sums, not an approximation.
    Raises ValueError for nonsense, in plain words.
    """
    found = list(wrong_rate("acceptance", acceptance)) + list(wrong_rate("risk", risk))
    if not 0 <= seats <= MOST:
        found.append(f"Seats must be 0 to {MOST}, not {seats}.")
    if sizes is not None and (len(sizes) > MOST or any(not 0 < size <= MOST for size in sizes)):
        found.append(f"Every party has 1 to {MOST} persons, and there are at most {MOST} parties.")
    if not found and sizes is None and (_least(acceptance) == 0 or risk == 1):
        found.append("If nobody may come, or anybody may be turned away, there is no end to inviting; give the sizes.")
    if found:
        raise ValueError(" ".join(found))
    if sizes is None:
        most = seats + 1
        while most <= MOST:
            table = _Table([], [Asked(1, ((0, 1),), acceptance)] * most, {0: seats})
            many = table.most_within(risk)
            if many < most:
                return table.invitation(many)
            most *= 2
        raise ValueError(f"More than {MOST} might be invited; give the sizes of those who are there.")
    table = _Table([], [Asked(size, ((0, size),), acceptance) for size in sizes], {0: seats})
    return table.invitation(table.most_within(risk))


def how_many_of(sure: Sequence[Asked], listed: Sequence[Asked], room: Mapping[int, int], risk: float) -> int:
    """Return how many of a list may be called besides those who are invited anyhow; `room` is what there is by kind."""
    return _enough(sure, listed, room, risk, 0)[1]


def invitation_of(
    sure: Sequence[Asked], listed: Sequence[Asked], room: Mapping[int, int], risk: float, seat: int
) -> Invitation:
    """Return the same with what it risks; those who are invited anyhow are counted in. `seat` is that kind."""
    table, many = _enough(sure, listed, room, risk, seat)
    return table.invitation(len(sure) + many)


def _enough(
    sure: Sequence[Asked], listed: Sequence[Asked], room: Mapping[int, int], risk: float, seat: int
) -> tuple["_Table", int]:
    """Reckon with as much of a long list as the answer needs."""
    front = 64
    while True:
        table = _Table(sure, listed[:front], room, seat)
        many = table.most_within(risk)
        if many < front or front >= len(listed):
            return table, many
        front *= 4


def _least(rate: Rate) -> float:
    return rate[0] if isinstance(rate, tuple) else rate


class _Table:
    """The chances of what is taken after each party, when they board in order and whoever does not fit goes home.

    One axis for each kind that could run out, one before them for each rate that is common to all: the chance of a sum
    is a polynomial in that rate, so that Gauss and Legendre's nodes average it exactly (with more than about 400
    parties no longer in theory; there the difference is below what is printed).
    """

    def __init__(self, sure: Sequence[Asked], listed: Sequence[Asked], room: Mapping[int, int], seat: int = 0) -> None:
        self.seat = seat
        self.sure, self.listed = len(sure), len(listed)
        self.asked = [*sure, *listed]
        self.room = room
        self.binding = [
            kind for kind in sorted(room) if sum(dict(each.wants).get(kind, 0) for each in self.asked) > room[kind]
        ]
        self.shape = tuple(room[kind] + 1 for kind in self.binding)
        self.nodes, self.weights = _common_rates(self.asked)

    def most_within(self, risk: float) -> int:
        """Return how many of the list may be called; 0 also if those invited anyhow are too many already."""
        if not self.binding:
            return self.listed
        # Chances of sums within the room; what is missing to 1 is the risk.
        fine = self._start()
        # Rounding: a risk of exactly what is asked for must not be refused for its last bit.
        allowed = risk + 1e-12
        for at, asked in enumerate(self.asked):
            fine = self._after(fine, asked, keep=False)
            if 1 - self._total(fine) > allowed:
                return max(0, at - self.sure)
        return self.listed

    def invitation(self, many: int) -> Invitation:
        """Return what calling the first so many risks."""
        invited = self.asked[:many]
        fine, aboard = self._start(), self._start()
        turned_away = 0.0
        taken = 0.0
        for asked in invited:
            comes = self._comes(asked)
            sizes = zip(self.shape, self._needs(asked), strict=True)
            inside: tuple[slice, ...] = tuple(slice(0, max(0, size - need)) for size, need in sizes)
            fits = np.zeros(self.shape)
            fits[inside] = 1.0
            fitting = (aboard * fits).reshape(len(self.weights), -1).sum(axis=1)
            lost = float(self.weights @ (comes * (aboard.reshape(len(self.weights), -1).sum(axis=1) - fitting)))
            turned_away += asked.persons * lost
            taken += dict(asked.wants).get(self.seat, 0) * float(self.weights @ (comes * fitting))
            fine, aboard = self._after(fine, asked, keep=False), self._after(aboard, asked, keep=True)
        return Invitation(
            parties=len(invited),
            persons=sum(each.persons for each in invited),
            risk=min(1.0, max(0.0, round(1 - self._total(fine), 12))) if self.binding else 0.0,  # no dust of rounding
            turned_away=max(0.0, turned_away),
            empty=max(0.0, self.room.get(self.seat, 0) - taken),
        )

    def _start(self) -> NDArray[np.float64]:
        start = np.zeros((len(self.weights), *self.shape))
        start.reshape(len(self.weights), -1)[:, 0] = 1.0
        return start

    def _total(self, chances: NDArray[np.float64]) -> float:
        return float(self.weights @ chances.reshape(len(self.weights), -1).sum(axis=1))

    def _needs(self, asked: Asked) -> list[int]:
        wants = dict(asked.wants)
        return [wants.get(kind, 0) for kind in self.binding]

    def _comes(self, asked: Asked) -> NDArray[np.float64]:
        if isinstance(asked.acceptance, tuple):
            return self.nodes
        return np.full(len(self.weights), asked.acceptance)

    def _after(self, chances: NDArray[np.float64], asked: Asked, *, keep: bool) -> NDArray[np.float64]:
        """Return the chances after one more party; with `keep`, who does not fit changes nothing."""
        comes = self._comes(asked).reshape(-1, *(1 for _ in self.shape))
        needs = self._needs(asked)
        after = chances * (1 - comes)
        some = [
            (slice(0, max(0, size - need)), slice(need, size)) for size, need in zip(self.shape, needs, strict=True)
        ]
        moved = chances[(slice(None), *(source for source, _ in some))] * comes
        if all(need < size for size, need in zip(self.shape, needs, strict=True)):
            after[(slice(None), *(target for _, target in some))] += moved
        if keep:
            stays = chances * comes
            stays[(slice(None), *(source for source, _ in some))] = 0.0
            after += stays
        return after


def _common_rates(asked: Sequence[Asked]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the values of the common rate at which to reckon, and how much each counts."""
    ranges = {each.acceptance for each in asked if isinstance(each.acceptance, tuple)}
    if len(ranges) > 1:
        raise ValueError("Only one rate can be common to all.")
    for least, most in ranges:
        many = sum(isinstance(each.acceptance, tuple) for each in asked)
        nodes, weights = np.polynomial.legendre.leggauss(min(MOST_NODES, many // 2 + 1))  # exact to degree many + 1
        return least + (nodes + 1) / 2 * (most - least), weights / 2
    return np.ones(1), np.ones(1)
