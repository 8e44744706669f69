"""`timeline.csv`: what happened in one line, or what nobody could verify.

A row has no name of its own, so its words are its name: a reworded row is a new one. Its marks are not stated. What was
not verified is an open question; it can be asked from the end of the first day that it is about.
"""

from collections.abc import Iterator
from uuid import uuid5

from dodomu.situation.rules.files.cells import Cells
from dodomu.situation.rules.files.ground import NAMESPACE, PlaceKnown, thing_of
from dodomu.situation.rules.files.hours import Hour
from dodomu.situation.rules.files.steps import Step, Tell
from dodomu.situation.rules.given import ReportGiven
from dodomu.situation.rules.terms import Category, Provenance

TABLE = "timeline"
COLUMNS = ("when_local", "where", "fact", "status", "source_id")
STATUSES = {"SOURCED": Provenance.SOURCED, "UNVERIFIED": Provenance.UNVERIFIED}
LONGEST_WHERE = 200
ASKED_BY = "desk"  # an open question has no source: it is ours


def ref_of(row: Cells) -> str:
    """Return the name of a row, made of its words."""
    if row.name:
        return row.name
    words = "|".join(row.text(column) for column in ("when_local", "where", "fact"))
    return f"T-{uuid5(NAMESPACE, words).hex[:8]}"


def read_one(cells: Cells) -> Iterator[Step]:
    """Read one row."""
    where = cells.needed("where", LONGEST_WHERE)
    place = cells.ground.named(where)
    provenance = cells.chosen("status", STATUSES, Provenance.UNVERIFIED)
    is_question = provenance is Provenance.UNVERIFIED
    hour, zone = _when(cells, place)
    known_at = hour.asked_at if is_question else hour.over_at
    given = ReportGiven(
        ref=ref_of(cells),
        place=place.id if place else None,
        where_words="" if place else where,
        zone=zone,
        sources=cells.sources(),
        said_by=ASKED_BY if is_question else "",
        provenance=provenance,
        announced_at=known_at,
        category=Category.OPEN_QUESTION if is_question else Category.CHRONICLE,
        texts={"en": cells.needed("fact")},
        occurred_at=hour.at,
        occurred_precision=hour.precision,
        occurred_words=hour.words,
    )
    thing = thing_of(cells.ground.crisis, TABLE, given.ref)
    yield Tell(line=cells.line, ref=given.ref, thing=thing, at=known_at, given=given, is_public=is_question)


def _when(cells: Cells, place: PlaceKnown | None) -> tuple[Hour, str]:
    """The hour, and the zone it was given in: a place named behind an hour ("17:56 Kyiv") has its own."""
    typed, zone = cells.text("when_local"), cells.zone(place)
    hour, _, elsewhere = typed.rpartition(" ")
    if hour and (named := cells.ground.named(elsewhere)):
        typed, zone = hour, named.zone
    return cells.hour_in("when_local", typed, zone) or cells.hour("when_local", zone), zone
