"""Dodomu as `dodomu run` starts it, in a folder of its own, with a crisis in which anybody may register.

The database is the one of a try-out: everything is written to disk before it is said to be kept (fsync,
synchronous_commit and full_page_writes are on), unlike the throw-away database of the tests.
"""

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks import processes
from benchmarks.peers.http import Address
from dodomu.site import postgres

READY_WITHIN = 120.0
SLUG = "bench"
KEYS = {
    "DODOMU_SECRET_KEY": "only-for-benchmarks-" + "0123456789" * 4,
    "DODOMU_FIELD_KEY": "b1:" + base64.b64encode(b"only-for-benchmarks-only-for-ben").decode(),
    "DODOMU_INDEX_KEY": base64.b64encode(b"index-of-benchmarks-index-of-ben").decode(),
}
CRISIS = f"""
import django; django.setup()
from datetime import datetime, UTC
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.crises import draft_crisis
draft_crisis(country="KZ", sending="UA", slug="{SLUG}", by=SYSTEM, at=datetime.now(UTC))
"""


@dataclass(frozen=True)
class Serving:
    """A running Dodomu."""

    at: Address
    url: str  # of its database
    run: int  # process id of `dodomu run`, above server and worker
    server: int
    worker: int
    database: int

    def version(self) -> str:
        """Return the version of its PostgreSQL."""
        return str(self.value("SHOW server_version"))

    def is_safe(self) -> bool:
        """Say whether the database writes to disk before it says that something is kept."""
        return all(self.value(f"SHOW {name}") == "on" for name in ("fsync", "synchronous_commit", "full_page_writes"))

    def value(self, query: str) -> object:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


@contextlib.contextmanager
def serving(port: int, arguments: list[str]) -> Iterator[Serving]:
    """Lend a running Dodomu with one real crisis in an otherwise empty register; everything goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="dodomu-bench-"))
    folder.chmod(0o711)
    log = folder / "run.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")}
    environment |= KEYS | {"DODOMU_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "dodomu.site.settings"}
    command = [sys.executable, "-m", "dodomu", "run", "--no-exercise", "--port", str(port), *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, process_group=0)
    try:
        _wait_until_ready(process, log)
        with _lent(folder) as lent:
            subprocess.run([sys.executable, "-c", CRISIS], env=environment | {"DATABASE_URL": lent.url}, check=True)
            yield _found(port, lent.url, process.pid, folder)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _lent(folder: Path) -> Iterator[postgres.Server]:
    """Share the database that `dodomu run` started, whatever DATABASE_URL says here."""
    given = os.environ.pop("DATABASE_URL", None)
    try:
        with postgres.running(folder) as server:
            yield server
    finally:
        if given is not None:
            os.environ["DATABASE_URL"] = given


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_WITHIN
    while "is ready" not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"`dodomu run` did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.1)


def _found(port: int, url: str, run: int, folder: Path) -> Serving:
    mine = {each.pid: Path(f"/proc/{each.pid}/cmdline").read_bytes().split(b"\0") for each in processes.below(run)}
    server = next(pid for pid, words in mine.items() if b"granian" in words)
    worker = next(pid for pid, words in mine.items() if b"worker" in words)
    database = int((folder / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    return Serving(Address("127.0.0.1", port), url, run, server, worker, database)
