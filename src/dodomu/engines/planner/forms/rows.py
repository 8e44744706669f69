"""Rows of a table from text, bytes or lines, one after the other, with the line on which each begins."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dodomu.engines.planner.forms.faults import Faults, FormCode, of_library
from dodomu.engines.planner.forms.tables import meant
from dodomu.engines.planner.forms.values import shown

Content = str | bytes | Iterable[str]
DELIMITERS = (",", ";", "\t")


def lines_of(content: Content) -> Iterator[str]:
    """Yield the lines of a file without making a copy of the whole of it.

    Raises UnicodeDecodeError for bytes that are not UTF-8.
    """
    if isinstance(content, str):
        yield from io.StringIO(content, newline="")
    elif isinstance(content, bytes):
        yield from (line.decode("utf-8") for line in io.BytesIO(content))  # so that it is known which one is wrong
    else:
        yield from content


class Table:
    """A table that is read once, from its header on. Its faults go where its reader says.

    `wanted` are the columns that may be there; those in `needed` must. Cells come in the order of `wanted`, "" where
    there is no such column. With `others`, columns that nobody wants may be there too. At most `most` rows are read;
    the rest of a longer file is not looked at.
    """

    def __init__(
        self,
        file: str,
        content: Content,
        wanted: Sequence[str],
        needed: Sequence[str],
        most: int,
        faults: Faults,
        *,
        others: bool = False,
    ) -> None:
        self.file, self.wanted, self.needed, self.most, self.faults = file, wanted, needed, most, faults
        self.line, self.others = 1, others
        self._lines = self._counted(lines_of(content))
        self._read = 0

    def _counted(self, lines: Iterator[str]) -> Iterator[str]:
        for self._read, line in enumerate(lines, 1):
            yield line.removeprefix("\ufeff") if self._read == 1 else line

    def add(
        self, code: FormCode, column: str = "", facts: Mapping[str, str] | None = None, line: int | None = None
    ) -> None:
        """Add a fault of the row that was read last, or of a line."""
        self.faults.add(code, file=self.file, line=self.line if line is None else line, column=column, facts=facts)

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of each row; `line` is where it begins. Rows that are no rows are faults and left out."""
        try:
            yield from self._rows()
        except csv.Error as error:
            self.add(FormCode.BROKEN_TABLE, "", {"message": of_library(str(error))}, self._read)
        except UnicodeDecodeError as error:
            self.add(FormCode.BAD_ENCODING, "", {"message": of_library(error.reason)}, self._read + 1)

    def _rows(self) -> Iterator[list[str]]:
        first = next(self._lines, "")
        delimiter = max(DELIMITERS, key=first.count)
        header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter, strict=True), [])]
        if not any(header):
            self.add(FormCode.NO_HEADER)
            return
        places = self._columns(header)
        if places is None:
            return
        width, count, before = len(header), 0, self._read
        for cells in csv.reader(self._lines, delimiter=delimiter, strict=True):
            self.line, before = before + 1, self._read
            if not cells:
                continue
            count += 1
            if count > self.most:
                self.add(FormCode.TOO_MANY_ROWS, "", {"most": f"{self.most:,}"})
                return
            if len(cells) != width:
                self.add(FormCode.WRONG_CELLS, "", {"count": str(len(cells)), "columns": str(width)})
                continue
            yield [cells[at] if at >= 0 else "" for at in places]

    def _columns(self, header: list[str]) -> list[int] | None:
        """Return where each wanted column stands, -1 for none; nothing when the header is too wrong to read on."""
        missing = [name for name in self.needed if name not in header]
        for at, name in enumerate(header):
            if name not in self.wanted and self.others:
                continue
            if name not in self.wanted:
                self.add(FormCode.UNKNOWN_COLUMN, str(at + 1), {"name": shown(name), "meant": meant(name, self.wanted)})
            elif name in header[:at]:
                self.add(FormCode.REPEATED_COLUMN, str(at + 1), {"name": name})
        for name in missing:
            self.add(FormCode.MISSING_COLUMN, "", {"name": name})
        return None if missing else [header.index(name) if name in header else -1 for name in self.wanted]


def render(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as text, with a header, as RFC 4180 has it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
