"""Advice as anyone reads it: what holds first and whole, then what is dead and says so; word for word as signed."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from dodomu.contact.queries import advice as queries
from dodomu.contact.queries.advice import AdviceLine, StatementLine
from dodomu.contact.rules.statements import MANY, Form
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation import clock
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import places_of
from dodomu.web.parts.advice_words import FORMS, STATES
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.hours import near_words, zone_words
from dodomu.web.parts.said import Blocks, blocks
from dodomu.web.public.freshness import ASKED_AGAIN
from dodomu.web.public.front import crisis_or_404, of_crisis

FRESH = 60  # seconds; of files that never change
ROOM = 4200  # bytes of advice on one page, before they are pressed; the rest is a page further
LINE_BYTES = 150
MOST_ON_TOP = 3  # on pages that are about something else
TEMPLATES = Path(__file__).resolve().parent / "templates" / "public"
# The page is the same for everybody, so its style is allowed by what it is, not by a number used once.
STYLE = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "advice.css"))
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
FILE = re.compile(r"(?P<form>[a-z_]{3,12})(\.(?P<language>[a-z]{2}))?\.(?P<kind>txt|xml)(?P<signature>\.minisig)?")
TYPES = {"txt": "text/plain; charset=utf-8", "xml": "application/cap+xml"}
ALERTS = (Form.CAP, Form.CAP_CANCEL)
ALIVE = (AdviceState.IN_FORCE, AdviceState.NOT_YET)


@dataclass(frozen=True, slots=True)
class Shown:
    """Advice in words."""

    number: int
    language: str  # empty where it is that of the page
    named: str  # the language, by its own name
    headline: str
    lines: tuple[str, ...]
    where: str
    holds: str  # until when, or since when it holds no more
    state: str
    state_words: str
    superseded_by: int | None
    is_dead: bool


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A text of ours as a file, and the file that shows that it is ours."""

    name: str
    words: str
    language: str
    is_signed: bool


def sealed_page(view: Any) -> Any:
    """Let a page be kept by whoever asks us again before it is shown, with its style and nothing else allowed."""
    kept = conditional_page(cache_control(**ASKED_AGAIN)(vary_on_headers("Accept-Language", "Cookie")(view)))
    return csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})(kept)


@sealed_page
@require_safe
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what holds, whole while there is room; then what will hold; then what is dead, crossed out."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    lines = queries.public_advice(crisis.id, at=at)
    alive = [each for each in lines if each.state in ALIVE]
    dead, is_older = _from(request, [each for each in lines if each.is_dead])
    room = Room()
    shown = [] if is_older else [room.fit(each) for each in shown_of(alive, crisis, at)]
    gone = room.as_many(shown_of(dead, crisis, at))
    context = {
        **of_every_page(crisis, at),
        "alive": shown,
        "dead": gone,
        "older": gone[-1].number if gone and len(gone) < len(dead) else None,
        "is_older": is_older,
    }
    return render(request, "public/advice.html", context)


@sealed_page
@require_safe
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one piece of advice exactly as it was signed, and above it what became of it."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    line = advice_or_404(crisis, number, at)
    said = statements_at(line, at)
    page = _page_of(line, said)
    withdrawal = next((each for each in said if page and _is(each, Form.WITHDRAWAL, page.language)), None)
    context = {
        **of_every_page(crisis, at),
        "shown": shown_of((line,), crisis, at)[0],
        "blocks": blocks(page.text) if page else Blocks((), "", (), ()),
        "is_disowned": any(each.is_disowned for each in said),
        "withdrawal": blocks(withdrawal.text) if withdrawal else None,
        "spoken": next((each.text for each in said if page and _is(each, Form.VOICE, page.language)), ""),
        "files": files_of(said, page.language if page else ""),
        "languages": [code for code in line.words if page and code != page.language],
    }
    return render(request, "public/advice_one.html", context)


@cache_control(public=True, max_age=FRESH)
@require_safe
def file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:  # noqa: ARG001
    """Return a text exactly as it was signed, or its signature, as `minisign` takes them."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    asked = FILE.fullmatch(name)
    line = advice_or_404(crisis, number, at)
    if asked is None or asked["form"] not in set(Form):
        raise Http404
    said = queries.statement(line.id, Form(asked["form"]), asked["language"] or MANY)
    if said is None or said.signed_at > at or name_of(said) != name.removesuffix(".minisig"):
        raise Http404
    if not asked["signature"]:
        return HttpResponse(said.text, content_type=TYPES[asked["kind"]])
    if not said.signature:
        raise Http404
    return HttpResponse(said.signature, content_type="text/plain; charset=utf-8")


class Room:
    """How much still fits on a page."""

    def __init__(self, left: int = ROOM) -> None:
        self.left = left

    def fit(self, each: Shown) -> Shown:
        """Return advice whole where it fits, else its headline, behind which the rest is a page further."""
        size = sum(len(line.encode()) for line in each.lines)
        self.left -= len(each.headline.encode()) + LINE_BYTES
        if size > self.left:
            return _short(each)
        self.left -= size
        return each

    def as_many(self, lines: Sequence[Shown]) -> list[Shown]:
        """Return the headlines of as many as fit, one at least."""
        fitting: list[Shown] = []
        for each in lines:
            self.left -= len(each.headline.encode()) + len(each.where.encode()) + LINE_BYTES
            if self.left < 0 and fitting:
                break
            fitting.append(_short(each))
        return fitting


def on_top(crisis: CrisisView, at: datetime) -> list[Shown]:
    """Return what holds now, for pages that are about something else: the newest, as headlines."""
    return shown_of(queries.in_force(crisis.id, at=at)[:MOST_ON_TOP], crisis, at)


def of_every_page(crisis: CrisisView, at: datetime) -> dict[str, Any]:
    """Return what each page of advice needs."""
    return {
        **of_crisis(crisis),
        "style": mark_safe(STYLE),  # noqa: S308  (our own file)
        "now": near_words(at, crisis.zone, at),
        "zone": zone_words(crisis.zone),
    }


def advice_or_404(crisis: CrisisView, number: int, at: datetime) -> AdviceLine:
    """Return published advice, or answer that there is none."""
    line = queries.advice_by_number(crisis.id, number, at=at) if number < 2**31 else None
    if line is None:
        raise Http404
    return line


def statements_at(line: AdviceLine, at: datetime) -> list[StatementLine]:
    """Return what was signed of advice until an hour."""
    return [each for each in queries.statements_of(line.id) if each.signed_at <= at]


def shown_of(lines: Iterable[AdviceLine], crisis: CrisisView, at: datetime) -> list[Shown]:
    """Put advice into words."""
    found = list(lines)
    needs_names = any(each.places for each in found)
    names = {place.id: place.name for place in places_of(crisis.id)} if needs_names else {}
    return [_shown(each, crisis, names, at) for each in found]


def files_of(said: Iterable[StatementLine], language: str) -> list[SignedFile]:
    """Return the files of a language, and those of all languages."""
    return [
        SignedFile(name_of(each), str(FORMS[each.form]), each.language, bool(each.signature))
        for each in said
        if each.language in (language, MANY)
    ]


def name_of(said: StatementLine) -> str:
    """Return the name under which a statement is a file."""
    return f"{said.form.value}.xml" if said.form in ALERTS else f"{said.form.value}.{said.language}.txt"


def _is(said: StatementLine, form: Form, language: str) -> bool:
    return said.form is form and said.language == language


def _page_of(line: AdviceLine, said: Sequence[StatementLine]) -> StatementLine | None:
    language, _words = line.words_for(get_language() or "")
    return next((each for each in said if _is(each, Form.PAGE, language)), None)


def _shown(line: AdviceLine, crisis: CrisisView, names: dict[UUID, str], at: datetime) -> Shown:
    language, words = line.words_for(get_language() or "")
    is_own = language == get_language()
    return Shown(
        number=line.number, language="" if is_own else language, named="" if is_own else NATIVE_NAMES.get(language, ""),
        headline=words.headline, lines=tuple(each for each in words.text.split("\n") if each),
        where=", ".join(names[place] for place in line.places if place in names),
        holds=_holds(line, crisis, at), state=line.state, state_words=str(STATES[line.state]),
        superseded_by=line.superseded_by, is_dead=line.is_dead,
    )  # fmt: skip


def _holds(line: AdviceLine, crisis: CrisisView, at: datetime) -> str:
    hour = line.ended_at or (line.valid_from if line.state is AdviceState.NOT_YET else line.valid_until)
    return near_words(hour, crisis.zone, at) if hour else ""


def _short(each: Shown) -> Shown:
    return Shown(
        each.number, each.language, each.named, each.headline, (), each.where, each.holds, each.state,
        each.state_words, each.superseded_by, each.is_dead,
    )  # fmt: skip


def _from(request: HttpRequest, dead: list[AdviceLine]) -> tuple[list[AdviceLine], bool]:
    """Return those after the one whose number is asked for, and whether one was; anything else asks for the newest."""
    asked = request.GET.get("before", "")
    numbers = [str(each.number) for each in dead]
    return (dead[numbers.index(asked) + 1 :], True) if asked in numbers else (dead, False)
