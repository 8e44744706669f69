"""Who is there and wants to leave, as the planner's parties.

- A party travels with everybody of it who is there or on the way. Who is home, has left alone, stays or died is not
  counted; if somebody is aboard and another still waits, an officer has to look at it.
- The wish of most who have said one is that of the party; whoever stays has a voice. If as many want to stay as to
  leave, it is listed. Somebody who wants to leave later keeps the others until that day.
- Who said that they are more than are registered gets places for all of them, up to `ON_THEIR_WORD` more.
- Nobody is split: an offer goes to a whole party.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Final
from uuid import UUID

from dodomu.engines.planner.problem import Party
from dodomu.journeys.rules.eligibility import is_eligible
from dodomu.journeys.rules.parties import OverrideKnown, PartyKnown, PersonKnown, ToldKnown
from dodomu.journeys.rules.problem import told
from dodomu.journeys.rules.problem.facts import LeftOut, Note, NoteCode
from dodomu.journeys.rules.problem.frame import Frame
from dodomu.journeys.rules.problem.needs import needs_of, papers_of, priority_of
from dodomu.journeys.rules.problem.where import EN_ROUTE, Start, Starts
from dodomu.journeys.rules.terms import OverrideKind, Unplannable
from dodomu.journeys.rules.ways import LegKnown
from dodomu.people.rules.promising import HAS_SET_OUT
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

IS_THERE: Final = frozenset({
    Account.REGISTERED, Account.WAITING, Account.PROMISED, Account.ASSEMBLED, Account.UNREACHABLE,
})  # fmt: skip
TO_LEAVE: Final = frozenset({Wish.LEAVE_NOW, Wish.LEAVE_LATER})
NOT_TO_LEAVE: Final = frozenset({Wish.STAY, Wish.LEFT_ALREADY})
ON_THEIR_WORD = 20  # persons of whom only the number is said
MOST_TOGETHER = 200  # what the planner keeps together


@dataclass(frozen=True)
class Crowd:
    """Makes the parties of a problem."""

    frame: Frame
    starts: Starts
    legs: Sequence[LegKnown]  # those that can be planned with
    closed: frozenset[str]  # of them, those whose booking is closed
    boarding: Mapping[str, LegKnown]  # legs that go, by ref: who is at their door is as good as aboard
    parties: list[Party] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    places: set[UUID] = field(default_factory=set)  # from which they set out

    def gather(self) -> None:
        """Look at every party once."""
        for known in self.frame.facts.parties:
            for found in self._look(known):
                if isinstance(found, Party):
                    self.parties.append(found)
                elif isinstance(found, LeftOut):
                    self.left_out.append(found)
                else:
                    self.notes.append(found)

    def held_beside(self) -> Mapping[str, Mapping[str, int]]:
        """Return by leg what those hold who have set out and are not in the problem: no plan takes it from them."""
        planned = {party.id for party in self.parties}
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for known in self.frame.facts.parties:
            offer = self.frame.facts.told.get(known.id)
            if offer is None or offer.is_standby or str(known.id) in planned:
                continue
            boards = told.boards(offer, _there(known), self.frame.facts.at) in self.boarding
            if boards or any(each.account in HAS_SET_OUT for each in known.persons):
                for leg in offer.legs:
                    found[leg].update(offer.takes)
        return found

    @cached_property
    def refs(self) -> frozenset[str]:
        """The legs that can be planned with."""
        return frozenset(leg.ref for leg in self.legs)

    @cached_property
    def overrides(self) -> Mapping[UUID, list[OverrideKnown]]:
        """What officers decided, by party."""
        found: dict[UUID, list[OverrideKnown]] = defaultdict(list)
        for each in self.frame.facts.overrides:
            found[each.party].append(each)
        return found

    def _look(self, known: PartyKnown) -> Iterator[Party | LeftOut | Note]:
        persons = _there(known)
        offer = self.frame.facts.told.get(known.id)
        if not persons or (self.frame.options.residual and offer and not offer.is_standby):
            return
        verdict = _wish(known, persons)
        if verdict is None:
            return
        overrides = self.overrides.get(known.id, [])
        unnamed = max(0, known.said_size - len(known.persons))
        start = self._start(offer, persons)
        why = self._why_not(known, persons, unnamed, verdict, start, overrides)
        if isinstance(why, LeftOut):
            yield why
        elif isinstance(start, Start) and not self._is_nearly_home(persons, start):
            yield from self._party(known, persons, unnamed, start, overrides)

    def _start(self, offer: ToldKnown | None, persons: Sequence[PersonKnown]) -> Start | Unplannable:
        leg = self.boarding.get(told.boards(offer, persons, self.frame.facts.at) or "")
        if leg is not None:
            return Start(leg.target, leg.comes_at, is_at_the_door=True)
        return told.on_their_feet(offer, persons, self.frame.facts.at) or self.starts.of(persons)

    def _why_not(
        self,
        known: PartyKnown,
        persons: Sequence[PersonKnown],
        unnamed: int,
        verdict: Unplannable | Wish,
        start: Start | Unplannable,
        overrides: Sequence[OverrideKnown],
    ) -> LeftOut | None:
        if any(each.kind == OverrideKind.STAYS_OUT for each in overrides):
            return LeftOut(known.id, Unplannable.STAYS_OUT)
        found = next((each for each in (verdict, start) if isinstance(each, Unplannable)), None)
        if found or not isinstance(start, Start):
            return LeftOut(known.id, found or Unplannable.NO_PLACE)
        if self._is_home(start) and not self._is_nearly_home(persons, start):
            return LeftOut(known.id, Unplannable.AT_HOME)
        if unnamed > ON_THEIR_WORD:
            return LeftOut(known.id, Unplannable.NOT_REACHED, {"said": str(known.said_size)})
        return self._why_not_together(known, len(persons) + unnamed)

    def _why_not_together(self, known: PartyKnown, count: int) -> LeftOut | None:
        if count > MOST_TOGETHER:
            return LeftOut(known.id, Unplannable.TOO_LARGE, {"persons": str(count)})
        may_travel, codes = is_eligible(known, self.frame.facts.eligibility, self.frame.today)
        return None if may_travel else LeftOut(known.id, Unplannable.NOT_ELIGIBLE, {"why": ", ".join(codes)})

    def _is_home(self, start: Start) -> bool:
        return self.frame.facts.sending in self.frame.countries_of([start.place])

    def _is_nearly_home(self, persons: Sequence[PersonKnown], start: Start) -> bool:
        """Say whether they are aboard (or at the door of) a leg that ends at home, or have come there."""
        return (persons[0].account in EN_ROUTE or start.is_at_the_door) and self._is_home(start)

    def _party(
        self,
        known: PartyKnown,
        persons: Sequence[PersonKnown],
        unnamed: int,
        start: Start,
        overrides: Sequence[OverrideKnown],
    ) -> Iterator[Party | Note]:
        offer = self.frame.facts.told.get(known.id)
        stands_in_vain = offer is None and all(each.account == Account.ASSEMBLED for each in persons)
        place = self.starts.around(start.place) if stands_in_vain else self.starts.nearest(start.place)
        today, count = self.frame.today, len(persons) + unnamed
        promise = told.promise_of(offer, count, self.refs)
        self.places.add(place)
        yield Party(
            str(known.id),
            self.frame.facts.places[place].ref,
            count,
            needs=needs_of(persons, unnamed, today),
            papers=papers_of(persons, today),
            priority=told.priority_by(overrides) or priority_of(persons, unnamed, today),
            available_from=self._available_from(persons, start),
            waiting_since=min((each.asked_at for each in persons if each.asked_at), default=None),
            refuses=self._refuses(known.id, overrides),
            promise=promise,
        )
        yield from self._notes(known, persons, unnamed, overrides)
        if place != start.place:
            yield Note(NoteCode.NEAREST_WAY, str(known.id), {"place": self.frame.facts.places[place].ref})
        if told.is_broken(offer, promise):
            yield Note(NoteCode.PROMISE_GONE, str(known.id))

    def _available_from(self, persons: Sequence[PersonKnown], start: Start) -> datetime | None:
        days = [day for each in persons if (day := _day_of(each))]
        zone = self.frame.zone_of(start.place)
        hours = [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]
        return max([*hours, *filter(None, [start.since])], default=None)

    def _refuses(self, party: UUID, overrides: Sequence[OverrideKnown]) -> frozenset[str]:
        offer = self.frame.facts.told.get(party)
        refuses = self.closed
        if party in self.frame.facts.refused:
            refuses |= self.frame.facts.refused[party] & self.refs
        if refuses and offer and not offer.is_standby:
            refuses -= frozenset(offer.legs)  # also of who said no before, and took it after all
        return refuses | told.refused_by(self.frame, overrides, self.legs) if overrides else refuses

    def _notes(
        self, known: PartyKnown, persons: Sequence[PersonKnown], unnamed: int, overrides: Sequence[OverrideKnown]
    ) -> Iterator[Note]:
        if len(persons) < len(known.persons):
            yield Note(NoteCode.ONLY_A_PART, str(known.id), {"persons": str(len(persons))})
        if unnamed:
            yield Note(NoteCode.SIZE_SAID, str(known.id), {"said": str(known.said_size)})
        if overrides:
            yield from told.notes_on(overrides, self.refs)


def _there(known: PartyKnown) -> list[PersonKnown]:
    return [each for each in known.persons if each.account in IS_THERE or each.account in EN_ROUTE]


def _wish(known: PartyKnown, persons: Sequence[PersonKnown]) -> Wish | Unplannable | None:
    """Return the wish of a party that wants to leave; None for one that does not."""
    said = [_word_of(each) for each in persons]
    leaves = sum(wish in TO_LEAVE for wish in said)
    stays = sum(each.account == Account.STAYS for each in known.persons) + sum(wish in NOT_TO_LEAVE for wish in said)
    if not leaves:
        return None
    if stays >= leaves:
        return Unplannable.WISHES_DIFFER
    if Wish.LEAVE_NOW in said:
        return Wish.LEAVE_NOW
    return Wish.LEAVE_LATER if any(_day_of(each) for each in persons) else Unplannable.NO_DAY


def _day_of(person: PersonKnown) -> date | None:
    """Return the day from which somebody wants to leave, who wants to leave later."""
    return person.wish_from if _word_of(person) == Wish.LEAVE_LATER else None


def _word_of(person: PersonKnown) -> str:
    """Return what somebody wants; who is on the way wants to go on, if they do not say that they stay."""
    return Wish.LEAVE_NOW if person.account in EN_ROUTE and person.wish != Wish.STAY else person.wish
