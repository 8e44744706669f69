"""The pages of the situation with 5,000 facts, through Django's test client: from the request to the last byte.

    python -m benchmarks.situation [--runs 9] [--profile PAGE]

Works in a database of its own on a throw-away PostgreSQL.
"""

import argparse
import cProfile
import gc
import pstats
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from typing import Any
from uuid import UUID

from benchmarks import database, machine

NAME = "dodomu_bench_situation"
FACTS = {"report": 3500, "figure": 500, "restriction": 500, "rumour": 300, "expectation": 200}
ALL_TOLD = {"report": 5000}  # and every one of them published: the hardest for the public's page
PLACES = 60
NOW = datetime(2022, 1, 12, 12, tzinfo=UTC)
EVERY = timedelta(minutes=2)
WORDS = {"uk": "Рух на трасі зупинено, поліція розвертає автівки. " * 3, "en": "Traffic on the road is stopped. " * 3}
# What was promised for each page, in milliseconds.
PROMISED = {"overview": 150, "timeline": 100, "public page": 150}


def main() -> None:
    """Fill two crises once, then measure each page several times."""
    parser = argparse.ArgumentParser(prog="benchmarks.situation", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9, help="how often each page is asked for (at least 5)")
    parser.add_argument("--profile", default="", metavar="PAGE", help="say where the time of one page goes instead")
    options = parser.parse_args()
    with database.fresh(NAME):
        _measure(max(5, options.runs), options.profile)


# --- two crises of 5,000 facts --------------------------------------------------------------------------------------


def _crisis(slug: str, facts: Mapping[str, int]) -> UUID:
    from django.db import connection

    from dodomu.foundation import bulk
    from dodomu.foundation.models import Crisis, Place
    from dodomu.situation.models import TABLES, Source

    dice = random.Random(2022)
    crisis = Crisis.objects.create(
        slug=slug, country="KZ", sending="UA", zone="Asia/Almaty", opened_at=NOW - timedelta(days=20),
        exercise="kazakhstan-2022/ua", exercise_now=NOW,
    )  # fmt: skip
    places = [
        Place.objects.create(
            crisis=crisis, ref=f"p{number}", names={"uk": f"Місто {number}", "en": f"Town {number}"}, kind="city",
            country="KZ", region=f"r{number % 12}", latitude=43 + number / 10, longitude=62 + number / 4,
            zone="Asia/Almaty",
        )
        for number in range(PLACES)
    ]  # fmt: skip
    for number in range(40):
        Source.objects.create(
            crisis=crisis, ref=f"S{number}", publisher=f"Agency {number}", address="https://example.org"
        )
    for kind, count in facts.items():
        table = TABLES[kind]  # type: ignore[index]  # the enumeration is not known before Django is set up
        rows = [
            bulk.new(table, **_common(number, crisis.id, dice, places, kind), **_OWN[kind](number, dice))
            for number in range(count)
        ]
        bulk.write(table, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crisis.id


def _common(number: int, crisis: UUID, dice: random.Random, places: list[Any], kind: str) -> dict[str, Any]:
    from dodomu.foundation.identifiers import uuid7

    hour = NOW - EVERY * (number + 1)
    is_told = kind != "expectation" and (kind == "report" or number % 2 == 0)
    return {
        "id": uuid7(), "crisis_id": crisis, "thing": uuid7(), "version": 1, "place_id": dice.choice(places).id,
        "sources": [f"S{number % 40}", f"S{number % 7}"], "said_by": "Commandant", "announced_at": hour,
        "recorded_at": hour, "zone": "Asia/Almaty", "published_at": hour if is_told else None,
    }  # fmt: skip


def _restriction(number: int, dice: random.Random) -> dict[str, Any]:
    ends = NOW + timedelta(hours=number) if number % 3 else None
    return {
        "kind": dice.choice(("curfew", "internet_outage", "airport_closed", "road_closed")), "effect": "block",
        "reach": "region", "begins_at": NOW - timedelta(days=3), "ends_at": ends,
        "ends_is": "stated" if ends else "not_stated", "daily_from": wall(23), "daily_to": wall(7),
    }  # fmt: skip


def _rumour(number: int, dice: random.Random) -> dict[str, Any]:  # noqa: ARG001  (one signature for all)
    answered = NOW - EVERY * number if number % 2 == 0 else None
    return {
        "claims": WORDS, "first_seen_at": NOW - timedelta(days=3), "answered_at": answered,
        "verdict": "false" if answered else "open", "answers": WORDS if answered else {}, "answered_by": "Waterworks",
    }  # fmt: skip


_OWN: Mapping[str, Callable[[int, random.Random], dict[str, Any]]] = {
    "report": lambda number, dice: {
        "category": dice.choice(("clashes", "airport", "border", "measure")), "severity": dice.randrange(1, 6),
        "texts": WORDS, "occurred_at": NOW - EVERY * (number + 1),
    },
    "figure": lambda number, _dice: {
        "number": number, "of_whom": "citizens of Ukraine", "measure": f"stranded, list {number % 20}",
        "as_of": NOW - EVERY * (number + 1),
    },
    "restriction": _restriction,
    "rumour": _rumour,
    "expectation": lambda number, _dice: {
        "kind": "reopening", "texts": WORDS, "due_at": NOW + timedelta(minutes=10 * number - 300),
    },
}  # fmt: skip


# --- measuring ------------------------------------------------------------------------------------------------------


def _pages() -> Iterator[tuple[str, str]]:
    from dodomu.situation.models import Report

    report = Report.objects.filter(crisis__slug="mixed").values_list("thing", flat=True).first()
    desk = "/desk/mixed/situation/"
    yield "overview", desk
    yield "timeline", f"{desk}timeline/"
    yield "timeline, page 70", f"{desk}timeline/?page=70"
    yield "timeline of a place", f"{desk}timeline/?kind=report&category=border"
    yield "timeline, past hour", f"{desk}timeline/?at=2022-01-11T12:00"
    yield "map", f"{desk}map/"
    yield "figures", f"{desk}figures/"
    yield "fact", f"{desk}report/{report}/"
    yield "public page", "/c/told/situation"
    yield "public page, mixed", "/c/mixed/situation"
    yield "public page, further", "/c/told/situation?before=2022-01-11T12:00:00Z"
    yield "feed", "/c/told/situation.atom"


def _officer() -> Any:
    """Return a browser of a duty officer."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.test import Client

    from dodomu.foundation.models import Assignment, Crisis, Officer

    officer = Officer.objects.create(username="bench", name="Олена Чергова")
    for crisis in Crisis.objects.all():
        Assignment.objects.create(officer=officer, crisis=crisis, role="duty_officer")
    client = Client(HTTP_HOST="localhost")
    session = client.session
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    return client


def _measure(runs: int, profiled: str) -> None:
    _crisis("mixed", FACTS)
    _crisis("told", ALL_TOLD)
    client = _officer()
    print(machine.describe())
    print(f"pace {machine.pace():.1f} ms; milliseconds of {runs} runs of each page\n")
    print(f"{'page':<24}{'min':>8}{'median':>8}{'max':>8}{'promised':>10}{'statements':>12}{'KB':>6}")
    for name, address in _pages():
        if profiled and name != profiled:
            continue
        _time(name, client, address, runs)
        if profiled:
            with cProfile.Profile() as profile:
                client.get(address)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _time(name: str, client: Any, address: str, runs: int) -> None:
    from django.db import connection

    asked: list[str] = []
    with connection.execute_wrapper(lambda run, *given: (asked.append(given[0]), run(*given))[1]):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    took = []
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - began) * 1000)
    size = len(answer.content) / 1024
    promised = f"< {PROMISED[name]}" if name in PROMISED else ""
    print(
        f"{name:<24}{min(took):>8.0f}{statistics.median(took):>8.0f}{max(took):>8.0f}{promised:>10}{len(asked):>12}"
        f"{size:>6.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
