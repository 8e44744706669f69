"""Words of manifests in templates: codes by their names."""

from collections.abc import Iterable

from django import template

from dodomu.web.parts import manifest_words as words

register = template.Library()


@register.filter
def line_state(state: str) -> str:
    """`{{ line.state|line_state }}`: boarded."""
    return str(words.LINE_STATES.get(state, state))


@register.filter
def carrier_match(match: str) -> str:
    """`{{ each.match|carrier_match }}`: Only on their list."""
    return str(words.MATCHES.get(match, match))


@register.filter
def differences(fields: Iterable[str]) -> str:
    """`{{ each.differs_in|differences }}`: name, document."""
    return ", ".join(str(words.DIFFERENCES.get(each, each)) for each in fields)


@register.filter
def list_fault(fault: str) -> str:
    """`{{ fault|list_fault }}`: what is wrong with a list as a whole."""
    return str(words.FAULTS.get(fault, fault))


@register.filter
def custody_state(state: str) -> str:
    """`{{ item.state|custody_state }}`: held."""
    return str(words.CUSTODY.get(state, state))


@register.filter
def document_kind(what: str) -> str:
    """`{{ item.what|document_kind }}`: passport."""
    return str(words.DOCUMENTS.get(what, what))
