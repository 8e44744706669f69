"""Kill the sender and the SMS centre, in turn, while messages go out: what is lost, and what goes out more than twice.

python -m benchmarks.broadcasts.kills [--messages 200000] [--kills 20]
"""

import argparse
import random
import signal
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import database, machine
from benchmarks.broadcasts import people, senders
from benchmarks.broadcasts.centre import Centre, centre

SETTLED = {"taken", "delivered", "unknown", "failed"}


def main() -> int:
    """Kill, count, and return 0 when nothing was lost and nothing went out more than twice."""
    parser = argparse.ArgumentParser(description="Measure what kills lose.")
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        database.fresh(people.NAME) as url,
        centre(Path(folder) / "taken.jsonl") as peer,
    ):
        return _measure(url, peer, options)


def _measure(url: str, peer: Centre, options: argparse.Namespace) -> int:
    from django.conf import settings

    from dodomu.contact.operations import expanding
    from dodomu.foundation import clock

    settings.DODOMU_CHANNELS = {"sms": peer.link}
    print(machine.describe())
    row = people.approved(people.crisis(options.messages))
    expanding.expand(broadcast=row.id, at=clock.real_now() - timedelta(minutes=1))
    began = time.perf_counter()
    _kill(url, peer, row, options)
    with senders.running(url, peer.link):
        done = senders.wait_for(SETTLED, row.id, options.messages, 240 + options.messages / 500, every=1.0)
    print(f"{options.messages:,} messages, {options.kills} kills, {time.perf_counter() - began:.0f} s")
    peer.end()
    return _count(peer, row) if done else _unsettled(row)


def _kill(url: str, peer: Centre, row: Any, options: argparse.Namespace) -> None:
    """Kill by turns, each time when so much more was sent that the kills are spread over the whole run."""
    luck = random.Random(options.seed)
    sender = senders.start(url, peer.link)
    for number in range(options.kills):
        goal = int(options.messages * (number + luck.random()) / options.kills)
        while sum(n for state, n in senders.counts(row.id).items() if state in SETTLED) < goal:
            time.sleep(0.02)
        if number % 2:
            peer.kill()
            time.sleep(luck.random())
            peer.start()
        else:
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            sender = senders.start(url, peer.link)
    sender.kill()
    sender.wait()


def _count(peer: Centre, row: Any) -> int:
    """Compare what we say of each message with what the centre has."""
    from django.db import connection

    often = peer.taken()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, state, attempts FROM contact_delivery WHERE broadcast_id = %s", [row.id])
        said = {address.lstrip("+"): (state, attempts) for address, state, attempts in cursor.fetchall()}
    had = {number.lstrip("+"): times for number, times in often.items()}
    lost = [number for number, (state, _) in said.items() if state == "taken" and number not in had]
    never = [number for number, (state, _) in said.items() if state != "taken" and number not in had]
    thrice = [number for number, times in had.items() if times > 2]
    twice = sum(times == 2 for times in had.values())
    unknown = sum(state == "unknown" for state, _ in said.values())
    print(f"lost: {len(lost)}; more than twice: {len(thrice)}; twice: {twice:,}; in doubt for good: {unknown:,}")
    print(f"not one of those in doubt reached the centre: {len(never)}")
    return 1 if lost or thrice else 0


def _unsettled(row: Any) -> int:
    print("not settled in time:", senders.counts(row.id))
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
