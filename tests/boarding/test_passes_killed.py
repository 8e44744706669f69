"""Killed while passes are issued, and two that issue at once: each pass stands once, and the next run ends the rest."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, transaction

from dodomu.boarding.models import Pass
from dodomu.boarding.operations.passes import KeptPasses, is_able_to_sign
from dodomu.foundation.models import NewsItem
from tests.boarding.passed import SOON, keep, ready
from tests.journeys.test_killed import conninfo, eventually, nobody_waits

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = """
import sys
from datetime import datetime
from uuid import UUID
import django
django.setup()
from dodomu.boarding.operations import passes
from dodomu.foundation.actors import SYSTEM
passes.CHUNK = 2
passes.keep_passes(crisis=UUID(sys.argv[1]), by=SYSTEM, at=datetime.fromisoformat(sys.argv[2]))
"""


def test_killed_while_passes_are_issued_the_next_run_issues_those_that_are_missing(tmp_path, settings):
    here, parties = ready(tmp_path, settings, parties=6)
    environment = {
        **os.environ,
        "DATABASE_URL": conninfo(),
        "DJANGO_SETTINGS_MODULE": "dodomu.site.settings",
        "DODOMU_SIGNING_KEY_FILE": settings.DODOMU_SIGNING_KEY_FILE,
    }
    with psycopg.connect(conninfo()) as other:
        last = "SELECT id FROM journeys_offer ORDER BY persons[1] DESC LIMIT 1"
        other.execute(f"SELECT FROM journeys_offer WHERE id = ({last}) FOR UPDATE")
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(here.id), SOON.isoformat()], env=environment)
        try:
            eventually(lambda: Pass.objects.count() == 4)
            assert process.poll() is None, "it ended by itself"
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            other.rollback()
    eventually(lambda: nobody_waits(["journeys_offer", "boarding_pass"]))
    assert Pass.objects.count() == 4
    assert keep(here) == KeptPasses(issued=2)
    assert keep(here) == KeptPasses()
    assert Pass.objects.filter(ended_at=None).values("person").distinct().count() == 6 == len(parties)
    told = [offer for item in NewsItem.objects.filter(kind="PassesIssued") for offer in item.content["offers"]]
    assert len(told) == len(set(told)) == 6


def test_two_that_issue_at_once_issue_each_pass_once(tmp_path, settings):
    here, _ = ready(tmp_path, settings, persons=3, parties=10)

    def issue(_: int) -> KeptPasses:
        try:
            return keep(here)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as several:
        done = list(several.map(issue, range(3)))
    assert sum(each.issued for each in done) == 30
    assert Pass.objects.count() == 30


def test_who_only_asks_whether_passes_can_be_signed_waits_for_nobody_who_signs(tmp_path, settings):
    ready(tmp_path, settings)
    with psycopg.connect(conninfo()) as other:
        other.execute("SELECT FROM contact_signingkey FOR NO KEY UPDATE")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            assert is_able_to_sign()
        other.rollback()
    settings.DODOMU_SIGNING_KEY_FILE = ""
    assert not is_able_to_sign()
