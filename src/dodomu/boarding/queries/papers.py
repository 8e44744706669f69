"""Who is aboard a leg, as its papers say it: names in Latin letters, documents, what is not known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.boarding.queries.manifests import ManifestView
from dodomu.boarding.rules.given import BorderListGiven
from dodomu.boarding.rules.manifests import ABOARD, Line
from dodomu.boarding.rules.paxlst import writing
from dodomu.boarding.rules.paxlst.writing import Conveyance, Cut, Paper, PaperCode, Sender, Traveller
from dodomu.foundation import encryption
from dodomu.foundation.models import Crisis, Place
from dodomu.people.models import Document, Person, sealed
from dodomu.people.rules.countries import icao_code
from dodomu.people.rules.latin import latin_name
from dodomu.people.rules.papers import PaperKind

CODE_OF: Final[Mapping[str, PaperCode]] = {
    PaperKind.PASSPORT: PaperCode.PASSPORT,
    PaperKind.ID_CARD: PaperCode.IDENTITY_CARD,
    PaperKind.INTERNAL_PASSPORT: PaperCode.IDENTITY_CARD,
}
NO_PAPER: Final = PaperKind.NONE
MOST_PAPERS: Final = 3  # of one person on a list


class Column(StrEnum):
    """The columns of a manifest as a table."""

    NUMBER = "number"
    REFERENCE = "reference"
    NAME = "name"
    LATIN = "latin"
    BORN = "born"
    AGE = "age"
    CITIZENSHIPS = "citizenships"
    NEEDS = "needs"
    STATE = "state"
    SEEN_AT = "seen_at"
    SEEN_BY = "seen_by"
    DOCUMENT = "document"  # private
    SINCE = "since"


Word = Callable[[Column, str], str]


@dataclass(frozen=True, slots=True)
class BorderList:
    """A list for a carrier or a border service, and what it says otherwise than we, or not at all."""

    text: str
    persons: int
    cuts: tuple[Cut, ...]
    without_document: tuple[str, ...]  # names
    without_birth: tuple[str, ...]
    without_name: tuple[str, ...]  # in letters that are neither Latin nor Cyrillic


def rows_of(view: ManifestView, columns: Sequence[Column], word: Word, *, zone: str) -> Iterator[list[str]]:
    """Yield the lines of a manifest as rows of a table, hours as clocks at the place of departure show them."""
    since = {line.passenger.person for line in view.since_closing}
    papers = papers_of([line.passenger.person for line in view.lines]) if Column.DOCUMENT in columns else {}
    for number, line in enumerate(view.lines, 1):
        cells = _cells(line, number, word, zone)
        cells[Column.SINCE] = word(Column.SINCE, "since") if line.passenger.person in since else ""
        cells[Column.DOCUMENT] = ", ".join(paper.number for paper in papers.get(line.passenger.person, ()))
        yield [cells[column] for column in columns]


def _cells(line: Line, number: int, word: Word, zone: str) -> dict[Column, str]:
    who = line.passenger
    at = who.seen.at.astimezone(ZoneInfo(zone)) if who.seen else None
    return {
        Column.NUMBER: str(number),
        Column.REFERENCE: who.reference,
        Column.NAME: who.name,
        Column.LATIN: who.latin,
        Column.BORN: who.born.isoformat() if who.born else "",
        Column.AGE: str(line.age) if line.age is not None else "",
        Column.CITIZENSHIPS: ", ".join(who.citizenships),
        Column.NEEDS: ", ".join(word(Column.NEEDS, need) for need in who.needs),
        Column.STATE: word(Column.STATE, line.state.value),
        Column.SEEN_AT: f"{at:%Y-%m-%d %H:%M}" if at else "",
        Column.SEEN_BY: who.seen.by if who.seen else "",
    }


def papers_of(persons: Sequence[UUID]) -> dict[UUID, list[Paper]]:
    """Return the travel documents of some persons, a passport first."""
    found: dict[UUID, list[Paper]] = {}
    for row in Document.objects.filter(person__in=persons).exclude(kind=NO_PAPER).order_by("id"):
        number = encryption.open_sealed(row.number, context=sealed.DOCUMENT_NUMBER) or ""
        code = CODE_OF.get(row.kind, PaperCode.OTHER)
        if number:
            paper = Paper(code, number, icao_code(row.state) if row.state else "", row.expires_on)
            found.setdefault(row.person_id, []).append(paper)
    order = list(PaperCode)
    return {
        person: sorted(papers, key=lambda each: order.index(each.kind))[:MOST_PAPERS]
        for person, papers in found.items()
    }


def border_list(crisis: UUID, view: ManifestView, given: BorderListGiven, *, at: datetime) -> BorderList:
    """Return who is aboard as a PAXLST interchange, and what did not fit into it or is not known."""
    sending = Crisis.objects.values_list("sending", flat=True).get(id=crisis)
    travellers = _travellers(view, sending)
    sender, receiver, contact = (
        each if each.isascii() else latin_name(each, state=sending)
        for each in (given.sender, given.receiver, given.contact)
    )
    written = writing.write_list(
        travellers,
        _conveyance(view, given, at),
        Sender(sender, receiver, contact, given.phone, given.email),
        number=int(at.timestamp() * 1000),  # 13 digits: two lists of one second have two
        at=at.astimezone(UTC),
    )
    names = {line.passenger.reference: line.passenger.name for line in view.lines}
    return BorderList(
        text=written.text,
        persons=len(travellers),
        cuts=written.cuts,
        without_document=tuple(names[each.reference] for each in travellers if not each.papers),
        without_birth=tuple(names[each.reference] for each in travellers if each.born is None),
        without_name=tuple(
            names[each.reference] for each in travellers if not (each.family_name or each.given_name)
        ),
    )  # fmt: skip


def _travellers(view: ManifestView, sending: str) -> list[Traveller]:
    aboard = [line.passenger for line in view.lines if line.state in ABOARD]
    persons = [each.person for each in aboard]
    rows = {row.id: row for row in Person.objects.filter(id__in=persons)}
    papers = papers_of(persons)
    return [
        Traveller(
            reference=each.reference,
            family_name=latin_name(rows[each.person].family_name, state=sending),
            given_name=latin_name(rows[each.person].given_name, state=sending),
            born=each.born,
            nationality=icao_code(_nationality(each.citizenships, sending)),
            papers=tuple(papers.get(each.person, ())),
        )
        for each in aboard
    ]


def _nationality(citizenships: Sequence[str], sending: str) -> str:
    """Return the citizenship under which they travel: that of the state that brings them home, if they have it."""
    return sending if sending in citizenships else next(iter(citizenships), "")


def _conveyance(view: ManifestView, given: BorderListGiven, at: datetime) -> Conveyance:
    leg = view.leg
    zones = dict(Place.objects.filter(id__in=[leg.origin, leg.target]).values_list("id", "zone"))
    leaves, comes = leg.leaves_at or at, leg.comes_at or leg.leaves_at or at
    return Conveyance(
        carrier=given.carrier,
        service=given.service,
        departs_from=given.departs_from,
        departs_at=leaves.astimezone(ZoneInfo(zones[leg.origin])),
        arrives_to=given.arrives_to,
        arrives_at=comes.astimezone(ZoneInfo(zones[leg.target])),
    )
