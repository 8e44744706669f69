"""Words of conversations in templates."""

from datetime import datetime, timedelta

from django import template

from dodomu.web.desk.people.words import NOTES
from dodomu.web.parts import message_words as words

register = template.Library()


@register.filter
def message_channel(channel: str) -> str:
    """`{{ line.channel|message_channel }}`: SMS."""
    return str(words.MESSAGE_CHANNELS.get(channel, channel))


@register.filter
def outcome(code: str) -> str:
    """`{{ line.closed_with|outcome }}`: answered."""
    return str(words.OUTCOMES.get(code, code))


@register.filter
def hint_words(code: str) -> str:
    """`{{ line.hint|hint_words }}`: why nobody was believed."""
    return str(words.HINTS.get(code, code))


@register.filter
def ground_words(code: str) -> str:
    """`{{ each|ground_words }}`: why somebody is proposed."""
    return str(words.GROUNDS.get(code, code))


@register.filter
def handled_words(code: str) -> str:
    """`{{ message.handled|handled_words }}`: why nobody has to answer it."""
    return str(words.HANDLED.get(code, code))


@register.filter
def turn_words(code: str) -> str:
    """`{{ turn.kind|turn_words }}`: what was done."""
    return str(words.TURNS.get(code, code))


@register.filter
def sent_words(state: str) -> str:
    """`{{ message.sent.state|sent_words }}`: delivered."""
    return str(words.DELIVERY_STATES.get(state, state))


@register.filter
def call_words(kind: str) -> str:
    """`{{ message.note_kind|call_words }}`: No answer."""
    return str({**NOTES, **words.CALLS}.get(kind, kind))


@register.filter
def span(length: timedelta | None) -> str:
    """`{{ times.half|span }}`: 3 h 20 min."""
    return words.span_words(length)


@register.filter
def waited(since: datetime | None, at: datetime) -> str:
    """`{{ line.waits_since|waited:request.at }}`: 3 h 20 min."""
    return words.span_words(at - since) if since else ""
