"""A PostgreSQL to try Dodomu out and to test it: found, made and started here, stopped when nobody needs it any more.

`DATABASE_URL` always wins: a ministry's own database is neither started nor stopped by us.
"""

from dodomu.site.postgres.server import Server, running, start
from dodomu.site.postgres.unavailable import NoPostgres

__all__ = ["NoPostgres", "Server", "running", "start"]
