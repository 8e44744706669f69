"""Which promises nobody can keep: a lower bound on the cost of broken promises that holds for every plan.

A promise alone is unavoidably broken when its leg cannot be used, or cannot be reached or left for home by that party
even if nobody else travelled. Beyond that a leg, or a permission, may have been promised to more than it can take; the
cheapest that must be left out is a knapsack, and since every party has one promise the costs of the legs add up.
"""

from bisect import bisect_left
from heapq import heappop, heappush

import numpy as np

from dodomu.engines.planner.explaining.answers import Unavoidable
from dodomu.engines.planner.explaining.left_over import LeftOver
from dodomu.engines.planner.explaining.reading import Reading, Traveller, seats_of
from dodomu.engines.planner.problem import Leg, Party
from dodomu.engines.planner.reasons import Because, Code

Kind = tuple[object, ...]


class Reach:
    """Who can be where at the earliest if nobody else travelled and there were room everywhere: never too late."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._asked = frozenset(paper for leg in reading.problem.legs for paper in leg.papers)
        self._legs: dict[str, tuple[list[int], list[tuple[int, int, str, bool, Leg]]]] = {}
        self._open: dict[str, list[bool]] = {}
        self._known: dict[Kind, dict[str, int]] = {}
        self._usable: dict[Kind, dict[str, bool]] = {}
        self._kinds: dict[str, Kind] = {}
        self._done: dict[tuple[str, int], list[int | None]] = {}
        for place, legs in reading.legs_from.items():
            departures = sorted(
                (
                    (reading.ready(leg), reading.there(leg), leg.target, reading.needs_processing(leg), leg)
                    for leg in legs
                    if reading.ready(leg) >= 0
                ),
                key=lambda each: (each[0], each[1], each[4].id),
            )
            self._legs[place] = ([each[0] for each in departures], departures)

    def usable(self, leg: Leg, who: Traveller) -> bool:
        """Whether nothing but time keeps a traveller from a leg; charters may be hired."""
        known = self._usable.setdefault(self._kind(who), {})
        if leg.id not in known:
            known[leg.id] = not self.reading.leg_stops(leg, who)
        return known[leg.id]

    def _kind(self, who: Traveller) -> Kind:
        """What decides which legs a traveller may use; the country of the own place is spared when refusing."""
        if who.party.id not in self._kinds:
            party = who.party
            takes, refuses = tuple(sorted(who.takes.items())), tuple(sorted(party.refuses))
            kind = (party.papers & self._asked, refuses, takes, who.persons, who.place if refuses else "")
            self._kinds[party.id] = kind
        return self._kinds[who.party.id]

    def earliest(self, who: Traveller, place: str, since: int, *, first: bool) -> dict[str, int]:
        """Return the earliest step at every place, from a place and step on; `first`: nothing was ridden before."""
        key = (place, since, first, who.party.car and first, self._kind(who))
        if key not in self._known:
            self._known[key] = self._spread(who, place, since, first=first)
        return self._known[key]

    def _spread(self, who: Traveller, place: str, since: int, *, first: bool) -> dict[str, int]:
        best: dict[str, int] = {place: since}
        queue: list[tuple[int, str, bool]] = [(since, place, first)]
        while queue:
            now, at, fresh = heappop(queue)
            if at in self.reading.homes or (best[at] < now and not fresh):
                continue
            for target, end in self._onward(who, at, now, fresh=fresh):
                if end <= self.reading.steps and end < best.get(target, end + 1):
                    best[target] = end
                    heappush(queue, (end, target, False))
        return best

    def _onward(self, who: Traveller, at: str, now: int, *, fresh: bool) -> list[tuple[str, int]]:
        reading = self.reading
        found = [
            (link.target, self._link_end(link.id, now))
            for link in reading.links_from.get(at, ())
            if not link.needs_car or (fresh and who.party.car)
        ]
        for fleet, each in reading.rounds_at.get(at, ()):
            if all(fleet.seats.get(kind, 0) >= many for kind, many in who.takes.items()) and fleet.vehicles:
                start = max(now, reading.long(each.out))
                found.append((fleet.hub, start + reading.long(each.back)))
        soonest: dict[str, int] = {}
        readies, departures = self._legs.get(at, ([], []))
        processed = self._processed(who, at, now)
        for ready, there, target, needs, leg in departures[bisect_left(readies, now) :]:
            if there >= soonest.get(target, reading.steps + 1):
                continue
            if needs and (processed is None or processed > ready):
                continue
            if self.usable(leg, who):
                soonest[target] = there
        return [*found, *soonest.items()]

    def _link_end(self, id_: str, now: int) -> int:
        reading, link = self.reading, self.reading.links[id_]
        if id_ not in self._open:
            begins, ends = (
                reading.closed(link.origin, "departures", road=True),
                reading.closed(link.target, "arrivals", road=True),
            )
            named, long = reading.closed_by_name(id_), reading.long(link.minutes)
            self._open[id_] = [
                not (begins[k] or named[k] or ends[k + long]) for k in range(max(0, reading.steps - long + 1))
            ]
        open_ = self._open[id_]
        start = next((k for k in range(now, len(open_)) if open_[k]), None)
        return reading.steps + 1 if start is None else start + reading.long(link.minutes)

    def _processed(self, who: Traveller, at: str, now: int) -> int | None:
        """The first step by which a traveller who is there can have been processed."""
        reading = self.reading
        if reading.places[at].processing is None or now >= reading.steps:
            return None
        key = (at, who.persons)
        if key not in self._done:
            closed, done = reading.closed(at, "departures", road=False), list[int | None]([None])
            for k in range(reading.steps - 1, -1, -1):
                fits = not closed[k] and reading.capacity(at, reading.hour_of[k]) >= who.persons
                done.append(k + 1 if fits else done[-1])
            self._done[key] = done[::-1]
        return self._done[key][now]

    def comes_home_by(self, who: Traveller, leg: Leg) -> bool:
        """Whether a traveller might come home by a way that has this leg in it."""
        reading = self.reading
        if not self.usable(leg, who) or reading.there(leg) > reading.steps or leg.origin in reading.homes:
            return False
        here = self.earliest(who, who.place, who.start, first=True).get(leg.origin)
        if here is None or here > reading.ready(leg):
            return False
        if reading.needs_processing(leg):
            processed = self._processed(who, leg.origin, here)
            if processed is None or processed > reading.ready(leg):
                return False
        after = self.earliest(who, leg.target, reading.there(leg), first=False)
        return any(place in reading.homes for place in after)


def one_of(reading: Reading, party: Party) -> Traveller:
    """Return the least that must travel together: one person of a party that may be split, else all of it."""
    whole = reading.traveller(party)
    return Traveller(party, 1, {}, whole.start) if party.may_split else whole


def promised_leg_stops(reading: Reading, leg: Leg) -> list[Because]:
    """Return what keeps everybody from a leg, whoever they are."""
    return [
        lack.because
        for lack in reading.leg_stops(leg, Traveller(Party("", leg.origin, 1), 1, {}, 0))
        if lack.key[0] in {"past", "horizon", "chance", "closure", "permission-dates"}
    ]


def is_lost(reading: Reading, reach: Reach, party: Party) -> Because | None:
    """Return why a party's promise cannot be kept by any plan, taken alone; none if that cannot be said."""
    if party.promise is None or party.place in reading.homes:
        return None
    leg = reading.legs.get(party.promise.leg)
    facts: dict[str, object] = {"leg": party.promise.leg, "party": party.id}
    if leg is None or promised_leg_stops(reading, leg):
        return Because(Code.PROMISED_LEG_GONE, facts)
    charter = reading.charters.get(leg.charter or "")
    if charter is not None and reading.problem.budget is not None and charter.price > reading.problem.budget:
        return Because(Code.PROMISED_LEG_GONE, facts)
    if not reach.comes_home_by(one_of(reading, party), leg):
        return Because(Code.PROMISED_OUT_OF_REACH, facts)
    return None


def unavoidable(reading: Reading, used: LeftOver | None = None) -> Unavoidable:
    """Return the lower bound with its grounds. A plan's kept promises need not be looked at one by one."""
    reach, lost, because, cost = Reach(reading), set[str](), list[Because](), 0
    by_leg: dict[str, list[Party]] = {}
    for party in reading.problem.parties:
        if party.promise is None or party.place in reading.homes:
            continue
        why = None if used is not None and keeps(used, party) else is_lost(reading, reach, party)
        if why is None:
            by_leg.setdefault(party.promise.leg, []).append(party)
        else:
            lost.add(party.id)
            because.append(why)
            cost += party.promise.cost
    of_leg = {leg: _excess(reading.legs[leg], parties, because) for leg, parties in sorted(by_leg.items())}
    return Unavoidable(cost + _with_quotas(reading, by_leg, of_leg, because), frozenset(lost), tuple(because))


def keeps(used: LeftOver, party: Party) -> bool:
    """Return whether a plan keeps a party's promise: all of it has an itinerary with that leg."""
    leg = party.promise.leg if party.promise else ""
    return sum(each.persons for each in used.rides_of(leg) if each.party == party.id) >= party.persons


def _excess(leg: Leg, parties: list[Party], because: list[Because]) -> int:
    """What it costs at least that a leg was promised to too many; the worst kind counts."""
    worst = 0
    for kind in sorted({kind for party in parties for kind in party.takes}):
        room = seats_of(leg, kind)
        asked = [(party.takes.get(kind, 0), party.promise.cost) for party in parties if party.promise]
        promised = sum(many for many, _ in asked)
        if promised > room:
            facts: dict[str, object] = {"leg": leg.id, "kind": kind, "promised": promised, "seats": room}
            because.append(Because(Code.PROMISED_TOO_MANY, facts))
            worst = max(worst, least_dropped(asked, room))
    return worst


def _with_quotas(
    reading: Reading, by_leg: dict[str, list[Party]], of_leg: dict[str, int], because: list[Because]
) -> int:  # fmt: skip
    total = 0
    groups: dict[str, list[str]] = {}
    for leg, least in of_leg.items():
        permission = reading.legs[leg].permission
        if permission in reading.permissions and permission is not None:
            groups.setdefault(permission, []).append(leg)
        else:
            total += least
    for permission, legs in sorted(groups.items()):
        asked = [(party.persons, party.promise.cost) for leg in legs for party in by_leg[leg] if party.promise]
        quota, promised = reading.permissions[permission].quota, sum(many for many, _ in asked)
        least = 0
        if promised > quota:
            facts: dict[str, object] = {"permission": permission, "promised": promised, "quota": quota}
            because.append(Because(Code.PROMISED_QUOTA, facts))
            least = least_dropped(asked, quota)
        total += max(least, sum(of_leg[leg] for leg in legs))
    return total


def least_dropped(asked: list[tuple[int, int]], room: int) -> int:
    """Return the least cost of those that must be left out so that the others fit: a knapsack, solved exactly."""
    kept = np.zeros(max(0, room) + 1, dtype=np.int64)
    free = sum(cost for many, cost in asked if many <= 0)
    for many, cost in asked:
        if 0 < many <= room:
            kept[many:] = np.maximum(kept[many:], kept[: room + 1 - many] + cost)
    return sum(cost for _, cost in asked) - free - int(kept[-1])
