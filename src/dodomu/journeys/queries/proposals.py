"""Proposals for screens: how far each is, what it comes to, two side by side, which one is in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import F, QuerySet

from dodomu.engines.planner import Outcome, Plan, Problem
from dodomu.engines.planner.validation.faults import ProblemFault
from dodomu.journeys.models import Adoption, Offer, Proposal
from dodomu.journeys.rules import proposals as kept
from dodomu.journeys.rules import summaries, variants
from dodomu.journeys.rules.summaries import Summary
from dodomu.journeys.rules.terms import LIVE, ProposalState
from dodomu.journeys.rules.variants import Options

KEPT_IN_MEMORY = 2  # a problem of 120,000 people takes some hundred megabytes


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the search told last: `doing` is a code of the planner's, or "building"; value and bound are weights."""

    doing: str
    seconds: float
    value: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list. Figures are None while there is no plan."""

    id: UUID
    number: int
    name: str
    state: ProposalState
    mends: int | None  # number of the adopted proposal that it mends
    asked_at: datetime
    asked_by: str
    facts_at: datetime | None
    finished_at: datetime | None
    stop_asked: bool
    progress: ProgressView | None
    outcome: Outcome | None  # its proof, without the plan
    persons: int | None
    home: int | None
    cost: int | None
    is_in_force: bool
    was_adopted: bool


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A party that wants to leave and is not in the problem. `reason` is a value of `terms.Unplannable`."""

    party: UUID
    reason: str
    facts: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """What an officer should know of how the problem was made: a value of `rules.problem.facts.NoteCode`."""

    code: str
    of: str  # a party's id or a way's ref
    facts: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Everything of a proposal but the problem and the plan themselves."""

    line: ProposalLine
    crisis: UUID
    options: Options
    summary: Summary | None
    faults: tuple[ProblemFault, ...]  # of the problem: `said(translate)` makes a sentence
    unplannable: tuple[Unplanned, ...]
    legs_out: tuple[tuple[str, str], ...]  # ref of a leg, link or fleet; value of `terms.Check` or a remark's code
    notes: tuple[Remark, ...]
    fault: str  # what went wrong, in the words of the machine
    facts_digest: str  # two with the same were made of the same facts


@dataclass(frozen=True, slots=True)
class Difference:
    """An option in which proposals differ: the name of a field of `Options`, and its value in each."""

    option: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day in a comparison: persons home when it ends, by each proposal, and the most that each could reach."""

    day: date
    home: tuple[int, ...]
    citizens: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Proposals side by side, in the order asked for; those without a plan are left out."""

    proposals: tuple[ProposalView, ...]
    days: tuple[DayRow, ...]
    differences: tuple[Difference, ...]
    same_facts: bool  # all were made of the facts of one hour


@dataclass(frozen=True, slots=True)
class Facts:
    """A proposal's problem and plan as the planner has them, and the proof."""

    problem: Problem
    plan: Plan
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AdoptionView:
    """A plan that is or was in force."""

    id: UUID
    crisis: UUID
    proposal: UUID
    number: int
    name: str
    adopted_at: datetime
    adopted_by: str
    why: str
    ended_at: datetime | None
    offers_made_at: datetime | None
    left_out: tuple[UUID, ...]  # parties whose way did not hold any more when it was adopted
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A party of an adopted plan that got no offer by it."""

    party: UUID
    reason: str  # a reason's value; empty: its way did not hold any more when the plan was adopted


def proposals(crisis: UUID, *, most: int = 50) -> list[ProposalLine]:
    """Return the proposals of a crisis, the newest first."""
    return _lines(_light().filter(crisis=crisis).order_by("-number")[:most], crisis)


def proposal(crisis: UUID, proposal: UUID) -> ProposalView | None:
    """Return a proposal with how far it is or what it comes to, None where there is none."""
    row = _light("summary", "unplannable", "notes", "faults").filter(crisis=crisis, id=proposal).first()
    return _view(row, _lines([row], crisis)[0]) if row else None


def proposal_of_number(crisis: UUID, number: int) -> ProposalLine | None:
    """Return the proposal that is talked of by this number, None where there is none."""
    rows = list(_light().filter(crisis=crisis, number=number)[:1])
    return _lines(rows, crisis)[0] if rows else None


def number_of(proposal: UUID) -> int:
    """Return the number by which a proposal that was asked for is talked of."""
    return Proposal.objects.values_list("number", flat=True).get(id=proposal)


def compare(crisis: UUID, ids: Sequence[UUID]) -> Comparison:
    """Return proposals side by side."""
    found = [proposal(crisis, each) for each in dict.fromkeys(ids)]
    views = tuple(each for each in found if each is not None and each.summary is not None)
    return Comparison(
        views,
        _day_rows([each.summary for each in views if each.summary]),
        _differences([each.options for each in views]),
        same_facts=len({each.line.facts_at for each in views}) <= 1,
    )


def facts_of(proposal: UUID, *, crisis: UUID | None = None) -> Facts | None:
    """Return the problem and the plan of a proposal that is done, of this crisis where one is named; else None.

    What was read is kept in memory for the next page.
    """
    done = Proposal.objects.filter(id=proposal, state=ProposalState.DONE)
    if not (done.filter(crisis=crisis) if crisis else done).exists():
        return None
    return _read(proposal)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _read(proposal: UUID) -> Facts:
    row = Proposal.objects.only("problem", "plan", "prices", "outcome").get(id=proposal)  # it never changes again
    plan = kept.read_plan(bytes(row.plan or b""))
    outcome = kept.read_outcome(row.outcome, plan, kept.read_prices(bytes(row.prices or b"")))
    return Facts(kept.read_problem(bytes(row.problem or b"")), plan, outcome)


def adopted_facts(adoption: UUID) -> Facts | None:
    """Return the problem and the plan of an adoption, without the parties that were left out of it."""
    row = Adoption.objects.filter(id=adoption).only("proposal_id", "left_out").first()
    facts = facts_of(row.proposal_id) if row else None
    if row is None or facts is None:
        return None
    return replace(facts, plan=kept.without_parties(facts.plan, frozenset(map(str, row.left_out))))


def in_force(crisis: UUID) -> AdoptionView | None:
    """Return the plan in force, None where there is none."""
    row = _adoptions(crisis).filter(ended_at__isnull=True).first()
    return _adoption(row) if row else None


def adoptions(crisis: UUID) -> list[AdoptionView]:
    """Return every plan that is or was in force, the newest first."""
    return [_adoption(row) for row in _adoptions(crisis)]


# -- reading rows


def not_offered(adoption: UUID) -> list[NotOffered]:
    """Return which parties of an adopted plan got no offer by it, and hold none of any kind now."""
    row = Adoption.objects.filter(id=adoption).values_list("left_out", "not_offered").first()
    left_out, refused = row or ((), ())
    whys = dict.fromkeys(left_out, "") | {UUID(party): reason for party, reason in refused}
    holding = set(Offer.objects.filter(party__in=whys, state__in=LIVE).values_list("party_id", flat=True))
    return [NotOffered(party, whys[party]) for party in sorted(whys.keys() - holding)]


def _light(*wanted: str) -> QuerySet[Proposal]:
    """Proposals without what is large, but for what is wanted."""
    large = {"problem", "plan", "prices", "summary", "unplannable", "notes", "faults"}
    light = Proposal.objects.defer(*sorted(large - set(wanted)))
    return light.annotate(mended=F("mends__proposal__number"))  # not its row: that would bring its plan with it


def _lines(rows: Iterable[Proposal], crisis: UUID) -> list[ProposalLine]:
    ended: dict[UUID, bool] = {}
    for proposal, ended_at in Adoption.objects.filter(crisis=crisis).values_list("proposal_id", "ended_at"):
        ended[proposal] = ended.get(proposal, True) and ended_at is not None
    return [_line(row, ended) for row in rows]


def _line(row: Proposal, ended: Mapping[UUID, bool]) -> ProposalLine:
    return ProposalLine(
        id=row.id,
        number=row.number,
        name=row.name,
        state=ProposalState(row.state),
        mends=getattr(row, "mended", None),
        asked_at=row.asked_at,
        asked_by=row.asked_by_name,
        facts_at=row.facts_at,
        finished_at=row.finished_at,
        stop_asked=row.stop_asked,
        progress=ProgressView(**row.progress) if row.progress else None,
        outcome=kept.read_outcome(row.outcome) if row.outcome else None,
        persons=row.outcome.get("persons"),
        home=row.outcome.get("home"),
        cost=row.outcome.get("cost"),
        is_in_force=not ended.get(row.id, True),
        was_adopted=row.id in ended,
    )


def _view(row: Proposal, line: ProposalLine) -> ProposalView:
    return ProposalView(
        line=line,
        crisis=row.crisis_id,
        options=variants.read(row.options),
        summary=summaries.read(row.summary) if row.summary else None,
        faults=tuple(kept.read_problem_fault(each) for each in row.faults),
        unplannable=tuple(Unplanned(UUID(party), reason, facts) for party, reason, facts in row.unplannable),
        legs_out=tuple((ref, why) for ref, why in row.notes.get("legs_out", ())),
        notes=tuple(Remark(*each) for each in row.notes.get("notes", ())),
        fault=row.fault,
        facts_digest=bytes(row.facts_digest).hex() if row.facts_digest else "",
    )


def _day_rows(found: Sequence[Summary]) -> tuple[DayRow, ...]:
    """Return a row for each day that any of them has; after its last day a plan stands as it ended."""
    days = sorted({each.day for summary in found for each in summary.days})
    return tuple(
        DayRow(
            day,
            tuple(_on(summary, day, "persons") for summary in found),
            tuple(_on(summary, day, "citizens") for summary in found),
            tuple(_on(summary, day, "most") for summary in found),
        )
        for day in days
    )


def _on(summary: Summary, day: date, figure: str) -> int:
    until = [each for each in summary.days if each.day <= day]
    return int(getattr(until[-1], figure)) if until else 0


def _differences(options: Sequence[Options]) -> tuple[Difference, ...]:
    every = [Difference(each.name, tuple(getattr(one, each.name) for one in options)) for each in fields(Options)]
    return tuple(each for each in every if any(value != each.values[0] for value in each.values))


def _adoptions(crisis: UUID) -> QuerySet[Adoption]:
    wanted = ("crisis_id", "proposal__number", "proposal__name", "adopted_at", "adopted_by_name", "why", "ended_at",
              "offers_made_at", "left_out", "reviewed_at")  # fmt: skip
    return (
        Adoption.objects.filter(crisis=crisis).select_related("proposal").only(*wanted).order_by("-adopted_at", "-id")
    )


def _adoption(row: Adoption) -> AdoptionView:
    return AdoptionView(
        row.id, row.crisis_id, row.proposal_id, row.proposal.number, row.proposal.name, row.adopted_at,
        row.adopted_by_name, row.why, row.ended_at, row.offers_made_at, tuple(row.left_out), row.reviewed_at,
    )  # fmt: skip
