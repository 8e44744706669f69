"""Passes of 100,000 people: issued, looked at again with nothing changed, after one answer, after a leg's hour moved.

    python -m benchmarks.passes [--parties 50000] [--legs 300] [--runs 3] [--explain]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL. Everybody said yes to one of 300
legs. Looking again is what the worker does twice a minute as long as a crisis is open.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import database, machine, offers

NAME = "dodomu_bench_passes"
ISSUED, IDLE = 120.0, 3.0  # seconds that are wanted, for 100,000 people


def main() -> int:
    """Measure, and return 0 when passes are issued and looked at as quickly as is wanted."""
    parser = argparse.ArgumentParser(description="Measure how quickly passes are issued and kept.")
    parser.add_argument("--parties", type=int, default=50_000)
    parser.add_argument("--legs", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--explain", action="store_true", help="say what each statement takes")
    options = parser.parse_args()
    with database.fresh(NAME), TemporaryDirectory() as folder:
        return _measure(options, Path(folder))


def _measure(options: argparse.Namespace, folder: Path) -> int:
    print(machine.describe())
    crisis, refs = offers._fill(0, options)
    offers._make(crisis, refs, shift=0, at=offers.NOW)
    accept(crisis)
    sign(folder)
    run = _explained if options.explain else _timed
    issued = run("issued", lambda: keep(crisis))
    _execute_here("ANALYZE")
    idle = [run("looked at again, nothing changed", lambda: keep(crisis)) for _ in range(options.runs)]
    offer = _an_offer(crisis)
    run("after one answer", lambda: keep(crisis, offer=offer))
    _move(refs[0])
    run("after the hour of a leg moved", lambda: keep(crisis))
    share = options.parties * offers.PERSONS / 100_000
    print(f"  idle: {statistics.median(idle):.2f} s in the middle of {len(idle)}")
    return 0 if issued <= ISSUED * share and statistics.median(idle) <= IDLE * max(1.0, share) else 1


def keep(crisis: Any, **some: Any) -> int:
    """Keep the passes of a crisis; return how many were issued."""
    from dodomu.boarding.operations.passes import keep_passes
    from dodomu.foundation.actors import SYSTEM

    return keep_passes(crisis=crisis.id, by=SYSTEM, at=offers.NOW, **some).issued


def accept(crisis: Any) -> None:
    """Let everybody say yes."""
    from dodomu.foundation.database import as_owner
    from dodomu.journeys.models import Offer

    Offer.objects.filter(crisis=crisis).update(state="accepted", sent_at=offers.NOW)
    with as_owner():
        _execute_here("UPDATE people_person SET reference = lpad(substr(reference, 2), 9, '0')")
        _execute_here("ANALYZE")


def sign(folder: Path) -> None:
    """Make a key, with which passes and packs are signed from now on."""
    from django.conf import settings

    from dodomu.contact.operations.signing import make_key
    from dodomu.foundation.actors import SYSTEM

    settings.DODOMU_SIGNING_KEY_FILE = str(folder / "bench.key")
    make_key(file=settings.DODOMU_SIGNING_KEY_FILE, by=SYSTEM, at=offers.NOW)


def _an_offer(crisis: Any) -> Any:
    from dodomu.journeys.models import Offer

    return Offer.objects.filter(crisis=crisis).order_by("id").values_list("id", flat=True)[0]


def _move(ref: str) -> None:
    from django.db.models import F

    from dodomu.journeys.models import Leg

    later = {name: F(name) + timedelta(hours=2) for name in ("departs_at", "arrives_at")}
    Leg.objects.filter(ref=ref).update(**later)


def _timed(what: str, do: Callable[[], int]) -> float:
    began, busy = time.perf_counter(), time.process_time()
    issued = do()
    seconds, ours = time.perf_counter() - began, time.process_time() - busy
    print(f"  {what:<34} {issued:>7,} issued in {seconds:6.2f} s, {ours:6.2f} s of it ours")
    return seconds


def _explained(what: str, do: Callable[[], int]) -> float:
    from django.db import connection

    took: dict[str, list[float]] = {}

    def said(execute: Any, statement: Any, params: Any, many: Any, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(statement, params, many, context)
        finally:
            took.setdefault(" ".join(str(statement).split())[:100], []).append(time.perf_counter() - began)

    with connection.execute_wrapper(said):
        seconds = _timed(what, do)
    for statement, several in sorted(took.items(), key=lambda each: -sum(each[1]))[:6]:
        print(f"    {sum(several):7.2f} s in {len(several):>4} times {statement}")
    return seconds


def _execute_here(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    raise SystemExit(main())
