"""Paper and the rehearsal's folder: how long sheets take to print, and how many messages a second a folder takes.

python -m benchmarks.channels.paper [--runs 5]
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from benchmarks import machine
from dodomu.channels import drill, paper
from dodomu.channels.messages import Channel, Choice, Outgoing, Recipient, Verdict
from dodomu.channels.paper.documents import poster_pdf, sheets_pdf
from dodomu.channels.paper.sheets import Poster, PosterText, Sheet

NAMES = ("Ковальчук-Переяславська Олександра Костянтинівна", "Нұрғалиева Әйгерім Қуанышқызы", "Іваненко Ґалина")
ANSWERS = (Choice("safe", "У безпеці"), Choice("help", "Потрібна допомога"), Choice("moved", "Переїхали до …"))
MESSAGES = 10_000


def outgoing(count: int) -> list[Outgoing]:
    """Return messages to people with long names."""
    return [
        Outgoing(
            UUID(int=number),
            f"warden:Район {number // 300}",
            "Посольство питає: чи ви в безпеці, де ви зараз?",
            "uk",
            choices=ANSWERS,
            recipient=Recipient(NAMES[number % 3], "+380000000000", f"готель «Қазақстан», кімн. {number}", 2, "візок"),
        )
        for number in range(count)
    ]


def sheets(count: int) -> list[Sheet]:
    """Return sheets with so many rows in all."""
    with tempfile.TemporaryDirectory() as folder:
        channel = paper.connect(f"paper://{folder}")
        handed_over(channel, outgoing(count))
        return channel.sheets()


def handed_over(channel: Channel, messages: list[Outgoing]) -> float:
    """Hand messages over and return how many seconds it took."""
    began = time.perf_counter()
    taken = sum(each.verdict is Verdict.TAKEN for each in channel.send(messages, goes_on=lambda: True))
    assert taken == len(messages)
    return time.perf_counter() - began


def printed(some: list[Sheet]) -> tuple[float, float, int]:
    """Print sheets: seconds, seconds of processor, bytes."""
    before, began = _busy(), time.perf_counter()
    made = sheets_pdf(some, printed_at="06.01.2022 14:02", page="https://desk.example.org/paper/")
    return time.perf_counter() - began, _busy() - before, len(made)


def poster() -> float:
    """Print a poster in four languages, and return how many seconds it took."""
    texts = tuple(PosterText(each, "Залишайтеся вдома", "Не виходьте. " * 10) for each in ("uk", "kk", "ru", "en"))
    began = time.perf_counter()
    poster_pdf(Poster(texts, "https://help.example.org/advice/12"))
    return time.perf_counter() - began


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(prog="paper", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(machine.describe(), f"; pace {machine.pace():.1f} ms")
    print("| document | seconds | of processor | KB | most memory so far, MB |\n|---|---|---|---|---|")
    for rows in (30, 1_000, 3_000):
        some = sheets(rows)
        took = [printed(some) for _ in range(runs)]
        seconds, busy = (statistics.median(each[place] for each in took) for place in (0, 1))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"| {rows:,} rows on {len(some)} sheets | {seconds:.2f} | {busy:.2f} | {took[0][2] // 1000} | {memory} |")
    print(f"| a poster in four languages | {statistics.median(poster() for _ in range(runs)):.2f} | | | |\n")
    print("| folder | messages a second |\n|---|---|")
    for name, connect in (("paper", paper.connect), ("drill", drill.connect)):
        rates = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                channel = connect(f"{name}://{Path(folder)}")
                rates.append(MESSAGES / handed_over(channel, outgoing(MESSAGES)))
        print(f"| {name} | {statistics.median(rates):,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
