"""One fact: what is known, who says so, what the public is told, and all its versions."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.situation.queries import known
from dodomu.situation.queries.history import VersionLine, history
from dodomu.situation.queries.sources import SourceLine, sources_of
from dodomu.situation.queries.watch import overtaken
from dodomu.situation.rules.known import ExpectationKnown, Fact, FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation import pressing
from dodomu.web.desk.situation.addresses import fact_address, kind_in, link_to, names_of
from dodomu.web.desk.situation.showing import Places, Text, heading_of, rows_of, texts_of
from dodomu.web.desk.situation.versions import rows_of_version, shown_versions
from dodomu.web.parts.situation_words import KINDS

DONE: dict[str, Promise] = {
    "told": _("It is kept."),
    "changed": _("The change is kept."),
    "struck": _("It is struck."),
    "published": _("The public is told of it now."),
    "withheld": _("The public is told of it no longer."),
    "answered": _("The answer is kept."),
    "settled": _("It is kept what became of it."),
}


@desk_view(Permission.SEE_SITUATION)
def fact(request: DeskRequest, kind: str, thing: UUID) -> HttpResponse:
    """Show one fact."""
    crisis, sort = request.crisis.id, kind_in(kind)
    versions = history(crisis, sort, thing)
    if not versions:
        raise Http404
    places = names_of(places_of(crisis))
    shown = known.fact(crisis, sort, thing)
    page: dict[str, Any] = {
        "kind": sort.value,
        "thing": thing,
        "here": fact_address(request, sort, thing),
        "fact": shown,
        "is_struck": shown is None,
        "history": shown_versions(versions, sort, places),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "may_tell": may(request.actor, Permission.TELL_SITUATION, crisis),
        "may_publish": may(request.actor, Permission.PUBLISH, crisis),
    }
    page |= words_of(crisis, shown, places) if shown else _struck(versions[-1], sort, places)
    page |= _replaced(request, shown, places) if isinstance(shown, ReportKnown) else {}
    page |= _awaited(request, shown, thing, places)
    return render(request, "desk/situation/fact.html", page)


def words_of(crisis: UUID, fact: Fact, places: Places) -> dict[str, object]:
    """Return everything that a page says of a fact: heading, words in every language, lines, sources."""
    return {
        "heading": heading_of(fact, places),
        "texts": claim_of(fact),
        "answers": texts_of(fact.answers) if isinstance(fact, RumourKnown) else [],
        "rows": rows_of(fact, places),
        "sources": sources_behind(crisis, fact),
    }


def claim_of(fact: Fact) -> list[Text]:
    """Return the words of a fact in every language in which it has any; figures and restrictions have none."""
    if isinstance(fact, RumourKnown):
        return texts_of(fact.claims)
    return [] if isinstance(fact, FigureKnown | RestrictionKnown) else texts_of(fact.texts)


def sources_behind(crisis: UUID, fact: Fact) -> list[SourceLine]:
    """Return the sources of a fact; a code that nobody explained stands for itself."""
    every = sources_of(crisis)
    return [every.get(ref) or SourceLine(ref, "", "", "", "", "", "") for ref in fact.sources]


def _struck(said: VersionLine, kind: FactKind, places: Places) -> dict[str, object]:
    """Of what was struck, why, and everything it had said: it is known no more, but it stays on record."""
    return {
        "heading": said.columns["ref"] or KINDS[kind],
        "struck_why": said.columns["struck_why"],
        "rows": rows_of_version(said, kind, places),
    }


def _replaced(request: DeskRequest, report: ReportKnown, places: Places) -> dict[str, object]:
    crisis = request.crisis.id
    earlier = known.fact(crisis, FactKind.REPORT, report.supersedes) if report.supersedes else None
    thing = known.replaced_by(crisis, [report.thing]).get(report.thing)
    later = known.fact(crisis, FactKind.REPORT, thing) if thing else None
    stale = overtaken(crisis, report=report.thing) if report.published_at else ()
    return {
        "overtaken": next(iter(pressing.overtaken(request, stale, places)), None),
        "replaces": link_to(request, earlier, places) if earlier else None,
        "superseded": link_to(request, later, places) if later else None,
    }


def _awaited(request: DeskRequest, fact: Fact | None, thing: UUID, places: Places) -> dict[str, object]:
    """What an expectation belongs to; and of anything else, what is expected about it."""
    crisis = request.crisis.id
    if isinstance(fact, ExpectationKnown):
        found = (known.fact(crisis, kind, fact.about) for kind in FactKind) if fact.about else iter(())
        about = next((each for each in found if each), None)
        return {"about": link_to(request, about, places) if about else None}
    return {"awaited": [link_to(request, each, places) for each in known.awaited(crisis, about=thing)]}
