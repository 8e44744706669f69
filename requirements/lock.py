"""Locks the packages of pyproject.toml with hashes, for Python 3.11 to 3.14 on Linux and macOS. See `make lock`.

Plain requirement files, because uv and pip both read them, and because they name no registry: a ministry installs from
its own mirror without editing anything.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {"run": ["--extra", "postgres"], "dev": ["--extra", "postgres", "--extra", "dev", "-c", "requirements/run.txt"]}
REGISTRY = re.compile(r"https?://|file:/|--index|--find-links|--extra-index")


def lock(uv: str, name: str) -> None:
    """Write one locked file; refuse one that names where packages come from."""
    file = HERE / f"{name}.txt"
    command = [uv, "pip", "compile", "pyproject.toml", "requirements/build.in", *FILES[name], "--universal"]
    command += [
        "-c",
        "requirements/older.in",
        "--generate-hashes",
        "--python-version",
        "3.11",
        "--upgrade",
        "--no-annotate",
        "--quiet",
    ]
    command += ["--custom-compile-command", "make lock", "-o", str(file)]
    subprocess.run(command, cwd=HERE.parent, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (uv)
    found = REGISTRY.search(file.read_text(encoding="utf-8"))
    if found:
        sys.exit(f"{file} names where packages come from: “{found.group()}”")


if __name__ == "__main__":
    uv = shutil.which("uv") or sys.exit("make lock needs uv")
    for each in FILES:
        lock(uv, each)
