"""`reports.csv`: what happened, with the two marks. One that has only a day is known from the end of that day."""

from collections.abc import Iterator
from uuid import UUID

from dodomu.situation.rules.files.cells import LONGEST_REF, Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.ground import thing_of
from dodomu.situation.rules.files.steps import Step, Tell
from dodomu.situation.rules.given import ReportGiven
from dodomu.situation.rules.terms import Category, Precision, Reliability

TABLE = "reports"
ID = "report_id"
COLUMNS = (
    ID, "occurred_local", "published_local", "tz", "place_id", "category", "severity", "text_en",
    "source_reliability", "info_credibility", "provenance", "source_id", "supersedes",
)  # fmt: skip
TRUSTED = (Reliability.A, Reliability.B)
LIKELY = 2  # credibility: confirmed or probable
HIGHEST_SEVERITY, LOWEST_CREDIBILITY = 5, 6
NOT_FOR_PUBLIC = (Category.INJECT, Category.TOLL)  # for the desk alone; disputed until nobody disputes it


def read_one(cells: Cells) -> Iterator[Step]:
    """Read one row."""
    ref, place = cells.needed(ID, LONGEST_REF), cells.place(needed=False)
    zone = cells.zone(place)
    occurred, published = cells.hour_or_none("occurred_local", zone), cells.hour("published_local", zone)
    cells.in_order("published_local", occurred, published, FileCode.TOLD_BEFORE_IT_HAPPENED, zone)
    given = ReportGiven(
        ref=ref,
        place=place.id if place else None,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=published.over_at,
        note=cells.text("note"),
        category=cells.term("category", Category),
        severity=cells.number("severity", 1, HIGHEST_SEVERITY),
        texts=cells.texts("text"),
        occurred_at=occurred.at if occurred else None,
        occurred_precision=occurred.precision if occurred else Precision.NOT_STATED,
        occurred_words=occurred.words if occurred else "",
        published_precision=published.precision,
        reliability=cells.chosen("source_reliability", {each.value: each for each in Reliability}, None),
        credibility=cells.number("info_credibility", 1, LOWEST_CREDIBILITY),
        supersedes=_superseded(cells),
    )
    thing = thing_of(cells.ground.crisis, TABLE, ref)
    yield Tell(
        line=cells.line, ref=ref, thing=thing, at=published.over_at, given=given, is_public=_is_for_public(given)
    )


def _superseded(cells: Cells) -> UUID | None:
    """The thing of the report that this one replaces: of this table, or told before."""
    ref = cells.text("supersedes")
    if ref and ref not in cells.ground.things:
        cells.fault("supersedes", FileCode.UNKNOWN_REF)
    return cells.ground.things.get(ref)


def _is_for_public(given: ReportGiven) -> bool:
    marks = given.reliability in TRUSTED and given.credibility is not None and given.credibility <= LIKELY
    return marks and given.category not in NOT_FOR_PUBLIC
