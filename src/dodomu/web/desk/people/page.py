"""The page of one person, and what is done from it: notes, changes, moves, corrections, a look at documents."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from dodomu.boarding.queries.at_gates import at_gates
from dodomu.boarding.queries.photos import has_photo
from dodomu.contact.queries import deliveries
from dodomu.contact.queries.deliveries import DeliveryLine
from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.foundation.refusal import Refused
from dodomu.journeys.queries.offers import live_offers
from dodomu.people.operations import notes, statements, whereabouts
from dodomu.people.operations.looking import look_at_documents
from dodomu.people.queries.identity import already_known
from dodomu.people.queries.person import BelievedFields, PersonPage, believed_fields, person_page
from dodomu.people.queries.whereabouts import HistoryLine, history, standing_of
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Channel, Evidence, GivenBy, NoteKind
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.passes import panels
from dodomu.web.desk.people.forms import ChangeForm, MoveForm, NoteForm, hour_now, mark
from dodomu.web.parts.hours import zone_words
from dodomu.web.parts.sentences import sentence

UNPROCESSABLE = 422
CONFLICT = 409
# Unreachable is said beside the attempts that were made (`desk.check_ins`), never from here.
BY_HAND = tuple(account for account in Account if account is not Account.UNREACHABLE)
SENT_SHOWN = 12
DONE = ("registered", "changed", "moved", "corrected", "noted")


@desk_view(Permission.SEE_PEOPLE)
def person(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show everything that is believed of somebody, why, and the whole thread."""
    return _page(request, _seen(request, person))


@require_POST
@desk_view(Permission.SEE_PRIVATE)
def documents(request: DeskRequest, person: UUID) -> HttpResponse:
    """Show the page with the numbers of documents. Who looked is written down."""
    look_at_documents(person=_seen(request, person).id, by=request.actor, at=request.at)
    return _page(request, _seen(request, person, with_document_numbers=True))


def _seen(request: DeskRequest, person: UUID, *, with_document_numbers: bool = False) -> PersonPage:
    page = person_page(
        request.crisis.id,
        person,
        by=request.actor,
        on=request.at.date(),
        with_document_numbers=with_document_numbers,
    )
    if page is None:
        raise Http404
    return page


def _page(request: DeskRequest, seen: PersonPage, form: NoteForm | None = None, refusal: str = "") -> HttpResponse:
    crisis = request.crisis.id
    may_change = may(request.actor, Permission.CHANGE_PEOPLE, crisis)
    with timezone.override(request.crisis.tz):
        page = {
            "person": seen,
            "form": form or NoteForm(initial={"note": uuid4(), "happened_at": hour_now(request.at)})
            if may_change
            else None,
            "refusal": refusal,
            "done": next((each for each in DONE if request.GET.get(each) == "1"), ""),
            "known": already_known(crisis, [seen.id], by=request.actor, on=request.at.date()),
            "sent": _sent(request, seen),
            "offer": live_offers([seen.party.id]).get(seen.party.id),
            "passes": panels.of_person(request, seen.id),
            "gates": at_gates(crisis, seen.id, by=request.actor),
            "has_photo": may(request.actor, Permission.SEE_PRIVATE, crisis) and has_photo(crisis, seen.id),
            "may_board": may(request.actor, Permission.BOARD, crisis),
            "may_answer": may(request.actor, Permission.ANSWER, crisis) and not seen.joined_into,
            "may_change": may_change and not seen.joined_into,
            "may_see_messages": may(request.actor, Permission.SEE_MESSAGES, crisis),
            "may_move": may(request.actor, Permission.MOVE_PEOPLE, crisis) and not seen.joined_into,
            "may_decide": may(request.actor, Permission.DECIDE_IDENTITY, crisis),
            "may_see_ways": may(request.actor, Permission.SEE_WAYS, crisis),
        }
        return render(request, "desk/people/person.html", page, status=UNPROCESSABLE if form else 200)


def _sent(request: DeskRequest, seen: PersonPage) -> list[DeliveryLine]:
    """Return what was sent to them lately, for eyes that may see messages."""
    if not may(request.actor, Permission.SEE_MESSAGES, request.crisis.id):
        return []
    return deliveries.of_person(seen.id, sees_private=seen.sees_private, most=SENT_SHOWN)


def _back(request: DeskRequest, person: UUID, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk:person', args=[request.crisis.slug, person])}?{done}=1")


# --- notes ----------------------------------------------------------------------------------------------------------


@require_POST
@desk_view(Permission.CHANGE_PEOPLE)
def note(request: DeskRequest, person: UUID) -> HttpResponse:
    """Write a note into the thread."""
    seen = _seen(request, person)
    with timezone.override(request.crisis.tz):
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _page(request, seen, form)
        try:
            kind = NoteKind(form.cleaned_data.pop("kind"))
            notes.write_note(person=person, kind=kind, **form.cleaned_data, by=request.actor, at=request.at)
        except Refused as refused:
            return _page(request, seen, form, sentence(refused))
    return _back(request, person, "noted")


# --- changing what is believed --------------------------------------------------------------------------------------


@desk_view(Permission.CHANGE_PEOPLE)
def change(request: DeskRequest, person: UUID) -> HttpResponse:
    """Put right what is believed of somebody; what was said before stays in the thread."""
    seen = _seen(request, person)
    believed = believed_fields(request.crisis.id, person, by=request.actor)
    if believed is None or seen.joined_into:
        raise Http404
    if request.method != "POST":
        initial = {**believed.fields, "needs": _codes(believed), "submission": uuid4(), "version": believed.version}
        return _change_page(request, seen, _change_form(request, initial=initial))
    form = _change_form(request, data=request.POST)
    if not form.is_valid():
        return _change_page(request, seen, form, status=UNPROCESSABLE)
    try:
        _keep_change(request, person, form, believed)
    except Refused as refused:
        return _change_refused(request, seen, form, believed, refused)
    return _back(request, person, "changed")


def _keep_change(request: DeskRequest, person: UUID, form: ChangeForm, believed: BelievedFields) -> None:
    """Nothing typed otherwise than it is believed: nothing is written."""
    changed = form.changed(believed.fields)
    if form.cleaned_data["version"] == believed.version and not changed:
        return
    statements.record_statement(
        person=person,
        given=changed,
        channel=Channel.DESK,
        given_by=GivenBy.EMBASSY,
        submission=form.cleaned_data["submission"],
        language=get_language() or "",
        received_at=request.at,
        by=request.actor,
        at=request.at,
        version=form.cleaned_data["version"],
    )


def _change_refused(
    request: DeskRequest, seen: PersonPage, form: ChangeForm, believed: BelievedFields, refused: Refused
) -> HttpResponse:
    """Keep what was typed; on a stale page say beside each field what is believed now, to be decided again."""
    if refused.reason is PeopleReason.FIELDS_AT_FAULT:
        mark(form, [fault for _, fault in refused.details["faults"]])
        return _change_page(request, seen, form, status=UNPROCESSABLE)
    if refused.reason is not PeopleReason.STALE_PAGE:
        return _change_page(request, seen, form, refusal=sentence(refused), status=UNPROCESSABLE)
    now = {name: believed.fields.get(name, "") for name in form.changed(believed.fields)}
    form.data = {**{name: form[name].value() for name in form.fields}, "version": believed.version}
    return _change_page(request, seen, form, refusal=sentence(refused), now=now, status=CONFLICT)


def _codes(believed: BelievedFields) -> list[str]:
    return [code.strip() for code in believed.fields["needs"].split(",") if code.strip()]


def _change_form(request: DeskRequest, **given: object) -> ChangeForm:
    return ChangeForm(**given, places=[(place.ref, place.name) for place in places_of(request.crisis.id)])


def _change_page(
    request: DeskRequest,
    seen: PersonPage,
    form: ChangeForm,
    refusal: str = "",
    now: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [(field, (now or {}).get(field.name) if now and field.name in now else None) for field in form]
    page = {"person": seen, "form": form, "refusal": refusal, "rows": rows, "stale": now is not None}
    return render(request, "desk/people/change.html", page, status=status)


# --- moving in the ledger -------------------------------------------------------------------------------------------


@desk_view(Permission.MOVE_PEOPLE)
def move(request: DeskRequest, person: UUID) -> HttpResponse:
    """Move somebody by hand, as somebody said or saw it."""
    seen = _seen(request, person)
    with timezone.override(request.crisis.tz):
        if request.method != "POST":
            initial = {"entry_id": uuid4(), "seen": written(seen.standing), "happened_at": hour_now(request.at)}
            return _move_page(request, seen, _move_form(request, initial=initial, accounts=BY_HAND))
        form = _move_form(request, data=request.POST, accounts=BY_HAND)
        if not form.is_valid():
            return _move_page(request, seen, form, status=UNPROCESSABLE)
        try:
            _move(request, seen, form)
        except Refused as refused:
            return _move_page(request, seen, form, refusal=sentence(refused), status=UNPROCESSABLE)
    return _back(request, person, "moved")


def _move(request: DeskRequest, seen: PersonPage, form: MoveForm) -> None:
    data = form.cleaned_data
    hour = data["happened_at"]
    since = seen.line.account_since.replace(second=0, microsecond=0)  # hours are typed to the minute
    is_late = hour < since  # news of an hour before: they left from where they stood then
    whereabouts.move_person(
        entry_id=data["entry_id"],
        person=seen.id,
        origin=standing_of(seen.id, hour) if is_late else read(data["seen"]),
        to=_standing(form),
        evidence=Evidence(data["evidence"]),
        said_by=data["said_by"] or request.actor.name,
        happened_at=hour,
        by=request.actor,
        at=request.at,
    )


@desk_view(Permission.MOVE_PEOPLE)
def correct(request: DeskRequest, person: UUID, entry: UUID) -> HttpResponse:
    """Put an entry in the place of a wrong one, or take it back; both stay to be seen."""
    seen = _seen(request, person)
    wrong = next((line for line in history(person) if line.entry == entry), None)
    if wrong is None or wrong.standing is None:
        raise Http404
    with timezone.override(request.crisis.tz):
        if request.method != "POST":
            return _move_page(request, seen, _move_form(request, initial=_as_written(wrong)), wrong=wrong)
        form = _move_form(request, data=request.POST)
        try:
            if "take_back" in request.POST:
                _take_back(request, seen, entry)
            elif form.is_valid():
                _correct(request, seen, form, entry)
            else:
                return _move_page(request, seen, form, wrong=wrong, status=UNPROCESSABLE)
        except Refused as refused:
            return _move_page(request, seen, form, wrong=wrong, refusal=sentence(refused), status=UNPROCESSABLE)
    return _back(request, person, "corrected")


def _as_written(wrong: HistoryLine) -> dict[str, object]:
    stood = wrong.standing
    return {
        "entry_id": uuid4(),
        "account": stood.account if stood else "",
        "place": str(stood.place) if stood and stood.place else "",
        "leg": stood.leg if stood else "",
        "happened_at": wrong.happened_at,
        "evidence": wrong.evidence,
        "said_by": wrong.said_by,
    }


def _correct(request: DeskRequest, seen: PersonPage, form: MoveForm, entry: UUID) -> None:
    data = form.cleaned_data
    whereabouts.correct_entry(
        entry_id=data["entry_id"],
        person=seen.id,
        corrects=entry,
        to=_standing(form),
        evidence=Evidence(data["evidence"]),
        said_by=data["said_by"] or request.actor.name,
        happened_at=data["happened_at"],
        by=request.actor,
        at=request.at,
    )


def _take_back(request: DeskRequest, seen: PersonPage, entry: UUID) -> None:
    form_id = request.POST.get("entry_id", "")
    whereabouts.take_back_entry(
        entry_id=UUID(form_id) if _is_uuid(form_id) else uuid4(),
        person=seen.id,
        corrects=entry,
        said_by=request.actor.name,
        by=request.actor,
        at=request.at,
    )


def _move_form(request: DeskRequest, **given: Any) -> MoveForm:
    places = [(str(place.id), place.name) for place in places_of(request.crisis.id)]
    return MoveForm(**given, places=places, zone=zone_words(request.crisis.zone))


def _move_page(
    request: DeskRequest,
    seen: PersonPage,
    form: MoveForm,
    *,
    wrong: HistoryLine | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {"person": seen, "form": form, "wrong": wrong, "refusal": refusal}
    return render(request, "desk/people/move.html", page, status=status)


def _standing(form: MoveForm) -> Standing:
    data = form.cleaned_data
    return Standing(Account(data["account"]), data["place"], data["leg"].strip())


def written(standing: Standing) -> str:
    """Return a standing as a page carries it, to tell whether it still holds when the form comes back."""
    return "|".join((standing.account, str(standing.place or ""), standing.leg))


def read(text: str) -> Standing | None:
    """Return the standing that a page carried; what is no standing fits nowhere and is refused."""
    account, _, rest = text.partition("|")
    place, _, leg = rest.partition("|")
    if account not in set(Account) or (place and not _is_uuid(place)):
        return None
    return Standing(Account(account), UUID(place) if place else None, leg)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
