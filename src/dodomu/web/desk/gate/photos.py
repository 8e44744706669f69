"""The photo of a walk-in, for whoever may see private fields."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache

from dodomu.boarding.operations.photos import look_at_photo
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.door import DeskRequest, desk_view


@never_cache
@desk_view(Permission.SEE_PRIVATE)
def photo(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show the photo that a gate took of somebody."""
    found = look_at_photo(crisis=request.crisis.id, person=person, by=request.actor, at=request.at)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="image/jpeg")
