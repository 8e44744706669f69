"""The map: what it costs a fresh server process in memory and in processor time.

    python -m benchmarks.map [--countries KZ UA RU] [--sending UA]

Processor time, not time on the clock, so that other work on the machine counts less; the first column is the first
country that a process draws, with all reading of files. Needs no database. Linux.
"""

import argparse
import ctypes
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import machine, processes
from benchmarks.serving import KEYS

LANGUAGES = ("uk", "en")
REPEATS = 30
ENV = KEYS | {"DATABASE_URL": "postgresql://", "DJANGO_SETTINGS_MODULE": "dodomu.site.settings"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure memory and processor time of maps in fresh processes.")
    parser.add_argument("--countries", nargs="+", default=["KZ", "UA", "RU"])
    parser.add_argument("--sending", default="UA")
    parser.add_argument("--fresh", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fresh:
        print(json.dumps(FRESH[options.fresh](options.countries, options.sending)))
    else:
        _report(options.countries, options.sending)


def _report(countries: list[str], sending: str) -> None:
    print(machine.describe())
    for country in countries:
        told = _fresh("draw", [country], sending)
        print(
            f"{country}: first drawing {told['first']:.0f} ms, other language {told['other']:.1f} ms,"
            f" repeated {told['again']:.1f} ms; +{told['grown']:.1f} MB"
        )
    told = _fresh("draw", countries, sending)
    print(
        f"{' and '.join(countries)} in {len(LANGUAGES)} languages: {told['before']:.1f} MB with all pages imported,"
        f" +{told['grown']:.1f} MB drawn (peak +{told['peak']:.1f}), +{told['trimmed']:.1f} MB after malloc_trim"
    )
    for country in countries:
        told = _fresh("draft", [country], sending)
        print(
            f"{country}: first zone of a point {told['zone']:.0f} ms, draft of a crisis {told['draft']:.0f} ms;"
            f" +{told['grown']:.1f} MB"
        )


def _fresh(what: str, countries: list[str], sending: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.map", "--fresh", what, "--sending", sending, "--countries", *countries]
    ended = subprocess.run(command, env=os.environ | ENV, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(ended.stdout)
    return told


def _draw(countries: list[str], _sending: str) -> dict[str, float]:
    before = _server()
    from dodomu.foundation import gazetteer  # only now: the figure before is of a server that drew nothing
    from dodomu.web.parts.map import Mark, draw_country_map

    def draw(country: str, language: str, marks: list[Mark]) -> float:
        return _took(lambda: draw_country_map(country, marks, language=language, title="t", description="d"))

    first = [[draw(country, language, []) for language in LANGUAGES] for country in countries]
    grown, peak = _rss() - before, _peak() - before
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    trimmed = _rss() - before
    marks = [Mark(city.lat, city.lon, city.name, 7) for city in gazetteer.cities(countries[0])[:25]]
    again = statistics.median(draw(countries[0], "uk", marks) for _ in range(REPEATS))
    known = {"before": before, "grown": grown, "peak": peak, "trimmed": trimmed}
    return known | {"first": first[0][0], "other": first[0][1], "again": again}


def _draft(countries: list[str], sending: str) -> dict[str, float]:
    before = _server()
    from dodomu.foundation import gazetteer  # as above

    lat, lon = gazetteer.centre_of(countries[0])
    gazetteer.cities.cache_clear()
    zone = _took(lambda: gazetteer.zone_at(lat, lon))
    draft = _took(lambda: gazetteer.draft_places(countries[0], sending))
    return {"zone": zone, "draft": draft, "grown": _rss() - before}


FRESH: dict[str, Callable[[list[str], str], dict[str, float]]] = {"draw": _draw, "draft": _draft}


def _server() -> float:
    """Import what a server imports, and return the megabytes that takes."""
    import django  # the settings read the environment of this process

    django.setup()
    import dodomu.site.urls  # noqa: F401

    return _rss()


def _took(call: Callable[[], Any]) -> float:
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def _rss() -> float:
    return processes.memory(os.getpid()).rss


def _peak() -> float:
    lines = (processes.PROC / "self" / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / processes.MB


if __name__ == "__main__":
    main()
