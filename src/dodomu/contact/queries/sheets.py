"""Sheets on paper: which there are of a broadcast, who stands on them, and what their rows came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from dodomu.channels import paper
from dodomu.channels.messages import ChannelError, ChannelKind, Recipient
from dodomu.channels.paper import codes, numbers
from dodomu.channels.paper.sheets import Row, Sheet, SheetKind
from dodomu.contact.models import Delivery
from dodomu.contact.queries import connections
from dodomu.contact.queries.connections import Connection
from dodomu.contact.rules.terms import DeliveryState
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.words import in_language

APART: Final = " · "  # between the neighbourhood and the broadcast, in the name of a sheet


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet, and the connection whose it is."""

    sheet: Sheet
    connection: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in a list."""

    code: str
    printed: str  # its figures as they are read out
    kind: SheetKind
    name: str  # of its neighbourhood
    language: str
    rows: int
    open: int  # rows of which no result is known
    is_closed: bool  # was printed: nobody is added


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet."""

    figures: str
    delivery: UUID
    person: UUID | None
    name: str
    where: str  # empty for eyes that may not see it
    people: int
    state: DeliveryState
    why: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet with its rows, and what its boxes mean."""

    line: SheetLine
    broadcast: int | None  # its number
    broadcast_name: str
    choices: tuple[tuple[str, str], ...]  # figure and words
    rows: tuple[SheetRow, ...]


def is_set_up() -> bool:
    """Say whether sheets are kept here at all."""
    return bool(_connections())


def sheets_of(crisis: UUID, broadcast: UUID) -> list[SheetLine]:
    """Return the sheets of a broadcast of a crisis, in the order of their figures."""
    refs = Delivery.objects.filter(broadcast=broadcast, channel=ChannelKind.PAPER, is_drill=False).exclude(ref="")
    sheets = dict.fromkeys(ref.rpartition("/")[2][:8] for ref in refs.order_by("ref").values_list("ref", flat=True))
    found = [each for code in sheets if (each := find(code))]
    return [_line(each.sheet, crisis, rows_of(each.sheet, crisis=crisis)) for each in found]


def sheet_page(crisis: UUID, code: str, *, sees_private: bool) -> SheetPage | None:
    """Return one sheet, or None where nobody of this crisis stands on it."""
    found = find(code)
    known = rows_of(found.sheet, crisis=crisis) if found else {}
    if found is None or not known:
        return None
    sheet = found.sheet
    broadcast = next(iter(known.values())).broadcast
    return SheetPage(
        line=_line(sheet, crisis, known),
        broadcast=broadcast.number if broadcast else None,
        broadcast_name=broadcast.name if broadcast else "",
        choices=tuple((figure, each.words) for figure, each in zip(codes.CHOICES, sheet.choices, strict=False)),
        rows=tuple(
            _row(sheet, place, row, known[row.message], sees_private)
            for place, row in enumerate(sheet.rows, 1)
            if row.message in known
        ),
    )


def find(code: str) -> Found | None:
    """Return a sheet by its eight figures, from wherever sheets are kept."""
    for each in _connections():
        try:
            sheet = paper.connect(each.link).sheet(code)
        except (ChannelError, OSError):  # its folder is away
            continue
        if sheet is not None:
            return Found(sheet, each.name)
    return None


def close(code: str) -> Found | None:
    """Close a sheet, so that what is printed is all of it, and return it."""
    for each in _connections():
        channel = paper.connect(each.link)
        if channel.sheet(code) is not None:
            sheet = channel.closed(code)
            return Found(sheet, each.name) if sheet else None
    return None


def rows_of(sheet: Sheet, *, crisis: UUID | None = None) -> dict[UUID, Delivery]:
    """Return the deliveries that stand on a sheet; with a crisis, only those of it."""
    rows = Delivery.objects.select_related("broadcast", "person").filter(id__in=[row.message for row in sheet.rows])
    if crisis:
        rows = rows.filter(broadcast__crisis=crisis)
    return {row.id: row for row in rows}


def named(sheet: Sheet, crisis: UUID) -> Sheet:
    """Return a sheet as whoever is handed it reads its name: the neighbourhood, the crisis, the broadcast."""
    row = Crisis.objects.get(id=crisis)
    *_, number = sheet.name.split(APART)
    parts = (place_of(sheet, crisis), in_language(row.names) or row.slug, number)
    return replace(sheet, to=f"{sheet.kind}:{APART.join(filter(None, parts))}")


def place_of(sheet: Sheet, crisis: UUID) -> str:
    """Return the name of the neighbourhood of a warden sheet; a call list has none."""
    if sheet.kind is not SheetKind.WARDEN:
        return ""
    ref = sheet.name.split(APART)[0]
    place = Place.objects.filter(crisis=crisis, ref=ref).first()
    return (in_language(place.names) if place else "") or ref


def only_of(sheet: Sheet, known: Iterable[UUID]) -> Sheet:
    """Return a sheet whose rows of others are empty: rows never change places."""
    kept = frozenset(known)
    return replace(sheet, rows=tuple(row if row.message in kept else Row(row.message, "") for row in sheet.rows))


def _connections() -> Sequence[Connection]:
    return [each for each in connections.connections() if each.kind is ChannelKind.PAPER]


def _line(sheet: Sheet, crisis: UUID, known: dict[UUID, Delivery]) -> SheetLine:
    return SheetLine(
        code=sheet.code, printed=numbers.printed(sheet.code), kind=sheet.kind, name=place_of(sheet, crisis),
        language=sheet.language, rows=len(known),
        open=sum(row.state == DeliveryState.TAKEN for row in known.values()), is_closed=sheet.closed,
    )  # fmt: skip


def _row(sheet: Sheet, place: int, row: Row, known: Delivery, sees_private: bool) -> SheetRow:
    who = row.recipient or Recipient("")
    return SheetRow(
        figures=numbers.row_code(sheet.code, place), delivery=known.id, person=known.person_id, name=who.name,
        where=who.where if sees_private else "", people=who.people, state=DeliveryState(known.state), why=known.why,
    )  # fmt: skip
