"""SMS: how many messages a second the client hands to an SMS centre on the same machine, and at what cost.

python -m benchmarks.channels.sms_smpp [--messages 50000] [--runs 5] [--window 64] [--tls 0]
"""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from benchmarks import machine, processes
from dodomu.channels import sms_smpp
from dodomu.channels.messages import Channel, Outgoing, Receipt, Verdict

HERE = Path(__file__).resolve().parents[2]
LATIN = "Buses leave at 07:00 from the embassy. Take your passport, water and warm clothes."
CYRILLIC = "Автобуси о 07:00 від посольства. Код {:09d}, візьміть паспорт."


@dataclass(frozen=True)
class Case:
    """A kind of broadcast, with the habits of the centre."""

    name: str
    text: Callable[[int], str]
    habits: tuple[str, ...] = ()
    share: float = 1.0  # of the messages that are asked for


CASES = (
    Case("one Latin text, 1 part", lambda _: LATIN),
    Case("Cyrillic, each its own, 1 part", CYRILLIC.format),
    Case("Cyrillic, each its own, 3 parts", lambda number: CYRILLIC.format(number) * 3, share=0.3),
    Case("Latin with a receipt for each, heard meanwhile", lambda _: LATIN, ("--receipts", "after")),
    Case("the centre throttles at 2,000 a second", lambda _: LATIN, ("--rate", "2000"), share=0.3),
)


@dataclass(frozen=True)
class Run:
    """One measurement."""

    seconds: float
    messages: int
    client: float  # seconds of processor time
    centre: float
    throttled: int
    lost: int
    doubled: int

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


@contextlib.contextmanager
def centre(arguments: tuple[str, ...]) -> Iterator[tuple[int, int, Callable[[], dict[str, int]]]]:
    """Lend a centre in a process of its own: its port, its process, and a way to end it and read its books."""
    paths = os.pathsep.join((str(HERE / "src"), str(HERE)))
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.peers.smsc", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )

    def books() -> dict[str, int]:
        process.send_signal(signal.SIGTERM)
        return json.loads(process.stdout.readline())

    try:
        yield int(process.stdout.readline()), process.pid, books
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def measure(case: Case, messages: int, window: int) -> Run:
    """Send so many messages once, and count what the centre has in its books."""
    outgoing = [
        Outgoing(UUID(int=number + 1), f"+38000{number:07d}", case.text(number), "uk") for number in range(messages)
    ]
    with centre(case.habits) as (port, process, books):
        channel = sms_smpp.connect(f"smpp://dodomu:secret@127.0.0.1:{port}?source=Dodomu&window={window}")
        with_receipts = "--receipts" in case.habits
        own, its, began = time.process_time(), processes.seconds([process]), time.perf_counter()
        taken = _send(channel, outgoing, with_receipts)
        seconds = time.perf_counter() - began
        own, its = time.process_time() - own, processes.seconds([process]) - its
        channel.close()
        found = books()
    parts = channel.parts(case.text(0)).count
    times = {int(often): numbers for often, numbers in found["numbers by times"].items()}
    kept = sum(numbers for often, numbers in times.items() if often >= parts)
    doubled = sum(numbers for often, numbers in times.items() if often > parts)
    assert taken == messages, f"{messages - taken} were not taken"
    return Run(seconds, messages, own, its, found.get("throttled", 0), messages - kept, doubled)


def _send(channel: Channel, outgoing: list[Outgoing], with_receipts: bool) -> int:
    """Return how many were taken; receipts are heard in between and for all of them in the end."""
    taken, refs = 0, set()
    for count, result in enumerate(channel.send(outgoing, goes_on=lambda: True), 1):
        taken += result.verdict is Verdict.TAKEN
        if with_receipts and count % 500 == 0:
            refs |= _hear(channel, 0)
    while with_receipts and len(refs) < taken:
        refs |= _hear(channel, 1)
    return taken


def _hear(channel: Channel, seconds: float) -> set[str]:
    heard = channel.hear(seconds)
    channel.acknowledge(heard)
    return {each.ref for each in heard if isinstance(each, Receipt)}


def main() -> int:
    """Measure every case and print a table."""
    options = _options()
    print(machine.describe(), f"; pace {machine.pace():.1f} ms")
    print("| broadcast | messages a second | client, µs of processor | centre, µs | throttled | lost, doubled |")
    print("|---|---|---|---|---|---|")
    bad = 0
    for case in CASES:
        if options.case not in case.name:
            continue
        runs = [measure(case, int(options.messages * case.share), options.window) for _ in range(options.runs)]
        print(_row(case, runs), flush=True)
        bad += sum(run.lost + run.doubled for run in runs)
    return 1 if bad else 0


def _row(case: Case, runs: list[Run]) -> str:
    rates = sorted(run.rate for run in runs)
    client = statistics.median(run.client / run.messages * 1e6 for run in runs)
    its = statistics.median(run.centre / run.messages * 1e6 for run in runs)
    throttled = sum(run.throttled for run in runs) / sum(run.messages for run in runs)
    spread = f"{rates[0]:,.0f} / **{statistics.median(rates):,.0f}** / {rates[-1]:,.0f}"
    wrong = f"{sum(run.lost for run in runs)}, {sum(run.doubled for run in runs)}"
    return f"| {case.name} | {spread} | {client:.0f} | {its:.0f} | {throttled:.1%} | {wrong} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sms_smpp", description="Measure the SMS channel beside an SMS centre.")
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--window", type=int, default=64)
    parser.add_argument("--case", default="", help="only cases with these words in their name")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
