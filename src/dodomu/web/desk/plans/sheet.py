"""One plan: how far its search is; then the answer, its proof, who travels how, and who is left and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dodomu.engines.planner.plan import Itinerary, Outcome
from dodomu.foundation.permissions import Permission, may
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.proposals import ProposalLine, ProposalView, Unplanned
from dodomu.journeys.rules.summaries import Summary
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.days import days_of
from dodomu.web.desk.plans.forms import TakeForm
from dodomu.web.desk.plans.naming import Names, Shown, line_of, sheet_facts
from dodomu.web.desk.plans.overview import OPEN, plan_address
from dodomu.web.parts.hours import short_words
from dodomu.web.parts.plan_words import UNPLANNABLE, out_words, supposed
from dodomu.web.parts.plans import draw_departures, draw_flows, draw_home_by_day, tables
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.reasons import Reasons
from dodomu.web.parts.plans.sheet import answer_words
from dodomu.web.parts.plans.words import kind_words, verdict

FRAGMENT = "X-Fragment"
ON_A_PAGE = 200  # parties
MOST_NAMED = 200  # of those who are not planned, of ways left out
MOST_PRICED = 20_000  # persons up to which it is worked out here what is scarce


@dataclass(frozen=True)
class PartyRow:
    """A party's way, or that it is left and why."""

    party: Shown
    address: str
    persons: int
    place: str
    priority: str
    way: tuple[str, ...]
    home: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutRow:
    """What is not in the plan's problem, or what should be known of it."""

    what: str
    address: str
    why: str


@dataclass(frozen=True)
class Drawn:
    """The drawings and tables of a plan."""

    answer: str
    sure: str
    curve: SafeString
    flows: SafeString
    departures: SafeString
    levels: SafeString
    scarce: SafeString
    legs: SafeString
    charters: SafeString
    rotations: SafeString


@desk_view(Permission.SEE_WAYS)
def sheet(request: DeskRequest, number: int) -> HttpResponse:
    """Show a plan, or how far it is."""
    line = line_of(request, number)
    if request.headers.get(FRAGMENT) == "progress":
        return render(request, "desk/plans/progress.html", _progress(request, line))
    return page(request, line)


def page(request: DeskRequest, line: ProposalLine, take: TakeForm | None = None, status: int = 200) -> HttpResponse:
    """Return the page of a plan; `take` is a form that was filled in wrongly."""
    view = proposals.proposal(request.crisis.id, line.id)
    assert view is not None  # noqa: S101  (for the type checker: its line was read)
    names = Names(request)
    shown: dict[str, Any] = {
        **_progress(request, line),
        "view": view,
        "supposed": supposed(view.options, request.crisis.zone),
        "here": plan_address(request, line.number),
        "faults": names.faults(*view.faults),
        "take": take or TakeForm(),
        "may_adopt": may(request.actor, Permission.ADOPT, request.crisis.id) and not view.options.residual,
        "may_export": may(request.actor, Permission.EXPORT, request.crisis.id),
        "runs": request.GET.get("runs") == "1",
        **_left_out(request, view, names),
    }
    if view.summary is not None:
        shown |= _of_plan(request, line, view.summary, names)
    return render(request, "desk/plans/sheet.html", shown, status=status)


def _progress(request: DeskRequest, line: ProposalLine) -> dict[str, Any]:
    return {
        "line": line,
        "is_open": line.state in OPEN,
        "may_plan": may(request.actor, Permission.PLAN, request.crisis.id),
    }


def _of_plan(request: DeskRequest, line: ProposalLine, summary: Summary, names: Names) -> dict[str, Any]:
    found = sheet_facts(line, names)
    shown: dict[str, Any] = {"summary": summary, "days": days_of(summary)}
    if found is None:
        return shown
    facts, outcome = found
    first = _page_asked(request, len(facts.plan.itineraries))
    rows, pages = _parties(request, line, facts, names, first), -(-len(facts.plan.itineraries) // ON_A_PAGE)
    return shown | {
        "drawn": _drawn(facts, outcome, summary),
        "parties": rows,
        "page": first,
        "pages": pages,
        "left": _left(request, line, summary, names),
        "left_by": [(kind_words(code), many) for code, many in summary.left_by_priority.items()],
        "left_at": [(names.place(ref), many) for ref, many in summary.left_by_place.items()],
        "broken": _broken(request, line, summary, names),
        "countries": sorted(summary.countries.items(), key=lambda each: -each[1]),
    }


def _drawn(facts: Facts, outcome: Outcome, summary: Summary) -> Drawn:
    scarce = Reasons(facts).bottlenecks(outcome) if summary.persons <= MOST_PRICED else ()
    return Drawn(
        answer=answer_words(facts),
        sure=verdict(outcome),
        curve=draw_home_by_day(facts, outcome),
        flows=draw_flows(facts),
        departures=draw_departures(facts),
        levels=tables.levels_table(facts, outcome),
        scarce=tables.bottlenecks_table(scarce, facts) if scarce else SafeString(""),
        legs=tables.legs_table(facts),
        charters=tables.charters_table(facts) if facts.problem.charters else SafeString(""),
        rotations=tables.rotations_table(facts) if facts.plan.rotations else SafeString(""),
    )


def way_of(request: DeskRequest, line: ProposalLine, party: UUID) -> str:
    """Return where a party's way by a plan is shown."""
    return reverse("desk:plan-party", args=[request.crisis.slug, line.number, party])


def _page_asked(request: DeskRequest, many: int) -> int:
    typed = request.GET.get("page", "1")
    asked = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 1  # noqa: PLR2004
    return min(max(asked, 1), max(1, -(-many // ON_A_PAGE)))


def _parties(request: DeskRequest, line: ProposalLine, facts: Facts, names: Names, first: int) -> list[PartyRow]:
    """One page of those who travel, in the order of their setting out."""
    set_out = sorted(facts.plan.itineraries, key=lambda each: (_begins(each, facts), each.party, each.persons))
    here = set_out[(first - 1) * ON_A_PAGE : first * ON_A_PAGE]
    names.know(UUID(each.party) for each in here)
    zone = request.crisis.zone
    rows = []
    for each in here:
        party = facts.parties[each.party]
        rows.append(
            PartyRow(
                names.party(UUID(each.party)), way_of(request, line, UUID(each.party)), each.persons,
                names.place(party.place), kind_words(party.priority), tuple(tables.way_words(each, facts)),
                short_words(facts.home_at(each), zone),
            )
        )  # fmt: skip
    return rows


def _begins(itinerary: Itinerary, facts: Facts) -> Any:
    return min((movement.begins for movement in facts.movements(itinerary)), default=facts.problem.ends)


def _left(request: DeskRequest, line: ProposalLine, summary: Summary, names: Names) -> list[PartyRow]:
    names.know(UUID(each.party) for each in summary.left)
    return [
        PartyRow(
            names.party(UUID(each.party)), way_of(request, line, UUID(each.party)), each.persons,
            names.place(each.place), kind_words(each.priority), (), "", tuple(names.say(*each.because)),
        )
        for each in summary.left
    ]  # fmt: skip


def _broken(request: DeskRequest, line: ProposalLine, summary: Summary, names: Names) -> list[OutRow]:
    names.know(UUID(each.party) for each in summary.broken)
    return [
        OutRow(
            _("{party}: promised {leg}").format(party=names.party(UUID(each.party)).words, leg=each.leg),
            way_of(request, line, UUID(each.party)),
            " ".join(names.say(*each.because)),
        )
        for each in summary.broken
    ]


def _left_out(request: DeskRequest, view: ProposalView, names: Names) -> dict[str, Any]:
    """Who and what is not in the plan's problem, and remarks on how it was made."""
    slug, shown = request.crisis.slug, view.unplannable[:MOST_NAMED]
    notes = view.notes[:MOST_NAMED]
    about = [found for each in notes if (found := _party_id(each.of))]
    names.know([*(each.party for each in shown), *about])
    return {
        "unplannable": [_not_planned(slug, each, names) for each in shown],
        "unplannable_many": len(view.unplannable),
        "legs_out": list(_ways_out(view.legs_out[:MOST_NAMED])),
        "legs_out_many": len(view.legs_out),
        "notes": [
            OutRow(
                names.party(party).words if (party := _party_id(each.of)) else each.of,
                _person(slug, names.party(party)) if party else "",
                out_words(each.code),
            )
            for each in notes
        ],
        "notes_many": len(view.notes),
    }  # fmt: skip


def _not_planned(slug: str, each: Unplanned, names: Names) -> OutRow:
    party = names.party(each.party)
    return OutRow(party.words, _person(slug, party), str(UNPLANNABLE.get(each.reason, each.reason)))


def _ways_out(found: Sequence[tuple[str, str]]) -> Iterator[OutRow]:
    """Ways that are not planned with, gathered by why."""
    by_why: dict[str, list[str]] = {}
    for ref, why in found:
        by_why.setdefault(why, []).append(ref)
    for why, refs in sorted(by_why.items(), key=lambda each: -len(each[1])):
        yield OutRow(", ".join(refs), "", out_words(why))


def _person(slug: str, party: Shown) -> str:
    return reverse("desk:person", args=[slug, party.person]) if party.person else ""


def _party_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
