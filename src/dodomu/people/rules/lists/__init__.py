"""Reading lists: which column is which field, what a row gives, and which rows may be kept."""

from dodomu.people.rules.lists.columns import (
    IDENTIFYING,
    LIST_FIELDS,
    PARTY,
    PARTY_SIZE,
    SEVERAL,
    given_of,
    match_columns,
    said_of_person,
)
from dodomu.people.rules.lists.headings import LOOKED_AT, Headings, find_headings
from dodomu.people.rules.lists.review import (
    KNOWN,
    ROW,
    ListFault,
    ListState,
    ReviewedRow,
    RowState,
    review_row,
    settle,
    size_said,
    state_after_confirming,
)

__all__ = [
    "IDENTIFYING",
    "KNOWN",
    "LIST_FIELDS",
    "LOOKED_AT",
    "PARTY",
    "PARTY_SIZE",
    "ROW",
    "SEVERAL",
    "Headings",
    "ListFault",
    "ListState",
    "ReviewedRow",
    "RowState",
    "find_headings",
    "given_of",
    "match_columns",
    "review_row",
    "said_of_person",
    "settle",
    "size_said",
    "state_after_confirming",
]
