"""Compiling ahead: all of it, once, and nobody's seconds are spent on it."""

import subprocess
import sys
from pathlib import Path

import pytest

from dodomu.engines.planner.solvers import ahead, compiling

EVERYTHING = """
import importlib
from numba.core.dispatcher import Dispatcher
from dodomu.engines.planner.solvers import ahead, compiling
ahead.compile_everything()
package = "dodomu.engines.planner.solvers."
modules = [importlib.import_module(package + name) for name in compiling.SOURCES]
mine = {value for each in modules for value in vars(each).values() if isinstance(value, Dispatcher)}
assert len(mine) > 20, len(mine)
# what others call is compiled with them, and not looked at again when they come from the disk
called = {name for each in mine for name in each.py_func.__code__.co_names}
print(*sorted(each.__name__ for each in mine if each.__name__ not in called and len(each.signatures) == 0))
"""


def test_everything_that_can_be_compiled_is() -> None:
    done = subprocess.run([sys.executable, "-c", EVERYTHING], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
    assert ahead.is_compiled()


def test_what_is_compiled_already_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(ahead, "is_compiled", lambda: True)
    assert ahead.wait(lambda doing, *_: told.append(doing), iter([1.0, 31.0]).__next__) == 0.0
    assert told == []


def test_compiling_is_told_and_its_seconds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(ahead, "is_compiled", lambda: False)
    monkeypatch.setattr(ahead, "compile_everything", lambda: None)
    assert ahead.wait(lambda doing, *_: told.append(doing), iter([1.0, 31.0]).__next__) == 30.0
    assert told == ["compiling"]


def test_without_a_folder_to_write_into_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setattr(compiling, "folder", lambda: str(file / "below"))
    ahead.compile_everything()
    assert not ahead.is_compiled()
