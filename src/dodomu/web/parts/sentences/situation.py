"""What the situation says when it refuses."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.refusal import Reason
from dodomu.situation.reasons import SituationReason as S

SENTENCES: Mapping[Reason, Promise] = {
    S.NO_SUCH_FACT: _("There is no such entry in this crisis."),
    S.STALE_FACT: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    S.KEPT_ALREADY: _("This form was kept before, with other words. Go back to the entry and change it there."),
    S.FACT_STRUCK: _("This entry was taken back. State it anew if it holds after all."),
    S.SOURCE_NEEDED: _("Say who says so. What nobody stands behind is not kept."),
    S.WORDS_NEEDED: _("Write it in words, in one language at least."),
    S.NUMBER_BELOW_ZERO: _("A number of people cannot be below zero."),
    S.ENDS_BEFORE_IT_BEGINS: _("The end is before the beginning."),
    S.HOURS_NEEDED: _("Say from which hour to which hour it holds each day."),
    S.NO_MARK: _("There is no such mark. Sources are marked A to F, contents 1 to 6."),
    S.TOLD_IN_FUTURE: _("This hour has not come yet. Write when it was really told."),
    S.ANSWERED_BEFORE_SEEN: _("An answer cannot be earlier than the rumour."),
    S.ANSWER_NEEDED: _("Write the answer, and who gives it."),
    S.NOT_ANSWERED: _("A rumour is told to the public with its answer only. Answer it first."),
    S.LIMIT_UNCLEAR: _("Give the hour, or say that none was stated."),
    S.HOUR_OUT_OF_REACH: _("This year cannot be meant. Check the date."),
    S.NUMBER_TOO_LARGE: _("This number is too large."),
    S.PLACE_NEEDED: _("Say at which place."),
    S.WAY_NEEDED: _("Say which flight, train, bus or road it is about."),
    S.UNKNOWN_SOURCE: _("There is no source of this code. Type its address instead, or take in its table first."),
    S.REPLACES_ITSELF: _("A report cannot replace one that replaces it."),
    S.OUTCOME_NEEDED: _("Say what became of it."),
    S.NEW_HOUR_NEEDED: _("Give the new hour, or say that none was stated."),
    S.ROWS_AT_FAULT: _("Some rows cannot be read, so nothing was kept. Each is explained with its line."),
    S.COLUMNS_MISSING: _("Some columns are missing, so nothing was kept."),
    S.UNKNOWN_TABLE: _("A table of the situation is known by its name, and this is none of them."),
    S.UNREADABLE_TABLE: _("This file cannot be read. Save it once more as CSV (UTF-8) or XLSX and try again."),
}
