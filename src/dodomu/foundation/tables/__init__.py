"""Tables in files: reading CSV and XLSX that anybody may have made, writing such that nobody can be harmed by."""

from dodomu.foundation.tables.reading import read_table
from dodomu.foundation.tables.terms import (
    EncodingGround,
    Limits,
    Remarks,
    Row,
    Table,
    TableFault,
    UnreadableTable,
    column_letters,
)
from dodomu.foundation.tables.writing import FileKind, MadeFile, make_file, rearm, write_csv, write_xlsx

__all__ = [
    "EncodingGround",
    "FileKind",
    "Limits",
    "MadeFile",
    "Remarks",
    "Row",
    "Table",
    "TableFault",
    "UnreadableTable",
    "column_letters",
    "make_file",
    "read_table",
    "rearm",
    "write_csv",
    "write_xlsx",
]
