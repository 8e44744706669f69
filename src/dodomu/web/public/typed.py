"""What somebody typed into the form, taken apart into the people it names. Nothing is judged, and nothing dropped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.http import QueryDict

from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.terms import GivenBy, PartyKind
from dodomu.web.public.pasted import read_pasted

OF_A_PERSON = ("family_name", "given_name", "birth_date", "citizenships", "document_number")
TO_REACH = (
    "phones",
    "email",
    "telegram",
    "home_contact_name",
    "home_contact_phone",
    "home_contact_relation",
    "needs_words",
)
OF_EVERYBODY = ("place", "place_words", "wish", "wish_from", "consent")
NOT_SAID = ("submission", "show", "csrfmiddlewaretoken")  # how it was sent, not what was said
ROWS = 5
MOST_ROWS = 60
LARGEST_NUMBER = 999


@dataclass(frozen=True, slots=True)
class Named:
    """One person as typed, and where it stands in the form: a suffix of the field names, or a line of the list."""

    given: dict[str, str]
    suffix: str = ""
    line: int = 0


def rows_of(typed: QueryDict) -> list[str]:
    """Return the suffixes of the rows for others: as many as the form has, never fewer than were filled in."""
    count = ROWS
    while count < MOST_ROWS and _row(typed, f"-{count + 2}") is not None:
        count += 1
    if typed.get("show") == "more":
        count = min(count + ROWS, MOST_ROWS)
    return [f"-{number}" for number in range(2, count + 2)]


def _row(typed: QueryDict, suffix: str) -> str | None:
    return typed.get(f"given_name{suffix}")


def named_in(typed: QueryDict) -> list[Named]:
    """Return everybody who is named, with what holds for all of them; whoever comes first is reached for them."""
    first = Named(_given(typed, ""))
    others = others_in(typed)
    everyone = [first, *others] if first.given or not others else others
    shared = _said(typed, OF_EVERYBODY)
    for each in everyone:
        each.given.update(shared)
    reach = _said(typed, TO_REACH)
    everyone[0].given.update({name: value for name, value in reach.items() if value or name not in everyone[0].given})
    return everyone if any(each.given for each in everyone) else []


def others_in(typed: QueryDict) -> list[Named]:
    """Return everybody but the first: those in the rows, then those on the list."""
    others = [Named(given, suffix) for suffix in rows_of(typed) if (given := _given(typed, suffix))]
    return others + [Named(each.given, line=each.line) for each in read_pasted(typed.get("list", ""))]


def _given(typed: QueryDict, suffix: str) -> dict[str, str]:
    given = {name: value for name in (*OF_A_PERSON, "phones") if suffix or name != "phones"
             if (value := typed.get(f"{name}{suffix}", "")).strip()}  # fmt: skip
    needs = typed.getlist(f"needs{suffix}")
    return {**given, "needs": ", ".join(needs)} if needs else given


def _said(typed: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name in names if (value := typed.get(name, "")).strip()}


def number_said(typed: QueryDict) -> int | None:
    """Return how many they say they are, None where nothing was said; raise ValueError where it is no number."""
    text = typed.get("said_size", "").strip()
    if not text:
        return None
    number = int(text) if text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER)) else 0
    if number < 1:
        raise ValueError("not a number of people")
    return number


def party_of(typed: QueryDict, people: int, said_size: int | None) -> PartyGiven:
    """Return what was said of all of them together."""
    said = typed.get("kind", "")
    kind = PartyKind(said) if said in set(PartyKind) else PartyKind.SINGLE
    return PartyGiven(kind=kind, may_split=typed.get("may_split") == "yes", said_size=max(people, said_size or 0))


def giver_of(typed: QueryDict, party: PartyGiven) -> GivenBy:
    """Return who is writing."""
    if typed.get("by") == GivenBy.RELATIVE:
        return GivenBy.RELATIVE
    leads = party.kind in (PartyKind.GROUP, PartyKind.TOUR)
    return GivenBy.GROUP_LEAD if leads else GivenBy.SELF


def form_id(typed: Mapping[str, str]) -> UUID:
    """Return the number the form was made with, or a new one where it has none."""
    try:
        return UUID(typed.get("submission", ""))
    except ValueError:
        return uuid4()


def submission_of(typed: QueryDict, form: UUID) -> UUID:
    """Return the number of what is sent: the same form with the same words is one submission, however often it comes.

    Other words in the same form are another. Whoever goes back, writes a friend's name over their own and sends it
    again has registered a friend, and must not be told that it was kept the first time.
    """
    said = sorted((name, values) for name, values in typed.lists() if name not in NOT_SAID)
    plain = json.dumps(said, ensure_ascii=False).replace(r"\r\n", r"\n").encode("utf-8", "surrogatepass")
    return uuid5(form, hashlib.sha256(plain).hexdigest())
