"""A printed pass is read by a machine that had no part in making it: worn, small, turned, scratched; and by people."""

import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from dodomu.channels.paper.documents import MOST_DATA, NotSet
from dodomu.channels.paper.passes import MOST_PASSES, PassPaper, _data, passes_pdf, strips_pdf

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "passes" / "passes.json").read_text(encoding="utf-8"))
TEXTS = {case["name"]: case["text"] for case in VECTORS["cases"]}
GOOD, LONGEST = TEXTS["good"], max(TEXTS.values(), key=len)
NAMES = ("Коваленко Оксана", "Әбдірахманқызы Қарлығаш", "Ґудзь-Їжакевич Пантелеймон-Всеволод Святославович")
DPI_150 = 150 / 72


def paper(text: str = GOOD, name: str = NAMES[0], **more: object) -> PassPaper:
    values = {
        "language": "uk",
        "title": "Перепустка на посадку",
        "name": name,
        "latin": "KOVALENKO OKSANA",
        "reference": "482 917 354",
        "leg": "PS-1: літак, Алмати – Київ",
        "lines": (("Де", "Аеропорт Алмати"), ("Коли", "11 січня 2022, 15:30 Алмати"), ("Відправлення", "18:00")),
        "words": "Візьміть: паспорт, ліки",
    }
    return PassPaper(text=text, **{**values, **more})  # type: ignore[arg-type]


def drawn(pdf: bytes, scale: float = DPI_150) -> list[np.ndarray]:
    return [page.render(scale=scale, grayscale=True).to_numpy().squeeze() for page in pypdfium2.PdfDocument(pdf)]


def read(image: np.ndarray) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(np.ascontiguousarray(image))]


def words(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def scratched(image: np.ndarray, share: float) -> np.ndarray:
    """Draw a black line across each code, over a share of its area."""
    image = image.copy()
    for each in zxingcpp.read_barcodes(np.ascontiguousarray(image)):
        at = each.position
        left, right = sorted((at.top_left.x, at.bottom_right.x))
        top, bottom = sorted((at.top_left.y, at.bottom_right.y))
        middle, thick = (top + bottom) * 55 // 100, max(1, int((bottom - top) * share))
        image[middle : middle + thick, left:right] = 0
    return image


@pytest.mark.parametrize("made", [passes_pdf, strips_pdf])
@pytest.mark.parametrize("text", [GOOD, LONGEST])
def test_the_code_is_read_back_as_it_was_signed(made, text):
    (image,) = drawn(made([paper(text)]))
    assert read(image) == [text]


def test_eight_strips_stand_on_a_page_and_the_ninth_on_the_next():
    texts = [case["text"] for case in VECTORS["cases"] if case["name"].startswith(("good", "expired", "altered"))]
    first, second = drawn(strips_pdf([paper(text) for text in texts[:9]]))
    assert sorted(read(first)) == sorted(texts[:8])
    assert read(second) == texts[8:9]


def test_a_strip_is_read_small_turned_and_scratched():
    (image,) = drawn(strips_pdf([paper(LONGEST)]))
    small = drawn(strips_pdf([paper(LONGEST)]), DPI_150 * 0.6)[0]
    assert read(small) == [LONGEST]
    for quarter in (1, 2, 3):
        assert read(np.rot90(image, quarter)) == [LONGEST]
    assert read(scratched(image, 0.05)) == [LONGEST]
    assert read(scratched(drawn(passes_pdf([paper(LONGEST)]))[0], 0.05)) == [LONGEST]


def test_a_strip_is_read_by_a_telephone_held_askew():
    (image,) = drawn(strips_pdf([paper(LONGEST)]))
    for degrees in (7, 20, 45):
        assert read(turned(image, degrees)) == [LONGEST]


def test_a_strip_is_read_from_a_bad_print_and_out_of_focus():
    image = drawn(strips_pdf([paper(LONGEST)]), 200 / 72)[0]
    rng = np.random.default_rng(7)
    worn = blurred(image, 5) * 0.55 + 90 + rng.normal(0, 12, image.shape)  # pale ink, grey paper, a cheap camera
    assert read(worn.clip(0, 255).astype(np.uint8)) == [LONGEST]


def blurred(image: np.ndarray, points: int) -> np.ndarray:
    """Let each point be the middle of a square of so many, twice: as a lens that is out of focus does."""
    for _ in range(2):
        wide = np.pad(image.astype(float), points // 2, mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(wide, (points, points))
        image = windows.mean(axis=(2, 3))
    return image


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    """Turn an image about its middle, taking the nearest of its points."""
    height, width = image.shape
    side = int(np.hypot(height, width)) + 2
    y, x = np.mgrid[0:side, 0:side] - side / 2
    angle = np.deg2rad(degrees)
    from_x = np.rint(np.cos(angle) * x + np.sin(angle) * y + width / 2).astype(int)
    from_y = np.rint(-np.sin(angle) * x + np.cos(angle) * y + height / 2).astype(int)
    inside = (from_x >= 0) & (from_x < width) & (from_y >= 0) & (from_y < height)
    return np.where(inside, image[from_y.clip(0, height - 1), from_x.clip(0, width - 1)], 255).astype(np.uint8)


@pytest.mark.parametrize("made", [passes_pdf, strips_pdf])
@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_alphabet_stand_whole(made, name):
    (page,) = words(made([paper(name=name)]))
    said = page.replace("\u200b", "").replace("\ufffe", "-")
    assert "".join(name.split()) in "".join(said.split())
    assert "482 917 354" in page and "Аеропорт Алмати" in page


@pytest.mark.parametrize(("made", "lowest"), [(strips_pdf, 0.75), (passes_pdf, 0.5)], ids=["strips", "pages"])
def test_however_long_names_and_places_are_nothing_of_a_pass_is_cut_off(made, lowest):
    pdf = made([LONG_WORDS])
    (page,) = pypdfium2.PdfDocument(pdf)
    words = page.get_textpage()
    for sought in ("Алмати", "консульства", "18:00", "прийдуть", "Бориспіль", "№ 12"):
        _, bottom, right, _ = words.get_charbox(words.search(sought).get_next()[0])
        assert bottom > page.get_height() * lowest and right < page.get_width(), sought
    assert read(drawn(pdf)[0]) == [LONGEST]


LONG_WORDS = paper(
    LONGEST,
    name="Қожахметова-Абдурахманова Гүлжаһан Әлімжанқызы-Нұрмұхаметовна " * 2,
    leg="PS-4711: спеціальний літак, Міжнародні авіалінії України, PS 9016\n"
    "Алмати, Міжнародний аеропорт → Київ, Міжнародний аеропорт Бориспіль",
    lines=(
        ("Будьте там", "11 січня 2022, 15:30 (час у місті Алмати, UTC+6)"),
        ("Де", "Міжнародний аеропорт Алмати, термінал 2, зал прильоту, стійка консульства України, сектор № 12"),
        ("Відправлення", "11 січня 2022, 18:00 (час у місті Алмати, UTC+6)"),
        ("Разом", "4"),
    ),
    warning="НАВЧАННЯ: нічого з цього не відбувається насправді. Місце не обіцяно: ви отримаєте його, лише якщо інші "
    "не прийдуть.",
)


def test_what_was_typed_is_no_markup():
    (page,) = words(passes_pdf([paper(name='#image("x") *B* $x$ <a>')]))
    assert '#image("x") *B* $x$ <a>' in page.replace("“", '"').replace("”", '"')


def test_nothing_and_too_much_are_not_set():
    with pytest.raises(NotSet):
        passes_pdf([])
    with pytest.raises(NotSet):
        strips_pdf([paper()] * (MOST_PASSES + 1))


def test_as_many_as_one_document_may_hold_are_not_too_much_for_it():
    (largest,) = _data([paper(LONGEST, name="Ї" * 110, warning="Ї" * 500, words="Ї" * 500, leg="Ї" * 160)])
    assert len(json.dumps(largest, ensure_ascii=False)) * MOST_PASSES < MOST_DATA * 0.95
