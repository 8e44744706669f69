"""Makes `.venv`, the Python environment of this checkout: with uv where it is installed, else with venv and pip.

`python3 bootstrap.py run` for what Dodomu needs to run, `dev` for its tests and checks too. The packages are those of
`requirements/`, each checked against its hash. `--is-ready` only says (by its exit code) whether nothing is to be done.
Needs Python's own library only, so that it works before anything is installed.
"""

from __future__ import annotations

import sys

OLDEST, NEWEST = (3, 11), (3, 14)
if sys.version_info[:2] < OLDEST:  # for those who have an older one
    sys.exit("Dodomu needs Python 3.11 to 3.14, and this is " + sys.version.split()[0] + ". Start it with: make run")

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "dodomu-ready"
LOG = ENVIRONMENT / "install.log"
# Outside the environment, and there before it: what was killed half-way is recognised whatever stage it had reached.
UNFINISHED = ROOT / ".venv.unfinished"
KINDS = {"run": ["run"], "dev": ["dev", "run"]}  # the environment of the one serves these too
SPACE = {"run": 400 << 20, "dev": 900 << 20}
LAST_LINES = 15


class CannotMake(Exception):
    """The environment cannot be made; the message says why, and what helps."""


def digest(kind: str) -> str:
    """Return what the environment of this kind depends on, as one short text: packages, our own set-up, the place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8"),
        repr([project["build-system"], project["project"]]),
        str(ROOT),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def is_ready(kind: str) -> bool:
    """Say whether the environment is finished and is the one that this checkout asks for."""
    if UNFINISHED.exists() or not PYTHON.exists() or not STAMP.exists():
        return False
    return f"{kind} {digest(kind)}" in STAMP.read_text(encoding="utf-8").splitlines()


def make(kind: str) -> None:
    """Make the environment, or bring it up to date; begin anew where one was left unfinished or does not run."""
    began = time.monotonic()
    _check_space(kind)
    if UNFINISHED.exists() or not _runs(PYTHON):
        _begin_anew()
    UNFINISHED.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    if not PYTHON.exists():
        _make_empty()
    print(f"Installing the packages of requirements/{kind}.txt with {_installer_name()} …", flush=True)
    requirements = str(ROOT / "requirements" / f"{kind}.txt")
    _install("--require-hashes", "--only-binary", ":all:", "-r", requirements)
    _install("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    _compile_planner()
    STAMP.write_text("".join(f"{each} {digest(each)}\n" for each in KINDS[kind]), encoding="utf-8")
    UNFINISHED.rmdir()
    print(f"The environment is ready after {time.monotonic() - began:.0f} s.", flush=True)


def _begin_anew() -> None:
    if ENVIRONMENT.exists() or ENVIRONMENT.is_symlink():
        print(f"{ENVIRONMENT.name} was left unfinished or does not run: it is made anew.", flush=True)
        shutil.rmtree(ENVIRONMENT)


def _runs(python: Path) -> bool:
    """Say whether the environment's Python starts and is one of those we support."""
    question = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([str(python), "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _make_empty() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Making a Python environment in {ENVIRONMENT.name} (Python {version}, {sys.executable}) …", flush=True)
    uv = shutil.which("uv")
    if uv is None:
        _check_venv_module()
    command = [uv, "venv", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    done = subprocess.run([*command, str(ENVIRONMENT)], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotMake(f"The Python environment could not be made:\n{_tail(done.stdout + done.stderr)}")


def _check_venv_module() -> None:
    """Debian keeps the modules that make environments in a package of their own."""
    if all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise CannotMake(
        f"{sys.executable} has no module venv, which makes Python environments. Install it, or install uv:\n"
        f"  Debian, Ubuntu: apt install python3-venv   (or {own}, for this very Python)"
    )


def _check_space(kind: str) -> None:
    free = shutil.disk_usage(ROOT).free
    if free < SPACE[kind] and not ENVIRONMENT.exists():
        raise CannotMake(
            f"Too little room on the disk of {ROOT}: {free >> 20} MB are free, about {SPACE[kind] >> 20} MB are needed."
        )


def _installer_name() -> str:
    return "uv" if shutil.which("uv") else "pip"


def _install(*what: str) -> None:
    """Install into the environment; on failure say the installer's last lines and what they mean."""
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    quiet = [] if uv else ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    with LOG.open("a", encoding="utf-8") as log:
        done = subprocess.run(
            [*command, *quiet, *what], check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT
        )
    if done.returncode != 0:
        said = LOG.read_text(encoding="utf-8", errors="replace")
        raise CannotMake(f"{_installer_name()} could not install the packages. {_meaning(said)}\n{_tail(said)}")


def _compile_planner() -> None:
    """Compile the planner's inner loops, so that nobody waits for that in a crisis; else it happens at first use."""
    print("Compiling the planner, once (about a minute) …", flush=True)
    with LOG.open("a", encoding="utf-8") as log:
        command = [str(PYTHON), "-m", "dodomu.engines.planner.solvers.ahead"]
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT).returncode:
            print(f"That did not work ({LOG}); the planner will try again when it needs it.", flush=True)


def _meaning(said: str) -> str:
    """Return what the installer's words mean for whoever reads them."""
    if "No space left" in said:
        return "The disk is full."
    if "do not match the hashes" in said.lower() or "hash mismatch" in said.lower():
        return "A package is not the one that was locked: do not go on, ask who runs your package mirror."
    if any(words in said for words in ("name resolution", "Connection", "timed out", "Network is unreachable", "dns")):
        return "The package registry cannot be reached: is this machine online, is a proxy needed?"
    if "No matching distribution" in said or "no wheels" in said.lower():
        return "A package has no build for this machine or this Python; Dodomu runs on 64-bit Linux (glibc) and macOS."
    return f"All it said is in {LOG}."


def _tail(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-LAST_LINES:])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one at a time work on the environment; another `make` waits here."""
    checkout = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(checkout, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make is working on the environment; waiting for it …", flush=True)
            fcntl.flock(checkout, fcntl.LOCK_EX)
        yield
    finally:
        os.close(checkout)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when the environment is ready."""
    parser = argparse.ArgumentParser(description="Make the Python environment of this checkout.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--is-ready", action="store_true", help="only say whether it is ready, by the exit code")
    options = parser.parse_args(arguments)
    if options.is_ready:
        return 0 if is_ready(options.kind) else 1
    try:
        with alone():
            if not is_ready(options.kind):
                make(options.kind)
    except CannotMake as why:
        print(f"\n{why}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"\nThe environment could not be made: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start begins the environment anew.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
