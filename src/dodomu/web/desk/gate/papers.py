"""The papers of a departure: printed, as a table, and as a list for carriers and border services."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dodomu.boarding.operations import taking_out
from dodomu.boarding.operations.taking_out import ManifestWording
from dodomu.boarding.queries.manifests import ManifestView
from dodomu.boarding.queries.papers import BorderList, Column
from dodomu.boarding.rules.given import BorderListGiven
from dodomu.channels.paper.documents import NotSet
from dodomu.channels.paper.manifests import ManifestPaper, ManifestRow, manifest_pdf
from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import PlaceView, places_of
from dodomu.foundation.tables import FileKind
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.gate.manifests import manifest_or_404
from dodomu.web.parts.delimiters import delimiter_of_language
from dodomu.web.parts.download import attachment
from dodomu.web.parts.hours import hour_words, short_words
from dodomu.web.parts.manifest_words import LINE_STATES
from dodomu.web.parts.terms import NEEDS

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
HEADINGS: Final[Mapping[Column, Promise]] = {
    Column.NUMBER: gettext_lazy("No."),
    Column.REFERENCE: gettext_lazy("Code"),
    Column.NAME: gettext_lazy("Name"),
    Column.LATIN: gettext_lazy("Name in Latin letters"),
    Column.BORN: gettext_lazy("Date of birth"),
    Column.AGE: gettext_lazy("Age"),
    Column.CITIZENSHIPS: gettext_lazy("Citizenship"),
    Column.NEEDS: gettext_lazy("Needs"),
    Column.STATE: gettext_lazy("Stands"),
    Column.SEEN_AT: gettext_lazy("Seen at"),
    Column.SEEN_BY: gettext_lazy("Seen by"),
    Column.DOCUMENT: gettext_lazy("Document number"),
    Column.SINCE: gettext_lazy("Since closing"),
}
_AIRPORT: Final = re.compile(r"[a-z]{3}")
_SERVICE: Final = re.compile(r"\s*([A-Za-z0-9]{2,3}?)[\s-]?(\d{1,5}[A-Za-z]?)\s*")


class BorderForm(forms.Form):
    """The head of a list for a carrier or a border service."""

    carrier = forms.RegexField(
        r"^[A-Za-z0-9]{2,3}$", label=gettext_lazy("Carrier"), help_text=gettext_lazy("Its two or three letters: PS."),
        error_messages={"invalid": gettext_lazy("Two or three letters, such as PS.")},
    )  # fmt: skip
    service = forms.RegexField(
        r"^[A-Za-z0-9]{1,6}$", label=gettext_lazy("Number of the flight"),
        help_text=gettext_lazy("Without the letters of the carrier: 502."),
        error_messages={"invalid": gettext_lazy("Digits, and at most one letter behind them.")},
    )  # fmt: skip
    departs_from = forms.RegexField(
        r"^[A-Za-z]{3}$", label=gettext_lazy("Departs from"), help_text=gettext_lazy("Three letters: ALA."),
        error_messages={"invalid": gettext_lazy("The three letters of the airport, such as ALA.")},
    )  # fmt: skip
    arrives_to = forms.RegexField(
        r"^[A-Za-z]{3}$", label=gettext_lazy("Arrives at"), help_text=gettext_lazy("Three letters: KBP."),
        error_messages={"invalid": gettext_lazy("The three letters of the airport, such as KBP.")},
    )  # fmt: skip
    sender = forms.CharField(label=gettext_lazy("Sender"), max_length=35)
    receiver = forms.CharField(
        label=gettext_lazy("Receiver"), max_length=35, help_text=gettext_lazy("As the border service or carrier says.")
    )
    contact = forms.CharField(label=gettext_lazy("Whom to ask"), max_length=35)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=25, required=False)
    email = forms.EmailField(label=gettext_lazy("Email"), max_length=100, required=False)

    def given(self) -> BorderListGiven:
        """Return what was typed, codes in capitals."""
        typed = self.cleaned_data
        codes = {name: typed[name].upper() for name in ("carrier", "service", "departs_from", "arrives_to")}
        return BorderListGiven(**(typed | codes))


@require_safe
@desk_view(Permission.EXPORT)
def table(request: DeskRequest, ref: str, kind: str) -> HttpResponseBase:
    """Give the manifest as a table."""
    manifest_or_404(request, ref)
    wording = ManifestWording({each: str(words) for each, words in HEADINGS.items()}, _word, delimiter_of_language())
    made = taking_out.take_table(
        crisis=request.crisis.id, ref=ref, kind=FileKind(kind), wording=wording, by=request.actor, at=request.at
    )
    return attachment(request, f"{_name(request, ref)}.{kind}", made)


@require_safe
@desk_view(Permission.BOARD)
def pdf(request: DeskRequest, ref: str) -> HttpResponse:
    """Print the manifest."""
    manifest_or_404(request, ref)
    view = taking_out.take_paper(crisis=request.crisis.id, ref=ref, by=request.actor, at=request.at)
    try:
        made = manifest_pdf(_paper(request, view))
    except NotSet:
        words = _("It was not printed: more than 3,000 lines do not fit into one document. Take it as a table.")
        return render(request, "desk/refused.html", {"sentence": words}, status=CONFLICT)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_name(request, ref)}.pdf"'
    return response


@desk_view(Permission.EXPORT)
def border(request: DeskRequest, ref: str) -> HttpResponse:
    """Ask for the head of the list, tell what does not fit, and then give it."""
    view = manifest_or_404(request, ref)
    if request.method != "POST":
        return _border_page(request, view, BorderForm(initial=_prefilled(request, view)))
    form = BorderForm(request.POST)
    if not form.is_valid():
        return _border_page(request, view, form, status=UNPROCESSABLE)
    asked: dict[str, Any] = {
        "crisis": request.crisis.id, "ref": ref, "given": form.given(), "by": request.actor, "at": request.at
    }  # fmt: skip
    if request.POST.get("act") != "take":
        return _border_page(request, view, form, looked=taking_out.look_at_border_list(**asked))
    made = taking_out.take_border_list(**asked)
    response = HttpResponse(made.text.encode("ascii", "replace"), content_type="application/edifact")
    response["Content-Disposition"] = f'attachment; filename="{_name(request, ref)}.edi"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _border_page(
    request: DeskRequest, view: ManifestView, form: BorderForm, looked: BorderList | None = None, status: int = 200
) -> HttpResponse:
    names = {line.passenger.reference: line.passenger.name for line in view.lines}
    page = {
        "view": view,
        "leg": view.leg,
        "form": form,
        "looked": looked,
        "cuts": [(names.get(cut.reference) or form.fields[cut.field].label, cut) for cut in looked.cuts]
        if looked
        else (),
    }
    return render(request, "desk/gate/border.html", page, status=status)


def _prefilled(request: DeskRequest, view: ManifestView) -> dict[str, str]:
    places = _places(request)
    found = _SERVICE.fullmatch(view.leg.service)
    return {
        "carrier": found[1].upper() if found else "",
        "service": found[2].upper() if found else "",
        "departs_from": _airport(places[view.leg.origin]),
        "arrives_to": _airport(places[view.leg.target]),
        "sender": f"MFA {request.crisis.sending}",
        "receiver": view.leg.operator,
        "contact": request.actor.name,
        "phone": request.crisis.hotline,
    }


def _airport(place: PlaceView) -> str:
    return place.ref.upper() if _AIRPORT.fullmatch(place.ref) else ""


def _paper(request: DeskRequest, view: ManifestView) -> ManifestPaper:
    places = _places(request)
    origin, target = places[view.leg.origin], places[view.leg.target]
    counts, leaves, comes = view.counts, view.leg.leaves_at, view.leg.comes_at
    hours = " → ".join(
        hour_words(hour, place.zone) for hour, place in ((leaves, origin), (comes, target)) if hour is not None
    )
    alone = {line.passenger.person for line in view.minors_alone}
    since = {line.passenger.person for line in view.since_closing}
    numbers = (
        (_("Aboard"), counts.aboard), (_("Citizens"), counts.citizens), (_("Others"), counts.others),
        (_("Minors"), counts.minors), (_("Under 2"), counts.infants), (_("Walk-ins"), counts.walk_ins),
        (_("Arrived"), counts.landed), (_("Expected"), counts.expected + counts.arrived),
        (_("Missing"), counts.missing), (_("Standby"), counts.standby), (_("Turned away"), counts.turned_away),
    )  # fmt: skip
    return ManifestPaper(
        language=get_language() or "en",
        title=_("Manifest"),
        code=view.leg.ref,
        way=f"{origin.name} → {target.name}  {view.leg.operator} {view.leg.service}".strip(),
        hours=hours,
        status=_status(view, origin.zone),
        counts=[(label, str(number)) for label, number in numbers],
        warnings=list(_warnings(request, view)),
        headings=[
            _("No."), _("Name"), _("Code"), _("Date of birth"), _("Citizenship"), _("Needs"), _("Stands"),
        ],
        rows=[
            ManifestRow(
                name=line.passenger.name,
                latin=line.passenger.latin,
                reference=line.passenger.reference,
                born=line.passenger.born.isoformat() if line.passenger.born else "–",
                age=str(line.age) if line.age is not None else "",
                citizenship=", ".join(line.passenger.citizenships),
                needs=", ".join(str(NEEDS.get(need, need)) for need in line.passenger.needs),
                state=str(LINE_STATES.get(line.state, line.state)),
                seen=f"{short_words(line.passenger.seen.at, origin.zone)}, {line.passenger.seen.by}"
                if line.passenger.seen
                else "",
                mark=", ".join(
                    words
                    for words, holds in (
                        (_("child alone"), line.passenger.person in alone),
                        (_("walk-in"), line.passenger.is_walk_in),
                        (_("since closing"), line.passenger.person in since),
                    )
                    if holds
                ),
            )
            for line in view.lines
        ],
        signature=_("Name and signature of the officer"),
        page=_("Page {page} of {of}"),
        printed=hour_words(request.at, origin.zone),
    )  # fmt: skip


def _status(view: ManifestView, zone: str) -> str:
    if view.closing is None:
        return _("Not closed")
    closing = view.closing
    said = [_("Closed %(hour)s by %(by)s") % {"hour": hour_words(closing.at, zone), "by": closing.by}]
    if closing.written_by:
        said.append(_("Written down by %(officer)s.") % {"officer": closing.written_by})
    said.append(_("Then aboard: %(aboard)s, missing: %(missing)s") % closing.counts)
    if view.since_closing:
        number = len(view.since_closing)
        said.append(
            ngettext(
                "Of %(number)s person something else is known since.",
                "Of %(number)s persons something else is known since.",
                number,
            ) % {"number": number}
        )  # fmt: skip
    return ". ".join(each.rstrip(".") for each in said) + "."


def _warnings(request: DeskRequest, view: ManifestView) -> list[str]:
    found = []
    if request.crisis.is_exercise:
        found.append(_("Exercise. None of this is real."))
    if view.minors_alone:
        found.append(_("Aboard without an adult of their party: %(names)s") % {
            "names": ", ".join(line.passenger.name for line in view.minors_alone)
        })  # fmt: skip
    return found


def _places(request: DeskRequest) -> dict[Any, PlaceView]:
    return {place.id: place for place in places_of(request.crisis.id)}


def _word(column: Column, code: str) -> str:
    if column is Column.STATE:
        return str(LINE_STATES.get(code, code))
    if column is Column.NEEDS:
        return str(NEEDS.get(code, code))
    return _("yes") if code == "since" else code


def _name(request: DeskRequest, ref: str) -> str:
    safe = "".join(mark if mark.isalnum() and mark.isascii() else "-" for mark in ref)
    return f"manifest-{request.crisis.slug}-{safe}"
