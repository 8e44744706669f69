"""The public keys under which our statements are signed, and what became of each."""

from dataclasses import dataclass
from datetime import datetime

from dodomu.contact.models import SigningKey
from dodomu.contact.rules import signing


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One public key, by the real hour whatever the crisis."""

    id: str
    public: str  # as minisign takes it: minisign -V -P …
    file: str  # the same as a file (minisign.pub)
    made_at: datetime
    retired_at: datetime | None
    disowned_at: datetime | None
    note: str

    @property
    def signs(self) -> bool:
        """Whether it may sign new statements."""
        return self.retired_at is None and self.disowned_at is None


def public_keys() -> tuple[KeyLine, ...]:
    """Return every key that ever signed for us, those in use first, then the newest."""
    lines = [
        KeyLine(
            row.id, row.public, signing.public_file(row.public, row.id), row.made_at, row.retired_at, row.disowned_at,
            row.note,
        )
        for row in SigningKey.objects.order_by("-made_at", "id")
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda each: not each.signs))
