"""Where everybody stands, now or at a past hour, by all that is known or by what was known then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dodomu.foundation.among import among
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.rules import ledger
from dodomu.people.rules.ledger import Entry, Standing
from dodomu.people.rules.terms import Account, Evidence


@dataclass(frozen=True, slots=True)
class HeadcountLine:
    """How many stand in one account at one place: citizens and others apart."""

    account: Account
    place: UUID | None
    citizens: int
    others: int

    @property
    def total(self) -> int:
        return self.citizens + self.others


@dataclass(frozen=True, slots=True)
class Headcount:
    """Who stands where at an hour, as numbers. A record that was joined into another stands in NOT_OURS."""

    crisis: UUID
    at: datetime | None
    known_at: datetime | None
    lines: tuple[HeadcountLine, ...]

    @property
    def ours(self) -> tuple[HeadcountLine, ...]:
        return tuple(line for line in self.lines if line.account is not Account.NOT_OURS)

    @property
    def registered(self) -> int:
        return sum(line.total for line in self.ours)

    @property
    def citizens(self) -> int:
        return sum(line.citizens for line in self.ours)

    @property
    def others(self) -> int:
        return sum(line.others for line in self.ours)

    def of(self, *accounts: Account) -> int:
        """Return how many stand in the accounts named."""
        return sum(line.total for line in self.lines if line.account in accounts)

    def at_place(self, place: UUID, *accounts: Account) -> int:
        """Return how many stand at a place, in the accounts named or in any that is ours."""
        lines = [line for line in self.ours if line.place == place]
        return sum(line.total for line in lines if not accounts or line.account in accounts)


@dataclass(frozen=True, slots=True)
class Standee:
    """A person who stands in an account."""

    person: UUID
    reference: str
    name: str
    is_citizen: bool
    place: UUID | None
    leg: str
    since: datetime  # the hour of the entry they stand by


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of a person's ledger as an officer reads it."""

    entry: UUID
    origin: Standing | None
    standing: Standing | None
    evidence: Evidence
    said_by: str
    officer: str
    happened_at: datetime
    recorded_at: datetime
    corrects: UUID | None
    corrected_by: UUID | None
    counts: bool
    is_seam: bool  # left from elsewhere than where the person stood just before: late news came between
    is_opening: bool


def headcount(crisis: UUID, *, at: datetime | None = None, known_at: datetime | None = None) -> Headcount:
    """Count everybody of a crisis: now, or as of an hour, or as was known at an hour."""
    rows = _count_now(crisis) if at is None and known_at is None else _count_then(crisis, at, known_at)
    lines = (HeadcountLine(Account(account), place, citizens, others) for account, place, citizens, others in rows)
    return Headcount(crisis, at, known_at, tuple(sorted(lines, key=_reading_order)))


def _reading_order(line: HeadcountLine) -> tuple[int, int, str]:
    return list(Account).index(line.account), -line.total, str(line.place)  # the same each time


def _count_now(crisis: UUID) -> Iterable[tuple[Any, ...]]:
    return (
        Person.objects.filter(crisis=crisis)
        .values_list("account", "account_place")
        .annotate(
            citizens=Count("id", filter=Q(counts_as_citizen=True)),
            others=Count("id", filter=Q(counts_as_citizen=False)),
        )
        .order_by()
    )


def _count_then(crisis: UUID, at: datetime | None, known_at: datetime | None) -> Iterable[tuple[Any, ...]]:
    return ask(
        f"""
        SELECT s.account, s.place_id,
               count(*) FILTER (WHERE p.counts_as_citizen), count(*) FILTER (WHERE NOT p.counts_as_citizen)
        FROM people_person p CROSS JOIN LATERAL ({STANDS}) s
        WHERE p.crisis_id = %(crisis)s
        GROUP BY s.account, s.place_id
        """,  # noqa: S608  (put together from constants only)
        at=at,
        known_at=known_at,
        crisis=crisis,
    )


def who_stands(
    crisis: UUID,
    account: Account,
    *,
    place: UUID | None = None,
    at: datetime | None = None,
    known_at: datetime | None = None,
) -> list[Standee]:
    """List who stands in an account (at a place, when one is named), by reference."""
    now = at is None and known_at is None
    rows = _who_now(crisis, account, place) if now else _who_then(crisis, account, place, at, known_at)
    return [
        Standee(person, reference, f"{family} {given}".strip(), citizen, where, leg, since)
        for person, reference, family, given, citizen, where, leg, since in rows
    ]


def _who_now(crisis: UUID, account: Account, place: UUID | None) -> Iterable[tuple[Any, ...]]:
    found = Person.objects.filter(crisis=crisis, account=account)
    if place is not None:
        found = found.filter(account_place=place)
    names = "reference", "family_name", "given_name"
    stands = "account_place", "account_leg", "account_since"
    return found.order_by("reference").values_list("id", *names, "counts_as_citizen", *stands)


def _who_then(
    crisis: UUID, account: Account, place: UUID | None, at: datetime | None, known_at: datetime | None
) -> Iterable[tuple[Any, ...]]:
    return ask(
        f"""
        SELECT p.id, p.reference, p.family_name, p.given_name, p.counts_as_citizen, s.place_id, s.leg, s.happened_at
        FROM people_person p CROSS JOIN LATERAL ({STANDS}) s
        WHERE p.crisis_id = %(crisis)s AND s.account = %(account)s
          AND (%(place)s::uuid IS NULL OR s.place_id = %(place)s)
        ORDER BY p.reference
        """,  # noqa: S608  (put together from constants only)
        at=at,
        known_at=known_at,
        crisis=crisis,
        account=account,
        place=place,
    )


def entries_of(persons: Iterable[UUID]) -> dict[UUID, list[Entry]]:
    """Return every entry of some persons, as the rules read them."""
    found: dict[UUID, list[Entry]] = {person: [] for person in persons}
    for row in LedgerEntry.objects.filter(person__in=among(found)):
        found[row.person_id].append(row.entry())
    return found


def standing_of(person: UUID, at: datetime | None = None, *, known_at: datetime | None = None) -> Standing | None:
    """Return where a person stood at an hour, or None before the first word of them."""
    return ledger.fold(entries_of([person])[person], at=at, known_at=known_at)


def history(person: UUID) -> list[HistoryLine]:
    """Return everything the ledger holds of a person, in the order in which it happened."""
    rows = list(LedgerEntry.objects.filter(person=person).select_related("officer"))
    entries = [row.entry() for row in rows]
    officers = {row.id: row.officer.name if row.officer else "" for row in rows}
    corrected_by = {entry.corrects: entry.id for entry in entries if entry.corrects}
    counting = {entry.id for entry in ledger.effective(entries)}
    late = {seam.entry.id for seam in ledger.seams(entries)}
    return [
        HistoryLine(
            entry=entry.id,
            origin=entry.origin,
            standing=entry.standing,
            evidence=entry.evidence,
            said_by=entry.said_by,
            officer=officers[entry.id],
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            corrects=entry.corrects,
            corrected_by=corrected_by.get(entry.id),
            counts=entry.id in counting,
            is_seam=entry.id in late,
            is_opening=entry.origin is None and entry.standing is not None,
        )
        for entry in sorted(entries, key=lambda entry: entry.order)
    ]
