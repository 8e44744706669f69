"""Answering feedback, saying what it changed, and taking down what was said to all."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.contact.operations import voices as operations
from dodomu.contact.operations.voice_telling import tell_sender
from dodomu.contact.queries.voice_ways import way_to_sender
from dodomu.contact.queries.voices import VoiceView
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.refusal import Refused
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.voices.forms import AnswerForm, ChangedForm, HideForm, answer_before
from dodomu.web.desk.voices.showing import UNPROCESSABLE, address_of, voice_or_404
from dodomu.web.parts.sentences import sentence
from dodomu.web.parts.voice_words import word_of_answer


@desk_view(Permission.ANSWER)
def answer(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Answer feedback: to the sender, to all, or both; or correct the answer."""
    view = voice_or_404(request, voice)
    may_publish = may(request.actor, Permission.PUBLISH, request.crisis.id)
    before = answer_before(view)
    form = AnswerForm(request.POST or None, may_publish=may_publish, way=way_to_sender(voice), initial=before)

    def keep() -> None:
        version = form.cleaned_data["version"]
        operations.answer(voice=voice, version=version, given=form.given(), by=request.actor, at=request.at)
        if form.cleaned_data.get("tell"):
            text = word_of_answer(view.line.language, view.line.number)
            tell_sender(voice=voice, text=text, by=request.actor, at=request.at)

    heading = _("Correct the answer") if view.line.answered_at else _("Answer it")
    lede = _("The first answer counts as in time or late. A correction changes nothing in that.")
    return _act(request, view, form, keep, "answered", (heading, lede, _("Answer it")))


@desk_view(Permission.PUBLISH)
def changed(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Say what changed because of feedback that was answered."""
    view = voice_or_404(request, voice)
    before = {"version": view.version, "what_changed": view.what_changed}
    form = ChangedForm(request.POST or None, initial=before)

    def keep() -> None:
        operations.say_changed(voice=voice, **form.cleaned_data, by=request.actor, at=request.at)

    lede = _("It counts on the public page as something that changed because of what people said.")
    return _act(request, view, form, keep, "changed", (_("Say what changed"), lede, _("Say it to all")))


@desk_view(Permission.PUBLISH)
def hide(request: DeskRequest, voice: UUID) -> HttpResponse:
    """Take a public answer down."""
    view = voice_or_404(request, voice)
    form = HideForm(request.POST or None, initial={"version": view.version})

    def keep() -> None:
        operations.hide_public(voice=voice, **form.cleaned_data, by=request.actor, at=request.at)

    lede = _("It is gone from the public page at once. It still counts as answered, and what stood there is kept.")
    words = (_("Take the public answer down"), lede, _("Take it down"))
    return _act(request, view, form, keep, "hidden", words)


def _act(
    request: DeskRequest,
    view: VoiceView,
    form: forms.Form,
    keep: Callable[[], None],
    done: str,
    words: tuple[Promise, Promise, Promise],
) -> HttpResponse:
    """Show a form, do what it asks for, or say why not with everything that was typed."""
    refusal, heading, lede, button = "", *words
    if request.method == "POST" and form.is_valid():
        try:
            keep()
        except Refused as refused:
            refusal = sentence(refused)
        else:
            return redirect(address_of(request, view.line.id, done))
    page = {
        "view": view,
        "form": form,
        "refusal": refusal,
        "heading": heading,
        "lede": lede,
        "button": button,
        "back": address_of(request, view.line.id),
    }
    return render(request, "desk/voices/act.html", page, status=UNPROCESSABLE if request.method == "POST" else 200)
