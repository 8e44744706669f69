"""Every broadcast of the crisis, and whether there is somebody who sends."""

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.contact.queries import broadcasts, deliveries, sheets
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.broadcasts.kept import ways_out
from dodomu.web.desk.door import DeskRequest, desk_view


@desk_view(Permission.SEE_SITUATION)
def listing(request: DeskRequest) -> HttpResponse:
    """Show what waits for approval and what is under way, then the rest."""
    crisis, by = request.crisis.id, request.actor
    troubles = deliveries.troubles(crisis, at=request.at)
    page = {
        "first": [(each, broadcasts.figures(each.id)) for each in broadcasts.pressing(crisis)],
        "few": broadcasts.to_a_few(crisis),
        "others": broadcasts.others(crisis),
        "troubles": troubles,
        "ways_out": ways_out(request),
        "has_troubles": any((troubles.in_doubt, troubles.unknown, troubles.failed, troubles.overdue)),
        "may_draft": may(by, Permission.BROADCAST, crisis),
        "may_type": may(by, Permission.CHANGE_PEOPLE, crisis) and sheets.is_set_up(),
    }
    return render(request, "desk/broadcasts/broadcasts.html", page)
