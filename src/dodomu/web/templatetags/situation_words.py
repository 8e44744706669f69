"""Words of the situation in templates: codes by their names."""

from django import template

from dodomu.web.parts import situation_words as words

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """`{{ line.kind|kind_name }}`: Rumour."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def sort_name(code: str, kind: str) -> str:
    """`{{ line.category|sort_name:line.kind }}`: what a fact of a kind calls itself: curfew, reopening, border."""
    return str(words.OF_KIND.get(kind, {}).get(code, code))


@register.filter
def network_name(network: str) -> str:
    """`{{ network|network_name }}`: Mobile data."""
    return str(words.NETWORKS.get(network, network))


@register.filter
def network_state_name(state: str) -> str:
    """`{{ now.state|network_state_name }}`: out."""
    return str(words.NETWORK_STATES.get(state, state))


@register.filter
def provenance_name(provenance: str) -> str:
    """`{{ line.provenance|provenance_name }}`: invented for the exercise."""
    return str(words.PROVENANCES.get(provenance, provenance))


@register.filter
def severity_name(severity: int | None) -> str:
    """`{{ report.severity|severity_name }}`: 4 – dangerous; nothing where it was not stated."""
    return str(words.SEVERITIES.get(severity or 0, ""))
