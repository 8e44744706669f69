"""The answers that are given often, in four languages."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dodomu.contact.operations import saved_answers as keeping
from dodomu.contact.queries.saved_answers import saved_answer, saved_answers
from dodomu.contact.reasons import ContactReason
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import CONFLICT, DeskRequest, desk_view
from dodomu.web.desk.messages.forms import LANGUAGES, SavedForm
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422


@desk_view(Permission.SEE_MESSAGES)
def listed(request: DeskRequest) -> HttpResponse:
    """List the saved answers."""
    page = {
        "answers": saved_answers(request.crisis.id, by=request.actor),
        "languages": LANGUAGES,
        "may_answer": may(request.actor, Permission.ANSWER, request.crisis.id),
        "done": request.GET.get("done", "") in ("kept", "dropped"),
    }
    return render(request, "desk/messages/saved.html", page)


@desk_view(Permission.ANSWER)
def new(request: DeskRequest) -> HttpResponse:
    """Write a new one."""
    if request.method == "POST":
        return _keep(request, None)
    return _form_page(request, SavedForm(initial={"answer": uuid4(), "version": 0}))


@desk_view(Permission.ANSWER)
def change(request: DeskRequest, answer: UUID) -> HttpResponse:
    """Change one."""
    found = saved_answer(request.crisis.id, answer, by=request.actor)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, answer)
    texts = {f"text_{code}": words for code, words in found.texts.items()}
    return _form_page(
        request, SavedForm(initial={"answer": found.id, "version": found.version, "name": found.name, **texts}), answer
    )


@require_POST
@desk_view(Permission.ANSWER)
def drop(request: DeskRequest, answer: UUID) -> HttpResponse:
    """Take one off the list."""
    keeping.drop_answer(crisis=request.crisis.id, answer=answer, by=request.actor, at=request.at)
    return _back(request, "dropped")


def _keep(request: DeskRequest, answer: UUID | None) -> HttpResponse:
    form = SavedForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, answer, status=UNPROCESSABLE)
    typed = form.cleaned_data
    try:
        keeping.save_answer(
            crisis=request.crisis.id, answer=answer or typed["answer"], name=typed["name"], texts=form.texts(),
            version=typed["version"], by=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        status = CONFLICT if refused.reason is ContactReason.SAVED_ANSWER_CHANGED else UNPROCESSABLE
        return _form_page(request, form, answer, refusal=sentence(refused), status=status)
    return _back(request, "kept")


def _back(request: DeskRequest, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:saved-answers', args=[request.crisis.slug])}?done={done}")


def _form_page(
    request: DeskRequest, form: SavedForm, answer: UUID | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = {"form": form, "answer": answer, "refusal": refusal}
    return render(request, "desk/messages/saved_one.html", page, status=status)
