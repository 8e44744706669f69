"""One fact as a page shows it: a heading, lines of what is said of it, its words in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dodomu.foundation.words import in_language
from dodomu.situation.queries.sources import SourceLine
from dodomu.situation.rules.known import ExpectationKnown, Fact, FigureKnown, ReportKnown, RumourKnown
from dodomu.situation.rules.restrictions import RestrictionKnown
from dodomu.situation.rules.terms import Precision, Reach
from dodomu.web.desk.situation.words import field_words
from dodomu.web.parts import situation_words as words
from dodomu.web.parts.context import NATIVE_NAMES

LONGEST_HEADING = 90
PRIVATE = ("note", "ref", "provenance", "severity", "harm", "channel", "sources")
NAMED = 2  # publishers; the page of the fact names all
Places = Mapping[UUID, str]
Sources = Mapping[str, SourceLine]
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Text:
    """Words in one language."""

    language: str
    name: str
    words: str


def heading_of(fact: Fact, places: Places) -> str:
    """Return in one line what a fact is."""
    if isinstance(fact, FigureKnown):
        return f"{number_words(fact)} · {fact.of_whom}, {fact.measure}"
    if isinstance(fact, RestrictionKnown):
        where = fact.way if fact.reach is Reach.WAY else _place(fact.place, places)
        return " – ".join(part for part in (_first(words.RESTRICTIONS[fact.kind]), where) if part)
    texts = fact.claims if isinstance(fact, RumourKnown) else fact.texts
    return Truncator(in_language(texts)).chars(LONGEST_HEADING) or fact.ref


def number_words(figure: FigureKnown) -> str:
    """Return a number as it was claimed: about 150, at least 12, 116."""
    number = f"{figure.number:,}".replace(",", "\u202f")
    if figure.qualifier == "exact":
        return number
    if figure.qualifier == "retracted":
        return _("{number} (taken back)").format(number=number)
    return f"{words.QUALIFIERS[figure.qualifier]} {number}"


def credit_of(fact: Fact, sources: Sources) -> str:
    """Return in a few words who says so: the name that was given, or the first publishers behind it."""
    if fact.said_by:
        return fact.said_by
    publishers = list(dict.fromkeys(sources[ref].publisher for ref in fact.sources if ref in sources))
    named = "; ".join(publishers[:NAMED])
    return f"{named} …" if len(publishers) > NAMED else named


def nearest(texts: Mapping[str, str]) -> tuple[str, str]:
    """Return words in the language of the page or the nearest there is, and which language that is."""
    words = in_language(texts)
    mine = get_language() or ""
    if texts.get(mine) == words:
        return words, mine
    return words, next((code for code, told in texts.items() if told == words), mine)


def texts_of(texts: Mapping[str, str]) -> list[Text]:
    """Return words language by language, in the order of the languages we have."""
    return [Text(code, NATIVE_NAMES[code], texts[code]) for code, _name in settings.LANGUAGES if texts.get(code)]


def rows_of(fact: Fact, places: Places) -> Rows:
    """Return what is said of a fact, line by line; what nobody said is left out, but a limit in time never is."""
    if isinstance(fact, ReportKnown):
        rows = _of_report(fact, places)
    elif isinstance(fact, FigureKnown):
        rows = _of_figure(fact, places)
    elif isinstance(fact, RestrictionKnown):
        rows = _of_restriction(fact, places)
    elif isinstance(fact, RumourKnown):
        rows = _of_rumour(fact, places)
    else:
        rows = _of_expectation(fact, places)
    rows += [
        (field_words("said_by"), fact.said_by),
        (field_words("provenance"), str(words.PROVENANCES[fact.provenance])),
        (field_words("ref"), fact.ref),
        (field_words("note"), fact.note),
    ]
    return [(name, told) for name, told in rows if told]


def public_rows(fact: Fact, places: Places) -> Rows:
    """Return the lines of a fact that the public reads too: no marks, no notes, no codes of the desk."""
    hidden = {field_words(name) for name in PRIVATE} | {_("Marks"), _("Time to the answer")}
    return [(name, told) for name, told in rows_of(fact, places) if name not in hidden]


def _of_report(fact: ReportKnown, places: Places) -> Rows:
    happened = words.when_words(fact.occurred_at, fact.occurred_precision, fact.occurred_words, fact.zone)
    marks = words.marks_words(fact.reliability or "", fact.credibility)
    return [
        (field_words("category"), str(words.CATEGORIES[fact.category])),
        (field_words("severity"), _named(words.SEVERITIES, fact.severity)),
        (field_words("place"), _place(fact.place, places) or fact.where_words),
        (field_words("occurred_at"), happened),
        (
            field_words("announced_at"),
            words.when_words(fact.announced_at, fact.published_precision, "", fact.zone),
        ),
        (_("Marks"), f"{fact.marks} – {marks}" if fact.marks else ""),
    ]


def _of_figure(fact: FigureKnown, places: Places) -> Rows:
    return [
        (field_words("number"), f"{number_words(fact)} ({fact.unit})"),
        (field_words("of_whom"), fact.of_whom),
        (field_words("measure"), fact.measure),
        (field_words("place"), _place(fact.place, places)),
        (field_words("as_of"), words.when_words(fact.as_of, fact.as_of_precision, "", fact.zone)),
        (field_words("announced_at"), _hour(fact)),
    ]


def _of_restriction(fact: RestrictionKnown, places: Places) -> Rows:
    begins = words.begin_words(fact.begins_at, fact.begins_is, fact.zone)
    applies = str(words.APPLIES_TO[fact.applies_to])
    return [
        (field_words("effect"), str(words.EFFECTS[fact.effect])),
        (field_words("scope"), fact.scope),
        (field_words("place"), _place(fact.place, places)),
        (field_words("reach"), str(words.REACHES[fact.reach])),
        (field_words("way"), fact.way),
        (field_words("begins_at"), begins),
        (field_words("ends_at"), words.end_words(fact.ends_at, fact.ends_is, fact.zone)),
        (field_words("daily"), words.daily_words(fact.daily)),
        (field_words("precision_words"), fact.precision_words),
        (field_words("applies_to"), f"{applies}: {fact.applies_words}" if fact.applies_words else applies),
        (field_words("slow_minutes"), str(fact.slow_minutes or "")),
        (field_words("papers"), ", ".join(fact.papers)),
        (field_words("announced_at"), _hour(fact)),
    ]


def _of_rumour(fact: RumourKnown, places: Places) -> Rows:
    seen = words.when_words(fact.first_seen_at, fact.first_seen_precision, "", fact.zone)
    answered = words.when_words(fact.answered_at, fact.answered_precision, "", fact.zone) if fact.is_answered else ""
    return [
        (field_words("verdict"), str(words.VERDICTS[fact.verdict])),
        (field_words("first_seen_at"), seen),
        (field_words("channel"), fact.channel),
        (field_words("place"), _place(fact.place, places)),
        (field_words("harm"), fact.harm),
        (field_words("answered_at"), answered or _("not answered")),
        (field_words("answered_by"), fact.answered_by),
        (_("Time to the answer"), words.span_words(fact.time_to_answer) if fact.is_answered else ""),
    ]


def _of_expectation(fact: ExpectationKnown, places: Places) -> Rows:
    due = (
        words.when_words(fact.due_at, fact.due_precision, fact.due_words, fact.zone)
        if fact.due_at
        else fact.due_words or words.end_words(None, fact.due_is, fact.zone)
    )
    return [
        (field_words("kind"), str(words.EXPECTATIONS[fact.kind])),
        (field_words("by_whom"), fact.by_whom),
        (field_words("place"), _place(fact.place, places)),
        (field_words("due_at"), due),
        (field_words("outcome"), str(words.OUTCOMES[fact.outcome])),
        (
            field_words("outcome_at"),
            words.when_words(fact.outcome_at, Precision.HOUR, "", fact.zone) if fact.outcome_at else "",
        ),
        (field_words("outcome_words"), fact.outcome_words),
        (field_words("announced_at"), _hour(fact)),
    ]


def _hour(fact: Fact) -> str:
    return words.when_words(fact.announced_at, Precision.HOUR, "", fact.zone)


def _place(place: UUID | None, places: Places) -> str:
    return places.get(place, "") if place else ""


def _named(named: Mapping[int, Promise], code: int | None) -> str:
    return str(named[code]) if code else ""


def _first(told: Promise) -> str:
    text = str(told)
    return text[:1].upper() + text[1:]


def languages_missing(texts: Mapping[str, str]) -> Sequence[str]:
    """Return the languages in which nothing was written, by their own names."""
    return [NATIVE_NAMES[code] for code, _name in settings.LANGUAGES if not texts.get(code)]
