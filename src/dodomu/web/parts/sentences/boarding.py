"""What passes, gates, manifests and documents in custody say when they refuse."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.boarding.reasons import BoardingReason as B
from dodomu.foundation.refusal import Reason

SENTENCES: Mapping[Reason, Promise] = {
    B.NO_SUCH_PASS: _("There is no such pass."),
    B.PASS_ENDED_ALREADY: _("This pass has ended already."),
    B.NO_PASS_DUE: _("They hold no place on this departure any more, so no pass is issued."),
    B.NO_KEY_TO_SIGN_PASSES: _("There is no key to sign with, so no pass can be issued."),
    B.NO_SUCH_DEVICE: _("There is no such device."),
    B.DEVICE_REVOKED: _("This device was withdrawn. What it did is still taken in."),
    B.DEVICE_REVOKED_ALREADY: _("This device was withdrawn already."),
    B.ENROLMENT_OVER: _("This code is older than 15 minutes, or never was. Ask the desk for a new one."),
    B.ENROLMENT_USED: _("Another device has used this code. If it is not yours, tell the desk at once to withdraw it."),
    B.NO_SUCH_POINT: _("There is no such meeting point in this crisis."),
    B.NO_KEY_TO_SIGN_PACKS: _(
        "No key is set up with which lists for the gate are signed. Tell whoever runs the server."
    ),
    B.TOO_OFTEN: _("This device asks too often. It has to wait."),
    B.CARRIED_NOT_OPENED: _("This does not open. It was altered or cut off, or comes from a device that is not ours."),
    B.NO_SUCH_POST: _("There is no such post."),
    B.POST_NAME_TAKEN: _("There is a post of that name already."),
    B.NO_POST_FILE: _("This file does not begin a post."),
    B.TOO_MANY_POSTS: _("There are {limit} posts, and no more can be told apart by a letter."),
    B.POST_ENDED: _("This post was ended already."),
    B.NOT_EMPTY: _("This database is not empty. A post begins in an empty one."),
    B.NO_BUNDLE: _("This file is no bundle of a post."),
    B.BUNDLE_CUT: _("The end of this file is missing. Copy it again, whole."),
    B.BUNDLE_FORGED: _("This file was not signed by the post, or was altered on the way. Nothing of it was taken."),
    B.BUNDLE_FOREIGN: _("This file is for another place. Nothing of it was taken."),
    B.BUNDLE_TOO_EARLY: _(
        "Another file of this post has to be taken before this one. Carry one of ours there; its next file fits."
    ),
    B.BUNDLE_TWICE: _(
        "Another file was taken under this number: the post was put back from a copy. Carry one of ours there first."
    ),
    B.BUNDLE_OTHER_VERSION: _("The post runs another version of Dodomu. Bring both to the same version."),
    B.BUNDLE_SENSELESS: _(
        "The other side signed this, and it says what cannot be. Nothing of it was taken. Tell whoever runs the server."
    ),
    B.BUNDLE_TOO_LARGE: _("This file is too large to be handed in here. Whoever runs the server takes it in there."),
    B.NO_SUCH_BUNDLE: _("There is no such file."),
    B.TOUCHES_NOT_UNDERSTOOD: _("What the device sent cannot be read."),
    B.TOO_MANY_TOUCHES: _("That is more than {limit} at once. Send it in parts."),
    B.NO_SUCH_DOUBT: _("There is no such doubt."),
    B.DOUBT_DECIDED: _("Another officer has decided this doubt meanwhile. Look at the page again."),
    B.MANIFEST_CLOSED: _(
        "Another officer has closed this manifest meanwhile. What you know is written down beside it."
    ),
    B.CARRIER_LIST_NOT_READ: _(
        "This file cannot be read as a list of passengers. Ask the carrier for PAXLST, CSV or XLSX with one line "
        "for each."
    ),
    B.NO_SUCH_CUSTODY: _("No such document is held."),
    B.DOCUMENT_HELD_ALREADY: _("This document is in custody already: another officer has written it down."),
    B.DOCUMENT_NOT_HERE: _("This document is not in custody any more. Look at the list again."),
    B.NOT_ITS_HOLDER: _(
        "This is not whose document it is. Type the code of its holder, or give it on to somebody else."
    ),
    B.WORDS_NEEDED: _("Say to whom it goes, or why it is destroyed. It is written down."),
    B.NOBODY_CHOSEN: _("Choose at least one person."),
    B.NOT_OF_THIS_CRISIS: _("Somebody of these is not known in this crisis. Nothing was written down."),
    B.STANDS_ELSEWHERE: _("By the ledger somebody of these stands elsewhere. Look whether it is them."),
    B.LEG_DOES_NOT_GO: _("This departure is cancelled; nobody boards it."),
}
