"""What is said of a table of the situation: why it is not taken in, and what is wrong with each cell."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.refusal import Refused
from dodomu.situation.reasons import SituationReason
from dodomu.situation.rules.files.faults import FileCode, FileFault
from dodomu.web.parts.sentences import SENTENCES, sentence

C = FileCode
CELL_FAULTS: Mapping[FileCode, Promise] = {
    C.NEEDED: _("This cell must not be empty."),
    C.TOO_LONG: _("At most %(limit)s characters fit here."),
    C.MORE_CELLS: _("This row has %(cells)s cells under %(headings)s headings: a comma too many, or a quotation mark."),
    C.REPEATED: _("This name stands in line %(line)s already."),
    C.NOT_AN_HOUR: _("This is no hour. Write 2022-01-05T20:00, or the day alone where the hour is not known."),
    C.HOUR_SKIPPED: _("In %(zone)s there was no such hour: the clocks were put forward over it."),
    C.HOUR_TWICE: _(
        "In %(zone)s this hour came twice: the clocks were put back. Write it with its offset, such as +03:00."
    ),
    C.NO_SUCH_ZONE: _("There is no such time zone. Write it as Asia/Almaty."),
    C.UNKNOWN_PLACE: _("This crisis has no such place. Take in the places first, or correct the name."),
    C.UNKNOWN_SOURCE: _("Source %(ref)s is not known. Take in the sources first, or correct the name."),
    C.UNKNOWN_REF: _("Nothing of this name stands in this table or was told before."),
    C.UNKNOWN_WORD: _("This word is not known here. Known are: %(known)s."),
    C.NOT_A_NUMBER: _("This is no whole number."),
    C.OUT_OF_RANGE: _("The number must lie between %(at_least)s and %(at_most)s."),
    C.ENDS_BEFORE_IT_BEGINS: _("The end is before the beginning."),
    C.BOTH_HOURS_NEEDED: _("Of two daily hours one is missing."),
    C.HOURS_NEEDED: _("Say from which hour to which hour it holds each day."),
    C.TOLD_BEFORE_IT_HAPPENED: _("It was published before it happened."),
    C.ANSWERED_BEFORE_SEEN: _("An answer cannot be earlier than the rumour."),
    C.ANSWER_NEEDED: _("A verdict needs the answer in words, who gave it, and when."),
    C.NOT_EXPECTED_BEFORE: _("No row above says that this was expected."),
    C.PLACE_WITHIN_ITSELF: _("This place would lie within itself."),
}


def cell_fault(fault: FileFault) -> str:
    """Return what is wrong with a cell."""
    if fault.code is FileCode.NOT_TAKEN:
        return str(SENTENCES[fault.details["reason"]])  # type: ignore[index]
    words = str(CELL_FAULTS[fault.code])
    return words % fault.details if fault.details else words


def table_refusal(refused: Refused) -> str:
    """Return why a table is not taken in, with the names that help to put it right."""
    details = refused.details
    if refused.reason is SituationReason.UNKNOWN_TABLE:
        return gettext(
            "A file is known by its name, and “%(name)s” is none of them. Known are: %(known)s – as .csv or .xlsx."
        ) % {"name": details["name"], "known": details["known"]}
    if refused.reason is SituationReason.COLUMNS_MISSING:
        return gettext("The table “%(table)s” lacks these columns: %(columns)s.") % {
            "table": details["table"],
            "columns": details["columns"],
        }
    if refused.reason is SituationReason.ROWS_AT_FAULT and "line" in details:
        why = str(SENTENCES[details["reason"]])
        return gettext("Line %(line)s: %(why)s Nothing was kept.") % {"line": details["line"], "why": why}
    return sentence(refused)
