"""Stating a fact, and stating it anew. What somebody else changed meanwhile is shown before it is overwritten."""

import hashlib
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Reason, Refused
from dodomu.situation.operations.telling import retell, tell
from dodomu.situation.queries import known
from dodomu.situation.queries.history import history
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.given import AnyGiven, SourceGiven
from dodomu.situation.rules.known import Fact
from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.situation.addresses import fact_address, kind_in, link_to, names_of
from dodomu.web.desk.situation.forms import FORMS, ToldForm
from dodomu.web.desk.situation.forms.told import Surroundings
from dodomu.web.desk.situation.forms.wall_hours import wall_of
from dodomu.web.desk.situation.versions import shown_versions
from dodomu.web.parts.sentences import SENTENCES, sentence

UNPROCESSABLE, CONFLICT = 422, 409
NEW: dict[FactKind, Promise] = {
    FactKind.REPORT: _("State a report"),
    FactKind.FIGURE: _("State a figure"),
    FactKind.RESTRICTION: _("State a restriction"),
    FactKind.RUMOUR: _("State a rumour"),
    FactKind.EXPECTATION: _("State what is expected"),
}
CHANGE: dict[FactKind, Promise] = {
    FactKind.REPORT: _("Change a report"),
    FactKind.FIGURE: _("Change a figure"),
    FactKind.RESTRICTION: _("Change a restriction"),
    FactKind.RUMOUR: _("Change a rumour"),
    FactKind.EXPECTATION: _("Change what is expected"),
}


@desk_view(Permission.TELL_SITUATION)
def new(request: DeskRequest, kind: str) -> HttpResponse:
    """State something; sent twice, it is kept once."""
    sort = kind_in(kind)
    around = _around(request)
    if request.method != "POST":
        return _page(request, sort, FORMS[sort](initial=_fresh(request, sort), around=around))
    form = FORMS[sort](request.POST, around=around)
    if form.is_valid():
        try:
            thing = _tell(request, form)
        except Refused as refused:
            return _page(request, sort, form, refused=refused)
        return redirect(f"{fact_address(request, sort, thing)}?done=told")
    return _page(request, sort, form, status=UNPROCESSABLE)


@desk_view(Permission.TELL_SITUATION)
def change(request: DeskRequest, kind: str, thing: UUID) -> HttpResponse:
    """State a thing anew."""
    sort = kind_in(kind)
    fact = known.fact(request.crisis.id, sort, thing)
    if fact is None:
        raise Http404
    around = _around(request, fact.zone)
    if request.method != "POST":
        return _page(request, sort, FORMS[sort](initial=FORMS[sort].typed(fact), around=around, before=fact), fact)
    form = FORMS[sort](request.POST, around=around, before=fact)
    if form.is_valid():
        try:
            _retell(request, form, thing)
        except Refused as refused:
            return _page(request, sort, form, fact, refused=refused)
        return redirect(f"{fact_address(request, sort, thing)}?done=changed")
    return _page(request, sort, form, fact, status=UNPROCESSABLE)


def _tell(request: DeskRequest, form: ToldForm) -> UUID:
    return tell(
        crisis=request.crisis.id, given=cast(AnyGiven, form.given()), source=_new_source(form),
        submission=form.cleaned_data["submission"], by=request.actor, at=request.at,
    )  # fmt: skip


def _retell(request: DeskRequest, form: ToldForm, thing: UUID) -> None:
    retell(
        crisis=request.crisis.id, thing=thing, version=form.cleaned_data["version"] or 0,
        given=cast(AnyGiven, form.given()), source=_new_source(form), by=request.actor, at=request.at,
    )  # fmt: skip


def _new_source(form: ToldForm) -> SourceGiven | None:
    """An address that was typed, as a source of its own; the same address is the same source."""
    address = form.cleaned_data["source_address"]
    if not address:
        return None
    publisher = form.cleaned_data["said_by"] or urlsplit(address).hostname or address
    return SourceGiven(ref=source_code(address), publisher=publisher, address=address)


def source_code(address: str) -> str:
    """Return the code under which an address is kept: its host, and what tells its pages apart."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return f"{host[:40]}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _fresh(request: DeskRequest, kind: FactKind) -> dict[str, Any]:
    """An empty form: the hour is now, in the zone of the crisis; what it belongs to stands in the address."""
    now = wall_of(request.at, request.crisis.zone)
    fresh: dict[str, Any] = {"submission": uuid4(), "announced_at": now}
    if kind is FactKind.FIGURE:
        fresh["as_of"] = now
    if kind is FactKind.RUMOUR:
        fresh["first_seen_at"] = now
    return fresh | {name: request.GET[name] for name in ("supersedes", "about", "place") if name in request.GET}


def _around(request: DeskRequest, zone: str = "") -> Surroundings:
    return Surroundings(places_of(request.crisis.id), request.crisis.zone, zone)


def _page(
    request: DeskRequest,
    kind: FactKind,
    form: ToldForm,
    fact: Fact | None = None,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {"kind": kind.value, "heading": CHANGE[kind] if fact else NEW[kind]}
    page["back"] = fact_address(request, kind, fact.thing) if fact else request.frame.address("situation")
    if refused is not None:
        status = UNPROCESSABLE
        page["refusal"] = "" if mark(form, refused) else sentence(refused)
        if refused.reason is SituationReason.KEPT_ALREADY:
            page["back"] = fact_address(request, kind, form.cleaned_data["submission"])
        if refused.reason is SituationReason.STALE_FACT and fact:
            status = CONFLICT
            page["meanwhile"] = _meanwhile(request, form, fact, kind)
            form = _about_newest(request, form, fact)
    page |= {"form": form, "sections": form.shown_sections(), "replaces": _replaces(request, form)}
    return render(request, "desk/situation/form.html", page, status=status)


def _about_newest(request: DeskRequest, form: ToldForm, fact: Fact) -> ToldForm:
    """The same words once more; sent again, they are about the version that is shown now."""
    data = request.POST.copy()
    data["version"] = str(fact.version)
    return type(form)(data, around=form.around, before=fact)


def mark(form: forms.Form, refused: Refused) -> bool:
    """Write each fault of a refusal beside its field, and say whether all of them found one."""
    faults: list[tuple[str, Reason]] = [(each.field, each.reason) for each in refused.details.get("faults", ())]
    if not faults and "field" in refused.details:
        faults = [(refused.details["field"], refused.reason)]
    for field, reason in faults:
        name = field if field in form.fields else f"{field}_uk"
        form.add_error(name if name in form.fields else None, str(SENTENCES[reason]))
    return bool(faults)


def _meanwhile(request: DeskRequest, form: ToldForm, fact: Fact, kind: FactKind) -> list[object]:
    lines = history(request.crisis.id, kind, fact.thing)
    read = form.cleaned_data.get("version") or 0
    places = names_of(list(form.around.places))
    return [*shown_versions(lines, kind, places, after=read)]


def _replaces(request: DeskRequest, form: ToldForm) -> object:
    typed = str(form["supersedes"].value() or "") if "supersedes" in form.fields else ""
    try:
        earlier = known.fact(request.crisis.id, FactKind.REPORT, UUID(typed)) if typed else None
    except ValueError:
        return None
    return link_to(request, earlier, names_of(list(form.around.places))) if earlier else None
