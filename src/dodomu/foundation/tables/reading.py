"""Which kind of file this is, by what it holds and never by what it is called."""

import io
import re
import zipfile
import zlib

from dodomu.foundation.tables.delimited import read_delimited
from dodomu.foundation.tables.terms import Limits, Table, TableFault, UnreadableTable
from dodomu.foundation.tables.workbook import read_workbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the directory of an Office file with a password
NOT_TABLES = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
)
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|meta)\b", re.IGNORECASE)
BOM_UTF8 = b"\xef\xbb\xbf"


def read_table(data: bytes, *, encoding: str | None = None, limits: Limits | None = None) -> Table:
    """Return the rows of a CSV or XLSX file, or raise `UnreadableTable` with what is wrong with it as a whole.

    `encoding` is what an officer chose for a text file; without it the encoding is found out. Rows are read as they are
    asked for, so going through them can still raise `UnreadableTable`.
    """
    within = limits or Limits()
    if len(data) > within.bytes:
        raise UnreadableTable(TableFault.TOO_LARGE, limit=within.bytes)
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableTable(TableFault.EMPTY)
    if data.startswith(ZIP):
        return _in_zip(data, within)
    if data.startswith(OLE):
        raise UnreadableTable(TableFault.PASSWORD if ENCRYPTED in data else TableFault.OLD_EXCEL)
    _refuse_other_kinds(data)
    return read_delimited(data, encoding, within)


def _refuse_other_kinds(data: bytes) -> None:
    for mark, kind in NOT_TABLES:
        if data.startswith(mark):
            raise UnreadableTable(TableFault.NOT_A_TABLE, looks_like=kind)
    if _WEB_PAGE.match(data.removeprefix(BOM_UTF8)):
        raise UnreadableTable(TableFault.NOT_A_TABLE, looks_like="HTML")


def _in_zip(data: bytes, limits: Limits) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
            _refuse_other_archives(names)
            return read_workbook(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as fault:
        raise UnreadableTable(TableFault.DAMAGED) from fault


def _refuse_other_archives(names: set[str]) -> None:
    if "xl/vbaproject.bin" in names or any(name.startswith("xl/macrosheets/") for name in names):
        raise UnreadableTable(TableFault.MACROS)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise UnreadableTable(TableFault.OTHER_SPREADSHEET)
    if "xl/workbook.xml" not in names:
        looks_like = "DOCX" if "word/document.xml" in names else "ZIP"
        raise UnreadableTable(TableFault.NOT_A_TABLE, looks_like=looks_like)
