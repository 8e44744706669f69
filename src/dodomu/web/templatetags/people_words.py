"""Words of a person's page in templates: fields and their values, notes, grounds, codes that are read out."""

from datetime import date
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

from dodomu.people.queries.fields import Behind
from dodomu.people.queries.identity import SideBySide
from dodomu.people.queries.lines import PersonLine
from dodomu.people.rules.references import spoken
from dodomu.web.desk.people import words
from dodomu.web.parts import hours, terms

register = template.Library()
SPEAKERS = {**terms.GIVEN_BY, "list": terms.CHANNELS["list"]}
CODED = {"wish": terms.WISHES, "needs": terms.NEEDS}


@register.filter
def field_name(name: str) -> str:
    """`{{ field.name|field_name }}`: Birth date."""
    return str(words.FIELDS.get(name, name))


@register.filter
def field_value(value: str, name: str) -> str:
    """`{{ value|field_value:field.name }}`: one value of a field, a code by its name and a day as it is read."""
    found = CODED.get(name, {}).get(value)
    return str(found) if found is not None else day(value)


@register.filter
def day(value: str | date | None) -> str:
    """`{{ birth_date|day }}`: 14 March 1986; whatever is no day is shown as it stands."""
    try:
        known = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return hours.date_words(known) if known else ""


@register.filter
def years(age: int | None) -> str:
    """`{{ person.age|years }}`: 35; an infant's age is said in words."""
    if age is None:
        return ""
    return str(age) if age else _("under 1")


@register.filter
def read_out(reference: str) -> str:
    """`{{ person.reference|read_out }}`: 482 917 354, with spaces that do not break."""
    return spoken(reference).replace(" ", "\u00a0")


@register.filter
def note_name(kind: str) -> str:
    """`{{ note.kind|note_name }}`: No answer."""
    return str(words.NOTES.get(kind, kind))


@register.filter
def ground(code: str) -> str:
    """`{{ code|ground }}`: same telephone and name."""
    return str(words.GROUNDS.get(code, code))


@register.filter
def who_says(said_by: str) -> str:
    """`{{ entry.said_by|who_says }}`: the person; a name that was written is shown as it stands."""
    return str(SPEAKERS.get(said_by, said_by))


@register.filter
def as_typed(typed: str, name: str) -> str:
    """`{{ each.typed|as_typed:each.name }}`: exactly as it was given; a code that a form sent is named."""
    found = CODED.get(name, {}).get(typed)
    return str(found) if found is not None else typed


@register.filter
def channel_name(channel: str) -> str:
    """`{{ word.channel|channel_name }}`: web page."""
    return str(terms.CHANNELS.get(channel, channel))


@register.filter
def lines_of_pair(pair: SideBySide) -> tuple[PersonLine, PersonLine]:
    """`{% for line in pair|lines_of_pair %}`: the two records of a pair."""
    return pair.first, pair.second


@register.filter
def records_of_pair(pair: SideBySide) -> tuple[tuple[PersonLine, tuple[Behind, ...]], ...]:
    """`{% for line, sources in pair|records_of_pair %}`: each record, and everything said of it."""
    return (pair.first, pair.sources[0]), (pair.second, pair.sources[1])


@register.filter
def other_of(pair: SideBySide, person: UUID) -> PersonLine:
    """`{% with other=pair|other_of:person.id %}`: the record of a pair that is not this one."""
    return pair.second if pair.first.id == person else pair.first
