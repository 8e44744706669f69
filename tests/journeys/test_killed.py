"""Killed in the middle, in a process of its own: what was written stands whole, and the next run ends what is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.models import Offer
from dodomu.journeys.operations import offering, passing_on, settling
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE, Answer, OfferState
from dodomu.people.queries.reconciliation import reconcile
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)
# One at a time, so that there is a middle; what is done is said by the name of an operation and what it is given.
KILLED = """
import importlib, sys
from datetime import datetime
from uuid import UUID
import django
django.setup()
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.operations import ending
ending.chunks.__defaults__ = (1,)
module, name, key, value, at = sys.argv[1:]
operation = getattr(importlib.import_module(f"dodomu.journeys.operations.{module}"), name)
operation(**{key: UUID(value)}, by=SYSTEM, at=datetime.fromisoformat(at))
"""


def test_killed_while_offers_are_made_the_next_run_makes_those_that_are_missing():
    here = harbour()
    here.leg("PS-1", 9)
    parties = here.parties(4, persons=2)
    adoption = here.adopt(dict.fromkeys(parties, "PS-1"))
    with killed("offering", "make_offers", {"adoption": adoption}, NOW, holding=parties[2]):
        eventually(lambda: Offer.objects.count() == 2)
    assert_whole(here, live=2)
    assert offering.make_offers(adoption=adoption, by=SYSTEM, at=LATER).sent == 2
    assert offering.make_offers(adoption=adoption, by=SYSTEM, at=LATER).sent == 0
    assert {live(party).state for party in parties} == {OfferState.SENT}
    assert_whole(here, live=4)


def test_killed_while_a_new_plan_ends_what_was_told_the_next_run_goes_on():
    here = harbour()
    here.leg("PS-1", 9)
    here.leg("PS-2", 9, departs=TOMORROW + timedelta(days=1))
    parties = here.parties(4)
    here.offer_all(dict.fromkeys(parties, "PS-1"))
    adoption = here.adopt(dict.fromkeys(parties, "PS-2"), LATER)
    with killed("offering", "make_offers", {"adoption": adoption}, LATER, holding=parties[2]):
        eventually(lambda: Offer.objects.filter(state=OfferState.SUPERSEDED).count() == 2)
    assert_whole(here, live=2)
    offering.make_offers(adoption=adoption, by=SYSTEM, at=LATER)
    assert {live(party).first_leg_id for party in parties} == {here.legs["PS-2"].id}
    assert all(live(party).follows_id for party in parties)
    assert_whole(here, live=4)


def test_killed_while_offers_lapse_each_has_lapsed_whole_or_not_at_all():
    here = harbour()
    here.leg("PS-1", 9)
    parties = here.parties(4, persons=2)
    here.offer_all(dict.fromkeys(parties, "PS-1"))
    late = live(parties[0]).answer_by + timedelta(minutes=1)
    third = Offer.objects.order_by("id")[2].party_id
    with killed("settling", "settle", {"crisis": here.id}, late, holding=third):
        eventually(lambda: Offer.objects.filter(state=OfferState.LAPSED).count() == 2)
    assert_whole(here, live=2)
    assert settling.settle(crisis=here.id, by=SYSTEM, at=late).lapsed == 2
    assert_whole(here, live=0)


def test_killed_while_places_are_passed_on_nobody_gets_two_and_none_is_lost():
    here = harbour()
    here.leg("PS-1", 3)
    first, *others = here.parties(4)
    here.offer_all({first: "PS-1"})
    answered(here, first, Answer.DECLINE, at=LATER)
    waiting = sorted(others)  # as the planner orders who has waited as long
    with killed("passing_on", "pass_on", {"crisis": here.id}, LATER, holding=waiting[-1]):
        eventually(lambda: Offer.objects.filter(state=OfferState.SENT).count() == 2)
    assert_whole(here, live=2)
    assert passing_on.pass_on(crisis=here.id, by=SYSTEM, at=LATER).sent == 1
    assert passing_on.pass_on(crisis=here.id, by=SYSTEM, at=LATER).sent == 0
    assert promises.leg_promises(here.id)[here.legs["PS-1"].id].free == {"seat": 0}
    assert_whole(here, live=3)


def assert_whole(here: Harbour, live: int) -> None:
    """The laws hold, the ledger adds up, and so many offers live, each for everybody of its party."""
    offers = Offer.objects.filter(state__in=LIVE)
    assert offers.count() == live
    assert all(each.steps.exists() and each.rides.filter(is_live=True).exists() for each in offers)
    assert promises.reconcile_offers(here.id) == ()
    proof = reconcile(here.id)
    assert (proof.faults, all(each.proves for each in proof.proofs)) == ({}, True)


@contextmanager
def killed(module: str, name: str, what: dict[str, UUID], at: datetime, *, holding: UUID) -> Iterator[None]:
    """Begin something in a process of its own that comes to stand still at a party, and kill it there."""
    ((key, value),) = what.items()
    environment = {**os.environ, "DATABASE_URL": conninfo(), "DJANGO_SETTINGS_MODULE": "dodomu.site.settings"}
    words = [sys.executable, "-c", KILLED, module, name, key, str(value), at.isoformat()]
    with psycopg.connect(conninfo()) as other:
        other.execute("SELECT FROM people_person WHERE party_id = %s ORDER BY id FOR UPDATE", [holding])
        process = subprocess.Popen(words, env=environment)
        try:
            yield
            assert process.poll() is None, "it ended by itself"
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            other.rollback()
    eventually(lambda: nobody_waits(["people_person"]))


def nobody_waits(tables: Sequence[str]) -> bool:
    """Say whether the server has noticed that the process is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
               WHERE c.relname = ANY(%s) AND l.pid <> pg_backend_pid()""",
            [list(tables)],
        )
        row = cursor.fetchone()
    return bool(row == (0,))


def eventually(is_so: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come so far"
        time.sleep(0.05)


def conninfo() -> str:
    wanted = ("dbname", "user", "password", "host", "port")
    settings = connection.get_connection_params()
    return make_conninfo(**{key: settings[key] for key in wanted if key in settings})
