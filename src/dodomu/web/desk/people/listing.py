"""The list of people: filters in the address, and the results alone for whoever searches as they type."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dodomu.foundation.permissions import Permission, may
from dodomu.foundation.places import places_of
from dodomu.people.queries.register import Search, find_people
from dodomu.people.rules.needs import Need
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts import terms

FRAGMENT = "X-Fragment"
LONGEST_TEXT = 200
OLDEST = 130
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Asked:
    """The filters of an address, and how many of them are set besides the text."""

    search: Search
    narrowed: int


@desk_view(Permission.SEE_PEOPLE)
def people(request: DeskRequest) -> HttpResponse:
    """List people, the newest first, or those who are searched for."""
    asked = _asked(request)
    after = request.GET.get("after", "")[:80]
    page = {
        "asked": asked,
        "found": find_people(request.crisis.id, asked.search, by=request.actor, at=request.at, after=after),
        "after": after,
        "sees_private": may(request.actor, Permission.SEE_PRIVATE, request.crisis.id),
        "may_export": may(request.actor, Permission.EXPORT, request.crisis.id),
    }
    if request.headers.get(FRAGMENT):
        response = render(request, "desk/people/results.html", page)
    else:
        response = render(request, "desk/people/people.html", page | _choices(request))
    response["Vary"] = FRAGMENT
    return response


def _choices(request: DeskRequest) -> dict[str, object]:
    return {
        "places": places_of(request.crisis.id),
        "accounts": [(each.value, terms.ACCOUNTS[each]) for each in Account],
        "wishes": terms.WISHES.items(),
        "needs": [(need.value, terms.NEEDS.get(need, need)) for need in Need],
    }


def _asked(request: HttpRequest) -> Asked:
    """Read the filters; whatever makes no sense narrows nothing."""
    get = request.GET
    account, wish, need = get.get("account", ""), get.get("wish", ""), get.get("need", "")
    search = Search(
        text=get.get("q", "")[:LONGEST_TEXT],
        place=_uuid(get.get("place", "")),
        wish=Wish(wish) if wish in set(Wish) else None,
        account=Account(account) if account in set(Account) else None,
        need=need if need in set(Need) else "",
        citizen=YES_NO.get(get.get("citizen", "")),
        min_age=_age(get.get("min_age", "")),
        max_age=_age(get.get("max_age", "")),
        unreachable=get.get("unreachable") == "1",
        no_place=get.get("no_place") == "1",
        party_gap=get.get("party_gap") == "1",
    )
    empty = Search(text=search.text)
    narrowed = sum(getattr(search, name) != getattr(empty, name) for name in Search.__dataclass_fields__)
    return Asked(search, narrowed)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _age(typed: str) -> int | None:
    return min(int(typed), OLDEST) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else None  # noqa: PLR2004
