"""The words of keeping in touch, one per thing; each is explained in docs/glossary.md."""

from enum import StrEnum


class AdviceState(StrEnum):
    """Where advice stands at an hour; only what is in force is advice."""

    DRAFT = "draft"
    NOT_YET = "not_yet"  # published, holds from a later hour
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Urgency(StrEnum):
    """How soon to act, as CAP 1.2 has it."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How grave, as CAP 1.2 has it."""

    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    MINOR = "minor"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure, as CAP 1.2 has it."""

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class AdviceKind(StrEnum):
    """What the advice asks for; each is a response type of CAP 1.2."""

    SHELTER = "shelter"  # stay where you are
    EVACUATE = "evacuate"  # leave
    PREPARE = "prepare"
    AVOID = "avoid"
    MONITOR = "monitor"  # follow what we say
    ALL_CLEAR = "all_clear"
    OTHER = "other"


class BroadcastState(StrEnum):
    """What is being done with a broadcast."""

    DRAFT = "draft"
    ASKED = "asked"  # waits for a second person's approval
    APPROVED = "approved"  # recipients are being written down
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Purpose(StrEnum):
    """Why a broadcast is sent."""

    ADVICE = "advice"
    CHECK_IN = "check_in"
    OFFER = "offer"
    NOTICE = "notice"


class Ground(StrEnum):
    """On what ground a message is sent to somebody."""

    ASKED_FOR = "asked_for"  # they registered and did not say stop
    LIFE_SAFETY = "life_safety"  # vital interest: also to who said stop, and it says so


class DeliveryState(StrEnum):
    """Where one message to one person on one channel stands."""

    WAITING = "waiting"
    SENDING = "sending"  # written down before it is handed over: after a crash it is in doubt
    TAKEN = "taken"  # by the provider
    DELIVERED = "delivered"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"  # sent once more, then unknown
    UNKNOWN = "unknown"
    SKIPPED = "skipped"  # no address, network down, stopped, answered by then


class SkipReason(StrEnum):
    """Why a rung was not tried."""

    NO_ADDRESS = "no_address"
    NETWORK_DOWN = "network_down"
    SAID_STOP = "said_stop"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"  # what it says no longer holds
    STOPPED = "stopped"  # the broadcast was
    HOME = "home"  # they are home or left by now
    ARRIVED = "arrived"  # another rung did by then
    SAME_ADDRESS = "same_address"  # told together with another who has it (`Delivery.told_with`)


class Rung(StrEnum):
    """A step of the ladder, tried one after another."""

    OWN_CHANNELS = "own_channels"
    PARTY = "party"
    HOME_CONTACT = "home_contact"
    WARDEN = "warden"
    CALL = "call"


class Question(StrEnum):
    """What a check-in asks."""

    SAFE = "safe"  # are you safe, where are you
    BACK = "back"  # are you back


class Said(StrEnum):
    """What somebody answered to a check-in."""

    SAFE = "safe"
    HELP = "help"
    MOVED = "moved"
    HOME = "home"
    LEFT = "left"
    AWAY = "away"  # not back yet
    WORDS = "words"  # free words that nobody has read yet


class Contradiction(StrEnum):
    """What was known of somebody that their answer does not fit; an officer asks, nobody guesses."""

    HOME = "home"  # was home, and speaks from elsewhere or asks for help
    LEFT = "left"  # had left by themselves, and speaks from the country
    PROMISED = "promised"  # holds a place on a leg, and is not where it begins
    ON_A_JOURNEY = "on_a_journey"  # is aboard or on the way, and speaks from elsewhere
    DECEASED = "deceased"
    NOT_OURS = "not_ours"  # was taken out of the register
    OTHER_SPEAKER = "other_speaker"  # another says they are well, they themselves had asked for help


class RoundState(StrEnum):
    ASKED = "asked"  # waits for a second person's approval
    RUNNING = "running"
    ENDED = "ended"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"  # a call, a remark; nobody outside sees it


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ClosedWith(StrEnum):
    """With what outcome a conversation was closed."""

    ANSWERED = "answered"
    HELPED = "helped"
    PASSED_ON = "passed_on"  # to somebody outside Dodomu, who is named
    NOTHING_ASKED = "nothing_asked"
    NOT_FOR_US = "not_for_us"
    SPAM = "spam"
    JOINED = "joined"  # of the tray: what it held is in the thread of a person now


class Hint(StrEnum):
    """Why a message lies in the tray although something in it or its address is known."""

    SEVERAL = "several"  # more than one person has this address
    CODE_OF_ANOTHER = "code_of_another"  # it names a code, and that proves nothing: it may have been forwarded
    LINK_OF_ANOTHER = "link_of_another"  # it holds somebody's private link
    OTHER_NAME = "other_name"  # the number is known, not heard for long, and another name is given: reassigned
    WRONG_NUMBER = "wrong_number"  # whoever has this number says they are not the one we mean
    PARTED = "parted"  # an officer decided that it is not who we thought


class Handled(StrEnum):
    """Why a message in needs no officer to answer it."""

    MACHINE = "machine"  # written by one
    STOP = "stop"  # said stop, or took it back
    CHECK_IN = "check_in"  # answered a check-in, and was understood
    CLOSED = "closed"  # an officer closed the conversation without answering it
    REACTION = "reaction"  # understood by another chapter: an answer to an offer


class Turned(StrEnum):
    """What was done with a conversation."""

    ASSIGNED = "assigned"
    RELEASED = "released"  # nobody's any more
    CLOSED = "closed"
    REOPENED = "reopened"
    JOINED = "joined"  # an unknown address was found to be this person's
    PARTED = "parted"  # and was found not to be
    MARKED = "marked"  # urgent
    UNMARKED = "unmarked"


class VoiceKind(StrEnum):
    """What feedback says."""

    WRONG = "wrong"
    MISSING = "missing"
    SUGGESTION = "suggestion"
    THANKS = "thanks"
    OTHER = "other"


class VoiceOutcome(StrEnum):
    """What came of feedback."""

    OPEN = "open"
    ANSWERED = "answered"
    CHANGED = "changed"  # answered, and something was changed because of it
    SET_ASIDE = "set_aside"  # it says nothing that can be answered; counted and shown as that


class VoiceAside(StrEnum):
    """Why feedback is set aside without an answer."""

    EMPTY = "empty"  # it says nothing
    ABUSE = "abuse"
    ADVERT = "advert"
    REPEATED = "repeated"  # the same sender said it before; that one is answered


class VoiceTurned(StrEnum):
    """What was done with feedback."""

    WRITTEN = "written"  # down, for somebody who said it to an officer
    TAKEN = "taken"  # by an officer, as theirs
    HANDED_ON = "handed_on"  # to another
    RELEASED = "released"  # nobody's any more
    ANSWERED = "answered"
    CORRECTED = "corrected"  # the answer, by a later one
    TOLD = "told"  # word was sent that there is an answer
    HIDDEN = "hidden"  # the public answer was taken down
    CHANGED = "changed"  # it was said what changed because of it
    SET_ASIDE = "set_aside"
    TAKEN_BACK = "taken_back"  # it was no case to be set aside


class VoiceStanding(StrEnum):
    """Where feedback stands against its promise; who was answered late stays late for ever."""

    OPEN = "open"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"
    SET_ASIDE = "set_aside"
