"""One party before a plan: what it does, what it could do alone, and what the others leave over for it."""

from functools import cached_property

from dodomu.engines.planner.explaining.answers import Way
from dodomu.engines.planner.explaining.left_over import Hop, LeftOver, way_of
from dodomu.engines.planner.explaining.reading import MILLION, Reading, Traveller
from dodomu.engines.planner.explaining.search import Onward, Reached, affordable, forward, onward
from dodomu.engines.planner.explaining.world import World
from dodomu.engines.planner.problem import Party


class Case:
    """Whatever is asked about one party and one plan is worked out once.

    If some of a party that was split are left, the case is that of those who are left; the others travel as planned.
    """

    def __init__(self, reading: Reading, all_used: LeftOver, party: Party) -> None:
        self.reading, self.all_used, self.party = reading, all_used, party
        self.ways = all_used.ways_of(party.id)
        planned = all_used.of_party.get(party.id, [])
        home = sum(each.persons for each in planned)
        self.left_persons = max(0, party.persons - home) if party.place not in reading.homes else 0
        if 0 < home < party.persons:
            takes = {
                kind: many - sum(each.needs.get(kind, 0) for each in planned) for kind, many in party.takes.items()
            }
            takes = {kind: many for kind, many in takes.items() if many > 0}
            self.who = Traveller(party, self.left_persons, takes, reading.start(party))
            self.left_over = all_used
        else:
            self.who = reading.traveller(party)
            self.left_over = all_used.without(party.id)

    @property
    def now(self) -> Way | None:
        """How they travel; of several parts the one with the most danger. None: those it is about are left."""
        return None if self.left_persons or not self.ways else max(self.ways, key=lambda way: (way.danger, way.home))

    @cached_property
    def alone(self) -> World:
        return World(self.reading, self.who)

    @cached_property
    def beside(self) -> World:
        """What is open beside all the others."""
        return World(self.reading, self.who, self.left_over)

    @cached_property
    def alone_reached(self) -> Reached:
        return forward(self.alone)

    @cached_property
    def beside_reached(self) -> Reached:
        return forward(self.beside)

    @cached_property
    def alone_onward(self) -> Onward:
        return onward(self.alone)

    @cached_property
    def beside_onward(self) -> Onward:
        return onward(self.beside)

    @cached_property
    def soonest_alone(self) -> list[Hop] | None:
        """The soonest way if nobody else travelled."""
        step = self.alone_reached.soonest()
        return None if step is None else affordable(self.alone, self.alone_reached, step, ())

    @cached_property
    def safest_open(self) -> list[Hop] | None:
        """The safest way among what is left over."""
        step = self.beside_reached.safest()
        return None if step is None else affordable(self.beside, self.beside_reached, step, ())

    def way(self, hops: list[Hop]) -> Way:
        """Return a chain as a way for those the case is about."""
        return way_of(self.reading, self.who.place, self.who.persons, hops)


def in_risk_hours(danger: int) -> float:
    """Return millionths as risk-hours, to two decimals."""
    return round(danger / MILLION, 2)


def names_of(way: Way) -> tuple[str, ...]:
    """Return what is ridden, for a sentence."""
    return way.rides


def names_on(hops: list[Hop]) -> tuple[str, ...]:
    """Return what is ridden on a chain, for a sentence."""
    return tuple(hop.id for hop in hops)
