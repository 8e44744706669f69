"""Writing files whole or not at all: whoever looks, and whatever breaks off, the last good one is there."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from dodomu.site.cli.plan.refusing import NOT_DONE, CannotPlan


def write_whole(file: Path, text: str) -> None:
    """Put a text in place of a file in one step; the file before it stays until the new one is on the disk."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    except OSError as fault:
        raise _cannot(file, fault) from fault
    half = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        half.chmod(0o666 & ~_mask())
        half.replace(file)
    except OSError as fault:
        raise _cannot(file, fault) from fault
    finally:
        with contextlib.suppress(FileNotFoundError):
            half.unlink()


def check_file(file: Path) -> None:
    """Refuse before a long search what could not be written after it."""
    folder = file.parent
    if file.is_dir():
        raise CannotPlan([_("%(file)s is a folder; name a file to write") % {"file": file}])
    if not folder.is_dir():
        told = _("%(folder)s is no folder; make it before %(name)s is written to it")
        raise CannotPlan([told % {"folder": folder, "name": file.name}])
    if not os.access(folder, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise CannotPlan([_("%(file)s may not be written here") % {"file": file}])


def check_folder(folder: Path) -> None:
    """Make a folder for tables, or refuse before a long search."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        told = _("%(folder)s cannot be made a folder: %(why)s")
        raise CannotPlan([told % {"folder": folder, "why": fault.strerror}]) from fault
    if not os.access(folder, os.W_OK):
        raise CannotPlan([_("%(folder)s may not be written to") % {"folder": folder}])


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot(file: Path, fault: OSError) -> CannotPlan:
    told = _("%(file)s cannot be written: %(why)s") % {"file": file, "why": fault.strerror or fault}
    return CannotPlan([told], NOT_DONE)
