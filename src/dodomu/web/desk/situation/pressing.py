"""What has to be looked at, in words: what runs out, what ran out and nobody looked, which rumour goes round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dodomu.foundation.permissions import Permission, may
from dodomu.situation.queries.watch import Limit, Overtaken, Unanswered, Watch
from dodomu.situation.rules.known import ExpectationKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind, Precision
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.addresses import Link, fact_address, link_to
from dodomu.web.desk.situation.showing import Places, heading_of
from dodomu.web.parts.situation_words import EXACT, end_words, span_words, when_words

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pressing:
    """One thing to look at: what it is, when, how long from now or since, and how often its hour was moved already."""

    kind: FactKind
    thing: UUID
    sort: str  # curfew, reopening …: a code of its kind
    address: str
    words: str
    when: str
    span: str  # empty where the hour is not known so exactly
    times_moved: int = 0


@dataclass(frozen=True)
class OvertakenLine:
    """A report that the public reads, and the one that they should read instead."""

    old: Link
    newer: Link
    version: int  # of the newer


@dataclass(frozen=True)
class Tally:
    """How many there are of something that presses, and where on the page they stand."""

    anchor: str
    words: Promise
    number: int
    is_pressing: bool


def tallies(seen: Watch) -> list[Tally]:
    """Return how many there are of each, what harms most first; what there is none of is left out."""
    every = (
        Tally("overtaken-heading", gettext_lazy("Published, but no longer so"), len(seen.overtaken), True),
        Tally("ran-out-heading", gettext_lazy("Ran out unnoticed"), len(seen.ran_out), True),
        Tally("rumours-heading", gettext_lazy("Rumours without an answer"), len(seen.unanswered), True),
        Tally("runs-out-heading", gettext_lazy("Runs out within a day"), len(seen.runs_out), False),
        Tally("no-end-heading", gettext_lazy("Nobody said until when"), len(seen.no_end_stated), False),
    )
    return [each for each in every if each.number]


def overtaken(request: DeskRequest, found: Iterable[Overtaken], places: Places) -> list[OvertakenLine]:
    """Return reports that the public still reads, each with the one that replaces it."""
    return [
        OvertakenLine(link_to(request, each.report, places), link_to(request, each.newer, places), each.newer.version)
        for each in found
    ]


def limits(request: DeskRequest, found: Iterable[Limit], seen: Watch, places: Places) -> list[Pressing]:
    """Return restrictions and expectations with what is left of them, or how long ago they ended."""
    moved = {each.expectation.thing: each.times for each in seen.slipped}
    return [
        Pressing(
            each.kind, each.thing, each.fact.kind, fact_address(request, each.kind, each.thing),
            heading_of(each.fact, places), _limit_words(each.fact), _span(each.left, _precision(each.fact)),
            moved.get(each.thing, 0),
        )
        for each in found
    ]  # fmt: skip


def unanswered(request: DeskRequest, found: Iterable[Unanswered], places: Places) -> list[Pressing]:
    """Return rumours with how long they have gone round."""
    return [_rumour(request, each.rumour, each.age, places) for each in found]


def _rumour(request: DeskRequest, rumour: RumourKnown, age: timedelta, places: Places) -> Pressing:
    seen = when_words(rumour.first_seen_at, rumour.first_seen_precision, "", rumour.zone)
    address = fact_address(request, FactKind.RUMOUR, rumour.thing)
    span, words = _span(age, rumour.first_seen_precision), heading_of(rumour, places)
    return Pressing(FactKind.RUMOUR, rumour.thing, rumour.verdict, address, words, seen, span)


def _limit_words(fact: RestrictionKnown | ExpectationKnown) -> str:
    if isinstance(fact, RestrictionKnown):
        return end_words(fact.ends_at, fact.ends_is, fact.zone)
    return when_words(fact.due_at, fact.due_precision, fact.due_words, fact.zone)


def _precision(fact: RestrictionKnown | ExpectationKnown) -> Precision:
    return fact.due_precision if isinstance(fact, ExpectationKnown) else Precision.HOUR


def _span(left: timedelta | None, precision: Precision) -> str:
    """How long, as exactly as the hour is known: of a day, whole days only."""
    if left is None or precision in EXACT:
        return span_words(left) if left is not None else ""
    return span_words(timedelta(days=abs(left).days)) if abs(left) >= DAY else ""


def next_step(request: DeskRequest, seen: Watch, places: Places) -> Link | None:
    """Return the one thing to do first.

    That is what the public reads though it is no longer so; then what ran out unnoticed, a rumour, what runs out, an
    open end.
    """
    if seen.overtaken and may(request.actor, Permission.PUBLISH, request.crisis.id):
        newer = link_to(request, seen.overtaken[0].newer, places)
        return Link(f"{newer.address}publish", _("Tell the public what is newer: {what}").format(what=newer.words))
    if not may(request.actor, Permission.TELL_SITUATION, request.crisis.id):
        return None
    slug = request.crisis.slug
    if seen.ran_out:
        what = heading_of(seen.ran_out[0].fact, places)
        address = reverse("desk:situation-settle", args=[slug, seen.ran_out[0].thing])
        return Link(address, _("Say what became of it: {what}").format(what=what))
    if seen.unanswered:
        rumour = seen.unanswered[0].rumour
        address = reverse("desk:situation-answer", args=[slug, rumour.thing])
        return Link(address, _("Answer the rumour: {what}").format(what=heading_of(rumour, places)))
    if seen.runs_out:
        first = seen.runs_out[0]
        words = _("Ask whether it goes on: {what}").format(what=heading_of(first.fact, places))
        return Link(fact_address(request, first.kind, first.thing), words)
    return Link("#no-end-heading", _("Ask until when it holds")) if seen.no_end_stated else None
