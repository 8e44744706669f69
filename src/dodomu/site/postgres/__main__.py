"""`python -m dodomu.site.postgres COMMAND …`: run a command beside a throw-away PostgreSQL, with throw-away keys."""

import os
import subprocess
import sys

from dodomu.site import local, postgres


def main(command: list[str]) -> int:
    """Return the command's own exit code; the database is gone afterwards."""
    try:
        with postgres.running(throwaway=True) as server:
            environment = {**local.new_keys(), **os.environ, "DATABASE_URL": server.url}
            environment.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  (the caller's own)
    except postgres.NoPostgres as why:
        print(why, file=sys.stderr)  # noqa: T201  (a command)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
