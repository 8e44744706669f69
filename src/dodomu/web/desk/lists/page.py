"""What the page of a list shows, worked out for the template."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.tables import column_letters
from dodomu.people.queries.lists import ListPage, RowLine
from dodomu.people.rules.lists import LIST_FIELDS, ListState, RowState
from dodomu.people.rules.terms import GivenBy
from dodomu.web.desk.lists import words
from dodomu.web.desk.lists.forms import GIVERS
from dodomu.web.parts.terms import CHANNELS

NAME_FIELDS = ("name", "family_name", "given_name")
READ_AS: Sequence[tuple[str, Promise | str]] = [
    ("", _("not read")),
    *((name, words.LIST_WORDS[name]) for name in LIST_FIELDS),
]


@dataclass(frozen=True)
class ColumnShown:
    """A column with its select."""

    index: int
    letters: str
    heading: str
    field: str
    samples: str
    read_as: str


@dataclass(frozen=True)
class CellShown:
    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class RowShown:
    line: int
    state: RowState
    state_words: Promise
    cells: tuple[CellShown, ...]
    faults: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True)
class Show:
    """One way to narrow the rows."""

    state: str
    words: Promise | str
    count: int
    is_here: bool


class PageOfList:
    """A list as the template reads it."""

    def __init__(self, page: ListPage, state: RowState | None) -> None:
        self.list = page.list
        self.page = page
        self.counts = {each.value: page.list.counts.get(each.value, 0) for each in RowState}
        self.rows_in_all = page.list.counts.get("rows", 0)
        self.known = page.list.counts.get("known", 0)
        self.state_words = words.STATES[page.list.state]
        self.channel = CHANNELS.get(page.channel, page.channel)
        self.given_by = dict(GIVERS).get(GivenBy(page.given_by), page.given_by)
        self.remarks = words.remark_words(page.remarks, [column.field for column in page.columns])
        self.encoding = words.ENCODINGS.get(page.remarks.get("encoding", ""), "")
        self.encoding_ground = words.GROUNDS.get(page.remarks.get("encoding_ground", ""), "")
        self.delimiter = words.DELIMITERS.get(page.remarks.get("delimiter", ""), "")
        self.sheet = page.remarks.get("sheet", "")
        self.columns = [_column(each.index, page) for each in page.columns]
        self.rows = [_row(each) for each in page.rows]
        self.shows = self._shows(state)
        self.chosen = state.value if state else ""

    @property
    def is_preview(self) -> bool:
        return self.list.state is ListState.PREVIEW

    @property
    def is_being_kept(self) -> bool:
        return self.list.state is ListState.CONFIRMED

    @property
    def has_name(self) -> bool:
        return any(column.field in NAME_FIELDS for column in self.columns)

    @property
    def not_read(self) -> int:
        return sum(not column.field for column in self.columns)

    @property
    def to_keep(self) -> int:
        """How many are or will be registered in all, as far as is decided."""
        return self.counts["ready"] + self.counts["kept"]

    @property
    def come_back(self) -> int:
        return self.counts["faulty"] + self.counts["refused"]

    @property
    def read_as(self) -> Sequence[tuple[str, Promise | str]]:
        return READ_AS

    def _shows(self, state: RowState | None) -> list[Show]:
        offered = [each for each in RowState if self.counts[each] and each is not RowState.KEPT]
        every = sum(self.counts[each] for each in offered)
        return [
            Show("", _("all"), every, state is None),
            *(Show(each.value, words.ROW_STATES[each], self.counts[each], each is state) for each in offered),
        ]


def _column(index: int, page: ListPage) -> ColumnShown:
    column = page.columns[index]
    letters = column_letters(index + page.remarks.get("first_column", 0))
    read_as = str(words.SHORT_WORDS.get(column.field, words.LIST_WORDS.get(column.field, "")))
    return ColumnShown(index, letters, column.heading, column.field, " · ".join(column.samples), read_as)


def _row(row: RowLine) -> RowShown:
    return RowShown(
        line=row.line,
        state=row.state,
        state_words=words.ROW_STATES[row.state],
        cells=tuple(CellShown(cell.text, tuple(map(words.fault_words, cell.faults))) for cell in row.cells),
        faults=tuple(map(words.fault_words, row.faults)),
        is_known=row.is_known,
    )
