"""What gates hand in: 10,000 touches by one request after another, and 100,000 that are merged from many devices.

    python -m benchmarks.gate [--upload 10000] [--merge 100000] [--devices 40]

Works in a database of its own, which it makes and drops, on a throw-away PostgreSQL. Everything goes through
`keep_touches`, as from the network: read, kept on disk, worked out, acknowledged. No network and no HTTP is in it.
"""

import argparse
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from benchmarks import database, machine, offers

NAME = "dodomu_bench_gate"
AT_ONCE = 500
WANTED = 100_000 / 60  # touches a second
RECEIVED = offers.NOW + timedelta(days=1)


def main() -> int:
    """Measure, and return 0 when touches are merged as quickly as is wanted."""
    parser = argparse.ArgumentParser(description="Measure how quickly touches of gates are kept and worked out.")
    parser.add_argument("--upload", type=int, default=10_000)
    parser.add_argument("--merge", type=int, default=100_000)
    parser.add_argument("--devices", type=int, default=40)
    parser.add_argument("--legs", type=int, default=300)
    options = parser.parse_args()
    options.parties = (options.upload + options.merge) // 4 + 1  # two persons each, two touches of each
    with database.fresh(NAME):
        return _measure(options)


def _measure(options: argparse.Namespace) -> int:
    print(machine.describe())
    crisis, _ = offers._fill(0, options)
    people, legs = _people_and_legs(crisis)
    print(f"{len(people):,} people, {len(legs)} legs, {options.devices} devices, {AT_ONCE} touches at once")
    devices = [_device(crisis, number) for number in range(options.devices)]
    first = options.upload // 2
    _say("upload of one device", *_hand_in(_lines(devices[:1], people[:first], legs, crisis)))
    lines = _lines(devices, people[first : first + options.merge // 2], legs, crisis)
    random.Random(6).shuffle(lines)
    rate = _say("merge of many devices, in any order", *_hand_in(lines))
    _say("all of it once more", *_hand_in(lines))
    _prove(crisis, options)
    return 0 if rate > WANTED else 1


def _say(what: str, many: int, seconds: float, own: float, each: list[float]) -> float:
    """Print how long it took; where the last requests take as long as the first, the time grows with what comes only.

    Beside the clock stands the processor time of this process, which says more on a machine that does other things.
    """
    part = max(1, len(each) // 5)
    first, last = (statistics.median(some) * 1000 for some in (each[:part], each[-part:]))
    print(
        f"  {what:<36} {many:>8,} in {seconds:6.1f} s: {many / seconds:7,.0f} a second ({own:.1f} s of it our own); "
        f"a request of {AT_ONCE} {statistics.median(each) * 1000:.0f} ms, the longest {max(each) * 1000:.0f} ms, "
        f"the first fifth {first:.0f} ms, the last {last:.0f} ms"
    )
    return many / seconds


def _people_and_legs(crisis: Any) -> tuple[list[UUID], list[UUID]]:
    from dodomu.journeys.models import Leg
    from dodomu.people.models import Person

    people = list(Person.objects.filter(crisis=crisis).order_by("id").values_list("id", flat=True))
    return people, list(Leg.objects.filter(crisis=crisis, mode="air").order_by("ref").values_list("id", flat=True))


def _device(crisis: Any, number: int) -> Any:
    from dodomu.boarding.models import Device
    from dodomu.foundation.models import Officer

    officer = Officer.objects.create(username=f"gate{number}", name=f"Officer {number}")
    return Device.objects.create(
        crisis=crisis, name=f"phone {number}", officer=officer, secret_hash=uuid4().bytes, carry_key=b"",
        enrolled_at=datetime.now(UTC),
    )  # fmt: skip


def _lines(devices: list[Any], people: list[UUID], legs: list[UUID], crisis: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Let everybody arrive and be boarded, each at one of the devices, leg after leg."""
    from dodomu.foundation.models import Place

    point = str(Place.objects.get(crisis=crisis, ref="ala").id)
    began = int(offers.NOW.timestamp() * 1000)
    counted = dict.fromkeys((device.id for device in devices), 0)
    lines = []
    for number, person in enumerate(people):
        device, leg = devices[number % len(devices)], legs[number * len(legs) // len(people)]
        for kind, later in (("arrived", 0), ("boarded", 250)):
            counted[device.id] += 1
            line = {
                "id": str(uuid4()), "number": counted[device.id], "kind": kind, "made": began + number * 500 + later,
                "off": 0, "shift": 0, "officer": "Officer", "point": point, "leg": str(leg), "persons": [str(person)],
                "pack": None, "body": {"means": "pass", "verdict": "go", "ground": "holds-a-place"},
            }  # fmt: skip
            lines.append((device, line))
    return lines


def _hand_in(lines: list[tuple[Any, dict[str, Any]]]) -> tuple[int, float, float, list[float]]:
    """Hand everything in, device by device in turn; return how many, how long, our own part, and each request."""
    from dodomu.boarding.operations.receiving import keep_touches
    from dodomu.boarding.rules.terms import Via

    own: dict[UUID, list[dict[str, Any]]] = {}
    for device, line in lines:
        own.setdefault(device.id, []).append(line)
    batches = [
        (start, device, each[start : start + AT_ONCE])
        for device, each in own.items()
        for start in range(0, len(each), AT_ONCE)
    ]
    took, own_time = [], time.process_time()
    for _, device, some in sorted(batches, key=lambda batch: batch[0]):
        began = time.perf_counter()
        envelope = {"device": str(device), "made": max(line["number"] for line in some), "touches": some}
        kept = keep_touches(device=device, envelope=envelope, via=Via.NETWORK, received_at=RECEIVED)
        took.append(time.perf_counter() - began)
        if len(kept.kept) != len(some):
            raise SystemExit("not everything was acknowledged")
    return len(lines), sum(took), time.process_time() - own_time, took


def _prove(crisis: Any, options: argparse.Namespace) -> None:
    from dodomu.boarding.models import Touch, TouchOutcome
    from dodomu.people.models import Person

    many = options.upload // 2 * 2 + options.merge // 2 * 2
    aboard = Person.objects.filter(crisis=crisis, account="aboard").count()
    worked_out = TouchOutcome.objects.filter(crisis=crisis, state="applied").count()
    if (Touch.objects.filter(crisis=crisis).count(), worked_out, aboard) != (many, many, many // 2):
        raise SystemExit(f"{worked_out} of {many} worked out, {aboard} aboard")


if __name__ == "__main__":
    raise SystemExit(main())
