"""Showing what was found: a table for who sits there, files for everybody else."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner import check
from dodomu.engines.planner.plan import Outcome, Plan
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.simulate import Chances, Simulated, simulate
from dodomu.site.cli.plan import answer_json, writing
from dodomu.site.cli.plan.sheets import sheets_of
from dodomu.site.cli.plan.table import explanation_of, grid, table_of
from dodomu.site.cli.plan.telling import Teller
from dodomu.web.parts.plans import Facts, draw_sheet
from dodomu.web.parts.plans.reasons import Reasons
from dodomu.web.parts.plans.words import LEVELS, level_words, number

_REASONS = 5.0  # seconds to find out why parties are left: the sheet is waited for


def show(options: argparse.Namespace, problem: Problem, outcome: Outcome, teller: Teller) -> None:
    """Write the files that were asked for and print the table, or the JSON in its place."""
    plan = outcome.plan
    facts = Facts(problem, plan)
    reasons = Reasons(facts)
    if options.csv is not None:
        for name, text in sheets_of(facts, outcome).items():
            writing.write_whole(Path(options.csv) / name, text)
    played = _play(options, problem, plan, teller) if options.simulate else None
    if options.html is not None:
        until = time.monotonic() + _REASONS
        sheet = draw_sheet(
            facts,
            outcome,
            language=options.language,
            played=played,
            reasons=reasons,
            enough=lambda: time.monotonic() > until,
        )
        writing.write_whole(Path(options.html), sheet)
    if options.json == "-":
        sys.stdout.write(answer_json.write(outcome, plan))
    elif not options.quiet:
        print(table_of(facts, outcome, reasons.bottlenecks(outcome), played))
    if options.explain is not None:
        out = sys.stderr if options.json == "-" else sys.stdout
        print("\n" + explanation_of(options.explain, reasons.of_party(options.explain)), file=out)
    sys.stdout.flush()


def _play(options: argparse.Namespace, problem: Problem, plan: Plan, teller: Teller) -> Simulated | None:
    """Play the plan; somebody who does not want to wait for that interrupts it and still gets everything else."""
    teller.say(_("Playing the plan; Ctrl-C leaves that out."))
    try:
        chances = Chances(no_show=options.no_show or 0.0)
        return simulate(problem, plan, chances, runs=options.simulate, seed=options.seed)
    except KeyboardInterrupt:
        return None


def show_check(problem: Problem, plan: Plan, faults: Sequence[str]) -> None:
    """Print every fault of a plan, or what it is worth where it has none."""
    if faults:
        for fault in faults:
            print(fault)
        told = ngettext("The plan has %(count)s fault.", "The plan has %(count)s faults.", len(faults))
        print(told % {"count": number(len(faults))})
        return
    print(_("The plan holds."))
    values = check.values_of(problem, plan)
    print("\n".join(grid([(str(LEVELS[name]), level_words(name, value)) for name, value in values.items()], {1})))
