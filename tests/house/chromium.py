"""Which Chromium the browser tests drive: `CHROMIUM`, else the system's own."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/snap/bin",
    "/Applications/Chromium.app/Contents/MacOS",
    "/Applications/Google Chrome.app/Contents/MacOS",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
MISSING = "browser tests skipped: no Chromium found (Debian: apt install chromium, or set CHROMIUM)"


def found() -> str | None:
    """Return the browser's path, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).is_file() else None
    search = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    return next((path for name in NAMES if (path := shutil.which(name, path=search))), None)


def is_required() -> bool:
    """Say whether a skipped browser test counts as a failure, as it does in CI."""
    return os.environ.get("DODOMU_REQUIRE_BROWSER", "") not in ("", "0")
