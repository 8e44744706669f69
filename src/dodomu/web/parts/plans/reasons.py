"""Why, in the language of the page: who is left and what would help, what is scarce, how one party travels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _

from dodomu.engines.planner.explain import Bottleneck, Change, Explainer, LegAnswer
from dodomu.engines.planner.plan import Outcome
from dodomu.engines.planner.reasons import Because, Code, in_words
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.markup import called
from dodomu.web.parts.plans.words import SCARCE, code_words, day_short, hour, kind_words, people_words, place_name

MOST_BOTTLENECKS = 12
MOST_EXPLAINED = 60
MOST_LEGS = 12
# What a row about somebody who is left tells: the rest stands in the row already, or leads to what would help.
_TOLD = {Code.PROMISE_BROKEN, Code.NOTHING_OPEN, Code.WAY_OPEN, Code.NO_WAY_AT_ALL}


class Reasons:
    """Answers why about one plan; what it reads once is used for every question."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def explainer(self) -> Explainer:
        return Explainer(self.facts.problem, self.facts.plan)

    def bottlenecks(self, outcome: Outcome, *, most: int = MOST_BOTTLENECKS) -> tuple[Bottleneck, ...]:
        """Return what was scarce in the last prices, the dearest first."""
        return self.explainer.bottlenecks(outcome, most=most) if outcome.prices.worth else ()

    def why_left(
        self, *, most: int = MOST_EXPLAINED, enough: Callable[[], bool] = lambda: False
    ) -> dict[str, list[str]]:
        """Return sentences by party for the most urgent of those left, until it is `enough`."""
        told: dict[str, list[str]] = {}
        for party, _many in self.facts.left[:most]:
            if enough():
                break
            because = [each for each in self.explainer.why(party.id).because if each.code in _TOLD]
            changes = self.explainer.what_would_have_to_be_different(party.id, most=2)
            told[party.id] = [self.say(each) for each in because[:2]] + [self.change(each) for each in changes[:2]]
        return told

    def of_party(self, party: str) -> Explanation:
        """Return how one party travels and why, in sentences."""
        found = self.explainer.why(party)
        changes = self.explainer.what_would_have_to_be_different(party)
        return Explanation(
            [self.say(each) for each in found.because],
            [(called(answer.leg), self._leg(answer)) for answer in found.legs[:MOST_LEGS]],
            len(found.legs),
            [self.change(each) for each in changes],
        )

    def say(self, because: Because) -> str:
        """Return the sentence of one reason."""
        return called_sentence(in_words(because, translate=_, hour=self._hour))

    def change(self, change: Change) -> str:
        """Return what would have to be different, and who would then be home when."""
        then = _("Then home on %(home)s: %(people)s.") % {
            "home": self._hour(change.way.home),
            "people": people_words(change.persons),
        }
        return f"{self.say(change.because)} {then}"

    def _leg(self, answer: LegAnswer) -> str:
        return " ".join(self.say(each) for each in answer.because)

    def _hour(self, moment: datetime) -> str:
        return hour(moment, self.facts.problem.zone)


class Explanation:
    """What is told of one party: sentences, legs with theirs, how many legs there are, and what would help."""

    def __init__(
        self, because: Sequence[str], legs: Sequence[tuple[str, str]], all_legs: int, changes: Sequence[str]
    ) -> None:
        self.because, self.legs, self.all_legs, self.changes = because, legs, all_legs, changes


def called_sentence(text: str) -> str:
    """A sentence with somebody's names in it as one line, without marks that turn it around."""
    return called(text, longest=1000)


def bottleneck_words(found: Bottleneck, facts: Facts) -> str:
    """Return what is scarce in words, with its kind or its day."""
    name = place_name(facts.places[found.id]) if found.id in facts.places else called(found.id)
    words = code_words(SCARCE, found.what) % {"name": name} if found.what in SCARCE else f"{called(found.what)} {name}"
    detail = found.detail
    if found.what in {"processing", "room", "vehicle"}:
        detail = day_short(date.fromisoformat(found.detail))
    elif found.what == "seat":
        detail = kind_words(found.detail)
    return f"{words}, {detail}" if detail else words
