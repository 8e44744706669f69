"""Pages of the desk at 150,000 people and 500 legs: from the request to the last byte, through Django's test client.

    python -m benchmarks.desk [--people 150000] [--legs 500] [--runs 7]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL. The crisis is that of
`benchmarks.planning`: a third of the parties hold an offer.
"""

import argparse
import statistics
import time
from typing import Any

from benchmarks import database, machine, planning

NAME = "dodomu_bench_desk"
WANTED = 200.0  # milliseconds
PAGES = (
    "", "people/", "situation/", "situation/timeline/", "ways/", "ways/legs/leg-40/", "plans/", "offers/",
    "offers/?leg=leg-40", "departures/", "departures/leg-40/",
)  # fmt: skip


def main() -> int:
    """Measure, and return 0 when every page's median is within what is wanted."""
    parser = argparse.ArgumentParser(prog="benchmarks.desk", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--people", type=int, default=150_000)
    parser.add_argument("--legs", type=int, default=500)
    parser.add_argument("--restrictions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with database.fresh(NAME):
        planning._fill(options)
        _analyze()
        print(machine.describe())
        print(f"{options.people:,} people, {options.legs} legs, {options.restrictions} restrictions")
        medians = [_time(_client(), page, options.runs) for page in PAGES]
        return 0 if max(medians) <= WANTED else 1


def _analyze() -> None:
    """Let the database know how its tables are filled, as it does by itself within minutes."""
    from django.db import connection

    from dodomu.foundation.database import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _client() -> Any:
    from django.test import Client

    from dodomu.foundation.models import Assignment, Crisis, Officer

    crisis = Crisis.objects.get(slug="bench")
    officer, made = Officer.objects.get_or_create(username="bench", defaults={"name": "Bench"})
    if made:
        Assignment.objects.create(officer=officer, crisis=crisis, role="duty_officer")
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _time(client: Any, page: str, runs: int) -> float:
    took: list[float] = []
    size = 0
    for run in range(runs + 1):
        began = time.perf_counter()
        answer = client.get(f"/desk/bench/{page}", follow=True)
        size = len(answer.content)
        took += [1000 * (time.perf_counter() - began)] if run else []  # the first fills caches that stay
        if answer.status_code != 200:
            print(f"{page or 'first page':<24} answered {answer.status_code}")
            return float("inf")
    median = statistics.median(took)
    print(
        f"{page or 'first page':<24}{min(took):>8.0f}{median:>8.0f}{max(took):>8.0f}  ms, {size // 1024} KB", flush=True
    )
    return median


if __name__ == "__main__":
    raise SystemExit(main())
