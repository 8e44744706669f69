"""A post that is killed while it takes a bundle: it has all of it or nothing, and the next try takes it."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.boarding.posts import acts
from tests.boarding.posts.rig import Sides
from tests.journeys.offered import harbour
from tests.journeys.test_killed import conninfo, eventually

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


@pytest.fixture
def sides() -> Iterator[Sides]:
    here = harbour()
    here.leg("PS101", 10)
    made = Sides(here.crisis)
    try:
        made.begin()
        yield made
    finally:
        made.post.end()


def _killed_at(sides: Sides, table: str, bundle: str) -> None:
    """Let the post take a bundle, and kill it as it writes into a table."""
    database = sides.post.database
    with psycopg.connect(make_conninfo(conninfo(), dbname=database)) as other:
        other.execute(f"LOCK TABLE {table} IN SHARE MODE")
        taking = threading.Thread(target=_try, args=(sides, bundle))
        taking.start()
        eventually(lambda: other.execute(WAITS, [database]).fetchone() == (1,))
        sides.post.process.kill()
        taking.join()
        other.rollback()
    sides.post._wait()
    sides.post.start()


def _try(sides: Sides, bundle: str) -> None:
    try:
        sides.post.take(bundle)
    except (ValueError, OSError):
        return  # it was killed before it answered


def test_killed_while_it_writes_a_post_has_nothing_of_the_bundle_and_takes_it_again(sides):
    acts.register(["Коваль Олена", "Коваль Тарас"], 10)
    bundle = sides.from_headquarters(11)
    _killed_at(sides, "people_ledgerentry", bundle)
    assert sides.post.state()["persons"] == {}
    assert sides.post.take(bundle)["state"] == "taken"
    sides.exchange(60)
    assert len(sides.agree()["persons"]) == 2


def test_killed_before_it_worked_out_what_follows_a_post_does_it_with_the_schedule(sides):
    family = acts.register(["Коваль Олена", "Коваль Тарас"], 10)
    device = acts.enrol("Gate 1")
    acts.touch(device, 1, "boarded", family["persons"], 20, leg="PS101", means="name", verdict="go")
    bundle = sides.from_headquarters(30)
    _killed_at(sides, "boarding_touchoutcome", bundle)
    state = sides.post.state()
    assert len(state["touches"]) == 1 and state["outcomes"] == {}, "what was told is kept"
    assert sides.post.take(bundle)["repeated"]
    sides.post.work_left()
    sides.exchange(60)
    assert set(sides.agree()["outcomes"].values()) == {"applied"}
