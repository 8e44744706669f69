"""Playing an exercise: the crisis is opened once, then every step up to an hour is done, each at its own hour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, singledispatchmethod
from itertools import groupby
from uuid import UUID

from django.db import transaction

from dodomu.boarding.rules.terms import TouchKind
from dodomu.exercise import gates, rules, situation, ways
from dodomu.exercise.chances import Luck
from dodomu.exercise.content import Side, side_of
from dodomu.exercise.gates import Touched
from dodomu.exercise.living import Life
from dodomu.exercise.reasons import ExerciseReason
from dodomu.exercise.rules import Arrive, Board, Join, Register, Remark, Say, Step
from dodomu.exercise.ways import Go, Learn, WayStep
from dodomu.foundation import crises, exercises, permissions
from dodomu.foundation.actors import EXERCISE, Actor
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.queries import replay
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import LegState
from dodomu.people.operations import estimates, identity, notes, registering, statements
from dodomu.people.operations.preparing import PartyToRegister
from dodomu.people.queries import replay as known
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.situation.rules.files.steps import AnswerRumour, Settle, Tell

Told = Tell | AnswerRumour | Settle
SCRIPT_GROUNDS = ["script"]
OF_THE_EMBASSY = "embassy"  # who sees people board what the script has them board


def load(*, exercise: str, side: str, until: datetime | None, by: Actor) -> UUID:
    """Open an exercise and play it up to an hour; what is loaded already is left as it is and played on."""
    return load_side(side_of(exercise, side), until=until, by=by)


def load_side(part: Side, *, until: datetime | None, by: Actor) -> UUID:
    """Open a side of an exercise under the slug that it names, and play it up to an hour."""
    permissions.check(by, Permission.OPEN_CRISIS)
    crisis = _open(part)
    hour = until or rules.local(part.until, part.zone)
    if hour > exercises.clock_of(crisis).now:
        play_on(crisis=crisis, until=hour, by=EXERCISE)
    return crisis


def play_on(*, crisis: UUID, until: datetime, by: Actor, luck: Luck | None = None) -> int:
    """Do every step up to an hour and put the exercise's clock there; return how many steps that was.

    Between the steps people answer their offers and travel, as `luck` has it (None: the exercise's own). Refused when
    the hour lies before the clock or after the end. If it is killed on the way the clock stands where it stood, and
    playing again does only what is missing.
    """
    permissions.check(by, Permission.PLAY_EXERCISE, crisis)
    with exercises.clock_held(crisis) as clock:
        part = side_of(*clock.exercise.split("/"))
        if until < clock.now:
            raise Refused(FoundationReason.CLOCK_RUNS_BACK, now=clock.now)
        if until > rules.local(part.ends_at, part.zone):
            raise Refused(ExerciseReason.HOUR_OUTSIDE_EXERCISE, ends_at=rules.local(part.ends_at, part.zone))
        due = [step for step in _steps(part, crisis) if step.at <= until and step.at > clock.now]
        _Player(crisis, part).play(due, after=clock.now, until=until, luck=luck or part.luck)
        clock.put(until)
    return len(due)


def play_hours(*, crisis: UUID, hours: int, by: Actor) -> int:
    """Play on by some hours, at the most to the end."""
    clock = exercises.clock_of(crisis)
    part = side_of(*clock.exercise.split("/"))
    until = min(clock.now + timedelta(hours=hours), rules.local(part.ends_at, part.zone))
    return play_on(crisis=crisis, until=until, by=by)


def _open(part: Side) -> UUID:
    found = crises.crisis_by_slug(part.slug)
    if found:
        return found.id
    with transaction.atomic():
        crisis = exercises.open_exercise(
            slug=part.slug,
            names=dict(part.names),
            country=part.country,
            sending=part.sending,
            zone=part.zone,
            hotline=part.hotline,
            exercise=f"{part.exercise}/{part.side}",
            starts_at=rules.local(part.starts_at, part.zone),
        )
        exercises.load_places(crisis=crisis, rows=part.table("places"), also=part.also)
        situation.open_situation(part, crisis, at=rules.local(part.starts_at, part.zone))
        ways.open_ways(part, crisis, at=rules.local(part.starts_at, part.zone))
    return crisis


def _steps(part: Side, crisis: UUID) -> list[Step | Told | WayStep]:
    """Everything that happens, by its hour; of one hour, what is told comes first."""
    steps = [*situation.steps_of(part, crisis), *ways.steps_of(part), *_script(part)]
    return sorted(steps, key=lambda step: step.at)


def _script(part: Side) -> tuple[Step, ...]:
    return _script_of(part.exercise, part.side)


@lru_cache(maxsize=4)
def _script_of(exercise: str, side: str) -> tuple[Step, ...]:
    """Return the steps of a side, written once: whoever plays hour by hour asks for them at every hour."""
    part = side_of(exercise, side)
    steps = rules.write_script(
        persons=part.people_table("persons"),
        groups=part.people_table("groups"),
        registrations=part.people_table("registrations"),
        truth=part.people_table("truth"),
        events=part.people_table("events"),
        links=part.table("links"),
        zone=part.zone,
        left_for_the_desk=part.left_for_the_desk,
    )
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Boarded:
    """Parties that the script has board a leg in the same hour."""

    steps: list[Board]
    leg: str
    at: datetime


@dataclass
class _Player:
    """Does steps, and remembers which record stands for which person of the script."""

    crisis: UUID
    part: Side
    records: dict[str, UUID] = field(default_factory=dict)  # person of the script -> record that is counted
    words: dict[str, UUID] = field(default_factory=dict)  # key of a word -> record it made
    parties: dict[str, UUID] = field(default_factory=dict)

    def play(self, steps: Sequence[Step | Told | WayStep], *, after: datetime, until: datetime, luck: Luck) -> None:
        self._recall()
        gates.recall(self.crisis)
        life = Life(self.crisis, self.part, luck, self._names())
        for hour, several in groupby(steps, key=lambda step: step.at):
            life.live(after=after, until=hour - rules.INSTANT)  # what the script has of an hour comes first
            for step in self._boarded(list(several)):
                self.do(step)
                if isinstance(step, Go):
                    life.settle(hour)
                elif isinstance(step, Register):
                    life.names = self._names()
        life.live(after=after, until=until)
        self._estimate(steps[-1].at if steps else None)

    def _boarded(self, steps: Sequence[Step | Told | WayStep]) -> list[Step | Told | WayStep | Boarded]:
        """Put those who board a leg in the same hour together: a gate hands them in at once."""
        together = {step.leg: Boarded([], step.leg, step.at) for step in steps if isinstance(step, Board)}
        found: list[Step | Told | WayStep | Boarded] = []
        for step in steps:
            if not isinstance(step, Board):
                found.append(step)
                continue
            if not together[step.leg].steps:
                found.append(together[step.leg])
            together[step.leg].steps.append(step)
        return found

    def _names(self) -> dict[UUID, str]:
        """Return the parties of the script by their records; of several that became one, the first."""
        return {party: name for name, party in sorted(self.parties.items(), reverse=True)}

    def _recall(self) -> None:
        """Find again what earlier steps made, by the ids that they gave."""
        made = known.records_by_submission(self.crisis)
        for step in _script(self.part):
            if isinstance(step, Register) and (found := made.get(self._id(step.key))):
                self._remember(step, found.person, found.party)

    def _remember(self, step: Register, person: UUID, party: UUID) -> None:
        self.words[step.key] = person
        self.parties[step.party] = party
        if step.person:
            self.records.setdefault(step.person, person)

    def _id(self, key: str) -> UUID:
        return rules.identifier(key, self.crisis)

    @singledispatchmethod
    def do(self, step: Step | Told | WayStep | Boarded) -> None:
        raise TypeError(f"no such step: {step}")

    @do.register
    def _learn(self, step: Learn) -> None:
        ways.learn(self.crisis, step, at=step.at)

    @do.register
    def _go(self, step: Go) -> None:
        ways.go(self.crisis, step)
        leg = leg_by_ref(self.crisis, step.leg)
        if leg is None or step.state is not LegState.DEPARTED or replay.boardings(leg.id):
            return  # where somebody accepted, it is closed when they have boarded
        if leg.ref in known.aboard(self.crisis):
            gates.close(self.crisis, leg, at=step.at)

    @do.register(Tell)
    @do.register(AnswerRumour)
    @do.register(Settle)
    def _told(self, step: Told) -> None:
        situation.tell(step, self.crisis, at=step.at)

    @do.register
    @transaction.atomic
    def _register(self, step: Register) -> None:
        (receipt,) = registering.register_many(
            crisis=self.crisis,
            parties=[
                PartyToRegister(
                    persons=[step.given],
                    submission=self._id(step.key),
                    channel=step.channel,
                    given_by=step.given_by,
                    received_at=step.at,
                    party=step.party_given,
                    language=step.language,
                    origin=step.key,
                    into=None if step.opens_party else self.parties[step.party],
                )
            ],
            by=EXERCISE,
            at=step.at,
        )
        self._remember(step, receipt.persons[0].id, receipt.party)
        if step.citizenship:
            self._ring_back(step)

    def _ring_back(self, step: Register) -> None:
        """The word did not say which passport: the officer of the script asks at once, as the figures have it."""
        statements.record_statement(
            person=self.words[step.key],
            given={"citizenships": step.citizenship},
            channel=Channel.PHONE,
            given_by=GivenBy.CALL_NOTE,
            submission=self._id(f"{step.key} rung back"),
            language=step.language,
            received_at=step.at,
            by=EXERCISE,
            at=step.at,
        )

    @do.register
    def _join(self, step: Join) -> None:
        kept, joined = self.records[step.person], self.words[step.key]
        if not known.is_joined(joined):
            identity.join_persons(kept=kept, joined=joined, grounds=SCRIPT_GROUNDS, by=EXERCISE, at=step.at)

    @do.register
    def _board(self, step: Boarded) -> None:
        touches = [
            Touched(each.key, TouchKind.BOARDED, tuple(self.records[one] for one in each.persons), OF_THE_EMBASSY)
            for each in step.steps
        ]
        if leg := leg_by_ref(self.crisis, step.leg):
            gates.board(self.crisis, leg, touches, at=step.at)

    @do.register
    def _arrive(self, step: Arrive) -> None:
        if leg := leg_by_ref(self.crisis, step.leg):
            gates.land(self.crisis, leg, known.aboard(self.crisis).get(leg.ref, ()), at=step.at)

    @do.register
    @transaction.atomic
    def _say(self, step: Say) -> None:
        for person in step.persons:
            statements.record_statement(
                person=self.records[person],
                given=step.given,
                channel=Channel.PHONE,
                given_by=GivenBy.SELF,
                submission=self._id(f"{step.key} {person}"),
                language="",
                received_at=step.at,
                by=EXERCISE,
                at=step.at,
            )

    @do.register
    def _remark(self, step: Remark) -> None:
        notes.write_note(
            note=self._id(step.key),
            person=self.records[step.person],
            kind=step.kind,
            words=step.words,
            happened_at=step.at,
            by=EXERCISE,
            at=step.at,
        )

    def _estimate(self, at: datetime | None) -> None:
        for each in self.part.estimates:
            hour = rules.local(each["as_of"], self.part.zone)
            if at is not None and hour <= at:
                estimates.state_estimate(
                    submission=self._id(f"estimate {each['as_of']} {each['source']}"),
                    crisis=self.crisis,
                    place=known.place_by_ref(self.crisis, each.get("place", "")),
                    of_whom=each["of_whom"],
                    at_least=each["at_least"],
                    at_most=each.get("at_most"),
                    source=each["source"],
                    as_of=hour,
                    by=EXERCISE,
                    at=hour,
                )
