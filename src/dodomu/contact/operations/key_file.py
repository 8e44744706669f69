"""The file in which the signing key lies: read when something is signed, never kept, shown or written over."""

import os
import stat
from pathlib import Path
from typing import Final

from dodomu.contact.rules import signing
from dodomu.contact.rules.signing import KeyFault, SecretKey, UnusableKey

OWNER_ONLY: Final = 0o600
OTHERS: Final = 0o077
MOST_BYTES: Final = 4096


def read_key(file: str) -> SecretKey:
    """Return the key of a file, or raise `UnusableKey`, also where others on this machine may read it."""
    if not file:
        raise UnusableKey(KeyFault.NOT_SET)
    try:
        with Path(file).open("rb") as opened:
            if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & OTHERS:
                raise UnusableKey(KeyFault.OPEN_TO_OTHERS)
            content = opened.read(MOST_BYTES)
    except OSError:
        raise UnusableKey(KeyFault.NOT_THERE) from None
    try:
        return signing.read_secret_file(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise UnusableKey(KeyFault.NOT_A_KEY) from None


def write_key(file: str, key: SecretKey) -> None:
    """Write a new file that only its owner may read; one that is there already raises `FileExistsError`."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(signing.secret_file(key))
        out.flush()
        os.fsync(out.fileno())
