"""Adopting a plan: what it means is shown first; what stands against it is shown in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dodomu.engines.planner.check.faults import PlanFault
from dodomu.engines.planner.validation.faults import ProblemFault
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.adopting import adopt_plan
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.moving import ToldMove
from dodomu.journeys.queries.previewing import preview
from dodomu.journeys.queries.proposals import ProposalLine
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import ProposalState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.forms import AdoptForm
from dodomu.web.desk.plans.naming import Names, Shown, line_of
from dodomu.web.desk.plans.overview import COUNTED_AT_ONCE, plan_address
from dodomu.web.desk.plans.sheet import way_of
from dodomu.web.parts.sentences import sentence

Fault = PlanFault | ProblemFault
UNPROCESSABLE, CONFLICT = 422, 409
MOST_LISTED = 200


@dataclass(frozen=True)
class PartyLine:
    """A party for which something would change."""

    party: Shown
    address: str


@dataclass(frozen=True)
class MoveLine:
    """A party that was told a way and would travel otherwise."""

    party: Shown
    address: str
    is_accepted: bool
    before: str
    after: str  # empty: they would be left


@dataclass(frozen=True)
class FaultLine:
    """A party whose way does not hold any more, and why."""

    party: Shown
    address: str
    sentences: tuple[str, ...]


@desk_view(Permission.ADOPT)
def adopt(request: DeskRequest, number: int) -> HttpResponse:
    """Show what adopting means, and adopt."""
    line = line_of(request, number)
    if line.state is not ProposalState.DONE:
        raise Http404
    if request.method != "POST":
        now = proposals.in_force(request.crisis.id)
        return _page(request, line, AdoptForm(initial={"expects": now.id if now else None}))
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return _page(request, line, form, status=UNPROCESSABLE)
    try:
        adopt_plan(crisis=request.crisis.id, proposal=line.id, **form.cleaned_data, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, line, form, refused)
    return redirect(f"{request.frame.address('plans')}?done=adopted")


def _refused(request: DeskRequest, line: ProposalLine, form: AdoptForm, refused: Refused) -> HttpResponse:
    details = refused.details
    more: dict[str, Any] = {"refusal": sentence(refused)}
    if refused.reason is JourneysReason.PLAN_NO_LONGER_HOLDS:
        more["by_party"], more["other"] = details["faults"], details["other"]
    elif refused.reason is JourneysReason.PROBLEM_AT_FAULT:
        more["other"] = details["faults"]
    elif refused.reason is JourneysReason.OTHER_PLAN_IN_FORCE:
        # What is in force now is shown above; the next try is made with it in sight.
        now = proposals.in_force(request.crisis.id)
        typed = request.POST.copy()
        typed["expects"] = str(now.id) if now else ""
        form = AdoptForm(typed)
        more["other_plan"] = True
    elif refused.reason is JourneysReason.WOULD_MOVE_THE_TOLD:
        form.add_error("confirmed_moves", sentence(refused))
        more |= {"moved": details["moved"], "refusal": ""}
    return _page(request, line, form, CONFLICT if "other_plan" in more else UNPROCESSABLE, **more)


def _page(
    request: DeskRequest, line: ProposalLine, form: AdoptForm, status: int = 200, *, refusal: str = "",
    by_party: Mapping[str, Sequence[PlanFault]] | None = None, other: Sequence[Fault] = (),
    moved: Sequence[ToldMove] | None = None, other_plan: bool = False,
) -> HttpResponse:  # fmt: skip
    names, looks = Names(request), _looks(request, line)
    found = preview(request.crisis.id, line.id, at=request.at, looks=looks)
    assert found is not None  # noqa: S101  (for the type checker: it has its plan)
    recheck, changes = found.recheck, found.changes
    moves = changes.moves if moved is None else moved
    faults = (by_party or {}) if recheck is None else recheck.by_party
    against = other if recheck is None else (*recheck.problem_faults, *recheck.other)
    shown = [*changes.first[:MOST_LISTED], *changes.said_no[:MOST_LISTED]]
    names.know([*shown, *(each.party for each in moves[:MOST_LISTED]), *map(UUID, list(faults)[:MOST_LISTED])])
    page = {
        "line": line,
        "plan": plan_address(request, line.number),
        "form": form,
        "refusal": refusal,
        "offers": found.parties,
        "people": found.persons,
        "now": proposals.in_force(request.crisis.id),
        "other_plan": other_plan,
        "is_looked_at": recheck is not None,
        "kept": len(changes.kept),
        "first": _parties(request, line, changes.first, names),
        "first_many": len(changes.first),
        "said_no": _parties(request, line, changes.said_no, names),
        "said_no_many": len(changes.said_no),
        "moves": [_move(request, line, each, names) for each in moves[:MOST_LISTED]],
        "moves_many": len(moves),
        "broken": [_fault(request, line, party, list(faults[party]), names) for party in list(faults)[:MOST_LISTED]],
        "broken_many": len(faults),
        "other": names.faults(*against),
        "may_leave_out": bool(faults) and not against,
    }
    return render(request, "desk/plans/adopt.html", page, status=status)


def _looks(request: DeskRequest, line: ProposalLine) -> bool:
    """Whether it is looked at here what of the plan still holds: of a large one that takes seconds."""
    return (line.persons or 0) <= COUNTED_AT_ONCE or request.GET.get("look") == "1"


def _parties(request: DeskRequest, line: ProposalLine, parties: Sequence[UUID], names: Names) -> list[PartyLine]:
    return [PartyLine(names.party(party), way_of(request, line, party)) for party in parties[:MOST_LISTED]]


def _move(request: DeskRequest, line: ProposalLine, each: ToldMove, names: Names) -> MoveLine:
    after = _("{way}, at other hours").format(way=_way(each.after)) if each.after == each.before else _way(each.after)
    return MoveLine(
        names.party(each.party), way_of(request, line, each.party), each.is_accepted, _way(each.before), after
    )


def _way(refs: Sequence[str]) -> str:
    return " → ".join(refs)


def _fault(request: DeskRequest, line: ProposalLine, party: str, faults: list[PlanFault], names: Names) -> FaultLine:
    known = UUID(party)
    return FaultLine(names.party(known), way_of(request, line, known), tuple(names.faults(*faults)))
