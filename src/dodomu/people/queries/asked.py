"""Who asked for help to return, and what became of them: the figure a ministry is asked for first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dodomu.foundation import permissions
from dodomu.foundation.actors import Actor
from dodomu.foundation.permissions import Permission
from dodomu.people.models import Person
from dodomu.people.queries.fold import STANDS, ask
from dodomu.people.rules.terms import Account

NO_LONGER_ASK = frozenset({Account.STAYS, Account.LEFT_ALONE, Account.DECEASED})


@dataclass(frozen=True, slots=True)
class Asked:
    """Of those who ever asked: how many are home, went or stayed by themselves, and are still to answer for."""

    asked: int = 0
    home: int = 0
    otherwise: int = 0

    @property
    def still(self) -> int:
        """How many wait for our answer."""
        return self.asked - self.home - self.otherwise


@dataclass(frozen=True, slots=True)
class AskedApart:
    """Citizens and others, counted apart."""

    citizens: Asked
    others: Asked


def asked_for_help(crisis: UUID, *, by: Actor, at: datetime | None = None) -> AskedApart:
    """Count who asked for help to return, now or up to a past hour; a mistake or duplicate never asked."""
    permissions.check(by, Permission.SEE_COUNTS, crisis)
    rows = list(_now(crisis) if at is None else _then(crisis, at))
    return AskedApart(_sum((row[0], row[1]) for row in rows), _sum((row[0], row[2]) for row in rows))


def _sum(rows: Iterable[tuple[str, int]]) -> Asked:
    asked = home = otherwise = 0
    for account, number in rows:
        if account == Account.NOT_OURS:
            continue
        asked += number
        home += number if account == Account.HOME else 0
        otherwise += number if account in NO_LONGER_ASK else 0
    return Asked(asked, home, otherwise)


def _now(crisis: UUID) -> Iterable[tuple[Any, ...]]:
    people = Person.objects.filter(crisis=crisis, asked_at__isnull=False, joined_into__isnull=True)
    return (
        people.order_by()
        .values_list("account")
        .annotate(
            citizens=Count("id", filter=Q(counts_as_citizen=True)),
            others=Count("id", filter=Q(counts_as_citizen=False)),
        )
    )


def _then(crisis: UUID, at: datetime) -> Iterable[tuple[Any, ...]]:
    return ask(
        f"""
        SELECT s.account,
               count(*) FILTER (WHERE p.counts_as_citizen), count(*) FILTER (WHERE NOT p.counts_as_citizen)
        FROM people_person p CROSS JOIN LATERAL ({STANDS}) s
        WHERE p.crisis_id = %(crisis)s AND p.asked_at <= %(at)s
        GROUP BY s.account
        """,  # noqa: S608  (put together from constants only)
        at=at,
        crisis=crisis,
    )
