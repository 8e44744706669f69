"""Travel documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.dates import DateFault
from dodomu.people.rules.papers import PaperFault, PaperKind, is_number, paper_key, read_expiry, read_kind, read_number

TODAY = date(2022, 1, 10)


@pytest.mark.parametrize(
    "typed", ["XX000001", "xx 000 001", "ХХ 000-001", "хх000001", "№ XX000001", "No. XX 000001", "ХX000001"]
)
def test_one_number_is_one_key_on_any_keyboard(typed: str) -> None:
    assert read_number(typed) == "XX000001"


@pytest.mark.parametrize("typed", ["АВ123456", "АB123456", "ав 123456"])
def test_cyrillic_capitals_that_look_latin_are_written_in_latin(typed: str) -> None:
    assert paper_key(typed) == "AB123456"


def test_letters_and_figures_that_look_alike_are_told_apart() -> None:
    assert len({paper_key(typed) for typed in ("N0123", "NO123", "N0I23")}) == 3


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", PaperFault.EMPTY),
        ("—", PaperFault.EMPTY),
        ("немає", PaperFault.NO_DIGITS),
        ("A1", PaperFault.TOO_SHORT),
        ("1" * 25, PaperFault.TOO_LONG),
    ],
)
def test_what_is_no_number_says_why(typed: str, fault: PaperFault) -> None:
    assert read_number(typed) is fault
    assert not is_number(paper_key(typed))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("passport", PaperKind.PASSPORT),
        ("Закордонний паспорт", PaperKind.PASSPORT),
        ("төлқұжат", PaperKind.PASSPORT),
        ("внутрішній паспорт", PaperKind.INTERNAL_PASSPORT),
        ("id", PaperKind.ID_CARD),
        ("удостоверение личности", PaperKind.ID_CARD),
        ("жеке куәлік", PaperKind.ID_CARD),
        ("Свідоцтво про народження", PaperKind.BIRTH_CERTIFICATE),
        ("свидетельство на возвращение", PaperKind.RETURN_CERTIFICATE),
        ("посвідка на проживання", PaperKind.RESIDENCE_PERMIT),
        ("other", PaperKind.OTHER),
        ("немає", PaperKind.NONE),
        ("абракадабра", None),
        ("", None),
    ],
)
def test_the_kind_is_read_in_four_languages(typed: str, kind: PaperKind | None) -> None:
    assert read_kind(typed) is kind


@pytest.mark.parametrize("kind", PaperKind)
def test_every_code_is_read_back(kind: PaperKind) -> None:
    assert read_kind(kind.value) is kind


def test_expiry_may_lie_behind_or_ahead_but_not_out_of_sight() -> None:
    assert read_expiry("28.06.2024", today=TODAY) == date(2024, 6, 28)
    assert read_expiry("19.02.2020", today=TODAY) == date(2020, 2, 19)
    assert read_expiry("19.02.2222", today=TODAY) is PaperFault.IMPROBABLE
    assert read_expiry("19.02.1902", today=TODAY) is PaperFault.IMPROBABLE
    assert read_expiry("31.06.2024", today=TODAY) is DateFault.NO_SUCH_DAY


@given(st.text(st.characters(codec=None, categories=None), max_size=60))
def test_any_text_has_a_key_and_the_key_is_its_own(text: str) -> None:
    assert paper_key(paper_key(text)) == paper_key(text)
    assert isinstance(read_number(text), str | PaperFault)
    read_kind(text)
