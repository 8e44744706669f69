"""What is said of broadcasts: why they are sent, over which ways, how far they are, and what is odd about them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PURPOSES: Mapping[str, Promise] = {
    "advice": pgettext_lazy("broadcast", "advice"),
    "notice": pgettext_lazy("broadcast", "notice"),
    "check_in": pgettext_lazy("broadcast", "check-in"),
    "offer": pgettext_lazy("broadcast", "offer"),
}
GROUNDS: Mapping[str, Promise] = {
    "asked_for": _("to whoever did not say stop"),
    "life_safety": _("a matter of life: also to whoever said stop, and it says so"),
}
# A rung and a channel, written with a space between them.
STEPS: Mapping[str, Promise] = {
    "own_channels sms": _("SMS to themselves"),
    "own_channels telegram": _("Telegram to themselves"),
    "own_channels email": _("email to themselves"),
    "party sms": _("SMS to their party"),
    "party telegram": _("Telegram to their party"),
    "party email": _("email to their party"),
    "home_contact sms": _("SMS to the contact at home"),
    "warden paper": _("warden sheet"),
    "call paper": _("call list"),
}
STATES: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("message", "waits"),
    "sending": pgettext_lazy("message", "is being sent"),
    "taken": pgettext_lazy("message", "sent, no receipt yet"),
    "delivered": pgettext_lazy("message", "arrived"),
    "failed": pgettext_lazy("message", "did not arrive"),
    "in_doubt": pgettext_lazy("message", "in doubt, is sent once more"),
    "unknown": pgettext_lazy("message", "nobody can say"),
    "skipped": pgettext_lazy("message", "not tried"),
}
WHYS: Mapping[str, Promise] = {
    # not tried
    "no_address": _("there is no address"),
    "network_down": _("the network is down there"),
    "said_stop": _("they said stop"),
    "answered": _("they had answered by then"),
    "superseded": _("what it says no longer held"),
    "stopped": _("the broadcast was stopped"),
    "home": _("they were home or out of our care by then"),
    "arrived": _("another way had reached them by then"),
    "same_address": _("told together with another who has this address"),
    # refused, or did not arrive
    "no_such_address": _("there is no such address"),
    "not_reachable": _("switched off or without a network"),
    "blocked": _("blocked by them"),
    "not_allowed": _("not allowed by the provider"),
    "too_long": _("too long for the provider"),
    "expired": _("the provider gave up"),
    "too_many": _("more than the provider takes at a time"),
    "no_credit": _("no credit is left with the provider"),
    "provider_down": _("the provider does not answer"),
    "not_understood": _("the provider gave a reason that is not known"),
}
ODD: Mapping[str, Promise] = {
    "nobody": _("Nobody is meant by this."),
    "no_way": _("There are people, and no way to reach any of them."),
    "more_than_last": _("This is more than five times as many as the last broadcast of this purpose was for."),
    "most_of_crisis": _("This is more than half of all who are in our care, and a notice is meant for some."),
}
# What was ticked on a sheet beside an answer, by its figure.
TICKED: Mapping[str, Promise] = {
    "7": _("told"),
    "8": _("nobody there"),
    "9": _("wrong number or address"),
    "0": _("wants no messages"),
}
SLIPS: Mapping[str, Promise] = {
    "no_sheet": _("No sheet was named before it."),
    "wrong_sheet": _("The figures of the sheet do not check. One of them is mistyped."),
    "unknown_sheet": _("There is no such sheet in this crisis."),
    "wrong_row": _("The figures of the row do not check: one is mistyped, or it is of another sheet."),
    "no_such_row": _("The sheet has no such row."),
    "unknown_result": _("No such box stands on the sheet."),
    "said_twice": _("Two lines say different things of one row."),
    "not_understood": _("The line is not understood. Write the three figures of the row, then those of the boxes."),
    "too_many": _("There are too many lines. Type the rest in afterwards."),
}
