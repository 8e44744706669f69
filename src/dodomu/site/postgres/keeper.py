"""Stops a PostgreSQL once nobody holds a lease on it, however they went: an end, Ctrl-C, a crash or kill -9.

Whoever uses the server holds a shared lock on one file, which the kernel gives back when its process ends. The keeper
is a small process that waits for the exclusive lock: when it gets it, nobody is left. Runs alone, so it knows only
Python's own library: `python keeper.py FOLDER keep|remove`.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

LEASE, GUARD, CLUSTER = "lease.lock", "keeper.lock", "cluster"
POLITELY, AT_ONCE = signal.SIGINT, signal.SIGQUIT  # PostgreSQL's fast and immediate shutdown
PATIENCE = 20.0


def open_lock(file: Path) -> int:
    """Open a lock file; read-only is enough to lock, so that root and the owner can share one."""
    return os.open(file, os.O_RDONLY | os.O_CREAT, 0o644)


def postmaster(cluster: Path) -> int | None:
    """Return the process id of the running server of this folder; a stale or a stranger's process id is none."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if str(cluster) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    """Return how a process was called; a killed one that nobody has collected yet has none."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    told = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return told.stdout


def stop(cluster: Path) -> None:
    """Stop the server of this folder, politely first; return when it is gone."""
    for how in (POLITELY, AT_ONCE):
        pid = postmaster(cluster)
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        if _gone(cluster, pid):
            return


def _gone(cluster: Path, pid: int) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if postmaster(cluster) != pid:
            return True
        time.sleep(0.02)
    return False


def keep(folder: Path, *, remove: bool) -> None:
    """Wait until the last lease on the server in `folder` is given back, then stop it (and remove the folder)."""
    guard = open_lock(folder / GUARD)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # there is a keeper already
    lease = open_lock(folder / LEASE)
    fcntl.flock(lease, fcntl.LOCK_EX)
    stop(folder / CLUSTER)
    if remove:
        shutil.rmtree(folder, ignore_errors=True)
    # In this order: whoever gets a lease next must find the keeper's place empty.
    os.close(guard)
    os.close(lease)


def leave_the_terminal() -> None:
    """Become a process of its own, which neither Ctrl-C nor a closed window reaches."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


if __name__ == "__main__":
    leave_the_terminal()
    keep(Path(sys.argv[1]), remove=sys.argv[2] == "remove")
