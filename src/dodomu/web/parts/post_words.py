"""Words of posts that work alone: why a call to headquarters did not go well, and what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALLS: Mapping[str, Promise] = {
    "not-reached": _("Headquarters was not reached. Nothing is lost: the post works on, and calls again."),
    "no-address": _("Nobody said where headquarters is. Carry a file there, or name its address at the command line."),
    "no-headquarters": _(
        "What answers is no headquarters. Networks of hotels ask to sign in first: open any page in a browser."
    ),
    "post-ended": _("Headquarters has ended this post. It takes nothing more by itself: call the duty officer."),
    "bundle-foreign": _("Headquarters does not know this post. Call whoever runs the server there."),
    "bundle-of-another-version": _("Headquarters runs another version of Dodomu. Bring both to the same version."),
    "bundle-too-large": _("There is more than can go by network. Carry it as a file."),
    "gate-too-often": _("Headquarters was called too often. Wait a minute."),
    "out-of-step": _("The two sides do not come into step by network. Carry files both ways."),
}
OTHERWISE = _("The last call did not go well. Carry a file, and tell whoever keeps this machine.")


def call_words(fault: str) -> "Promise | str":
    """Return what the last call ran into, and what to do; empty where it went well."""
    return CALLS.get(fault, OTHERWISE) if fault else ""
