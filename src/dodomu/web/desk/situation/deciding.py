"""Deciding about a fact: strike it, tell the public, answer a rumour, say what became of what was expected."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.situation.operations import telling
from dodomu.situation.queries import known
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.known import ExpectationKnown, Fact, ReportKnown, RumourKnown
from dodomu.situation.rules.known import kind_of as kind_of_fact
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import FactKind, Outcome, Precision, Stated, Verdict
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.addresses import fact_address, kind_in, names_of
from dodomu.web.desk.situation.facts import words_of
from dodomu.web.desk.situation.forms.deciding import AnswerForm, Decision, HourForm, SettleForm, StrikeForm
from dodomu.web.desk.situation.forms.told import LANGUAGES
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.desk.situation.showing import languages_missing, public_rows
from dodomu.web.desk.situation.writing import mark
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.situation_words import OF_KIND

UNPROCESSABLE, CONFLICT = 422, 409


@desk_view(Permission.TELL_SITUATION)
def strike(request: DeskRequest, kind: str, thing: UUID) -> HttpResponse:
    """Ask why, then say that it should never have been stated."""
    fact = _fact(request, kind_in(kind), thing)
    if request.method != "POST":
        return _struck_page(request, fact, StrikeForm(initial={"version": fact.version}))
    form, refusal, status = StrikeForm(request.POST), "", UNPROCESSABLE
    if form.is_valid():
        try:
            telling.strike(
                crisis=request.crisis.id, kind=kind_of_fact(fact), thing=thing, **form.cleaned_data,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            fact, refusal, status = _refusal(request, fact, form, refused)
        else:
            return _done(request, fact, "struck")
    return _struck_page(request, fact, form, refusal, status)


@desk_view(Permission.PUBLISH)
def publish(request: DeskRequest, kind: str, thing: UUID) -> HttpResponse:
    """Show what the public would read, then let it."""
    fact = _public_fact(request, kind, thing)
    if request.method != "POST":
        return _public_page(request, fact)
    telling.publish(
        crisis=request.crisis.id, kind=kind_of_fact(fact), thing=thing, version=_version(request),
        by=request.actor, at=request.at,
    )  # fmt: skip
    return _done(request, fact, "published")


@desk_view(Permission.PUBLISH)
def withhold(request: DeskRequest, kind: str, thing: UUID) -> HttpResponse:
    """Show what disappears from the public page, then take it back."""
    fact = _public_fact(request, kind, thing)
    if request.method != "POST":
        return _public_page(request, fact, is_withheld=True)
    telling.withhold(
        crisis=request.crisis.id, kind=kind_of_fact(fact), thing=thing, version=_version(request),
        by=request.actor, at=request.at,
    )  # fmt: skip
    return _done(request, fact, "withheld")


@desk_view(Permission.TELL_SITUATION)
def answer(request: DeskRequest, thing: UUID) -> HttpResponse:
    """Say what is true of a rumour, and who says so."""
    rumour = _fact(request, FactKind.RUMOUR, thing)
    assert isinstance(rumour, RumourKnown)  # noqa: S101  (of its kind)
    if request.method != "POST":
        form = AnswerForm(initial=_answered(request, rumour), zone=rumour.zone)
        return _decide_page(request, rumour, form, _question(rumour))
    shown: Fact = rumour
    form, refusal, status = AnswerForm(request.POST, zone=rumour.zone), "", UNPROCESSABLE
    if form.is_valid():
        try:
            _answer(request, rumour, form)
        except Refused as refused:
            shown, refusal, status = _refusal(request, rumour, form, refused)
        else:
            return _done(request, rumour, "answered")
    return _decide_page(request, shown, form, _question(rumour), refusal, status)


@desk_view(Permission.TELL_SITUATION)
def settle(request: DeskRequest, thing: UUID) -> HttpResponse:
    """Say what became of what was expected; one button of the overview may have said it already."""
    expected = _fact(request, FactKind.EXPECTATION, thing)
    assert isinstance(expected, ExpectationKnown)  # noqa: S101  (of its kind)
    question = _("What became of it?")
    if request.method != "POST":
        chosen = {"version": expected.version, "outcome": request.GET.get("outcome", "")}
        form = SettleForm(initial=chosen, zone=expected.zone)
        return _decide_page(request, expected, form, question)
    shown: Fact = expected
    form, refusal, status = SettleForm(request.POST, zone=expected.zone), "", UNPROCESSABLE
    if form.is_valid():
        try:
            _settle(request, expected, form)
        except Refused as refused:
            shown, refusal, status = _refusal(request, expected, form, refused)
        else:
            return _done(request, expected, "settled")
    return _decide_page(request, shown, form, question, refusal, status)


def _answer(request: DeskRequest, rumour: RumourKnown, form: AnswerForm) -> None:
    typed = form.cleaned_data
    telling.answer_rumour(
        crisis=request.crisis.id, thing=rumour.thing, version=typed["version"], verdict=Verdict(typed["verdict"]),
        answered_by=typed["answered_by"], answers=form.answers(), answered_at=typed["answered_at"],
        answered_precision=Precision(typed["answered_precision"]), by=request.actor, at=request.at,
    )  # fmt: skip


def _settle(request: DeskRequest, expected: ExpectationKnown, form: SettleForm) -> None:
    typed = form.cleaned_data
    moved_is = Stated(typed["moved_is"]) if typed["moved_is"] else Stated.STATED
    telling.settle_expectation(
        crisis=request.crisis.id, thing=expected.thing, version=typed["version"], outcome=Outcome(typed["outcome"]),
        words=typed["words"], happened_at=typed["happened_at"], moved_to=typed["moved_to"], moved_is=moved_is,
        by=request.actor, at=request.at,
    )  # fmt: skip


def _answered(request: DeskRequest, rumour: RumourKnown) -> dict[str, Any]:
    """The answer there is, or an empty one of this hour."""
    known_answers = {f"answers_{code}": rumour.answers.get(code, "") for code in LANGUAGES}
    return known_answers | {
        "version": rumour.version,
        "verdict": rumour.verdict if rumour.is_answered else "",
        "answered_by": rumour.answered_by,
        "answered_precision": rumour.answered_precision,
        "answered_at": wall_of(rumour.answered_at or request.at, rumour.zone),
    }


def _question(rumour: RumourKnown) -> str:
    return _("Correct the answer") if rumour.is_answered else _("Answer a rumour")


def _refusal(request: DeskRequest, fact: Fact, form: Decision, refused: Refused) -> tuple[Fact, str, int]:
    """What the page shows after a refusal. Who came too late sees the newest, and what they typed is about it then."""
    if refused.reason is not SituationReason.STALE_FACT:
        return fact, "" if mark(form, refused) else sentence(refused), UNPROCESSABLE
    newest = _fact(request, kind_of_fact(fact), fact.thing)
    form.data = request.POST.copy()
    form.data["version"] = str(newest.version)
    return newest, sentence(refused), CONFLICT


def _public_fact(request: DeskRequest, kind: str, thing: UUID) -> Fact:
    """What may be told to the public; for what is expected, their page has no place."""
    if kind == FactKind.EXPECTATION:
        raise Http404
    return _fact(request, kind_in(kind), thing)


def _fact(request: DeskRequest, kind: FactKind, thing: UUID) -> Fact:
    fact = known.fact(request.crisis.id, kind, thing)
    if fact is None:
        raise Http404
    return fact


def _version(request: DeskRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0  # noqa: PLR2004


def _done(request: DeskRequest, fact: Fact, what: str) -> HttpResponse:
    return redirect(f"{fact_address(request, kind_of_fact(fact), fact.thing)}?done={what}")


def _base(request: DeskRequest, fact: Fact) -> dict[str, Any]:
    kind = kind_of_fact(fact)
    places = names_of(places_of(request.crisis.id))
    page = {"fact": fact, "kind": kind.value, "back": fact_address(request, kind, fact.thing)}
    return page | words_of(request.crisis.id, fact, places)


def _struck_page(
    request: DeskRequest, fact: Fact, form: StrikeForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = _base(request, fact) | {"form": form, "refusal": refusal}
    return render(request, "desk/situation/strike.html", page, status=status)


def _public_page(request: DeskRequest, fact: Fact, *, is_withheld: bool = False) -> HttpResponse:
    page = _base(request, fact) | {"version": fact.version, "is_withheld": is_withheld, "sort": _sort(fact)}
    page["rows"] = public_rows(fact, names_of(places_of(request.crisis.id)))
    page["missing"] = _missing(fact)
    return render(request, "desk/situation/publish.html", page)


def _decide_page(
    request: DeskRequest, fact: Fact, form: HourForm, question: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = _base(request, fact) | {"form": form, "question": question, "refusal": refusal}
    return render(request, "desk/situation/decide.html", page, status=status)


def _sort(fact: Fact) -> str:
    if isinstance(fact, ReportKnown):
        return str(OF_KIND["report"][fact.category])
    if isinstance(fact, RestrictionKnown | ExpectationKnown):
        return str(OF_KIND[kind_of_fact(fact)][fact.kind])
    return ""


def _missing(fact: Fact) -> list[str]:
    if isinstance(fact, RumourKnown):
        return list(languages_missing(fact.answers))
    return list(languages_missing(fact.texts)) if isinstance(fact, ReportKnown | ExpectationKnown) else []
