"""Sources as screens show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dodomu.situation.models import Source

FOLLOWED = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A publication, by its ref."""

    ref: str
    publisher: str
    published: str
    language: str
    address: str
    kind: str
    note: str

    @property
    def link(self) -> str:
        """The address if a browser may follow it; a file name, or anything that could run, is none."""
        return self.address if self.address.lower().startswith(FOLLOWED) else ""


def sources_of(crisis: UUID) -> Mapping[str, SourceLine]:
    """Return every source of a crisis by its ref, in the order of refs."""
    rows = Source.objects.filter(crisis=crisis).order_by("ref")
    columns = ("ref", "publisher", "published", "language", "address", "kind", "note")
    return {row[0]: SourceLine(*row) for row in rows.values_list(*columns)}
