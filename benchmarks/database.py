"""A PostgreSQL of a benchmark's own, with the program's tables in it, thrown away afterwards."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dodomu.site import postgres

KEYS: Final = {
    "DODOMU_SECRET_KEY": "only-for-benchmarks-" + "0123456789" * 4,
    "DODOMU_FIELD_KEY": "b1:" + base64.b64encode(b"only-for-benchmarks-only-for-ben").decode(),
    "DODOMU_INDEX_KEY": base64.b64encode(b"index-of-benchmarks-index-of-ben").decode(),
}


def execute(url: str, statement: sql.Composed) -> None:
    """Run a statement outside any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def stand_on(url: str) -> None:
    """Let Django stand on a database, and make its tables."""
    os.environ.update(KEYS | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dodomu.site.settings"})
    import django  # the settings read the environment that was set above
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def fresh(name: str) -> Iterator[str]:
    """Yield the address of an empty database on which Django stands; server and all are gone afterwards."""
    server = postgres.start(throwaway=True)
    try:
        execute(server.url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = make_conninfo(server.url, dbname=name)
        stand_on(url)
        yield url
    finally:
        from django.db import connection  # Django is set up in `stand_on`, once the database is there

        connection.close()
        server.stop()
