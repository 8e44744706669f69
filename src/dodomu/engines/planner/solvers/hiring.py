"""Which charters to hire, by the bounds of every choice that the money allows.

One quote bounds all choices at once: what everybody gains without charters, plus what the chosen ones are worth at its
prices. The most promising choice is bargained out until none other can be better; its bound then holds for all.
"""

from collections.abc import Callable

import numpy as np

from dodomu.engines.planner.grid import Floats
from dodomu.engines.planner.solvers.bargaining import Bargain
from dodomu.engines.planner.solvers.market import Market

MOST_CHARTERS = 16
WANTED = 0.05  # a charter of which less is hired in the market is not wanted


def affordable(market: Market) -> Floats:
    """Return the choices [S, C] that the budget allows.

    Where nothing else costs money, only those that leave none for one more charter: another could not be better.
    """
    price, budget, net = market.grid.charter_price, market.grid.budget, market.net
    many = len(price)
    every = ((np.arange(1 << many)[:, None] >> np.arange(many)) & 1).astype(np.float64)
    cost = every @ price
    fits = cost <= budget
    if net.leg_price.any() or net.link_price.any():
        return np.asarray(every[fits])
    cheapest_out = np.where(every > 0, np.inf, price).min(axis=1, initial=np.inf)
    return np.asarray(every[fits & (cost + cheapest_out > budget)])


def choose(
    bargain: Bargain, goes_on: Callable[[], bool], enough: float, rounds: int = 6, most: int = 60
) -> tuple[Floats, float, Floats]:
    """Return the choice of charters with the best bound, that bound, and the prices it was bargained to."""
    market = bargain.market
    choices = affordable(market)
    bounds = np.full(len(choices), np.inf)
    prices: dict[int, Floats] = {}
    proved: dict[int, float] = {}

    def look(price: Floats) -> None:
        quote = market.ask(price, 0.0)  # with danger counted it would bound something else
        np.minimum(bounds, quote.without + choices @ quote.worth, out=bounds)

    look(bargain.best_price)
    bargain.hold = True
    best = int(bounds.argmax())
    for _ in range(most):
        if not goes_on():
            break
        best = int(bounds.argmax())
        bargain.hired = choices[best].copy()
        if best in prices:
            bargain.base = prices[best].copy()
        for _ in range(rounds):
            bargain.round(growth=1.05, days=2, patience=30)
        price = bargain.price()
        look(price)
        prices[best], proved[best] = bargain.base.copy(), bargain.value()
        if int(bounds.argmax()) == best and bounds[best] - proved[best] < enough * bounds[best]:
            break
    best = int(bounds.argmax())
    likely = max(proved, key=lambda at: bounds[at], default=best)
    bargain.hired = choices[likely].copy()
    if likely in prices:
        bargain.base = prices[likely].copy()
    return choices[likely], float(bounds.max()), bargain.price()


def by_part(bargain: Bargain) -> Floats:
    """Return charters to hire when there are too many for every choice: the most wanted ones, while money lasts."""
    market = bargain.market
    price, left = market.grid.charter_price, market.grid.budget
    quote = market.ask(bargain.best_price, bargain.eps)
    order = np.lexsort((np.arange(len(price)), -quote.worth / np.maximum(price, 1), -np.round(bargain.hired, 1)))
    hired = np.zeros(len(price))
    for charter in order.tolist():
        if price[charter] <= left and (quote.worth[charter] > 0 or bargain.hired[charter] > WANTED):
            hired[charter], left = 1.0, left - int(price[charter])
    return hired
