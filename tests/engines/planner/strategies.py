"""Small planning problems for Hypothesis: every feature, few of everything, and mostly something that is scarce.

One or two cities, a hub or two, home; feeders to the hub and legs from it, so that most parties could come home if
they were alone, and mostly not all of them together. `test_strategies.py` measures that.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from dodomu.engines.planner.problem import (
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    Problem,
    Promise,
    Round,
    Steps,
)

ZONES: tuple[tzinfo, ...] = (UTC, ZoneInfo("Asia/Tehran"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Europe/Kyiv"))
CLOCKS_CHANGE = ((3, 28), (10, 24))  # in 2026, in Kyiv, in the night that follows
AIDS = {"wheelchair": 1, "infant": 1, "pet": 1, "stretcher": 1}
CITIES, HUBS = ("city", "town"), ("port", "gate")


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a faultless problem that brute force can solve."""
    return Drawing(draw).problem()


class Drawing:
    """What has been drawn so far. Of each choice the first is the simplest, towards which Hypothesis shrinks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.step = self.one_of(60, 60, 30, 15)
        self.steps = self.one_of(10, 9, 12, 14)
        self.zone = self.one_of(*ZONES)
        hour, minute = self.one_of(10, 18, 20, 22), self.one_of(0, 0, 30)
        month, day = self.one_of(*[(3, 10)] * 4, *CLOCKS_CHANGE)
        self.begins = datetime(2026, month, day, hour, minute, tzinfo=UTC)
        self.two_cities = self.half()
        self.two_hubs = self.half()
        self.by_gate = self.two_hubs and self.half()  # there is a leg to the gate and one from there home

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def half(self) -> bool:
        return bool(self.one_of(False, True))

    def seldom(self) -> bool:
        return bool(self.one_of(False, False, False, False, True))

    def at(self, minutes: float) -> datetime:
        """Return the moment so many minutes after the beginning, in some zone."""
        return (self.begins + timedelta(minutes=int(minutes))).astimezone(self.one_of(self.zone, UTC))

    def problem(self) -> Problem:
        parties = [self.party(f"p{number}") for number in range(self.one_of(4, 3, 2, 4))]
        parties = only_one_splits(parties)
        fleets, links, legs = self.feeders({party.place for party in parties})
        legs += [self.trunk(number) for number in range(3 if self.by_gate else self.one_of(2, 3))]
        charters = [Charter("hire", self.one_of(30, 100))] if any(leg.charter for leg in legs) else []
        permissions = [self.permission()] if any(leg.permission for leg in legs) else []
        names = [*(leg.id for leg in legs), *(link.id for link in links), *(fleet.id for fleet in fleets)]
        return Problem(
            begins=self.begins.astimezone(self.zone),
            ends=self.at(self.step * self.steps + self.one_of(0, 0, 7)),
            zone=self.zone,
            places=self.places(),
            parties=tuple(self.wishing(party, legs) for party in parties),
            legs=tuple(legs),
            charters=tuple(charters),
            fleets=tuple(fleets),
            links=tuple(links),
            closures=tuple(self.closure(names) for _ in range(self.one_of(0, 0, 1, 1, 2))),
            permissions=tuple(permissions),
            budget=self.one_of(None, None, 40, 100, 150),
            least_chance=self.one_of(0.0, 0.5),
            step=self.step,
        )

    # who

    def party(self, name: str) -> Party:
        persons = self.one_of(1, 2, 3, 4, 2)
        place = self.one_of(*(["city", "town"] if self.two_cities else ["city"]), "port", "city")
        beside = self.one_of(*[""] * 8, "wheelchair", "infant", "pet", "stretcher")
        needs = {}
        if beside:
            needs = {"seat": persons - (beside != "pet"), beside: 1}
            needs = {kind: count for kind, count in needs.items() if count}
        return Party(
            id=name,
            place=place,
            persons=persons,
            needs=needs,
            papers=frozenset(self.one_of(("passport", "visa"), ("passport", "visa"), ("passport",), ())),
            priority=self.one_of("other", "family", "children", "other", "family", "frail", "medical"),
            available_from=self.at(self.step * self.one_of(1, 2, 3.5, -1)) if self.seldom() else None,
            waiting_since=self.at(-60 * self.one_of(1, 2, 3)) if self.half() else None,
            car=self.one_of(True, True, False),
            may_split=1 < persons < 4 and self.half(),
        )

    def wishing(self, party: Party, legs: list[Leg]) -> Party:
        """Add what a party refuses and was promised, of what there is."""
        some = [leg.id for leg in legs[::-1]]
        return replace(
            party,
            refuses=frozenset([self.one_of("XB", "XC", some[0])]) if self.seldom() else frozenset(),
            promise=Promise(self.one_of(*some), self.one_of(1, 3)) if self.one_of(False, False, True) else None,
        )

    # where

    def places(self) -> tuple[Place, ...]:
        cities = [Place(name, name, "place", "XA", risk=self.risk()) for name in CITIES[: 1 + self.two_cities]]
        hubs = [
            Place(
                name,
                name,
                kind,
                country,
                risk=self.risk(),
                processing=self.processing(),
                room=self.one_of(None, None, 2, 3, 5),
            )
            for name, kind, country in (("port", "airport", "XA"), ("gate", "crossing", "XB"))[: 1 + self.two_hubs]
        ]
        return (*cities, *hubs, Place("home", "Home", "home", "XH"))

    def risk(self) -> Steps | float:
        """Return a danger, constant or changing."""
        before, after = self.one_of(0.5, 0.0, 0.25, 1 / 3), self.one_of(0.25, 0.0, 2.0, 0.123457)
        if self.half():
            return float(before)
        return ((self.at(self.one_of(-60, 0)), before), (self.at(self.step * self.one_of(3, 5.5)), after))

    def processing(self) -> Steps | int | None:
        hourly = self.one_of(None, 4, 3, 2, "steps")
        if hourly != "steps":
            return hourly  # type: ignore[no-any-return]
        return ((self.at(0), 2.0), (self.at(self.step * self.one_of(2, 4.5)), self.one_of(4.9, 0.0, 3.0)))

    # how

    def feeders(self, towns: set[str]) -> tuple[list[Fleet], list[Link], list[Leg]]:
        """Return a way from each city where somebody is to the port, and at times one more."""
        fleets: list[Fleet] = []
        links: list[Link] = []
        legs: list[Leg] = []
        served = [name for name in CITIES if name in towns]
        by = {name: self.one_of("walk", "fleet", "fleet", "fleet", "car", "bus") for name in served}
        if driven := [name for name in served if by[name] == "fleet"]:
            fleets.append(self.fleet(driven))
        for number, name in enumerate(name for name in served if by[name] in ("walk", "car")):
            links.append(self.link(f"w{number}", name, "port", by[name] == "car"))
        for number, name in enumerate(name for name in served if by[name] == "bus"):
            legs.append(self.leg(f"b{number}", name, "port", self.one_of(2, 1, 3), 1))
        if self.two_hubs and not self.by_gate and len(links) < 2:
            links.append(self.link("x0", "port", "gate", False))
        elif served and len(links) < 2 and self.seldom():
            back = self.half()
            links.append(self.link("x0", "port" if back else served[0], served[0] if back else "port", not back))
        return fleets, links, legs

    def fleet(self, places: list[str]) -> Fleet:
        out, back = self.one_of(1, 1, 2), self.one_of(1, 2)
        rounds = [
            Round(name, self.minutes(out), self.minutes(back), danger=self.one_of(0.0, 0.1, 0.3)) for name in places
        ]
        return Fleet(
            id="vans",
            hub="port",
            vehicles=self.one_of(1, 1, 2),
            seats={"seat": self.one_of(4, 3, 5), **self.one_of(AIDS, {"wheelchair": 1}, AIDS)},
            rounds=tuple(rounds),
            drivers_minutes=self.one_of(None, None, self.step * (out + back), self.step * 2 * (out + back)),
        )

    def minutes(self, steps: int) -> int:
        """Return a time of about so many steps, seldom a whole number of them."""
        return max(1, self.step * steps - int(self.one_of(0, 5, 10)))

    def link(self, name: str, origin: str, target: str, needs_car: bool) -> Link:
        return Link(
            id=name,
            origin=origin,
            target=target,
            minutes=self.minutes(self.one_of(2, 1, 3)),
            needs_car=needs_car,
            danger=self.one_of(0.0, 0.2, 0.7654321),
            price=self.one_of(0, 0, 5),
        )

    def trunk(self, number: int) -> Leg:
        """Return a leg from a hub home, or from one hub to the other."""
        ways = [("port", "home")]
        if self.by_gate:
            ways = [(("port", "home"), ("port", "gate"), ("gate", "home"))[number]]
        elif self.two_hubs:
            ways = [("port", "home"), ("gate", "home")]
        origin, target = self.one_of(*ways)
        early = target == "gate"
        starts = self.one_of(3, 4, 5) if early else self.one_of(*range(self.steps // 2 - 1, self.steps - 2), 3)
        return self.leg(f"l{number}", origin, target, starts, self.one_of(1, 2))

    def leg(self, name: str, origin: str, target: str, starts: int, lasts: int) -> Leg:
        departs = self.step * starts + self.one_of(0, 0, 10, -5)
        seats = {"seat": self.one_of(3, 4, 5, 2), **self.one_of(AIDS, {"infant": 1, "pet": 1}, {"stretcher": 1}, AIDS)}
        return Leg(
            id=name,
            origin=origin,
            target=target,
            departs=self.at(departs),
            arrives=self.at(departs + self.minutes(lasts)),
            seats=seats,
            buffer=self.one_of(0, 0, 10, self.step),
            held_back={"seat": 1} if self.seldom() else {},
            papers=frozenset([self.one_of("visa", "passport")]) if self.seldom() else frozenset(),
            price=self.one_of(0, 10, 20),
            paid_by=self.one_of("state", "state", "traveller", "partner"),
            chance=self.one_of(1.0, 1.0, 1.0, 1.0, 0.5, 0.4),
            danger=self.one_of(0.0, 0.05, 1 / 7),
            permission="leave" if self.seldom() else None,
            charter="hire" if self.seldom() else None,
            countries=frozenset(["XC"]) if self.seldom() else frozenset(),
            processed=self.one_of(True, True, True, False),
        )

    # what stands in the way

    def permission(self) -> Permission:
        return Permission(
            "leave",
            self.one_of(3, 2, 1, 5),
            begins=self.at(self.step * 2) if self.seldom() else None,
            ends=self.at(self.step * (self.steps - 2)) if self.seldom() else None,
        )

    def closure(self, names: list[str]) -> Closure:
        places = [*CITIES[: 1 + self.two_cities], *HUBS[: 1 + self.two_hubs], "home"]
        starts = self.step * self.one_of(0, 1, 2, 4, 6.5)
        daily = None
        if self.one_of(False, False, True):
            begins, lasts = self.one_of(20, 22, 0, 12), self.one_of(2, 3, 5)
            daily = (time(begins, self.one_of(0, 30)), time((begins + lasts) % 24))
        return Closure(
            at=self.one_of(*names, *places, "*"),
            begins=self.at(starts - (24 * 60 if daily else 0)),
            ends=self.at(starts + self.step * self.one_of(1, 2, 4)),
            daily=daily,
            stops=self.one_of("both", "departures", "arrivals"),
            road_only=self.seldom(),
            zone=self.one_of(None, None, *ZONES) if daily else None,
            why="curfew" if daily else "closed",
        )


def only_one_splits(parties: list[Party]) -> list[Party]:
    """Let no more than one party be split: every other would multiply what brute force must try."""
    first = next((party.id for party in parties if party.may_split), None)
    return [replace(party, may_split=party.id == first) for party in parties]
