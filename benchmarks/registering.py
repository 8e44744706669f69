"""Registering: how many a second, how long it takes among slow telephones, and whether anybody is lost.

    python -m benchmarks.registering [--runs 3] [--seconds 15] [--crowd 16] [--port 8189]

Starts Dodomu as `dodomu run` does, with a database that writes to disk, and sends real forms to it over HTTP. The
browsers run on the same processors as the server, the worker and the database; what each took is printed.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import kept, machine, processes
from benchmarks.peers import forms
from benchmarks.peers.http import Answer, get
from benchmarks.peers.load import Load, Sent
from benchmarks.peers.phones import Phones
from benchmarks.serving import SLUG, Serving, serving

PATH = f"/c/{SLUG}/register"
PER_SECOND, PHONES = 30, 200
WANTED_RATE, WANTED_P95, WANTED_MEMORY = 200, 150, 400
SETTLE = 2.0
PAGES = 100
People = Iterator[dict[str, str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything, print it, and return 0 when every target is met and nobody was lost."""
    options = _options(arguments)
    with serving(options.port, ["--processes", str(options.processes)] if options.processes else []) as running:
        print(machine.describe(running.version()))
        print(f"The database writes to disk before it answers: {'yes' if running.is_safe() else 'NO'}\n")
        people = forms.people(1)
        asyncio.run(Load(running.at, PATH, people).crowd(size=4, seconds=SETTLE, page_each_time=True))
        met = [
            _full_speed(running, people, options, page_each_time=False),
            _full_speed(running, people, options, page_each_time=True),
            _slow_phones(running, people, options),
            _page(running),
            _memory(running),
        ]
    return 0 if all(met) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="registering", description="Measure registering through the real server.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0, help="length of a run at full speed")
    parser.add_argument("--slow-seconds", type=float, default=40.0, help="length of a run among slow telephones")
    parser.add_argument("--crowd", type=int, default=16, help="browsers that send at once, at full speed")
    parser.add_argument("--port", type=int, default=8189)
    parser.add_argument("--processes", type=int, default=0, help="of the server (default: what `dodomu run` takes)")
    return parser.parse_args(arguments)


def _full_speed(running: Serving, people: People, options: argparse.Namespace, *, page_each_time: bool) -> bool:
    print(f"At full speed, {options.crowd} browsers, {'page and form' if page_each_time else 'form only'}:")
    rates, whole = [], True
    for _ in range(options.runs):
        load = Load(running.at, PATH, people)
        used = _use(running, load.crowd(size=options.crowd, seconds=options.seconds, page_each_time=page_each_time))
        rates.append(sum(sent.is_kept for sent in load.sent) / load.seconds)
        print(f"  {rates[-1]:6.1f} a second; {_took(load.sent)}; {used.of_each(len(load.sent))}")
        whole = _is_whole(running, load.sent) and whole
    waiting = running.value("SELECT count(*) FROM foundation_newsitem WHERE handled_at IS NULL")
    met = page_each_time or statistics.median(rates) >= WANTED_RATE
    wanted = "" if page_each_time else f", wanted at least {WANTED_RATE}: {_said(met)}"
    print(f"  {_three(rates)} a second{wanted}; news that the worker has still to handle: {waiting}\n")
    return met and whole


def _slow_phones(running: Serving, people: People, options: argparse.Namespace) -> bool:
    print(f"{PER_SECOND} a second while {PHONES} telephones send 20 to 50 bytes a second:")
    slowest, whole = [], True
    for number in range(options.runs):
        load = Load(running.at, PATH, people)
        phones = Phones(running.at, PATH, {}, people, number)
        used = _use(running, _among_phones(load, phones, options.slow_seconds))
        slowest.append(_quantile(load.sent, 0.95))
        answered = sum(sent.is_kept for sent in phones.sent)
        print(f"  {_took(load.sent)}; {phones.most_at_once} telephones at once, {answered} answered; {used.beside}")
        whole = _is_whole(running, [*load.sent, *phones.sent]) and whole
    met = statistics.median(slowest) < WANTED_P95
    print(f"  95th percentile {_three(slowest)} ms, wanted under {WANTED_P95}: {_said(met)}\n")
    return met and whole


async def _among_phones(load: Load, phones: Phones, seconds: float) -> None:
    phones.page = await load.page()
    dribbling = asyncio.create_task(phones.dribble(PHONES))
    await asyncio.sleep(SETTLE)  # until all of them have begun
    await load.stream(per_second=PER_SECOND, seconds=seconds)
    dribbling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await dribbling
    await asyncio.sleep(SETTLE)  # what was sent whole just before they hung up is still being kept


def _page(running: Serving) -> bool:
    answer, took = asyncio.run(_pages(Load(running.at, PATH, iter(()))))
    print(
        f"The page of the form: {len(answer.body):,} bytes on the wire, {len(answer.text.encode()):,} unpacked; "
        f"{_three(took)} ms, {PAGES} of them one after another"
    )
    return True


async def _pages(load: Load) -> tuple[Answer, list[float]]:
    took = []
    for _ in range(PAGES):
        began = time.perf_counter()
        answer = await load.once(get(load.at, load.path))
        took.append((time.perf_counter() - began) * 1000)
    return answer, took


def _memory(running: Serving) -> bool:
    server, worker, run = (processes.memory(each) for each in (running.server, running.worker, running.run))
    total = server.pss + worker.pss
    met = total < WANTED_MEMORY
    print(
        f"Memory after all this: server {server.pss:.0f} MB and worker {worker.pss:.0f} MB, together {total:.0f} MB, "
        f"wanted under {WANTED_MEMORY}: {_said(met)}\n"
        f"  with `dodomu run`, which watches them, {run.pss:.0f} MB; "
        f"with shared pages counted again for each process, server and worker {server.rss + worker.rss:.0f} MB"
    )
    return met


@dataclass(frozen=True)
class Used:
    """Processor seconds that passed during a run, and how long it was."""

    server: float
    worker: float
    database: float
    browsers: float
    others: float
    seconds: float
    pace: float

    @property
    def beside(self) -> str:
        """What else there was: the load of others, and how quick the machine was."""
        return f"other load {self.others / self.seconds:.2f} cores; pace {self.pace:.0f} ms"

    def of_each(self, forms_sent: int) -> str:
        parts = (("server", self.server), ("database", self.database), ("worker", self.worker))
        each = ", ".join(f"{name} {used / max(forms_sent, 1) * 1000:.1f}" for name, used in parts)
        browsers = self.browsers / max(forms_sent, 1) * 1000
        return f"processor ms a form: {each}, browsers {browsers:.1f}; {self.beside}"


def _use(running: Serving, load: Coroutine[Any, Any, None]) -> Used:
    """Run a load and return what it cost everybody."""
    asked: tuple[Callable[[], float], ...] = (
        lambda: processes.seconds([running.server]),
        lambda: processes.seconds([running.worker]),
        lambda: processes.seconds([running.database]),
        lambda: sum(os.times()[:2]),
        processes.busy,
        time.perf_counter,
    )
    pace = machine.pace()
    before = [each() for each in asked]
    asyncio.run(load)
    server, worker, database, browsers, busy, seconds = (each() - was for each, was in zip(asked, before, strict=True))
    return Used(server, worker, database, browsers, busy - server - worker - database - browsers, seconds, pace)


def _is_whole(running: Serving, sent: Sequence[Sent]) -> bool:
    comparison = kept.compare(running.url, sent)
    print(f"         {comparison}{'' if comparison.is_whole else '   <-- MUST NOT BE'}", flush=True)
    return comparison.is_whole


def _took(sent: Sequence[Sent]) -> str:
    return f"median {_quantile(sent, 0.5):.0f} ms, 95th {_quantile(sent, 0.95):.0f}, slowest {_quantile(sent, 1):.0f}"


def _quantile(sent: Sequence[Sent], part: float) -> float:
    """Return milliseconds. Whoever had no answer waited longest of all."""
    took = sorted(each.seconds * 1000 if each.answer else float("inf") for each in sent)
    return took[min(len(took) - 1, int(len(took) * part))] if took else float("inf")


def _three(values: Sequence[float]) -> str:
    return f"least {min(values):.1f}, median {statistics.median(values):.1f}, most {max(values):.1f}"


def _said(met: bool) -> str:
    return "met" if met else "NOT MET"


if __name__ == "__main__":
    sys.exit(main())
