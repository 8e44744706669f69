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
from dodomu.foundation.tables.writing import CSV_TYPE, XLSX_TYPE, rearm, write_csv, write_xlsx

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "EncodingGround",
    "Limits",
    "Remarks",
    "Row",
    "Table",
    "TableFault",
    "UnreadableTable",
    "column_letters",
    "read_table",
    "rearm",
    "write_csv",
    "write_xlsx",
]
