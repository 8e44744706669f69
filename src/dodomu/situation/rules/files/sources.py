"""`sources.csv`: who said it, and where it can be read again."""

from collections.abc import Iterator

from dodomu.situation.rules.files.cells import LONGEST_REF, Cells
from dodomu.situation.rules.files.steps import KeepSource

TABLE = "sources"
ID = "source_id"
COLUMNS = (ID, "publisher", "published", "language", "url", "quality")


def read_one(cells: Cells) -> Iterator[KeepSource]:
    """Read one row."""
    yield KeepSource(
        line=cells.line,
        ref=cells.needed(ID, LONGEST_REF),
        publisher=cells.needed("publisher", 300),
        published=cells.text("published", 40),
        language=cells.text("language", 8),
        address=cells.text("url", 1000),
        kind=cells.text("quality", 40),
        note=cells.text("used_for", 500),
    )
