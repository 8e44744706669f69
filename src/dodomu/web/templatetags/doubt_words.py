"""Words of doubts in templates: codes by their names."""

from django import template

from dodomu.web.parts import doubt_words as words

register = template.Library()


@register.filter
def doubt_title(kind: str) -> str:
    """`{{ doubt.kind|doubt_title }}`: Boarded twice on one leg."""
    return str(words.TITLES.get(kind, kind))


@register.filter
def doubt_hint(kind: str) -> str:
    """`{{ doubt.kind|doubt_hint }}`: what it may mean, empty where that is plain."""
    return str(words.HINTS.get(kind, ""))


@register.filter
def touch_kind(kind: str) -> str:
    """`{{ side.kind|touch_kind }}`: boarded."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def means_name(means: str) -> str:
    """`{{ side.means|means_name }}`: pass scanned."""
    return str(words.MEANS.get(means, means))


@register.filter
def verdict_name(verdict: str) -> str:
    """`{{ side.verdict|verdict_name }}`: stop."""
    return str(words.VERDICTS.get(verdict, verdict))


@register.filter
def doubt_decision(outcome: str) -> str:
    """`{{ doubt.outcome|doubt_decision }}`: It holds."""
    return str(words.DECISIONS.get(outcome, outcome))
