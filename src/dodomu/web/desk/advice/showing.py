"""One piece of advice: where it stands, every form in which it goes out, what carries it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.channels.messages import Parts
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import broadcasts, wording
from dodomu.contact.queries.advice import AdviceLine
from dodomu.contact.rules.advice import AdviceGiven
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
    parts: Parts | None  # of an SMS
    is_signed: bool


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
    page = {
        "line": line,
        "listed": one_listed(request, line),
        "languages": forms_of(request, line),
        "missing": languages_missing(request, line),
        "carrying": broadcasts.carrying(line.id),
        "is_draft": line.state is AdviceState.DRAFT,
        "may_end": line.state in MAY_END,
        "may_send": line.state is AdviceState.IN_FORCE and may(request.actor, Permission.BROADCAST, request.crisis.id),
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
        found.setdefault(language, []).append(_said(form, text, "", is_signed=False))
    return found


def _signed(line: AdviceLine) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    order = list(Form)
    for each in sorted(queries.statements_of(line.id), key=lambda one: order.index(one.form)):
        if each.form not in FILES:
            said = _said(each.form, each.text, each.code, is_signed=bool(each.signature))
            found.setdefault(each.language, []).append(said)
    return found


def _said(form: Form, text: str, code: str, *, is_signed: bool) -> Said:
    return Said(form, text, code, wording.sms_parts(text) if form is Form.SMS else None, is_signed)


def _given(line: AdviceLine) -> AdviceGiven:
    return AdviceGiven(
        kind=line.kind, valid_from=line.valid_from, valid_until=line.valid_until, urgency=line.urgency,
        severity=line.severity, certainty=line.certainty, places=line.places, supersedes=line.supersedes_id,
        words=line.words,
    )  # fmt: skip
