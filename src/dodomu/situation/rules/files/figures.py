"""`facts.csv` and `other_states.csv`: numbers by somebody's word, known from the hour (or end of the day) they are of.

How other states got their people out is kept as figures about their citizens; a row without a number is a report, and
one that nobody verified an open question.
"""

from collections.abc import Iterator

from dodomu.situation.rules.files.cells import LONGEST_REF, Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.ground import thing_of
from dodomu.situation.rules.files.hours import Hour
from dodomu.situation.rules.files.steps import Step, Tell
from dodomu.situation.rules.given import AnyGiven, FigureGiven, ReportGiven
from dodomu.situation.rules.terms import Category, Provenance, Qualifier

FACTS, OTHER_STATES = "facts", "other_states"
FACT_ID, STATE_ID = "fact_id", "row_id"
FACT_COLUMNS = (
    FACT_ID, "as_of_local", "tz", "subject", "measure", "value", "unit", "qualifier", "provenance", "source_id", "note"
)  # fmt: skip
STATE_COLUMNS = (STATE_ID, "state", "date", "people", "what", "mode", "from_to", "provenance", "source_id", "note")
TOLL = "dead"  # how a subject that counts the dead begins: never told to the public by itself
LONGEST_SUBJECT, LONGEST_MEASURE, LONGEST_UNIT, LONGEST_STATE = 120, 160, 30, 100
OTHER_STATE_NOTE = "other state"


def read_fact(cells: Cells) -> Iterator[Step]:
    """Read a row of `facts.csv`."""
    ref, place = cells.needed(FACT_ID, LONGEST_REF), cells.place(needed=False)
    zone = cells.zone(place)
    as_of = cells.hour("as_of_local", zone)
    given = FigureGiven(
        ref=ref,
        place=place.id if place else None,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=as_of.over_at,
        note=cells.text("note"),
        number=_number_needed(cells, "value"),
        qualifier=cells.term("qualifier", Qualifier),
        of_whom=cells.needed("subject", LONGEST_SUBJECT),
        measure=cells.needed("measure", LONGEST_MEASURE),
        unit=cells.needed("unit", LONGEST_UNIT),
        as_of=as_of.at,
        as_of_precision=as_of.precision,
    )
    yield _tell(cells, FACTS, ref, given, _is_for_public(given))


def read_other_state(cells: Cells) -> Iterator[Step]:
    """Read a row of `other_states.csv`; its days are days of the whole table's zone."""
    ref, zone = cells.needed(STATE_ID, LONGEST_REF), cells.zone()
    date, state = cells.hour("date", zone), cells.needed("state", LONGEST_STATE)
    number = cells.number("people")
    given = (
        _figure(cells, ref, zone, state, date, number) if number is not None else _words(cells, ref, zone, state, date)
    )
    yield _tell(cells, OTHER_STATES, ref, given, False)


def _number_needed(cells: Cells, column: str) -> int:
    if not cells.text(column):
        cells.fault(column, FileCode.NEEDED)
    return cells.number(column) or 0


def _is_for_public(given: FigureGiven) -> bool:
    return (
        given.provenance is Provenance.SOURCED
        and given.qualifier is not Qualifier.RETRACTED
        and not given.of_whom.startswith(TOLL)
    )


def _figure(cells: Cells, ref: str, zone: str, state: str, date: Hour, number: int) -> FigureGiven:
    measure = _joined(cells)
    if len(measure) > LONGEST_MEASURE:
        cells.fault("what", FileCode.TOO_LONG, limit=LONGEST_MEASURE)
    return FigureGiven(
        ref=ref,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=date.over_at,
        note="; ".join(filter(None, (OTHER_STATE_NOTE, cells.text("note")))),
        number=number,
        of_whom=f"citizens of {state}",
        measure=measure,
        as_of=date.at,
        as_of_precision=date.precision,
    )


def _words(cells: Cells, ref: str, zone: str, state: str, date: Hour) -> ReportGiven:
    provenance = cells.provenance()
    is_question = provenance is Provenance.UNVERIFIED
    return ReportGiven(
        ref=ref,
        zone=zone,
        sources=cells.sources(),
        provenance=provenance,
        announced_at=date.asked_at if is_question else date.over_at,
        note=cells.text("note"),
        category=Category.OPEN_QUESTION if is_question else Category.OTHER_STATE,
        texts={"en": f"{state}: {_joined(cells)}"},
        occurred_at=date.at,
        occurred_precision=date.precision,
        occurred_words=date.words,
    )


def _joined(cells: Cells) -> str:
    return ", ".join(filter(None, (cells.needed("what"), cells.text("mode"), cells.text("from_to"))))


def _tell(cells: Cells, table: str, ref: str, given: AnyGiven, is_public: bool) -> Tell:
    thing = thing_of(cells.ground.crisis, table, ref)
    return Tell(line=cells.line, ref=ref, thing=thing, at=given.announced_at, given=given, is_public=is_public)
