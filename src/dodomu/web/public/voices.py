"""The voice of the people: anybody says what is wrong or missing, follows it by its number, and sees what came of it.

What is shown to all is what officers wrote for all. What somebody wrote, and an answer that is for them alone, stand
only at the secret address that they were given.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from dodomu.contact.operations import voices as operations
from dodomu.contact.operations.voices import VoiceReceipt
from dodomu.contact.queries import voices as queries
from dodomu.contact.queries.voices import Followed, Own, PublicAnswer
from dodomu.contact.rules.terms import VoiceKind, VoiceStanding
from dodomu.contact.rules.voices import LONGEST_CONTACT, LONGEST_WORDS, VoiceCounts, VoiceGiven, spoken
from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.crises import CrisisView, crisis_by_id
from dodomu.foundation.refusal import Refused
from dodomu.people.queries.private import private_page
from dodomu.web.parts.hours import day_words, hour_words
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.unavailable import made_sure
from dodomu.web.parts.voice_words import KINDS, STANDINGS, promised_day
from dodomu.web.public import typed as reading
from dodomu.web.public.answers import no_such_link
from dodomu.web.public.front import crisis_or_404, of_crisis
from dodomu.web.public.lines import Choices, Line, choices
from dodomu.web.public.secrecy import keep_private, kept_private
from dodomu.web.public.sender import from_our_pages
from dodomu.web.public.told import Text

NOT_UNDERSTOOD = 422
NOT_FOUND = 404
FRESH = 60  # seconds
ROOM = 9000  # bytes of answers on one page; the rest is a page further
MOST = 40  # answers that are looked at for one page
LONGEST_TYPED = 40  # of a number
TEMPLATES = Path(__file__).resolve().parent / "templates" / "public"
# The page is the same for everybody, so its style is allowed by what it is, not by a number used once.
STYLE = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "forms.css", "voices.css"))
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
NATIVE_NAMES = dict(settings.LANGUAGES)
ANSWERED = frozenset({VoiceStanding.IN_TIME, VoiceStanding.LATE})


@dataclass(frozen=True, slots=True)
class VoiceForm:
    """The form as it was typed, and why it was not kept."""

    submission: UUID
    kinds: Choices
    words: Line
    contact: Line
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A public answer in words."""

    number: str
    question: Text
    answer: Text
    changed: Text
    received: str
    answered: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where feedback stands, in words."""

    number: str
    words: str
    received: str
    promised: str
    answered: str
    is_overdue: bool
    is_waiting: bool
    is_private: bool
    public: Shown | None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, what they were answered, and where it stands."""

    kind: str
    words: str
    answer: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of the bar, as SVG writes it."""

    name: VoiceStanding
    x: str
    width: str


# --- saying it ------------------------------------------------------------------------------------------------------


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; keep what is said, by anybody, and give its number."""
    crisis = crisis_or_404(slug)
    if request.method != "POST":
        return _show_form(request, crisis, _form(QueryDict(), uuid4()))
    return _take(request, crisis)


@from_our_pages
@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def say_known(request: HttpRequest, token: str) -> HttpResponse:
    """The same from a private page: who writes is known, and reads the answers here."""
    known = private_page(token)
    if known is None:
        return no_such_link(request)
    if request.method != "POST":
        return _show_form(request, known.crisis, _form(QueryDict(), uuid4()), link=token)
    return _take(request, known.crisis, link=token)


def _take(request: HttpRequest, crisis: CrisisView, *, link: str = "") -> HttpResponse:
    form, at = reading.form_id(request.POST), clock.now(crisis)
    given = VoiceGiven(_kind(request.POST), request.POST.get("words", ""), get_language() or "", _contact(request.POST))

    def keep() -> VoiceReceipt:
        submission = reading.submission_of(request.POST, form)
        return operations.say(crisis=crisis.id, given=given, submission=submission, link=link, by=PUBLIC, at=at)

    try:
        receipt = made_sure(keep)
    except Refused as refused:
        return _show_form(request, crisis, _form(request.POST, form, refused), link=link, status=NOT_UNDERSTOOD)
    return _answer(request, crisis, receipt, link)


def _answer(request: HttpRequest, crisis: CrisisView, receipt: VoiceReceipt, link: str) -> HttpResponse:
    path = reverse("public:voice-own", args=[receipt.token])
    context = {
        **of_crisis(crisis),
        "number": spoken(receipt.number),
        "received": hour_words(receipt.received_at, crisis.zone),
        "repeated": receipt.repeated,
        "promised": promised_day(crisis, receipt.promised_for),
        "link": request.build_absolute_uri(path),
        "link_path": path,
        "token": link,
    }
    return keep_private(render(request, "public/voice_kept.html", context))


def _form(typed: QueryDict, submission: UUID, refused: Refused | None = None) -> VoiceForm:
    field, refusal = (refused.details.get("field", ""), sentence(refused)) if refused else ("", "")

    def line(name: str) -> Line:
        return Line(name, typed.get(name, ""), (refusal,) if field == name else ())

    kinds = choices("kind", "radio", KINDS, [_kind(typed)] if typed else ())
    return VoiceForm(submission, kinds, line("words"), line("contact"), refusal)


def _kind(typed: QueryDict) -> VoiceKind:
    said = typed.get("kind", "")
    return VoiceKind(said) if said in set(VoiceKind) else VoiceKind.OTHER


def _contact(typed: QueryDict) -> str:
    return typed.get("contact", "")


def _show_form(
    request: HttpRequest, crisis: CrisisView, form: VoiceForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    at = clock.now(crisis)
    context = {
        **of_crisis(crisis),
        "form": form,
        "token": link,
        "promised": promised_day(crisis, queries.promise(sending=crisis.sending, otherwise=crisis.zone, at=at)),
        "longest": LONGEST_WORDS,
        "longest_contact": LONGEST_CONTACT,
        "mine": [_said(each, crisis) for each in queries.own_of_link(link, at=at)] if link else (),
    }
    return render(request, "public/voice.html", context, status=status)


# --- following it ---------------------------------------------------------------------------------------------------


@require_safe
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where the feedback with a number stands; nothing that its sender wrote."""
    crisis = crisis_or_404(slug)
    typed = request.GET.get("number", "")[:LONGEST_TYPED]
    found = queries.follow(crisis.id, typed, at=clock.now(crisis))
    context = {**of_crisis(crisis), "typed": typed, "standing": _standing(found, crisis) if found else None}
    return render(request, "public/voice_follow.html", context, status=200 if found or not typed else NOT_FOUND)


@kept_private
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show its sender what they wrote, and what they were answered."""
    where = queries.crisis_of(token)
    crisis = crisis_by_id(where) if where else None
    mine = queries.own(token, at=clock.now(crisis)) if crisis else None
    if crisis is None or mine is None:
        return no_such_link(request)
    return render(request, "public/voice_own.html", {**of_crisis(crisis), "said": _said(mine, crisis), "token": token})


def _said(mine: Own, crisis: CrisisView) -> Said:
    return Said(str(KINDS[mine.kind]), mine.words, mine.answer, _standing(mine.followed, crisis))


def _standing(found: Followed, crisis: CrisisView) -> Standing:
    return Standing(
        number=spoken(found.number),
        words=str(STANDINGS[found.standing]),
        received=day_words(found.received_at, crisis.zone),
        promised=promised_day(crisis, found.promised_for),
        answered=promised_day(crisis, found.answered_at) if found.answered_at else "",
        is_overdue=found.standing is VoiceStanding.OVERDUE,
        is_waiting=found.standing in (VoiceStanding.OPEN, VoiceStanding.OVERDUE),
        is_private=found.is_answered_privately,
        public=_shown(found.public, crisis) if found.public else None,
    )


# --- what came of it ------------------------------------------------------------------------------------------------


@csp_update({"style-src": [f"'sha256-{STYLE_DIGEST}'"]})  # type: ignore[arg-type]  # it knows no views with an address
@conditional_page
@cache_control(public=True, max_age=FRESH)
@vary_on_headers("Accept-Language", "Cookie")
@require_safe
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """Count what came and what came of it, and show the public answers."""
    crisis = crisis_or_404(slug)
    at, before = clock.now(crisis), request.GET.get("before", "")[:LONGEST_TYPED]
    counts = queries.counts(crisis.id, at=at)
    found = queries.public_answers(crisis.id, before=before, most=MOST)
    shown = _fitting(found.answers, crisis)
    context = {
        **of_crisis(crisis),
        "style": mark_safe(STYLE),  # noqa: S308  (our own file)
        "now": hour_words(at, crisis.zone),
        "counts": counts,
        "bar": _bar(counts),
        "percent": _percent(counts),
        "answers": shown,
        "is_older": bool(before),
        "older": found.answers[len(shown) - 1].number if found.goes_on or len(shown) < len(found.answers) else "",
    }
    return render(request, "public/voices.html", context)


def _fitting(answers: Sequence[PublicAnswer], crisis: CrisisView) -> list[Shown]:
    """Return as many as a page has room for, one at least."""
    fitting: list[Shown] = []
    room = ROOM
    for each in answers:
        room -= len("".join((each.question, each.answer, each.what_changed)).encode()) + 200
        if room < 0 and fitting:
            break
        fitting.append(_shown(each, crisis))
    return fitting


def _shown(each: PublicAnswer, crisis: CrisisView) -> Shown:
    return Shown(
        number=spoken(each.number),
        question=_text(each.question, each.language),
        answer=_text(each.answer, each.language),
        changed=_text(each.what_changed, each.language),
        received=day_words(each.received_at, crisis.zone),
        answered=promised_day(crisis, each.answered_at),
        is_late=each.is_late,
    )


def _text(words: str, language: str) -> Text:
    return Text(words) if language in ("", get_language()) else Text(words, language, NATIVE_NAMES.get(language, ""))


def _percent(counts: VoiceCounts) -> str:
    """Of those whose day has come, how many of a hundred were answered in time; never rounded up to all of them."""
    return f"{100 * counts.in_time // counts.due if counts.due else 0}\u00a0%"


def _bar(counts: VoiceCounts) -> list[Stretch]:
    parts: list[tuple[VoiceStanding, int]] = [(each, getattr(counts, each.value)) for each in (
        VoiceStanding.IN_TIME, VoiceStanding.LATE, VoiceStanding.OPEN, VoiceStanding.OVERDUE, VoiceStanding.SET_ASIDE,
    )]  # fmt: skip
    stretches, before = [], 0
    for name, many in parts:
        if many:
            x, width = 100 * before / counts.received, 100 * many / counts.received
            stretches.append(Stretch(name, f"{x:.2f}%", f"{width:.2f}%"))
        before += many
    return stretches
