"""The ledger at full size: five million entries over 150,000 people.

    python -m benchmarks.ledger [--entries 5000000] [--people 150000] [--runs 7]

Works in a database of its own, which it makes and drops, on the PostgreSQL of DATABASE_URL or a throw-away one.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks import database, machine
from dodomu.site import postgres

NAME = "dodomu_bench_ledger"
PAST = timedelta(days=5)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure headcount, reconcile and history on a large ledger.")
    parser.add_argument("--entries", type=int, default=5_000_000)
    parser.add_argument("--people", type=int, default=150_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keep", action="store_true", help="leave the database for the next call")
    options = parser.parse_args()
    server = postgres.start(throwaway=True)
    try:
        run(server.url, options)
    finally:
        server.stop()


def run(url: str, options: argparse.Namespace) -> None:
    if not _exists(url):
        database.execute(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    try:
        database.stand_on(make_conninfo(url, dbname=NAME))
        _fill(options)
        _measure(options.runs)
    finally:
        from django.db import connection  # Django is set up in `stand_on`, once the database is there

        connection.close()
        if not options.keep:
            database.execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


def _exists(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is not None


def _fill(options: argparse.Namespace) -> None:
    from benchmarks import ledger_data  # tables can be imported once Django is set up
    from dodomu.people.models import LedgerEntry

    if LedgerEntry.objects.exists():
        return
    started = time.perf_counter()
    ledger_data.fill(people=options.people, entries=options.entries)
    print(f"filled in {time.perf_counter() - started:.0f} s")


def _measure(runs: int) -> None:
    from benchmarks import ledger_data
    from dodomu.foundation.models import Crisis
    from dodomu.people.models import Person
    from dodomu.people.queries import reconciliation, whereabouts
    from dodomu.people.rules.terms import Account

    crisis = Crisis.objects.get(slug=ledger_data.SLUG).id
    past = ledger_data.LAST_DAY - PAST
    some = list(
        Person.objects.order_by("reference").values_list("id", flat=True)[:: max(1, Person.objects.count() // 50)]
    )
    _print_machine()
    _print_size()
    _time("headcount now", runs, lambda: whereabouts.headcount(crisis))
    _time("headcount five days ago", runs, lambda: whereabouts.headcount(crisis, at=past))
    _time("the same, as known then", runs, lambda: whereabouts.headcount(crisis, at=past, known_at=past))
    _time("who waits, five days ago", runs, lambda: whereabouts.who_stands(crisis, Account.WAITING, at=past))
    _time("history of one person", max(runs, len(some)), _each(whereabouts.history, some))
    _time("standing of one person", max(runs, len(some)), _each(whereabouts.standing_of, some))
    _time("reconcile now", runs, lambda: reconciliation.reconcile(crisis))
    _time("reconcile five days ago", runs, lambda: reconciliation.reconcile(crisis, at=past))
    proof = reconciliation.reconcile(crisis, at=past)
    print(
        f"\nproves: {proof.proves}; registered {proof.registered:,}; entries with late news before them {proof.seams:,}"
    )


def _each(call: Callable[[UUID], Any], persons: list[UUID]) -> Callable[[], Any]:
    waiting = cycle(persons)
    return lambda: call(next(waiting))


def _time(what: str, runs: int, call: Callable[[], Any]) -> None:
    call()
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    print(
        f"{what:<28}{min(took):>10,.1f}{statistics.median(took):>10,.1f}{max(took):>10,.1f}  ms, {runs} runs",
        flush=True,
    )


def _print_machine() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        ((version,),) = cursor.fetchall()
    print(machine.describe(version))


def _print_size() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT person_id), count(corrects),"
            " pg_size_pretty(pg_table_size('people_ledgerentry')),"
            " pg_size_pretty(pg_indexes_size('people_ledgerentry'))"
            " FROM people_ledgerentry"
        )
        ((entries, people, corrections, table, indexes),) = cursor.fetchall()
    print(f"{entries:,} entries, {people:,} people, {corrections:,} corrections; table {table}, indexes {indexes}")
    print(f"{'':<28}{'min':>10}{'median':>10}{'max':>10}")


if __name__ == "__main__":
    main()
