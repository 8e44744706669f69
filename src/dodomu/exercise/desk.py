"""The desk of a rehearsal: it plays hour by hour, plans with what is known then, and mends its plan at every news."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from dodomu.engines.planner import Outcome
from dodomu.exercise import operations
from dodomu.exercise.chances import Luck
from dodomu.foundation import clock, exercises
from dodomu.foundation.actors import EXERCISE
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations import adopting, chartering, offering, proposing, reviewing, settling, solving
from dodomu.journeys.operations.solving import Task
from dodomu.journeys.queries import offers, proposals, replay
from dodomu.journeys.queries.reviewing import Review
from dodomu.journeys.queries.ways import ways_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import CharterState, LegState, ProposalState
from dodomu.journeys.rules.variants import Options
from dodomu.people.queries.whereabouts import headcount
from dodomu.situation.queries import known

HOUR = timedelta(hours=1)
SHORTEST_NOTICE = timedelta(hours=2)  # before the meeting; a held offer with less is not sent
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WHY = "rehearsal"


@dataclass(frozen=True, slots=True)
class Settings:
    """How an exercise is rehearsed."""

    exercise: str
    side: str = "ua"
    luck: Luck | None = None  # None: the exercise's own
    without_charters: bool = False
    direct_only: bool = False
    seconds: float = 5.0  # for each plan
    rounds: tuple[int, ...] = (7, 10, 13, 16, 18, 20)  # hours of the day at which news is looked at, and plans mended

    @property
    def bound(self) -> str:
        """Which of the exercise's bounds holds."""
        if self.direct_only:
            return "direct_only"
        return "without_charters" if self.without_charters else "every_leg"

    @property
    def options(self) -> Options:
        return Options(
            without_charters=self.without_charters or self.direct_only,
            without_third_countries=self.direct_only,
            seconds=self.seconds,
        )


@dataclass(frozen=True, slots=True)
class Mended:
    """One time at which the desk adopted a plan: when, what no longer held before, and how many offers it sent."""

    at: datetime
    review: Review | None
    adoption: UUID
    made: offering.Made


@dataclass
class Desk:
    """The officers of a rehearsal: they plan, adopt, order what the plan hires, and send what was held."""

    crisis: UUID
    settings: Settings
    luck: Luck
    zone: str
    adoption: UUID | None = None
    mended: list[Mended] = field(default_factory=list)
    last_review: Review | None = None
    _seen: frozenset[object] = frozenset()

    @property
    def now(self) -> datetime:
        return exercises.clock_of(self.crisis).now

    def begin(self) -> None:
        """Make the first plan and put it in force."""
        self._seen = self._known()
        asked = proposing.ask_for_plan(
            crisis=self.crisis, name=WHY, options=self.settings.options, by=EXERCISE, at=self.now
        )
        self._adopt(asked, None)

    def play_until(self, until: datetime) -> None:
        """Play on hour by hour, and mend the plan at each news."""
        while self.now < until:
            operations.play_on(crisis=self.crisis, until=min(self.now + HOUR, until), by=EXERCISE, luck=self.luck)
            self.look()

    def look(self) -> None:
        """Mend the plan if anything became known, was refused or was cancelled since the last look."""
        settling.settle(crisis=self.crisis, by=EXERCISE, at=self.now)
        if self.now.astimezone(ZoneInfo(self.zone)).hour not in self.settings.rounds:
            return  # at night nobody would answer
        known_now = self._known()
        if known_now <= self._seen:
            return
        self.last_review = review = reviewing.review_plan(crisis=self.crisis, by=EXERCISE, at=self.now)
        self._seen = known_now
        asked = self._waiting() or self._ask()
        if asked:
            self._adopt(asked, review)

    def _known(self) -> frozenset[object]:
        """Return everything that calls for another look; what merely left or arrived as planned does not."""
        restrictions = {(each.thing, each.version) for each in known.restrictions(self.crisis)}
        legs = {
            (leg.ref, leg.version)
            for leg in ways_known(self.crisis).legs
            if leg.state in {LegState.PLANNED, LegState.CANCELLED}
        }
        free = ("free", len(replay.fell_free(self.crisis, after=LONG_AGO)))
        return frozenset({*restrictions, *legs, free, ("people", headcount(self.crisis).registered)})

    def _waiting(self) -> UUID | None:
        found = proposals.proposals(self.crisis)
        return next((each.id for each in found if each.state is ProposalState.WAITING), None)

    def _ask(self) -> UUID | None:
        try:
            return proposing.ask_for_plan(
                crisis=self.crisis, name=WHY, options=self.settings.options, mends=True, by=EXERCISE, at=self.now
            )
        except Refused as no:
            return no.details["proposal"] if no.reason is JourneysReason.PROPOSAL_RUNS else None

    def _adopt(self, asked: UUID, review: Review | None) -> None:
        if not self._make(asked):
            return
        try:
            self.adoption = adopting.adopt_plan(
                crisis=self.crisis, proposal=asked, expects=self.adoption, why=WHY, confirmed_moves=True,
                without_broken=True, by=EXERCISE, at=self.now,
            )  # fmt: skip
        except Refused as no:
            if no.reason not in {JourneysReason.PLAN_NO_LONGER_HOLDS, JourneysReason.NOTHING_TO_PLAN}:
                raise
            return
        self._order_charters(asked)
        made = offering.make_offers(adoption=self.adoption, by=EXERCISE, at=self.now)
        self._send_held()
        self.mended.append(Mended(self.now, review, self.adoption, made))

    def _make(self, asked: UUID) -> bool:
        """Make a plan as the planner does, and those that wait before it."""
        while claimed := solving.claim(worker=uuid4(), now=clock.real_now(), crisis=self.crisis):
            task = solving.prepare(claimed, at=self.now)
            kept = solving.keep(task, self._solve(task), goes_on=lambda: False, at=self.now)
            if claimed.proposal == asked:
                return kept and proposals.facts_of(asked) is not None
        return False

    def _solve(self, task: Task) -> Outcome:
        seconds = min(task.options.seconds, self.settings.seconds)
        return solving.search(replace(task, options=replace(task.options, seconds=seconds)))

    def _order_charters(self, asked: UUID) -> None:
        facts = proposals.facts_of(asked)
        for each in ways_known(self.crisis).charters:
            if facts and each.ref in facts.plan.charters and each.state is CharterState.OFFERED:
                chartering.order_charter(charter=each.id, by=EXERCISE, at=self.now)

    def _send_held(self) -> None:
        for each in offers.held(self.crisis):
            if each.meet_at - self.now >= SHORTEST_NOTICE:
                offering.send_held(offer=each.id, by=EXERCISE, at=self.now)
