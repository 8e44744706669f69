"""Django's `flush`, run as the owner: tests empty the append-only tables, the application cannot."""

from typing import Any

from django.core.management.commands import flush

from dodomu.foundation.database import as_owner


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with as_owner():
            super().handle(**options)
