"""How likely something is, as a belief that learns: a mean, and how sure one is of it (a beta distribution)."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log
from typing import Final

TINY: Final = 1e-300
CLOSE: Final = 1e-12
HALVINGS: Final = 50
TERMS: Final = 500


@dataclass(frozen=True, slots=True)
class Range:
    """A mean, and between what it lies with 95 in 100."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Belief:
    """A beta distribution: as sure as if so many had been seen to do it, and so many not to. Both are above zero."""

    did: float
    did_not: float

    @property
    def mean(self) -> float:
        """What is expected of the next one."""
        return self.did / (self.did + self.did_not)

    @property
    def weight(self) -> float:
        """How many sightings it is worth."""
        return self.did + self.did_not

    @property
    def range(self) -> Range:
        """The mean, with the central 95 in 100."""
        return Range(self.mean, self.quantile(0.025), self.quantile(0.975))

    def after(self, did: float, did_not: float, *, weight: float = 1.0) -> "Belief":
        """Return the belief after so many were seen, each of which counts as much as `weight`."""
        return Belief(self.did + weight * did, self.did_not + weight * did_not)

    def quantile(self, share: float) -> float:
        """Return the rate that is not exceeded with this probability."""
        return _quantile(self.did, self.did_not, share)


@lru_cache(maxsize=4096)
def _quantile(a: float, b: float, share: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if below(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def below(a: float, b: float, rate: float) -> float:
    """Return the probability that a beta distribution gives a rate or less (the regularized incomplete beta function).

    By the continued fraction DLMF 8.17.22 after Lentz, on the side of the mean where it converges fast.
    """
    if rate <= 0 or rate >= 1:
        return float(rate >= 1)
    if rate > (a + 1) / (a + b + 2):
        return 1 - below(b, a, 1 - rate)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(rate) + b * log(1 - rate)) / a
    return front / _fraction(a, b, rate)


def _fraction(a: float, b: float, rate: float) -> float:
    """Return 1 + d1 / (1 + d2 / (1 + …)) with the coefficients of DLMF 8.17.23."""
    value = upper = 1.0
    lower = 0.0
    for term in range(1, TERMS):
        half, is_odd = divmod(term, 2)
        if is_odd:
            step = -(a + half) * (a + b + half) * rate / ((a + term - 1) * (a + term))
        else:
            step = half * (b - half) * rate / ((a + term - 1) * (a + term))
        upper, lower = 1 + step / upper, 1 / (1 + step * lower or TINY)
        upper = upper or TINY
        value *= upper * lower
        if abs(upper * lower - 1) < CLOSE:
            break
    return value
