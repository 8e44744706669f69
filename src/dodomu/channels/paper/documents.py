"""Sheets and posters as PDF, set by typst with the fonts that it carries; nothing is fetched when one is made.

What was typed by strangers goes in as data and never as markup. Letters that the fonts do not have (Chinese, Thai) are
taken from the fonts of this machine, where it has them.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import segno

from dodomu.channels.paper import codes, numbers, setter
from dodomu.channels.paper.lettering import clean
from dodomu.channels.paper.sheets import Poster, Row, Sheet
from dodomu.channels.paper.words import LANGUAGES, words

PATIENCE = 120  # seconds
MOST_ROWS = 3_000  # of one document: a thousand are a second and 200 MB while it is made
MOST_NAME, MOST_REMARK, MOST_LABEL = 300, 400, 48  # letters
MOST_DATA = 2_000_000  # letters of a document: under a GB while it is made


class NotSet(Exception):
    """A document could not be made, and why not."""


def sheets_pdf(sheets: Sequence[Sheet], *, printed_at: str, page: str = "") -> bytes:
    """Return sheets as one PDF, each on pages of its own, numbered by itself.

    `printed_at` is an hour in words. `page` is the address under which results are typed in; a sheet's figures are
    put after it in its QR code, which without it holds the figures alone.
    """
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise NotSet(f"more than {MOST_ROWS} rows in one document")
    # Without tags for those who listen to a page: eight times smaller, and who listens has the same rows on the desk.
    return set_document("sheets", [_sheet(sheet, printed_at, page) for sheet in sheets], tags=False)


def poster_pdf(poster: Poster) -> bytes:
    """Return advice as a poster, in as many languages as it has."""
    texts = [
        {
            "lang": language_of(each.language),
            "heading": clean(each.heading),
            "text": clean(each.text),
            "valid": clean(each.valid),
            "words": words(each.language),
        }
        for each in poster.texts
    ]
    data = {
        "paper": poster.paper,
        "number": clean(poster.number),
        "from_whom": clean(poster.from_whom),
        "link": clean(poster.link),
        "qr": qr(poster.link),
        "texts": texts,
    }
    return set_document("poster", data, tags=True)


def _sheet(sheet: Sheet, printed_at: str, page: str) -> dict[str, Any]:
    its = words(sheet.language)
    boxes = [
        {"figure": figure, "words": clean(each.words, MOST_LABEL)}
        for figure, each in zip(codes.CHOICES, sheet.choices, strict=False)
    ]
    boxes += [{"figure": figure, "words": its[outcome.word]} for figure, outcome in codes.OUTCOMES.items()]
    return {
        "lang": language_of(sheet.language),
        "title": its[sheet.kind],
        "how": its[f"how_{sheet.kind}"],
        "name": clean(sheet.name),
        "code": numbers.printed(sheet.code),
        "qr": qr(page + sheet.code),
        "printed_at": clean(printed_at),
        "words": its,
        "boxes": boxes,
        "rows": list(_rows(sheet)),
    }


def _rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Give what is to be said before the first row that it is said to."""
    said: tuple[str, str] | None = None
    for number, row in enumerate(sheet.rows, 1):
        if (row.subject, row.text) != said:
            said = (row.subject, row.text)
            yield {"say": clean("\n".join(filter(None, said)))}
        yield {"code": numbers.row_code(sheet.code, number), **_who(row)}


def _who(row: Row) -> dict[str, Any]:
    who = row.recipient
    if who is None:
        return {"name": "", "telephone": "", "people": "", "lines": []}
    return {
        "name": clean(who.name, MOST_NAME),
        "telephone": clean(who.telephone, MOST_NAME),
        "people": str(who.people) if who.people > 1 else "",
        "lines": [line for line in (clean(who.where, MOST_REMARK), clean(who.remarks, MOST_REMARK)) if line],
    }


def language_of(language: str) -> str:
    """Return a language that has words here: English where it has none."""
    return language if language in LANGUAGES else LANGUAGES[0]


def qr(content: str, *, error: str = "q") -> str:
    """Return a QR code as SVG; by itself, one that a quarter of dirt or tear does not spoil."""
    if not content:
        raise NotSet("There is no address for the QR code.")
    drawn = BytesIO()
    try:
        segno.make_qr(content, error=error).save(drawn, kind="svg", xmldecl=False, border=0, omitsize=True)
    except ValueError as fault:
        raise NotSet(f"The address cannot be a QR code: {fault}") from None
    return drawn.getvalue().decode("ascii")


def set_document(template: str, data: object, *, tags: bool) -> bytes:
    """Return the PDF that a template makes of data, set in a process of its own; or raise `NotSet`."""
    order = json.dumps({"template": template, "data": data, "tags": tags}, ensure_ascii=False)
    if len(order) > MOST_DATA:
        raise NotSet(f"more than {MOST_DATA} letters in one document")
    try:
        # -I: nothing of the folder or the environment that it is started in is loaded.
        made = subprocess.run(  # noqa: S603  (our own file)
            [sys.executable, "-I", setter.__file__],
            input=order.encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"ended with {error.returncode}"]
        raise NotSet(last[0][:200]) from None  # and no more: what it was given may stand in the rest
    except subprocess.TimeoutExpired:
        raise NotSet(f"not done in {PATIENCE} seconds") from None
    return made.stdout
