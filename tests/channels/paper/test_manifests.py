"""The manifest on paper: every name whole, nothing typed is markup, no more lines than a document holds."""

from dataclasses import replace

import pypdfium2
import pytest

from dodomu.channels.paper.documents import NotSet
from dodomu.channels.paper.manifests import MOST_LINES, ManifestPaper, ManifestRow, manifest_pdf

ROW = ManifestRow("Коваль Олена", "KOVAL OLENA", "155403398", "1986-03-14", "35", "UA", "wheelchair", "boarded")
PAPER = ManifestPaper(
    language="uk", title="Маніфест", code="PS-1", way="Алмати → Київ", hours="11 січня 2022", status="Не закрито",
    counts=[("На борту", "1"), ("Громадяни", "1")], warnings=[],
    headings=["№", "Ім’я", "Код", "Дата", "Гр.", "П.", "С."],
    rows=[ROW], signature="Підпис", page="Сторінка {page} з {of}", printed="11 січня 2022",
)  # fmt: skip


def words(made: bytes) -> list[str]:
    """The text of each page without blanks, breaks and the signs at which a word may be broken."""
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made)]
    return ["".join(mark for mark in page if not mark.isspace() and mark not in "\u200b\ufffe") for page in pages]


def test_who_is_on_it_stands_on_it_with_the_numbers_and_the_page() -> None:
    (page,) = words(manifest_pdf(PAPER))
    for each in ("Маніфест", "PS-1", "КовальОлена", "KOVALOLENA", "155403398", "Сторінка1з1", "Підпис"):
        assert each in page


def test_a_name_longer_than_its_column_goes_on_in_the_next_line_and_is_whole() -> None:
    long = "Қожахметова" * 12
    (page,) = words(manifest_pdf(replace(PAPER, rows=[replace(ROW, name=long, latin="A" * 200)])))
    assert long in page and "A" * 200 in page


def test_what_strangers_typed_is_never_markup() -> None:
    evil = '#panic("x") *bold* $1+1$ \\ #read("/etc/passwd") <tag>'
    (page,) = words(manifest_pdf(replace(PAPER, rows=[replace(ROW, name=evil, needs=evil)], way=evil)))
    assert page.count('#panic("x")') == 3


def test_a_thousand_lines_are_on_numbered_pages_each_once() -> None:
    rows = [replace(ROW, reference=f"X{number:04}Y") for number in range(1000)]
    pages = words(manifest_pdf(replace(PAPER, rows=rows)))
    whole = "".join(pages)
    assert all(whole.count(row.reference) == 1 for row in rows)
    assert f"Сторінка{len(pages)}з{len(pages)}" in pages[-1]


def test_nobody_on_it_is_a_manifest_too_and_too_many_are_said() -> None:
    assert manifest_pdf(replace(PAPER, rows=[])).startswith(b"%PDF")
    with pytest.raises(NotSet):
        manifest_pdf(replace(PAPER, rows=[ROW] * (MOST_LINES + 1)))
