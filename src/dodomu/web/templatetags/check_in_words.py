"""Words of check-ins in templates."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from dodomu.contact.rules.attempts import Attempt
from dodomu.web.parts import check_in_words

register = template.Library()
HOUR = 3600
DAYS_FROM = 72  # hours; a longer silence is said in days


@register.filter
def said_name(said: str) -> str:
    """`{{ answer.said|said_name }}`: needs help."""
    return str(check_in_words.STATUSES.get(said, said))


@register.filter
def question_name(question: str) -> str:
    """`{{ round.question|question_name }}`: Are you back?"""
    return str(check_in_words.QUESTIONS.get(question, question))


@register.filter
def contradiction_name(code: str | None) -> str:
    """`{{ answer.contradicts|contradiction_name }}`: what was known says otherwise."""
    return str(check_in_words.CONTRADICTIONS.get(code or "", ""))


@register.filter
def round_state(state: str) -> str:
    """`{{ round.state|round_state }}`: runs."""
    return str(check_in_words.ROUND_STATES.get(state, state))


@register.filter
def every(hours: int | None) -> str:
    """`{{ round.every_hours|every }}`: every 12 hours."""
    return check_in_words.every_words(hours)


@register.filter
def attempt_way(attempt: Attempt) -> str:
    """`{{ attempt|attempt_way }}`: SMS, over their party."""
    way = str(check_in_words.WAYS.get(attempt.way, attempt.way))
    over = check_in_words.OVER.get(attempt.over)
    return way if attempt.over in ("own_channels", "call") or over is None else f"{way}, {over}"


@register.filter
def attempt_outcome(attempt: Attempt) -> str:
    """`{{ attempt|attempt_outcome }}`: did not arrive: switched off or without a network."""
    outcome = str(check_in_words.OUTCOMES.get(attempt.outcome, attempt.outcome))
    why = check_in_words.FAILURES.get(attempt.why)
    return f"{outcome}: {why}" if why else outcome


@register.filter
def silence_until(since: datetime | None, at: datetime) -> str:
    """`{{ silence.last_heard|silence_until:request.at }}`: 26 h; how long nothing was heard."""
    if since is None:
        return _("never heard of")
    hours = int((at - since).total_seconds() // HOUR)
    if hours >= DAYS_FROM:
        return _("{days} d").format(days=hours // 24)
    return _("{hours} h").format(hours=max(hours, 0))
