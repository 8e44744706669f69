"""What devices have made and nobody has: a warning, not a doubt, for it may still be on its way."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from uuid import UUID

from dodomu.boarding.models import Device, Touch

MOST: Final = 20  # stretches that are named


@dataclass(frozen=True, slots=True)
class Gap:
    """A device of which something is missing."""

    device: UUID
    name: str
    officer: str
    made: int  # the highest number that is known of
    kept: int
    missing: tuple[tuple[int, int], ...]  # from, to

    @property
    def many(self) -> int:
        """How many touches are missing."""
        return self.made - self.kept


def gaps(crisis: UUID) -> tuple[Gap, ...]:
    """Return the devices of a crisis that made something that has not come in, those that lack most first."""
    numbers: dict[UUID, set[int]] = {}
    for device, number in Touch.objects.filter(crisis=crisis, number__gt=0).values_list("device_id", "number"):
        numbers.setdefault(device, set()).add(number)
    rows = Device.objects.filter(crisis=crisis).select_related("officer")
    found = []
    for row in rows:
        have = numbers.get(row.id, set())
        made = max(row.made_so_far, max(have, default=0))
        if made > len(have):
            found.append(Gap(row.id, row.name, row.officer.name, made, len(have), _stretches(have, made)))
    return tuple(sorted(found, key=lambda gap: (-gap.many, gap.name)))


def _stretches(have: set[int], made: int) -> tuple[tuple[int, int], ...]:
    edges = [0, *sorted(have), made + 1]
    stretches = [(low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1]
    return tuple(stretches[:MOST])
