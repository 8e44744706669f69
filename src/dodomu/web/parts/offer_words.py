"""The codes of offers by their names; the same words on every page."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.web.parts.journeys_words import MODES, PAPERS

OFFER_KINDS: Mapping[str, Promise] = {
    "place": _("a place"),
    "standby": _("invited to the gate, no place promised"),
}

OFFER_STATES: Mapping[str, Promise] = {
    "held": pgettext_lazy("an offer", "held back"),
    "sent": pgettext_lazy("an offer", "waits for an answer"),
    "accepted": pgettext_lazy("an offer", "accepted"),
    "later": pgettext_lazy("an offer", "asked for time"),
    "declined": pgettext_lazy("an offer", "declined"),
    "lapsed": pgettext_lazy("an offer", "not answered in time"),
    "withdrawn": pgettext_lazy("an offer", "withdrawn"),
    "superseded": pgettext_lazy("an offer", "replaced"),
    "travelled": pgettext_lazy("an offer", "travelled"),
}

ANSWERS: Mapping[str, Promise] = {
    "accept": pgettext_lazy("an answer", "yes"),
    "decline": pgettext_lazy("an answer", "no"),
    "later": pgettext_lazy("an answer", "needs time"),
}

DECLINE_REASONS: Mapping[str, Promise] = {
    "other_date": _("another day would suit"),
    "work_or_family": _("work or family"),
    "relatives_papers": _("relatives without papers"),
    "no_safe_way": _("no safe way to the meeting point"),
    "already_left": _("have left already"),
    "price": _("the price"),
    "other": pgettext_lazy("why somebody says no", "something else"),
    "not_said": _("not said"),
}

END_CAUSES: Mapping[str, Promise] = {
    "declined": _("they said no"),
    "no_answer": _("nobody answered in time"),
    "leg_cancelled": _("the departure was cancelled"),
    "leg_gone": _("the departure has left"),
    "block_shrank": _("there are fewer seats than were promised to us"),
    "new_plan": _("a new plan"),
    "better_place": _("they got a better place"),
    "party_changed": _("the party has changed"),
    "officer": _("an officer took it back"),
    "travelled": _("they have travelled"),
}

# What to bring beside papers, by the value of journeys.rules.notices.Bring.
BRING: Mapping[str, Promise] = {
    "luggage-limited": _("one bag each that you can carry yourselves"),
    "warm-clothes": _("warm clothes"),
    "water-and-food": _("water and food for the way"),
    "medicine": _("medicine that you need"),
    "child-papers": _("papers of the children"),
    "pet-crate": _("a crate for the animal"),
    "charged-telephone": _("a charged telephone"),
}


def bring_words(codes: Iterable[str]) -> list[str]:
    """Return what to bring by its names: papers first; a code of others stands for itself."""
    known = {**BRING, **PAPERS}
    return [str(known[code]) if code in known else code for code in codes]


def vehicle_words(mode: str, operator: str, service: str) -> str:
    """Return such as “flight PS 9016, UIA”; by a vehicle of ours where nothing else is said."""
    if not mode:
        return str(_("our own vehicle"))
    named = " ".join(part for part in (str(MODES.get(mode, mode)), service) if part)
    return f"{named}, {operator}" if operator else named
