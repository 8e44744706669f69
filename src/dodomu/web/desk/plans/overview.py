"""The first page of plans: the one in force and what no longer holds of it, what was proposed, asking for another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission, check, may
from dodomu.foundation.refusal import Refused
from dodomu.journeys.operations.proposing import ask_for_plan
from dodomu.journeys.queries import moving, overrides, proposals, reviewing
from dodomu.journeys.queries.proposals import AdoptionView, NotOffered, ProposalLine
from dodomu.journeys.queries.reviewing import Review
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.terms import ProposalState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.days import days_of
from dodomu.web.desk.plans.deciding import DecisionLine, decision_lines
from dodomu.web.desk.plans.forms import AskForm
from dodomu.web.desk.plans.legs import legs_to_come
from dodomu.web.desk.plans.naming import Names, Shown
from dodomu.web.parts.plan_words import BROKEN
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
MOST_BROKEN = 50
COUNTED_AT_ONCE = 5_000  # persons up to which it is worked out here how many would be moved
OPEN = (ProposalState.WAITING, ProposalState.RUNNING)


@dataclass(frozen=True)
class Step:
    """The one thing to do next: a link, or a button that does it."""

    words: str
    address: str
    is_button: bool = False


@dataclass(frozen=True)
class Broken:
    """A party whose promise does not hold any more, and why, in words."""

    party: Shown
    address: str
    persons: int
    is_accepted: bool
    leg: str
    why: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Mending:
    """The newest proposal that mends the plan in force; `moved` is None where it was not counted here."""

    line: ProposalLine
    moved: int | None


@dataclass(frozen=True)
class Without:
    """A party of the plan in force that got no offer by it, and why."""

    party: Shown
    address: str
    why: str


@dataclass(frozen=True)
class InForce:
    """The plan in force and what was last found of it."""

    adoption: AdoptionView
    review: Review | None
    broken: tuple[Broken, ...]
    faults: tuple[str, ...]
    mending: Mending | None
    without: tuple[Without, ...]
    without_many: int


@desk_view(Permission.SEE_WAYS)
def overview(request: DeskRequest) -> HttpResponse:
    """Show the plan in force and every proposal; who may, asks for another."""
    names = Names(request)
    if request.method != "POST":
        return _page(request, names, _form(request, names))
    check(request.actor, Permission.PLAN, request.crisis.id)
    form = _form(request, names, data=request.POST)
    if not form.is_valid():
        return _page(request, names, form, status=UNPROCESSABLE)
    return ask(request, names, form)


def ask(request: DeskRequest, names: Names, form: AskForm) -> HttpResponse:
    """Ask for the plan that was typed; the same that is being made already is shown instead."""
    options = form.options()
    name = form.cleaned_data["name"]
    try:
        asked = ask_for_plan(crisis=request.crisis.id, name=name, options=options, by=request.actor, at=request.at)
    except Refused as refused:
        if refused.reason is JourneysReason.PROPOSAL_RUNS:
            return redirect(f"{plan_address(request, int(str(refused.details['number'])))}?runs=1")
        return _page(request, names, form, sentence(refused), UNPROCESSABLE)
    return redirect(plan_address(request, proposals.number_of(asked)))


def plan_address(request: DeskRequest, number: int) -> str:
    """Return where a plan is shown."""
    return reverse("desk:plan", args=[request.crisis.slug, number])


def _form(request: DeskRequest, names: Names, **given: object) -> AskForm:
    may_plan = may(request.actor, Permission.PLAN, request.crisis.id)
    legs = legs_to_come(request.crisis.id, names, request.at) if may_plan else []
    return AskForm(**given, legs=legs, now=request.at, zone=request.crisis.zone)


def _page(request: DeskRequest, names: Names, form: AskForm, refusal: str = "", status: int = 200) -> HttpResponse:
    crisis = request.crisis.id
    lines = proposals.proposals(crisis)
    now = _in_force(request, names, lines)
    view = proposals.proposal(crisis, now.adoption.proposal) if now else None
    may_plan = may(request.actor, Permission.PLAN, crisis)
    page = {
        "now": now,
        "plan": view,
        "days": days_of(view.summary) if view and view.summary else [],
        "lines": lines,
        "step": next_step(request, lines, now) if may_plan else None,
        "form": form,
        "refusal": refusal,
        "may_plan": may_plan,
        "decisions": _decisions(request, names),
        "many_done": sum(line.state is ProposalState.DONE for line in lines) > 1,
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/plans/overview.html", page, status=status)


def _decisions(request: DeskRequest, names: Names) -> list[DecisionLine]:
    return decision_lines(request, overrides.overrides(request.crisis.id), names)


def _in_force(request: DeskRequest, names: Names, lines: Sequence[ProposalLine]) -> InForce | None:
    crisis = request.crisis.id
    adoption = proposals.in_force(crisis)
    if adoption is None:
        return None
    found = reviewing.last_review(crisis)
    broken = found.broken[:MOST_BROKEN] if found else ()
    names.know(each.party for each in broken)
    faults = tuple(names.faults(*found.faults)) if found else ()
    shown = tuple(
        Broken(
            names.party(each.party), party_address(request, adoption.number, each.party), each.persons,
            each.is_accepted, each.leg, ", ".join(str(BROKEN[why]) for why in each.why),
            tuple(names.faults(*each.faults)),
        )
        for each in broken
    )  # fmt: skip
    without = proposals.not_offered(adoption.id)
    return InForce(
        adoption, found, shown, faults, _mending(request, adoption, lines),
        tuple(_without(request, adoption.number, without[:MOST_BROKEN], names)), len(without),
    )  # fmt: skip


def _without(request: DeskRequest, number: int, found: Sequence[NotOffered], names: Names) -> Iterator[Without]:
    names.know(each.party for each in found)
    for each in found:
        yield Without(names.party(each.party), party_address(request, number, each.party), no_offer_words(each))


def no_offer_words(each: NotOffered) -> str:
    """Return why a party of a plan got no offer by it."""
    if not each.reason:
        return _("Their way did not hold any more when the plan was adopted.")
    return sentence(Refused(JourneysReason(each.reason)))


def party_address(request: DeskRequest, number: int, party: UUID) -> str:
    """Return where a party's way by a plan is shown."""
    return reverse("desk:plan-party", args=[request.crisis.slug, number, party])


def _mending(request: DeskRequest, adoption: AdoptionView, lines: Sequence[ProposalLine]) -> Mending | None:
    mending = next(
        (line for line in lines if line.mends == adoption.number and line.asked_at >= adoption.adopted_at), None
    )
    if mending is None:
        return None
    counted = mending.state is ProposalState.DONE and (mending.persons or 0) <= COUNTED_AT_ONCE
    return Mending(mending, len(moving.told_moves(request.crisis.id, mending.id, at=request.at)) if counted else None)


def next_step(request: DeskRequest, lines: Sequence[ProposalLine], now: InForce | None) -> Step | None:
    """Return the one thing to do next; nothing where everything that was told still holds."""
    if now is not None:
        return _step_in_force(request, now)
    running = next((line for line in lines if line.state in OPEN), None)
    if running is not None:
        return Step(
            _("See how far plan {number} is").format(number=running.number), plan_address(request, running.number)
        )
    ready = next((line for line in lines if line.state is ProposalState.DONE and line.home), None)
    if ready is not None:
        return Step(
            _("Look at plan {number} and adopt it").format(number=ready.number), plan_address(request, ready.number)
        )
    return Step(_("Ask for a plan"), "#ask")


def _step_in_force(request: DeskRequest, now: InForce) -> Step | None:
    slug, review, mending = request.crisis.slug, now.review, now.mending
    look = Step(_("Look whether it still holds"), reverse("desk:plans-review", args=[slug]), is_button=True)
    if review is None:
        return look
    if review.is_sound and not review.new_parties:
        return None
    if mending is None or mending.line.state in (ProposalState.FAILED, ProposalState.FAULTY, ProposalState.DROPPED):
        return Step(_("Have the plan mended"), reverse("desk:plans-mend", args=[slug]), is_button=True)
    address = plan_address(request, mending.line.number)
    if mending.line.state in OPEN:
        return Step(_("See how far the mended plan is"), address)
    return Step(_("Look at the mended plan and adopt it"), address)
