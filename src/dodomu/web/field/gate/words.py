"""All texts of the gate by their keys, as the page fetches them in one language and keeps them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.boarding.rules.terms import Decides, Ground, Verdict
from dodomu.web.field.gate.words_screens import SCREENS
from dodomu.web.parts.terms import NEEDS

G = Ground
VERDICTS: Final[dict[Verdict, Promise]] = {
    Verdict.GO: _("Go"),
    Verdict.ASK: _("Ask"),
    Verdict.STOP: _("Stop"),
}
DECIDES: Final[dict[Decides, Promise]] = {
    Decides.OFFICER: _("You decide."),
    Decides.CONSUL: _("A consul decides."),
    Decides.DUTY_OFFICER: _("The duty officer decides."),
}
GROUNDS: Final[dict[Ground, Promise]] = {
    G.HOLDS_A_PLACE: _("They hold a place on this."),
    G.NOT_ANSWERED: _("A place was offered, and nobody said yes."),
    G.STANDS_BY: _("Asked to come and wait. No place is promised."),
    G.NO_OFFER: _("Registered. No place on this was promised."),
    G.OTHER_LEG: _("Their place is on another departure."),
    G.OTHER_POINT: _("They hold a place on this, and were told to meet elsewhere."),
    G.SAID_STAYS: _("They said that they stay."),
    G.SAID_GONE: _("They are said to have left by themselves."),
    G.WAS_UNREACHABLE: _("Nobody had reached them until now. Ask for their telephone."),
    G.MINOR_ALONE: _("A child without its adults."),
    G.PARTY_INCOMPLETE: _("Not all who travel together have a place here."),
    G.NO_DOCUMENT: _("No travel document is known. Look at it, or send them to the consul."),
    G.DOCUMENT_EXPIRED: _("The travel document has expired."),
    G.BIRTH_DATE_UNKNOWN: _("Their date of birth is not known. Is this a child alone?"),
    G.NOT_ELIGIBLE: _("By the rule in force they may not travel in our places."),
    G.LEG_CANCELLED: _("This departure was cancelled."),
    G.LEG_GONE: _("This has left."),
    G.HOME_ALREADY: _("By our records they are home."),
    G.ABOARD_ALREADY: _("By our records they are aboard another departure."),
    G.BOARDED_ALREADY: _("Boarded already."),
    G.SAID_DEAD: _("By our records this person has died. Call the consul; do not say it here."),
    G.NOT_OURS: _("This record is a mistake or a duplicate."),
    G.PASS_FORGED: _("No key that this device knows has signed this pass."),
    G.PASS_UNREADABLE: _("This cannot be read as a pass. Look for the person by name."),
    G.PASS_EXPIRED: _("This pass has expired."),
    G.PASS_REVOKED: _("This pass was withdrawn."),
    G.PASS_SUPERSEDED: _("A newer pass was issued. Ask for it, or look for the person by name."),
    G.PASS_OF_ANOTHER_CRISIS: _("This pass is for another crisis."),
    G.PASS_NOT_IN_PACK: _("The pass is ours, and newer than what this device knows."),
    G.NOT_IN_PACK: _("Not known on this device."),
    G.PLACE_GIVEN_ON: _("They come after the deadline: their place was given on."),
    G.LEG_FULL: _("By what this device counts, all places on this are taken."),
    G.PACK_EXPIRED: _("What this device knows is too old. Fetch it anew, or ask a consul."),
    G.KEY_DISOWNED: _("This pass was signed with a key that was stolen or lost."),
}
ANSWERS: Final[dict[str, Promise]] = {
    "not-understood": _("The device sent something that cannot be understood."),
    "not-known": _("This device is not enrolled, or its secret is wrong. Enrol it again."),
    "gate-device-revoked": _("This device was withdrawn. What it did is still taken in."),
    "no-such-point": _("There is no such meeting point in this crisis."),
    "enrolment-over": _("This code is older than 15 minutes, or never was. Ask the desk for a new one."),
    "enrolment-used": _("Another device has used this code. If it is not yours, tell the desk at once to withdraw it."),
    "no-key-to-sign": _("No key is set up with which lists for the gate are signed. Tell whoever runs the server."),
    "too-large": _("Too much was sent at once. Nothing of it is lost: it is sent in smaller parts."),
    "too-often": _("This device asks too often. Wait {seconds} seconds."),
    "not-opened": _("This does not open. It was altered or cut off, or comes from a device that is not ours."),
    "wrong-device": _("It speaks for another device."),
    "not-here": _("There is nothing here."),
}


def words() -> dict[str, str]:
    """Return every text in the language of now."""
    every: dict[str, Promise] = {
        **{f"verdict.{key.value}": text for key, text in VERDICTS.items()},
        **{f"decides.{key.value}": text for key, text in DECIDES.items()},
        **{f"ground.{key.value}": text for key, text in GROUNDS.items()},
        **{f"need.{code}": text for code, text in NEEDS.items()},
        **{f"api.{key}": text for key, text in ANSWERS.items()},
        **SCREENS,
    }
    return {key: str(text) for key, text in every.items()}
