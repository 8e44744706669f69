"""Emptying a database between the examples of one test."""

from django.apps import apps
from django.db import connection

from dodomu.foundation.database import as_owner


def empty() -> None:
    """Take everything out of every table of ours."""
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models() if model._meta.managed)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
