"""Words of offers and departures in templates: codes by their names, and what was said in sentences."""

from collections.abc import Mapping
from typing import Any

from django import template

from dodomu.foundation.refusal import Refused
from dodomu.journeys.reasons import JourneysReason
from dodomu.web.parts import clock_words, journeys_words
from dodomu.web.parts import offer_words as words
from dodomu.web.parts.sentences import sentence

register = template.Library()


@register.filter
def offer_state(state: str) -> str:
    """`{{ line.state|offer_state }}`: waits for an answer."""
    return str(words.OFFER_STATES.get(state, state))


@register.filter
def offer_kind(kind: str) -> str:
    """`{{ line.kind|offer_kind }}`: a place."""
    return str(words.OFFER_KINDS.get(kind, kind))


@register.filter
def answer_name(answer: str) -> str:
    """`{{ each.answer|answer_name }}`: yes."""
    return str(words.ANSWERS.get(answer, answer))


@register.filter
def decline_reason(reason: str) -> str:
    """`{{ line.decline_reason|decline_reason }}`: the price."""
    return str(words.DECLINE_REASONS.get(reason, reason))


@register.filter
def end_cause(cause: str) -> str:
    """`{{ line.end_cause|end_cause }}`: a new plan."""
    return str(words.END_CAUSES.get(cause, cause))


@register.filter
def why_refused(value: str) -> str:
    """`{{ answer.conflict|why_refused }}`: the sentence of a reason of the journeys."""
    return sentence(Refused(JourneysReason(value))) if value in set(JourneysReason) else value


@register.filter
def of(key: Any, found: Mapping[Any, Any]) -> Any:
    """`{{ line.meeting_place|of:places }}`: what a mapping has for a key, or nothing."""
    return found.get(key, "")


@register.filter
def capacity(takes: Mapping[str, int]) -> str:
    """`{{ line.needs|capacity }}`: what is needed besides seats."""
    named = ((journeys_words.KINDS.get(kind, kind), many) for kind, many in sorted(takes.items()) if kind != "seat")
    return ", ".join(f"{words}: {many}" for words, many in named if many)


@register.filter
def kinds(takes: Mapping[str, int]) -> str:
    """`{{ over|kinds }}`: every kind with its number."""
    return ", ".join(f"{journeys_words.KINDS.get(kind, kind)}: {many}" for kind, many in sorted(takes.items()))


@register.filter
def mode_name(mode: str) -> str:
    """`{{ leg.mode|mode_name }}`: flight."""
    return str(journeys_words.MODES.get(mode, mode))


@register.filter
def leg_state(state: str) -> str:
    """`{{ leg.state|leg_state }}`: planned."""
    return str(journeys_words.LEG_STATES.get(state, state))


@register.filter
def clock_hour(kind: str) -> str:
    """`{{ line.kind|clock_hour }}`: end of booking."""
    return str(clock_words.HOURS.get(kind, kind))


@register.filter
def clock_state(state: str) -> str:
    """`{{ line.state|clock_state }}`: late."""
    return str(clock_words.STATES.get(state, state))


@register.filter
def slack(minutes: int | None) -> str:
    """`{{ line.slack|slack }}`: 2 h left; 20 min late."""
    return clock_words.slack_words(minutes)


@register.filter
def span(minutes: int | None) -> str:
    """`{{ place.gains|span }}`: 3 h 20 min."""
    return journeys_words.minutes_words(minutes)


@register.filter
def because(line: Any, zone: str) -> list[str]:
    """`{% for why in line|because:zone %}`: every reason of a clock's line, in words."""
    return [clock_words.because_words(each, zone) for each in line.because]
