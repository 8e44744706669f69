"""How a leg gets into its table and its history; who may and when is decided by those who call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Charter, Leg, LegChange, StatePermission
from dodomu.journeys.queries.ways import places_known
from dodomu.journeys.rules.given import LegGiven
from dodomu.journeys.rules.leg_faults import Ground, hours_of

STATED: Final = (
    "ref", "mode", "schedule", "operator", "service", "minutes", "distance_km", "seats", "block", "held_back", "price",
    "paid_by", "chance", "buffer", "danger", "processed", "meeting_minutes", "provenance", "source", "note",
    "stated_departs_utc", "stated_arrives_utc",
)  # fmt: skip
LINKED: Final = ("origin", "target", "charter", "permission", "meeting_place")
SEATS: Final = ("seats", "block", "held_back")


def check_open(crisis: UUID) -> None:
    """Pass, or refuse where there is no such crisis or it is closed."""
    found = Crisis.objects.filter(id=crisis).values_list("closed_at", flat=True)
    if not found:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if found[0] is not None:
        raise Refused(FoundationReason.CRISIS_CLOSED)


def ground_for(crisis: UUID, *, besides: UUID | None = None) -> Ground:
    """Return what a statement about a leg is held against; `besides` is the leg that is being changed."""
    return Ground(
        places_known(crisis),
        charters=frozenset(Charter.objects.filter(crisis=crisis).values_list("id", flat=True)),
        permissions=frozenset(StatePermission.objects.filter(crisis=crisis).values_list("id", flat=True)),
        refs=frozenset(
            Leg.objects.filter(crisis=crisis).exclude(id__in=[besides] if besides else []).values_list("ref", flat=True)
        ),
    )


def columns_of(given: LegGiven, ground: Ground, *, known_from: datetime) -> dict[str, Any]:
    """Return the columns of a leg without faults; `known_from` is taken where none was stated."""
    hours = hours_of(given, ground)
    stated = {name: getattr(given, name) for name in STATED}
    stated |= {name: {kind: each for kind, each in stated[name].items() if each} for name in SEATS}
    return {
        **stated,
        **{f"{name}_id": getattr(given, name) for name in LINKED},
        "via": list(given.via),
        "papers": list(dict.fromkeys(given.papers)),
        "departs_at": hours.departs,
        "arrives_at": hours.arrives,
        "known_from": hours.known_from or known_from,
        "book_by": hours.book_by,
    }


def differences(row: Leg, columns: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of these columns is otherwise in the row: before, and after."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    before = {_plain_name(name): plain(getattr(row, name)) for name in changed}
    return before, {_plain_name(name): plain(columns[name]) for name in changed}


def add_rows(crisis: UUID, columns: Sequence[Mapping[str, Any]], *, why: str, by: Actor, at: datetime) -> list[Leg]:
    """Add legs with the first entry of their history."""
    rows = [Leg(crisis_id=crisis, recorded_at=at, **each) for each in columns]
    Leg.objects.bulk_create(rows)
    LegChange.objects.bulk_create(
        LegChange(
            leg=row, crisis_id=crisis, ref=row.ref, version=1, why=why, officer_id=by.officer, recorded_at=at,
            after={_plain_name(name): plain(value) for name, value in each.items() if value not in (None, "", [], {})},
        )
        for row, each in zip(rows, columns, strict=True)
    )  # fmt: skip
    return rows


def change_row(
    row: Leg, columns: Mapping[str, Any], *, why: str, by: Actor, at: datetime, said_by: str = "", **facts: Any
) -> bool:
    """Change a locked leg and write its history; say whether anything changed. `facts` are kept with the change."""
    before, after = differences(row, columns)
    if not after and not facts:
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    LegChange.objects.create(
        leg=row, crisis_id=row.crisis_id, ref=row.ref, version=row.version, before=before,
        after={**after, **{name: plain(value) for name, value in facts.items()}}, why=why, officer_id=by.officer,
        said_by=said_by, recorded_at=at,
    )  # fmt: skip
    return True


def plain(value: Any) -> Any:
    """Return a value as it is kept in a history."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _plain_name(column: str) -> str:
    return column.removesuffix("_id")
