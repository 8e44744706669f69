"""Offers for 60,000 parties of two: the first plan, one that moves everybody, and the same plan once more.

    python -m benchmarks.offers [--parties 60000] [--legs 500] [--runs 3]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL.
"""

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import database, machine

NAME = "dodomu_bench_offers"
NOW = datetime(2022, 1, 10, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Almaty")
PERSONS = 2
WANTED = 20.0  # seconds for 60,000 parties
STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n")


def main() -> int:
    """Measure, and return 0 when the offers of a first plan are made in the time that is wanted."""
    parser = argparse.ArgumentParser(description="Measure how long making offers of a large plan takes.")
    parser.add_argument("--parties", type=int, default=60_000)
    parser.add_argument("--legs", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with database.fresh(NAME):
        return _measure(options)


def _measure(options: argparse.Namespace) -> int:
    print(machine.describe())
    print(f"{options.parties:,} parties of {PERSONS}, {options.legs} legs, {options.runs} runs (a crisis each)")
    took: dict[str, list[float]] = {}
    for run in range(options.runs):
        for what, seconds in _run(run, options).items():
            took.setdefault(what, []).append(seconds)
    for what, all_runs in took.items():
        spread = f"{min(all_runs):.1f}–{max(all_runs):.1f}"
        print(f"  {what:<34} {statistics.median(all_runs):6.1f} s  ({spread})")
    worst = max(took["a first plan"])
    return 0 if worst < WANTED * max(1.0, options.parties / 60_000) else 1


def _run(run: int, options: argparse.Namespace) -> dict[str, float]:
    from dodomu.journeys.models import Offer
    from dodomu.journeys.queries.promises import reconcile_offers

    crisis, refs = _fill(run, options)
    took: dict[str, float] = {}
    took["a first plan"] = _make(crisis, refs, shift=0, at=NOW)
    took["a plan that moves everybody"] = _make(crisis, refs, shift=1, at=NOW + timedelta(hours=1))
    took["the same plan again"] = _make(crisis, refs, shift=1, at=NOW + timedelta(hours=2))
    began = time.perf_counter()
    broken = reconcile_offers(crisis.id)
    took["proving the three laws"] = time.perf_counter() - began
    made = Offer.objects.filter(crisis=crisis).count()
    if broken or made != 2 * options.parties:
        raise SystemExit(f"{made} offers, {broken}")
    return took


def _make(crisis: Any, refs: list[str], *, shift: int, at: datetime) -> float:
    from dodomu.foundation.actors import SYSTEM
    from dodomu.journeys.operations.offering import make_offers

    adoption = _adopt(crisis, refs, shift, at)
    began = time.perf_counter()
    made = make_offers(adoption=adoption, by=SYSTEM, at=at)
    seconds = time.perf_counter() - began
    if made.not_offered:
        raise SystemExit(f"not offered: {made.why_not}")
    return seconds


def _fill(run: int, options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Make a crisis with its people and legs by the database itself."""
    from django.db import connection

    from dodomu.foundation.database import as_owner
    from dodomu.foundation.models import Crisis, Place
    from dodomu.journeys.models import Leg

    crisis = Crisis.objects.create(
        slug=f"{NAME}-{run}", country="KZ", sending="UA", zone="Asia/Almaty", opened_at=NOW - timedelta(days=5)
    )
    refs = [f"city-{number}" for number in range(10)]
    values = {"crisis": crisis, "latitude": 43, "longitude": 77, "zone": crisis.zone}
    cities = [Place.objects.create(ref=ref, kind="city", country="KZ", **values) for ref in refs]
    airport = Place.objects.create(ref="ala", kind="airport", country="KZ", **values)
    home = Place.objects.create(ref="kbp", kind="airport", country="UA", **values)
    leg = {"crisis": crisis, "known_from": NOW - timedelta(days=1), "recorded_at": NOW - timedelta(days=1)}
    Leg.objects.bulk_create(
        Leg(ref=f"to-airport-{city.ref}", mode="transfer", schedule="on_demand", origin=city, target=airport,
            minutes=60, **leg)
        for city in cities
    )  # fmt: skip
    seats = -(-options.parties // options.legs) * PERSONS
    Leg.objects.bulk_create(
        Leg(ref=f"leg-{number}", mode="air", origin=airport, target=home, departs_at=_departs(number),
            arrives_at=_departs(number) + timedelta(hours=6), seats={"seat": seats}, block={"seat": seats}, **leg)
        for number in range(options.legs)
    )  # fmt: skip
    given = {
        "crisis": crisis.id, "persons": PERSONS, "parties": options.parties, "since": NOW - timedelta(days=1),
        "places": [city.id for city in cities], "letter": chr(ord("A") + run),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in filter(str.strip, STATEMENTS):
            cursor.execute(statement, given)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crisis, [f"leg-{number}" for number in range(options.legs)]


def _departs(number: int) -> datetime:
    return NOW + timedelta(days=2, minutes=30 * number)


def _adopt(crisis: Any, refs: list[str], shift: int, at: datetime) -> Any:
    """Put a plan in force that fills the legs in order, each party `shift` legs later."""
    from dodomu.engines.planner.plan import Itinerary, Outcome, Plan, Ride, Status, Travel
    from dodomu.engines.planner.problem import Leg, Link, Party, Place, Problem
    from dodomu.journeys.models import Adoption, Proposal
    from dodomu.journeys.rules.proposals import outcome_json, pack_plan, pack_problem
    from dodomu.people.models import Person

    rows = Person.objects.filter(crisis=crisis, leads_party=True).order_by("party").values_list("party", "place__ref")
    parties = [(str(party), place) for party, place in rows]
    each = -(-len(parties) // len(refs))
    places = [Place(f"city-{number}", country="KZ") for number in range(10)]
    problem = Problem(
        begins=at, ends=at + timedelta(days=20), zone=ZONE,
        places=(*places, Place("ala", kind="airport", country="KZ"), Place("kbp", kind="home", country="UA")),
        parties=tuple(Party(party, place, PERSONS) for party, place in parties),
        legs=tuple(
            Leg(ref, "ala", "kbp", _departs(number), _departs(number) + timedelta(hours=6), {"seat": each * PERSONS})
            for number, ref in enumerate(refs)
        ),
        links=tuple(Link(f"to-airport-{place.id}", place.id, "ala", 60) for place in places),
    )  # fmt: skip
    itineraries: list[Itinerary] = []
    rest = iter(parties)
    for number in range(len(refs)):
        on = (number + shift) % len(refs)
        for party, place in islice(rest, each):
            steps = (Travel(f"to-airport-{place}", _departs(on) - timedelta(hours=4)), Ride(refs[on]))
            itineraries.append(Itinerary(party, PERSONS, {"seat": PERSONS}, steps))
    proposal = Proposal.objects.create(
        crisis=crisis, number=Proposal.objects.filter(crisis=crisis).count() + 1, asked_at=at, state="done",
        problem=pack_problem(problem), plan=pack_plan(Plan(tuple(itineraries))),
        outcome=outcome_json(Outcome(Status.FINISHED, Plan())),
    )  # fmt: skip
    Adoption.objects.filter(crisis=crisis, ended_at=None).update(ended_at=at)
    return Adoption.objects.create(crisis=crisis, proposal=proposal, adopted_at=at).id


if __name__ == "__main__":
    raise SystemExit(main())
