"""A cluster of our own: its folder, its settings, and who may come in (no TCP, no passwords: the system's word)."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dodomu.site.postgres import account as accounts
from dodomu.site.postgres import keeper
from dodomu.site.postgres.account import Account
from dodomu.site.postgres.binaries import Binaries
from dodomu.site.postgres.unavailable import NoPostgres

ROLE = DATABASE = "dodomu"
PORT = 5432
LONGEST_SOCKET = 103  # bytes: 107 on Linux, 103 on macOS
# The letters of every script must be letters to lower(), ILIKE and pg_trgm, which the locale C knows of ASCII only.
LETTERS = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8")
SMALL_MACHINE = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_messages": "warning",
    # A statement that fails carries names and telephones, and so do its details: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "cluster_name": "dodomu",
}
NOTHING_TO_LOSE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
}


@dataclass(frozen=True)
class Cluster:
    """One folder with a PostgreSQL in it: `cluster`, `run` (the socket), `postgres.log` and, for root, `binaries-…`."""

    folder: Path
    account: Account
    throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.folder / keeper.CLUSTER

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def written_by(self) -> int | None:
        """The major version that wrote the data, None where there are none yet."""
        file = self.data / "PG_VERSION"
        return int(file.read_text()) if file.exists() else None


def make_if_missing(cluster: Cluster, binaries: Binaries) -> None:
    """Make the data folder under another name first: a start killed half-way leaves nothing that looks finished."""
    if cluster.written_by is not None:
        return
    half = cluster.folder / "cluster.half"
    for leftover in (half, cluster.data):
        shutil.rmtree(leftover, ignore_errors=True)
    make_folder(half, 0o700, cluster.account)
    for letters in LETTERS:
        said = _initdb(cluster, binaries, half, letters)
        if said is None:
            half.rename(cluster.data)
            return
        if "locale" not in said:
            break
    raise NoPostgres(f"PostgreSQL could not make its data folder {cluster.data}:\n{said}")


def _initdb(cluster: Cluster, binaries: Binaries, folder: Path, letters: str) -> str | None:
    """Return None when all went well, else what `initdb` said."""
    command = [binaries.path("initdb"), "-D", str(folder), "-U", ROLE, "--no-instructions", "--data-checksums"]
    command += ["--auth-local=peer", "--auth-host=reject", "--encoding=UTF8", "--locale=C", f"--lc-ctype={letters}"]
    if binaries.major >= 17:  # noqa: PLR2004  (from 17 on the provider is chosen, and may not be the wheel's)
        command.append("--locale-provider=libc")
    done = cluster.account.run([*command, *(["--no-sync"] if cluster.throwaway else [])])
    return None if done.returncode == 0 else (done.stderr or done.stdout).strip()


def write_settings(cluster: Cluster, socket: Path) -> None:
    """Write settings and access anew at every start, so that a newer Dodomu's defaults hold for older data too."""
    settings = SMALL_MACHINE | (NOTHING_TO_LOSE if cluster.throwaway else {})
    settings |= {"unix_socket_directories": str(socket)}
    lines = [f"{name} = '{_quoted(value)}'" for name, value in settings.items()]
    _write(cluster, "dodomu.conf", lines)
    main = cluster.data / "postgresql.conf"
    include = "include 'dodomu.conf'"
    if include not in main.read_text():
        _write(cluster, "postgresql.conf", [main.read_text(), include])
    _write(cluster, "pg_hba.conf", ["local all all peer map=dodomu"])
    _write(cluster, "pg_ident.conf", [f'dodomu "{name}" {ROLE}' for name in sorted(_welcome(cluster.account))])


def _welcome(server: Account) -> set[str]:
    """Name who may come in: root, who runs this, and the owner of the data where that is a person."""
    owner = set() if server.name in accounts.UNPRIVILEGED else {server.name}
    return {"root", accounts.invoking().name} | owner


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _write(cluster: Cluster, name: str, lines: list[str]) -> None:
    file = cluster.data / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    cluster.account.own(file)


def socket_folder(cluster: Cluster) -> Path:
    """Return a folder for the socket which only the server's account and root may enter, its path short enough."""
    folder = cluster.folder / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
        name = hashlib.sha256(os.fsencode(cluster.folder)).hexdigest()[:16]
        folder = Path("/tmp") / f"dodomu-{name}"  # noqa: S108  (private, and checked below)
    make_folder(folder, 0o700, cluster.account)
    if folder.is_symlink() or folder.stat().st_uid != cluster.account.uid:
        raise NoPostgres(f"{folder} was made by somebody else. Remove it, or set DODOMU_DATA to a shorter path.")
    return folder


def make_folder(folder: Path, mode: int, owner: Account | None = None) -> None:
    """Make a folder with exactly this mode, whatever the umask; leave one that is there as it is."""
    if folder.exists():
        return
    if not folder.parent.exists():
        make_folder(folder.parent, mode)
    folder.mkdir()
    folder.chmod(mode)
    if owner is not None:
        owner.own(folder)


def runnable(cluster: Cluster, binaries: Binaries) -> Binaries:
    """Return binaries that the server's account can reach: for root, those of the wheel are copied beside the data."""
    if binaries.package is None or os.geteuid() != 0:
        return binaries
    copy = cluster.folder / f"binaries-{re.sub(r'[^0-9.]', '', binaries.version)}"
    if not copy.exists():
        _copy_wheel(binaries.package, copy)
    package = copy / binaries.package.name
    return Binaries(package / "pginstall" / "bin", binaries.version, package)


def _copy_wheel(package: Path, copy: Path) -> None:
    """Copy the package and the libraries beside it: the binaries look for them by a relative path."""
    half = copy.with_name("binaries.half")
    shutil.rmtree(half, ignore_errors=True)
    skip = shutil.ignore_patterns("include", "__pycache__", "*.py", "*.pyc")
    shutil.copytree(package, half / package.name, ignore=skip, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    half.rename(copy)
