"""As whom the server runs. PostgreSQL refuses root, so root lends it an account without rights."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dodomu.site.postgres.unavailable import NoPostgres

UNPRIVILEGED = ("postgres", "nobody")  # the first that exists
KEPT = ("PATH", "HOME", "TMPDIR", "TZDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class Account:
    """An operating system's account: the server's processes and files are its own."""

    name: str
    uid: int
    gid: int

    def run(self, command: list[str], seconds: float = 180) -> subprocess.CompletedProcess[str]:
        """Run a programme as this account, in English, away from Ctrl-C and from the caller's PG… settings."""
        environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"LC_ALL": "C"}
        lent = {"user": self.uid, "group": self.gid, "extra_groups": []} if self._is_lent else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return] # noqa: S603
            command,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            cwd="/",
            env=environment,
            start_new_session=True,
            **lent,
        )

    @property
    def _is_lent(self) -> bool:
        return os.geteuid() == 0 and self.uid != 0

    def own(self, path: Path) -> None:
        """Make a file or folder the account's own."""
        if self._is_lent:
            os.chown(path, self.uid, self.gid)


def invoking() -> Account:
    """Return who runs this programme, or refuse: PostgreSQL starts for nobody whom the system cannot name."""
    uid = os.geteuid()
    found = _by_uid(uid)
    if found is None:
        raise NoPostgres(
            f"User id {uid} has no name in /etc/passwd, and PostgreSQL does not start for a user without a name. "
            "Run as a named user, or set DATABASE_URL to a database that runs elsewhere."
        )
    return found


def of_server(cluster: Path) -> Account:
    """Return who runs the server: the owner of its data; for root's new data an account without rights."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    me = invoking()
    if me.uid != 0:
        if owner not in (None, me.uid):
            raise NoPostgres(
                f"{cluster} belongs to user id {owner}, not to {me.name}. Set DODOMU_DATA to another folder."
            )
        return me
    found = _by_uid(owner) if owner else _first_unprivileged()
    if found is None or found.uid == 0:
        raise NoPostgres(f"{cluster} belongs to an unknown user or to root, as whom PostgreSQL refuses to run.")
    return found


def _first_unprivileged() -> Account:
    for name in UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise NoPostgres(
        f"PostgreSQL does not run as root, and there is no account {' or '.join(UNPRIVILEGED)} to lend it."
    )


def _by_uid(uid: int) -> Account | None:
    try:
        return _account(pwd.getpwuid(uid))
    except KeyError:
        return None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
