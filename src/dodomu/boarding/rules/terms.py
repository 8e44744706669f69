"""The words of leaving, one per thing; each is explained in docs/glossary.md."""

from enum import StrEnum


class PassKind(StrEnum):
    PLACE = "place"  # a promised place
    STANDBY = "standby"  # asked to the gate, no promise


class PassEnd(StrEnum):
    """Why a pass is no good any more."""

    NEW_PASS = "new_pass"  # leg, hour or meeting point changed: another was issued in its stead
    OFFER_ENDED = "offer_ended"
    LEG_CANCELLED = "leg_cancelled"
    LOST = "lost"  # the holder says that it is in other hands
    OFFICER = "officer"


class Verdict(StrEnum):
    """What a gate is told to do, best first."""

    GO = "go"
    ASK = "ask"
    STOP = "stop"


class Ground(StrEnum):
    """Why a verdict is what it is. Those from PASS_FORGED on are found at the gate, from the code that is shown."""

    HOLDS_A_PLACE = "holds-a-place"
    # ask: who may decide stands beside it (`Decides`)
    NOT_ANSWERED = "not-answered"  # offered, and nobody said yes
    STANDS_BY = "stands-by"  # asked to the gate without a promise; their place in the line
    NO_OFFER = "no-offer"  # known, wants to leave, nothing promised
    OTHER_LEG = "other-leg"  # promised a place on another leg
    OTHER_POINT = "other-point"  # of this leg, met elsewhere
    SAID_STAYS = "said-stays"
    SAID_GONE = "said-gone"  # said to have left by themselves
    WAS_UNREACHABLE = "was-unreachable"
    MINOR_ALONE = "minor-alone"  # a child whose adults are not aboard or here
    PARTY_INCOMPLETE = "party-incomplete"
    NO_DOCUMENT = "no-document"  # none is known
    DOCUMENT_EXPIRED = "document-expired"
    BIRTH_DATE_UNKNOWN = "birth-date-unknown"
    # stop
    NOT_ELIGIBLE = "not-eligible"
    LEG_CANCELLED = "leg-cancelled"
    LEG_GONE = "leg-gone"
    HOME_ALREADY = "home-already"
    ABOARD_ALREADY = "aboard-already"  # by the ledger, on another leg
    BOARDED_ALREADY = "boarded-already"  # the second scan: when, where and by whom the first was
    SAID_DEAD = "said-dead"
    NOT_OURS = "not-ours"
    # found at the gate
    PASS_FORGED = "pass-forged"  # not signed by a key of ours
    PASS_UNREADABLE = "pass-unreadable"
    PASS_EXPIRED = "pass-expired"
    PASS_REVOKED = "pass-revoked"
    PASS_SUPERSEDED = "pass-superseded"  # another was issued in its stead: which
    PASS_OF_ANOTHER_CRISIS = "pass-of-another-crisis"
    PASS_NOT_IN_PACK = "pass-not-in-pack"  # signed by us, and the pack is older than it
    NOT_IN_PACK = "not-in-pack"  # found by nothing: a walk-in, or elsewhere
    PACK_EXPIRED = "pack-expired"
    KEY_DISOWNED = "key-disowned"
    PLACE_GIVEN_ON = "place-given-on"  # they come after the deadline, when it was given on
    LEG_FULL = "leg-full"  # as many are aboard as there are places


class Decides(StrEnum):
    """Who may decide where the gate is told to ask."""

    OFFICER = "officer"  # who stands at the gate
    CONSUL = "consul"
    DUTY_OFFICER = "duty_officer"


class TouchKind(StrEnum):
    """What an officer did at a gate."""

    LOOKED = "looked"  # a pass was scanned or somebody looked up: what the device said
    ARRIVED = "arrived"  # they stand at the gate
    BOARDED = "boarded"
    TAKEN_OFF = "taken_off"  # was aboard and is not: a mistake, or they got off
    TURNED_AWAY = "turned_away"
    MISSING = "missing"  # of a party that boards: what happens to this one (`MissingFate`)
    WALKED_IN = "walked_in"  # somebody unknown: registered at the gate
    RELEASED = "released"  # the places of who did not come, at the deadline
    CLOSED = "closed"  # the manifest, at departure, by a named officer
    LANDED = "landed"  # arrival seen at the other end
    DOCUMENT_IN = "document_in"  # a document taken into custody
    DOCUMENT_OUT = "document_out"  # left custody, not to its holder: to whom is said
    DOCUMENT_BACK = "document_back"  # handed back to its holder
    DOCUMENT_DESTROYED = "document_destroyed"


class MissingFate(StrEnum):
    """What an officer says of one of a party who does not board with the others."""

    COMES_LATER = "comes_later"
    STAYS = "stays"
    LEFT_ALONE = "left_alone"
    NOT_KNOWN = "not_known"


class Means(StrEnum):
    """How somebody was recognised at a gate."""

    PASS = "pass"
    MRZ = "mrz"
    BOARDING_PASS = "boarding_pass"  # PDF417 of a carrier
    NAME = "name"
    REFERENCE = "reference"
    PHONE = "phone"
    DOCUMENT = "document"
    PARTY = "party"  # beside somebody who was recognised
    WALK_IN = "walk_in"


class Via(StrEnum):
    """How a touch came to us."""

    NETWORK = "network"
    FILE = "file"
    CODES = "codes"  # a sequence of QR codes
    POST = "post"


class TouchState(StrEnum):
    APPLIED = "applied"
    WAITING = "waiting"  # names a walk-in that has not come in yet
    REVIEW = "review"  # kept, and nothing follows from it until an officer decides
    STRUCK = "struck"  # an officer decided that it does not hold


class Doubt(StrEnum):
    """What an officer has to look at: a touch contradicts another, the ledger or the plan. Never why it is refused."""

    BOARDED_TWICE = "boarded-twice"  # on one leg, by two devices or with two passes
    ON_TWO_LEGS = "on-two-legs"  # at the same time
    BOARDED_AFTER_CLOSED = "boarded-after-closed"
    TAKEN_OFF_AFTER_CLOSED = "taken-off-after-closed"
    TAKEN_OFF_NOT_ABOARD = "taken-off-not-aboard"
    BOARDED_AFTER_STOP = "boarded-after-stop"  # the device said stop
    BOARDED_UNASKED = "boarded-unasked"  # the device said ask, and nobody is named who decided
    MINOR_BOARDED_ALONE = "minor-boarded-alone"
    LANDED_NOT_BOARDED = "landed-not-boarded"
    HAD_LEFT_BEFORE = "had-left-before"  # home, dead, not of this crisis by the ledger
    OTHER_CRISIS = "other-crisis"  # names people of another crisis: nothing follows from it
    NO_SUCH_PERSON = "no-such-person"
    NO_SUCH_LEG = "no-such-leg"
    DEVICE_REVOKED = "device-revoked"  # made after its device was revoked: nothing follows from it
    PACK_EXPIRED = "pack-expired"
    CLOCK_IN_DOUBT = "clock-in-doubt"
    NUMBER_TWICE = "number-twice"  # two touches of a device with one number: it was copied, or its store restored
    ID_TWICE = "id-twice"  # two touches came with one id: one of them was altered
    ABOVE_PLACES = "above-places"  # more aboard than the leg has
    NOT_UNDERSTOOD = "not-understood"


class DoubtOutcome(StrEnum):
    """What an officer decided about a doubt."""

    STANDS = "stands"  # what the touch says holds
    DOES_NOT = "does_not"  # it is taken back in the ledger; the touch stays to be seen
    BOTH_HOLD = "both_hold"  # no contradiction after all


class LineState(StrEnum):
    """Where somebody stands on the manifest of a leg."""

    EXPECTED = "expected"  # holds a place and has not come
    STANDBY = "standby"  # asked to the gate without a promise, and has not come
    ARRIVED = "arrived"  # at the gate, not aboard
    BOARDED = "boarded"
    LANDED = "landed"  # arrival was seen at the other end: never concluded from having boarded
    MISSING = "missing"  # held a place, and the manifest was closed or their places given on without them
    TURNED_AWAY = "turned_away"
    TAKEN_OFF = "taken_off"


class CarrierMatch(StrEnum):
    """What a line of a carrier's list is beside ours."""

    SAME = "same"
    DIFFERS = "differs"  # the same person, and a field is not
    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"
    TWICE_THEIRS = "twice_theirs"  # another line of theirs is the same person
    TWICE_OURS = "twice_ours"  # two records of ours are one person of theirs


class ManifestState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class CustodyState(StrEnum):
    HELD = "held"
    OUT = "out"
    BACK = "back"
    DESTROYED = "destroyed"


class BundleState(StrEnum):
    """What became of a bundle."""

    SENT = "sent"  # made here
    TAKEN = "taken"
    HELD = "held"  # it came after the post was ended: kept for review, nothing follows


class Way(StrEnum):
    """Which way a bundle goes by network."""

    UP = "up"  # from the post to headquarters
    DOWN = "down"
