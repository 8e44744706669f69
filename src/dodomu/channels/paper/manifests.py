"""The manifest of a departure on paper: landscape, one line for each, its numbers and who closed it on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dodomu.channels.paper.documents import NotSet, language_of, set_document
from dodomu.channels.paper.lettering import clean

MOST_LINES: Final = 3_000
MOST_NAME, MOST_VALUE, MOST_WORDS = 300, 160, 500  # letters; what is longer than a column goes on in the next line


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """Somebody on it, in words."""

    name: str
    latin: str
    reference: str
    born: str
    age: str
    citizenship: str
    needs: str
    state: str
    seen: str = ""
    mark: str = ""  # what is to be seen at once: a child alone, known since closing


@dataclass(frozen=True, slots=True)
class ManifestPaper:
    """A manifest as it is printed, in words of one language."""

    language: str
    title: str
    code: str
    way: str
    hours: str
    status: str  # open, or closed when and by whom
    counts: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    headings: Sequence[str]  # number, name, code, born, citizenship, needs, stands
    rows: Sequence[ManifestRow]
    signature: str  # before the line on which somebody signs
    page: str  # Page {page} of {of}
    printed: str


def manifest_pdf(paper: ManifestPaper) -> bytes:
    """Return a manifest as PDF; names longer than a column wrap. Raises `NotSet` above `MOST_LINES` lines."""
    if len(paper.rows) > MOST_LINES:
        raise NotSet(f"more than {MOST_LINES} lines in one document")
    return set_document("manifest", _data(paper), tags=False)


def _data(paper: ManifestPaper) -> dict[str, Any]:
    return {
        "lang": language_of(paper.language),
        "title": clean(paper.title, MOST_VALUE),
        "code": clean(paper.code, MOST_VALUE),
        "way": clean(paper.way, MOST_WORDS),
        "hours": clean(paper.hours, MOST_VALUE),
        "status": clean(paper.status, MOST_WORDS),
        "counts": [{"label": clean(label), "value": clean(value)} for label, value in paper.counts],
        "warnings": [clean(each, MOST_WORDS) for each in paper.warnings],
        "headings": [clean(each) for each in paper.headings],
        "rows": [_row(each) for each in paper.rows],
        "signature": clean(paper.signature),
        "page": clean(paper.page),
        "printed": clean(paper.printed, MOST_VALUE),
    }


def _row(row: ManifestRow) -> list[str]:
    return [
        clean(row.name, MOST_NAME),
        clean(row.latin, MOST_NAME) if row.latin != row.name else "",
        clean(row.reference),
        clean(row.born),
        clean(row.age),
        clean(row.citizenship, MOST_VALUE),
        clean(row.needs, MOST_WORDS),
        clean(row.state),
        clean(row.seen, MOST_VALUE),
        clean(row.mark, MOST_VALUE),
    ]
