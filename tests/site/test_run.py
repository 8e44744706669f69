"""`dodomu run`, really run: what it starts, what it says, and that nothing stays behind however it ends."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dodomu.site import children
from dodomu.site.children import Child
from dodomu.site.cli import run
from dodomu.site.postgres import keeper
from dodomu.site.stack import CannotRun, SignIn

pytestmark = pytest.mark.xdist_group("run")  # they share what is slow to make
ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
NAMED = ("DATABASE_URL", "DODOMU_SECRET_KEY", "DODOMU_FIELD_KEY", "DODOMU_INDEX_KEY", "DODOMU_EXERCISE_PASSWORD")


def eventually(is_so: Callable[[], object], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def group_exists(child: Child) -> bool:
    assert child.process is not None
    try:
        os.killpg(child.process.pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Running:
    """One `dodomu run` in a process of its own, and what it said."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text()

    def has_said(self, words: str) -> bool:
        return eventually(lambda: words in self.said() or self.process.poll() is not None) and words in self.said()

    def status(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def processes(self, words: str = "") -> list[int]:
        """Return the processes of this run whose command line has these words, zombies not counted."""
        mine = os.fsencode(str(self.data))
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                called = (folder / "cmdline").read_bytes()
                belongs = mine in called or mine in (folder / "environ").read_bytes()
            except OSError:
                continue
            if called and belongs and words in called.replace(b"\0", b" ").decode():
                found.append(int(folder.name))
        return sorted(found)

    def nobody_left(self) -> bool:
        return eventually(lambda: not self.processes(), seconds=15)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="dodomu-run-")).resolve()
    folder.chmod(0o755)
    yield folder
    keeper.stop(folder / "postgres" / "cluster")
    shutil.rmtree(folder)


@pytest.fixture
def start(data: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def begin() -> Running:
        port, log = free_port(), data / f"said-{time.monotonic_ns()}"
        environment = {name: value for name, value in os.environ.items() if name not in NAMED}
        environment |= {"DODOMU_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "dodomu", "run", "--no-exercise", "--port", str(port), "--processes", "1"]
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)
        started.append(Running(data, port, process, log))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.wait()


@linux
def test_it_serves_and_ctrl_c_stops_everything_and_leaves_no_process(start: Callable[[], Running]) -> None:
    running = start()
    assert running.has_said("Dodomu is ready"), running.said()
    assert f"http://127.0.0.1:{running.port}/" in running.said()
    assert running.status() in range(200, 400)
    assert len(running.processes("dodomu worker")) == 1
    assert len(running.processes("dodomu planner")) == 1
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=20) == 0
    assert running.said().endswith("Everything is stopped.\n")
    assert running.processes() == []


@linux
def test_what_dies_on_the_way_is_started_again_and_said(start: Callable[[], Running]) -> None:
    running = start()
    assert running.has_said("Dodomu is ready"), running.said()
    (worker,) = running.processes("dodomu worker")
    os.kill(worker, signal.SIGKILL)
    assert running.has_said("The worker was killed (SIGKILL); it is started again in 1 s."), running.said()
    assert eventually(lambda: running.processes("dodomu worker") not in ([], [worker]))
    database = keeper.postmaster(running.data / "postgres" / "cluster")
    assert database is not None
    os.kill(database, signal.SIGKILL)
    assert running.has_said("The database is back."), running.said()
    assert eventually(lambda: running.status() in range(200, 400))
    running.process.terminate()
    assert running.process.wait(timeout=20) == 0
    assert running.nobody_left()


@linux
def test_when_the_server_dies_everything_stops_and_says_so(start: Callable[[], Running]) -> None:
    running = start()
    assert running.has_said("Dodomu is ready"), running.said()
    os.kill(running.processes("granian")[0], signal.SIGKILL)
    assert running.process.wait(timeout=20) == 1
    assert "The server was killed (SIGKILL). Everything else is stopped too." in running.said()
    assert running.nobody_left()


@linux
def test_killed_with_no_chance_to_tidy_up_it_still_leaves_no_process(start: Callable[[], Running]) -> None:
    running = start()
    assert running.has_said("Dodomu is ready"), running.said()
    running.process.kill()
    running.process.wait()
    assert running.nobody_left(), running.processes()


@linux
def test_ctrl_c_before_it_is_ready_stops_it_too(start: Callable[[], Running]) -> None:
    running = start()
    assert running.has_said("Dodomu is starting")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=20) == 0
    assert "Traceback" not in running.said()
    assert running.nobody_left()


def test_a_taken_port_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=rf"Port {port} on 127.0.0.1 is taken.* make run PORT={port + 1}"):
            run.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 70000, "There is no port 70000"),
        ("192.0.2.1", 8119, "Cannot serve on 192.0.2.1"),
        ("no such host", 8119, "Cannot serve on no such host"),
    ],
)
def test_an_impossible_address_is_told_in_plain_words(host: str, port: int, words: str) -> None:
    with pytest.raises(CannotRun, match=words):
        run.check_port(host, port)


def test_the_welcome_names_addresses_and_only_the_sign_ins_that_exist() -> None:
    officers = [SignIn("public", "/", "", ""), SignIn("desk", "/desk/", "duty", "abc-def")]
    text = run.welcome("0.0.0.0", 8000, officers, 1.2)  # noqa: S104
    assert "  public          http://127.0.0.1:8000/\n" in text
    assert "http://127.0.0.1:8000/desk/" in text
    assert "duty  /  abc-def" in text
    assert "http://[::1]:8000/" in run.welcome("::1", 8000, [], 1.2)


def test_a_child_that_does_not_listen_is_killed_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "POLITE", 0.3)
    stubborn = Child("stubborn", ["/bin/sh", "-c", "trap '' TERM; sleep 60 & wait; sleep 60"])
    stubborn.start()
    assert stubborn.process is not None
    time.sleep(0.1)
    children.stop([stubborn], hurry=lambda: False)
    assert stubborn.how_it_ended() == "was killed (SIGKILL)"
    assert eventually(lambda: not group_exists(stubborn))
