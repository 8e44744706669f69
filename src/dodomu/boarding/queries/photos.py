"""Photos that gates took of walk-ins, kept sealed beside the touch until the person is forgotten."""

from uuid import UUID

from django.db.models import QuerySet

from dodomu.boarding.models import Touch, sealed
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation import encryption
from dodomu.foundation.among import in_crisis, naming_any
from dodomu.people.queries.matching import members_of, root_of


def has_photo(crisis: UUID, person: UUID) -> bool:
    """Say whether a gate took a photo of somebody, or of a record that was joined into theirs."""
    return _photos(crisis, person).exists()


def photo_of(crisis: UUID, person: UUID) -> bytes | None:
    """Return the first photo that a gate took of somebody, or None. For operations, which ask who may see it."""
    row = _photos(crisis, person).order_by("happened_at", "id").only("photo").first()
    found = encryption.open_sealed(row.photo, context=sealed.TOUCH_PHOTO) if row else None
    return bytes.fromhex(found) if found else None


def _photos(crisis: UUID, person: UUID) -> QuerySet[Touch]:
    names = members_of(root_of([person]).values())
    found = Touch.objects.filter(naming_any("persons", names), in_crisis(crisis))
    # The walk-in is the first whom it names; whoever else it names is none whose photo this is.
    return found.filter(kind=TouchKind.WALKED_IN, persons__0__in=list(names), photo__isnull=False)
