"""Proving the count: three ways to it that share nothing but the tables, and the persons behind every difference.

1. Persons opened: rows of the register whose first word had come by the hour.
2. Standing: one step into the index for each person, to the last entry that counts.
3. Posted: every entry that counts, read from the table as it lies, added to its account and taken from its origin.

The second and third differ by late news only: entries that left from elsewhere than where, as is known by now, the
person stood. What they shift is worked out from the order of each person's entries, account by account.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dodomu.people.models import Person
from dodomu.people.queries.fold import COUNTS, STANDS, ask
from dodomu.people.rules.terms import Account

MOST_NAMED = 200


class Fault(StrEnum):
    """What can be wrong with a person in the ledger."""

    STANDS_NOWHERE = "stands-nowhere"  # registered by the hour, but no entry says where
    STANDS_TOO_EARLY = "stands-too-early"  # an entry from before the first word of them
    RECORD_DIFFERS = "record-differs"  # the person's record names another standing than the ledger
    NOT_OPENED = "not-opened"  # the first entry comes from somewhere
    OPENED_TWICE = "opened-twice"
    OTHER_CRISIS = "other-crisis"  # an entry is written in another crisis than its person


@dataclass(frozen=True, slots=True)
class Difference:
    """A person behind a difference."""

    fault: Fault
    person: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class AccountProof:
    """One account, counted in two ways; `shifted` is what late news moves between them."""

    account: Account
    standing: int
    posted: int
    shifted: int

    @property
    def proves(self) -> bool:
        return self.standing == self.posted + self.shifted


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whether the accounts sum to the number registered at an hour, and who stands behind every difference."""

    crisis: UUID
    at: datetime | None
    opened: int
    proofs: tuple[AccountProof, ...]
    seams: int  # entries with late news before them: nothing is wrong, an officer may want to look
    faults: dict[Fault, int]
    differences: tuple[Difference, ...]  # at most 200 of each fault

    @property
    def standing(self) -> int:
        return sum(proof.standing for proof in self.proofs)

    @property
    def posted(self) -> int:
        return sum(proof.posted + proof.shifted for proof in self.proofs)

    @property
    def registered(self) -> int:
        return sum(proof.standing for proof in self.proofs if proof.account is not Account.NOT_OURS)

    @property
    def proves(self) -> bool:
        agree = self.opened == self.standing == self.posted and all(proof.proves for proof in self.proofs)
        return agree and not self.faults


@dataclass(frozen=True, slots=True)
class _Order:
    """What the order of each person's entries tells."""

    shifted: Counter[str]
    seams: int
    not_opened: int
    opened_again: int


def reconcile(crisis: UUID, *, at: datetime | None = None) -> Reconciliation:
    """Count everybody of a crisis in three ways, now or as of an hour, and name who is behind a difference."""
    standing, faults = _stand(crisis, at)
    if at:
        faults[Fault.RECORD_DIFFERS] = _records_that_differ(crisis)  # the record says now, not then
    posted = _post(crisis, at)
    order = _order(crisis, at)
    faults[Fault.NOT_OPENED] = order.not_opened
    faults[Fault.OPENED_TWICE] = order.opened_again
    proofs = tuple(
        AccountProof(account, standing[account], posted[account], order.shifted[account]) for account in Account
    )
    if not all(proof.proves for proof in proofs):
        faults[Fault.OTHER_CRISIS] = len(_named(Fault.OTHER_CRISIS, crisis, at))
    found = {fault: number for fault, number in faults.items() if number}
    return Reconciliation(
        crisis=crisis,
        at=at,
        opened=_opened(crisis, at),
        proofs=proofs,
        seams=order.seams,
        faults=found,
        differences=tuple(each for fault in found for each in _named(fault, crisis, at)),
    )


def _opened(crisis: UUID, at: datetime | None) -> int:
    rows = Person.objects.filter(crisis=crisis)
    return (rows.filter(registered_at__lte=at) if at else rows).count()


# What is wrong with a person `p` who stands at `s` (by the hour).
NOWHERE = "s.account IS NULL AND p.registered_at <= COALESCE(%(at)s::timestamptz, 'infinity')"
TOO_EARLY = "s.account IS NOT NULL AND p.registered_at > COALESCE(%(at)s::timestamptz, 'infinity')"
DIFFERS = """(p.account, p.account_place_id, p.account_leg, p.account_since)
    IS DISTINCT FROM (s.account, s.place_id, s.leg, s.happened_at)"""


def _stand(crisis: UUID, at: datetime | None) -> tuple[Counter[str], Counter[Fault]]:
    rows = ask(
        f"""
        SELECT COALESCE(s.account, ''), count(*), count(*) FILTER (WHERE {NOWHERE}),
               count(*) FILTER (WHERE {TOO_EARLY}), count(*) FILTER (WHERE {DIFFERS})
        FROM people_person p LEFT JOIN LATERAL ({STANDS}) s ON true
        WHERE p.crisis_id = %(crisis)s
        GROUP BY 1
        """,  # noqa: S608  (put together from constants only)
        at=at,
        crisis=crisis,
    )
    standing: Counter[str] = Counter()
    faults: Counter[Fault] = Counter()
    for account, number, nowhere, too_early, differing in rows:
        if account:
            standing[account] = number
        faults[Fault.STANDS_NOWHERE] += nowhere
        faults[Fault.STANDS_TOO_EARLY] += too_early
        faults[Fault.RECORD_DIFFERS] += differing
    return standing, faults


def _records_that_differ(crisis: UUID) -> int:
    ((number,),) = ask(
        f"""
        SELECT count(*) FROM people_person p LEFT JOIN LATERAL ({STANDS}) s ON true
        WHERE p.crisis_id = %(crisis)s AND {DIFFERS}
        """,  # noqa: S608  (put together from constants only)
        crisis=crisis,
    )
    return int(number)


def _post(crisis: UUID, at: datetime | None) -> Counter[str]:
    rows = ask(
        f"""
        SELECT e.from_account, e.account, count(*) FROM people_ledgerentry e
        WHERE e.crisis_id = %(crisis)s AND {COUNTS}
        GROUP BY e.from_account, e.account
        """,  # noqa: S608  (put together from constants only)
        at=at,
        crisis=crisis,
    )
    posted: Counter[str] = Counter()
    for origin, account, number in rows:
        posted[account] += number
        posted[origin] -= number
    return posted


# Each entry that counts, beside the one before it. The window runs inside the lateral step, where the index already has
# each person's entries in their order: sorting five million of them would take longer than all the rest.
_STEPS = f"""
    SELECT e.id, e.happened_at, e.from_account, e.from_place_id, e.from_leg,
           lead(e.account) OVER w AS stood, lead(e.place_id) OVER w AS stood_place, lead(e.leg) OVER w AS stood_leg
    FROM people_ledgerentry e
    WHERE e.person_id = p.id AND {COUNTS}
    WINDOW w AS (ORDER BY e.happened_at DESC, e.recorded_at DESC, e.id DESC)
"""  # noqa: S608  (put together from constants only)
_SEAM = """
    (step.from_account, step.from_place_id, step.from_leg)
    IS DISTINCT FROM (COALESCE(step.stood, ''), step.stood_place, COALESCE(step.stood_leg, ''))
"""


def _order(crisis: UUID, at: datetime | None) -> _Order:
    rows = ask(
        f"""
        SELECT step.from_account, COALESCE(step.stood, ''), count(*)
        FROM people_person p CROSS JOIN LATERAL ({_STEPS}) step
        WHERE p.crisis_id = %(crisis)s AND {_SEAM}
        GROUP BY 1, 2
        """,  # noqa: S608  (put together from constants only)
        at=at,
        crisis=crisis,
    )
    shifted: Counter[str] = Counter()
    for origin, stood, number in rows:
        shifted[origin] += number
        shifted[stood] -= number
    return _Order(
        shifted=shifted,
        seams=sum(number for _, _, number in rows),
        not_opened=sum(number for _, stood, number in rows if not stood),
        opened_again=sum(number for origin, _, number in rows if not origin),
    )


# --- naming --------------------------------------------------------------------------------------------------------

_BY_STANDING = {Fault.STANDS_NOWHERE: NOWHERE, Fault.STANDS_TOO_EARLY: TOO_EARLY, Fault.RECORD_DIFFERS: DIFFERS}
_FIRST = f"""
    SELECT e.from_account FROM people_ledgerentry e WHERE e.person_id = p.id AND {COUNTS}
    ORDER BY e.happened_at, e.recorded_at, e.id LIMIT 1
"""  # noqa: S608  (put together from constants only)
_OPENINGS = f"""
    SELECT count(*) FROM people_ledgerentry e WHERE e.person_id = p.id AND e.from_account = '' AND {COUNTS}
"""  # noqa: S608  (put together from constants only)
_ELSEWHERE = """
    EXISTS (SELECT FROM people_ledgerentry e WHERE e.person_id = p.id AND e.crisis_id <> p.crisis_id)
    AND (p.crisis_id = %(crisis)s
         OR EXISTS (SELECT FROM people_ledgerentry e WHERE e.person_id = p.id AND e.crisis_id = %(crisis)s))
"""


def _named(fault: Fault, crisis: UUID, at: datetime | None) -> list[Difference]:
    """Name persons behind a fault. It reads everything once more, but only where something is wrong."""
    source = "people_person p"
    of_crisis = "p.crisis_id = %(crisis)s AND "
    if fault in _BY_STANDING:
        source += f" LEFT JOIN LATERAL ({STANDS}) s ON true"
        condition = of_crisis + _BY_STANDING[fault]
    elif fault is Fault.NOT_OPENED:
        condition = of_crisis + f"({_FIRST}) <> ''"
    elif fault is Fault.OPENED_TWICE:
        condition = of_crisis + f"({_OPENINGS}) > 1"
    else:
        condition = _ELSEWHERE
    rows = ask(
        f"SELECT p.id, p.reference FROM {source} WHERE {condition} ORDER BY p.reference LIMIT {MOST_NAMED}",  # noqa: S608
        at=None if fault is Fault.RECORD_DIFFERS else at,
        crisis=crisis,
    )
    return [Difference(fault, person, reference) for person, reference in rows]


@dataclass(frozen=True, slots=True)
class LateNews:
    """An entry that left from elsewhere than where, as is known by now, the person stood."""

    person: UUID
    reference: str
    entry: UUID
    happened_at: datetime


def late_news(crisis: UUID, *, most: int = MOST_NAMED) -> list[LateNews]:
    """List the newest entries that have late news before them, for an officer to look at."""
    rows = ask(
        f"""
        SELECT p.id, p.reference, step.id, step.happened_at
        FROM people_person p CROSS JOIN LATERAL ({_STEPS}) step
        WHERE p.crisis_id = %(crisis)s AND {_SEAM}
        ORDER BY step.happened_at DESC, step.id DESC
        LIMIT {int(most)}
        """,  # noqa: S608  (put together from constants only)
        crisis=crisis,
    )
    return [LateNews(*row) for row in rows]
