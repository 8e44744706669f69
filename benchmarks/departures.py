"""Departure clocks of 500 legs on which 60,000 parties hold places, and how many more to ask to one of their gates.

    python -m benchmarks.departures [--parties 60000] [--legs 500] [--runs 20]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from psycopg import sql

from benchmarks import database, machine, offers

NAME = "dodomu_bench_departures"
WANTED = 0.1  # seconds for the clocks of all legs
LATER = offers.NOW + timedelta(days=4)  # 96 legs have left
IN_LINE = 60  # parties that hold no place


def main() -> int:
    """Measure, and return 0 when the clocks are there in the time that is wanted."""
    parser = argparse.ArgumentParser(description="Measure departure clocks and proposals to invite.")
    parser.add_argument("--parties", type=int, default=60_000)
    parser.add_argument("--legs", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with database.fresh(NAME) as url:
        return _measure(options, url)


def _measure(options: argparse.Namespace, url: str) -> int:
    from dodomu.journeys.models import Leg
    from dodomu.journeys.queries import departures, inviting

    print(machine.describe())
    print(f"{options.parties:,} parties of {offers.PERSONS}, {options.legs} legs, {options.runs} runs")
    crisis = _fill(options)
    # As a server does by itself; the application has no right to.
    database.execute(url, sql.SQL("VACUUM ANALYZE").format())
    leg = Leg.objects.get(crisis=crisis, ref=f"leg-{options.legs - 1}")
    first = Leg.objects.filter(crisis=crisis, departs_at__gt=LATER).order_by("departs_at")[0]
    took = {
        "the clocks of all legs": _times(options.runs, lambda: departures.departures(crisis.id, at=offers.NOW)),
        "the clock of one leg": _times(options.runs, lambda: departures.departure(crisis.id, leg.ref, at=offers.NOW)),
        "what is expected aboard every leg": _times(
            options.runs, lambda: inviting.expected_on_legs(crisis.id, at=LATER)
        ),
        "how many more to ask to a gate": _times(options.runs, lambda: inviting.proposal_to_invite(first.id, at=LATER)),
    }
    for what, runs in took.items():
        spread = f"{min(runs) * 1000:.0f}–{max(runs) * 1000:.0f}"
        print(f"  {what:<34} {statistics.median(runs) * 1000:6.0f} ms  ({spread})")
    return 0 if statistics.median(took["the clocks of all legs"]) < WANTED else 1


def _times(runs: int, ask: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        found.append(time.perf_counter() - began)
    return found


def _fill(options: argparse.Namespace) -> Any:
    """Make offers of a plan; two of three parties said yes, and every tenth leg is late."""
    from django.db import connection
    from django.db.models import F

    from dodomu.journeys.models import Leg, Offer, StandbyPlace

    crisis, refs = offers._fill(0, options)
    offers._make(crisis, refs, shift=0, at=offers.NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journeys_offer SET state = 'accepted', answered_at = made_at WHERE hashtext(id::text) % 3 <> 0"
        )
    late = Leg.objects.filter(crisis=crisis, ref__endswith="7", schedule="dated")
    late.update(expected_at=F("departs_at") + timedelta(hours=1))
    Leg.objects.filter(crisis=crisis, schedule="dated").update(processed=True, invite_extra=20)
    first = Leg.objects.filter(crisis=crisis, departs_at__gt=LATER).order_by("departs_at")[0]
    # Who waits in line holds nothing any more.
    waiting = list(Offer.objects.filter(crisis=crisis).exclude(rides__leg=first).order_by("id")[:IN_LINE])
    ended = {"state": "withdrawn", "ended_at": offers.NOW, "end_cause": "officer"}
    Offer.objects.filter(id__in=[each.id for each in waiting]).update(**ended)
    StandbyPlace.objects.bulk_create(
        StandbyPlace(
            adoption_id=each.adoption_id, leg=first, party_id=each.party_id, position=position, there_at=LATER,
            home_at=LATER,
        )
        for position, each in enumerate(waiting, start=1)
    )  # fmt: skip
    return crisis


if __name__ == "__main__":
    raise SystemExit(main())
