"""What needs attention: how many there are of each kind, and who they are. A count and its list are one condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dodomu.foundation import outbox, permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import ContactPoint, ImportFile, ImportState, MatchProposal, Person
from dodomu.people.queries.lines import PersonLine, lines_of
from dodomu.people.queries.reconciliation import late_news
from dodomu.people.queries.register import everyone
from dodomu.people.rules.ages import latest_birth_date
from dodomu.people.rules.terms import Account

# Those to whom we still owe an answer.
OPEN_ACCOUNTS: Final = (
    Account.REGISTERED, Account.WAITING, Account.PROMISED, Account.ASSEMBLED, Account.ABOARD, Account.ON_THE_WAY,
    Account.UNREACHABLE,
)  # fmt: skip
URGENT_NEEDS: Final = ("stretcher", "oxygen", "medicine", "infant", "pregnancy", "unaccompanied_minor")
OF_AGE: Final = 18
HOUR: Final = timedelta(hours=1)
PAGE: Final = 100
SECONDS_KEPT: Final = 20
READ_THROUGH: Final = 20_000  # people whose ledger is read whole for one page; beyond, the proof of the count tells


class Kind(StrEnum):
    """Kinds of attention, the most pressing first."""

    MINORS_ALONE = "minors-alone"
    URGENT_NEEDS = "urgent-needs"
    UNREACHABLE = "unreachable"
    NO_WAY_TO_REACH = "no-way-to-reach"
    NO_PLACE = "no-place"
    PARTY_GAPS = "party-gaps"
    DUPLICATES = "duplicates"
    LISTS = "lists"
    LATE_NEWS = "late-news"
    FAULTS = "faults"


OF_PEOPLE: Final = (
    Kind.MINORS_ALONE, Kind.URGENT_NEEDS, Kind.UNREACHABLE, Kind.NO_WAY_TO_REACH, Kind.NO_PLACE, Kind.PARTY_GAPS,
)  # fmt: skip


@dataclass(frozen=True)
class AttentionPage:
    """Some of the people of one kind, those registered longest first, and how many there are of it."""

    total: int
    people: tuple[PersonLine, ...]
    page: int
    pages: int


def attention(crisis: UUID, *, people: int, by: Actor, at: datetime) -> Mapping[Kind, int]:
    """Count every kind of attention, leaving out the kinds of which there is none.

    Of a crisis with very many people (`people`) the counts may be some seconds old: nobody sees one more among so many,
    and the page must open at once for everybody who looks.
    """
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    if people <= READ_THROUGH:
        return _counts(crisis, at.date()) | _late_news(crisis)
    key = f"attention-{crisis}"
    known: dict[Kind, int] | None = cache.get(key)
    if known is None:
        known = _counts(crisis, at.date())
        cache.set(key, known, SECONDS_KEPT)
    return known


def _counts(crisis: UUID, on: date) -> dict[Kind, int]:
    counts = {
        **_plain_counts(crisis),
        **{kind: people_of(kind, crisis, on).count() for kind in OF_PEOPLE if kind not in _PLAIN},
        Kind.DUPLICATES: MatchProposal.objects.filter(crisis=crisis, decision="").count(),
        Kind.LISTS: ImportFile.objects.filter(crisis=crisis, state=ImportState.PREVIEW).count(),
        Kind.FAULTS: len(outbox.failing()),
    }
    return {kind: counts[kind] for kind in Kind if counts.get(kind)}


def _plain_counts(crisis: UUID) -> dict[Kind, int]:
    """Count the kinds that one look at each person decides, all in one reading of the register."""
    wanted = {kind.name: Count("pk", filter=condition) for kind, condition in _PLAIN.items()}
    return {Kind[name]: number for name, number in _still_ours(crisis).aggregate(**wanted).items()}


def _late_news(crisis: UUID) -> dict[Kind, int]:
    found = len(late_news(crisis))
    return {Kind.LATE_NEWS: found} if found else {}


def attention_people(crisis: UUID, kind: Kind, *, by: Actor, at: datetime, page: int = 1) -> AttentionPage:
    """List the people of one kind."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    found = people_of(kind, crisis, at.date())
    total = found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    ids = list(found.order_by("registered_at", "id").values_list("id", flat=True)[(page - 1) * PAGE : page * PAGE])
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    return AttentionPage(total, tuple(lines_of(ids, on=at.date(), sees_private=sees_private)), page, pages)


def registered_since(crisis: UUID, *, at: datetime) -> int:
    """Count the people who were registered in the hour before."""
    return everyone(crisis).filter(registered_at__gt=at - HOUR, registered_at__lte=at).count()


def newest_people(crisis: UUID, *, by: Actor, at: datetime, most: int = 8) -> list[PersonLine]:
    """Return who was registered last."""
    permissions.check(by, Permission.SEE_PEOPLE, crisis)
    rows = everyone(crisis).filter(registered_at__lte=at).order_by("-registered_at", "-id")
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    return lines_of(list(rows.values_list("id", flat=True)[:most]), on=at.date(), sees_private=sees_private)


def people_of(kind: Kind, crisis: UUID, on: date) -> QuerySet[Person]:
    """Return the people of one kind of attention; only those to whom an answer is still owed."""
    people = _still_ours(crisis)
    if kind is Kind.MINORS_ALONE:
        return _minors_alone(people, on)
    if kind is Kind.NO_WAY_TO_REACH:
        return people.exclude(Exists(ContactPoint.objects.filter(person__party=OuterRef("party"))))
    if kind is Kind.PARTY_GAPS:
        return people.filter(leads_party=True, party__in=_parties_with_gaps(crisis))
    return people.filter(_PLAIN[kind])


_PLAIN: Final = {
    Kind.URGENT_NEEDS: Q(needs__overlap=list(URGENT_NEEDS)),
    Kind.UNREACHABLE: Q(account=Account.UNREACHABLE),
    Kind.NO_PLACE: Q(place__isnull=True, account_place__isnull=True, latitude__isnull=True, account_leg=""),
}


def _still_ours(crisis: UUID) -> QuerySet[Person]:
    return everyone(crisis).filter(account__in=OPEN_ACCOUNTS)


def _minors_alone(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """Under eighteen, and nobody of age in their party. Somebody whose birth date is not known may be of age."""
    grown = latest_birth_date(OF_AGE, on)
    with_adult = Person.objects.filter(party=OuterRef("party"), joined_into__isnull=True)
    return people.filter(birth_date__gt=grown).exclude(
        Exists(with_adult.filter(Q(birth_date__lte=grown) | Q(birth_date__isnull=True)))
    )


def _parties_with_gaps(crisis: UUID) -> QuerySet[Person, UUID]:
    people = everyone(crisis).filter(party__said_size__gt=1).order_by()
    gaps = people.values("party").annotate(registered=Count("id")).filter(party__said_size__gt=F("registered"))
    return gaps.values_list("party", flat=True)
