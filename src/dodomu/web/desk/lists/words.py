"""What is said of lists: why a file cannot be read, what to know of how it was read, what is wrong with a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.refusal import Refused
from dodomu.foundation.tables import EncodingGround, TableFault, column_letters
from dodomu.people.queries.lists import RowFault
from dodomu.people.rules.lists import LIST_FIELDS, PARTY, PARTY_SIZE, ListFault, ListState, RowState
from dodomu.web.desk.people.words import FIELDS
from dodomu.web.parts.sentences import fault_sentence, sentence

MEGABYTE = 2**20
F = TableFault

FILE_FAULTS: Mapping[TableFault, Promise] = {
    F.EMPTY: _("This file is empty."),
    F.TOO_LARGE: _("This file is larger than %(megabytes)s MB. Split it and hand in the parts."),
    F.NOT_A_TABLE: _("This file is not a table: it looks like %(looks_like)s. Save the list as XLSX or CSV."),
    F.PASSWORD: _("This workbook is protected by a password. Take the password off and hand it in again."),
    F.MACROS: _("This workbook holds macros and was not opened. Save it as XLSX without macros."),
    F.OLD_EXCEL: _("This is an old Excel file (.xls). Open it and save it as XLSX."),
    F.OTHER_SPREADSHEET: _("This is a spreadsheet of another kind. Save it as XLSX or CSV."),
    F.DAMAGED: _("This workbook is damaged. Open it, save it anew as XLSX and hand that in."),
    F.UNPACKS_TOO_LARGE: _(
        "This workbook would unpack to an enormous size and was not opened. Copy the list into a new workbook."
    ),
    F.TOO_MANY_ROWS: _("This list has more than %(limit)s rows. Delete what stands far below it, or split it."),
    F.TOO_MANY_COLUMNS: _("This list has more than %(limit)s columns. Delete what stands far to its right."),
    F.TOO_MANY_CELLS: _("This list is too large. Split it and hand in the parts."),
    F.CELL_TOO_LONG: _("A cell holds more than %(limit)s characters. Shorten it."),
    F.BROKEN_ENCODING: _(
        "Line %(line)s holds letters that are not %(encoding)s. Save the file as UTF-8, or choose its encoding."
    ),
    F.UNKNOWN_ENCODING: _(
        "The letters of this file cannot be read. Save it once more as UTF-8, or choose its encoding."
    ),
    F.QUOTE_NOT_CLOSED: _(
        "A quotation mark that begins in line %(line)s is never closed, so the rows after it run together."
    ),
}

STATES: Mapping[ListState, Promise] = {
    ListState.PREVIEW: _("to be decided"),
    ListState.CONFIRMED: _("being registered"),
    ListState.DONE: _("registered"),
    ListState.DROPPED: _("dropped"),
}
ROW_STATES: Mapping[RowState, Promise] = {
    RowState.READY: _("ready"),
    RowState.FAULTY: _("at fault"),
    RowState.REFUSED: _("refused"),
    RowState.REPEATED: _("repeated"),
    RowState.KEPT: _("registered"),
}
ROW_FAULTS: Mapping[ListFault, Promise] = {
    ListFault.MORE_CELLS: _("This row has %(cells)s cells under %(headings)s headings: its cells have moved."),
    ListFault.SAME_NAME: _("The same name as in line %(line)s, and nothing that tells the two apart."),
    ListFault.PARTY_WAITS: _("Waits for line %(line)s of the same family or group: they stay together."),
    ListFault.PARTY_TOO_LARGE: _(
        "%(size)s rows bear the same family or group; at most %(limit)s may. Is the column right?"
    ),
}
LIST_WORDS: Mapping[str, Promise | str] = {
    **{name: FIELDS[name] for name in LIST_FIELDS if name in FIELDS},
    PARTY: _("Family or group (who bears the same stays together)"),
    PARTY_SIZE: _("How many they say they are"),
}
SHORT_WORDS: Mapping[str, Promise] = {PARTY: _("Family or group"), PARTY_SIZE: _("How many")}
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1251": "Windows-1251",
    "koi8-u": "KOI8-U",
    "cp866": "DOS (CP866)",
    "kz1048": "KZ-1048",
}
GROUNDS: Mapping[EncodingGround, Promise] = {
    EncodingGround.CHOSEN: _("as you chose"),
    EncodingGround.MARKED: _("the file says so"),
    EncodingGround.VALID: _("every letter fits"),
    EncodingGround.LETTERS: _("found by its letters: check that the names read well"),
    EncodingGround.PLAIN: _("Latin letters only"),
}
DELIMITERS: Mapping[str, Promise] = {
    ",": _("commas"),
    ";": _("semicolons"),
    "\t": _("tabs"),
    "|": _("vertical bars"),
}


def refusal_words(refused: Refused) -> str:
    """Return why a file was refused, as exactly as it is known."""
    fault = refused.details.get("fault")
    if not isinstance(fault, TableFault):
        return sentence(refused)
    details = {**refused.details, "megabytes": int(refused.details.get("limit", 0)) // MEGABYTE}
    details["encoding"] = ENCODINGS.get(str(details.get("encoding")), "")
    return str(FILE_FAULTS[fault]) % details


def fault_words(fault: RowFault) -> str:
    """Return what is wrong with a row or one of its cells."""
    if fault.code in list(ListFault):
        return str(ROW_FAULTS[ListFault(fault.code)]) % dict(fault.details)
    return fault_sentence(fault.code, fault.details)


def row_words(faults: Sequence[RowFault]) -> str:
    """Return everything that is wrong with a row in one text, for a file that goes back to who made the list."""
    return " ".join(
        f"{LIST_WORDS[fault.field]}: {fault_words(fault)}" if fault.field in LIST_WORDS else fault_words(fault)
        for fault in faults
    )


def remark_words(remarks: Mapping[str, Any], fields: Sequence[str]) -> list[str]:
    """Return what an officer should know of how a file was read, the gravest first."""
    told = [say(remarks) for say in _REMARKS]
    return [words for words in [_numbers(remarks, fields), *told] if words]


def _lines(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines))


def _numbers(remarks: Mapping[str, Any], fields: Sequence[str]) -> str:
    """Excel keeps a telephone that was typed as digits without its + and its leading zeros."""
    first = remarks.get("first_column", 0)
    told = [
        column_letters(int(column) + first)
        for column in remarks.get("numbers", {})
        if int(column) < len(fields) and fields[int(column)] in ("phones", "document_number", "home_contact_phone")
    ]
    if not told:
        return ""
    words = gettext(
        "Excel keeps column %(columns)s as numbers: a leading 0 or + may be lost. Check telephones and documents."
    )
    return words % {"columns": ", ".join(told)}


def _no_headings(remarks: Mapping[str, Any]) -> str:
    if remarks.get("heading_line", 1):
        return ""
    return gettext("This list has no headings: its first row is read as a person. Say which column is which.")


def _hidden_rows(remarks: Mapping[str, Any]) -> str:
    count = remarks.get("hidden_rows", 0)
    words = ngettext(
        "%(count)s hidden row was read as well (line %(lines)s).",
        "%(count)s hidden rows were read as well (lines %(lines)s).",
        count,
    )
    return words % {"count": count, "lines": _lines(remarks["hidden_row_lines"])} if count else ""


def _hidden_columns(remarks: Mapping[str, Any]) -> str:
    columns = remarks.get("hidden_columns", [])
    words = ngettext(
        "A hidden column was read as well: %(columns)s.", "Hidden columns were read as well: %(columns)s.", len(columns)
    )
    return words % {"columns": ", ".join(columns)} if columns else ""


def _sheets(remarks: Mapping[str, Any]) -> str:
    others, hidden = remarks.get("other_sheets", []), remarks.get("hidden_sheets", [])
    if not others and not hidden:
        return ""
    words = gettext("Only the sheet “%(sheet)s” was read. Not read: %(others)s.")
    named = [*others, *(gettext("%(sheet)s (hidden)") % {"sheet": name} for name in hidden)]
    return words % {"sheet": remarks.get("sheet", ""), "others": ", ".join(named)}


def _short_rows(remarks: Mapping[str, Any]) -> str:
    count = remarks.get("short_rows", 0)
    words = ngettext(
        "%(count)s row has fewer cells than there are headings (line %(lines)s): check that none has moved.",
        "%(count)s rows have fewer cells than there are headings (lines %(lines)s …): check that none has moved.",
        count,
    )
    return words % {"count": count, "lines": _lines(remarks["short_row_lines"])} if count else ""


def _counted(name: str, words: Promise) -> Callable[[Mapping[str, Any]], str]:
    def say(remarks: Mapping[str, Any]) -> str:
        count = remarks.get(name, 0)
        return str(words % {"count": count}) if count else ""

    return say


_REMARKS: tuple[Callable[[Mapping[str, Any]], str], ...] = (
    _no_headings,
    _short_rows,
    _hidden_rows,
    _hidden_columns,
    _sheets,
    _counted(
        "digits_lost",
        ngettext_lazy(
            "%(count)s number is so long that Excel has lost its last digits.",
            "%(count)s numbers are so long that Excel has lost their last digits.",
            "count",
        ),
    ),
    _counted(
        "formulas_without_value",
        ngettext_lazy(
            "%(count)s formula was never computed and is read as an empty cell.",
            "%(count)s formulas were never computed and are read as empty cells.",
            "count",
        ),
    ),
    _counted(
        "error_cells",
        ngettext_lazy(
            "%(count)s cell holds an error of Excel and is read as an empty cell.",
            "%(count)s cells hold errors of Excel and are read as empty cells.",
            "count",
        ),
    ),
    _counted(
        "merged_in_rows",
        ngettext_lazy(
            "%(count)s merged cell stands among the people: its text counts for the first row and column only.",
            "%(count)s merged cells stand among the people: their text counts for the first row and column only.",
            "count",
        ),
    ),
    _counted(
        "formulas",
        ngettext_lazy(
            "%(count)s formula is read by its last result.",
            "%(count)s formulas are read by their last result.",
            "count",
        ),
    ),
    _counted(
        "nul_removed",
        ngettext_lazy(
            "%(count)s empty character (NUL) was taken out.",
            "%(count)s empty characters (NUL) were taken out.",
            "count",
        ),
    ),
)
