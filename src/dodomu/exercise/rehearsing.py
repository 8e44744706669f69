"""A rehearsal: an exercise is played to its end, and what keeps people from being home sooner is measured.

What is lost on the way from the bound to what is played is told layer by layer: each is a flow, a plan or a play of its
own, from the same evening to the same end.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.engines import planner
from dodomu.engines.planner import Problem
from dodomu.exercise import operations, rules
from dodomu.exercise.content import Side, side_of
from dodomu.exercise.desk import Desk, Settings
from dodomu.foundation import crises, exercises
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.queries import planning
from dodomu.journeys.queries.looking import look
from dodomu.journeys.queries.ways import places_known, ways_known
from dodomu.journeys.rules import summaries
from dodomu.journeys.rules.most_home import most_home
from dodomu.journeys.rules.problem import Facts, build
from dodomu.journeys.rules.terms import LegState
from dodomu.people.queries import replay as people
from dodomu.people.queries.whereabouts import headcount
from dodomu.people.rules.promising import MOVED_BY_A_PROMISE
from dodomu.people.rules.terms import Account

DAY = timedelta(days=1)
Days = Mapping[date, int]  # citizens who have come home since the desk began, when the day ends


@dataclass(frozen=True, slots=True)
class Layer:
    """How many are home by each day under some suppositions; each layer supposes less luck than the one before."""

    name: str  # a code: see `LAYERS`
    days: Days


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of a rehearsal: the layers from the bound down to what was played, and what could still be known."""

    layers: tuple[Layer, ...]
    known_bound: Days  # most that could be home by the end of the day by what was known when it began
    plans: int  # that the desk adopted in the last play

    @property
    def bound(self) -> Layer | None:
        """What the exercise states; None where it states nothing for these people."""
        return next((layer for layer in self.layers if layer.name == "bound"), None)

    @property
    def played(self) -> Layer:
        return self.layers[-1]

    def above_bound(self) -> tuple[tuple[str, date], ...]:
        """Return each layer and day with more people home than any plan can bring there; nothing when all is well."""
        bound = self.bound.days if self.bound else {}
        return tuple(
            (layer.name, day)
            for layer in self.layers
            for day, home in layer.days.items()
            if home > bound.get(day, home)
        )


# Bound of the exercise; most that flows through places and hours, with what the register knows; a plan with all that
# became known at once; planned as it became known, where everybody accepts and every leg runs; where legs run by
# chance; where people decline, do not answer or do not come.
LAYERS = ("bound", "most-home", "all-known", "no-hindsight", "legs-by-chance", "people-by-chance")
Tell = Callable[[str], None]


def rehearse(settings: Settings, *, tell: Tell = lambda _: None) -> Rehearsal:
    """Play an exercise under each layer's suppositions, each in a crisis of its own beside what is there."""
    part = side_of(settings.exercise, settings.side)
    luck = settings.luck or part.luck
    if settings.direct_only:
        luck = replace(luck, passes_on=False)  # it would look at every leg; the desk mends for them
    tell("all-known")
    ideal, flow = all_known(part, settings)
    plays = {}
    for name, each in (
        ("no-hindsight", replace(luck.with_everybody(), every_leg_runs=True)),
        ("legs-by-chance", luck.with_everybody()),
        ("people-by-chance", luck),
    ):
        tell(name)
        plays[name] = Play(part, name, replace(settings, luck=each))
        plays[name].through()
    days = list(plays["people-by-chance"].home)
    layers: dict[str, Days] = {"bound": bound_of(part, settings), "most-home": flow, "all-known": ideal}
    layers |= {name: play.home for name, play in plays.items()}
    last = plays["people-by-chance"]
    shown = tuple(Layer(name, _filled(layers[name], days)) for name in LAYERS if layers[name])
    return Rehearsal(shown, last.known_bound, len(last.desk.mended))


class Play:
    """One play from the desk's first evening to the end."""

    def __init__(self, part: Side, name: str, settings: Settings) -> None:
        self.part = part
        self.zone = ZoneInfo(part.home_zone)
        self.crisis = open_beside(part, name)
        self.desk = Desk(self.crisis, settings, settings.luck or part.luck, part.zone)
        self.home: dict[date, int] = {}
        self.known_bound: dict[date, int] = {}
        self._before = citizens_home(self.crisis)
        self._homes = {place for place, known in places_known(self.crisis).items() if known.country == part.sending}

    def through(self) -> None:
        """Play to the end, and note who is home when each day ends."""
        self.desk.begin()
        for day in days_of(self.part):
            self.play_day(day)

    def play_day(self, day: date) -> None:
        """Play until a day ends (the last one: until the exercise does)."""
        self.known_bound[day] = self._could_be_home(day)
        self.desk.play_until(min(self._end_of(day), rules.local(self.part.ends_at, self.part.zone)))
        self.home[day] = citizens_home(self.crisis) - self._before

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + DAY, time(), self.zone)

    def _could_be_home(self, day: date) -> int:
        """Return how many could be home when the day ends, by what is known now, whatever is planned."""
        seen = look(self.crisis, self.desk.settings.options, at=self.desk.now)
        ends = self._end_of(day)
        (more,) = most_home(of_citizens(seen.built.problem, citizens_of(seen.facts)), [ends.astimezone(UTC)])
        return citizens_home(self.crisis) - self._before + self._nearly_home(ends) + more

    def _nearly_home(self, until: datetime) -> int:
        """Return how many citizens are aboard what arrives at home in time: they are in no problem any more."""
        home_bound = {
            leg.ref
            for leg in ways_known(self.crisis).legs
            if leg.target in self._homes and leg.comes_at and leg.comes_at < until
        }
        standees = people.citizens_aboard(self.crisis)
        return sum(count for leg, count in standees.items() if leg in home_bound)


def all_known(part: Side, settings: Settings) -> tuple[Days, Days]:
    """Return who is home by a plan made on the first evening with all that became known until the end, and the flow."""
    crisis = open_beside(part, "all-known")
    begins = exercises.clock_of(crisis).now
    ends = rules.local(part.ends_at, part.zone)
    operations.play_on(crisis=crisis, until=ends, by=EXERCISE)
    facts = planning.facts_for(crisis, at=ends)
    problem = build(as_of(facts, begins), settings.options).problem
    plan = planner.solve(problem, seconds=max(20.0, settings.seconds)).plan
    problem = replace(problem, zone=ZoneInfo(part.home_zone))  # from here on days are only counted
    citizens = citizens_of(facts)
    summary = summaries.summary_of(problem, plan, country=part.country, citizens=citizens, goes_on=lambda: False)
    days = [each.day for each in summary.days]
    moments = [datetime.combine(day + DAY, time(), problem.zone).astimezone(UTC) for day in days]
    flow = most_home(of_citizens(problem, citizens), moments)
    return {each.day: each.citizens for each in summary.days}, dict(zip(days, flow, strict=True))


def as_of(facts: Facts, begins: datetime) -> Facts:
    """Return facts as if all of them had been known at an earlier hour, with nobody and nothing under way."""
    legs = tuple(
        replace(
            leg,
            state=leg.state if leg.state is LegState.CANCELLED else LegState.PLANNED,
            known_from=min(leg.known_from, begins),
        )
        for leg in facts.ways.legs
    )
    return replace(facts, at=begins, ways=replace(facts.ways, legs=legs))


def of_citizens(problem: Problem, citizens: Mapping[str, int]) -> Problem:
    """Return a problem in which only citizens are counted; it is for counting, not for planning."""
    counted = (replace(party, persons=citizens.get(party.id, 0)) for party in problem.parties)
    return replace(problem, parties=tuple(party for party in counted if party.persons))


def citizens_of(facts: Facts) -> dict[str, int]:
    """Return how many of each party are our own and still to come home."""
    to_come = MOVED_BY_A_PROMISE | {Account.ASSEMBLED, Account.ABOARD, Account.ON_THE_WAY}
    return {
        str(party.id): sum(person.is_citizen and person.account in to_come for person in party.persons)
        for party in facts.parties
    }


def citizens_home(crisis: UUID) -> int:
    """Return how many citizens are home now."""
    return sum(line.citizens for line in headcount(crisis).lines if line.account is Account.HOME)


def bound_of(part: Side, settings: Settings) -> Days:
    """Return how many can be home by each day whatever the plan, as far as the exercise states it."""
    return {date.fromisoformat(day): home for day, home in part.bounds.get(settings.bound, {}).items()}


def days_of(part: Side) -> Iterator[date]:
    """Yield the days, by the clock at home, from the hour at which the desk begins to the end."""
    zone = ZoneInfo(part.home_zone)
    day, last = (rules.local(hour, part.zone).astimezone(zone).date() for hour in (part.until, part.ends_at))
    while day <= last:
        yield day
        day += DAY


def open_beside(part: Side, name: str) -> UUID:
    """Open an exercise beside whatever is there, and play it to the hour at which the desk begins."""
    number = 1
    while crises.crisis_by_slug(slug := f"{part.slug}-{name}-{number}"):
        number += 1
    return operations.load_side(replace(part, slug=slug), until=None, by=EXERCISE)


def _filled(days: Days, wanted: Sequence[date]) -> Days:
    """Return a figure for each of some days: that of the last day before which has one."""
    found: dict[date, int] = {}
    for day in wanted:
        found[day] = next((days[each] for each in sorted(days, reverse=True) if each <= day), 0)
    return found
