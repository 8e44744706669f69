"""What can be wrong with the horizon, with the words a problem uses, and with all of it together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.validation.faults import FaultCode
from dodomu.engines.planner.validation.limits import LARGEST_TOTAL, MOST_PERSONS, MOST_STEPS, STEPS_ALLOWED
from dodomu.engines.planner.validation.watch import Watch, shown

MICRO = 1_000_000  # danger is counted in millionths of a risk-hour


def look_at_the_horizon(watch: Watch, now: datetime | None) -> None:
    """Note what is wrong with the beginning, the end, the step and the zone."""
    problem = watch.problem
    begins, ends = watch.moment("", "begins", problem.begins), watch.moment("", "ends", problem.ends)
    if not isinstance(problem.zone, tzinfo):
        watch.note(
            FaultCode.WRONG_TYPE, "", "zone", value=shown(problem.zone), wanted=Phrase(gettext_noop("a time zone"))
        )
    allowed = problem.step in STEPS_ALLOWED and not isinstance(problem.step, bool)
    if not allowed:
        facts = {"value": shown(problem.step), "allowed": ", ".join(map(str, STEPS_ALLOWED))}
        watch.note(FaultCode.STEP_NOT_ALLOWED, "", "step", **facts)
    if begins is None or ends is None:
        return
    hours = {"begins": shown(problem.begins), "ends": shown(problem.ends)}
    if ends <= begins:
        watch.note(FaultCode.HORIZON_BACKWARDS, "", "ends", **hours)
    elif allowed and (steps := (ends - begins) // timedelta(minutes=problem.step)) == 0:
        watch.note(FaultCode.HORIZON_EMPTY, "", "ends", **hours, step=str(problem.step))
    elif allowed and steps > MOST_STEPS:
        watch.note(FaultCode.HORIZON_TOO_LONG, "", "ends", steps=str(steps), most=str(MOST_STEPS))
    if now is not None and ends <= now:
        watch.note(FaultCode.HORIZON_PAST, "", "ends", ends=shown(problem.ends), now=shown(now))


def look_at_the_words(watch: Watch) -> None:
    """Note what is wrong with kinds, priorities, the budget and the least chance."""
    problem = watch.problem
    watch.text("", "name", problem.name)
    if isinstance(problem.kinds, str) or not isinstance(problem.kinds, Sequence):
        watch.note(
            FaultCode.WRONG_TYPE, "", "kinds", value=shown(problem.kinds), wanted=Phrase(gettext_noop("a row of kinds"))
        )
    else:
        first: dict[str, int] = {}
        for index, kind in enumerate(problem.kinds):
            if watch.clean("", f"kinds[{index}]", kind) and kind in first:
                facts = {"id": shown(kind), "first": f"kinds[{first[kind]}]"}
                watch.note(FaultCode.DUPLICATED_ID, "", f"kinds[{index}]", **facts)
            elif isinstance(kind, str):
                first[kind] = index
    if isinstance(problem.priorities, Mapping):
        for name, weight in problem.priorities.items():
            if watch.clean("", "priorities", name):
                # Whoever counts for nothing would be left without anybody noticing.
                watch.whole("", f"priorities.{name}", weight, least=1)
    else:
        wanted = Phrase(gettext_noop("a weight of each class"))
        watch.note(FaultCode.WRONG_TYPE, "", "priorities", value=shown(problem.priorities), wanted=wanted)
    if problem.budget is not None:
        watch.whole("", "budget", problem.budget)
    watch.number("", "least_chance", problem.least_chance, 0.0, 1.0)


def look_at_the_whole(watch: Watch) -> None:
    """Note what is wrong with all of it together: no home, mixed moments, sums that no 64-bit number can hold."""
    if watch.naive and watch.aware:
        watch.note(FaultCode.MIXED_ZONES, "", "begins", naive=str(watch.naive), aware=str(watch.aware))
    parties = watch.rows["parties"]
    if parties and not any(place.kind == "home" for place in watch.known["places"].values()):
        watch.note(FaultCode.NO_HOME, "places", parties=str(len(parties)))
    if not watch.faults:  # the sums are of values that are each well
        for what, total in _largest_totals(watch):
            if total > LARGEST_TOTAL:
                facts = {"what": Phrase(what), "total": shown(total), "most": str(LARGEST_TOTAL)}
                watch.note(FaultCode.TOTAL_TOO_LARGE, "", **facts)


def _largest_totals(watch: Watch) -> Iterable[tuple[str, int]]:
    """Yield what each level of the plan could add up to at worst, generously: each step, everybody, at the dearest."""
    problem, rows = watch.problem, watch.rows
    persons = sum(party.persons for party in rows["parties"])
    weights = problem.priorities
    hours = problem.step / 60
    rides = [*rows["legs"], *rows["links"], *(each for fleet in rows["fleets"] for each in fleet.rounds)]
    worst = max(
        max((_largest(place.risk) * hours for place in rows["places"]), default=0.0),
        max((each.danger for each in rides), default=0.0),
    )
    dearest = max((each.price for each in [*rows["legs"], *rows["links"]]), default=0)
    steps = max(1, problem.steps)
    yield gettext_noop("weights"), sum(party.persons * weights[party.priority] for party in rows["parties"])
    yield gettext_noop("danger"), persons * steps * int(worst * MICRO + 1)
    yield gettext_noop("prices"), sum(charter.price for charter in rows["charters"]) + persons * steps * dearest
    yield gettext_noop("promises"), sum(party.promise.cost for party in rows["parties"] if party.promise is not None)
    yield gettext_noop("seats"), sum(sum(leg.seats.values()) for leg in rows["legs"]) + persons * MOST_PERSONS


def _largest(value: Any) -> float:
    return max(amount for _, amount in value) if isinstance(value, tuple | list) else float(value)
