"""Lists that carriers give back: read from whatever file they send, kept sealed, held against ours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from dodomu.boarding.models import CarrierList
from dodomu.boarding.queries.manifests import ManifestView
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import comparing
from dodomu.boarding.rules.comparing import Compared, Ours
from dodomu.boarding.rules.manifests import ABOARD
from dodomu.boarding.rules.paxlst.reading import Listed, ListRead, read_list
from dodomu.boarding.rules.paxlst.segments import NotEdifact
from dodomu.boarding.rules.terms import CarrierMatch
from dodomu.foundation import encryption
from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables.reading import BOM_UTF8, read_table
from dodomu.foundation.tables.terms import Row, UnreadableTable
from dodomu.people.models import Document, sealed
from dodomu.people.rules.dates import DateFault, read_day
from dodomu.people.rules.lists.columns import given_of
from dodomu.people.rules.lists.headings import find_headings

CONTEXT: Final = "boarding_carrierlist.lines"
FIRST_ROWS = 20
MOST_LISTED: Final = 5_000  # no vehicle carries more
NEWEST: Final = 5  # of the lists of a leg, which are compared; all of them are kept
# Where an interchange begins; before it may stand the address of a telegram (IATA Type B).
BEGINS: Final = re.compile(rb"(?:^|[\s\x01\x02])(UN[ABGH][^A-Za-z0-9])")
FORGOTTEN: Final = ""  # name of a list that was emptied: no file has none
ADDRESS: Final = 500  # bytes within which it begins
MESSAGE: Final = b"PAXLST"


@dataclass(frozen=True, slots=True)
class CarrierListView:
    """A carrier's list held against who we had aboard."""

    id: UUID
    name: str
    source: str
    recorded_at: datetime
    read: ListRead
    lines: tuple[Compared, ...]

    @property
    def same(self) -> int:
        """How many lines agree."""
        return sum(line.match is CarrierMatch.SAME for line in self.lines)

    @property
    def to_look_at(self) -> int:
        """How many do not."""
        return len(self.lines) - self.same


def carrier_lists_of(manifest: ManifestView) -> tuple[CarrierListView, ...]:
    """Return the newest lists of a leg, each compared with who is aboard by what we know now."""
    rows = (
        CarrierList.objects.filter(leg=manifest.leg.id).exclude(name=FORGOTTEN).order_by("-recorded_at", "-id")[:NEWEST]
    )
    ours = _ours(manifest) if rows else []
    return tuple(
        CarrierListView(row.id, row.name, row.source, row.recorded_at, read, comparing.compare(ours, read.listed))
        for row in rows
        for read in [_opened(row.lines)]
    )


def read_file(data: bytes, *, today: date) -> ListRead:
    """Read a PAXLST, CSV or XLSX file, or raise Refused with what is wrong with it."""
    begins = BEGINS.search(data.removeprefix(BOM_UTF8), 0, ADDRESS)
    try:
        if begins and (begins.start(1) == 0 or MESSAGE in data):
            return _checked(read_list(_decoded(data.removeprefix(BOM_UTF8)[begins.start(1) :]), today=today))
        return _checked(ListRead("", tuple(_from_table(list(read_table(data).rows)))))
    except (NotEdifact, UnreadableTable) as fault:
        raise Refused(BoardingReason.CARRIER_LIST_NOT_READ) from fault


def _decoded(data: bytes) -> str:
    """Return a text of which UNOA and UNOB say ASCII and UNOC says Latin-1; others send UTF-8 all the same."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _checked(read: ListRead) -> ListRead:
    """Return a list that somebody can be on, or raise Refused."""
    if not 0 < len(read.listed) <= MOST_LISTED:
        raise Refused(BoardingReason.CARRIER_LIST_NOT_READ)
    return read


def _from_table(rows: Sequence[Row]) -> Iterator[Listed]:
    headings = find_headings([(row.line, row.cells) for row in rows[:FIRST_ROWS]])
    for row in rows:
        if row.line <= headings.last_line:
            continue
        given = given_of(row.cells, headings.columns)
        name = (given.get("family_name") or given.get("name", "")).replace("/", " ").strip()
        if not name and not given.get("given_name"):
            continue
        born = read_day(given.get("birth_date", ""))
        yield Listed(
            line=row.line,
            family_name=name,
            given_name=given.get("given_name", ""),
            born=None if isinstance(born, DateFault) else born,
            document=given.get("document_number", ""),
        )


def seal_list(read: ListRead) -> bytes:
    """Return a list sealed for keeping."""
    plain = asdict(read)
    for each in plain["listed"]:
        each["born"] = each["born"].isoformat() if each["born"] else None
    return encryption.seal(plain, context=CONTEXT)


def _opened(kept: bytes | memoryview) -> ListRead:
    plain: dict[str, Any] = encryption.open_sealed(kept, context=CONTEXT)
    listed = tuple(
        Listed(**{**each, "born": date.fromisoformat(each["born"]) if each["born"] else None})
        for each in plain["listed"]
    )
    return ListRead(plain["service"], listed, plain["said_passengers"], tuple(plain["faults"]))


def _ours(manifest: ManifestView) -> list[Ours]:
    aboard = [line.passenger for line in manifest.lines if line.state in ABOARD]
    papers: dict[UUID, list[str]] = {}
    for row in Document.objects.filter(person__in=[each.person for each in aboard]):
        papers.setdefault(row.person_id, []).append(
            encryption.open_sealed(row.number, context=sealed.DOCUMENT_NUMBER) or ""
        )
    return [
        Ours(each.person, each.reference, each.name, each.born, tuple(papers.get(each.person, ())), each.latin)
        for each in aboard
    ]
