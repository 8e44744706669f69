"""The database, the server, the worker, the planner and the sender: started in order, watched, stopped in order."""

import http.client
import json
import os
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dodomu
from dodomu.site import children, local, postgres
from dodomu.site.children import Child
from dodomu.site.post.authority import Certificates
from dodomu.site.stopping import Stopping

READY_WITHIN = 60.0
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY = 60.0  # a worker that lived so long begins again with the shortest pause
LOOK = 0.3
SOON = 0.05
WELL = range(200, 500)
SMALL_MEMORY = 1 << 30
STATIC = Path(dodomu.__file__).parent / "web" / "static"
Say = Callable[[str], None]


class CannotRun(Exception):
    """Something that must run does not; the message says what, and what to do."""


@dataclass(frozen=True)
class SignIn:
    """Where an audience finds its pages, and who may sign in there for a try-out."""

    audience: str
    path: str
    username: str
    password: str


@dataclass
class Kept:
    """A child that is started again whenever it ends, each time after a longer pause."""

    child: Child
    pause: float = SHORTEST_PAUSE / 2
    due: float = 0.0
    since: float = 0.0

    def start(self) -> None:
        """Start it now."""
        self.child.start()
        self.due, self.since = 0.0, time.monotonic()

    def look_after(self, say: Say) -> None:
        """Start it again if it ended and its pause is over; tell of it."""
        if self.child.is_running():
            return
        now = time.monotonic()
        if not self.due:
            steady = now - self.since > STEADY
            self.pause = SHORTEST_PAUSE if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            say(f"The {self.child.name} {self.child.how_it_ended()}; it is started again in {self.pause:.0f} s.")
        elif now >= self.due:
            self.child.clear_away()
            self.start()


def _ours(verb: str) -> Kept:
    return Kept(Child(verb, [sys.executable, "-m", "dodomu", verb]))


@dataclass
class Stack:
    """Everything that `dodomu run` starts."""

    host: str
    port: int
    open_until: str  # hour of the exercise that an empty database gets; empty: none
    processes: int  # of the server; 0: as the machine allows
    stopping: Stopping
    say: Say
    database: postgres.Server | None = None
    kept: tuple[Kept, ...] = field(default_factory=lambda: (_ours("worker"), _ours("planner"), _ours("sender")))
    tls: Certificates | None = None  # of a post, which serves over HTTPS itself

    def __post_init__(self) -> None:
        command = granian(self.host, self.port, self.processes or fitting_processes(), self.tls)
        self.server = Child("server", command, {"DODOMU_SERVING": "yes"})

    def start(self) -> list[SignIn]:
        """Start all, or raise `CannotRun`; return who may sign in once the server answers."""
        self.database = local.join_local()
        _allow(self.host, self.port)
        sign_ins = self._prepare()
        if not self.stopping.is_asked():
            self.server.start()
            self._wait_for_the_server()
        if not self.stopping.is_asked():
            for each in self.kept:  # after the server: they would only slow one another down
                each.start()
        return sign_ins

    def watch(self) -> None:
        """Return when asked to stop; start again what is lost, but a lost server raises `CannotRun`."""
        while not self.stopping.asked_within(LOOK):
            if not self.server.is_running():
                raise CannotRun(f"The server {self.server.how_it_ended()}. Everything else is stopped too.")
            self._look_after_the_database()
            for each in self.kept:
                each.look_after(self.say)

    def stop(self) -> None:
        """Stop sender, planner, worker and server, then give the database back."""
        children.stop([*(each.child for each in self.kept), self.server], self.stopping.at_once)
        if self.database is not None:
            self.database.stop()

    def _prepare(self) -> list[SignIn]:
        with tempfile.TemporaryDirectory(prefix="dodomu-") as folder:
            answer = Path(folder) / "sign-ins.json"
            command = [sys.executable, "-m", "dodomu.site.prepare", str(answer)]
            child = Child("preparing", [*command, self.open_until] if self.open_until else command)
            child.start()
            try:
                while child.is_running() and not self.stopping.asked_within(SOON):
                    pass
            finally:
                children.stop([child], self.stopping.at_once)
            if self.stopping.is_asked():
                return []
            if child.code != 0:
                raise CannotRun("The database could not be made ready; the lines above say why.")
            return [SignIn(*each) for each in json.loads(answer.read_text(encoding="utf-8"))]

    def _wait_for_the_server(self) -> None:
        end = time.monotonic() + READY_WITHIN
        while not _answers(self.host, self.port, self.tls) and not self.stopping.asked_within(SOON):
            if not self.server.is_running():
                raise CannotRun(f"The server {self.server.how_it_ended()} before it answered; the lines above say why.")
            if time.monotonic() > end:
                raise CannotRun(f"The server does not answer well on port {self.port}; the lines above say why.")

    def _look_after_the_database(self) -> None:
        """Start a database that was killed again: what was saved is still there."""
        if self.database is None or self.database.is_alive():
            return
        self.say("The database went away; it is started again.")
        try:
            self.database.start_again()
        except postgres.NoPostgres as why:
            raise CannotRun(str(why)) from why
        self.say("The database is back.")


def granian(host: str, port: int, processes: int, tls: Certificates | None = None) -> Sequence[str]:
    """Return the command of the server: ASGI, so that slow telephones do not hold up the others."""
    options = {
        "--interface": "asginl",  # Django has no lifespan messages to answer
        "--host": host,
        "--port": str(port),
        "--workers": str(processes),
        "--runtime-threads": "1",
        "--workers-kill-timeout": "4",
        "--static-path-route": "/static",
        "--static-path-mount": str(STATIC),
        "--log-level": "warning",
        # By HTTP/2 a browser sends cookies in several lines, which Django joins by commas: nobody could sign in.
        "--http": "1",
    }
    if tls:
        options |= {
            "--ssl-certificate": str(tls.chain), "--ssl-keyfile": str(tls.key), "--ssl-protocol-min": "tls1.2",
        }  # fmt: skip
    flat = [word for option in options.items() for word in option]
    return [
        sys.executable,
        "-m",
        "granian",
        *flat,
        "--no-ws",
        "--respawn-failed-workers",
        "dodomu.site.asgi:application",
    ]


def fitting_processes() -> int:
    """Return two server processes, one on a machine with one core or under a gibibyte of memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 1 if cores == 1 or memory < SMALL_MEMORY else 2


def _allow(host: str, port: int) -> None:
    """Let the server answer and be found under the name it serves on; other names are for the settings to give."""
    os.environ.setdefault("DODOMU_HOSTS", ",".join(dict.fromkeys(["127.0.0.1", "localhost", "[::1]", bracketed(host)])))
    os.environ.setdefault("DODOMU_ADDRESS", f"http://{bracketed(reached_at(host))}:{port}")


def bracketed(host: str) -> str:
    """Return a host as addresses write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def reached_at(host: str) -> str:
    """Return the address under which this machine itself reaches a server on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not served on)


def _answers(host: str, port: int, tls: Certificates | None) -> bool:
    where = reached_at(host)
    if tls:
        context = ssl.create_default_context(cafile=str(tls.authority))
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(where, port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection(where, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in WELL
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
