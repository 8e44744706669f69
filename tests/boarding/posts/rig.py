"""Two sides with two databases: headquarters in this process, a post in another with its own database and its keys."""

import base64
import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dodomu.boarding.models import Post
from dodomu.boarding.operations.posts import making
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from tests.boarding.posts import acts
from tests.journeys.offered import NOW
from tests.journeys.test_killed import conninfo

TEMPLATE = "a_post_before_it_begins"
# Other keys than those of headquarters, as every laptop has.
KEYS = {
    "DODOMU_FIELD_KEY": f"p1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    "DODOMU_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
}
IDLE: list["subprocess.Popen[str]"] = []


class Sides:
    """Headquarters and one post, and the bundles between them."""

    def __init__(self, where: Crisis, name: str = "Gate west") -> None:
        self.crisis = where
        self.file = making.make_post(crisis=where.id, name=name, by=SYSTEM, at=NOW)
        self.post = Process(self.file.number)

    @property
    def row(self) -> Post:
        return Post.objects.get(id=UUID(self.file.post))

    def begin(self) -> dict[str, Any]:
        done: dict[str, Any] = self.post.begin(self.file.as_json(), acts.make(self.file.post))
        assert done["state"] == "taken", done
        return done

    def from_headquarters(self, minutes: float = 0) -> str:
        return acts.make(self.file.post, minutes)

    def from_post(self, minutes: float = 0) -> str:
        made: str = self.post.make(self.file.post, minutes)
        return made

    def up(self, minutes: float = 0) -> dict[str, Any]:
        """Tell headquarters what the post has."""
        return acts.take(self.from_post(minutes), minutes)

    def down(self, minutes: float = 0) -> dict[str, Any]:
        """Tell the post what headquarters has."""
        done: dict[str, Any] = self.post.take(self.from_headquarters(minutes), minutes)
        return done

    def exchange(self, minutes: float = 0) -> None:
        """Tell both all, until neither has anything that the other has not said it has."""
        for tell in (self.up, self.down, self.up, self.down):
            done = tell(minutes)
            assert done.get("state") == "taken", done

    def agree(self) -> dict[str, Any]:
        """Fail where the sides differ, naming in what; return what both have."""
        here, there = json.loads(json.dumps(acts.state())), self.post.state()
        for name, value in here.items():
            assert there[name] == value, (name, _differs(value, there[name]))
        for proof in (acts.proves(), self.post.proves()):
            assert proof["proves"], proof
        return dict(here)


class Process:
    """A post: a process with a database of its own."""

    def __init__(self, letter: int, copy_of: str = "") -> None:
        self.database = f"post_{uuid4().hex[:12]}"
        self.letter = letter
        _make_template()
        with _server() as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(self.database), sql.Identifier(copy_of or _template())
                )
            )
        self.process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Take a process that idles, or start one: Python needs longer for that than all that is done in a test."""
        self.process = IDLE.pop() if IDLE else _started(self.environment())
        self.do("connect", self.database, chr(ord("A") + self.letter - 1))

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **KEYS,
            "DATABASE_URL": make_conninfo(conninfo(), dbname=self.database),
            "DJANGO_SETTINGS_MODULE": "dodomu.site.settings",
            "DODOMU_POST": chr(ord("A") + self.letter - 1),
        }

    def __getattr__(self, act: str) -> Any:
        if act not in acts.__dict__:
            raise AttributeError(act)
        return lambda *values, **named: self.do(act, *values, **named)

    def do(self, act: str, *values: Any, **named: Any) -> Any:
        """Do one of the acts at the post, and return its answer."""
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": act, "with": values, "named": named}) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert "fault" not in said, said["fault"]
        return said["is"]

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self._wait()

    def copied(self) -> "Process":
        """Return another post with the database of this one, as it is now: the laptop's disk was copied."""
        self.do("let_go")
        return Process(self.letter, self.database)

    def end(self) -> None:
        """Let the process idle and drop its database."""
        if self.process is not None and self.process.poll() is None:
            self.do("let_go")
            IDLE.append(self.process)
        with _server() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.database)))

    def _wait(self) -> None:
        assert self.process is not None
        _end(self.process)


def end_idle() -> None:
    """End the processes that idle."""
    while IDLE:
        _end(IDLE.pop())


def _started(environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.boarding.posts.at_post"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment, text=True,
    )  # fmt: skip


def _end(process: "subprocess.Popen[str]") -> None:
    if process.stdin and not process.stdin.closed:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    process.wait()
    if process.stdout:
        process.stdout.close()


@contextlib.contextmanager
def _server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(make_conninfo(conninfo(), dbname="postgres"), autocommit=True) as server:
        yield server


def _template() -> str:
    return f"{TEMPLATE}_{connection.settings_dict['NAME']}"[:60]


def _make_template() -> None:
    """Migrate an empty database once; each post begins as a copy of it."""
    name = _template()
    with _server() as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(conninfo(), dbname=name),
        "DJANGO_SETTINGS_MODULE": "dodomu.site.settings",
    }
    subprocess.run([sys.executable, "-m", "dodomu", "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)


def _differs(here: Any, there: Any) -> Any:
    if isinstance(here, dict):
        keys = {*here, *there}
        return {key: (here.get(key), there.get(key)) for key in keys if here.get(key) != there.get(key)}
    mine, theirs = ({json.dumps(each) for each in side} for side in (here, there))
    return {"only here": sorted(mine - theirs), "only there": sorted(theirs - mine)}
