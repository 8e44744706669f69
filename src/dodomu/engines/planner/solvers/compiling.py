"""Compiling once: machine code is kept on disk and used again until any of the solvers' sources changes.

Numba looks only at the file in which a function stands, so a function that calls a changed one would go on calling the
old one. Therefore the folder in which code is kept carries the fingerprint of all these files together.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config as settings

SOURCES = ("compiling", "pricing", "pool", "seating", "placing", "mending", "whole")  # where compiled functions stand

config: Any = settings  # its options are made at run time
Function = TypeVar("Function", bound=Callable[..., Any])


def _folder() -> str:
    here = Path(__file__).parent
    mark = hashlib.sha256(
        b"".join(each.read_bytes() for each in (here / f"{name}.py" for name in SOURCES))
    ).hexdigest()[:16]
    for parent in (here / "__pycache__", Path(os.path.expanduser("~")) / ".cache" / "dodomu"):  # noqa: PTH111 (no error without a home)
        try:
            parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent, os.W_OK):
            return str(parent / f"compiled-{mark}")
    return str(Path(tempfile.gettempdir()) / f"dodomu-compiled-{mark}-{os.getuid()}")


_FOLDER = _folder()


def folder() -> str:
    """Return where compiled code is kept."""
    return _FOLDER


def compiled(function: Function) -> Function:
    """Return a function as machine code that runs beside other threads."""
    before = config.CACHE_DIR
    config.CACHE_DIR = _FOLDER
    try:
        made: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    finally:
        config.CACHE_DIR = before
    return cast(Function, made)
