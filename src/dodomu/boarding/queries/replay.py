"""What a player of a script asks of gates: what its earlier steps have handed in."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Max

from dodomu.boarding.models import Touch


def handed_in(touches: Collection[UUID]) -> set[UUID]:
    """Return which of some touches are kept."""
    return set(Touch.objects.filter(id__in=list(touches)).values_list("id", flat=True))


def last_number(device: UUID) -> int:
    """Return the highest number that a device has given to a touch; 0 before the first."""
    return Touch.objects.filter(device=device).aggregate(last=Max("number"))["last"] or 0
