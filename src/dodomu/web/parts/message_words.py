"""What is said of conversations: channels, outcomes, hints, what was done and how long somebody waits."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MESSAGE_CHANNELS: Mapping[str, Promise] = {
    "sms": _("SMS"),
    "email": _("email"),
    "telegram": _("Telegram"),
    "paper": _("paper"),
    "drill": _("drill"),
}

OUTCOMES: Mapping[str, Promise] = {
    "answered": _("answered"),
    "helped": _("helped"),
    "passed_on": _("passed on to somebody else"),
    "nothing_asked": _("nothing was asked"),
    "not_for_us": _("not for us"),
    "spam": _("spam"),
    "joined": _("put into the conversation of a person"),
}

HINTS: Mapping[str, Promise] = {
    "several": _("Several people of the register have this address. Who writes?"),
    "code_of_another": _(
        "The message names the code of somebody in the register. That proves nothing: a code can be passed on."
    ),
    "link_of_another": _(
        "The message holds somebody's private link. That proves nothing: a link can be forwarded. Ask who writes."
    ),
    "other_name": _(
        "This number is known, but nothing was heard from it for long, and the writer gives another name. "
        "The number may belong to somebody else now."
    ),
    "wrong_number": _("Whoever has this number says that we mean somebody else."),
    "parted": _("An officer decided that this is not the person we took it for."),
}

GROUNDS: Mapping[str, Promise] = {
    "address": _("has this address in the register"),
    "code": _("their code is in the message"),
    "link": _("their private link is in the message"),
    "name": _("this name is given in the message"),
}

HANDLED: Mapping[str, Promise] = {
    "machine": _("written by a machine"),
    "stop": _("about stopping our messages: done"),
    "check_in": _("answered a check-in: written down"),
    "closed": _("closed without an answer"),
    "reaction": _("understood and done"),
}

TURNS: Mapping[str, Promise] = {
    "assigned": _("looked after by"),
    "released": _("left to everybody"),
    "closed": _("closed"),
    "reopened": _("opened again"),
    "joined": _("found to be this person's address"),
    "parted": _("found not to be this person's address"),
    "marked": _("marked as urgent"),
    "unmarked": _("no longer urgent"),
}

DELIVERY_STATES: Mapping[str, Promise] = {
    "waiting": _("is being sent"),
    "sending": _("is being sent"),
    "taken": _("sent"),
    "delivered": _("delivered"),
    "failed": _("did not arrive"),
    "in_doubt": _("it is not known whether it was sent"),
    "unknown": _("it is not known whether it arrived"),
    "skipped": _("was not sent"),
}

CALLS: Mapping[str, Promise] = {
    "reached": _("Spoke to them"),
    "relative_said": _("A relative answered"),
    "no_answer": _("No answer"),
    "out_of_reach": _("Out of reach"),
    "remark": _("Remark"),
}


def span_words(length: timedelta | None) -> str:
    """Return how long something lasts: “3 h 20 min”, and in days from two days on; "" where it is not known."""
    if length is None:
        return ""
    minutes = max(0, int(length.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    if days > 1:
        return gettext("{days} d {hours} h").format(days=days, hours=rest // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("{minutes} min").format(minutes=rest)
    if not rest:
        return gettext("{hours} h").format(hours=hours)
    return gettext("{hours} h {minutes} min").format(hours=hours, minutes=rest)
