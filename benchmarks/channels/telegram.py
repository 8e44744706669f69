"""Telegram: that its limits are used up and not passed, and what a message costs.

python -m benchmarks.channels.telegram [--messages 3000] [--round-trip 0.08]
"""

import argparse
import time
from uuid import UUID

from benchmarks import machine
from benchmarks.peers import bot_api
from dodomu.channels import telegram
from dodomu.channels.messages import Outgoing, Verdict


def measure(messages: int, more: str, habits: bot_api.Habits) -> tuple[float, float, int]:
    """Return messages a second, microseconds of processor each (with the server's), and how often it was too many."""
    outgoing = [
        Outgoing(UUID(int=each), str(each + 1), f"Автобус о 07:00, код {each:09d}.", "uk") for each in range(messages)
    ]
    with bot_api.running(habits) as server:
        channel = telegram.connect(f"telegram://{bot_api.TOKEN}@127.0.0.1:{server.port}?tls=0{more}")
        own, began = time.process_time(), time.perf_counter()
        taken = sum(each.verdict is Verdict.TAKEN for each in channel.send(outgoing, goes_on=lambda: True))
        seconds, own = time.perf_counter() - began, time.process_time() - own
        channel.close()
        assert taken == messages == len(server.taken)
        return messages / seconds, own / messages * 1e6, server.counts["429"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--round-trip", type=float, default=0.08, help="seconds")
    options = parser.parse_args()
    print(machine.describe(), f"; pace {machine.pace():.1f} ms")
    rate, processor, _ = measure(options.messages, "&rate=1000", bot_api.Habits())
    print(f"as quickly as it goes: {rate:,.0f} a second, {processor:,.0f} µs of processor each, the server's included")
    habits = bot_api.Habits(rate=32, delay=options.round_trip)
    rate, _, refused = measure(300, "", habits)
    words = f"at 30 a second and {options.round_trip * 1000:.0f} ms there and back"
    print(f"{words}: {rate:.1f} a second, {refused} times too many")


if __name__ == "__main__":
    main()
