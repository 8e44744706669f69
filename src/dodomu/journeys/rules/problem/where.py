"""From where a party sets out, and from when on.

- Who is aboard sets out from where the leg ends, when it arrives; who is on the way, from there.
- All of a party set out from one place. Who stands at no known place is with the others; places that lie in one
  another are one place, the most exact one that most of them stand at.
- Where nothing goes from a place, the party is planned from the one it lies in, and so on outwards.
- Who stands assembled for a place that they hold no longer can go back into the town: they are planned from around it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dodomu.journeys.rules.parties import PersonKnown
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.terms import Unplannable
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.rules.terms import Account

EN_ROUTE = frozenset({Account.ABOARD, Account.ON_THE_WAY})


@dataclass(frozen=True, slots=True)
class Start:
    """Where a party sets out from; `since` is when it gets there, None if it is there.

    At the door of a leg it sets out from where the leg goes, as if it were aboard.
    """

    place: UUID
    since: datetime | None = None
    is_at_the_door: bool = False


@dataclass(frozen=True)
class Starts:
    """Finds out where parties set out from."""

    frame: Frame
    legs: Mapping[str, LegKnown]
    left_from: frozenset[UUID]  # places from which something goes

    def of(self, persons: Sequence[PersonKnown]) -> Start | Unplannable:
        """Return where people who travel together set out from, or why nobody can say."""
        underway = [each for each in persons if each.account in EN_ROUTE]
        if underway and len(underway) < len(persons):
            return Unplannable.PARTLY_GONE
        found = {start for each in persons if (start := self._of_one(each))}
        if not found:
            return Unplannable.NO_PLACE
        return next(iter(found)) if len(found) == 1 else self._one_of(persons, found)

    def nearest(self, place: UUID) -> UUID:
        """Return the innermost place around one from which something goes, or itself where there is none."""
        return next((each for each in self._outwards(place) if each in self.left_from), place)

    def around(self, place: UUID) -> UUID:
        """Return the innermost place that one lies in and from which something goes, or where it is planned from."""
        outer = (each for each in self._outwards(place)[1:] if each in self.left_from)
        return next(outer, self.nearest(place))

    def _of_one(self, person: PersonKnown) -> Start | None:
        if person.account == Account.ABOARD:
            leg = self.legs.get(person.leg)
            return Start(leg.target, leg.comes_at) if leg and self.frame.site(leg.target) else None
        return Start(person.place) if person.place and self.frame.site(person.place) else None

    def _one_of(self, persons: Sequence[PersonKnown], found: set[Start]) -> Start | Unplannable:
        if any(start.since for start in found):
            return Unplannable.TWO_PLACES
        chains = [self._outwards(start.place) for start in found]
        if not set.intersection(*map(set, chains)):
            return Unplannable.TWO_PLACES
        stands = Counter(each.place for each in persons if each.place and self.frame.site(each.place))
        most = max(stands, key=lambda place: (stands[place], len(self._outwards(place)), str(place)))
        return Start(most)

    def _outwards(self, place: UUID) -> list[UUID]:
        chain: list[UUID] = []
        here = self.frame.site(place)
        while here and here.place not in chain:
            chain.append(here.place)
            here = self.frame.site(here.parent)
        return chain
