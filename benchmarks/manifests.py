"""The papers of a departure with a thousand people: printed, as a list for the border, held against a carrier's list.

    python -m benchmarks.manifests [--people 1000] [--runs 5]

No database: what is measured is what is done with the lines once they are read.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from benchmarks import machine
from dodomu.boarding.rules.comparing import Ours, compare
from dodomu.boarding.rules.paxlst.reading import read_list
from dodomu.boarding.rules.paxlst.writing import Conveyance, Sender, Traveller, write_list
from dodomu.channels.paper.manifests import ManifestPaper, ManifestRow, manifest_pdf

NOON = datetime(2022, 1, 11, 12, tzinfo=UTC)
WANTED = 3.0  # seconds for a thousand lines on paper
LETTERS = "АБВГДЕЖЗИК"


def main() -> int:
    """Measure, and return 0 when a thousand lines are on paper as quickly as is wanted."""
    parser = argparse.ArgumentParser(description="Measure the papers of a departure.")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(machine.describe())
    printed = _measure("printed (PDF)", options.runs, lambda: manifest_pdf(_paper(options.people)))
    travellers = [_traveller(n) for n in range(options.people)]
    text = write_list(travellers, _conveyance(), Sender("MFA UA", "KZ", "DUTY"), number=1, at=NOON).text
    _measure("list for the border written", options.runs, lambda: _written(travellers))
    _measure("list of a carrier read", options.runs, lambda: read_list(text, today=NOON.date()))
    listed = read_list(text, today=NOON.date()).listed
    ours = [Ours(UUID(int=n), f"{n:09}", f"{_name(n)} ОЛЕНА", date(1986, 3, 14)) for n in range(options.people)]
    _measure("compared line by line", options.runs, lambda: compare(ours, listed))
    return 0 if printed <= WANTED else 1


def _measure(what: str, runs: int, do: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        do()
        times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(f"{what:32} {median:8.3f} s (median of {runs}; worst {max(times):.3f} s)")
    return median


def _name(number: int) -> str:
    return "".join(LETTERS[int(digit)] for digit in f"{number:06}")


def _written(travellers: list[Traveller]) -> object:
    return write_list(travellers, _conveyance(), Sender("MFA UA", "KZ", "DUTY"), number=1, at=NOON)


def _traveller(number: int) -> Traveller:
    return Traveller(f"{number:09}", f"PERSON {number}", "OLENA", born=date(1986, 3, 14), nationality="UKR")


def _conveyance() -> Conveyance:
    return Conveyance("PS", "501", "ALA", NOON, "KBP", NOON + timedelta(hours=6))


def _paper(people: int) -> ManifestPaper:
    rows = [
        ManifestRow(
            f"{_name(n)} Олександра Володимирівна", "PERSON OLEKSANDRA", f"{n:09}", "1986-03-14", "35", "UA",
            "wheelchair", "boarded", "11.01 14:05, I. Franko",
        )
        for n in range(people)
    ]  # fmt: skip
    return ManifestPaper(
        language="en", title="Manifest", code="PS-1", way="Almaty → Kyiv", hours="11 January 2022, 18:00",
        status="Not closed", counts=[("Aboard", str(people))], warnings=[],
        headings=["No.", "Name", "Code", "Date of birth", "Citizenship", "Needs", "Stands"], rows=rows,
        signature="Signature", page="Page {page} of {of}", printed="11 January 2022",
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
