"""Manifests in words: how somebody stands on one, what a carrier's line is beside ours, where a document is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.boarding.rules.terms import CarrierMatch, CustodyState, LineState

LINE_STATES: Mapping[str, Promise] = {
    LineState.EXPECTED: pgettext_lazy("on a manifest", "expected"),
    LineState.STANDBY: pgettext_lazy("on a manifest", "standby"),
    LineState.ARRIVED: pgettext_lazy("on a manifest", "at the gate"),
    LineState.BOARDED: pgettext_lazy("on a manifest", "boarded"),
    LineState.LANDED: pgettext_lazy("on a manifest", "arrived"),
    LineState.MISSING: pgettext_lazy("on a manifest", "missing"),
    LineState.TURNED_AWAY: pgettext_lazy("on a manifest", "turned away"),
    LineState.TAKEN_OFF: pgettext_lazy("on a manifest", "taken off"),
}
MATCHES: Mapping[str, Promise] = {
    CarrierMatch.SAME: _("Agrees"),
    CarrierMatch.DIFFERS: _("Differs"),
    CarrierMatch.ONLY_THEIRS: _("Only on their list"),
    CarrierMatch.ONLY_OURS: _("Only on ours"),
    CarrierMatch.TWICE_THEIRS: _("Twice on their list"),
    CarrierMatch.TWICE_OURS: _("Twice on ours"),
}
DIFFERENCES: Mapping[str, Promise] = {
    "name": _("name"),
    "born": _("date of birth"),
    "document": _("document"),
}
FAULTS: Mapping[str, Promise] = {
    "count-differs": _("By its own count the list has another number of passengers: part of it may be missing."),
    "no-passengers": _("There is no passenger on this list."),
}
CUSTODY: Mapping[str, Promise] = {
    CustodyState.HELD: pgettext_lazy("a document", "held"),
    CustodyState.OUT: pgettext_lazy("a document", "given on"),
    CustodyState.BACK: pgettext_lazy("a document", "handed back"),
    CustodyState.DESTROYED: pgettext_lazy("a document", "destroyed"),
}
DOCUMENTS: Mapping[str, Promise] = {
    "passport": _("passport"),
    "id_card": _("identity card"),
    "birth_certificate": _("birth certificate"),
    "travel_document": _("travel document"),
    "other": _("another document"),
}
