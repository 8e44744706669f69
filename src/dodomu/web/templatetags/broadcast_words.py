"""Words of broadcasts in templates."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from dodomu.web.parts import broadcast_words as words
from dodomu.web.parts.context import NATIVE_NAMES
from dodomu.web.parts.message_words import MESSAGE_CHANNELS

register = template.Library()


@register.filter
def purpose_name(code: str) -> str:
    """`{{ line.purpose|purpose_name }}`: notice."""
    return str(words.PURPOSES.get(code, code))


@register.filter
def ground_name(code: str) -> str:
    """`{{ line.ground|ground_name }}`: to whoever did not say stop."""
    return str(words.GROUNDS.get(code, code))


@register.filter
def step_name(rung: str, channel: str) -> str:
    """`{{ step.rung|step_name:step.channel }}`: SMS to their party."""
    return str(words.STEPS.get(f"{rung} {channel}", f"{rung} {channel}"))


@register.filter
def channel_words(channel: str) -> str:
    """`{{ line.channel|channel_words }}`: SMS."""
    return str(MESSAGE_CHANNELS.get(channel, channel))


@register.filter
def delivery_state(state: str) -> str:
    """`{{ line.state|delivery_state }}`: arrived."""
    return str(words.STATES.get(state, state))


@register.filter
def why_words(code: str) -> str:
    """`{{ line.why|why_words }}`: they said stop."""
    return str(words.WHYS.get(code, code))


@register.filter
def odd_words(code: str) -> str:
    """`{{ each|odd_words }}`: what is odd about a number."""
    return str(words.ODD.get(code, code))


@register.filter
def ticked_words(figure: str) -> str:
    """`{{ line.outcome|ticked_words }}`: nobody there."""
    return str(words.TICKED.get(figure, figure))


@register.filter
def slip_words(code: str) -> str:
    """`{{ fault.why|slip_words }}`: why a typed line does not count."""
    return str(words.SLIPS.get(code, code))


@register.filter
def native_name(language: str) -> str:
    """`{{ line.language|native_name }}`: as a language calls itself."""
    return NATIVE_NAMES.get(language, language)


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ preview.cost|money:preview.currency }}`: 1 234.50 EUR, in the way of the page's language; a dash for nothing.

    Where no price is set nobody knows what it costs.
    """
    if not amount:
        return "–"
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\u00a0{currency}"
