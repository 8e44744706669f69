"""The fields of a person as a page shows them: what is believed, which registrations say so and which say otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dodomu.foundation.models import Place
from dodomu.foundation.words import in_language
from dodomu.people.queries.words import Word
from dodomu.people.rules import names
from dodomu.people.rules.belief import Belief
from dodomu.people.rules.statement import Paper, Statement, Whereabouts
from dodomu.people.rules.terms import Channel, GivenBy

SHOWN = (
    "name", "birth_date", "citizenships", "languages", "phones", "email", "telegram", "document_number",
    "wish", "place", "needs", "needs_words", "home_contact",
)  # fmt: skip
PRIVATE = frozenset({
    "phones", "email", "telegram", "document_number", "place_words", "latitude", "longitude", "needs_words",
    "home_contact", "home_contact_name", "home_contact_phone", "home_contact_relation",
})  # fmt: skip
LEFT_READABLE = 3  # of a document number: enough to compare it with a passport that is held up, too little to use
Places = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Value:
    """What a field holds: codes and words to be shown, and keys to be compared."""

    shown: tuple[str, ...]
    keys: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Behind:
    """A registration that stands behind a field, or against it, with what it says there."""

    registration: UUID
    channel: Channel
    given_by: GivenBy
    received_at: datetime
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: hidden is said of what these eyes may not see, though it is there."""

    name: str
    value: Value
    behind: tuple[Behind, ...] = ()
    against: tuple[Behind, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Eyes:
    """What whoever looks may see."""

    private: bool = False
    document_numbers: bool = False


def place_names(crisis: UUID) -> Places:
    """Return the names of a crisis's places in the language of the page."""
    rows = Place.objects.filter(crisis=crisis).values_list("id", "ref", "names")
    return {place: in_language(names) or ref for place, ref, names in rows}


def fields_of(belief: Belief, words: Sequence[Word], places: Places, eyes: Eyes) -> list[FieldView]:
    """Return every field that anything was said about, in the order in which a page shows them."""
    said = {word.id: word for word in words}
    believed = values_of(_as_statement(belief), places, eyes)
    spoken = {word.id: values_of(word.said.statement, places, eyes) for word in words}
    found = []
    for name in SHOWN:
        value = believed.get(name)
        if value is None:
            continue
        if name in PRIVATE and not eyes.private:
            found.append(FieldView(name, Value(()), hidden=True))
            continue
        behind = _registrations(belief.grounds.get(name, ()), name, said, spoken)
        against = _registrations(belief.against.get(name, ()), name, said, spoken)
        found.append(FieldView(name, value, behind, against))
    return found


def _registrations(
    ids: Iterable[UUID], name: str, said: Mapping[UUID, Word], spoken: Mapping[UUID, Mapping[str, Value]]
) -> tuple[Behind, ...]:
    empty = Value(())
    return tuple(
        Behind(
            each, said[each].channel, said[each].given_by, said[each].received_at, spoken[each].get(name, empty).shown
        )
        for each in ids
        if each in said
    )


def values_of(statement: Statement, places: Places, eyes: Eyes) -> dict[str, Value]:
    """Return what a statement says, field by field; fields of which it says nothing are left out."""
    found = {
        "name": _name(statement.name),
        "birth_date": _single(statement.birth_date),
        "citizenships": _several(statement.citizenships),
        "languages": _several(statement.languages),
        "phones": _several(statement.phones),
        "email": _several(statement.emails),
        "telegram": _several(f"@{each}" for each in statement.telegrams or ()),
        "document_number": _papers(statement.papers, eyes),
        "wish": _several(filter(None, (statement.wish, _iso(statement.wish_from)))),
        "place": _whereabouts(statement.whereabouts, places, eyes),
        "needs": _several(statement.needs),
        "needs_words": _single(statement.needs_words),
        "home_contact": _several(
            filter(None, statement.home_contact.as_dict().values()) if statement.home_contact else ()
        ),
    }
    return {name: value for name, value in found.items() if value}


def _name(parts: tuple[str, str, str] | None) -> Value | None:
    full = " ".join(filter(None, parts or ()))
    return Value((full,), frozenset({names.name_key(full)})) if full else None


def _single(value: str | date | None) -> Value | None:
    return _several([_iso(value)]) if value else None


def _several(values: Iterable[str] | None) -> Value | None:
    shown = tuple(str(value) for value in values or ())
    return Value(shown, frozenset(each.casefold() for each in shown)) if shown else None


def _iso(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _papers(papers: Sequence[Paper] | None, eyes: Eyes) -> Value | None:
    if not papers:
        return None
    shown = tuple(
        " ".join(filter(None, (paper.state, paper.number if eyes.document_numbers else masked(paper.number))))
        for paper in papers
    )
    return Value(shown, frozenset(paper.key for paper in papers))


def masked(number: str) -> str:
    """Return a document number of which only the end can be read."""
    marks = "".join(number.split())
    return (
        "•" * max(0, len(marks) - LEFT_READABLE) + marks[-LEFT_READABLE:]
        if len(marks) > LEFT_READABLE
        else "•" * len(marks)
    )


def _whereabouts(where: Whereabouts | None, places: Places, eyes: Eyes) -> Value | None:
    if where is None:
        return None
    name = places.get(where.place, "") if where.place else ""
    point = f"{where.latitude:.5f}, {where.longitude:.5f}" if where.latitude and where.longitude else ""
    private = (where.words, point) if eyes.private else ()
    days = "–".join(filter(None, (_iso(where.since), _iso(where.until))))
    shown = tuple(filter(None, (name, *private, days)))
    return Value(shown, frozenset({str(where.place) if where.place else where.words.casefold()}))


def _as_statement(belief: Belief) -> Statement:
    where = Whereabouts(
        belief.place, belief.place_words, belief.latitude, belief.longitude, belief.stays_from, belief.stays_until
    )
    parts: dict[str, Any] = {
        name: getattr(belief, name)
        for name in ("birth_date", "citizenships", "languages", "phones", "emails", "telegrams", "papers", "wish_from",
                     "needs", "needs_words", "home_contact")
    }  # fmt: skip
    return Statement(
        name=(belief.family_name, belief.given_name, belief.patronymic),
        whereabouts=where if where != Whereabouts() else None,
        wish=belief.wish,
        **parts,
    )
