"""Where this checkout keeps what it writes: the database of a try-out, its keys and logs. Never inside the checkout."""

import hashlib
import os
from pathlib import Path

import dodomu

CHECKOUT = Path(dodomu.__file__).resolve().parents[2]


def chosen() -> Path:
    """Return `DODOMU_DATA`, else a folder of the system's (as root) or of the user's, one for each checkout."""
    given = os.environ.get("DODOMU_DATA")
    if given:
        return Path(given).expanduser().absolute()
    name = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:10]
    if os.geteuid() == 0:
        return Path("/var/lib/dodomu") / name
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "dodomu" / name
