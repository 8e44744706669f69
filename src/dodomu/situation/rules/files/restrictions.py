"""`restrictions.csv`: what cannot be done, from when to when.

An empty end was not stated, and no end is guessed. What stands at a city holds in its region, everything else at its
place only, unless a column `reach` says otherwise. A limit that the makers of a table call invented or unknown is kept
as assumed. Where `time_precision` says more than "hour", its words are kept.
"""

import re
from collections.abc import Iterator
from datetime import time

from dodomu.situation.rules.files.cells import LONGEST_REF, NO_HOUR, Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.ground import PlaceKnown, thing_of
from dodomu.situation.rules.files.hours import Hour
from dodomu.situation.rules.files.steps import Step, Tell
from dodomu.situation.rules.given import LONGEST_PAPER, RestrictionGiven
from dodomu.situation.rules.terms import AppliesTo, Effect, Provenance, Reach, RestrictionKind, Stated

TABLE = "restrictions"
ID = "restriction_id"
COLUMNS = (
    ID, "kind", "place_id", "scope", "start_local", "end_local", "daily_from", "daily_to", "tz", "time_precision",
    "applies_to", "effect", "announced_local", "provenance", "source_id", "note",
)  # fmt: skip
EXACT = "hour"
OURS = ("invented", "unknown")
START, END = "start", "end"
APPLIES = {
    "": AppliesTo.NOT_STATED,
    "civil": AppliesTo.CIVIL_FLIGHTS,
    "third-country citizens": AppliesTo.THIRD_COUNTRY,
    **{each.value: each for each in AppliesTo},
}
CITIZENS, ARRIVALS = "citizens of ", "arrivals in "
LONGEST_SCOPE, LONGEST_APPLIES, LONGEST_WORDS, LONGEST_WAY = 200, 120, 80, 60
LONGEST_SLOWNESS = 7 * 24 * 60


def read_one(cells: Cells) -> Iterator[Step]:
    """Read one row."""
    ref, reach, way = cells.needed(ID, LONGEST_REF), _reach(cells), cells.text("way", LONGEST_WAY)
    place = cells.place(needed=reach is not Reach.WAY)
    zone = cells.zone(place)
    begins, ends = cells.hour_or_none("start_local", zone), cells.hour_or_none("end_local", zone)
    told = cells.hour("announced_local", zone)
    if reach is Reach.WAY and not way:
        cells.fault("way", FileCode.NEEDED)
    if begins and ends and NO_HOUR not in (begins, ends) and ends.at <= begins.at:
        cells.fault("end_local", FileCode.ENDS_BEFORE_IT_BEGINS)
    kind, effect = cells.term("kind", RestrictionKind), cells.term("effect", Effect)
    daily_from, daily_to = _daily(cells, kind, effect)
    applies_to, applies_words = _applies(cells, kind)
    assumed = _assumed(cells.text("time_precision"))
    given = RestrictionGiven(
        ref=ref,
        place=place.id if place else None,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=told.over_at,
        note=cells.text("note"),
        kind=kind,
        effect=effect,
        reach=reach or _reach_of(place),
        way=way,
        scope=cells.text("scope", LONGEST_SCOPE),
        begins_at=begins.at if begins else None,
        begins_is=_stated(begins, START in assumed),
        ends_at=ends.at if ends else None,
        ends_is=_stated(ends, END in assumed),
        daily_from=daily_from,
        daily_to=daily_to,
        precision_words=_precision_words(cells, ends is not None),
        applies_to=applies_to,
        applies_words=applies_words,
        slow_minutes=cells.number("slow_minutes", 0, LONGEST_SLOWNESS),
        papers=_papers(cells),
    )
    is_public = given.provenance is Provenance.SOURCED
    thing = thing_of(cells.ground.crisis, TABLE, ref)
    yield Tell(line=cells.line, ref=ref, thing=thing, at=told.over_at, given=given, is_public=is_public)


def _reach(cells: Cells) -> Reach | None:
    return cells.chosen("reach", {each.value: each for each in Reach}, None)


def _reach_of(place: PlaceKnown | None) -> Reach:
    return Reach.REGION if place and place.is_city else Reach.PLACE


def _daily(cells: Cells, kind: RestrictionKind, effect: Effect) -> tuple[time | None, time | None]:
    typed = bool(cells.text("daily_from")), bool(cells.text("daily_to"))
    if typed[0] != typed[1]:
        cells.fault("daily_to" if typed[0] else "daily_from", FileCode.BOTH_HOURS_NEEDED)
    elif not typed[0] and (kind is RestrictionKind.CURFEW or effect is Effect.OPEN_ONLY):
        cells.fault("daily_from", FileCode.HOURS_NEEDED)
    return cells.wall_time("daily_from"), cells.wall_time("daily_to")


def _assumed(precision: str) -> frozenset[str]:
    """Which limits are ours: "end:invented", "start,end:invented", "about; end of Jan 6 window invented"."""
    sides: set[str] = set()
    for part in precision.split(";"):
        if any(word in part for word in OURS):
            sides |= set(re.findall(rf"\b({START}|{END})\b", part)) or {START, END}
    return frozenset(sides)


def _stated(limit: Hour | None, is_ours: bool) -> Stated:
    if limit is None:
        return Stated.NOT_STATED
    return Stated.ASSUMED if is_ours else Stated.STATED


def _precision_words(cells: Cells, has_end: bool) -> str:
    words = cells.text("time_precision", LONGEST_WORDS)
    says_only_of_end = words.startswith(f"{END}:")
    return "" if words == EXACT or (says_only_of_end and not has_end) else words


def _applies(cells: Cells, kind: RestrictionKind) -> tuple[AppliesTo, str]:
    """Whom it concerns; other words than ours name the carrier of a suspension, and nothing else."""
    words = cells.text("applies_to", LONGEST_APPLIES)
    if words in APPLIES:
        return APPLIES[words], "" if words in ("", AppliesTo.ALL) else words
    if words.startswith(ARRIVALS):
        return AppliesTo.ARRIVALS, words
    if words.startswith(CITIZENS):
        return _citizens(cells, words), words
    if kind is not RestrictionKind.AIRLINE_SUSPENSION:
        cells.fault("applies_to", FileCode.UNKNOWN_WORD, known=", ".join(filter(None, APPLIES)))
    return AppliesTo.OPERATOR, words


def _citizens(cells: Cells, words: str) -> AppliesTo:
    country = cells.ground.country_of(words.removeprefix(CITIZENS))
    if country is None:
        cells.fault("applies_to", FileCode.UNKNOWN_WORD, known=", ".join(filter(None, APPLIES)))
    return AppliesTo.OWN_CITIZENS if country == cells.ground.sending else AppliesTo.OTHERS


def _papers(cells: Cells) -> tuple[str, ...]:
    papers = cells.refs("papers")
    if any(len(paper) > LONGEST_PAPER for paper in papers):
        cells.fault("papers", FileCode.TOO_LONG, limit=LONGEST_PAPER)
    return papers
