"""Words of feedback in templates: codes by their names, numbers as they are read out."""

from datetime import datetime

from django import template

from dodomu.contact.rules.voices import spoken
from dodomu.web.parts import hours
from dodomu.web.parts import voice_words as words

register = template.Library()


@register.filter
def voice_kind(kind: str) -> str:
    """`{{ line.kind|voice_kind }}`: Something is missing."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def voice_standing(standing: str) -> str:
    """`{{ line.standing|voice_standing }}`: answered in time."""
    return str(words.STANDINGS.get(standing, standing))


@register.filter
def voice_aside(why: str) -> str:
    """`{{ line.set_aside|voice_aside }}`: it is an advertisement."""
    return str(words.ASIDES.get(why, why))


@register.filter
def voice_turn(kind: str) -> str:
    """`{{ turn.kind|voice_turn }}`: handed on."""
    return str(words.TURNS.get(kind, kind))


@register.filter
def voice_number(number: str) -> str:
    """`{{ line.number|voice_number }}`: 4829 1735, with a space that does not break."""
    return spoken(number).replace(" ", "\u00a0")


@register.filter
def day_in(at: datetime | None, zone: str) -> str:
    """`{{ line.promised_for|day_in:home }}`: 14 January 2022."""
    return hours.day_words(at, zone) if at else ""
