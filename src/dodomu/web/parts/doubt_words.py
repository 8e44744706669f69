"""Doubts about what gates saw, in words: what contradicts what, and what follows from each decision."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dodomu.boarding.queries.doubts import DoubtLine
from dodomu.boarding.rules.terms import Doubt, DoubtOutcome

TITLES: Mapping[str, Promise] = {
    Doubt.BOARDED_TWICE: _("Boarded twice on one leg"),
    Doubt.ON_TWO_LEGS: _("Boarded on two legs at the same time"),
    Doubt.BOARDED_AFTER_CLOSED: _("Boarded after the manifest was closed"),
    Doubt.TAKEN_OFF_AFTER_CLOSED: _("Taken off after the manifest was closed"),
    Doubt.TAKEN_OFF_NOT_ABOARD: _("Taken off, and was not aboard"),
    Doubt.BOARDED_AFTER_STOP: _("Boarded although the device said stop"),
    Doubt.BOARDED_UNASKED: _("Boarded, and nobody is named who decided"),
    Doubt.MINOR_BOARDED_ALONE: _("A child is aboard without an adult of its party"),
    Doubt.LANDED_NOT_BOARDED: _("Arrived with a leg on which they were not boarded"),
    Doubt.HAD_LEFT_BEFORE: _("Seen, and was out of the crisis by the ledger"),
    Doubt.OTHER_CRISIS: _("Names people of another crisis"),
    Doubt.NO_SUCH_PERSON: _("Names somebody whom nobody knows"),
    Doubt.NO_SUCH_LEG: _("Names a leg that nobody knows"),
    Doubt.DEVICE_REVOKED: _("Made after the device was revoked"),
    Doubt.PACK_EXPIRED: _("Boarded by a pack that had expired"),
    Doubt.CLOCK_IN_DOUBT: _("The clock of the device cannot be trusted"),
    Doubt.NUMBER_TWICE: _("The device used a number twice"),
    Doubt.ID_TWICE: _("Came in two forms: one was altered"),
    Doubt.ABOVE_PLACES: _("More aboard than the leg has places"),
    Doubt.NOT_UNDERSTOOD: _("Not understood"),
}
HINTS: Mapping[str, Promise] = {
    Doubt.BOARDED_TWICE: _("Perhaps one person passed two gates; perhaps somebody else has their pass."),
    Doubt.ON_TWO_LEGS: _("The ledger shows where they were seen last."),
    Doubt.MINOR_BOARDED_ALONE: _(
        "Ring the gate now. This goes away by itself when an adult of the party is boarded there."
    ),
    Doubt.DEVICE_REVOKED: _("It is kept, and nothing follows from it until you decide."),
    Doubt.NO_SUCH_PERSON: _("It is kept. If they are registered from another device, it follows by itself."),
    Doubt.NO_SUCH_LEG: _("It is kept, and nothing follows from it. When the leg is entered, it follows by itself."),
    Doubt.OTHER_CRISIS: _("Of those people nothing follows; of everybody else it does."),
    Doubt.NOT_UNDERSTOOD: _("Perhaps the device is newer than this server, or was tampered with."),
    Doubt.CLOCK_IN_DOUBT: _(
        "Never compared with ours, ahead of the hour at which we heard of it, or set back in between."
    ),
    Doubt.NUMBER_TWICE: _("Perhaps it was restored from a backup, or copied. All that it said holds meanwhile."),
    Doubt.ABOVE_PLACES: _("Nobody is put off by this: count at the gate."),
    Doubt.PACK_EXPIRED: _("What the device knew of people and passes was old."),
    Doubt.TAKEN_OFF_NOT_ABOARD: _("Perhaps the gate that boarded them has not been heard of yet."),
    Doubt.LANDED_NOT_BOARDED: _("Perhaps the gate that boarded them has not been heard of yet."),
}
KINDS: Mapping[str, Promise] = {
    "looked": pgettext_lazy("at a gate", "looked up"),
    "arrived": pgettext_lazy("at a gate", "arrived"),
    "boarded": pgettext_lazy("at a gate", "boarded"),
    "taken_off": pgettext_lazy("at a gate", "taken off"),
    "turned_away": pgettext_lazy("at a gate", "turned away"),
    "missing": pgettext_lazy("at a gate", "not with their party"),
    "walked_in": pgettext_lazy("at a gate", "walked in"),
    "released": pgettext_lazy("at a gate", "places given on"),
    "closed": pgettext_lazy("at a gate", "manifest closed"),
    "landed": pgettext_lazy("at a gate", "seen at the other end"),
    "document_in": pgettext_lazy("at a gate", "document taken in"),
    "document_out": pgettext_lazy("at a gate", "document given out"),
    "document_back": pgettext_lazy("at a gate", "document handed back"),
    "document_destroyed": pgettext_lazy("at a gate", "document destroyed"),
}
MEANS: Mapping[str, Promise] = {
    "pass": pgettext_lazy("recognised by", "pass scanned"),
    "mrz": pgettext_lazy("recognised by", "passport scanned"),
    "boarding_pass": pgettext_lazy("recognised by", "boarding pass scanned"),
    "name": pgettext_lazy("recognised by", "found by name"),
    "reference": pgettext_lazy("recognised by", "found by code"),
    "phone": pgettext_lazy("recognised by", "found by telephone"),
    "document": pgettext_lazy("recognised by", "found by document"),
    "party": pgettext_lazy("recognised by", "with their party"),
    "walk_in": pgettext_lazy("recognised by", "walked in"),
}
VERDICTS: Mapping[str, Promise] = {
    "go": pgettext_lazy("the device said", "go"),
    "ask": pgettext_lazy("the device said", "ask"),
    "stop": pgettext_lazy("the device said", "stop"),
}
DECISIONS: Mapping[str, Promise] = {
    DoubtOutcome.STANDS: _("It holds"),
    DoubtOutcome.DOES_NOT: _("It does not hold"),
    DoubtOutcome.BOTH_HOLD: _("No contradiction"),
}
# Where nothing can follow whatever is decided: an officer only says that they have seen it.
SEEN_ONLY = frozenset(
    {
        Doubt.OTHER_CRISIS,
        Doubt.NO_SUCH_PERSON,
        Doubt.NO_SUCH_LEG,
        Doubt.NOT_UNDERSTOOD,
        Doubt.PACK_EXPIRED,
        Doubt.CLOCK_IN_DOUBT,
        Doubt.NUMBER_TWICE,
        Doubt.ABOVE_PLACES,
    }
)


def choices(line: DoubtLine) -> list[tuple[str, Promise, Promise]]:
    """Return how a doubt may be decided: value, words, what follows."""
    stands, does_not, both = (
        each.value for each in (DoubtOutcome.STANDS, DoubtOutcome.DOES_NOT, DoubtOutcome.BOTH_HOLD)
    )
    if line.kind in SEEN_ONLY:
        return [(both, _("I have looked at it"), _("Nothing changes in the ledger."))]
    if line.kind is Doubt.ID_TWICE:
        return [
            (stands, _("The second form holds"), _("The other form counts for nothing.")),
            (does_not, _("The first form holds"), _("The ledger follows the other form from now on.")),
        ]
    if line.is_between:
        return [
            (stands, _("The later one holds"), _("What the earlier gate says is taken back in the ledger.")),
            (does_not, _("The earlier one holds"), _("What the later gate says is taken back in the ledger.")),
            (both, _("Both hold"), _("There is no contradiction. The ledger stays as it is.")),
        ]
    if line.kind is Doubt.DEVICE_REVOKED:
        return [
            (stands, _("It holds"), _("The ledger follows it from now on.")),
            (does_not, _("It does not hold"), _("It stays to be seen, and nothing follows from it.")),
        ]
    return [
        (stands, _("It holds"), _("The ledger stays as it is.")),
        (does_not, _("It does not hold"), _("It is taken back in the ledger; the touch stays to be seen.")),
    ]
