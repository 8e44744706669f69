"""`make env` on a small project of its own, whose packages come from nowhere: no test needs a network."""

import ast
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import bootstrap
import pytest

pytestmark = pytest.mark.xdist_group("bootstrap")  # they share what is slow to make
ROOT = Path(__file__).resolve().parents[2]
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "harbour"
version = "1.0"
"""
# The least that pip accepts as a way to install a project: one wheel with one path in it.
BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "harbour-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("harbour.pth", __file__.rsplit("/", 1)[0])
        wheel.writestr("harbour-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: harbour\\nVersion: 1.0\\n")
        tag = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("harbour-1.0.dist-info/WHEEL", tag)
        wheel.writestr("harbour-1.0.dist-info/RECORD", "")
    return name
"""
MISSING = "no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n"


def environment(path: str) -> dict[str, str]:
    return {"PATH": path, "HOME": "/nonexistent", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "LC_ALL": "C"}


def make(checkout: Path, *words: str, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", "env", *words],
        cwd=checkout,
        env=environment(path),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def lay_out(folder: Path) -> Path:
    folder.mkdir()
    for name in ("Makefile", "bootstrap.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "requirements").mkdir()
    for kind in bootstrap.KINDS:
        (folder / "requirements" / f"{kind}.txt").write_text("# nothing\n")
    return folder


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose environment has been made."""
    folder = lay_out(tmp_path_factory.mktemp("made") / "checkout")
    made = make(folder, f"PYTHON={sys.executable}")
    assert made.returncode == 0, made.stderr
    assert "The environment is ready" in made.stdout
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "checkout")


@pytest.fixture
def pythons(tmp_path: Path) -> Path:
    """A folder for the PATH, with the shell's own programmes in it and the Pythons that a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "make", "awk"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return folder


def put_python(folder: Path, name: str, version: str, usable: bool = False) -> None:
    says = (
        f'case "$1" in --version) echo "Python {version}";; -c) exit {0 if usable else 1};; *) echo "{name} $*";; esac'
    )
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(0o755)


def test_a_made_environment_holds_the_project_and_costs_nothing_the_second_time(checkout: Path) -> None:
    imported = subprocess.run([str(checkout / ".venv/bin/python"), "-c", "import backend"], check=False)
    assert imported.returncode == 0
    again = make(checkout)
    assert (again.returncode, again.stdout) == (0, "")


def test_an_environment_for_development_serves_to_run_too(checkout: Path) -> None:
    for kind in bootstrap.KINDS:
        command = [str(checkout / ".venv/bin/python"), "-I", "-S", "bootstrap.py", kind, "--is-ready"]
        assert subprocess.run(command, cwd=checkout, check=False).returncode == 0


def test_a_change_of_what_is_locked_makes_it_not_ready(checkout: Path) -> None:
    locked = checkout / "requirements" / "dev.txt"
    before = locked.read_text()
    command = [str(checkout / ".venv/bin/python"), "-I", "-S", "bootstrap.py", "dev", "--is-ready"]
    locked.write_text("# something else\n")
    assert subprocess.run(command, cwd=checkout, check=False).returncode == 1
    locked.write_text(before)
    assert subprocess.run(command, cwd=checkout, check=False).returncode == 0


def test_a_killed_start_is_noticed_and_begun_anew(fresh: Path) -> None:
    command = ["make", "--no-print-directory", "env", f"PYTHON={sys.executable}"]
    first = subprocess.Popen(
        command, cwd=fresh, env=environment("/usr/bin:/bin"), stdout=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + 30
    while not (fresh / ".venv" / "bin").exists() and time.monotonic() < end:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert (fresh / ".venv.unfinished").exists()
    (fresh / ".venv" / "half-written").touch()
    second = make(fresh, f"PYTHON={sys.executable}")
    assert second.returncode == 0, second.stderr
    assert "was left unfinished" in second.stdout
    assert not (fresh / ".venv" / "half-written").exists()
    assert not (fresh / ".venv.unfinished").exists()


def test_two_makes_at_once_wait_for_one_another(checkout: Path) -> None:
    (checkout / ".venv" / "dodomu-ready").write_text("")
    folder = os.open(checkout, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    waiting = subprocess.Popen(
        ["make", "--no-print-directory", "env", f"PYTHON={sys.executable}"],
        cwd=checkout,
        env=environment("/usr/bin:/bin"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == "Another make is working on the environment; waiting for it …\n"
    os.close(folder)
    said, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert "The environment is ready" in said


def test_a_package_that_cannot_be_installed_is_told_with_the_last_lines(checkout: Path) -> None:
    locked = checkout / "requirements" / "dev.txt"
    locked.write_text(MISSING)
    failed = make(checkout, f"PYTHON={sys.executable}")
    locked.write_text("# nothing\n")
    assert failed.returncode != 0
    assert "pip could not install the packages. A package has no build for this machine" in failed.stderr
    assert "No matching distribution found for no-such-package==1.0" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_without_a_fitting_python_it_names_those_it_tried(fresh: Path, pythons: Path) -> None:
    put_python(pythons, "python3", "3.9.2")
    put_python(pythons, "python3.14", "3.14.0a1")
    told = make(fresh, path=str(pythons))
    assert told.returncode != 0
    assert "Dodomu needs Python 3.11, 3.12, 3.13 or 3.14. Looked for:" in told.stderr
    assert "  python3: Python 3.9.2\n" in told.stderr
    assert "  python3.12: not here\n" in told.stderr
    assert "apt install python3 python3-venv" in told.stderr


def test_the_first_python_that_fits_is_taken(fresh: Path, pythons: Path) -> None:
    put_python(pythons, "python3", "3.9.2")
    put_python(pythons, "python3.13", "3.13.0", usable=True)
    put_python(pythons, "python3.11", "3.11.2", usable=True)
    assert make(fresh, path=str(pythons)).stdout == "python3.13 bootstrap.py dev\n"


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(bootstrap.CannotMake, match=r"has no module venv.*\n.*apt install python3-venv"):
        bootstrap._check_venv_module()


def test_a_full_disk_is_told_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / "none")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 5 << 20))
    with pytest.raises(bootstrap.CannotMake, match="5 MB are free, about 900 MB are needed"):
        bootstrap._check_space("dev")


def test_an_old_python_can_read_it_far_enough_to_be_told() -> None:
    ast.parse((ROOT / "bootstrap.py").read_text(), feature_version=(3, 7))


def test_what_is_locked_has_hashes_and_names_no_registry() -> None:
    for kind in bootstrap.KINDS:
        text = (ROOT / "requirements" / f"{kind}.txt").read_text()
        assert not re.search(r"://|--(extra-)?index|--find-links", text)
        packages = re.findall(r"^[A-Za-z0-9._-]+==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
        assert len(packages) == len(re.findall("==", re.sub(r" ; .*", "", text)))


def test_everything_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = (
        project["dependencies"] + project["optional-dependencies"]["dev"] + project["optional-dependencies"]["postgres"]
    )
    names = {re.split(r"[\[<>=;! ]", each)[0].lower() for each in wanted} - {"dodomu"}
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / "dev.txt").read_text(), re.MULTILINE))
    assert names <= locked
