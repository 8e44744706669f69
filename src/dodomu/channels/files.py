"""Files that several processes share in a folder: written whole or not at all, locked for as long as somebody lives.

What is written outlives a killed process. It is not forced to the disk, so a cut of power may take the last seconds.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dodomu.channels.messages import ChannelError, Failure

PRIVATE = 0o700  # names and telephones lie in these folders


def make_folders(*folders: Path) -> None:
    """Make folders that only we may open, or raise `ChannelError`."""
    try:
        for folder in folders:
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(f"no leave to write in {folder}")
    except OSError as error:
        raise unusable(error) from error


def unusable(error: OSError) -> ChannelError:
    """Say that a folder cannot be used, with the system's own words."""
    return ChannelError(Failure.PROVIDER_DOWN, f"The folder cannot be used: {error}", wait=60.0)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder alone. The system gives it back when a process dies, however it dies."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write(file: Path, text: str) -> None:
    """Put a text in the place of a file, under a lock: readers see the old one or the new one, never a part."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def write_json(file: Path, what: object) -> None:
    """Put JSON in the place of a file that a person may read too."""
    write(file, json.dumps(what, ensure_ascii=False, indent=1) + "\n")


def read_json(file: Path) -> Any:
    """Return what a file of ours holds, or None where there is none, or somebody has spoilt it."""
    try:
        return json.loads(file.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def put_away(file: Path, folder: Path) -> None:
    """Move a file into a folder; nothing happens where somebody else has moved it."""
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    try:
        file.replace(folder / file.name)
    except FileNotFoundError:
        return
