"""What check-ins are called: answers, questions, contradictions, rounds, attempts and what came of them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SAID: Mapping[str, Promise] = {
    "safe": _("safe"),
    "help": _("needs help"),
    "moved": _("is elsewhere now"),
    "home": _("is home"),
    "left": _("has left the country"),
    "away": _("not back yet"),
    "words": _("wrote in words"),
}
STATUSES: Mapping[str, Promise] = {
    **SAID,
    "not_yet": _("not answered yet"),
    "unreachable": _("unreachable"),
    "over": _("home, or no longer looked for"),
}
QUESTIONS: Mapping[str, Promise] = {
    "safe": _("Are you safe? Where are you?"),
    "back": _("Are you back?"),
}
CONTRADICTIONS: Mapping[str, Promise] = {
    "home": _("By the ledger they are home, and they speak from elsewhere."),
    "left": _("By the ledger they left on their own, and they speak from the country."),
    "promised": _("They hold a place, and what they say does not fit it."),
    "on_a_journey": _("By the ledger they are on the way, and they speak from elsewhere."),
    "deceased": _("By the ledger they are dead."),
    "not_ours": _("They were taken out of the register."),
    "other_speaker": _("Another says so; they themselves asked for help, and nobody has taken that on."),
}
ROUND_STATES: Mapping[str, Promise] = {
    "asked": _("waits for a second officer"),
    "running": pgettext_lazy("round", "runs"),
    "ended": pgettext_lazy("round", "ended"),
}
WAYS: Mapping[str, Promise] = {
    "sms": _("SMS"),
    "email": _("email"),
    "telegram": _("Telegram"),
    "drill": _("drill"),
    "call": _("call"),
}
OVER: Mapping[str, Promise] = {
    "own_channels": _("to themselves"),
    "party": _("over their party"),
    "home_contact": _("over the contact at home"),
    "warden": _("over a warden"),
    "call": _("to themselves"),
}
OUTCOMES: Mapping[str, Promise] = {
    "sending": _("being sent"),
    "taken": _("sent, no receipt"),
    "delivered": _("delivered, no answer"),
    "failed": _("did not arrive"),
    "in_doubt": _("not known whether it arrived"),
    "unknown": _("not known whether it arrived"),
    "no_answer": _("no answer"),
    "out_of_reach": _("out of reach"),
}
FAILURES: Mapping[str, Promise] = {
    "no_such_address": _("there is no such address"),
    "not_reachable": _("switched off or without a network"),
    "blocked": _("blocked by them"),
    "not_allowed": _("not allowed by the provider"),
    "expired": _("the provider gave up"),
}
EVERY: Mapping[int, Promise] = {
    4: _("every 4 hours"),
    6: _("every 6 hours"),
    8: _("every 8 hours"),
    12: _("every 12 hours"),
    24: _("every day"),
    48: _("every 2 days"),
}
ONCE = _("once")
EVERY_SO_MANY = _("every {hours} hours")


def every_words(hours: int | None) -> str:
    """Return how often a round asks."""
    if hours is None:
        return str(ONCE)
    return str(EVERY[hours]) if hours in EVERY else str(EVERY_SO_MANY).format(hours=hours)
