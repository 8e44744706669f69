"""The register as a list: filters, and search as one types in any script.

Search takes two steps, each fast where the other is slow. Words that many people share are met by walking the newest
few thousand; words that few share are found by the trigram index. Neither ever sorts the whole register.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex

from dodomu.foundation import encryption, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.people.models import ContactPoint, Document, Person, sealed
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.matching import root_of
from dodomu.people.rules import papers
from dodomu.people.rules.ages import latest_birth_date
from dodomu.people.rules.references import read_reference
from dodomu.people.rules.search import search_terms
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

PAGE = 50
WALKED = 6000  # newest records that are looked through before the trigram index is asked
SHORT_TERM = 2  # letters: too few for a trigram, so only the beginnings of words are looked for
Point = tuple[datetime, UUID]  # where a page ends: registered_at and id
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Adding nothing keeps the database from walking the index of the newest while it looks for rare words.
_NEWEST_BY_SORTING = ExpressionWrapper(F("registered_at") + Value(timedelta(0)), output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Search:
    """What the list is narrowed to; everything named must hold."""

    text: str = ""
    place: UUID | None = None  # with the places that are parts of it
    wish: Wish | None = None
    account: Account | None = None
    need: str = ""
    citizen: bool | None = None
    min_age: int | None = None  # in years, at the hour of the crisis
    max_age: int | None = None
    unreachable: bool = False  # nobody of their party has a telephone, mail address or Telegram name
    no_place: bool = False
    party_gap: bool = False  # fewer of their party are registered than they said they are


@dataclass(frozen=True, slots=True)
class Page:
    """Some people of a list, and where it goes on (empty: it ends here)."""

    people: tuple[PersonLine, ...]
    next: str = ""


def find_people(crisis: UUID, search: Search, *, by: Actor, at: datetime, after: str = "", size: int = PAGE) -> Page:
    """Return who fits: exact codes first, then the newest. Whoever may not see private data cannot search by number."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    exact = [] if after else _named_exactly(crisis, search.text, sees_private=sees_private)
    rows, terms = _fitting(crisis, search, sees_private=sees_private, on=at.date())
    found = _newest(rows, terms, crisis, _read_cursor(after), size + 1)
    shown = list(dict.fromkeys([*exact, *(person for _, person in found[:size])]))
    lines = lines_of(shown, on=at.date(), sees_private=sees_private)
    return Page(tuple(lines), _cursor(*found[size - 1]) if len(found) > size else "")


def find_everyone(crisis: UUID, search: Search, *, by: Actor, at: datetime) -> list[UUID]:
    """Return all who fit at once, the newest first: for an export."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    exact = _named_exactly(crisis, search.text, sees_private=sees_private)
    rows, terms = _fitting(crisis, search, sees_private=sees_private, on=at.date())
    found = _looked_up(rows, terms).values_list("id", flat=True)
    return list(dict.fromkeys([*exact, *found]))


def everyone(crisis: UUID) -> QuerySet[Person]:
    """Return the records that stand for people: neither joined into another nor forgotten."""
    return Person.objects.filter(crisis=crisis, joined_into__isnull=True, forgotten_at__isnull=True)


# --- codes that name one person -------------------------------------------------------------------------------------


def _named_exactly(crisis: UUID, text: str, *, sees_private: bool) -> list[UUID]:
    """Return whom a reference code or a document number names; a joined record answers with the one that was kept."""
    known = Person.objects.filter(crisis=crisis, forgotten_at__isnull=True)
    reference = read_reference(text) if not any(mark.isalpha() for mark in text) else None
    named: list[UUID] = []
    if isinstance(reference, str):
        former = known.exclude(former_references=[]).filter(former_references__contains=[reference])
        named += known.filter(reference=reference).values_list("id", flat=True)
        named += former.values_list("id", flat=True)
    key = papers.paper_key(text)
    if sees_private and papers.is_number(key):
        index = encryption.blind_index(key, context=sealed.DOCUMENT_NUMBER)
        named += Document.objects.filter(person__in=known, number_index=index).values_list("person_id", flat=True)
    roots = root_of(named)
    return list(dict.fromkeys(roots[person] for person in named))


# --- what must hold -------------------------------------------------------------------------------------------------


def _fitting(crisis: UUID, search: Search, *, sees_private: bool, on: date) -> tuple[QuerySet[Person], list[str]]:
    """Return who passes the filters, and what must besides be found in their `search_text`."""
    terms = search_terms(search.text)
    if not sees_private:
        terms = [term for term in terms if not any(mark.isdecimal() for mark in term)]
    rows = everyone(crisis) if terms or not search.text.strip() else Person.objects.none()
    # A short term begins a word, a longer one may lie inside.
    return _narrowed(rows, search, on), [term if len(term) > SHORT_TERM else f" {term}" for term in terms]


def _narrowed(rows: QuerySet[Person], search: Search, on: date) -> QuerySet[Person]:
    if search.place:
        rows = rows.filter(_is_at(search.place))
    if search.wish:
        rows = rows.filter(wish=search.wish)
    if search.account:
        rows = rows.filter(account=search.account)
    if search.need:
        rows = rows.filter(needs__contains=[search.need])
    if search.citizen is not None:
        rows = rows.filter(counts_as_citizen=search.citizen)
    if search.min_age is not None:
        rows = rows.filter(birth_date__lte=latest_birth_date(search.min_age, on))
    if search.max_age is not None:
        rows = rows.filter(birth_date__gt=latest_birth_date(search.max_age + 1, on))
    return _lacking(rows, search)


def _lacking(rows: QuerySet[Person], search: Search) -> QuerySet[Person]:
    if search.unreachable:
        rows = rows.filter(~Exists(ContactPoint.objects.filter(person__party=OuterRef("party"))))
    if search.no_place:
        rows = rows.filter(place__isnull=True, account_place__isnull=True, latitude__isnull=True)
    if search.party_gap:
        rows = rows.filter(party__said_size__gt=1).filter(party__said_size__gt=_registered_of_party())
    return rows


def _is_at(place: UUID) -> Q:
    """At this place by the ledger, or by their own word where the ledger names none."""
    places = [place, *Place.objects.filter(parent=place).values_list("id", flat=True)]
    return Q(account_place__in=places) | Q(account_place__isnull=True, place__in=places)


def _registered_of_party() -> Subquery:
    people = Person.objects.filter(party=OuterRef("party"), joined_into__isnull=True).order_by().values("party")
    return Subquery(people.annotate(n=Count("id")).values("n"))


# --- the newest of them ---------------------------------------------------------------------------------------------


def _newest(rows: QuerySet[Person], terms: list[str], crisis: UUID, before: Point | None, size: int) -> list[Point]:
    """Return the newest in which every term is found, after those of the pages before."""
    if before:
        rows = _before(rows, before)
    horizon = _horizon(crisis, before) if terms else None
    if horizon is None:
        return _keys(_walked(rows, terms), size)
    near = _keys(_walked(_not_before(rows, horizon), terms), size)
    return near if len(near) == size else _keys(_looked_up(rows, terms), size)


def _walked(rows: QuerySet[Person], terms: list[str]) -> QuerySet[Person]:
    """Every row is looked at, the newest first; `strpos` keeps the database from asking the trigram index besides."""
    for place, term in enumerate(terms):
        rows = rows.alias(**{f"at_{place}": StrIndex("search_text", Value(term))}).filter(**{f"at_{place}__gt": 0})
    return rows.order_by("-registered_at", "-id")


def _looked_up(rows: QuerySet[Person], terms: list[str]) -> QuerySet[Person]:
    for term in terms:
        rows = rows.filter(search_text__contains=term)
    return rows.order_by(_NEWEST_BY_SORTING.desc(), "-id")


def _horizon(crisis: UUID, before: Point | None) -> Point | None:
    """Return the record up to which is walked, or None where so few are left that all are."""
    rows = _before(everyone(crisis), before) if before else everyone(crisis)
    return rows.order_by("-registered_at", "-id").values_list("registered_at", "id")[WALKED : WALKED + 1].first()


def _keys(rows: QuerySet[Person], size: int) -> list[Point]:
    return list(rows.values_list("registered_at", "id")[:size])


def _before(rows: QuerySet[Person], place: Point) -> QuerySet[Person]:
    # Django has no comparison of rows; written out with OR, the database could not enter the index there.
    return rows.extra(where=["(people_person.registered_at, people_person.id) < (%s, %s)"], params=list(place))


def _not_before(rows: QuerySet[Person], place: Point) -> QuerySet[Person]:
    return rows.extra(where=["(people_person.registered_at, people_person.id) >= (%s, %s)"], params=list(place))


def _cursor(registered_at: datetime, person: UUID) -> str:
    return f"{(registered_at - _EPOCH) // _MICROSECOND:x}.{person.hex}"


def _read_cursor(text: str) -> Point | None:
    """Return where a page goes on; an address that somebody mistyped begins at the beginning."""
    hour, _, person = text.partition(".")
    try:
        return _EPOCH + int(hour, 16) * _MICROSECOND, UUID(person)
    except (ValueError, OverflowError):
        return None
