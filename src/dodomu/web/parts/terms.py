"""The register's codes by their names; the same word for the same thing on every page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACCOUNTS: Mapping[str, Promise] = {
    "registered": _("registered, whereabouts not known"),
    "waiting": _("waiting at a place"),
    "promised": _("promised a place"),
    "assembled": _("at an assembly point"),
    "aboard": _("aboard"),
    "on_the_way": _("on the way"),
    "home": _("home"),
    "stays": _("stays by choice"),
    "left_alone": _("left on their own"),
    "unreachable": _("unreachable"),
    "deceased": _("deceased"),
    "not_ours": _("not a person of this crisis"),
}

WISHES: Mapping[str, Promise] = {
    "leave_now": _("wants to leave now"),
    "leave_later": _("wants to leave later"),
    "stay": _("wants to stay"),
    "left_already": _("has left already"),
    "undecided": _("undecided"),
}

EVIDENCE: Mapping[str, Promise] = {
    "decided": _("decided by an officer"),
    "told_other": _("told by another"),
    "told_self": _("told by the person"),
    "seen": _("seen by an officer"),
    "carrier": _("carrier's list"),
    "scanned": _("scanned"),
}

CHANNELS: Mapping[str, Promise] = {
    "web": _("web page"),
    "phone": _("telephone"),
    "email": _("email"),
    "sms": _("SMS"),
    "messenger": _("messenger"),
    "list": _("list"),
    "desk": _("desk"),
    "private_page": _("private page"),
    "gate": _("gate"),
}

GIVEN_BY: Mapping[str, Promise] = {
    "self": _("the person"),
    "relative": _("a relative"),
    "group_lead": _("the lead of the group"),
    "embassy": _("the embassy"),
    "call_note": _("a call note"),
    "unknown": _("not known"),
}

LEDGER_FAULTS: Mapping[str, Promise] = {
    "stands-nowhere": _("registered, but no entry says where"),
    "stands-too-early": _("an entry from before the first word of them"),
    "record-differs": _("the record names another standing than the ledger"),
    "not-opened": _("the first entry comes from somewhere"),
    "opened-twice": _("opened twice"),
    "other-crisis": _("an entry is written in another crisis"),
}

NEEDS: Mapping[str, Promise] = {
    "stretcher": _("stretcher"),
    "oxygen": _("oxygen"),
    "dialysis": _("dialysis"),
    "wheelchair": _("wheelchair"),
    "medicine": _("medicine"),
    "ill_or_hurt": _("ill or hurt"),
    "pregnancy": _("pregnancy"),
    "infant": _("infant"),
    "unaccompanied_minor": _("unaccompanied minor"),
    "frail": _("old and frail"),
    "sight": _("sees badly"),
    "hearing": _("hears badly"),
    "disability": _("disability"),
    "isolation": _("must travel apart (infectious)"),
    "distress": _("in distress"),
    "papers_lost": _("documents lost"),
    "papers_expired": _("documents expired"),
    "no_cash": _("no money"),
    "interpreter": _("interpreter"),
    "pet": _("pet"),
}

PARTY_KINDS: Mapping[str, Promise] = {
    "single": _("alone"),
    "family": _("family"),
    "group": _("group"),
    "tour": _("tour"),
}

PLACE_KINDS: Mapping[str, Promise] = {
    "city": _("city"),
    "town": _("town"),
    "airport": _("airport"),
    "rail_station": _("railway station"),
    "bus_station": _("bus station"),
    "port": _("port"),
    "border_crossing": _("border crossing"),
    "embassy": _("embassy"),
    "consulate": _("consulate"),
    "assembly_point": _("assembly point"),
    "shelter": _("shelter"),
    "waypoint": _("waypoint"),
}

ROLES: Mapping[str, Promise] = {
    "duty_officer": _("duty officer"),
    "consul": _("consul"),
    "field_officer": _("field officer"),
    "viewer": _("viewer"),
}

# No code stands for two things in two of these, except `embassy` (a place, or who said so) and `list`, `phone`,
# `email`: those are read from their own mapping.
TERMS: Mapping[str, Promise] = {
    **GIVEN_BY, **CHANNELS, **EVIDENCE, **WISHES, **NEEDS, **PARTY_KINDS, **PLACE_KINDS, **ROLES,
}  # fmt: skip
