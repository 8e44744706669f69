"""An exercise lives beside its script: people answer, deadlines pass, legs leave and arrive, places are passed on.

What is to happen next is read from what is there, so that it is the same in one step or in many, and after a player was
killed. Where nobody was offered anything, nothing happens.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.exercise import answering, departing
from dodomu.exercise.chances import Luck
from dodomu.exercise.content import Side
from dodomu.foundation.actors import EXERCISE
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import passing_on, settling
from dodomu.journeys.queries import replay
from dodomu.people.queries import replay as known

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ROUNDS = (8, 12, 16, 20)  # hours of the day, in the zone of the crisis, at which places are passed on
SECONDS = 1.0  # for finding who is next in line


class Order(IntEnum):
    """What happens first of what happens in the same minute."""

    ARRIVE = 1
    DEPART = 2
    MEET = 3
    ANSWER = 4
    LAPSE = 5
    PASS_ON = 6


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that is going to happen if nothing comes between."""

    at: datetime
    order: Order
    key: str
    do: Callable[[], object] = field(compare=False)


@dataclass
class Life:
    """What happens in an exercise by itself."""

    crisis: UUID
    part: Side
    luck: Luck
    names: Mapping[UUID, str]  # parties by their name in the script
    done: set[tuple[datetime, Order, str]] = field(default_factory=set)
    _ways: dict[UUID, str] = field(default_factory=dict)  # what each offer told
    _next: list[Event] | None = None  # what is to happen, as long as nothing else comes between

    def happens_at_all(self, after: datetime) -> bool:
        """Say whether anybody holds an offer, travels, or gave a place up that others may have."""
        return (
            replay.has_live_offers(self.crisis)
            or bool(known.aboard(self.crisis))
            or bool(replay.fell_free(self.crisis, after=after - DAY))
        )

    def live(self, *, after: datetime, until: datetime) -> None:
        """Let everything happen after one hour and up to another, in the order of hours."""
        while events := [event for event in self._all(after) if event.at <= until]:
            for event in _together(events, ZoneInfo(self.part.zone)):
                self._next = None
                self.done.add((event.at, event.order, event.key))
                with contextlib.suppress(Refused):  # an officer did otherwise meanwhile, and that stands
                    event.do()

    def settle(self, at: datetime) -> None:
        """End what was promised on legs that were just cancelled."""
        settling.end_cancelled(crisis=self.crisis, by=EXERCISE, at=at)
        self._next = None

    def _all(self, after: datetime) -> list[Event]:
        """Return everything that is to happen after an hour, in order."""
        if self._next is None:
            found = self._events(after) if self.happens_at_all(after) else ()
            self._next = sorted(
                event for event in found if after < event.at and (event.at, event.order, event.key) not in self.done
            )
        return self._next

    def _events(self, after: datetime) -> Iterator[Event]:
        yield from self._arrivals()
        yield from self._departures()
        yield from self._meetings()
        yield from self._answers()
        yield from self._deadlines(after)
        yield from self._passing(after)

    def _arrivals(self) -> Iterator[Event]:
        aboard = known.aboard(self.crisis)
        for leg in replay.legs_under_way(self.crisis, aboard):
            if comes_at := leg.comes_at:
                do = partial(departing.arrive, self.crisis, leg, aboard[leg.ref], at=comes_at)
                yield Event(comes_at.astimezone(UTC), Order.ARRIVE, leg.ref, do)

    def _departures(self) -> Iterator[Event]:
        for leg in replay.legs_with_travellers(self.crisis):
            if leaves_at := leg.leaves_at:
                do = partial(departing.depart, self.crisis, leg, self.names, self.luck, at=leaves_at)
                yield Event(leaves_at.astimezone(UTC), Order.DEPART, leg.ref, do)

    def _meetings(self) -> Iterator[Event]:
        for each in replay.meetings(self.crisis):
            do = partial(departing.assemble, self.crisis, each, self.names, self.luck, at=each.meet_at)
            yield Event(each.meet_at.astimezone(UTC), Order.MEET, f"{each.leg} {each.party}", do)

    def _answers(self) -> Iterator[Event]:
        for reply in answering.replies(self.crisis, self.names, self.luck, self.part.zone, self._ways):
            key = f"{reply.party} {reply.offer} {reply.said.answer}"
            yield Event(reply.said.at, Order.ANSWER, key, partial(answering.answer, reply, at=reply.said.at))

    def _deadlines(self, after: datetime) -> Iterator[Event]:
        found = replay.deadlines(self.crisis)
        for hour in {*(each + MINUTE for each in found.sent), *found.held}:
            at = max(hour, after + MINUTE)  # one that passed while nobody played
            do = partial(settling.settle, crisis=self.crisis, by=EXERCISE, at=at)
            yield Event(at.astimezone(UTC), Order.LAPSE, "", do)

    def _passing(self, after: datetime) -> Iterator[Event]:
        """Some times a day, for all that fell free since; not at night, when nobody would answer."""
        if not self.luck.passes_on:
            return
        zone = ZoneInfo(self.part.zone)
        for hour in {_next_round(each, zone) for each in replay.fell_free(self.crisis, after=after - DAY)}:
            do = partial(passing_on.pass_on, crisis=self.crisis, by=EXERCISE, at=hour, seconds=SECONDS)
            yield Event(hour, Order.PASS_ON, "", do)


def _together(events: Sequence[Event], zone: ZoneInfo) -> Iterator[Event]:
    """Yield the first event, and answers that follow it within the hour: no party waits for another's.

    But for those past the next round: what was declined before it is passed on first.
    """
    first = events[0]
    until = min(first.at + HOUR, _next_round(first.at, zone))
    for event in events:
        if event is not first and (event.order, first.order) != (Order.ANSWER, Order.ANSWER):
            return
        if event.at > until:
            return
        yield event


def _next_round(hour: datetime, zone: ZoneInfo) -> datetime:
    """Return the first hour after a moment at which places are passed on."""
    day = hour.astimezone(zone).date()
    rounds = (datetime.combine(each, time(at), zone).astimezone(UTC) for each in (day, day + DAY) for at in ROUNDS)
    return next(each for each in rounds if each > hour)
