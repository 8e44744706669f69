"""Messages a second, from the row that waits to the row that says it was taken: database, sender, SMPP, SMS centre.

python -m benchmarks.broadcasts.throughput [--messages 100000] [--receipts]
"""

import argparse
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import database, machine, processes
from benchmarks.broadcasts import people, senders
from benchmarks.broadcasts.centre import Centre, centre

WANTED = 5_000.0


def main() -> int:
    """Measure, and return 0 when as many go a second as are wanted."""
    parser = argparse.ArgumentParser(description="Measure how many messages go a second.")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--receipts", action="store_true", help="let the centre send a receipt for each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database.fresh(people.NAME) as url:
        arguments = ("--receipts", "after") if options.receipts else ()
        with centre(Path(folder) / "taken.jsonl", *arguments) as peer:
            os.environ |= {"DODOMU_CHANNELS": "sms", "DODOMU_CHANNEL_SMS": peer.link}
            return _measure(url, peer, options)


def _measure(url: str, peer: Centre, options: argparse.Namespace) -> int:
    from django.conf import settings

    from dodomu.contact.operations import expanding
    from dodomu.foundation import clock

    settings.DODOMU_CHANNELS = {"sms": peer.link}
    print(machine.describe())
    where = people.crisis(options.messages)
    row = people.approved(where)
    expanding.expand(broadcast=row.id, at=clock.real_now() - timedelta(minutes=1))
    wanted = {"delivered"} if options.receipts else {"taken", "delivered"}
    with senders.running(url, peer.link) as sender:
        while senders.counts(row.id).get("waiting", 0) == options.messages:
            time.sleep(0.02)
        began = time.perf_counter()
        done = senders.wait_for(wanted, row.id, options.messages, max(30.0, options.messages / 1000))
        took = time.perf_counter() - began
        used = processes.seconds([sender.pid])
    peer.end()
    often = peer.taken()
    a_second = options.messages / took
    print(f"{options.messages:,} messages in {took:.1f} s: {a_second:,.0f} a second; processor {used:.1f} s")
    if not done:
        print("not settled in time:", senders.counts(row.id))
    print(f"taken by the centre: {sum(often.values()):,}, most often {max(often.values(), default=0)}")
    return 0 if done and a_second >= WANTED and set(often.values()) == {1} else 1


if __name__ == "__main__":
    raise SystemExit(main())
