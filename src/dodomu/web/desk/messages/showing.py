"""One conversation: what was said, who says it, and everything that can be done. Opening it changes nothing."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from dodomu.contact.queries.proposing import proposals
from dodomu.contact.queries.saved_answers import saved_answers
from dodomu.contact.queries.threads import Thread, officers_of, thread
from dodomu.foundation.permissions import Permission, may
from dodomu.people.queries.register import Search, find_people
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.messages.forms import LANGUAGES, AnswerForm, CallForm, CloseForm, HandForm, hour_now

UNPROCESSABLE = 422
DONE = ("answered", "noted", "assigned", "closed", "opened", "joined", "parted", "marked")
LONGEST_SEARCH = 200
MOST_FOUND = 10


@desk_view(Permission.SEE_MESSAGES)
def showing(request: DeskRequest, conversation: UUID) -> HttpResponse:
    """Show a conversation."""
    return page(request, thread_or_404(request, conversation))


def thread_or_404(request: DeskRequest, conversation: UUID) -> Thread:
    """Return a conversation of this crisis, or answer that there is none."""
    before = _uuid(request.GET.get("before", ""))
    found = thread(request.crisis.id, conversation, by=request.actor, on=request.at.date(), before=before)
    if found is None:
        raise Http404
    return found


def page(
    request: DeskRequest, found: Thread, *, refusal: str = "", status: int = 200, **forms_given: forms.Form
) -> HttpResponse:
    """Show a conversation with its forms; one that could not be taken keeps what was typed."""
    may_answer = may(request.actor, Permission.ANSWER, request.crisis.id)
    with timezone.override(request.crisis.tz):
        shown: dict[str, Any] = {
            "thread": found,
            "refusal": refusal,
            "refused": next(iter(forms_given.values()), None),
            "done": next((each for each in DONE if request.GET.get("done") == each), ""),
            "may_answer": may_answer,
            "is_mine": found.line.owner is not None and found.line.owner.id == request.actor.officer,
            "is_older": bool(request.GET.get("before")),
        }
        if may_answer:
            shown |= {name: make(request, found) for name, make in _FORMS.items()} | forms_given
            shown["parts"] = shown["answer_form"].sms_parts()
            shown["saved"] = saved_answers(request.crisis.id, by=request.actor)
        if found.line.person is None and not shown["is_older"]:
            shown |= _who(request, found)
        return render(request, "desk/messages/thread.html", shown, status=status)


def _who(request: DeskRequest, found: Thread) -> dict[str, Any]:
    """Who an unknown sender may be: proposed, or looked for by the officer."""
    crisis, by = request.crisis.id, request.actor
    query = request.GET.get("who", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    page = find_people(crisis, Search(text=query), by=by, at=request.at, size=MOST_FOUND) if query else None
    return {
        "proposals": proposals(crisis, found.line.id, by=by, on=request.at.date()),
        "who": query,
        "people": page.people if page else (),
    }


def answer_form(request: DeskRequest, found: Thread) -> AnswerForm:  # noqa: ARG001  (as the others)
    """Return an empty answer, to where they wrote from last and in the language they speak."""
    spoken = next((code for code in found.languages if code in LANGUAGES), get_language())
    subject = f"Re: {found.subject.removeprefix('Re: ')}" if found.subject else ""
    initial = {"submission": uuid4(), "seen": found.seen, "language": spoken, "subject": subject}
    return AnswerForm(initial=initial, ways=found.ways)


def _call_form(request: DeskRequest, found: Thread) -> CallForm:
    initial = {"submission": uuid4(), "seen": found.seen, "happened_at": hour_now(request.at)}
    return CallForm(initial=initial, auto_id="call_%s")


def hand_form(request: DeskRequest, found: Thread) -> HandForm:
    """Return the form with which a conversation is handed on."""
    owner = str(found.line.owner.id) if found.line.owner else ""
    officers = officers_of(request.crisis.id, by=request.actor)
    return HandForm(initial={"officer": owner}, officers=officers, auto_id="hand_%s")


def _close_form(request: DeskRequest, found: Thread) -> CloseForm:  # noqa: ARG001  (as the others)
    return CloseForm(initial={"version": found.version}, auto_id="close_%s")


_FORMS = {"answer_form": answer_form, "call_form": _call_form, "hand_form": hand_form, "close_form": _close_form}


def address(request: DeskRequest, conversation: UUID, done: str = "") -> str:
    """Return where a conversation is shown."""
    found = reverse("desk:conversation", args=[request.crisis.slug, conversation])
    return f"{found}?done={done}" if done else found


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
