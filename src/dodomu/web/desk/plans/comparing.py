"""Plans side by side: what each supposes, who is home when, what it costs, who is left and why."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render

from dodomu.engines.planner.reasons import Code
from dodomu.foundation.permissions import Permission
from dodomu.journeys.queries import proposals
from dodomu.journeys.queries.proposals import Difference, ProposalLine, ProposalView
from dodomu.journeys.rules.summaries import Summary
from dodomu.journeys.rules.terms import ProposalState
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.plans.days import days_beside
from dodomu.web.desk.plans.naming import Names
from dodomu.web.desk.plans.overview import plan_address
from dodomu.web.parts.plan_words import OPTIONS, QUIET, option_value, supposed
from dodomu.web.parts.plans.words import kind_words, verdict

FEWEST, MOST = 2, 4
MOST_REASONS = 3
_TOLD = {Code.PROMISE_BROKEN, Code.NOTHING_OPEN, Code.WAY_OPEN, Code.NO_WAY_AT_ALL}


@dataclass(frozen=True)
class Column:
    """One plan among those compared."""

    line: ProposalLine
    address: str
    supposed: tuple[str, ...]
    summary: Summary
    sure: str
    left: tuple[tuple[str, int], ...]  # class, persons
    because: tuple[str, ...]  # of the most urgent who are left


@dataclass(frozen=True)
class DifferenceRow:
    """An option in which they differ."""

    option: str
    values: tuple[str, ...]


@desk_view(Permission.SEE_WAYS)
def compare(request: DeskRequest) -> HttpResponse:
    """Show two to four plans side by side; without a choice, the newest that are ready."""
    lines = [line for line in proposals.proposals(request.crisis.id) if line.state is ProposalState.DONE]
    asked = [number for number in map(_number, request.GET.getlist("with")) if number]
    chosen = [line for number in dict.fromkeys(asked) for line in lines if line.number == number][:MOST]
    if not asked:
        chosen = sorted(lines[:FEWEST], key=lambda line: line.number)
    if len(lines) < FEWEST:
        return redirect(request.frame.address("plans"))
    names = Names(request)
    compared = proposals.compare(request.crisis.id, [line.id for line in chosen])
    page = {
        "lines": lines,
        "chosen": [line.number for line in chosen],
        "columns": [_column(request, view, view.summary, names) for view in compared.proposals if view.summary],
        "days": days_beside(compared),
        "differences": [
            _difference(each, request.crisis.zone) for each in compared.differences if each.option not in QUIET
        ],
        "same_facts": compared.same_facts,
        "is_enough": len(compared.proposals) >= FEWEST,
        "most": MOST,
    }
    return render(request, "desk/plans/compare.html", page)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0  # noqa: PLR2004


def _column(request: DeskRequest, view: ProposalView, summary: Summary, names: Names) -> Column:
    return Column(
        line=view.line,
        address=plan_address(request, view.line.number),
        supposed=tuple(supposed(view.options, request.crisis.zone)),
        summary=summary,
        sure=verdict(view.line.outcome) if view.line.outcome else "",
        left=tuple((kind_words(code), many) for code, many in summary.left_by_priority.items()),
        because=_because(summary, names),
    )


def _because(summary: Summary, names: Names) -> tuple[str, ...]:
    """What is said most often of the most urgent who are left."""
    said: Counter[str] = Counter()
    for each in summary.left:
        said.update(names.say(*(reason for reason in each.because if reason.code in _TOLD)))
    return tuple(words for words, _many in said.most_common(MOST_REASONS))


def _difference(found: Difference, zone: str) -> DifferenceRow:
    return DifferenceRow(
        str(OPTIONS[found.option]), tuple(option_value(found.option, value, zone) for value in found.values)
    )
