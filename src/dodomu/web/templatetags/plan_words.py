"""Words of plans in templates."""

from django import template

from dodomu.web.parts import journeys_words, plan_words
from dodomu.web.parts.plans import words

register = template.Library()


@register.filter
def plan_state(state: str) -> str:
    """`{{ line.state|plan_state }}`: is being made."""
    return plan_words.state_name(state)


@register.filter
def plan_doing(doing: str) -> str:
    """`{{ progress.doing|plan_doing }}`: The plan is bettered."""
    return plan_words.doing_words(doing)


@register.filter
def by_whom(name: str) -> str:
    """`{{ line.asked_by|by_whom }}`: the name of an officer, or what stands for nobody in person."""
    return plan_words.by_whom(name)


@register.filter
def people(many: int) -> str:
    """`{{ summary.home|people }}`: 12 people."""
    return words.people_words(many)


@register.filter
def euros(amount: int | None) -> str:
    """`{{ summary.cost|euros }}`: € 12 000."""
    return journeys_words.euros(amount)


@register.filter
def risk_hours(amount: float) -> str:
    """`{{ summary.danger|risk_hours }}`: 1 240,5."""
    return words.decimal(amount, 0 if amount >= 1000 else 1)  # noqa: PLR2004


@register.filter
def percent_of(part: int, whole: int) -> str:
    """`{{ day.persons|percent_of:summary.persons }}`: how far along, as SVG takes it."""
    return f"{min(100.0, 100 * part / whole) if whole else 0:.1f}%"
