"""Numbers by somebody's word: when two of them cannot both be true."""

from collections.abc import Sequence
from itertools import combinations
from math import inf
from zoneinfo import ZoneInfo

from dodomu.situation.rules.known import FigureKnown
from dodomu.situation.rules.terms import Qualifier


def disagreeing(claims: Sequence[FigureKnown]) -> bool:
    """Say whether two sources state numbers for the same day that cannot both be true.

    Over days a number changes, and that is no disagreement; nor is what one source says first and then anew. A number
    that its own source took back disagrees with nobody.
    """
    standing = [each for each in claims if each.qualifier is not Qualifier.RETRACTED]
    return any(_of_one_day(one, other) and _clash(one, other) for one, other in combinations(standing, 2))


def span(claim: FigureKnown) -> tuple[float, float]:
    """Return from which to which number a claim may be true.

    "About" is as exact as the number is round: about 150 is 145 to 155, about 1,400 is 1,350 to 1,450.
    """
    number = claim.number
    if claim.qualifier is Qualifier.AT_LEAST:
        return number, inf
    if claim.qualifier is Qualifier.AT_MOST:
        return 0, number
    if claim.qualifier is Qualifier.ABOUT:
        return number - _half_step(number), number + _half_step(number)
    return number, number


def _half_step(number: int) -> float:
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step / 2


def _clash(one: FigureKnown, other: FigureKnown) -> bool:
    (low, high), (other_low, other_high) = span(one), span(other)
    return _voices(one) != _voices(other) and (high < other_low or other_high < low)


def _voices(claim: FigureKnown) -> tuple[str, frozenset[str]]:
    return claim.said_by, frozenset(claim.sources)


def _of_one_day(one: FigureKnown, other: FigureKnown) -> bool:
    tz = ZoneInfo(one.zone)
    return one.as_of.astimezone(tz).date() == other.as_of.astimezone(tz).date()
