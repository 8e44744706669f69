"""`places.csv`: the places of a crisis, each with a zone by name; parents before their parts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from dodomu.situation.rules.files.cells import Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.steps import AddPlace
from dodomu.situation.rules.hours import is_zone

TABLE = "places"
ID = "place_id"
COLUMNS = (ID, "kind", "name_en", "name_uk", "name_ru", "name_kk", "country", "admin1", "lat", "lon", "tz", "parent_id")
KINDS = frozenset({
    "city", "town", "airport", "rail_station", "bus_station", "port", "border_crossing", "embassy", "consulate",
    "assembly_point", "shelter", "waypoint",
})  # fmt: skip
LONGEST_REF, LONGEST_NAME, LONGEST_REGION, LONGEST_SOURCE = 60, 200, 80, 200
POLE, TURN = 90, 180
_REF = re.compile(r"[-\w]+", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}")


def read_all(rows: Sequence[Cells]) -> Iterator[AddPlace]:
    """Read every row; a parent stands in this table or is a place already."""
    parents = {cells.text(ID): cells.text("parent_id") for cells in rows}
    read = {cells.text(ID): _read_one(cells, parents) for cells in rows}
    return (read[ref] for ref in _parents_first(parents))


def _read_one(cells: Cells, parents: Mapping[str, str]) -> AddPlace:
    ref = cells.needed(ID, LONGEST_REF)
    if ref and not _REF.fullmatch(ref):
        cells.fault(ID, FileCode.UNKNOWN_WORD, known="a-z 0-9 _ -")
    _check_words(cells)
    _check_position(cells)
    _check_parent(cells, ref, parents)
    row = {"source_id": "", **{column: words.strip() for column, words in cells.row.items()}}
    return AddPlace(line=cells.line, ref=ref, row=row)


def _check_words(cells: Cells) -> None:
    names = [cells.text(f"name_{language}", LONGEST_NAME) for language in ("en", "uk", "ru", "kk")]
    if not any(names):
        cells.fault("name_en", FileCode.NEEDED)
    kind, country = cells.needed("kind"), cells.needed("country")
    if kind and kind not in KINDS:
        cells.fault("kind", FileCode.UNKNOWN_WORD, known=", ".join(sorted(KINDS)))
    if country and not _COUNTRY.fullmatch(country):
        cells.fault("country", FileCode.UNKNOWN_WORD, known="ISO 3166-1 alpha-2")
    zone = cells.needed("tz")
    if zone and not is_zone(zone):
        cells.fault("tz", FileCode.NO_SUCH_ZONE)
    cells.text("admin1", LONGEST_REGION)
    cells.text("source_id", LONGEST_SOURCE)


def _check_position(cells: Cells) -> None:
    for column, limit in (("lat", POLE), ("lon", TURN)):
        typed = cells.needed(column)
        if not typed:
            continue
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", typed, re.ASCII):
            cells.fault(column, FileCode.NOT_A_NUMBER)
        elif abs(float(typed)) > limit:
            cells.fault(column, FileCode.OUT_OF_RANGE, at_least=-limit, at_most=limit)


def _check_parent(cells: Cells, ref: str, parents: Mapping[str, str]) -> None:
    parent, seen = cells.text("parent_id"), {ref}
    if parent and parent not in parents and parent not in cells.ground.places:
        cells.fault("parent_id", FileCode.UNKNOWN_PLACE)
    while parent:
        if parent in seen:
            cells.fault("parent_id", FileCode.PLACE_WITHIN_ITSELF)
            return
        seen.add(parent)
        parent = parents.get(parent, "")


def _parents_first(parents: Mapping[str, str]) -> list[str]:
    def depth(ref: str) -> int:
        seen: set[str] = set()
        while ref in parents and ref not in seen:
            seen.add(ref)
            ref = parents[ref]
        return len(seen)

    return sorted(parents, key=depth)
