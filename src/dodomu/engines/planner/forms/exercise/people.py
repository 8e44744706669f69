"""Who is still in the country and wants to leave, and what they need.

The choices made here:
- Parties are the groups, with everybody in them, whatever passport they hold. Who was not heard of yet is not known.
- A wish said in an event counts for the whole group; without one, that of most of its persons in the register.
- Gone is who was seen to board, whose flight has left, or who said that they left by themselves; "reached the capital"
  puts a group there; an adult who asks to travel apart is a party alone.
- Infants under two sit on a lap; a wheelchair takes its space beside the seat; each pet is a crate.
- Priority is that of the member who needs it most: medicines that a life hangs on, then minors and pregnancy, then age
  from 70, frailty, wheelchairs and other medicines, then families, then others.
- Everybody holds a passport that is neither lost nor expired, and can get a COVID test or certificate unless positive.
  A party has only what each of its members has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from dodomu.engines.planner.forms.exercise.sheets import Row, Sheets
from dodomu.engines.planner.forms.faults import FormCode
from dodomu.engines.planner.forms.values import wrong
from dodomu.engines.planner.problem import Party

LEAVES = "return_home"
LEFT_ALONE = "left by own means"
CAPITAL = {"reached the capital": "nqz"}
NO_PASSPORT = frozenset({"passport_lost", "passport_expired"})
INFECTIOUS = "covid_positive"
POSITIVE = "positive COVID test"
PAPERS_OF_HEALTH = frozenset({"covid_paper", "pcr_test"})
ADULT, OLD, ON_THE_LAP = 18, 70, 2
MEDICAL = frozenset({"insulin", "heart_medicine", "epilepsy_medicine"})
FRAIL = frozenset({"frail", "wheelchair", "asthma_inhaler", "blood_pressure"})


class _News(NamedTuple):
    """What the events until now say of a group."""

    wish: str
    place: str
    gone: bool
    apart: tuple[str, ...]
    positive: frozenset[str]


def parties_of(sheets: Sheets) -> tuple[Party, ...]:
    """Return the parties that are known, still there and want to leave, in the order of the table."""
    flown = {row.id for row in sheets.links if row["schedule"] == "dated" and row.hours["depart_local"] <= sheets.at}
    return tuple(party for group in sheets.groups for party in _parties(sheets, group, flown))


def _parties(sheets: Sheets, group: Row, flown: set[str]) -> Iterator[Party]:
    members = [sheets.persons[each] for each in group.parts("members")]
    since = _heard_since(sheets, members)
    news = _news(sheets, group, members)
    is_flown = any(each["link_id"] in flown for each in members if each["link_id"])
    is_home = sheets.places[news.place]["country"] == sheets.side.sending
    if news.gone or is_flown or is_home or news.wish != LEAVES or (sheets.heard is not None and since is None):
        return
    together = [each for each in members if each.id not in news.apart]
    yield _party(sheets, group, group.id, together, news, since)
    for each in members:
        if each.id in news.apart:
            yield _party(sheets, group, f"{group.id}-{each.id}", [each], news, since)


def _heard_since(sheets: Sheets, members: Sequence[Row]) -> datetime | None:
    heard: Mapping[str, datetime] = sheets.heard or {}
    return min((heard[each.id] for each in members if each.id in heard), default=None)


def _news(sheets: Sheets, group: Row, members: Sequence[Row]) -> _News:
    wish = Counter(each["intent"] for each in members).most_common(1)[0][0]
    place, gone = group["place_id"], False
    apart: list[str] = []
    positive: set[str] = set()
    for event in sorted((each for each in sheets.events if each["group_id"] == group.id), key=_hour):
        kind, detail = event["kind"], event["detail"]
        if kind == "intent":
            wish = detail
        elif kind == "boarded" or (kind == "moved" and detail.startswith(LEFT_ALONE)):
            gone = True
        elif kind == "moved":
            place = next((there for words, there in CAPITAL.items() if detail.startswith(words)), place)
        elif kind == "split" and _is_adult_of(event["person_id"], members):
            apart.append(event["person_id"])
        elif kind == "health" and detail == POSITIVE:
            positive.add(event["person_id"])
    apart = apart if len(apart) < len(members) else []
    return _News(wish, place if place in sheets.places else group["place_id"], gone, tuple(apart), frozenset(positive))


def _hour(event: Row) -> datetime:
    return event.hours["at_local"]


def _is_adult_of(person: str, members: Sequence[Row]) -> bool:
    return any(each.id == person and each.numbers["age"] >= ADULT for each in members)


def _party(sheets: Sheets, group: Row, id_: str, members: Sequence[Row], news: _News, since: datetime | None) -> Party:
    papers = [_papers(sheets, each, news) for each in members]
    return Party(
        id_,
        news.place,
        len(members),
        needs=_needs(members),
        papers=frozenset.intersection(*papers),
        priority=_priority(members),
        waiting_since=since,
        may_split=group["indivisible"] == "0" and len(members) > 1,
    )


def _needs(members: Sequence[Row]) -> dict[str, int]:
    infants = sum(each.numbers["age"] < ON_THE_LAP for each in members)
    if infants == len(members):  # nobody there on whose lap
        infants = 0
    wanted = {
        "seat": len(members) - infants,
        "infant": infants,
        "wheelchair": sum("wheelchair" in each.parts("needs") for each in members),
        "pet": sum("pet" in each.parts("needs") for each in members),
    }
    return {kind: amount for kind, amount in wanted.items() if amount}


def _priority(members: Sequence[Row]) -> str:
    needs = {need for each in members for need in each.parts("needs")}
    ages = [each.numbers["age"] for each in members]
    if needs & MEDICAL:
        return "medical"
    if min(ages) < ADULT or "pregnant" in needs:
        return "children"
    if max(ages) >= OLD or needs & FRAIL:
        return "frail"
    return "family" if len(members) > 1 else "other"


def _papers(sheets: Sheets, person: Row, news: _News) -> frozenset[str]:
    needs = set(person.parts("needs"))
    try:
        is_valid = date.fromisoformat(person["doc_expiry"]) >= sheets.at.date()
    except ValueError:
        sheets.add(person, "doc_expiry", *wrong(FormCode.NOT_A_MOMENT, person["doc_expiry"]).flaws[0][1:])
        is_valid = False
    passport = {"passport"} if is_valid and not needs & NO_PASSPORT else set()
    is_positive = INFECTIOUS in needs or person.id in news.positive
    return frozenset(passport if is_positive else passport | PAPERS_OF_HEALTH)
