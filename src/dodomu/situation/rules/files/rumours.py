"""`rumours.csv`: a claim, open from when it was seen, and answered from when somebody answered it."""

from collections.abc import Iterator

from dodomu.situation.rules.files.cells import LONGEST_REF, Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.ground import thing_of
from dodomu.situation.rules.files.hours import Hour
from dodomu.situation.rules.files.steps import AnswerRumour, Step, Tell
from dodomu.situation.rules.given import RumourGiven
from dodomu.situation.rules.terms import Verdict

TABLE = "rumours"
ID = "rumour_id"
COLUMNS = (
    ID, "first_seen_local", "tz", "channel", "place_id", "text_en", "verdict", "rebutted_local", "rebutted_by",
    "rebuttal_en", "harm", "provenance", "source_id",
)  # fmt: skip
LONGEST_CHANNEL, LONGEST_HARM, LONGEST_NAME = 80, 500, 200


def read_one(cells: Cells) -> Iterator[Step]:
    """Read one row: the claim, then its answer where there is one."""
    ref, place = cells.needed(ID, LONGEST_REF), cells.place(needed=False)
    zone = cells.zone(place)
    seen = cells.hour("first_seen_local", zone)
    given = RumourGiven(
        ref=ref,
        place=place.id if place else None,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=seen.over_at,
        note=cells.text("note"),
        claims=cells.texts("text"),
        channel=cells.text("channel", LONGEST_CHANNEL),
        first_seen_at=seen.at,
        first_seen_precision=seen.precision,
        harm=cells.text("harm", LONGEST_HARM),
    )
    thing = thing_of(cells.ground.crisis, TABLE, ref)
    yield Tell(line=cells.line, ref=ref, thing=thing, at=seen.over_at, given=given)
    verdict = cells.chosen("verdict", {each.value: each for each in Verdict}, Verdict.OPEN)
    if verdict is not Verdict.OPEN or cells.text("rebutted_local"):
        yield _answer(cells, given, seen, verdict, zone)


def _answer(cells: Cells, given: RumourGiven, seen: Hour, verdict: Verdict, zone: str) -> AnswerRumour:
    answers, by = cells.texts("rebuttal", needed=False), cells.text("rebutted_by", LONGEST_NAME)
    if not answers or not by or not cells.text("rebutted_local"):
        cells.fault(
            "rebuttal_en" if not answers else "rebutted_by" if not by else "rebutted_local", FileCode.ANSWER_NEEDED
        )
    answered = cells.hour_or_none("rebutted_local", zone) or seen
    cells.in_order("rebutted_local", seen, answered, FileCode.ANSWERED_BEFORE_SEEN, zone)
    return AnswerRumour(
        line=cells.line,
        ref=given.ref,
        thing=thing_of(cells.ground.crisis, TABLE, given.ref),
        at=max(answered.over_at, seen.over_at),
        verdict=verdict,
        answered_by=by,
        answers=answers,
        answered_at=answered.at,
        precision=answered.precision,
        is_public=True,
    )
