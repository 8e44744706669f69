"""15,000 messages in an hour into 50,000 threads that wait, with the desk beside them; and search in all of them.

    python -m benchmarks.messages [--threads 50000] [--messages 4] [--incoming 15000] [--runs 7]

Works in a database of its own, on a throw-away PostgreSQL. One thread keeps what comes in at the pace of the hour,
the pages are asked for beside it through Django's test client. At the end it keeps as many as it
can in ten seconds, so that the pace is known, too.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import database, machine
from benchmarks.desk import _analyze, _client

NAME = "dodomu_bench_messages"
WANTED_PAGE, WANTED_SEARCH = 300.0, 1000.0  # milliseconds
STATEMENTS = Path(__file__).with_name("data.sql").read_text(encoding="utf-8").split(";\n\n")
TEXTS = 997
WORDS = (
    "літак", "автобус", "готель", "посольство", "дитина", "ліки", "паспорт", "кордон", "аеропорт", "вокзал",
    "бабуся", "гроші", "потяг", "дорога", "допоможіть", "коли", "де", "чому", "завтра", "сьогодні", "Алмати",
    "Астана", "Київ", "телефон", "список", "місце", "черга", "квиток", "лікар", "вода",
)  # fmt: skip
UUID_OF = """CREATE FUNCTION uuidv(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('0000000' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$"""
PAGES = ("", "?shown=tray", "?shown=all", "?whose=nobody", "times", "{thread}/")
SEARCHES = ("літак", "допоможіть автобус", "bench4711", "вертоліт", "літ", "паспорт кордон лікар")


def main() -> int:
    """Measure, and return 0 when the pages and the search were as quick as is wanted while messages came in."""
    parser = argparse.ArgumentParser(prog="benchmarks.messages", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--threads", type=int, default=50_000)
    parser.add_argument("--messages", type=int, default=4, help="in each thread")
    parser.add_argument("--incoming", type=int, default=15_000, help="in an hour")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with database.fresh(NAME):
        return _measure(options)


def _measure(options: argparse.Namespace) -> int:
    print(machine.describe())
    _fill(options)
    print(f"{options.threads:,} threads that wait, {options.messages} messages in each")
    quiet = _pages(options)
    stop = threading.Event()
    kept: list[int] = []
    sender = threading.Thread(target=_send, args=(options.incoming / 3600, options.threads, stop, kept))
    sender.start()
    print(f"beside {options.incoming:,} messages in an hour")
    busy = _pages(options)
    searches = [_time(f"search {query}", partial(_get, f"search?q={query}"), options.runs)
                for query in SEARCHES]  # fmt: skip
    stop.set()
    sender.join()
    _as_many_as_it_can(options)
    print(f"worst page {max(quiet):.0f} ms alone, {max(busy):.0f} ms beside; worst search {max(searches):.0f} ms")
    return 0 if max(busy) <= WANTED_PAGE and max(searches) <= WANTED_SEARCH and kept[0] else 1


def _pages(options: argparse.Namespace) -> list[float]:
    thread = "00000004-0000-7000-8000-" + f"{min(4711, options.threads):012x}"
    return [_time(page or "the queue", partial(_get, page.format(thread=thread)), options.runs) for page in PAGES]


def _get(page: str) -> Any:
    return _client().get(f"/desk/bench/messages/{page}", follow=True)


def _time(what: str, do: Callable[[], Any], runs: int) -> float:
    took: list[float] = []
    for run in range(runs + 1):
        began = time.perf_counter()
        answer = do()
        took += [1000 * (time.perf_counter() - began)] if run else []  # the first fills caches that stay
        if answer.status_code != 200:
            print(f"  {what:<32} answered {answer.status_code}")
            return float("inf")
    median = statistics.median(took)
    print(f"  {what:<32}{min(took):>8.0f}{median:>8.0f}{max(took):>8.0f}  ms", flush=True)
    return median


def _send(pace: float, threads: int, stop: threading.Event, kept: list[int]) -> None:
    """Keep messages at an even pace, as the sender does."""
    from django.db import connection

    began, done = time.perf_counter(), 0
    for number in count():
        if stop.wait(max(0.0, began + number / pace - time.perf_counter())):
            break
        _keep(number, threads)
        done += 1
    kept.append(done)
    connection.close()


def _keep(number: int, threads: int) -> None:
    from dodomu.channels.messages import ChannelKind, Incoming
    from dodomu.contact.operations.receiving import keep_incoming

    # One in ten is not known; the others are spread over all threads.
    sender = f"+3807{number:08d}" if number % 10 == 0 else f"+3800{number * 7919 % threads + 1:08d}"
    each = Incoming(key=f"in-{number}", sender=sender, text=_text(number))
    keep_incoming(channel=ChannelKind.SMS, incoming=[each], at=datetime.now(UTC))


def _as_many_as_it_can(options: argparse.Namespace) -> None:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < 10:
        _keep(1_000_000 + done, options.threads)
        done += 1
    print(f"kept one after another: {done / 10:.0f} a second ({done * 360:,} in an hour)")


def _text(number: int) -> str:
    return " ".join(WORDS[(number * (place + 3) + place * 5) % len(WORDS)] for place in range(14))


def _fill(options: argparse.Namespace) -> None:
    from django.db import connection

    from dodomu.contact.models import sealed
    from dodomu.contact.queries.searching import tokens_of
    from dodomu.foundation import encryption
    from dodomu.foundation.database import as_owner
    from dodomu.foundation.models import Crisis

    now = datetime.now(UTC)
    crisis = Crisis.objects.create(
        slug="bench", country="KZ", sending="UA", zone="Asia/Almaty", opened_at=now - timedelta(days=9)
    )
    given = {
        "crisis": crisis.id, "threads": options.threads, "messages": options.messages, "texts": TEXTS,
        "since": now - timedelta(days=1),
    }  # fmt: skip
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(UUID_OF)
        cursor.execute("CREATE TABLE bench_texts (number int PRIMARY KEY, words bytea, tokens bigint[])")
        for number in range(TEXTS):
            words = encryption.seal(_text(number), context=sealed.MESSAGE_WORDS)
            cursor.execute("INSERT INTO bench_texts VALUES (%s, %s, %s)", [number, words, tokens_of(_text(number))])
        for statement in filter(str.strip, STATEMENTS):
            cursor.execute(statement, given)
    _analyze()


if __name__ == "__main__":
    raise SystemExit(main())
