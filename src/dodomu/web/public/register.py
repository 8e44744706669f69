"""Registering from a telephone on a bad network: one page, sent once or many times, counted once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from dodomu.foundation import clock
from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.crises import CrisisView
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.operations.preparing import Receipt
from dodomu.people.operations.registering import register_party
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.faults import Fault, FaultCode
from dodomu.people.rules.references import spoken
from dodomu.people.rules.terms import Channel
from dodomu.web.parts.hours import day_words, hour_words
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.unavailable import made_sure
from dodomu.web.public import blank
from dodomu.web.public import typed as reading
from dodomu.web.public.form import Form, show_faults
from dodomu.web.public.front import crisis_or_404, of_crisis
from dodomu.web.public.secrecy import keep_private
from dodomu.web.public.sender import from_our_pages

NOT_UNDERSTOOD = 422
GONE = 410
SIZE_AT_FAULT = (0, Fault("said_size", FaultCode.NOT_A_NUMBER))


@dataclass(frozen=True, slots=True)
class Code:
    """A reference code as it is read out, and whose it is."""

    spoken: str
    name: str


@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, take it, or give it back with everything that was typed."""
    crisis = crisis_or_404(slug)
    if crisis.is_closed:
        return closed(request, crisis)
    if request.method != "POST":
        return show_blank(request, crisis)
    form = Form(crisis, request.POST, reading.form_id(request.POST), sent=True)
    if "show" in request.POST:
        return show_form(request, form)
    return take(request, form)


def take(request: HttpRequest, form: Form) -> HttpResponse:
    """Register whom the form names, or say beside each field what is wrong."""
    people = reading.named_in(form.typed)
    at = clock.now(form.crisis)
    try:
        receipt = made_sure(lambda: send(form, people, at))
    except Refused as refused:
        if refused.reason is FoundationReason.CRISIS_CLOSED:
            return closed(request, form.crisis)
        return give_back(form, refused, people, lambda: show_form(request, form, status=NOT_UNDERSTOOD))
    return answer(request, form.crisis, receipt, at)


def send(form: Form, people: Sequence[reading.Named], at: datetime) -> Receipt:
    """Hand everything to the register exactly as it was typed."""
    size = size_said(form.typed)
    party = reading.party_of(form.typed, len(people), size)
    return register_party(
        crisis=form.crisis.id,
        persons=[each.given for each in people],
        party=party,
        channel=Channel.WEB,
        given_by=reading.giver_of(form.typed, party),
        submission=reading.submission_of(form.typed, form.submission),
        language=get_language() or "",
        received_at=at,
        by=PUBLIC,
        at=at,
    )


def size_said(typed: QueryDict) -> int | None:
    """Return how many they say they are, or refuse what is no number as the register refuses a field."""
    try:
        return reading.number_said(typed)
    except ValueError as fault:
        raise Refused(PeopleReason.FIELDS_AT_FAULT, faults=[SIZE_AT_FAULT]) from fault


def give_back(
    form: Form, refused: Refused, people: Sequence[reading.Named], show: Callable[[], HttpResponse]
) -> HttpResponse:
    """Note in the form what is wrong with it, and show it again."""
    if refused.reason is PeopleReason.FIELDS_AT_FAULT:
        form.faults = show_faults(refused.details["faults"], people)
    else:
        form.refusal = sentence(refused)
    return show()


def show_blank(request: HttpRequest, crisis: CrisisView) -> HttpResponse:
    """Show the form before anything is typed."""
    form = Form(crisis, QueryDict(), uuid4())
    return blank.known(request, crisis) or blank.keep(request, crisis, form.submission, show_form(request, form))


def show_form(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """Show the form as it was typed."""
    until = clock.now(form.crisis) + timedelta(days=form.crisis.keep_days)
    context = {**of_crisis(form.crisis), "form": form, "kept_until": day_words(until, form.crisis.zone)}
    return render(request, "public/register.html", context, status=status)


def answer(request: HttpRequest, crisis: CrisisView, receipt: Receipt, at: datetime) -> HttpResponse:
    """Give the codes and the private link. Nothing in it depends on who was known before."""
    link_path = reverse("public:private", args=[receipt.token])
    context = {
        **of_crisis(crisis),
        "receipt": receipt,
        "received": hour_words(at, crisis.zone),
        "codes": [Code(spoken(each.reference), each.name) for each in receipt.persons],
        "link": request.build_absolute_uri(link_path),
        "link_path": link_path,
    }
    return keep_private(render(request, "public/answered.html", context))


def closed(request: HttpRequest, crisis: CrisisView) -> HttpResponse:
    """Say that registering has ended, and whom to call."""
    return render(request, "public/closed.html", of_crisis(crisis), status=GONE)
