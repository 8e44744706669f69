"""Words of advice in templates: codes by their names."""

from django import template

from dodomu.contact.rules.statements import spoken_code
from dodomu.web.parts import advice_words as words
from dodomu.web.parts.context import NATIVE_NAMES

register = template.Library()


@register.filter
def advice_kind(kind: str) -> str:
    """`{{ line.kind|advice_kind }}`: Stay where you are."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def advice_state(state: str) -> str:
    """`{{ line.state|advice_state }}`: in force."""
    return str(words.STATES.get(state, state))


@register.filter
def advice_form(form: str) -> str:
    """`{{ statement.form|advice_form }}`: To be read aloud."""
    return str(words.FORMS.get(form, form))


@register.filter
def urgency_name(code: str) -> str:
    """`{{ line.urgency|urgency_name }}`: act now."""
    return str(words.URGENCIES.get(code, code))


@register.filter
def severity_name(code: str) -> str:
    """`{{ line.severity|severity_name }}`: danger to life."""
    return str(words.SEVERITIES.get(code, code))


@register.filter
def certainty_name(code: str) -> str:
    """`{{ line.certainty|certainty_name }}`: it was seen."""
    return str(words.CERTAINTIES.get(code, code))


@register.filter
def language_name(language: str) -> str:
    """`{{ language|language_name }}`: as the language calls itself."""
    return NATIVE_NAMES.get(language, "" if language == "mul" else language)


@register.filter
def check_code(code: str) -> str:
    """`{{ statement.code|check_code }}`: 48291 73546, with a space that does not break."""
    return spoken_code(code).replace(" ", "\u00a0")


@register.filter
def broadcast_state(state: str) -> str:
    """`{{ broadcast.state|broadcast_state }}`: waits for approval."""
    return str(words.BROADCASTS.get(state, state))
