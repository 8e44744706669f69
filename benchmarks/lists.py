"""A list of 100,000 rows, end to end: read, previewed row by row, confirmed and registered on the real database.

    python -m benchmarks.lists [--rows 100000] [--kind csv|xlsx] [--profile]

Works in a database of its own, which it makes and drops, on the PostgreSQL of DATABASE_URL or a throw-away one.
"""

import argparse
import cProfile
import io
import platform
import pstats
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks import database
from dodomu.site import postgres

NAME = "dodomu_bench_lists"
NOON = datetime(2022, 1, 8, 6, 0, tzinfo=UTC)
PROMISED = 60.0
HEADINGS = ["№", "ПІБ", "Дата народження", "Громадянство", "Телефон", "Паспорт №", "Де перебуває", "Намір", "Потреби"]
FAMILIES = ("Коваль", "Шевченко", "Бондар", "Ткач", "Мельник", "Гук", "Лис", "Кравець", "Олійник", "Савченко")
GIVEN = ("Олена", "Петро", "Марія", "Іван", "Ганна", "Тарас", "Оксана", "Андрій", "Юлія", "Богдан")
FATHERS = ("Іванівна", "Петрович", "Олегівна", "Тарасович", "Андріївна", "Богданович")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the import of a long list with its preview.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kind", choices=["csv", "xlsx"], default="csv")
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    options = parser.parse_args()
    server = postgres.start(throwaway=True)
    try:
        _in_own_database(server.url, options)
    finally:
        server.stop()


def _in_own_database(url: str, options: argparse.Namespace) -> None:
    database.execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
    database.execute(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    try:
        database.stand_on(make_conninfo(url, dbname=NAME))
        _measure(options)
    finally:
        from django.db import connection  # Django is set up in `stand_on`, once the database is there

        connection.close()
        database.execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


def _measure(options: argparse.Namespace) -> None:
    from dodomu.foundation.actors import SYSTEM  # Django is set up by now
    from dodomu.foundation.models import Crisis, Place
    from dodomu.people.models import ImportFile, Person
    from dodomu.people.operations import list_keeping, lists
    from dodomu.people.rules.terms import Channel, GivenBy

    crisis = Crisis.objects.create(
        slug="bench", names={"en": "Bench"}, country="KZ", sending="UA", zone="Asia/Almaty", opened_at=NOON
    )
    Place.objects.create(
        crisis=crisis, ref="almaty", kind="city", names={"en": "Almaty", "uk": "Алмати"}, country="KZ",
        latitude=43.25, longitude=76.91, zone="Asia/Almaty",
    )  # fmt: skip
    data = _file(options)
    print(f"{options.rows:,} rows as {options.kind}, {len(data) / 2**20:.1f} MB, {platform.python_version()}")
    given: dict[str, Any] = {"channel": Channel.LIST, "given_by": GivenBy.LIST, "by": SYSTEM, "at": NOON}
    preview, busy, file = _timed(
        lambda: lists.hand_in_list(crisis=crisis.id, name=f"bench.{options.kind}", data=data, **given), options.profile
    )
    counts = ImportFile.objects.get().counts
    faults = f"ready {counts['ready']:,}, faulty {counts['faulty']:,}"
    print(f"preview   {preview:6.1f} s ({busy:.1f} s of this process)   {faults}, {_memory()}")

    def keep() -> None:
        lists.confirm_list(file=file, keep_faulty=False, by=SYSTEM, at=NOON)
        list_keeping.keep_list(file=file, at=NOON)

    kept, busy, _ = _timed(keep, options.profile)
    print(f"registers {kept:6.1f} s ({busy:.1f} s of this process)   people {Person.objects.count():,}, {_memory()}")
    whole = preview + kept
    print(f"in all    {whole:6.1f} s   {'within' if whole < PROMISED else 'OVER'} {PROMISED:.0f} s")


def _timed(act: Callable[[], Any], profile: bool) -> tuple[float, float, Any]:
    """Return the seconds on the clock, those in which this process worked, and the result."""
    profiler = cProfile.Profile() if profile else None
    start, busy = time.perf_counter(), time.process_time()
    result = profiler.runcall(act) if profiler else act()
    taken, busy = time.perf_counter() - start, time.process_time() - busy
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(28)
    return taken, busy, result


def _memory() -> str:
    return f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def _file(options: argparse.Namespace) -> bytes:
    from dodomu.foundation import tables  # as above

    target = io.BytesIO()
    rows = _rows(options.rows)
    if options.kind == "csv":
        tables.write_csv(target, rows, delimiter=";")
    else:
        tables.write_xlsx(target, rows)
    return target.getvalue()


def _rows(count: int) -> Iterator[list[str]]:
    chance = random.Random(2022)
    yield HEADINGS
    for number in range(1, count + 1):
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(30_000))
        yield [
            str(number),
            f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)} {chance.choice(FATHERS)}",
            f"{born:%d.%m.%Y}" if number % 500 else "30.02.1990",
            "UA" if number % 20 else "UA, KZ",
            f"+380 00 {chance.randrange(10**7):07d}",
            f"XX{number:06d}",
            "Алмати" if number % 3 else "Алмати, вул. Абая, 1",
            chance.choice(["виїхати", "", "залишаюся"]),
            "інсулін" if number % 50 == 0 else "",
        ]


if __name__ == "__main__":
    main()
