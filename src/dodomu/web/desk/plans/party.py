"""One party's way by a plan: step by step, why so and not otherwise, what would help, what officers decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dodomu.engines.planner.explain import Change, Explanation
from dodomu.foundation.permissions import Permission, check, may
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.overriding import end_override, override
from dodomu.journeys.queries import overrides, proposals
from dodomu.journeys.queries.party_ways import PartyWay, WayStep, party_changes, party_way
from dodomu.journeys.queries.proposals import ProposalLine
from dodomu.journeys.rules.terms import ProposalState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.deciding import decision_lines
from dodomu.web.desk.plans.forms import OverrideForm
from dodomu.web.desk.plans.legs import legs_to_come
from dodomu.web.desk.plans.naming import Names, line_of
from dodomu.web.desk.plans.overview import no_offer_words, plan_address
from dodomu.web.parts.hours import near_words, short_words, zone_words
from dodomu.web.parts.plan_words import UNPLANNABLE
from dodomu.web.parts.plans.words import people_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
MOST_LEGS = 14
SEARCHED_AT_ONCE = 5_000  # persons up to which it is looked for here what would have to be different


@dataclass(frozen=True)
class StepLine:
    """One part of a way, in words; each hour is that of the place it stands beside."""

    by: str
    ref: str
    origin: str
    leaves: str
    leaves_zone: str
    target: str
    arrives: str
    arrives_zone: str
    processed: str


@dataclass(frozen=True)
class LegLine:
    """Why they travel by a departure, or not."""

    ref: str
    sentences: tuple[str, ...]
    is_theirs: bool


@desk_view(Permission.SEE_WAYS)
def their_way(request: DeskRequest, party: UUID) -> HttpResponse:
    """Lead to a party's way by the plan in force, or by the newest that is ready."""
    number = _number_that_counts(request)
    if number is None:
        return redirect(request.frame.address("plans"))
    return redirect("desk:plan-party", request.crisis.slug, number, party)


@desk_view(Permission.SEE_WAYS)
def party(request: DeskRequest, number: int, party: UUID) -> HttpResponse:
    """Show how a party travels by a plan and why; who may, decides otherwise for the next one."""
    line, names = line_of(request, number), Names(request)
    if request.method != "POST":
        return _page(request, line, party, names, _form(request, names, initial={"decision": uuid4()}))
    check(request.actor, Permission.PLAN, request.crisis.id)
    if names.party(party).person is None:  # nobody of this crisis
        raise Http404
    form = _form(request, names, data=request.POST)
    if not form.is_valid():
        return _page(request, line, party, names, form, status=UNPROCESSABLE)
    try:
        override(party=party, **form.given(), by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, line, party, names, form, sentence(refused), UNPROCESSABLE)
    return redirect(f"{request.path}?done=decided")


@require_POST
@desk_view(Permission.PLAN)
def end(request: DeskRequest, decision: UUID) -> HttpResponse:
    """End a decision; it stays to be read."""
    if all(each.id != decision for each in overrides.overrides(request.crisis.id, with_ended=True)):
        raise Http404
    end_override(override=decision, by=request.actor, at=request.at)
    return redirect(f"{request.frame.address('plans')}?done=ended#decided")


def _number_that_counts(request: DeskRequest) -> int | None:
    now = proposals.in_force(request.crisis.id)
    if now is not None:
        return now.number
    lines = proposals.proposals(request.crisis.id)
    return next((line.number for line in lines if line.state is ProposalState.DONE), None)


def _unplannable(request: DeskRequest, line: ProposalLine, party: UUID) -> str:
    view = proposals.proposal(request.crisis.id, line.id)
    found = next((each for each in view.unplannable if each.party == party), None) if view else None
    return str(UNPLANNABLE.get(found.reason, found.reason)) if found else ""


def _no_offer(request: DeskRequest, line: ProposalLine, party: UUID) -> str:
    """Why they were offered nothing by the plan in force; empty where they were, or another plan is shown."""
    now = proposals.in_force(request.crisis.id) if line.is_in_force else None
    found = proposals.not_offered(now.id) if now else []
    return next((no_offer_words(each) for each in found if each.party == party), "")


def _form(request: DeskRequest, names: Names, **given: object) -> OverrideForm:
    countries = sorted({place.country for place in names.views.values()} - {request.crisis.sending})
    may_plan = may(request.actor, Permission.PLAN, request.crisis.id)
    legs = legs_to_come(request.crisis.id, names, request.at) if may_plan else []
    return OverrideForm(**given, legs=legs, countries=[(code, code) for code in countries])


def _page(
    request: DeskRequest, line: ProposalLine, party: UUID, names: Names, form: OverrideForm,
    refusal: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    crisis, shown = request.crisis.id, names.party(party)
    way = party_way(crisis, line.id, party)
    why_out = "" if way else _unplannable(request, line, party)
    if way is None and shown.person is None:
        raise Http404
    decided = overrides.overrides(crisis, party=party, with_ended=True)
    page = {
        "line": line,
        "party": shown,
        "no_offer": _no_offer(request, line, party),
        "person": reverse("desk:person", args=[request.crisis.slug, shown.person]) if shown.person else "",
        "plan": plan_address(request, line.number),
        "way": way,
        "why_out": why_out,
        "steps": list(_steps(way, names, request.at)) if way else [],
        "because": names.say(*way.explanation.because) if way else [],
        "legs": list(_legs(way.explanation, names)) if way else [],
        "changes": _changes(request, line, party, names) if way and (line.persons or 0) <= SEARCHED_AT_ONCE else [],
        "form": form,
        "refusal": refusal,
        "decisions": decision_lines(request, decided, names),
        "may_plan": may(request.actor, Permission.PLAN, crisis),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/plans/party.html", page, status=status)


def _steps(way: PartyWay, names: Names, now: datetime) -> Iterator[StepLine]:
    for step in way.steps:
        origin, target = (_zone(names, ref) for ref in (step.origin, step.target))
        yield StepLine(
            by=step.by, ref=_ridden(step), origin=names.place(step.origin),
            leaves=near_words(step.leaves_at, origin, now), leaves_zone=zone_words(origin),
            target=names.place(step.target), arrives=near_words(step.arrives_at, target, now),
            arrives_zone=zone_words(target),
            processed=near_words(step.processed_at, origin, now) if step.processed_at else "",
        )  # fmt: skip


def _ridden(step: WayStep) -> str:
    return _("on their own") if step.by == "link" else step.ref


def _zone(names: Names, ref: str) -> str:
    return names.views[ref].zone if ref in names.views else names.zone


def _legs(explanation: Explanation, names: Names) -> Iterator[LegLine]:
    """Those they travel by first, then those of which there is most to say."""
    theirs = {ride for way in explanation.ways for ride in way.rides}
    for answer in explanation.legs[:MOST_LEGS]:
        yield LegLine(answer.leg, tuple(names.say(*answer.because)), answer.leg in theirs)


def _changes(request: DeskRequest, line: ProposalLine, party: UUID, names: Names) -> list[str]:
    return [_change(each, names) for each in party_changes(request.crisis.id, line.id, party)]


def _change(change: Change, names: Names) -> str:
    then = _("Then home on %(home)s: %(people)s.") % {
        "home": short_words(change.way.home, names.zone),
        "people": people_words(change.persons),
    }
    return " ".join([*names.say(change.because), then])
