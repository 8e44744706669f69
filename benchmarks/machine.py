"""On what a figure was measured.

python -m benchmarks.machine
"""

import os
import platform
import shutil
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("Django", "granian", "psycopg", "uvloop")


def describe(postgres: str = "") -> str:
    """Return the machine and the versions on a few lines; `postgres` is the version of the server that was asked."""
    return "\n".join(
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_cores()} cores {_processor()}, {_memory()}, {platform.system()}"
            f" {platform.release().split('-')[0]}; other load before the run: {_load()}",
            f"Python {platform.python_version()}, {_versions()}, PostgreSQL {postgres or _postgres()}",
        )
    )


def pace() -> float:
    """Return the milliseconds of a fixed piece of Python, the best of five: how quick this machine is just now."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        sum(number * number for number in range(200_000))
        took.append((time.perf_counter() - began) * 1000)
    return min(took)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _versions() -> str:
    return ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))


def _version(package: str) -> str:
    try:
        return version(package)
    except ImportError:  # not installed here: then it took no part
        return ""


def _postgres() -> str:
    binary = shutil.which("postgres") or shutil.which("psql")
    if binary is None:
        return "not found on the path"
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return next((word for word in said if word[:1].isdigit()), "unknown")


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


if __name__ == "__main__":
    print(describe())
