"""What is printed can be read by a reader of PDF and of QR codes that had no part in making it."""

import re
from dataclasses import replace
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp

from dodomu.channels.messages import Choice, Recipient
from dodomu.channels.paper import numbers
from dodomu.channels.paper.documents import MOST_ROWS, NotSet, poster_pdf, sheets_pdf
from dodomu.channels.paper.lettering import clean
from dodomu.channels.paper.sheets import Poster, PosterText, Row, Sheet
from dodomu.channels.paper.words import LANGUAGES, words
from tests.channels.paper.sheet_words import sheet

AT = "06.01.2022 14:02"
PAGE = "https://desk.example.org/paper/"
LETTERS = "Ґґ Єє Іі Її Ёё Ъъ Ыы Ээ Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ ʼ ’ № ₸"


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def codes(pdf: bytes) -> list[list[str]]:
    images = (page.render(scale=2).to_numpy() for page in pypdfium2.PdfDocument(pdf))
    return [[each.text for each in zxingcpp.read_barcodes(image)] for image in images]


def named(name: str, **more: object) -> Sheet:
    return sheet(1, who=Recipient(name, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_in_its_language_who_what_and_under_which_figures(language: str):
    (page,) = pages(sheets_pdf([sheet(3, language=language)], printed_at=AT, page=PAGE))
    its = words(language)
    for expected in (its["warden"], its["how_warden"], its["told"], its["type_in"], its["printed_at"], "Алмали", AT):
        assert expected in page
    for expected in ("4829-1732", "016", "024", "032", "Ви в безпеці?", "Олена Ковальчук", "+380000000001", "візок"):
        assert expected in page
    assert its["page"].format(page=1, of=1) in page
    assert page.count("Ви в безпеці?") == 1


def test_each_sheet_has_its_code_and_counts_its_own_pages():
    pdf = sheets_pdf([sheet(30), sheet(1, code=numbers.sheet_code(7))], printed_at=AT, page=PAGE)
    first, *_, last = pages(pdf)
    assert "Сторінка 1 з 3" in first and "Сторінка 1 з 1" in last
    assert codes(pdf) == [[f"{PAGE}48291732"], [], [], [f"{PAGE}{numbers.sheet_code(7)}"]]


def test_every_page_names_its_sheet_and_its_columns():
    for page in pages(sheets_pdf([sheet(60)], printed_at=AT)):
        assert "4829-1732" in page and "Потрібна допомога" in page


def test_the_letters_of_four_languages_are_printed():
    (page,) = pages(sheets_pdf([named(LETTERS)], printed_at=AT))
    assert LETTERS in page
    fonts = re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)", sheets_pdf([named(LETTERS)], printed_at=AT))
    assert {font.decode().split("-")[0] for font in fonts} <= {"LibertinusSerif", "DejaVuSansMono"}


def test_a_long_name_is_broken_and_stays_on_the_page():
    long = "Ковальчук-Переяславська " * 6 + "Ї" * 150
    pdf = sheets_pdf([named(long, where="а" * 300, remarks="б" * 300)], printed_at=AT)
    (page,) = pages(pdf)
    assert page.replace(" ", "").replace("\u200b", "").count("Ї") == 150
    document = pypdfium2.PdfDocument(pdf)[0]
    text, width = document.get_textpage(), document.get_width()
    assert all(0 < text.get_charbox(place)[2] < width for place in range(text.count_chars()))


@pytest.mark.parametrize(
    "trick",
    ["#panic()", "$x$ *bold* _it_", '"; #read("/etc/passwd")', "\\u{41} @ref <label>", "= Title", "// x", "[#", "'''"],
)
def test_words_of_strangers_are_never_markup(trick: str):
    pdf = sheets_pdf([replace(named(trick, where=trick), to=f"warden:{trick}")], printed_at=trick)
    assert "".join(pages(pdf)).replace(" ", "").count(trick.replace(" ", "")) >= 3


def test_hidden_letters_and_tricks_of_direction_are_not_printed():
    assert clean("a\u202e380\u202c\x00\u2066b\ud800\ue000\u200b\r\n c\t") == "a380b\n c"
    assert clean("و\u200cا") == "و\u200cا"
    assert clean("x" * 60).replace("\u200b", "") == "x" * 60
    assert clean("а" * 5, 3) == "ааа…"
    (page,) = pages(sheets_pdf([named("Олена\u202e\x07")], printed_at=AT))
    assert "Олена" in page


def test_the_same_sheets_give_the_same_bytes():
    assert sheets_pdf([sheet()], printed_at=AT) == sheets_pdf([sheet()], printed_at=AT)


def test_a_text_of_ones_own_stands_before_its_row_and_choices_are_numbered_in_their_order():
    rows = (Row(UUID(int=1), "для всіх"), Row(UUID(int=2), "для всіх"), Row(UUID(int=3), "лише для вас", None, "Тема"))
    (page,) = pages(sheets_pdf([replace(sheet(), rows=rows, choices=(Choice("x", "Перше"),))], printed_at=AT))
    assert page.count("для всіх") == page.count("лише для вас") == page.count("Тема") == 1
    assert page.index("032") > page.index("лише для вас") > page.index("024")


def test_a_sheet_without_anybody_and_a_document_that_is_too_long():
    assert len(pages(sheets_pdf([sheet(0)], printed_at=AT))) == 1
    with pytest.raises(NotSet):
        sheets_pdf([sheet(99)] * (MOST_ROWS // 99 + 1), printed_at=AT)
    endless = tuple(Row(UUID(int=each), f"{each}" + "слова " * 400) for each in range(99))
    with pytest.raises(NotSet):
        sheets_pdf([replace(sheet(), rows=endless)] * 15, printed_at=AT)


def test_a_document_that_cannot_be_set_says_why():
    with pytest.raises(NotSet):
        poster_pdf(Poster((PosterText("uk", "Порада", "Слова"),), "https://help.example.org/1", paper="no such paper"))


@pytest.mark.parametrize("link", ["", "https://help.example.org/" + "a" * 4_000])
def test_an_address_that_is_no_qr_code_is_refused(link: str):
    with pytest.raises(NotSet):
        poster_pdf(Poster((PosterText("uk", "Порада", "Слова"),), link))


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_poster_says_the_advice_in_every_language_and_leads_to_it(paper: str):
    texts = tuple(PosterText(each, f"Heading {each}", f"Text {each}\nline", f"until {each}") for each in LANGUAGES)
    pdf = poster_pdf(Poster(texts, "https://help.example.org/advice/12", "12", "Посольство", paper))
    (page,) = pages(pdf)
    for each in LANGUAGES:
        assert f"Heading {each} Text {each} line until {each}" in page
        assert words(each)["poster_check"] in page
    assert codes(pdf) == [["https://help.example.org/advice/12"]]


def test_a_poster_with_too_much_to_say_goes_on_to_another_sheet_with_its_code_at_the_end():
    texts = tuple(PosterText(each, "Heading", "Слова. " * 150) for each in LANGUAGES)
    found = codes(poster_pdf(Poster(texts, "https://help.example.org/advice/12")))
    assert len(found) > 1 and found[-1] == ["https://help.example.org/advice/12"]


def test_every_language_has_every_word():
    assert len({frozenset(words(each)) for each in LANGUAGES}) == 1
    assert words("de") == words("en")
