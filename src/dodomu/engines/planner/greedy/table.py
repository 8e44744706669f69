"""The earliest hour at home from everywhere, for those who need the same."""

from collections.abc import Iterator

from dodomu.engines.planner.greedy.stock import NEVER, Stock, Who, suffices
from dodomu.engines.planner.grid import HOME


class Table:
    """The earliest step at home from each place and step, for so many persons with these needs and papers."""

    def __init__(self, stock: Stock, who: Who, *, hiring: bool) -> None:
        self.stock, self.who, self.hiring = stock, who, hiring
        self.made = stock.given
        self._may: list[bool] = stock.grid.ways[who.ways].tolist()
        self._best: dict[int, list[int]] = {place: [NEVER] * (stock.grid.steps + 1) for place in stock.entered}
        self._legs: dict[int, list[tuple[int, int]]] = {}
        self._last: dict[int, int] = {}
        self._fill()

    def home(self, place: int, step: int) -> int:
        """Return when whoever is at a place in a step can be home at the earliest; NEVER if not at all."""
        if step > self.stock.grid.steps:
            return NEVER
        return step if place == HOME else self._best[place][step]

    def last(self, place: int) -> int:
        """Return the last step in which one can still come home from a place; -1 if there is none."""
        if place == HOME:
            return self.stock.grid.steps
        if place not in self._last:
            best = self._best[place]
            self._last[place] = next((step for step in range(len(best) - 1, -1, -1) if best[step] < NEVER), -1)
        return self._last[place]

    def legs_from(self, place: int) -> list[tuple[int, int]]:
        """Return (home at the earliest, leg) for each leg that was of use, the earliest first."""
        if place not in self._legs:
            stock = self.stock
            found = ((self.home(stock.leg_to[leg], stock.leg_end[leg]), leg) for leg in self._usable(place))
            self._legs[place] = sorted(each for each in found if each[0] < NEVER)
        return self._legs[place]

    def _usable(self, place: int) -> Iterator[int]:
        stock, who = self.stock, self.who
        for leg in stock.legs_from[place]:
            if (
                self._may[leg]
                and suffices(stock.seats[leg], who.needs)
                and stock.may_ride(leg, who.persons, hiring=self.hiring)
            ):
                yield leg

    def _fill(self) -> None:
        stock, steps = self.stock, self.stock.grid.steps
        full = {place: (stock.room[place] < self.who.persons).tolist() for place in stock.entered}
        ready: list[list[tuple[int, int]]] = [[] for _ in range(steps + 1)]
        for place in stock.entered:
            for leg in self._usable(place):
                step = self._latest(place, leg, full[place])
                if step >= 0:
                    ready[step].append((place, leg))
        links = [
            (place, link) for place in stock.entered for link in stock.links_from[place] if not stock.link_car[link]
        ]
        rounds = [(place, each) for place in stock.entered for each in stock.rounds_from[place]]
        link_open = {link: set(stock.link_open[link]) for _, link in links}
        for step in range(steps, -1, -1):
            if step < steps:
                for place, best in self._best.items():
                    if not full[place][step]:
                        best[step] = best[step + 1]
            for place, leg in ready[step]:
                self._offer(place, step, stock.leg_to[leg], stock.leg_end[leg])
            for place, link in links:
                if step in link_open[link]:
                    self._offer(place, step, stock.link_to[link], step + stock.link_steps[link])
            for place, each in rounds:
                leaves = step - stock.round_out[each]
                if 0 <= leaves < steps and stock.grid.round_open[each, leaves]:
                    self._offer(place, step, stock.round_hub[each], step + stock.round_back[each])

    def _offer(self, place: int, step: int, target: int, end: int) -> None:
        best = self._best[place]
        best[step] = min(best[step], self.home(target, end))

    def _latest(self, place: int, leg: int, full: list[bool]) -> int:
        """Return the last step in which one may come for a leg; -1 if there is none."""
        stock, start = self.stock, self.stock.leg_start[leg]
        if not stock.leg_processed[leg]:
            return start
        since = start
        left, may = stock.processing[place], stock.may_process[place]
        while since > 0 and not full[since - 1]:
            since -= 1
            if may[since] and left[stock.hour_of[since]] >= self.who.persons:
                return since
        return -1
