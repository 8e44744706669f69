"""A plan as one HTML file to read, send and print: no network, no script, the answer first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import resources

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner.explain import Bottleneck
from dodomu.engines.planner.plan import Outcome, Status
from dodomu.engines.planner.simulate import Simulated
from dodomu.web.parts.plans import tables
from dodomu.web.parts.plans.curve import draw_home_by_day
from dodomu.web.parts.plans.departures import draw_departures
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.flows import draw_flows
from dodomu.web.parts.plans.markup import called, drawn, joined, percent_of, tag
from dodomu.web.parts.plans.reasons import Reasons
from dodomu.web.parts.plans.words import (
    STATUSES,
    decimal,
    horizon_words,
    number,
    played_words,
    verdict,
)

_OPEN_ROWS = 40  # a longer table is folded
_STYLES = ("static/desk/map.css", "static/desk/plan-drawings.css", "parts/plans/sheet.css")


def draw_sheet(
    facts: Facts,
    outcome: Outcome,
    *,
    language: str = "en",
    played: Simulated | None = None,
    reasons: Reasons | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> str:
    """Return the whole file in a language; the plan has passed the check.

    `reasons` are those of the same facts where they were read already. What came out when it was `played` against its
    chances stands in the curve. Why parties are left is told of the most urgent of them, until `enough` says that it
    has taken long enough.
    """
    with translation.override(language):
        reasons = reasons or Reasons(facts)
        why_left = reasons.why_left(enough=enough)
        scarce = reasons.bottlenecks(outcome)
        body = tag(
            "main",
            _header(facts),
            _answer(facts, outcome),
            *_parts(facts, outcome, played, why_left, scarce),
            _made(outcome),
        )
        title = tag("title", called(facts.problem.name) or _("A plan home"))
        head = tag(
            "head",
            drawn('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            drawn('<meta name="referrer" content="no-referrer">'),
            title,
            drawn(f"<style>{_style()}</style>"),
        )
        return "<!doctype html>\n" + tag("html", head, tag("body", body), lang=language) + "\n"


def answer_words(facts: Facts) -> str:
    """Return the answer in one line: how many of how many come home."""
    if not facts.people:
        return _("Nobody is waiting to come home")
    if facts.people_home == facts.people:
        return ngettext("%(count)s person comes home", "All %(count)s people come home", facts.people) % {
            "count": number(facts.people)
        }
    return ngettext(
        "%(home)s of %(all)s people comes home", "%(home)s of %(all)s people come home", facts.people_home
    ) % {
        "home": number(facts.people_home),
        "all": number(facts.people),
    }


def left_words(facts: Facts) -> str:
    """Return how many are left, or nothing where nobody is."""
    many = sum(persons for _party, persons in facts.left)
    return (
        ngettext("%(count)s person is left.", "%(count)s people are left.", many) % {"count": number(many)}
        if many
        else ""
    )


def _header(facts: Facts) -> SafeString:
    name = called(facts.problem.name) or _("A plan home")
    return tag("header", tag("h1", name), tag("p", horizon_words(facts.problem), class_="when"))


def _answer(facts: Facts, outcome: Outcome) -> SafeString:
    parts = [tag("h2", answer_words(facts))]
    if facts.people:
        bar = [
            tag("rect", class_="all", width="100%", height="100%", rx=4),
            tag("rect", class_="home", width=percent_of(facts.people_home, facts.people), height="100%", rx=4),
        ]
        parts.append(tag("svg", *bar, class_="plan-measure", aria_hidden="true"))
        parts.append(tag("p", verdict(outcome), class_="sure"))
    if facts.left:
        parts.append(tag("p", left_words(facts), class_="left"))
    return tag("section", *parts, class_="answer")


def _parts(
    facts: Facts,
    outcome: Outcome,
    played: Simulated | None,
    why_left: Mapping[str, Sequence[str]],
    scarce: Sequence[Bottleneck],
) -> list[SafeString]:
    parts = []
    if facts.people:
        told = [tag("p", line, class_="plan-note") for line in played_words(played)] if played else []
        parts.append(_section(_("Home, day by day"), draw_home_by_day(facts, outcome, played), *told))
    levels = [_section(_("How good the plan is"), tables.levels_table(facts, outcome), _note(outcome))]
    narrow = [_section(_("Bottlenecks"), tables.bottlenecks_table(scarce, facts))] if scarce else []
    both = [*levels, *narrow]
    if both:
        parts.append(tag("div", *both, class_="pairs pairs--two" if len(both) > 1 else "pairs"))
    if facts.left:
        who = joined(tables.left_by_priority(facts), tables.left_table(facts, reasons=why_left))
        parts.append(_folded(_("Who is left"), who, len(facts.left)))
    if facts.plan.itineraries:
        parts.append(_section(_("From where to where"), draw_flows(facts)))
        parts.append(_section(_("Departures"), draw_departures(facts)))
    if facts.problem.charters:
        parts.append(_folded(_("Charters"), tables.charters_table(facts), len(facts.plan.charters)))
    if facts.plan.itineraries:
        parts.append(_folded(_("Legs"), tables.legs_table(facts), len(facts.leg_loads)))
    if facts.plan.rotations:
        parts.append(_folded(_("Rounds of vehicles"), tables.rotations_table(facts), len(facts.plan.rotations)))
    if facts.plan.itineraries:
        parts.append(_folded(_("Parties and their ways"), tables.parties_table(facts), len(facts.plan.itineraries)))
    return parts


def _note(outcome: Outcome) -> SafeString:
    if not outcome.levels:
        return SafeString("")
    told = _(
        "The bound is what no plan can better. Each level comes before those under it: none is bettered at the cost of"
        " one above. Danger counts for everybody until they are home, and until the end for who is left."
    )
    return tag("p", told, class_="plan-note")


def _section(title: str, *content: str) -> SafeString:
    return tag("section", tag("h2", title), *content)


def _folded(title: str, content: str, rows: int) -> SafeString:
    """A table under its own title; a long one is folded until somebody opens it."""
    if rows <= _OPEN_ROWS:
        return _section(title, content)
    many = tag("span", number(rows), class_="many")
    return tag("details", tag("summary", title, " ", many), content)


def _made(outcome: Outcome) -> SafeString:
    if outcome.status in {Status.NOTHING_TO_DO, Status.FAULTY}:
        return SafeString("")
    told = _(
        "Planned in %(seconds)s seconds, seed %(seed)s; %(status)s. The plan has passed the independent check."
    ) % {
        "seconds": decimal(outcome.seconds, 1),
        "seed": outcome.seed,
        "status": STATUSES[outcome.status],
    }
    return tag("p", told, class_="made")


def _style() -> str:
    web = resources.files("dodomu.web")
    return "\n".join(web.joinpath(name).read_text(encoding="utf-8") for name in _STYLES)
