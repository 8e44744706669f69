"""How long it takes to write down a million recipients, to preview them, and to write the next rung of all of them.

python -m benchmarks.broadcasts.expanding [--people 1000000] [--runs 3]
"""

import argparse
import os
import statistics
import time
from datetime import timedelta

from benchmarks import database, machine
from benchmarks.broadcasts import people

WANTED = 8.0  # seconds for a million


def main() -> int:
    """Measure, and return 0 when every run was as quick as is wanted."""
    parser = argparse.ArgumentParser(description="Measure how long an audience takes to be written down.")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ["DODOMU_CHANNELS"] = "sms,email"
    os.environ["DODOMU_CHANNEL_SMS"] = "smpp://x:y@127.0.0.1:1?source=Dodomu"
    os.environ["DODOMU_CHANNEL_EMAIL"] = "smtp://127.0.0.1:1?from=x@example.org"
    print(machine.describe())
    with database.fresh(people.NAME):
        return _measure(options)


def _measure(options: argparse.Namespace) -> int:
    from django.db import connection

    from dodomu.contact.operations import expanding
    from dodomu.contact.queries import audiences, broadcasts

    where = people.crisis(options.people)
    took: dict[str, list[float]] = {}

    def timed(what: str, began: float) -> None:
        took.setdefault(what, []).append(time.perf_counter() - began)

    for _ in range(options.runs):
        row = people.approved(where)
        began = time.perf_counter()
        counted = audiences.preview_of(row, at=people.NOW)
        timed("a preview", began)
        began = time.perf_counter()
        made = expanding.expand(broadcast=row.id, at=people.NOW)
        timed("written down", began)
        if (counted.reached, made.waiting) != (options.people, options.people):
            raise SystemExit(f"counted {counted.reached}, written down {made}")
        began = time.perf_counter()
        broadcasts.figures(row.id)
        timed("live figures", began)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contact_delivery SET state = 'failed', next_at = %s WHERE broadcast_id = %s",
                [people.NOW, row.id],
            )
        began = turn = time.perf_counter()
        while expanding.climb(broadcast=row.id, at=people.NOW + timedelta(minutes=1)):
            timed("a turn of it", turn)
            turn = time.perf_counter()
        timed("the next rung of all", began)
    print(f"{options.people:,} people, {options.runs} runs")
    for what, seconds in took.items():
        print(f"  {what:<24} {statistics.median(seconds):6.2f} s  ({min(seconds):.2f}–{max(seconds):.2f})")
    return 0 if max(took["written down"]) < WANTED * max(1.0, options.people / 1_000_000) else 1


if __name__ == "__main__":
    raise SystemExit(main())
