"""One leg: everything that is stated of it, what is said of it and why, what is promised, its history."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.queries.changes import history
from dodomu.journeys.queries.checks import Board, LegLine
from dodomu.journeys.queries.things import milestones, partner_seats
from dodomu.journeys.rules.terms import LegState, Schedule
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.ways.addresses import around_of, leg_address, leg_in
from dodomu.web.desk.ways.forms.fields import Around
from dodomu.web.desk.ways.forms.things import MilestoneForm, PartnerForm
from dodomu.web.desk.ways.history import FIELDS, names_for, shown_history
from dodomu.web.desk.ways.remarks import grounds_of, remarks
from dodomu.web.parts import journeys_words as words
from dodomu.web.parts.hours import hour_words
from dodomu.web.parts.situation_words import PROVENANCES

DONE: dict[str, Promise] = {
    "added": _("It is kept."),
    "changed": _("The change is kept."),
    "cancel": _("It is cancelled. What was promised on it is shown to who keeps the offers."),
    "reinstate": _("It goes after all."),
    "late": _("The new hour is kept."),
    "departed": _("It has left."),
    "arrived": _("It has arrived."),
    "block": _("The number of seats is kept."),
    "extra": _("The number is kept."),
    "partner": _("It is kept."),
    "milestone": _("It is kept."),
}


@dataclass(frozen=True)
class KindRow:
    """One kind of capacity: all, ours, kept back, promised, accepted, free."""

    name: str
    all: int | None
    ours: int
    kept_back: int
    held: int
    accepted: int
    free: int


@desk_view(Permission.SEE_WAYS)
def leg(request: DeskRequest, ref: str) -> HttpResponse:
    """Show one leg."""
    return leg_page(request, ref)


def leg_page(
    request: DeskRequest,
    ref: str,
    *,
    partner: PartnerForm | None = None,
    milestone: MilestoneForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show one leg, with what was typed into one of its small forms where that could not be kept."""
    found, line = leg_in(request, ref)
    crisis, around = request.crisis.id, around_of(request)
    page = {
        "line": line,
        "leg": line.leg,
        "heading": heading_of(line),
        "here": leg_address(request, ref),
        "rows": list(_rows(line, around)),
        "kinds": [_kind(line, kind) for kind in line.kinds],
        "checks": remarks(line.checks, line.origin.zone, grounds_of(request)),
        "history": shown_history(history(crisis, line.leg.id), names_for(line, around, things_of(found))),
        "partners": partner_seats(crisis, line.leg.id),
        "milestones": [(each, words.MILESTONES[each.kind], each.is_late(request.at))
                       for each in milestones(crisis, line.leg.id)],
        "partner_form": partner or PartnerForm(),
        "milestone_form": milestone or MilestoneForm(zone=line.origin.zone),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "refusal": refusal,
        "is_planned": line.leg.state is LegState.PLANNED,
        "is_late": line.leg.expected_at is not None,
        "may_keep": may(request.actor, Permission.KEEP_WAYS, crisis),
        "sees_people": may(request.actor, Permission.SEE_PEOPLE, crisis),
        "may_offer": may(request.actor, Permission.OFFER, crisis),
        "is_dated": line.leg.schedule is Schedule.DATED,
    }  # fmt: skip
    return render(request, "desk/ways/leg.html", page, status=status)


def heading_of(line: LegLine) -> str:
    """Return a leg in one line: from where to where."""
    return f"{line.origin.name} – {line.target.name}"


def things_of(found: Board) -> dict[str, str]:
    """Return what charters and permissions are called, by id."""
    charters = {str(each.id): each.ref for each in found.ways.charters}
    return charters | {str(each.id): each.ref for each in found.ways.permissions}


def _kind(line: LegLine, kind: str) -> KindRow:
    return KindRow(
        str(words.KINDS[kind]), line.leg.seats.get(kind), line.ours(kind), line.leg.held_back.get(kind, 0),
        line.promised.held.get(kind, 0), line.promised.accepted.get(kind, 0), line.free(kind),
    )  # fmt: skip


def _rows(line: LegLine, around: Around) -> Iterator[tuple[str, str]]:
    """Everything that is stated; of what nobody stated, only what one has to ask for."""
    leg, zone = line.leg, line.origin.zone
    not_stated = str(_("not stated"))
    told = [
        ("departs_at", hour_words(leg.departs_at, zone) if leg.departs_at else ""),
        ("expected_at", hour_words(leg.expected_at, zone) if leg.expected_at else ""),
        ("arrives_at", hour_words(leg.arrives_at, line.target.zone) if leg.arrives_at else ""),
        ("minutes", words.minutes_words(leg.minutes)),
        ("mode", str(words.MODES[leg.mode])),
        ("operator", leg.operator),
        ("service", leg.service),
        ("schedule", str(words.SCHEDULES[leg.schedule])),
        ("via", " – ".join(place.name for place in line.via)),
        ("distance_km", str(leg.distance_km or "")),
        ("book_by", hour_words(leg.book_by, zone) if leg.book_by else not_stated),
        ("chance", words.percent(leg.chance) or not_stated),
        ("price", words.euros(leg.price) or not_stated),
        ("paid_by", str(words.PAID_BY[leg.paid_by])),
        ("papers", words.papers_words(leg.papers)),
        ("buffer", words.minutes_words(leg.buffer)),
        ("meeting_place", around.name(leg.meeting_place)),
        ("meeting_minutes", words.minutes_words(leg.meeting_minutes)),
        ("danger", "" if leg.danger is None else f"{leg.danger:g}"),
        ("invite_extra", str(leg.invite_extra or "")),
        ("known_from", hour_words(leg.known_from, zone)),
        ("source", leg.source),
        ("provenance", str(PROVENANCES.get(leg.provenance, leg.provenance))),
        ("note", leg.note),
    ]
    yield from ((str(FIELDS[name]), said) for name, said in told if said)
