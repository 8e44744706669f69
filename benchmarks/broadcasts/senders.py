"""Senders in processes of their own, as `dodomu run` starts them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import UUID


def start(url: str, link: str) -> "subprocess.Popen[bytes]":
    """Start one."""
    environment = {
        **os.environ, "DATABASE_URL": url, "DODOMU_CHANNELS": "sms", "DODOMU_CHANNEL_SMS": link,
        "DODOMU_LOG": "ERROR",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "dodomu", "sender"], env=environment)


@contextlib.contextmanager
def running(url: str, link: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Lend one that runs."""
    process = start(url, link)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def counts(broadcast: UUID) -> dict[str, int]:
    """Return how many messages of a broadcast are in which state."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*) FROM contact_delivery WHERE broadcast_id = %s GROUP BY state", [broadcast]
        )
        return {state: int(number) for state, number in cursor.fetchall()}


def wait_for(states: set[str], broadcast: UUID, people: int, seconds: float, every: float = 0.25) -> bool:
    """Wait until all messages are in one of some states, and say whether they are."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = counts(broadcast)
        if sum(number for state, number in now.items() if state in states) >= people:
            return True
        time.sleep(every)
    return False
