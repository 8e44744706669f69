"""Why leaving says no."""

from dodomu.foundation.refusal import Reason


class BoardingReason(Reason):
    """Values are told to screens, which have the words."""

    # passes
    NO_SUCH_PASS = "no-such-pass"
    PASS_ENDED_ALREADY = "pass-ended-already"
    NO_PASS_DUE = "no-pass-due"
    NO_KEY_TO_SIGN_PASSES = "no-key-to-sign-passes"
    # devices
    NO_SUCH_DEVICE = "no-such-device"
    DEVICE_REVOKED = "gate-device-revoked"
    DEVICE_REVOKED_ALREADY = "device-revoked-already"
    ENROLMENT_OVER = "enrolment-over"  # expired, or never was
    ENROLMENT_USED = "enrolment-used"  # by another device: who saw the code was quicker
    NO_SUCH_POINT = "no-such-point"  # no meeting point of this crisis
    NO_KEY_TO_SIGN_PACKS = "no-key-to-sign-packs"
    TOO_OFTEN = "gate-too-often"  # one device asks for more than it can need; details: seconds
    CARRIED_NOT_OPENED = "carried-not-opened"  # altered, cut off, or sealed by a device that is not ours
    # touches
    TOUCHES_NOT_UNDERSTOOD = "touches-not-understood"  # the envelope, not a touch: a touch is never refused
    TOO_MANY_TOUCHES = "too-many-touches"  # at once; details: limit
    NO_SUCH_DOUBT = "no-such-doubt"
    DOUBT_DECIDED = "doubt-decided"
    # manifests
    MANIFEST_CLOSED = "manifest-closed"
    NOBODY_CHOSEN = "nobody-chosen"
    NOT_OF_THIS_CRISIS = "not-of-this-crisis"
    STANDS_ELSEWHERE = "seen-elsewhere"  # by the ledger, and the officer has not said that they are sure
    LEG_DOES_NOT_GO = "leg-does-not-go"
    CARRIER_LIST_NOT_READ = "carrier-list-not-read"
    # custody
    NO_SUCH_CUSTODY = "no-such-custody"
    DOCUMENT_HELD_ALREADY = "document-held-already"
    DOCUMENT_NOT_HERE = "document-not-here"  # handed back, or destroyed
    NOT_ITS_HOLDER = "not-its-holder"
    WORDS_NEEDED = "custody-words-needed"  # to whom, or why
    # posts that work alone
    NO_SUCH_POST = "no-such-post"
    POST_NAME_TAKEN = "post-name-taken"
    NO_POST_FILE = "no-post-file"
    TOO_MANY_POSTS = "too-many-posts"  # details: limit
    POST_ENDED = "post-ended"
    NOT_EMPTY = "database-not-empty"  # a post begins in an empty database
    NO_BUNDLE = "no-bundle"
    BUNDLE_CUT = "bundle-cut"  # its end is missing
    BUNDLE_FORGED = "bundle-forged"  # not signed by the other side, or altered
    BUNDLE_FOREIGN = "bundle-foreign"  # of a post that is not known here, or one of our own
    BUNDLE_TOO_EARLY = "bundle-too-early"  # another has to be taken before it; details: needs, has
    BUNDLE_TWICE = "bundle-number-twice"  # another bundle was taken under its number
    BUNDLE_OTHER_VERSION = "bundle-of-another-version"
    BUNDLE_SENSELESS = "bundle-senseless"  # signed by the other side, and yet it says what cannot be
    BUNDLE_TOO_LARGE = "bundle-too-large"  # by network, or at the desk; details: limit
    NO_SUCH_BUNDLE = "no-such-bundle"
