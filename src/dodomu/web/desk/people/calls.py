"""A call is taken: one screen in the order a caller talks, and beside it whoever may be known already."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from dodomu.foundation.permissions import Permission
from dodomu.foundation.places import places_to_stay
from dodomu.foundation.refusal import Refused
from dodomu.people.operations.calls import take_call
from dodomu.people.operations.preparing import Receipt
from dodomu.people.queries.lines import PersonLine
from dodomu.people.queries.register import Search, find_people
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.register import LARGEST_PARTY, PartyGiven
from dodomu.people.rules.terms import GivenBy, PartyKind
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.people.forms import COMPANIONS, CallForm, CompanionForm, mark
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
MOST_KNOWN = 6
FEWEST_SIGNS = 3


@desk_view(Permission.REGISTER)
def new(request: DeskRequest) -> HttpResponse:
    """Take a call, and answer with the page of whoever was registered."""
    if request.method != "POST":
        form = _form(request, initial={"submission": uuid4(), "given_by": GivenBy.SELF, "party_kind": PartyKind.FAMILY,
                                       "citizenships": request.crisis.sending})  # fmt: skip
        return _page(request, form, _companions(request, COMPANIONS))
    rows = _rows_asked(request)
    if "more" in request.POST or "look" in request.POST:
        return _page(
            request, _typed_again(request), _companions(request, rows + (COMPANIONS if "more" in request.POST else 0))
        )
    return _register(request, _form(request, data=request.POST), _companions(request, rows))


@desk_view(Permission.SEE_PEOPLE)
def known(request: DeskRequest) -> HttpResponse:
    """Return who may be known already by the telephone or the name that is being typed."""
    found = _known(request, request.GET.get("phones", ""), request.GET.get("name", ""))
    return render(request, "desk/people/known.html", {"known": found})


def _register(request: DeskRequest, form: CallForm, companions: Sequence[CompanionForm]) -> HttpResponse:
    refusal = ""
    if form.is_valid() and all(each.is_valid() for each in companions):
        try:
            receipt = _take(request, form, [each for each in companions if _is_filled(each)])
        except Refused as refused:
            if refused.reason is PeopleReason.FIELDS_AT_FAULT:
                _mark(form, [each for each in companions if _is_filled(each)], refused)
            else:
                refusal = sentence(refused)
        else:
            address = redirect("desk:person", request.crisis.slug, receipt.persons[0].id)
            address["Location"] += "?registered=1"
            return address
    return _page(request, form, companions, refusal, UNPROCESSABLE)


def _take(request: DeskRequest, form: CallForm, companions: Sequence[CompanionForm]) -> Receipt:
    data = form.cleaned_data
    lead = form.given()
    shared = {
        name: lead[name]
        for name in ("place", "place_words", "stays_from", "stays_until", "wish", "wish_from")
        if name in lead
    }
    others = [{**shared, **{name: value for name, value in each.cleaned_data.items() if value}} for each in companions]
    size = max(data["said_size"] or 1, 1 + len(others))
    kind = PartyKind(data["party_kind"] or PartyKind.FAMILY) if size > 1 else PartyKind.SINGLE
    return take_call(
        crisis=request.crisis.id,
        persons=[lead, *others],
        party=PartyGiven(kind, may_split=data["may_split"], said_size=size),
        given_by=GivenBy(data["given_by"]),
        submission=data["submission"],
        language=get_language() or "",
        by=request.actor,
        at=request.at,
    )


def _mark(form: CallForm, companions: Sequence[CompanionForm], refused: Refused) -> None:
    sheets = [form, *companions]
    for position, fault in refused.details["faults"]:
        mark(sheets[position], [fault])


def _is_filled(companion: CompanionForm) -> bool:
    return any(value.strip() for value in companion.cleaned_data.values())


def _form(request: DeskRequest, **given: object) -> CallForm:
    places = [(place.ref, place.name) for place in places_to_stay(request.crisis.id, request.crisis.country)]
    return CallForm(**given, places=places)


def _typed_again(request: DeskRequest) -> CallForm:
    """Show what was typed without judging it yet."""
    form = _form(request)
    bound = _form(request, data=request.POST)
    typed = {name: bound[name].value() for name in bound.fields}
    form.initial = typed
    return form


def _rows_asked(request: DeskRequest) -> int:
    typed = request.POST.get("rows", "")
    return min(int(typed), LARGEST_PARTY) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else COMPANIONS  # noqa: PLR2004


def _companions(request: DeskRequest, rows: int) -> list[CompanionForm]:
    rows = min(rows, LARGEST_PARTY - 1)
    data = request.POST if request.method == "POST" else None
    return [CompanionForm(data, prefix=f"with-{number}") for number in range(rows)]


def _page(
    request: DeskRequest, form: CallForm, companions: Sequence[CompanionForm], refusal: str = "", status: int = 200
) -> HttpResponse:
    page = {
        "form": form,
        "companions": companions,
        "faults": [fault for each in companions for fault in _faults(each)],
        "refusal": refusal,
        "known": _known(request, str(form["phones"].value() or ""), str(form["name"].value() or "")),
        "looked": request.method == "POST",
    }
    return render(request, "desk/people/new.html", page, status=status)


def _faults(companion: CompanionForm) -> list[dict[str, object]]:
    if not companion.is_bound or companion.is_valid():
        return []
    return [
        {"field_id": field.auto_id, "label": field.label, "words": words}
        for field in companion
        for words in field.errors
    ]


def _known(request: DeskRequest, phones: str, name: str) -> list[PersonLine]:
    """Look by telephone first; a name that many bear is shown only as far as there is room."""
    found: dict[UUID, PersonLine] = {}
    for text in (phones, name):
        if sum(mark.isalnum() for mark in text) >= FEWEST_SIGNS:
            page = find_people(
                request.crisis.id, Search(text=text[:200]), by=request.actor, at=request.at, size=MOST_KNOWN
            )
            found.update((line.id, line) for line in page.people)
    return list(found.values())[:MOST_KNOWN]
