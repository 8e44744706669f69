"""The ledger: how many stand in which account, who they are, and the proof that nobody is missing or counted twice."""

from django.http import HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.people.queries.attention import READ_THROUGH
from dodomu.people.queries.reconciliation import late_news, reconcile
from dodomu.people.queries.whereabouts import Standee, headcount, who_stands
from dodomu.people.rules.terms import Account
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.desk.past import asked_hour, steps_back, written
from dodomu.web.desk.start.bar import bar_of
from dodomu.web.parts.pages import page_asked

PAGE = 200


@desk_view(Permission.SEE_COUNTS)
def ledger(request: DeskRequest) -> HttpResponse:
    """Show every account with its number, prove the sum, and list who stands in the one that is chosen."""
    crisis, hour = request.crisis.id, asked_hour(request)
    count = headcount(crisis, at=hour.at)
    account = _account(request)
    proves = count.registered <= READ_THROUGH or request.GET.get("prove") == "1"
    page = {
        "hour": hour,
        "at_written": written(hour.shown, request),
        "steps": steps_back(request, hour.shown),
        "count": count,
        "bar": bar_of(count),
        "not_ours": count.of(Account.NOT_OURS),
        "account": account,
        "proof": reconcile(crisis, at=hour.at) if proves else None,
        "late": late_news(crisis) if proves and not hour.is_past else [],
        "sees_people": may(request.actor, Permission.SEE_PEOPLE, crisis),
    }
    if account and page["sees_people"]:
        page |= _people(request, who_stands(crisis, account, at=hour.at))
    return render(request, "desk/ledger/ledger.html", page)


def _account(request: DeskRequest) -> Account | None:
    asked = request.GET.get("account", "")
    return Account(asked) if asked in set(Account) else None


def _people(request: DeskRequest, found: list[Standee]) -> dict[str, object]:
    names = {place.id: place.name for place in places_of(request.crisis.id)}
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page_asked(request), 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    people = [(each, names.get(each.place, "") if each.place else "") for each in shown]
    return {"people": people, "total": len(found), "page": page, "pages": pages}
