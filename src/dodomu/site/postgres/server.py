"""Finding a running PostgreSQL or starting one, for as long as somebody uses it."""

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from dodomu.site import data_folder
from dodomu.site.postgres import account, binaries, cluster, keeper
from dodomu.site.postgres.binaries import Binaries
from dodomu.site.postgres.cluster import DATABASE, PORT, ROLE, Cluster
from dodomu.site.postgres.unavailable import NoPostgres

STOPPING = 45.0  # seconds a server may take to stop before we give up waiting for it
LEFTOVERS = 15.0  # seconds in which the kernel clears up after a server that was killed
STARTING = 600  # seconds a server may take to replay its log after a crash
NOT_YET_CLEARED = ("lock file", "shared memory block", "Address already in use", "could not bind")
MOMENT = 0.5
OUR_START_LOCK = "start.lock"


@dataclass
class Server:
    """A PostgreSQL in use: `url` opens its database, `stop` gives it back."""

    url: str
    folder: Path | None = None  # None: somebody else's server, named by DATABASE_URL
    throwaway: bool = False
    _lease: int | None = field(default=None, repr=False)

    def is_alive(self) -> bool:
        """Say whether the server's process is there; of somebody else's server we know nothing and say yes."""
        return self.folder is None or keeper.postmaster(self.folder / keeper.CLUSTER) is not None

    def start_again(self) -> None:
        """Start a server that was killed once more, in the same place; what was saved is still there."""
        if self.folder is not None:
            _bring_up(self.folder, throwaway=self.throwaway, use=None)

    def stop(self) -> None:
        """Give the server back; when nobody else uses it, return once it has stopped. A second time does nothing."""
        if self._lease is None or self.folder is None:
            return
        os.close(self._lease)
        self._lease = None
        _wait_until_stopped(self)


@contextlib.contextmanager
def running(folder: Path | None = None, *, throwaway: bool = False) -> Iterator[Server]:
    """Lend a server for the length of a block: a running one is shared, and only the last to leave stops it."""
    server = start(folder, throwaway=throwaway)
    try:
        yield server
    finally:
        server.stop()


def start(folder: Path | None = None, *, throwaway: bool = False, use: Binaries | None = None) -> Server:
    """Return a server that answers, or raise `NoPostgres` in plain words.

    `folder` is the data folder (else the checkout's own); a throw-away server has a folder that goes with it.
    """
    given = os.environ.get("DATABASE_URL")
    if given and use is None:
        return Server(given)
    try:
        place = _temporary_folder() if throwaway else _lasting_folder(folder or data_folder.chosen())
        return _start_in(place, throwaway=throwaway, use=use)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NoPostgres(f"PostgreSQL could not be started: {fault}") from fault


def _start_in(place: Path, *, throwaway: bool, use: Binaries | None) -> Server:
    lease = _take_lease(place)
    try:
        url = _bring_up(place, throwaway=throwaway, use=use)
    except BaseException:
        os.close(lease)
        raise
    return Server(url, place, throwaway, lease)


def _bring_up(place: Path, *, throwaway: bool, use: Binaries | None) -> str:
    with _one_at_a_time(place):
        _employ_keeper(place, remove=throwaway)
        return _answering(Cluster(place, account.of_server(place / keeper.CLUSTER), throwaway), use)


def _answering(ours: Cluster, use: Binaries | None) -> str:
    _check_reachable(ours)
    socket = cluster.socket_folder(ours)
    if not _has_our_database(socket):
        chosen = cluster.runnable(ours, use or binaries.choose(ours.written_by))
        cluster.make_if_missing(ours, chosen)
        cluster.write_settings(ours, socket)
        _start_postmaster(ours, chosen)
        if not _has_our_database(socket):
            raise NoPostgres(f"PostgreSQL was started and does not answer. Its last words:\n{_last_words(ours.log)}")
    return _url(socket, DATABASE)


def _lasting_folder(data: Path) -> Path:
    """Make the folder, closed to others; root's can be walked through by the account that the server runs as."""
    cluster.make_folder(data, 0o711 if os.geteuid() == 0 else 0o700)
    place = data.resolve() / "postgres"
    cluster.make_folder(place, 0o711 if os.geteuid() == 0 else 0o700)
    return place


def _temporary_folder() -> Path:
    place = Path(tempfile.mkdtemp(prefix="dodomu-")).resolve()
    place.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return place


def _check_reachable(ours: Cluster) -> None:
    reached = ours.account.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(ours.folder)])
    if reached.returncode:
        raise NoPostgres(
            f"The database runs as {ours.account.name}, who may not enter {ours.folder}: a folder above it is "
            "closed to others. Set DODOMU_DATA to another folder, or leave it unset."
        )


def _take_lease(place: Path) -> int:
    """Take a shared lock on the server; wait for one that is just being stopped."""
    lease = keeper.open_lock(place / keeper.LEASE)
    end = time.monotonic() + STOPPING
    while True:
        try:
            fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(lease)
                raise NoPostgres(f"The PostgreSQL in {place} is being stopped and does not end.") from None
            time.sleep(0.02)
        else:
            return lease


@contextlib.contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    lock = keeper.open_lock(place / OUR_START_LOCK)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _employ_keeper(place: Path, *, remove: bool) -> None:
    """Start the process that stops the server after us; where there is one already, the new one leaves at once."""
    # Without site-packages: it needs none, and is there in a hundredth of a second.
    command = [sys.executable, "-I", "-S", keeper.__file__, str(place), "remove" if remove else "keep"]
    subprocess.run(command, check=True, timeout=60, start_new_session=True)  # noqa: S603  (our own file)


def _start_postmaster(ours: Cluster, chosen: Binaries) -> None:
    """Start the server; a killed one's traces need some seconds to go, anything else is told at once."""
    ours.log.touch(0o600)
    ours.account.own(ours.log)
    os.truncate(ours.log, 0)
    command = [
        chosen.path("pg_ctl"),
        "start",
        "-s",
        "-w",
        "-t",
        str(STARTING),
        "-D",
        str(ours.data),
        "-l",
        str(ours.log),
    ]
    end = time.monotonic() + LEFTOVERS
    while ours.account.run(command, seconds=STARTING + 30).returncode:
        said = _last_words(ours.log)
        if time.monotonic() > end or not any(words in said for words in NOT_YET_CLEARED):
            raise NoPostgres(f"PostgreSQL {chosen.version} in {chosen.folder} does not start:\n{said}")
        os.truncate(ours.log, 0)
        time.sleep(MOMENT)


def _last_words(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])


def _has_our_database(socket: Path) -> bool:
    """Say whether a server answers here; make the database in it when it is missing."""
    try:
        with psycopg.connect(_url(socket, "postgres"), autocommit=True, connect_timeout=5) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.OperationalError:
        return False
    return True


def _url(socket: Path, database: str) -> str:
    return f"postgresql://{ROLE}@/{database}?host={quote(str(socket), safe='')}&port={PORT}"


def _wait_until_stopped(server: Server) -> None:
    """Return when the server has stopped, or when it is plain that others still use it."""
    end, settled = time.monotonic() + STOPPING, time.monotonic() + MOMENT
    while _is_there(server) and time.monotonic() < end:
        if _is_being_stopped(server):
            settled = end
        elif time.monotonic() > settled:
            return
        time.sleep(0.02)


def _is_there(server: Server) -> bool:
    return server.is_alive() or bool(server.throwaway and server.folder and server.folder.exists())


def _is_being_stopped(server: Server) -> bool:
    """The keeper holds the exclusive lock while it stops the server; users hold shared ones."""
    try:
        probe = os.open(Path(server.folder or "") / keeper.LEASE, os.O_RDONLY)
    except FileNotFoundError:
        return True  # a throw-away server's folder is on its way out
    try:
        fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(probe)
    return False
