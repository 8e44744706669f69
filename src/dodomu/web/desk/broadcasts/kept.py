"""A broadcast that is kept, as its form shows it, and where it is found."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries import advice as advice_queries
from dodomu.contact.queries import broadcasts, deliveries
from dodomu.contact.queries.broadcasts import Whole
from dodomu.contact.queries.deliveries import ConnectionState
from dodomu.contact.queries.named_parties import codes_of
from dodomu.contact.rules import ladders
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceState, BroadcastState, Purpose
from dodomu.web.desk.broadcasts.forms import LANGUAGES, ROWS
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.forms.wall_hours import wall_of

OPEN = (BroadcastState.DRAFT, BroadcastState.ASKED)
UNDER_WAY = (BroadcastState.APPROVED, BroadcastState.RUNNING, BroadcastState.PAUSED)
ALIVE = (AdviceState.IN_FORCE, AdviceState.NOT_YET)
MOST_NUMBER = 2**31 - 1


def found(request: DeskRequest, number: int) -> Whole:
    """Return a broadcast of the crisis by its number, or 404."""
    whole = broadcasts.broadcast(request.crisis.id, number) if number <= MOST_NUMBER else None
    if whole is None:
        raise Http404
    return whole


def address(request: DeskRequest, number: int, done: str = "") -> str:
    """Return where a broadcast is shown."""
    page = reverse("desk:broadcast", args=[request.crisis.slug, number])
    return f"{page}?done={done}" if done else page


def back(request: DeskRequest, number: int, done: str) -> HttpResponse:
    """Show the broadcast again, with what was done."""
    return redirect(address(request, number, done))


def ways_out(request: DeskRequest) -> list[ConnectionState]:
    """Return the connections that messages of this crisis go over: an exercise has its own."""
    is_drill = request.crisis.is_exercise
    return [each for each in deliveries.connections_now() if (each.channel is ChannelKind.DRILL) == is_drill]


def choices_of_advice(request: DeskRequest) -> list[tuple[str, str]]:
    """Return the advice that a broadcast can carry now."""
    lines = advice_queries.all_advice(request.crisis.id, at=request.at)
    return [(str(each.id), f"{each.number}. {each.words_for('')[1].headline}") for each in lines if each.state in ALIVE]


def usual() -> dict[str, Any]:
    """Return what a new draft begins with: the usual ladder."""
    return _ladder(ladders.USUAL)


def initial_of(request: DeskRequest, whole: Whole) -> dict[str, Any]:
    """Return what the form of a broadcast that is kept shows."""
    audience, line, zone = whole.audience, whole.line, request.crisis.zone
    texts = [] if all(text.channel for text in whole.texts) else whole.texts  # else they are those of the advice
    words = {
        f"{'sms' if text.channel is ChannelKind.SMS else 'text'}_{text.language}": text.text
        for text in texts
        if text.channel in (None, ChannelKind.SMS)
    }
    subjects = {f"subject_{text.language}": text.subject for text in texts if text.channel is None}
    return {
        "version": line.version, "name": line.name, "purpose": line.purpose, "ground": line.ground,
        "advice": str(line.advice or ""), "waves": whole.waves, "wave_minutes": whole.wave_minutes,
        "places": [str(each) for each in audience.places], "needs": list(audience.needs),
        "wishes": list(audience.wishes), "accounts": list(audience.accounts), "languages": list(audience.languages),
        "legs": ", ".join(audience.legs), "codes": ", ".join(codes_of(request.crisis.id, audience.parties)),
        "not_heard_since": wall_of(audience.not_heard_since, zone), "heard_since": wall_of(audience.heard_since, zone),
        "registered_only": audience.registered_only, **_ladder(whole.ladder), **words, **subjects,
    }  # fmt: skip


def withdrawal_of(request: DeskRequest, advice: str) -> dict[str, Any]:
    """Return the words with which advice was withdrawn, as they were signed, and no others, for a new broadcast."""
    try:
        found = advice_queries.statements_of(UUID(advice))
    except ValueError:
        return {}
    said = [each for each in found if each.form is Form.WITHDRAWAL and each.crisis == request.crisis.id]
    nothing = {f"{part}_{language}": "" for part in ("text", "sms", "subject") for language in LANGUAGES}
    words = {f"text_{each.language}": each.text for each in said}
    return {**nothing, **words, "purpose": Purpose.NOTICE, "advice": "", "name": ""} if said else {}


def _ladder(ladder: ladders.Ladder) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for number, step in enumerate(ladder[:ROWS]):
        rows |= {f"step_{number}": f"{step.rung} {step.channel}", f"minutes_{number}": step.minutes}
    return rows
