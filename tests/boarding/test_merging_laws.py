"""Whatever is lost, late, repeated or out of order: nobody is lost, nobody doubled, and the end is the same."""

from collections.abc import Callable, Iterable
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from dodomu.boarding.models import Doubt
from dodomu.boarding.operations import doubting, entering, receiving, walking_in, working_out
from dodomu.boarding.queries import left, touched
from dodomu.boarding.rules import hours, merging
from dodomu.boarding.rules.known import Facts, Touched
from dodomu.boarding.rules.terms import Via
from dodomu.people.operations.walking_in import WalkIn
from tests.boarding.chaos import KINDS, LawBroken, World, story

pytestmark = pytest.mark.django_db
some = st.integers(0, 2**16)  # which of several: a bit for each


class Gates(RuleBasedStateMachine):
    """Four devices, one with a clock five hours ahead, one three hours behind, and a post that relays for them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(
        device=st.integers(0, 3), kind=st.sampled_from(KINDS), person=st.integers(0, 9), minute=st.integers(0, 3),
        leg=st.integers(0, 1), choice=st.integers(0, 11),
    )  # fmt: skip
    def touch(self, device: int, kind: str, person: int, minute: int, leg: int, choice: int) -> None:
        people = self.world.people
        self.world.touch(self.world.sims[device], kind, people[person % len(people)], minute, leg, choice)

    @rule(device=st.integers(0, 3), which=some, answered=st.booleans(), backwards=st.booleans())
    def upload(self, device: int, which: int, answered: bool, backwards: bool) -> None:
        sim = self.world.sims[device]
        lines = _chosen(sim.gate.all, which)
        self.world.upload(sim, lines[::-1] if backwards else lines, answered=answered)

    @rule(device=st.integers(0, 3))
    def carry_out(self, device: int) -> None:
        sim = self.world.sims[device]
        self.world.upload(sim, sim.gate.all, answered=False, via=Via.FILE)

    @rule(device=st.integers(0, 3), which=some, answered=st.booleans())
    def to_post(self, device: int, which: int, answered: bool) -> None:
        sim = self.world.sims[device]
        self.world.to_post(sim, _chosen(sim.unsent, which), answered=answered)

    @precondition(lambda self: self.world.at_post)
    @rule(which=some)
    def from_post(self, which: int) -> None:
        self.world.from_post(_chosen(list(self.world.at_post), which))

    @rule(device=st.integers(0, 3))
    def server_dies(self, device: int) -> None:
        self.world.die_between(self.world.sims[device])

    @rule(device=st.integers(0, 3))
    def back_up(self, device: int) -> None:
        self.world.back_up(self.world.sims[device])

    @rule(device=st.integers(0, 3))
    def crash(self, device: int) -> None:
        self.world.crash(self.world.sims[device])

    @rule(device=st.integers(0, 3))
    def restore(self, device: int) -> None:
        self.world.restore(self.world.sims[device])

    @rule()
    def heal(self) -> None:
        self.world.heal()

    @invariant()
    def acknowledged_is_stored(self) -> None:
        self.world.acknowledged_is_stored()

    def teardown(self) -> None:
        self.world.laws(Random(7))


def _chosen(things: list[Any], which: int) -> list[Any]:
    return [each for number, each in enumerate(things) if which >> number % 16 & 1]


def test_any_order_repetition_and_path_gives_the_same_state():
    run_state_machine_as_test(
        Gates,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# --- mutants: each breaks one promise, and the laws notice ----------------------------------------------------------


def no_deduplication(patch: pytest.MonkeyPatch) -> None:
    """What comes again is another touch."""
    true_columns = receiving._columns
    patch.setattr(receiving, "_columns", lambda _key, *rest: true_columns(uuid4(), *rest))


def acknowledged_before_stored(patch: pytest.MonkeyPatch) -> None:
    """The answer names what the disk does not have yet, and every third time the disk fails."""
    true_store, calls = receiving.store, iter(range(10**6))
    patch.setattr(receiving, "store", lambda *given: [] if next(calls) % 3 == 1 else true_store(*given))


def ties_unbroken(patch: pytest.MonkeyPatch) -> None:
    """Of two touches of one millisecond the one that came first is read first."""
    patch.setattr(hours, "tick_of", lambda _touch: hours.TICK * 0)
    patch.setattr(Touched, "order", property(lambda self: (self.hour,)))
    patch.setattr(working_out, "counting", _as_they_came)


def order_of_arrival(patch: pytest.MonkeyPatch) -> None:
    """The last that came holds."""
    patch.setattr(Touched, "order", property(lambda _self: ()))
    patch.setattr(working_out, "counting", _as_they_came)


def clocks_believed(patch: pytest.MonkeyPatch) -> None:
    """What a device says is the hour."""
    true_hour = hours.happened_at
    patch.setattr(hours, "happened_at", lambda touch, **given: true_hour(touch, **{**given, "off": 0}))


def nothing_waits(patch: pytest.MonkeyPatch) -> None:
    """A touch that waits for somebody is not looked at again when what was missing of its device comes in."""
    patch.setattr(touched, "waiting", lambda *_: set())


def nothing_is_healed(patch: pytest.MonkeyPatch) -> None:
    """What was kept by a process that died stays as it is."""
    patch.setattr(left, "left_over", lambda _crisis: [])
    patch.setattr(receiving, "_follow", _follow_once)


def nothing_is_restated(patch: pytest.MonkeyPatch) -> None:
    """An entry that was written stays, whatever came later."""
    true_bring = entering.bring

    def bring(effects: Any, written: Any, *rest: Any, **more: Any) -> int:
        fresh = [each for each in effects if (each.touch, each.person) not in written.in_force]
        kept = entering.Written({}, written.next_id, written.overruled, written.ids)
        return true_bring(fresh, kept, *rest, **more)

    patch.setattr(entering, "bring", bring)


def first_half_of_a_batch(patch: pytest.MonkeyPatch) -> None:
    """What follows is worked out from what came now, and not from all there is."""
    patch.setattr(touched, "naming", lambda *_: [])


def doubts_stay(patch: pytest.MonkeyPatch) -> None:
    """A doubt is raised by what comes, and never explained by what comes later."""
    patch.setattr(
        doubting,
        "_kept",
        lambda _crisis, wanted, *_: Doubt.objects.filter(id__in=wanted),
    )


def parties_never_join(patch: pytest.MonkeyPatch) -> None:
    """Who walks in before the party they belong to stays alone."""
    patch.setattr(walking_in, "unite", lambda *_, **__: None)


def walk_ins_by_submission(patch: pytest.MonkeyPatch) -> None:
    """Who walks in gets an id of the server's, which no device knows."""
    true_walk_in = WalkIn
    patch.setattr(walking_in, "WalkIn", lambda **given: true_walk_in(**{**given, "person": uuid4()}))


def _as_they_came(touches: Iterable[Touched], facts: Facts) -> list[Touched]:
    several = list(touches)
    kept = {touch.row for touch in merging.counting(several, facts)}
    return [touch for touch in several if touch.row in kept]


def _follow_once(crisis: Any, rows: list[UUID], received_at: Any) -> None:
    new = sorted(touched.not_worked_out(rows))[:1]
    working_out.work_out_safely(crisis=crisis.id, touches=new, by=receiving.GATE, at=received_at)


MUTANTS: list[Callable[[pytest.MonkeyPatch], None]] = [
    no_deduplication, acknowledged_before_stored, ties_unbroken, order_of_arrival, clocks_believed, nothing_waits,
    nothing_is_healed, nothing_is_restated, first_half_of_a_batch, doubts_stay, walk_ins_by_submission,
    parties_never_join,
]  # fmt: skip
SEEDS = range(10)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_laws_notice_a_rule_that_breaks_its_promise(mutant, monkeypatch):
    mutant(monkeypatch)
    with pytest.raises(LawBroken):
        for seed in SEEDS:
            story(seed).laws(Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_laws_hold_in_the_same_stories(seed):
    assert merging.STEPS
    story(seed).laws(Random(seed))
