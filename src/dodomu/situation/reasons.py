"""Why the desk's picture of the situation is not changed."""

from dodomu.foundation.refusal import Reason


class SituationReason(Reason):
    NO_SUCH_FACT = "no-such-fact"
    STALE_FACT = "stale-fact"  # somebody changed it since the page was read
    KEPT_ALREADY = "fact-kept-already"  # the form was sent before, with other words: change what was kept
    FACT_STRUCK = "fact-struck"  # it was taken back; state it anew
    SOURCE_NEEDED = "fact-source-needed"
    UNKNOWN_SOURCE = "fact-source-unknown"  # a ref under which no source was kept
    WORDS_NEEDED = "words-needed"
    NUMBER_BELOW_ZERO = "number-below-zero"
    NUMBER_TOO_LARGE = "number-too-large"
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    HOURS_NEEDED = "hours-needed"  # a curfew, or opening hours, without daily hours
    NO_MARK = "no-mark"  # A-F and 1-6 are all there are
    TOLD_IN_FUTURE = "told-in-future"
    HOUR_OUT_OF_REACH = "hour-out-of-reach"  # a year that nobody can mean
    ANSWERED_BEFORE_SEEN = "answered-before-seen"
    ANSWER_NEEDED = "answer-needed"  # a verdict without words or a name
    NOT_ANSWERED = "not-answered"  # a rumour is told to the public with its answer, never alone
    LIMIT_UNCLEAR = "limit-unclear"  # an hour that was said to be stated is missing, or the other way round
    PLACE_NEEDED = "fact-place-needed"
    WAY_NEEDED = "way-needed"
    REPLACES_ITSELF = "replaces-itself"  # a report that supersedes one that supersedes it
    OUTCOME_NEEDED = "outcome-needed"
    NEW_HOUR_NEEDED = "new-hour-needed"  # moved or extended, but to when? "not stated" is an answer
    ROWS_AT_FAULT = "fact-rows-at-fault"
    COLUMNS_MISSING = "columns-missing"
    UNKNOWN_TABLE = "unknown-table"  # name, known: a file is known by its name
    UNREADABLE_TABLE = "unreadable-table"  # fault: why the file cannot be read at all
