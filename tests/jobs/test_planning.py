"""The planner process: killed, stopped, asked to end, and how far it says it is."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from dodomu.engines.planner import Progress, Status
from dodomu.foundation import clock
from dodomu.jobs import planning
from dodomu.journeys.models import Proposal
from dodomu.journeys.operations import proposing, solving
from dodomu.journeys.queries import proposals
from dodomu.journeys.rules.terms import ProposalState
from tests.journeys import planned
from tests.journeys.planned import NOW, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> Town:
    made = planned.town()
    made.leg("F1", 3)
    made.party(2)
    return made


def test_the_planner_makes_what_waits_and_then_has_nothing_to_do(town: Town):
    asked = town.ask()
    assert planning.plan_next(uuid4(), threading.Event())
    assert planned.row(asked).state == ProposalState.DONE
    assert planned.row(asked).finished_at == NOW, "the hour of the exercise"
    assert not planning.plan_next(uuid4(), threading.Event())


def test_the_pulse_writes_down_how_far_the_search_is_and_renews_the_lease(town: Town):
    asked = town.ask()
    claimed = solving.claim(worker=uuid4(), now=clock.real_now() - timedelta(seconds=50))
    assert claimed is not None
    pulse = planning.Pulse(claimed, threading.Event())
    pulse.hear(Progress(2.0, "rounding", 5, 9))
    pulse.beat()
    view = proposals.proposal(town.id, asked)
    assert view is not None
    assert view.line.progress == proposals.ProgressView("rounding", 2.0, 5, 9)
    lease = planned.row(asked).lease_until
    assert lease is not None and lease > clock.real_now() + timedelta(seconds=50)


def test_the_pulse_beats_by_itself_while_the_search_has_no_time_to(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "PULSE_SECONDS", 0.05)
    asked = town.ask()
    claimed = solving.claim(worker=uuid4(), now=clock.real_now())
    assert claimed is not None
    pulse = planning.Pulse(claimed, threading.Event())
    with pulse.beating():
        proposing.stop_plan(proposal=asked, by=town.duty, at=NOW)
        assert eventually(lambda: pulse.stop_asked)


def test_a_search_that_is_stopped_keeps_its_best_plan(town: Town):
    asked = town.ask()
    first = solving.claim(worker=uuid4(), now=clock.real_now() - 2 * solving.LEASE)
    assert first is not None
    proposing.stop_plan(proposal=asked, by=town.duty, at=NOW)
    assert planning.plan_next(uuid4(), threading.Event()), "the next planner hears of it before it searches"
    view = proposals.proposal(town.id, asked)
    assert view is not None and view.line.outcome is not None
    assert view.line.state is ProposalState.DONE
    assert view.line.outcome.status in {Status.STOPPED, Status.OPTIMAL}
    assert proposals.facts_of(asked) is not None


def test_a_planner_that_is_to_end_gives_the_proposal_back(town: Town):
    asked = town.ask()
    ending = threading.Event()
    ending.set()
    assert planning.plan_next(uuid4(), ending)
    row = planned.row(asked)
    assert (row.state, row.worker, row.attempts) == (ProposalState.WAITING, None, 0)


def test_one_that_fails_says_why_and_the_next_is_made(town: Town):
    broken, whole = town.ask(budget=1), town.ask(at=NOW + timedelta(minutes=1))
    Proposal.objects.filter(id=broken).update(options={"from_at": "never"})
    assert planning.plan_next(uuid4(), threading.Event())
    assert planning.plan_next(uuid4(), threading.Event())
    assert planned.row(broken).state == ProposalState.FAILED
    assert "never" in planned.row(broken).fault
    assert planned.row(whole).state == ProposalState.DONE


def test_a_problem_with_faults_is_not_planned_and_its_faults_are_told(town: Town):
    asked = town.ask(until=NOW - timedelta(days=1))
    assert planning.plan_next(uuid4(), threading.Event())
    view = proposals.proposal(town.id, asked)
    assert view is not None
    assert (view.line.state, view.summary) == (ProposalState.FAULTY, None)
    assert view.faults and all(fault.said() for fault in view.faults)


def test_a_planner_killed_in_the_middle_is_replaced_when_its_lease_has_run_out(town: Town):
    asked = town.ask()
    with held("journeys_eligibility"), planner() as process:
        assert eventually(lambda: planned.row(asked).state == ProposalState.RUNNING)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert planned.row(asked).state == ProposalState.RUNNING, "nobody told us that it died"
    assert not planning.plan_next(uuid4(), threading.Event()), "the lease holds"
    Proposal.objects.filter(id=asked).update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert planning.plan_next(uuid4(), threading.Event())
    row = planned.row(asked)
    assert (row.state, row.attempts) == (ProposalState.DONE, 2)


def test_two_planner_processes_share_what_waits_and_end_when_asked(town: Town):
    asked = [town.ask(budget=number) for number in range(4)]
    with planner() as one, planner() as two:
        assert eventually(lambda: all(planned.row(each).state == ProposalState.DONE for each in asked), 90)
        for process in (one, two):
            process.send_signal(signal.SIGTERM)
            # One that was still starting when the other had made everything ends by the signal itself.
            assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert {planned.row(each).attempts for each in asked} == {1}


def test_asked_to_work_once_a_planner_makes_what_waits_and_ends(town: Town):
    asked = [town.ask(budget=number) for number in range(2)]
    with planner("--once") as process:
        assert process.wait(timeout=60) == 0
    assert {planned.row(each).state for each in asked} == {ProposalState.DONE}


def eventually(is_so: Callable[[], object], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def conninfo() -> str:
    wanted = ("dbname", "user", "password", "host", "port")
    settings = connection.get_connection_params()
    return make_conninfo(**{key: settings[key] for key in wanted if key in settings})


@contextmanager
def held(table: str) -> Iterator[None]:
    """Keep everybody from reading a table: whoever makes a problem stands still there."""
    with psycopg.connect(conninfo()) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def planner(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A planner in a process of its own, on the database of this test."""
    environment = {**os.environ, "DATABASE_URL": conninfo()}
    process = subprocess.Popen([sys.executable, "-m", "dodomu", "planner", *arguments], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
