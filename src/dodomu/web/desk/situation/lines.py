"""Lines of the timeline as they are shown: the hour as exactly as it is known, the words, who says so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from dodomu.situation.queries.timeline import TimelineLine
from dodomu.situation.rules.known import ReportKnown, RumourKnown
from dodomu.situation.rules.terms import FactKind, Moment, Precision
from dodomu.web.desk.door import DeskRequest
from dodomu.web.desk.situation.addresses import fact_address
from dodomu.web.desk.situation.showing import Places, Sources, credit_of, heading_of, nearest
from dodomu.web.parts.hours import date_words, zone_words
from dodomu.web.parts.situation_words import CATEGORIES, EXACT, OF_KIND, VERDICTS, marks_words, part_of_day

MOMENTS: Mapping[Moment, Promise] = {
    Moment.HAPPENED: gettext_lazy("happened"),
    Moment.PUBLISHED: gettext_lazy("was told"),
    Moment.AS_OF: gettext_lazy("as of"),
    Moment.BEGINS: gettext_lazy("begins"),
    Moment.ENDS: gettext_lazy("ends"),
    Moment.SEEN: gettext_lazy("first seen"),
    Moment.ANSWERED: gettext_lazy("answered"),
    Moment.DUE: pgettext_lazy("something expected", "due"),
}
SILENT = (Moment.HAPPENED, Moment.AS_OF)  # the kind of the line says it already


@dataclass(frozen=True)
class ShownLine:
    """One line in words."""

    day: str
    clock: str  # the hour, if one is known
    moment: str
    kind: str
    sort: str
    place: str
    words: str
    language: str  # of the words
    address: str
    severity: int | None
    marks: str
    marks_title: str
    said_by: str
    sources: str
    provenance: str
    replaced_by: str  # the address of the report that took its place


@dataclass(frozen=True)
class Day:
    """The lines of one day."""

    words: str
    lines: tuple[ShownLine, ...]


def shown_line(request: DeskRequest, line: TimelineLine, places: Places, sources: Sources) -> ShownLine:
    """Return a line in words; its hour is that of the crisis, with that of the spot where it differs."""
    fact = line.fact
    zone = request.crisis.tz if line.precision in EXACT else ZoneInfo(fact.zone)  # a day alone is that of the spot
    words, language = nearest(line.texts) if line.texts else (heading_of(fact, places), get_language() or "")
    return ShownLine(
        day=date_words(line.at.astimezone(zone).date()),
        clock=_clock(request, line),
        moment="" if line.moment in SILENT else str(MOMENTS[line.moment]),
        kind=line.kind.value,
        sort=_sort(line),
        place=places.get(line.place, "") if line.place else line.where_words,
        words=words,
        language=language,
        address=fact_address(request, line.kind, line.thing),
        severity=line.severity,
        marks=fact.marks if isinstance(fact, ReportKnown) else "",
        marks_title=marks_words(fact.reliability or "", fact.credibility) if isinstance(fact, ReportKnown) else "",
        said_by=credit_of(fact, sources),
        sources=", ".join(fact.sources),
        provenance=fact.provenance,
        replaced_by=fact_address(request, FactKind.REPORT, line.superseded_by) if line.superseded_by else "",
    )


def by_day(lines: Iterable[ShownLine]) -> Iterator[Day]:
    """Gather lines that stand in order by their days."""
    for words, of_day in groupby(lines, key=lambda line: line.day):
        yield Day(words, tuple(of_day))


def _clock(request: DeskRequest, line: TimelineLine) -> str:
    """An hour of the crisis, with that of the spot in brackets; of what is known less exactly, the words given."""
    if line.precision not in EXACT:
        return part_of_day(line.words)
    ours, theirs = line.at.astimezone(request.crisis.tz), line.at.astimezone(ZoneInfo(line.zone))
    told = f"{ours:%H:%M}"
    if ours.utcoffset() != theirs.utcoffset():
        told = f"{told} ({theirs:%H:%M} {zone_words(line.zone)})"
    return _("about {hour}").format(hour=told) if line.precision is Precision.ABOUT else told


def _sort(line: TimelineLine) -> str:
    if isinstance(line.fact, RumourKnown):
        return str(VERDICTS[line.fact.verdict]) if line.fact.is_answered else ""
    if line.category:
        return str(CATEGORIES[line.category])
    return str(OF_KIND.get(line.kind, {}).get(str(getattr(line.fact, "kind", "")), ""))
