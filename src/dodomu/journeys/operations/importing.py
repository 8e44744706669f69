"""Tables of legs and links taken over: looked at first, then all of them or none. The same table again changes nothing.

A cell that says what the same table said before is no news: what the desk has changed since by hand (the block of the
thirteenth was cut) is not undone by taking the old file over again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from dodomu.foundation import news, permissions, tables
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import UnreadableTable
from dodomu.journeys.models import Charter, Leg, LegChange
from dodomu.journeys.news import WaysChanged
from dodomu.journeys.operations.leg_writing import (
    add_rows,
    change_row,
    check_open,
    columns_of,
    differences,
    ground_for,
    plain,
)
from dodomu.journeys.queries.ways import leg_known, places_known, ways_known
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules import checks
from dodomu.journeys.rules.faults import Fault, FaultCode, grave
from dodomu.journeys.rules.files import links
from dodomu.journeys.rules.files.links import LegRow
from dodomu.journeys.rules.given import CharterGiven
from dodomu.journeys.rules.given_faults import charter_faults
from dodomu.journeys.rules.leg_faults import Ground, leg_faults
from dodomu.journeys.rules.terms import CharterState, Check, LegState
from dodomu.situation.queries import known as situation

IMPORTED = "import"  # why, in the history of a leg
MOST_ROWS = 10_000


class What(StrEnum):
    """What taking a row over would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"  # it says something new of a leg that has left or was cancelled: left as it is


@dataclass(frozen=True)
class RowLook:
    """A row as it would be taken over, and what would be said next to its leg."""

    line: int
    ref: str
    what: What
    checks: tuple[checks.Found, ...]
    before: Mapping[str, Any] = field(default_factory=dict, hash=False)
    after: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class LookedOver:
    rows: tuple[RowLook, ...]
    faults: tuple[Fault, ...]  # warnings among them; with any that is grave nothing can be taken over

    @property
    def may_import(self) -> bool:
        """Whether nothing stands against taking it over."""
        return not grave(self.faults)

    def count(self, what: What) -> int:
        """Return how many rows do this."""
        return sum(row.what is what for row in self.rows)


@dataclass(frozen=True)
class Imported:
    added: int
    changed: int
    same: int
    gone: int


@dataclass
class _Taken:
    """A row with the columns it comes to, and the leg that has its ref."""

    row: LegRow
    columns: dict[str, Any]
    leg: Leg | None
    news: dict[str, Any]  # of the columns, those in which the file says something new

    @property
    def what(self) -> What:
        if self.leg is None:
            return What.NEW
        if not self.news:
            return What.SAME
        return What.CHANGED if self.leg.state == LegState.PLANNED else What.GONE


def look_over(*, crisis: UUID, content: bytes, by: Actor, at: datetime, encoding: str | None = None) -> LookedOver:
    """Return what taking a file over would do, row by row, and everything that is wrong with it. Nothing is written."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    rows, of_form = _read(crisis, content, encoding)
    broken = {fault.line for fault in of_form}
    taken, of_sense = _compared(crisis, [row for row in rows if row.line not in broken], at)
    faults = tuple(sorted((*of_form, *of_sense), key=lambda fault: fault.line))
    found = _checked(crisis, taken, at) if not grave(faults) else {}
    looks = [
        RowLook(each.row.line, each.row.given.ref, each.what, found.get(each.row.given.ref, ()), *_shown(each))
        for each in taken
    ]
    return LookedOver(tuple(looks), faults)


@transaction.atomic
def import_legs(*, crisis: UUID, content: bytes, by: Actor, at: datetime, encoding: str | None = None) -> Imported:
    """Take over every row of a file, or refuse with every fault by its line and take over none."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    check_open(crisis)
    _hold(crisis)
    rows, faults = _read(crisis, content, encoding)
    return _take_over(crisis, rows, faults, by, at)


@transaction.atomic
def import_rows(*, crisis: UUID, rows: Iterable[Mapping[str, str]], by: Actor, at: datetime) -> Imported:
    """Take over rows that are known by the names of their columns: those of an exercise, each at its hour."""
    permissions.check(by, Permission.KEEP_WAYS, crisis)
    _hold(crisis)
    read, faults = links.read_links((*links.NEEDED, *links.OPTIONAL), links.lines_of(rows), _by_ref(crisis))
    return _take_over(crisis, read, faults, by, at)


def _hold(crisis: UUID) -> None:
    """Two officers who take the same file over at once do it one after the other."""
    Crisis.objects.select_for_update().filter(id=crisis).first()


def _read(crisis: UUID, content: bytes, encoding: str | None) -> tuple[tuple[LegRow, ...], tuple[Fault, ...]]:
    try:
        found = list(tables.read_table(content, encoding=encoding, limits=tables.Limits(rows=MOST_ROWS)).rows)
    except UnreadableTable as fault:
        facts = {"fault": fault.fault.value, **{name: value for name, value in fault.details.items() if name != "line"}}
        return (), (Fault("", FaultCode.UNREADABLE, facts, int(fault.details.get("line", 0))),)
    if not found:
        return (), (Fault("", FaultCode.NO_ROWS),)
    return links.read_links(found[0].cells, ((row.line, row.cells) for row in found[1:]), _by_ref(crisis))


def _by_ref(crisis: UUID) -> dict[str, Any]:
    return {place.ref: place for place in places_known(crisis).values()}


def _compared(crisis: UUID, rows: Sequence[LegRow], at: datetime) -> tuple[list[_Taken], tuple[Fault, ...]]:
    """Return what each row comes to, and everything that is wrong with what the rows mean."""
    ground = replace(ground_for(crisis), refs=frozenset())  # the same ref is the same leg
    legs = {leg.ref: leg for leg in Leg.objects.filter(crisis=crisis)}
    said = _said_before(crisis)
    faults: list[Fault] = []
    taken: list[_Taken] = []
    for row in rows:
        wrong = leg_faults(row.given, ground, at=at)
        if row.charter is not None:
            wrong += charter_faults(row.charter, frozenset())
        faults += [links.located(fault, row.line) for fault in wrong]
        if not grave(wrong):
            taken.append(_taken(row, ground, legs.get(row.given.ref), said, at))
    return taken, tuple(faults)


def _taken(
    row: LegRow, ground: Ground, leg: Leg | None, said: Mapping[UUID, Mapping[str, Any]], at: datetime
) -> _Taken:
    columns = columns_of(row.given, ground, known_from=leg.known_from if leg else at)
    columns.pop("charter_id")  # is given by ref, and written below
    columns.pop("permission_id")  # a file knows nothing of these
    columns.pop("meeting_place_id")
    if leg is None:
        return _Taken(row, columns, None, {})
    before = said.get(leg.id)
    fresh = {
        name: value
        for name, value in columns.items()
        if getattr(leg, name) != value and (before is None or not _is_said(before, name, value))
    }
    return _Taken(row, columns, leg, fresh)


def _is_said(before: Mapping[str, Any], name: str, value: Any) -> bool:
    said = before.get(name.removesuffix("_id"))
    return plain(value) == said or (said is None and value in (None, "", [], {}))


def _said_before(crisis: UUID) -> dict[UUID, dict[str, Any]]:
    """Return by leg what tables have said of it so far, column by column."""
    said: dict[UUID, dict[str, Any]] = {}
    changes = LegChange.objects.filter(crisis=crisis, why=IMPORTED).order_by("version")
    for leg, after in changes.values_list("leg_id", "after"):
        said.setdefault(leg, {}).update(after)
    return said


def _shown(taken: _Taken) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return differences(taken.leg, taken.news) if taken.leg else ({}, {})


def _take_over(crisis: UUID, rows: Sequence[LegRow], of_form: tuple[Fault, ...], by: Actor, at: datetime) -> Imported:
    broken = {fault.line for fault in of_form}
    taken, of_sense = _compared(crisis, [row for row in rows if row.line not in broken], at)
    faults = tuple(sorted((*of_form, *of_sense), key=lambda fault: fault.line))
    if grave(faults):
        raise Refused(JourneysReason.ROWS_AT_FAULT, faults=grave(faults))
    charters = {row.given.ref: _charter(crisis, row.charter) for row in rows if row.charter is not None}
    new = [{**each.columns, "charter_id": charters.get(each.row.given.ref)} for each in taken if each.what is What.NEW]
    add_rows(crisis, new, why=IMPORTED, by=by, at=at)
    changed = [each for each in taken if each.what is What.CHANGED]
    for each in changed:
        leg = Leg.objects.select_for_update().get(id=each.leg.id) if each.leg else None
        if leg is not None:
            change_row(leg, each.news, why=IMPORTED, by=by, at=at)
    if new or changed:
        news.post(WaysChanged(crisis, ""), at=at)
    counts = {what: sum(each.what is what for each in taken) for what in What}
    return Imported(counts[What.NEW], counts[What.CHANGED], counts[What.SAME], counts[What.GONE])


def _charter(crisis: UUID, given: CharterGiven) -> UUID:
    """Return the charter of a row; what the file says of one that is not decided yet is taken over."""
    row, is_new = Charter.objects.get_or_create(
        crisis_id=crisis, ref=given.ref,
        defaults={"name": given.name, "price": given.price, "order_by": given.order_by, "note": given.note},
    )  # fmt: skip
    if not is_new and row.state == CharterState.OFFERED and (row.price, row.order_by) != (given.price, given.order_by):
        row.price, row.order_by = given.price, given.order_by
        row.save()
    return row.id


def _checked(crisis: UUID, taken: Sequence[_Taken], at: datetime) -> dict[str, tuple[checks.Found, ...]]:
    """Return by ref what would be said next to each leg of the file, all ways together."""
    where = Crisis.objects.get(id=crisis)
    ways = ways_known(crisis)
    of_file = [leg_known(Leg(crisis_id=crisis, recorded_at=at, **each.columns)) for each in taken]
    refs = {leg.ref for leg in of_file}
    legs = [*of_file, *(leg for leg in ways.legs if leg.ref not in refs)]
    ground = checks.ground_of(
        ways, places_known(crisis), situation.restrictions(crisis, known_at=at), sending=where.sending, at=at
    )
    found = checks.all_checks(legs, ground)
    charters = {each.row.given.ref: each.row.charter for each in taken if each.row.charter}
    return {leg.ref: _with_price(found[leg.id], charters.get(leg.ref)) for leg in of_file}


def _with_price(found: tuple[checks.Found, ...], charter: CharterGiven | None) -> tuple[checks.Found, ...]:
    if charter is None:
        return found
    facts = (("price", charter.price), ("charter", charter.ref))
    return (*found, checks.Found(Check.FIXED_PRICE, facts))
