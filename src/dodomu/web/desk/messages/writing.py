"""Writing in a conversation: an answer, with a saved one put into it where that is asked for; a call or a remark."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from dodomu.contact.operations import conversing
from dodomu.contact.queries.saved_answers import saved_answers
from dodomu.contact.queries.threads import Thread
from dodomu.contact.reasons import ContactReason
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.people.rules.terms import NoteKind
from dodomu.web.desk.door import CONFLICT, DeskRequest, desk_view
from dodomu.web.desk.messages.forms import AnswerForm, CallForm
from dodomu.web.desk.messages.showing import UNPROCESSABLE, address, page, thread_or_404
from dodomu.web.parts.sentences import sentence


@require_POST
@desk_view(Permission.ANSWER)
def begin(request: DeskRequest, person: UUID) -> HttpResponse:
    """Open the conversation of somebody of the register, begun where there is none."""
    found = conversing.begin(crisis=request.crisis.id, person=person, by=request.actor, at=request.at)
    return redirect(address(request, found))


@require_POST
@desk_view(Permission.ANSWER)
def answer(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Send an answer; or put a saved one into it, and send nothing yet."""
    found = thread_or_404(request, conversation)
    if request.POST.get("insert"):
        return page(request, found, answer_form=_with_saved(request, found))
    form = AnswerForm(request.POST, ways=found.ways)
    if not form.is_valid():
        return page(request, found, status=UNPROCESSABLE, answer_form=form)
    channel, to = form.way_chosen()
    typed = form.cleaned_data
    try:
        conversing.answer(
            crisis=request.crisis.id, conversation=conversation, text=typed["text"], channel=channel, address=to,
            language=typed["language"], submission=typed["submission"], seen=typed["seen"], by=request.actor,
            at=request.at, subject=typed["subject"] if "@" in to else "",
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, found, form, refused)
    return redirect(address(request, conversation, "answered"))


def _refused(request: DeskRequest, found: Thread, form: AnswerForm, refused: Refused) -> HttpResponse:
    """Another officer answered meanwhile: what was typed stays, and is sent once the new messages were read."""
    if refused.reason is not ContactReason.CONVERSATION_CHANGED:
        return page(request, found, refusal=sentence(refused), status=UNPROCESSABLE, answer_form=form)
    fresh = AnswerForm({**request.POST.dict(), "seen": str(found.seen or "")}, ways=found.ways)
    return page(request, found, refusal=sentence(refused), status=CONFLICT, answer_form=fresh)


def _with_saved(request: DeskRequest, found: Thread) -> AnswerForm:
    """Return the form as it was typed, with the saved answer after what stands there."""
    typed = request.POST.dict()
    language, chosen = typed.get("language", ""), typed.get("saved", "")
    saved = saved_answers(request.crisis.id, by=request.actor)
    texts = next((each.texts for each in saved if str(each.id) == chosen), {})
    words = texts.get(language) or next(iter(texts.values()), "")
    text = "\n\n".join(filter(None, (typed.get("text", "").strip(), words)))
    return AnswerForm(initial={**typed, "text": text}, ways=found.ways)


@require_POST
@desk_view(Permission.ANSWER)
def parts(request: DeskRequest) -> HttpResponse:
    """Count, while an answer is written, in how many parts it would go as an SMS; nothing is kept."""
    return render(request, "desk/messages/parts.html", {"parts": AnswerForm(request.POST, ways=()).sms_parts()})


@require_POST
@desk_view(Permission.ANSWER)
def note(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Write a call or a remark into the conversation."""
    found = thread_or_404(request, conversation)
    form = _call(request)
    if not form.is_valid():
        return page(request, found, status=UNPROCESSABLE, call_form=form)
    typed = {**form.cleaned_data, "kind": NoteKind(form.cleaned_data["kind"])}
    try:
        conversing.note_call(
            crisis=request.crisis.id, conversation=conversation, **typed, by=request.actor, at=request.at
        )
    except Refused as refused:
        return page(request, found, refusal=sentence(refused), status=UNPROCESSABLE, call_form=form)
    return redirect(address(request, conversation, "noted"))


def _call(request: DeskRequest) -> CallForm:
    with timezone.override(request.crisis.tz):
        form = CallForm(request.POST, auto_id="call_%s")
        form.is_valid()
        return form
