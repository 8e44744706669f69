"""How a proposal is kept: the planner's own forms, compressed; reasons and faults as codes with their facts."""

import gzip
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from dodomu.engines.planner import Level, LevelName, Outcome, Plan, Prices, Problem, Progress, Status
from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.forms import plan_json, problem_json
from dodomu.engines.planner.marking import Phrase
from dodomu.engines.planner.plan import Shuttle
from dodomu.engines.planner.reasons import Because, Code
from dodomu.engines.planner.validation.faults import FaultCode, ProblemFault


def pack_problem(problem: Problem) -> bytes:
    """Return a problem without faults as it is kept."""
    return _packed(problem_json.write(problem))


def read_problem(kept: bytes) -> Problem:
    """Return the problem that was kept."""
    return problem_json.read(gzip.decompress(kept))


def digest_of(kept: bytes) -> bytes:
    """Return what two problems have in common that were made of the same facts."""
    return sha256(gzip.decompress(kept)).digest()


def pack_plan(plan: Plan) -> bytes:
    """Return a plan as it is kept."""
    return _packed(plan_json.write(plan))


def read_plan(kept: bytes) -> Plan:
    """Return the plan that was kept."""
    return plan_json.read(gzip.decompress(kept))


def pack_prices(prices: Prices) -> bytes:
    """Return prices as they are kept: a later search starts from them."""
    return _packed(json.dumps([[*key, worth] for key, worth in prices.worth.items()], ensure_ascii=False))


def read_prices(kept: bytes) -> Prices:
    """Return the prices that were kept, none where there are none."""
    if not kept:
        return Prices()
    return Prices({(what, name, detail): worth for what, name, detail, worth in json.loads(gzip.decompress(kept))})


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)  # no hour in it: the same facts are the same bytes


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return how a search ended and what is proven of its plan."""
    return {
        "status": outcome.status.value,
        "levels": [[level.name.value, level.value, level.bound] for level in outcome.levels],
        "seconds": round(outcome.seconds, 2),
        "seed": outcome.seed,
        "reason": outcome.reason,
    }


def read_outcome(content: Mapping[str, Any], plan: Plan | None = None, prices: Prices | None = None) -> Outcome:
    """Return the outcome that was kept; without its plan where only the proof is wanted."""
    levels = tuple(Level(LevelName(name), value, bound) for name, value, bound in content["levels"])
    return Outcome(
        Status(content["status"]), plan or Plan(), levels, content["seconds"], content["seed"], prices or Prices(),
        reason=content["reason"],
    )  # fmt: skip


def progress_json(progress: Progress) -> dict[str, Any]:
    """Return what a search told last, without the plan."""
    return {
        "doing": progress.doing,
        "seconds": round(progress.seconds, 1),
        "value": progress.value,
        "bound": progress.bound,
    }


# -- reasons and faults


def because_json(because: Because) -> dict[str, Any]:
    """Return a reason as it is kept."""
    return {"code": because.code.value, "facts": _facts_json(because.facts)}


def read_because(content: Mapping[str, Any]) -> Because:
    """Return the reason that was kept; `reasons.in_words` makes a sentence of it."""
    return Because(Code(content["code"]), _read_facts(content["facts"]))


def fault_json(fault: PlanFault | ProblemFault) -> dict[str, Any]:
    """Return a fault of a plan or of a problem as it is kept."""
    return {"code": fault.code.value, "where": fault.where, "facts": _facts_json(fault.facts)}


def read_plan_fault(content: Mapping[str, Any]) -> PlanFault:
    """Return the fault of a plan that was kept; `said` makes a sentence of it."""
    return PlanFault(PlanFaultCode(content["code"]), content["where"], _read_facts(content["facts"]))


def read_problem_fault(content: Mapping[str, Any]) -> ProblemFault:
    """Return the fault of a problem that was kept; `said` makes a sentence of it."""
    return ProblemFault(FaultCode(content["code"]), content["where"], _read_facts(content["facts"]))


def _facts_json(facts: Mapping[str, object]) -> dict[str, Any]:
    return {name: _fact_json(fact) for name, fact in facts.items()}


def _fact_json(fact: object) -> Any:
    """Return a fact so that it is read back as what it was: a sentence says a moment otherwise than a text."""
    if isinstance(fact, Phrase):
        return {"phrase": fact.sentence, "facts": _facts_json(fact.facts)}
    for kind, tag, write in _TAGGED:
        if isinstance(fact, kind):
            return {tag: write(fact)}
    return fact if fact is None or type(fact) in (bool, int, float) else str(fact)


_TAGGED: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
    (datetime, "moment", datetime.isoformat),
    (date, "day", date.isoformat),
    (Mapping, "amounts", lambda fact: _facts_json({str(name): each for name, each in fact.items()})),
    ((tuple, list), "list", lambda fact: [_fact_json(each) for each in fact]),
    ((set, frozenset), "list", lambda fact: sorted(map(str, fact))),
)


def _read_facts(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _read_fact(fact) for name, fact in content.items()}


def _read_fact(content: Any) -> Any:
    if not isinstance(content, Mapping):
        return content
    if "phrase" in content:
        return Phrase(content["phrase"], _read_facts(content["facts"]))
    if "moment" in content:
        return datetime.fromisoformat(content["moment"])
    if "day" in content:
        return date.fromisoformat(content["day"])
    if "amounts" in content:
        return _read_facts(content["amounts"])
    return tuple(_read_fact(each) for each in content["list"])


def without_parties(plan: Plan, parties: Collection[str]) -> Plan:
    """Return a plan without the ways of some, and without the rotations that nobody rides then."""
    if not parties:
        return plan
    rest = tuple(each for each in plan.itineraries if each.party not in parties)
    ridden = {step.rotation for each in rest for step in each.steps if isinstance(step, Shuttle)}
    return replace(plan, itineraries=rest, rotations=tuple(each for each in plan.rotations if each.id in ridden))
