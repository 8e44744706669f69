"""Photos of walk-ins: who looked at one is written down."""

from datetime import datetime
from uuid import UUID

from dodomu.boarding.queries.photos import photo_of
from dodomu.foundation import permissions, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission


def look_at_photo(*, crisis: UUID, person: UUID, by: Actor, at: datetime) -> bytes | None:
    """Return the photo that a gate took of somebody, a JPEG, or None where there is none; or refuse."""
    permissions.check(by, Permission.SEE_PRIVATE, crisis)
    found = photo_of(crisis, person)
    if found is not None:
        trace.leave("photo-seen", by=by, at=at, crisis=crisis, person=str(person))
    return found
