"""Which charters to hire when each has a worth and the money is limited: an exact knapsack, a bound if cut short."""

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.grid import Floats, Ints

NEVER, FREE, ALWAYS = 0, 1, 2
MOST_NODES = 20_000


def best_charters(
    worth: Floats, price: Ints, budget: int, allowed: NDArray[np.int8], *, exact: bool = True
) -> tuple[Floats, float]:
    """Return who is hired (0..1 each) and an upper bound on the worth of any choice that the money allows.

    Without `exact`, or when the search grows too long, the relaxed choice with one charter in part is returned.
    """
    hired = (allowed == ALWAYS).astype(np.float64)
    left = budget - int(price[allowed == ALWAYS].sum())
    if left < 0:
        return hired, -np.inf
    fixed = float(worth[allowed == ALWAYS].sum())
    free = [int(at) for at in np.flatnonzero((allowed == FREE) & (worth > 0.0) & (price <= left))]
    free.sort(key=lambda at: (-worth[at] / max(int(price[at]), 1e-9), at))
    worths, prices = [float(worth[at]) for at in free], [int(price[at]) for at in free]

    def relaxed(at: int, money: int) -> float:
        total = 0.0
        for index in range(at, len(free)):
            if prices[index] > money:
                return total + worths[index] * money / prices[index]
            total += worths[index]
            money -= prices[index]
        return total

    chosen: tuple[int, ...] = ()
    best, nodes = -1.0, 0
    stack: list[tuple[int, int, float, tuple[int, ...]]] = [(0, left, 0.0, ())]
    while stack and exact and nodes < MOST_NODES:
        nodes += 1
        at, money, value, taken = stack.pop()
        if value > best:
            best, chosen = value, taken
        if at == len(free) or value + relaxed(at, money) <= best + 1e-9:
            continue
        stack.append((at + 1, money, value, taken))
        if prices[at] <= money:
            stack.append((at + 1, money - prices[at], value + worths[at], (*taken, at)))
    if stack or not exact:
        money = left
        for index, at in enumerate(free):
            part = min(1.0, money / prices[index]) if prices[index] else 1.0
            hired[at] = part
            money -= round(part * prices[index])
            if part < 1.0:
                break
        return hired, fixed + relaxed(0, left)
    for index in chosen:
        hired[free[index]] = 1.0
    return hired, fixed + best
