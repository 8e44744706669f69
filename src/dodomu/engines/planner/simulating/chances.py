"""What may go otherwise than planned, and how often: said by people, checked for nonsense, drawn by seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.problem import Problem

Rate = float | tuple[float, float]
LONGEST_DELAY = 366 * 24 * 60


@dataclass(frozen=True, slots=True)
class Delay:
    """Something happens later than said: with this chance, by `least` to `most` whole minutes, all equally likely."""

    chance: float
    least: int
    most: int

    def minutes(self, whether: float, how_much: float) -> int:
        """Return the delay in minutes for two numbers drawn from [0, 1)."""
        if whether >= self.chance:
            return 0
        return self.least + int(how_much * (self.most - self.least + 1))


@dataclass(frozen=True, slots=True)
class Chances:
    """How a plan may be crossed. Without arguments only the legs' own chances are played.

    A rate is a probability, or (least, most): then one rate for everybody is drawn anew, evenly, in each run, because
    what is not known is mostly the same for all. Raises ValueError, naming everything that is wrong, in plain words.
    """

    runs: Mapping[str, float] = field(default_factory=dict)  # chance that a leg runs, in place of its own
    together: tuple[frozenset[str], ...] = ()  # ids of legs that share one draw: they are stopped by the same thing
    slip: Delay | None = None  # of any leg: it departs and arrives later
    slips: Mapping[str, Delay] = field(default_factory=dict)  # in place of `slip`, by id of leg
    reopening: Delay | None = None  # of the announced end of any closure that is not daily
    no_show: Rate = 0.0  # chance that a party, the whole of it, does not come when it is first called
    no_shows: Mapping[str, float] = field(default_factory=dict)  # in place of `no_show`, by id of party
    again: float = 0.0  # chance that who did not come would come when called once more
    late: Delay | None = None  # of a party, at the first meeting point
    notice: int = 0  # minutes before boarding by which it is known that a leg does not run, or when

    def __post_init__(self) -> None:
        found = tuple(_nonsense_in(self))
        if found:
            raise ValueError(" ".join(found))

    @property
    def acceptance(self) -> Rate:
        """How likely it is that a party comes when it is first called, as a rate."""
        if isinstance(self.no_show, tuple):
            return (1 - self.no_show[1], 1 - self.no_show[0])
        return 1 - self.no_show

    def strangers_to(self, problem: Problem) -> list[str]:
        """Return, in plain words, which legs and parties they name that the problem does not have."""
        legs, parties = {leg.id for leg in problem.legs}, {party.id for party in problem.parties}
        named = {*self.runs, *self.slips}.union(*self.together)
        found = [f"There is no leg {name}." for name in sorted(named - legs)]
        return found + [f"There is no party {name}." for name in sorted(set(self.no_shows) - parties)]


def _nonsense_in(chances: Chances) -> Iterator[str]:
    yield from _not_probabilities((f"the chance that leg {leg} runs", told) for leg, told in chances.runs.items())
    yield from _not_probabilities((f"the no-shows of party {who}", told) for who, told in chances.no_shows.items())
    yield from _not_probabilities([("the chance to come when called again", chances.again)])
    yield from wrong_rate("no-shows", chances.no_show)
    delays = [("slip", chances.slip), ("reopening", chances.reopening), ("late", chances.late)]
    delays += [(f"slip of leg {leg}", delay) for leg, delay in chances.slips.items()]
    for name, delay in delays:
        if delay is not None:
            yield from _wrong_delay(name, delay)
    if not 0 <= chances.notice <= LONGEST_DELAY:
        yield f"Notice must be 0 to {LONGEST_DELAY} minutes, not {chances.notice}."
    seen: set[str] = set()
    for legs in chances.together:
        yield from (
            f"Leg {leg} is stopped together with two sets of legs; join the sets." for leg in sorted(legs & seen)
        )
        seen |= legs


def wrong_rate(name: str, rate: Rate) -> Iterator[str]:
    """Tell what is wrong with a rate, in plain words."""
    if not isinstance(rate, tuple):
        yield from _not_probabilities([(name, rate)])
        return
    yield from _not_probabilities([(f"the least rate of {name}", rate[0]), (f"the most of {name}", rate[1])])
    if rate[0] > rate[1]:
        yield f"The least rate of {name}, {rate[0]}, is more than the most, {rate[1]}."


def _not_probabilities(told: "Iterator[tuple[str, float]] | list[tuple[str, float]]") -> Iterator[str]:
    for name, value in told:
        if not 0 <= value <= 1:  # false for NaN too
            yield f"{name[0].upper()}{name[1:]} must be a probability from 0 to 1, not {value}."


def _wrong_delay(name: str, delay: Delay) -> Iterator[str]:
    yield from _not_probabilities([(f"the chance of the delay {name}", delay.chance)])
    if not (isfinite(delay.least) and isfinite(delay.most) and 0 <= delay.least <= delay.most <= LONGEST_DELAY):
        yield (
            f"The delay {name} must last from its least to its most minutes, both from 0 to {LONGEST_DELAY}, "
            f"not {delay.least} to {delay.most}."
        )


@dataclass(frozen=True, slots=True)
class Draws:
    """The dice of one run: numbers of [0, 1), the same for every plan, whatever chances they are held against.

    Legs, parties and closures each have their own stream, in order of their ids, so that one more party leaves the
    draws of the legs as they were.
    """

    common: float  # for a rate that is one for all
    legs: NDArray[np.float64]  # whether it runs, whether it slips, how much
    parties: NDArray[np.float64]  # whether it comes, whether it would come again, whether it is late, how much
    closures: NDArray[np.float64]  # whether the reopening slips, how much


def draws_of(seed: int, run: int, legs: int, parties: int, closures: int) -> Draws:
    """Return the dice of the run with this number; they do not depend on other runs."""

    def stream(number: int) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(run, number)))

    return Draws(
        stream(0).random(), stream(1).random((legs, 3)), stream(2).random((parties, 4)), stream(3).random((closures, 2))
    )
