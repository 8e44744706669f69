"""The two faces of the database: the owner that shapes it, and the application's role that may not rewrite history.

Every connection takes the role `dodomu_app` as it opens. That role may read and add, but neither change nor delete in
the tables named in `APPEND_ONLY`. Only commands that shape the database (`migrate`, the flush of tests, forgetting
after the retention date) run `as_owner`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import NO_DB_ALIAS

APP_ROLE = "dodomu_app"
_owner_blocks: ContextVar[int] = ContextVar("owner_blocks", default=0)  # counted, so that blocks nest


def take_app_role(sender: object, connection: Any, **_: object) -> None:  # noqa: ARG001  (a signal's signature)
    """Give up the owner's rights on a connection that has just been opened."""
    if _owner_blocks.get() or getattr(connection.connection, "dodomu_role", None):
        return
    if connection.alias == NO_DB_ALIAS:
        return  # Django's way to make and drop whole databases (tests): the role lives inside ours
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone():
            cursor.execute(f"SET ROLE {APP_ROLE}")
            connection.connection.dodomu_role = APP_ROLE


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner of the database inside the block."""
    token = _owner_blocks.set(_owner_blocks.get() + 1)
    try:
        _reset_role()
        yield
    finally:
        _owner_blocks.reset(token)
        if not _owner_blocks.get():
            _set_role_again()


def _reset_role() -> None:
    for each in connections.all(initialized_only=True):
        if each.connection is not None and not each.connection.closed:
            with each.connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
            each.connection.dodomu_role = None


def _set_role_again() -> None:
    for each in connections.all(initialized_only=True):
        if each.connection is not None and not each.connection.closed:
            take_app_role(None, each)


def acting_role() -> str:
    """Return the role under which statements run now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        row = cursor.fetchone()
    return str(row[0]) if row else ""
