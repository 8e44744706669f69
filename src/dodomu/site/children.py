"""Processes that live and die with the one that started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
POLITE = 6.0  # seconds to end by itself before it is killed
LOOK = 0.02


@dataclass
class Child:
    """A process in a group of its own, so that Ctrl-C reaches it only through us, and all it started goes with it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  (our own programmes)
            list(self.command),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            process_group=0,
            preexec_fn=_leash(),  # noqa: PLW1509  (no second thread runs in the process that calls this)
        )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def code(self) -> int | None:
        return self.process.returncode if self.process else None

    def how_it_ended(self) -> str:
        """Say it in words: with which code, or by which signal."""
        if self.code is not None and self.code < 0:
            return f"was killed ({signal.Signals(-self.code).name})"
        return f"ended (exit code {self.code})"

    def clear_away(self) -> None:
        """Kill whatever is left of it and of all that it started, and collect it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody left; macOS says so of zombies
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _leash() -> Callable[[], None] | None:
    """Return what a child does first: ask the kernel to end it when we die, even by kill -9. Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died before it asked
            os._exit(1)

    return ask


def stop(children: Sequence[Child], hurry: Callable[[], bool]) -> None:
    """End them all: asked in the order given, killed when they take too long or `hurry` says so."""
    for child in children:
        if child.process is not None:
            child.process.send_signal(signal.SIGTERM)  # only the first of the group: it tells its own
    end = time.monotonic() + POLITE
    while any(child.is_running() for child in children) and time.monotonic() < end and not hurry():
        time.sleep(LOOK)
    for child in children:
        child.clear_away()
