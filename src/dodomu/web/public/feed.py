"""What is known as a feed (Atom, RFC 4287): one entry for each thing that the public is told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID
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

from dodomu.foundation import clock
from dodomu.foundation.crises import CrisisView
from dodomu.situation.queries.public import PublicSituation, Sourced, public_last
from dodomu.situation.rules.known import FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.web.public import known
from dodomu.web.public.freshness import ASKED_AGAIN
from dodomu.web.public.front import crisis_or_404
from dodomu.web.public.situation import reader_of
from dodomu.web.public.told import Reader, Text, Voice

NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LONGEST_TITLE = 200
MOST_ENTRIES = 300  # a reader asks every few minutes; what is older stands on the page
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Told = ReportKnown | RestrictionKnown | RumourKnown | FigureKnown


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the public is told, in words, and under which heading of the page it stands."""

    thing: UUID
    section: str
    published: datetime
    updated: datetime
    title: Text
    text: Text
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry, put into words only where there is room for it."""

    fact: Told
    in_words: Callable[[], Entry]

    @property
    def updated(self) -> datetime:
        """When the public was told this version of it."""
        return _updated(self.fact)


@conditional_page
@cache_control(**ASKED_AGAIN)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell feed readers what is known, in the language of the address or of the reader."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    reader = reader_of(crisis, at, names_zone=True)
    tree = _tree(request, crisis, entries_of(public_last(crisis.id, at=at, most=MOST_ENTRIES), reader))
    body = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def entries_of(told: PublicSituation, reader: Reader) -> list[Entry]:
    """Return an entry for each thing that is published, the newest first and no more than a reader can use."""
    drafts = sorted(_drafts(told, reader), key=lambda each: (-each.updated.timestamp(), str(each.fact.thing)))
    return [draft.in_words() for draft in drafts[:MOST_ENTRIES]]


def _drafts(told: PublicSituation, reader: Reader) -> Iterator[Draft]:
    yield from (Draft(each.fact, partial(_report, each, reader)) for each in told.known)
    yield from (Draft(each.fact, partial(_question, each, reader)) for each in told.open_questions)
    yield from (Draft(each.fact, partial(_restriction, each, "in-force", reader)) for each in told.in_force)
    yield from (Draft(each.fact, partial(_restriction, each, "to-come", reader)) for each in told.to_come)
    yield from (Draft(each.fact, partial(_rumour, each, reader)) for each in told.rumours)
    for group, figure in zip(told.figures, known.figures(told.figures, told.sources, reader), strict=True):
        for fact, claim in zip(group.claims, figure.claims, strict=True):
            yield Draft(fact, partial(_claim, fact, figure, claim))


def _report(sourced: Sourced[ReportKnown], reader: Reader) -> Entry:
    line = known.report(sourced, reader)
    gone = _("No longer so: newer word has replaced it.") if line.is_replaced else ""
    when = ", ".join(filter(None, (line.happened or line.told.words, line.where, line.doubt, gone)))
    return _entry(sourced.fact, "known", line.text, _with(line.text, when), line.voices)


def _question(sourced: Sourced[ReportKnown], reader: Reader) -> Entry:
    line = known.report(sourced, reader)
    title = Text(_("Not known: {question}").format(question=line.text.words), line.text.language)
    return _entry(sourced.fact, "not-known", title, _with(line.text, line.told.words), line.voices)


def _restriction(sourced: Sourced[RestrictionKnown], section: str, reader: Reader) -> Entry:
    where = known.country_words(sourced.fact, reader) or reader.place(sourced.fact.place) or sourced.fact.scope
    line = known.restriction(sourced, where, reader)
    words = f"{where}: {line.name} {line.daily}".rstrip() + f", {line.until}"
    told = _("told {hour}").format(hour=line.told.words)
    return _entry(sourced.fact, section, Text(words), Text(" · ".join((*line.details, told))), line.voices)


def _rumour(sourced: Sourced[RumourKnown], reader: Reader) -> Entry:
    """The answer comes first and stands in the title: that is what is read on."""
    line = known.rumour(sourced, reader)
    claim = _("{verdict}: “{claim}”").format(verdict=line.verdict, claim=line.claim.words)
    title = Text(f"{line.answer.words} ({claim})", line.answer.language)
    answered = _("Answered by: {who}").format(who=f"{line.answered_by}, {line.told.words}")
    return _entry(sourced.fact, "rumours", title, _with(line.answer, claim, answered), line.voices)


def _claim(fact: FigureKnown, figure: known.Figure, claim: known.Claim) -> Entry:
    taken_back = _("taken back by its source") if claim.is_taken_back else ""
    title = f"{figure.of_what}: {claim.number}"
    text = ", ".join(filter(None, (figure.where, claim.as_of.words, claim.doubt, taken_back)))
    return _entry(fact, "figures", Text(f"{title} ({taken_back})" if taken_back else title), Text(text), claim.voices)


def _entry(fact: Told, section: str, title: Text, text: Text, voices: tuple[Voice, ...]) -> Entry:
    return Entry(fact.thing, section, fact.published_at or fact.recorded_at, _updated(fact), title, text, voices)


def _updated(fact: Told) -> datetime:
    return max(fact.published_at or fact.recorded_at, fact.recorded_at)


def _with(text: Text, *lines: str) -> Text:
    return Text("\n".join((text.words, *lines)), text.language)


def _tree(request: HttpRequest, crisis: CrisisView, entries: list[Entry]) -> Element:
    language = get_language() or ""
    page = _address(request, "public:situation", crisis, language)
    feed = Element("feed", {"xmlns": NAMESPACE, LANGUAGE: language})
    add_words(feed, "id", f"urn:uuid:{crisis.id}")
    add_words(feed, "title", f"{_('What is known')} – {crisis.name}")
    if crisis.is_exercise:
        add_words(feed, "subtitle", f"{_('EXERCISE')} – {_('none of this is real.')}")
    add_words(feed, "updated", rfc_hour(max((each.updated for each in entries), default=crisis.opened_at)))
    add_words(SubElement(feed, "author"), "name", _("Dodomu"))
    own = _address(request, "public:situation-feed", crisis, language)
    add_link(feed, "self", own, type="application/atom+xml", hreflang=language)
    add_link(feed, "alternate", page, type="text/html", hreflang=language)
    for entry in entries:
        _add(feed, entry, page, crisis)
    return feed


def _add(feed: Element, entry: Entry, page: str, crisis: CrisisView) -> None:
    element = SubElement(feed, "entry")
    add_words(element, "id", f"urn:uuid:{entry.thing}")
    title = Truncator(entry.title.words).chars(LONGEST_TITLE)
    exercise = f"{_('EXERCISE')}: " if crisis.is_exercise else ""
    add_words(element, "title", f"{exercise}{title}", language=entry.title.language, type="text")
    add_words(element, "published", rfc_hour(entry.published))
    add_words(element, "updated", rfc_hour(entry.updated))
    SubElement(element, "category", term=entry.section)
    add_link(element, "alternate", f"{page}#{entry.section}", type="text/html")
    for voice in entry.voices:
        if voice.address:
            add_link(element, "via", voice.address, title=NOT_IN_XML.sub("", voice.name))
    said = "\n".join(filter(None, (entry.text.words, ", ".join(voice.name for voice in entry.voices))))
    add_words(element, "content", said, language=entry.text.language, type="text")


def add_words(parent: Element, name: str, words: str, *, language: str = "", **attributes: str) -> None:
    """Add an element with words; what XML cannot hold is left out."""
    element = SubElement(parent, name, {**attributes, **({LANGUAGE: language} if language else {})})
    element.text = NOT_IN_XML.sub("", words)


def add_link(parent: Element, relation: str, address: str, **attributes: str) -> None:
    """Add a link; what XML cannot hold is left out."""
    SubElement(parent, "link", {"rel": relation, "href": NOT_IN_XML.sub("", address), **attributes})


def _address(request: HttpRequest, name: str, crisis: CrisisView, language: str) -> str:
    return request.build_absolute_uri(f"{reverse(name, args=[crisis.slug])}?lang={language}")


def rfc_hour(at: datetime) -> str:
    """Return an hour as RFC 3339 has it."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
