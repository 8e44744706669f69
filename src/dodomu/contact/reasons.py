"""Why keeping in touch says no."""

from dodomu.foundation.refusal import Reason


class ContactReason(Reason):
    """Values are told to screens, which have the words."""

    # advice
    ADVICE_PUBLISHED = "advice-published"  # it can be superseded or withdrawn, not changed
    ADVICE_NOT_PUBLISHED = "advice-not-published"
    ADVICE_WITHOUT_WORDS = "advice-without-words"
    ADVICE_WITHOUT_LANGUAGE = "advice-without-language"  # a language of the crisis is missing
    ADVICE_ENDS_BEFORE_IT_BEGINS = "advice-ends-before-it-begins"
    ADVICE_ALREADY_OVER = "advice-already-over"
    ADVICE_DATE_UNLIKELY = "advice-date-unlikely"
    ADVICE_SUPERSEDED_ALREADY = "advice-superseded-already"
    ADVICE_TOO_LONG = "advice-too-long"
    ADVICE_WITHDRAWN_ALREADY = "advice-withdrawn-already"
    ADVICE_CHANGED = "advice-changed"  # by another officer, since it was read
    ADVICE_LEAVES_A_GAP = "advice-leaves-a-gap"  # what it supersedes would end before it begins
    ADVICE_TO_FILL_IN = "advice-to-fill-in"  # it has a blank for what belongs to one person
    ADVICE_LANGUAGE_UNKNOWN = "advice-language-unknown"
    NO_SUCH_ADVICE = "no-such-advice"
    NO_SIGNING_KEY = "no-signing-key"
    KEY_FILE_THERE = "key-file-there"  # no key is ever written over
    NO_SUCH_KEY = "no-such-key"
    # broadcasts
    BROADCAST_RUNS = "broadcast-runs"
    BROADCAST_NOT_ASKED = "broadcast-not-asked"
    BROADCAST_CHANGED = "broadcast-changed"  # since it was previewed or approval was asked for
    APPROVED_BY_THE_SAME = "approved-by-the-same"
    NOBODY_TO_TELL = "nobody-to-tell"
    BROADCAST_WITHOUT_WORDS = "broadcast-without-words"
    ADVICE_NO_LONGER_HOLDS = "advice-no-longer-holds"
    OUT_OF_PROPORTION = "out-of-proportion"
    CHANNEL_NOT_SET_UP = "channel-not-set-up"
    NO_SUCH_BROADCAST = "no-such-broadcast"
    AUDIENCE_NOT_UNDERSTOOD = "audience-not-understood"
    LADDER_NOT_UNDERSTOOD = "ladder-not-understood"
    WAVES_NOT_POSSIBLE = "waves-not-possible"
    BROADCAST_ENDED = "broadcast-ended"
    NO_SUCH_SHEET = "no-such-sheet"
    SHEET_NOT_PRINTED = "sheet-not-printed"  # too long, or its folder is away
    # check-ins
    NO_SUCH_ROUND = "no-such-round"
    ROUND_CHANGED = "round-changed"  # since it was read
    ROUND_NOT_ASKED = "round-not-asked"  # it waits for no approval
    ROUND_HOURS_NOT_POSSIBLE = "round-hours-not-possible"
    NO_SUCH_CHECK_IN = "no-such-check-in"
    CHECK_IN_TAKEN_ON = "check-in-taken-on"  # by another officer
    SAY_WHAT_WAS_DONE = "say-what-was-done"
    CHECK_IN_SAYS_NOTHING = "check-in-says-nothing"
    TOO_FEW_ATTEMPTS = "too-few-attempts"  # to call somebody unreachable
    NOT_SOUGHT = "not-sought"  # home, left, dead: nobody looks for them
    # conversations
    CONVERSATION_CHANGED = "conversation-changed"
    CONVERSATION_CLOSED = "conversation-closed"
    NO_OUTCOME = "no-outcome"
    NO_WAY_TO_ANSWER = "no-way-to-answer"
    EMPTY_MESSAGE = "empty-message"
    NO_SUCH_CONVERSATION = "no-such-conversation"
    NOT_ANSWERED = "conversation-not-answered"  # "answered" was chosen and nobody answered what they wrote last
    WORDS_NEEDED = "conversation-words-needed"  # to whom it was passed on
    CONVERSATION_OF_ANOTHER = "conversation-of-another"  # the thread has a person already
    ADDRESS_NOT_THEIRS = "address-not-theirs"
    NOTHING_TO_JOIN = "nothing-to-join"
    NO_SUCH_SAVED_ANSWER = "no-such-saved-answer"
    SAVED_ANSWER_CHANGED = "saved-answer-changed"
    # voices
    VOICE_NOT_FOUND = "voice-not-found"
    VOICE_CHANGED = "voice-changed"
    NOTHING_SAID = "nothing-said"
    VOICE_TOO_LONG = "voice-too-long"
    VOICES_TOO_MANY = "voices-too-many"  # in this hour, from everybody
    VOICE_SAID_OFTEN = "voice-said-often"  # the same words, in this hour
    VOICE_ANSWERED = "voice-answered"  # it cannot be set aside any more
    VOICE_NOT_ANSWERED = "voice-not-answered"  # what changed is said of what was answered
    VOICE_SET_ASIDE = "voice-set-aside"
    VOICE_WITHOUT_ANSWER = "voice-without-answer"
    VOICE_PUBLIC_HALF = "voice-public-half"  # a public answer without its question, or the other way round
    VOICE_NAMES_SENDER = "voice-names-sender"  # in public
    VOICE_LANGUAGE_UNKNOWN = "voice-language-unknown"
    VOICE_WHY_NEEDED = "voice-why-needed"  # a public answer is taken down for a reason
    VOICE_CHANGE_NEEDED = "voice-change-needed"  # what changed, in words
