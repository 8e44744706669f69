"""What becomes of the rows of a list: ready, at fault, refused, repeated. Families stand or fall together."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from dodomu.people.rules.faults import Fault, FaultCode
from dodomu.people.rules.register import LARGEST_PARTY
from dodomu.people.rules.statement import Statement

MOST_SIZE_DIGITS = 3


class RowState(StrEnum):
    READY = "ready"
    FAULTY = "faulty"  # an officer decides whether it is kept as written
    REFUSED = "refused"
    REPEATED = "repeated"
    KEPT = "kept"


class ListState(StrEnum):
    """Where a list stands."""

    PREVIEW = "preview"
    CONFIRMED = "confirmed"
    DONE = "done"
    DROPPED = "dropped"


class ListFault(StrEnum):
    """What can be wrong with a row beside its fields. The sentences live with the words of the web."""

    MORE_CELLS = "more-cells"  # cells, headings
    SAME_NAME = "same-name"  # line: and nothing tells the two apart
    PARTY_WAITS = "party-waits"  # line: somebody of the same family or group is at fault
    PARTY_TOO_LARGE = "party-too-large"  # size, limit


KNOWN = "known"  # stands among the faults of a row and is none: the person is probably registered already
ROW = ""  # the field of a fault that concerns the whole row
FaultEntry = tuple[str, str, dict[str, str | int]]  # field, code, details: as it is kept


@dataclass(slots=True)
class ReviewedRow:
    """One row with what was found out about it; `settle` may change its state."""

    line: int
    key: bytes
    party: str = ""
    identified: bool = True
    faults: list[FaultEntry] = field(default_factory=list)
    state: RowState = RowState.READY


def review_row(
    line: int, statement: Statement, *, key: bytes, party: str, identified: bool, cells: int, headings: int
) -> ReviewedRow:
    """Return a row by itself: without a name that can be read it is refused, with other faults an officer decides."""
    faults: list[FaultEntry] = [_entry(fault) for fault in statement.faults]
    row = ReviewedRow(line, key, party, identified, faults)
    if statement.name is None:
        if not any(fault.field in ("name", "family_name", "given_name", "patronymic") for fault in statement.faults):
            faults.append(("name", FaultCode.NAME_NEEDED.value, {}))
        row.state = RowState.REFUSED
    if cells > headings:
        faults.append((ROW, ListFault.MORE_CELLS.value, {"cells": cells, "headings": headings}))
        row.state = RowState.REFUSED
    if faults and row.state is RowState.READY:
        row.state = RowState.FAULTY
    return row


def settle(rows: Sequence[ReviewedRow], known: Set[bytes]) -> None:
    """Mark rows that repeat one of this file or one kept before (`known`); then let parties stand or fall together."""
    _mark_repeated(rows, known)
    _hold_parties(rows)


def _mark_repeated(rows: Iterable[ReviewedRow], known: Set[bytes]) -> None:
    first: dict[bytes, ReviewedRow] = {}
    for row in rows:
        if row.state is RowState.REFUSED:
            continue
        if row.key in known:
            row.state = RowState.REPEATED
            continue
        same = first.setdefault(row.key, row)
        if same is row:
            continue
        if row.identified:
            row.state = RowState.REPEATED
        else:
            row.faults.append((ROW, ListFault.SAME_NAME.value, {"line": same.line}))
            row.state = RowState.FAULTY


def _hold_parties(rows: Iterable[ReviewedRow]) -> None:
    parties: dict[str, list[ReviewedRow]] = {}
    for row in rows:
        if row.party:
            parties.setdefault(row.party, []).append(row)
    for members in parties.values():
        _hold(members)


def _hold(members: Sequence[ReviewedRow]) -> None:
    counted = [row for row in members if row.state is not RowState.REPEATED]
    if len(counted) > LARGEST_PARTY:
        for row in counted:
            row.faults.append((ROW, ListFault.PARTY_TOO_LARGE.value, {"size": len(counted), "limit": LARGEST_PARTY}))
            row.state = RowState.REFUSED
        return
    wrong = next((row for row in counted if row.state is not RowState.READY), None)
    if wrong is None:
        return
    for row in counted:
        if row.state is RowState.READY:
            row.faults.append((ROW, ListFault.PARTY_WAITS.value, {"line": wrong.line}))
            row.state = RowState.FAULTY


def state_after_confirming(state: RowState, *, keep_faulty: bool) -> RowState:
    """Return what a row becomes on confirming: those at fault are kept as written only if the officer said so."""
    if state is RowState.FAULTY:
        return RowState.READY if keep_faulty else RowState.REFUSED
    return state


def size_said(text: str) -> int | None:
    """Return how many a party is said to be, or None where that is no number one can believe."""
    typed = text.strip()
    if not typed.isdecimal() or len(typed) > MOST_SIZE_DIGITS:
        return None
    return min(int(typed), LARGEST_PARTY) or None


def _entry(fault: Fault) -> FaultEntry:
    return fault.field, fault.code.value, dict(fault.details)
