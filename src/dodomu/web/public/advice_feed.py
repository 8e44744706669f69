"""Advice as a feed (Atom, RFC 4287): one entry for each, which says so when it is dead, with its alert file (CAP)."""

from uuid import uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.advice import FeedEntry
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation import clock
from dodomu.foundation.crises import CrisisView
from dodomu.web.parts.hours import hour_words
from dodomu.web.public.advice import shown_of
from dodomu.web.public.feed import LANGUAGE, LONGEST_TITLE, MOST_ENTRIES, NAMESPACE, add_link, add_words, rfc_hour
from dodomu.web.public.freshness import ASKED_AGAIN
from dodomu.web.public.front import crisis_or_404

CAP = "application/cap+xml"


@conditional_page
@cache_control(**ASKED_AGAIN)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell feed readers what we advise, and what is no advice any more."""
    crisis = crisis_or_404(slug)
    newest = queries.feed_entries(crisis.id, at=clock.now(crisis))
    # What holds is in the feed however long ago it was said; of the dead, the newest.
    entries = tuple(each for place, each in enumerate(newest) if place < MOST_ENTRIES or not each.advice.is_dead)
    body = ElementTree.tostring(_tree(request, crisis, entries), encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def _tree(request: HttpRequest, crisis: CrisisView, entries: tuple[FeedEntry, ...]) -> Element:
    language = get_language() or ""
    tree = Element("feed", {"xmlns": NAMESPACE, LANGUAGE: language})
    add_words(tree, "id", f"urn:uuid:{uuid5(crisis.id, 'advice')}")
    add_words(tree, "title", f"{_('Advice')} – {crisis.name}")
    if crisis.is_exercise:
        add_words(tree, "subtitle", f"{_('EXERCISE')} – {_('none of this is real.')}")
    add_words(tree, "updated", rfc_hour(max((each.updated for each in entries), default=crisis.opened_at)))
    add_words(SubElement(tree, "author"), "name", _("Dodomu"))
    for relation, name, kind in (
        ("self", "public:advice-feed", "application/atom+xml"),
        ("alternate", "public:advice", "text/html"),
    ):
        address = f"{reverse(name, args=[crisis.slug])}?lang={language}"
        add_link(tree, relation, request.build_absolute_uri(address), type=kind, hreflang=language)
    for each in entries:
        _add(request, tree, each, crisis)
    return tree


def _add(request: HttpRequest, tree: Element, each: FeedEntry, crisis: CrisisView) -> None:
    line, element = each.advice, SubElement(tree, "entry")
    language, words = line.words_for(get_language() or "")
    own = get_language() or ""
    exercise = f"{_('EXERCISE')}: " if crisis.is_exercise else ""
    became = _became(each, crisis)
    add_words(element, "id", f"urn:uuid:{line.id}")
    title = f"{exercise}{f'{became} ' if became else ''}{line.number}. {Truncator(words.headline).chars(LONGEST_TITLE)}"
    add_words(element, "title", title, language="" if language == own else language, type="text")
    add_words(element, "published", rfc_hour(line.published_at or each.updated))
    add_words(element, "updated", rfc_hour(each.updated))
    SubElement(element, "category", term=line.state.value)
    page = reverse("public:advice-one", args=[crisis.slug, line.number])
    add_link(element, "alternate", request.build_absolute_uri(f"{page}?lang={own}"), type="text/html")
    alert = Form.CAP_CANCEL if line.state is AdviceState.WITHDRAWN else Form.CAP
    add_link(element, "enclosure", request.build_absolute_uri(f"{page}/{alert.value}.xml"), type=CAP)
    said = "\n".join(filter(None, (became, *_holds(each, crisis), "" if line.is_dead else words.text)))
    add_words(element, "content", said, language="" if language == own else language, type="text")


def _became(each: FeedEntry, crisis: CrisisView) -> str:
    """Return what became of dead advice; nothing while it is advice."""
    line = each.advice
    hour = hour_words(line.ended_at, crisis.zone) if line.ended_at else ""
    if line.state is AdviceState.SUPERSEDED:
        return _("REPLACED by advice {number} on {hour}.").format(number=line.superseded_by, hour=hour)
    if line.state is AdviceState.WITHDRAWN:
        return _("WITHDRAWN on {hour}.").format(hour=hour)
    return _("EXPIRED on {hour}.").format(hour=hour) if line.state is AdviceState.EXPIRED else ""


def _holds(each: FeedEntry, crisis: CrisisView) -> list[str]:
    line = each.advice
    if line.is_dead:
        return []
    where = [shown.where for shown in shown_of((line,), crisis, each.updated)]
    until = _("Holds until {hour}.").format(hour=hour_words(line.valid_until, crisis.zone)) if line.valid_until else ""
    begins = line.state is AdviceState.NOT_YET
    since = _("Holds from {hour}.").format(hour=hour_words(line.valid_from, crisis.zone)) if begins else ""
    return [*where, since, until]
