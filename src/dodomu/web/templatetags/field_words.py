"""Words of the field in templates."""

from django import template

from dodomu.people.rules.references import spoken

register = template.Library()


@register.filter
def in_threes(reference: str) -> str:
    """`{{ person.reference|in_threes }}`: 482 917 354, with spaces that do not break."""
    return spoken(reference).replace(" ", "\u00a0")
