"""What `dodomu plan` does: reads, searches, checks, and shows and writes what it found."""

import argparse
import os
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from dodomu.engines.planner import check
from dodomu.engines.planner.plan import Outcome, Plan, Progress, Status
from dodomu.engines.planner.problem import Problem
from dodomu.site.cli.plan import answer_json, reading, refusing, writing
from dodomu.site.cli.plan.reading import Source
from dodomu.site.cli.plan.refusing import CannotPlan
from dodomu.site.cli.plan.searching import Ended, Search
from dodomu.site.cli.plan.telling import Teller

_CODES = {Status.NO_WAY_HOME: refusing.NO_WAY_HOME, Status.OUT_OF_TIME: refusing.OUT_OF_TIME}


def act(options: argparse.Namespace) -> int:
    """Do what was asked and return its exit code; raise CannotPlan with what is wrong."""
    _check_outputs(options)
    source = reading.problem_of(Path(options.problem), at=options.at, side=options.side)
    if options.check:
        return _check(source, reading.plan_of(Path(options.check)))
    start = reading.plan_of(Path(options.start)) if options.start else None
    _check_party(source.problem, options.explain)
    return _Planning(options, source).run(start)


class _Planning:
    """One planning from the search to what is written of it."""

    def __init__(self, options: argparse.Namespace, source: Source) -> None:
        self.options, self.source, self.problem = options, source, source.problem
        self.teller = Teller(quiet=options.quiet)
        self.json = Path(options.json) if options.json not in {None, "-"} else None

    def run(self, start: Plan | None) -> int:
        if start is not None and self.options.seconds == 0:
            return self._show(_as_it_is(self.source, start), refusing.PLANNED)
        search = Search(tell=self.teller.tell, keep=self._keep, say_stopping=self._say_stopping)
        try:
            outcome = search.run(self.problem, seconds=self.options.seconds, seed=self.options.seed, start=start)
        except Ended:
            self.teller.end()
            sys.stdout.flush()
            # The search may be deep in a library that hears nothing; its plan is in the file already.
            os._exit(refusing.INTERRUPTED)
        except MemoryError:
            raise CannotPlan([self._out_of_memory()], refusing.NOT_DONE) from None
        self.teller.end()
        code = _CODES.get(outcome.status, refusing.PLANNED)
        return self._show(outcome, refusing.INTERRUPTED if search.interrupts else code)

    def _keep(self, progress: Progress) -> None:
        if self.json is not None and progress.plan is not None:
            writing.write_whole(self.json, answer_json.write_so_far(progress, progress.plan, self.options.seed))

    def _say_stopping(self) -> None:
        from dodomu.site.cli.plan.telling import stopping_words

        self.teller.say(stopping_words())

    def _out_of_memory(self) -> str:
        kept = self.json is not None and self.json.exists()
        if not kept:
            return _("the memory was not enough")
        return _("the memory was not enough; the best plan found before is in %(file)s") % {"file": self.json}

    def _show(self, outcome: Outcome, code: int) -> int:
        if outcome.status is Status.FAULTY:
            raise CannotPlan(self.source.lines(outcome.faults))
        from dodomu.site.cli.plan import showing  # drawings are wanted only now

        if self.json is not None:
            writing.write_whole(self.json, answer_json.write(outcome, outcome.plan))
        showing.show(self.options, self.problem, outcome, self.teller)
        return code


def _as_it_is(source: Source, plan: Plan) -> Outcome:
    """A plan that is shown as it was given: its faults are named, but no bound is known."""
    if found := _faults_of(source, plan):
        raise CannotPlan(found, refusing.NOT_DONE)
    return Outcome(Status.FINISHED, plan)


def _check(source: Source, plan: Plan) -> int:
    from dodomu.site.cli.plan import showing

    found = _faults_of(source, plan)
    showing.show_check(source.problem, plan, found)
    return refusing.NOT_DONE if found else refusing.PLANNED


def _faults_of(source: Source, plan: Plan) -> list[str]:
    if faults := source.problem.faults():
        raise CannotPlan(source.lines(faults))
    return [fault.said(_) for fault in check.faults_of(source.problem, plan)]


def _check_party(problem: Problem, party: str | None) -> None:
    if party is not None and all(each.id != party for each in problem.parties):
        near = sorted(each.id for each in problem.parties if party.casefold() in each.id.casefold())[:5]
        if not near:
            raise CannotPlan([_("there is no party “%(party)s”") % {"party": party}])
        told = _("there is no party “%(party)s”; there are %(near)s")
        raise CannotPlan([told % {"party": party, "near": ", ".join(near)}])


def _check_outputs(options: argparse.Namespace) -> None:
    problem = Path(options.problem).resolve()
    for name in (options.json, options.html):
        if name is not None and name != "-":
            if Path(name).resolve() in {problem, problem / "problem.json"}:
                raise CannotPlan([_("%(name)s is the problem itself; write to another file") % {"name": name}])
            writing.check_file(Path(name))
    if options.csv is not None:
        if Path(options.csv).resolve() == problem:
            told = _("%(name)s holds the problem itself; write the tables to another folder")
            raise CannotPlan([told % {"name": options.csv}])
        writing.check_folder(Path(options.csv))
    if options.no_show and not options.simulate:
        raise CannotPlan([_("--no-show is for --simulate")])
    if options.check and (options.start or options.explain or options.simulate):
        raise CannotPlan([_("--check stands alone: it only says what is wrong with a plan")])
