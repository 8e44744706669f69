"""What is known, told to anyone: light, without a script or a cookie, and the same for all who ask at one hour."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from dodomu.foundation import clock
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.places import places_of
from dodomu.situation.queries.public import (
    PublicNewest,
    PublicRest,
    PublicSituation,
    public_newest,
    public_rest,
    public_restrictions,
    public_situation,
)
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.pages import page_asked
from dodomu.web.public import in_force, known, rest
from dodomu.web.public.advice import on_top as advice_on_top
from dodomu.web.public.freshness import ASKED_AGAIN
from dodomu.web.public.front import crisis_or_404, of_crisis
from dodomu.web.public.told import Reader

ROOM = 5600  # bytes of what is newest on the first page; the rest is a page further
ROOM_FURTHER = 11_000  # there nothing else stands
LINE_BYTES = 120  # bytes that the line of anything takes, its words apart
TEMPLATES = Path(__file__).resolve().parent / "templates" / "public"
# The page is the same for everybody, so its style is allowed by what it is, not by a number used once.
STYLE = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "situation.css"))
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

Line = known.Report | known.Rumour


@dataclass(frozen=True, slots=True)
class Told:
    """A report or an answer, put into words only where there is room for it."""

    told_at: datetime
    thing: UUID
    in_words: Callable[[], Line]


@dataclass(frozen=True, slots=True)
class Part:
    """What fits on one page of the newest, and from where on it goes further back."""

    reports: tuple[known.Report, ...]
    rumours: tuple[known.Rumour, ...]
    older: str


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})  # type: ignore[arg-type]  # it knows no views with an address
@conditional_page
@cache_control(**ASKED_AGAIN)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what to do, what is known, what is in force, what is not known, and which rumours are answered."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    reader, before = reader_of(crisis, at), hour_asked(request.GET.get("before", ""))
    if before is None:
        shown = _first_page(public_situation(crisis.id, at=at), reader) | {"advice": advice_on_top(crisis, at)}
    else:
        shown = _older_page(public_newest(crisis.id, at=at, before=before), reader, before)
    context = of_every_page(crisis, reader) | shown | {"is_older": before is not None}
    return render(request, "public/situation.html", context)


def of_every_page(crisis: CrisisView, reader: Reader) -> dict[str, Any]:
    """Return what each page of the situation needs."""
    return {
        **of_crisis(crisis),
        "style": mark_safe(STYLE),  # noqa: S308  (our own file)
        "now": reader.moment(reader.at),
        "zone": zone_words(crisis.zone),
    }


def reader_of(crisis: CrisisView, at: datetime, *, names_zone: bool = False) -> Reader:
    """Return for whom the situation is put into words."""
    return Reader(crisis, at, {place.id: place for place in places_of(crisis.id)}, names_zone)


def hour_asked(typed: str) -> datetime | None:
    """Read `?before=2022-01-11T10:00:00Z`; whatever is no hour asks for the newest."""
    try:
        hour = datetime.fromisoformat(typed)
        return hour.astimezone(UTC) if hour.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _first_page(told: PublicSituation, reader: Reader) -> dict[str, Any]:
    part = part_of(told, reader)
    page = in_force.pages_of(told.in_force, told.to_come, reader)[0]
    rest_shown = _rest_of(PublicRest(told.open_questions, told.figures, told.sources), reader)[0]
    shown: dict[str, Any] = {
        "reports": part.reports,
        "rumours": part.rumours,
        "older": part.older,
        "newest": reader.hour(told.newest_at, "hour", "") if told.newest_at else None,
        "in_force": page.in_force,
        "to_come": page.to_come,
        "more_restrictions": page.left,
        "questions": rest_shown.questions,
        "figures": rest_shown.figures,
        "more_of_the_rest": rest_shown.left,
    }
    return shown | {"is_mixed": _is_mixed(shown)}


def _older_page(told: PublicNewest, reader: Reader, before: datetime) -> dict[str, Any]:
    part = part_of(told, reader, before)
    shown: dict[str, Any] = {"reports": part.reports, "rumours": part.rumours, "older": part.older}
    return shown | {"is_mixed": _is_mixed(shown)}


def _is_mixed(shown: dict[str, Any]) -> bool:
    """Say whether anything on the page stands in another language than the page."""
    reports = [*shown["reports"], *shown.get("questions", ())]
    texts = [each.text for each in reports]
    texts += [text for each in shown["rumours"] for text in (each.answer, each.claim)]
    return any(text.language for text in texts)


def part_of(told: PublicSituation | PublicNewest, reader: Reader, before: datetime | None = None) -> Part:
    """Return of the newest reports and answers as many as fit on a page, the first or one further back."""
    newest = sorted(_newest(told, reader), key=lambda each: (-each.told_at.timestamp(), str(each.thing)))
    lines = list(_fitting(newest, ROOM if before is None else ROOM_FURTHER))
    return Part(
        tuple(line for line in lines if isinstance(line, known.Report)),
        tuple(line for line in lines if isinstance(line, known.Rumour)),
        _typed(newest[len(lines) - 1].told_at) if len(lines) < len(newest) or told.goes_on else "",
    )


def _newest(told: PublicSituation | PublicNewest, reader: Reader) -> Iterator[Told]:
    for report in told.known:
        yield Told(report.fact.announced_at, report.fact.thing, partial(known.report, report, reader))
    for rumour in told.rumours:
        hour = rumour.fact.answered_at or rumour.fact.announced_at
        yield Told(hour, rumour.fact.thing, partial(known.rumour, rumour, reader))


def _fitting(newest: Sequence[Told], room: int) -> Iterator[Line]:
    """Put into words what fits; what was told at one hour stays together, or the next page would lose the rest."""
    for number, each in enumerate(newest):
        if room < 0 and each.told_at != newest[number - 1].told_at:
            return
        line = each.in_words()
        room -= _bytes(line)
        yield line


def _bytes(line: Line) -> int:
    texts = [line.text] if isinstance(line, known.Report) else [line.answer, line.claim]
    words = [text.words for text in texts] + [part for voice in line.voices for part in (voice.name, voice.address)]
    return LINE_BYTES + sum(len(each.encode()) for each in words)


def _typed(hour: datetime) -> str:
    """Return an hour as `hour_asked` reads it."""
    return hour.astimezone(UTC).isoformat().replace("+00:00", "Z")


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})  # type: ignore[arg-type]  # it knows no views with an address
@conditional_page
@cache_control(**ASKED_AGAIN)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def restrictions(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the restrictions for which the page of the situation has no room, as many as fit on a page."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    reader, told = reader_of(crisis, at), public_restrictions(crisis.id, at=at)
    pages = in_force.pages_of(told.in_force, told.to_come, reader)
    shown = _one_further(pages, page_asked(request))
    return render(request, "public/situation_restrictions.html", of_every_page(crisis, reader) | shown)


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})  # type: ignore[arg-type]  # it knows no views with an address
@conditional_page
@cache_control(**ASKED_AGAIN)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def rest_of_it(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the open questions and figures for which the page of the situation has no room, page by page."""
    crisis = crisis_or_404(slug)
    at = clock.now(crisis)
    reader = reader_of(crisis, at)
    shown = _one_further(_rest_of(public_rest(crisis.id, at=at), reader), page_asked(request))
    return render(request, "public/situation_rest.html", of_every_page(crisis, reader) | shown)


def _rest_of(told: PublicRest, reader: Reader) -> Sequence[rest.Page]:
    questions = [known.report(each, reader) for each in told.open_questions]
    return rest.pages_of(questions, known.figures(told.figures, told.sources, reader))


def _one_further(pages: Sequence[in_force.Page] | Sequence[rest.Page], asked: int) -> dict[str, Any]:
    """Return the page that is asked for, of those after the first; what was further may fit on the first by now."""
    number = min(max(asked, 1), max(len(pages) - 1, 1))
    page = pages[number] if len(pages) > 1 else pages[0]
    return {"page": page, "following": number + 1 if page.left else 0}
