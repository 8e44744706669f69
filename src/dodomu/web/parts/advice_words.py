"""Words of advice: what it asks for, where it stands, in which form it goes out, what became of a text."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, Promise] = {
    "shelter": _("Stay where you are"),
    "evacuate": _("Leave"),
    "prepare": _("Prepare"),
    "avoid": _("Avoid a danger"),
    "monitor": _("Follow what we say"),
    "all_clear": _("The danger is over"),
    "other": _("Something else"),
}
STATES: Mapping[str, Promise] = {
    "draft": pgettext_lazy("advice", "draft"),
    "not_yet": pgettext_lazy("advice", "published, not in force yet"),
    "in_force": pgettext_lazy("advice", "in force"),
    "expired": pgettext_lazy("advice", "expired"),
    "superseded": pgettext_lazy("advice", "replaced"),
    "withdrawn": pgettext_lazy("advice", "withdrawn"),
}
URGENCIES: Mapping[str, Promise] = {
    "immediate": pgettext_lazy("urgency", "act now"),
    "expected": pgettext_lazy("urgency", "act within the hour"),
    "future": pgettext_lazy("urgency", "act soon"),
    "past": pgettext_lazy("urgency", "nothing needs to be done any more"),
    "unknown": pgettext_lazy("urgency", "not said"),
}
SEVERITIES: Mapping[str, Promise] = {
    "extreme": pgettext_lazy("severity", "danger to the life of many"),
    "severe": pgettext_lazy("severity", "danger to life"),
    "moderate": pgettext_lazy("severity", "possible danger to life"),
    "minor": pgettext_lazy("severity", "little danger"),
    "unknown": pgettext_lazy("severity", "not said"),
}
CERTAINTIES: Mapping[str, Promise] = {
    "observed": pgettext_lazy("certainty", "it was seen"),
    "likely": pgettext_lazy("certainty", "likely"),
    "possible": pgettext_lazy("certainty", "possible"),
    "unlikely": pgettext_lazy("certainty", "unlikely"),
    "unknown": pgettext_lazy("certainty", "not said"),
}
FORMS: Mapping[str, Promise] = {
    "page": _("Web page"),
    "sms": _("SMS"),
    "email": _("Email"),
    "telegram": _("Telegram"),
    "voice": _("To be read aloud"),
    "poster": _("Poster"),
    "cap": _("Alert file (CAP)"),
    "withdrawal": _("Withdrawal"),
    "cap_cancel": _("Withdrawal as an alert file (CAP)"),
}
# What is answered to whoever asks whether a text is ours.
VERDICTS: Mapping[str, Promise] = {
    "current": _("This is ours, and it holds now."),
    "not_yet": _("This is ours. It does not hold yet."),
    "expired": _("This was ours. It is over and holds no more."),
    "superseded": _("This was ours. Other advice has taken its place."),
    "withdrawn": _("This was ours. We have withdrawn it: do not act on it."),
    "disowned": _("Do not rely on this. It bears a signature of a key that was lost or stolen."),
    "amid": _("Part of this is ours, word for word. What stands before or after it may come from anybody."),
    "not_ours": _("This is not ours. We never said exactly this."),
}
# Of a broadcast that carries advice.
BROADCASTS: Mapping[str, Promise] = {
    "draft": pgettext_lazy("broadcast", "draft"),
    "asked": pgettext_lazy("broadcast", "waits for approval"),
    "approved": pgettext_lazy("broadcast", "approved"),
    "running": pgettext_lazy("broadcast", "is being sent"),
    "paused": pgettext_lazy("broadcast", "paused"),
    "stopped": pgettext_lazy("broadcast", "stopped"),
    "done": pgettext_lazy("broadcast", "sent"),
}
