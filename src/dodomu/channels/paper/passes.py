"""Passes on paper: two on a sheet for who prints their own, and strips of eight for an officer to cut and hand out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dodomu.channels.paper.documents import NotSet, language_of, qr, set_document
from dodomu.channels.paper.lettering import clean

ERROR: Final = "m"  # a pass is a long text: more correction would make its squares too small for a worn camera
MOST_PASSES: Final = 240  # of one document: thirty sheets of strips, the people of an aircraft
MOST_NAME, MOST_VALUE, MOST_WORDS = 110, 160, 500  # letters


@dataclass(frozen=True, slots=True)
class PassPaper:
    """A pass as it is printed, in words of one language."""

    language: str
    title: str
    name: str  # as its holder writes it
    latin: str  # as in the code
    reference: str
    leg: str
    lines: tuple[tuple[str, str], ...]  # what it is called, what it is; the first two are the largest
    text: str  # what the QR code holds
    warning: str = ""  # of who has no promise, and of an exercise
    words: str = ""  # under it all: what to bring


def passes_pdf(papers: Sequence[PassPaper]) -> bytes:
    """Return passes as one PDF, two on a page."""
    return set_document("passes", _data(papers), tags=True)


def strips_pdf(papers: Sequence[PassPaper]) -> bytes:
    """Return passes as one PDF, eight on a page, with lines along which they are cut."""
    return set_document("strips", _data(papers), tags=False)


def _data(papers: Sequence[PassPaper]) -> list[dict[str, Any]]:
    if not papers:
        raise NotSet("There is no pass.")
    if len(papers) > MOST_PASSES:
        raise NotSet(f"more than {MOST_PASSES} passes in one document")
    return [_one(each) for each in papers]


def _one(paper: PassPaper) -> dict[str, Any]:
    return {
        "lang": language_of(paper.language),
        "title": clean(paper.title),
        "name": clean(paper.name, MOST_NAME),
        "latin": clean(paper.latin, MOST_NAME),
        "reference": clean(paper.reference),
        "leg": clean(paper.leg, MOST_VALUE),
        "lines": [{"label": clean(label), "value": clean(value, MOST_VALUE)} for label, value in paper.lines],
        "warning": clean(paper.warning, MOST_WORDS),
        "words": clean(paper.words, MOST_WORDS),
        "qr": qr(paper.text, error=ERROR),
    }
