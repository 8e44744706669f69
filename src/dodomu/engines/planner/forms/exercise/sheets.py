"""The tables of the exercise, read: rows with their hours in UTC, and only those that were known at an hour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from dodomu.engines.planner.forms.faults import Faults, FormCode
from dodomu.engines.planner.forms.rows import Content, Table
from dodomu.engines.planner.forms.values import Misread, number_cell, read_time, read_zone, shown, wrong
from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.validation.limits import MOST

LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Side:
    """Whom one of the two ministries brings home: from which country, to which, in which zone the crisis is."""

    folder: str
    country: str
    sending: str
    zone_name: str

    @property
    def zone(self) -> tzinfo:
        """The zone of the crisis."""
        return ZoneInfo(self.zone_name)


SIDES: Mapping[str, Side] = {
    "ua": Side("people", "KZ", "UA", "Asia/Almaty"),
    "kz": Side("people_kz", "UA", "KZ", "Europe/Kyiv"),
}

# Which columns are read. The others, among them all that tell what happened in the end, are not even looked at.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "places.csv": ("place_id", "kind", "name_en", "country", "admin1", "lat", "lon", "tz", "parent_id", "note"),
    "links.csv": (
        *("link_id", "mode", "operator", "from_id", "to_id", "via", "schedule", "depart_local", "arrive_local"),
        *(
            "duration_min",
            "seats_total",
            "seats_block",
            "cost_eur",
            "known_from",
            "book_by",
            "requires",
            "p_run",
            "note",
        ),
    ),
    "restrictions.csv": (
        *("restriction_id", "kind", "place_id", "start_local", "end_local", "daily_from", "daily_to", "tz"),
        *("applies_to", "effect", "announced_local"),
    ),
    "groups.csv": ("group_id", "place_id", "indivisible", "members"),
    "persons.csv": ("person_id", "age", "doc_expiry", "intent", "needs", "link_id"),
}
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "events.csv": ("at_local", "kind", "person_id", "group_id", "detail"),
    "registrations.csv": ("reg_id", "received_local"),
    "truth.csv": ("reg_id", "person_id"),
}
OF_PEOPLE = frozenset({"groups.csv", "persons.csv", *OPTIONAL})
FILES: Mapping[str, tuple[str, ...]] = {
    side: tuple(f"{each.folder}/{name}" if name in OF_PEOPLE else name for name in (*NEEDED, *OPTIONAL))
    for side, each in SIDES.items()
}


@dataclass(slots=True)
class Row:
    """One row, with where it stands, and what was made of its cells."""

    file: str
    line: int
    cells: Mapping[str, str]
    hours: dict[str, datetime] = field(default_factory=dict)  # by column, in UTC
    numbers: dict[str, float] = field(default_factory=dict)  # by column

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def id(self) -> str:
        """What stands in its first column."""
        return next(iter(self.cells.values()))

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude of a place."""
        return self.numbers["lat"], self.numbers["lon"]

    def parts(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that are joined by "|"."""
        return tuple(part for part in self.cells[column].split("|") if part)


@dataclass(slots=True)
class Sheets:
    """What was known at an hour."""

    side: Side
    at: datetime  # in UTC
    faults: Faults
    places: Mapping[str, Row] = field(default_factory=dict)
    links: Sequence[Row] = ()  # also those of the past, which tell who has left
    restrictions: Sequence[Row] = ()
    groups: Sequence[Row] = ()
    persons: Mapping[str, Row] = field(default_factory=dict)
    events: Sequence[Row] = ()
    heard: Mapping[str, datetime] | None = None  # by person, when first heard of; none: nobody says

    def add(self, row: Row, column: str, code: FormCode, facts: Mapping[str, str]) -> None:
        """Add a fault of a cell."""
        self.faults.add(code, file=row.file, line=row.line, column=column, facts=facts)

    def zone_of(self, place: str) -> tzinfo:
        """Return the zone of a place, or of the crisis where there is no such place (which is a fault elsewhere)."""
        found = self.places.get(place)
        return read_zone(found["tz"]) if found else self.side.zone

    def hour(self, row: Row, column: str, zone: tzinfo, *, needed: bool = False) -> datetime | None:
        """Read a cell with wall time in a zone, keep it in UTC, and return it; None where there is none."""
        text = row[column]
        if not text and not needed:
            return None
        if not LOCAL.fullmatch(text):
            self.add(row, column, *wrong(FormCode.NOT_A_MOMENT, text).flaws[0][1:])
            return None
        try:
            found = datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            self.add(row, column, *wrong(FormCode.NOT_A_MOMENT, text).flaws[0][1:])
            return None
        row.hours[column] = found
        return found

    def number(self, row: Row, column: str, *, needed: bool = False) -> None:
        """Read a cell with a number, if it has one."""
        if row[column] or needed:
            try:
                row.numbers[column] = number_cell(row[column])
            except Misread as misread:
                self.add(row, column, *misread.flaws[0][1:])

    def know(self, row: Row, column: str, noun: str, known: Mapping[str, Row]) -> bool:
        """Tell whether a cell names a row of another table, and add a fault if not."""
        if row[column] in known:
            return True
        self.add(row, column, FormCode.UNKNOWN_ROW, {"noun": Phrase(noun), "id": shown(row[column])})
        return False

    def region_of(self, place: Row) -> tuple[str, str]:
        """Return country and region, by which rules of a city hold for everything around it."""
        return place["country"], place["admin1"]


def read_sheets(files: Mapping[str, Content], side: str, at: datetime, faults: Faults) -> Sheets:
    """Return what was known at an hour, and add every fault of form of the files."""
    sheets = Sheets(SIDES[side], at, faults)
    rows = {name: _rows(files, name, sheets) for name in (*NEEDED, *OPTIONAL)}
    sheets.places = {row.id: row for row in rows["places.csv"] if _is_place(sheets, row)}
    sheets.links = [row for row in rows["links.csv"] if _is_link(sheets, row)]
    sheets.restrictions = [row for row in rows["restrictions.csv"] if _is_restriction(sheets, row)]
    sheets.persons = {row.id: row for row in rows["persons.csv"] if _is_person(sheets, row)}
    sheets.groups = [row for row in rows["groups.csv"] if _is_group(sheets, row)]
    zone = sheets.side.zone
    sheets.events = [
        row for row in rows["events.csv"] if (hour := sheets.hour(row, "at_local", zone, needed=True)) and hour <= at
    ]
    if rows["registrations.csv"] and rows["truth.csv"]:
        sheets.heard = _heard(sheets, rows["registrations.csv"], rows["truth.csv"])
    return sheets


def _rows(files: Mapping[str, Content], name: str, sheets: Sheets) -> list[Row]:
    path = f"{sheets.side.folder}/{name}" if name in OF_PEOPLE else name
    if path not in files:
        if name in NEEDED:
            sheets.faults.add(FormCode.MISSING_FILE, file=path)
        return []
    columns = NEEDED.get(name) or OPTIONAL[name]
    table = Table(path, files[path], columns, columns, MOST["parties"], sheets.faults, others=True)
    return [Row(path, table.line, dict(zip(columns, map(str.strip, cells), strict=True))) for cells in table.rows()]


def _is_place(sheets: Sheets, row: Row) -> bool:
    for column in ("lat", "lon"):
        sheets.number(row, column, needed=True)
    return _has_zone(sheets, row) and {"lat", "lon"} <= row.numbers.keys()


def _has_zone(sheets: Sheets, row: Row) -> bool:
    try:
        read_zone(row["tz"])
    except Misread as misread:
        sheets.add(row, "tz", *misread.flaws[0][1:])
        return False
    return True


def _is_link(sheets: Sheets, row: Row) -> bool:
    ends = [sheets.know(row, column, gettext_noop("place"), sheets.places) for column in ("from_id", "to_id")]
    zones = [sheets.zone_of(row[column]) for column in ("from_id", "to_id")]
    dated = row["schedule"] == "dated"
    for column, zone in zip(("depart_local", "arrive_local"), zones, strict=True):
        sheets.hour(row, column, zone, needed=dated)
    for column in ("known_from", "book_by"):
        sheets.hour(row, column, zones[0], needed=column == "known_from")
    for column in ("duration_min", "seats_total", "seats_block", "cost_eur", "p_run"):
        sheets.number(row, column)
    if row["schedule"] == "on_demand" and "duration_min" not in row.numbers:
        sheets.add(row, "duration_min", FormCode.EMPTY_CELL, {})
    is_whole = "known_from" in row.hours and (not dated or {"depart_local", "arrive_local"} <= row.hours.keys())
    return all(ends) and is_whole


def _is_restriction(sheets: Sheets, row: Row) -> bool:
    known = sheets.know(row, "place_id", gettext_noop("place"), sheets.places)
    if not _has_zone(sheets, row):
        return False
    zone = read_zone(row["tz"])
    announced = sheets.hour(row, "announced_local", zone, needed=True)
    begins = sheets.hour(row, "start_local", zone, needed=True)
    sheets.hour(row, "end_local", zone)
    for column in ("daily_from", "daily_to"):
        if row[column]:
            try:
                read_time(row[column])
            except Misread as misread:
                known = False
                sheets.add(row, column, *misread.flaws[0][1:])
    return known and announced is not None and begins is not None and announced <= sheets.at


def _is_person(sheets: Sheets, row: Row) -> bool:
    sheets.number(row, "age", needed=True)
    return "age" in row.numbers


def _is_group(sheets: Sheets, row: Row) -> bool:
    known = sheets.know(row, "place_id", gettext_noop("place"), sheets.places)
    for each in row.parts("members"):
        if each not in sheets.persons:
            known = False
            sheets.add(
                row, "members", FormCode.UNKNOWN_ROW, {"noun": Phrase(gettext_noop("person")), "id": shown(each)}
            )
    if not row["members"]:
        sheets.add(row, "members", FormCode.EMPTY_CELL, {})
    return known and bool(row["members"])


def _heard(sheets: Sheets, registrations: Sequence[Row], truth: Sequence[Row]) -> Mapping[str, datetime]:
    person_of = {row["reg_id"]: row["person_id"] for row in truth}
    heard: dict[str, datetime] = {}
    for row in registrations:
        hour = sheets.hour(row, "received_local", sheets.side.zone, needed=True)
        person = person_of.get(row["reg_id"], "")
        if hour is not None and hour <= sheets.at and person:
            heard[person] = min(hour, heard.get(person, hour))
    return heard
