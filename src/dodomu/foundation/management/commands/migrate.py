"""Django's `migrate`, run as the owner of the database."""

from typing import Any

from django.core.management.commands import migrate

from dodomu.foundation.database import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
