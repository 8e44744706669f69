"""One piece of advice: where it stands, every form in which it goes out, what carries it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.channels.messages import Parts
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import broadcasts, wording
from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.rules import short
from dodomu.contact.rules.advice import AdviceGiven, Words
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission, may
from dodomu.web.desk.advice.lines import advice_or_404, languages_missing, one_listed
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.context import NATIVE_NAMES

DONE = ("kept", "published", "withdrawn")
FILES = (Form.CAP, Form.CAP_CANCEL)
MAY_END = (AdviceState.IN_FORCE, AdviceState.NOT_YET, AdviceState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Said:
    """One form in one language."""

    form: Form
    text: str
    code: str  # empty in a draft
    is_signed: bool = False
    parts: Parts | None = None  # of an SMS
    is_long: bool = False  # for an SMS
    is_left_out: bool = False  # what was written for the SMS, because it does not fit


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Every form in one language."""

    language: str
    name: str
    forms: tuple[Said, ...]


@desk_view(Permission.SEE_SITUATION)
def showing(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Show advice with every form of it."""
    line = advice_or_404(request, advice)
    languages, carrying = forms_of(request, line), broadcasts.carrying(line.id)
    page = {
        "line": line,
        "listed": one_listed(request, line),
        "languages": languages,
        "missing": languages_missing(request, line),
        "lengthy": lengthy(languages),
        "is_disowned": any(each.is_disowned for each in queries.statements_of(line.id)) and not line.is_dead,
        "carrying": carrying,
        "is_draft": line.state is AdviceState.DRAFT,
        "may_end": line.state in MAY_END,
        "may_send": line.state is AdviceState.IN_FORCE and may(request.actor, Permission.BROADCAST, request.crisis.id),
        "may_tell_back": line.state is AdviceState.WITHDRAWN
        and may(request.actor, Permission.BROADCAST, request.crisis.id),
        "told": next((each.number for each in carrying if each.begun_at), None),
        "may_publish": may(request.actor, Permission.PUBLISH, request.crisis.id),
        "done": next((each for each in DONE if request.GET.get("done") == each), ""),
    }
    return render(request, "desk/advice/one.html", page)


def forms_of(request: DeskRequest, line: AdviceLine) -> list[InLanguage]:
    """Return every form as it was signed; of a draft, as it would be published now."""
    said = _drafted(request, line) if line.state is AdviceState.DRAFT else _signed(line)
    return [
        InLanguage(language, NATIVE_NAMES.get(language, language), tuple(said[language]))
        for language in line.words
        if language in said
    ]


def _drafted(request: DeskRequest, line: AdviceLine) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    texts = wording.preview(request.crisis, _given(line), number=line.number, replaces=line.supersedes, at=request.at)
    for (form, language), text in texts.items():
        found.setdefault(language, []).append(said_in(form, text, line.words[language]))
    return found


def _signed(line: AdviceLine) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    order = list(Form)
    for each in sorted(queries.statements_of(line.id), key=lambda one: order.index(one.form)):
        if each.form not in FILES:
            said = said_in(each.form, each.text, line.words[each.language], each.code, is_signed=bool(each.signature))
            found.setdefault(each.language, []).append(said)
    return found


def said_in(form: Form, text: str, words: Words, code: str = "", *, is_signed: bool = False) -> Said:
    """Return a form as it is shown; of an SMS also its parts, and whether it says what was meant to be said."""
    if form is not Form.SMS:
        return Said(form, text, code, is_signed)
    parts = wording.sms_parts(text)
    return Said(form, text, code, is_signed, parts, parts.count > short.MOST_PARTS, not short.has(text, words.short))


def lengthy(languages: Iterable[InLanguage]) -> list[str]:
    """Return the languages in which the SMS does not say what was written for it, or costs more than it should."""
    return [each.name for each in languages if any(said.is_long or said.is_left_out for said in each.forms)]


def _given(line: AdviceLine) -> AdviceGiven:
    return AdviceGiven(
        kind=line.kind, valid_from=line.valid_from, valid_until=line.valid_until, urgency=line.urgency,
        severity=line.severity, certainty=line.certainty, places=line.places, supersedes=line.supersedes_id,
        words=line.words,
    )  # fmt: skip
