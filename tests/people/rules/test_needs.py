"""What a person cannot travel without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.needs import Need, read_needs


@pytest.mark.parametrize("need", Need)
def test_every_code_is_read_back_and_leaves_no_words(need: Need) -> None:
    assert read_needs(need.value) == ((need,), "")


@pytest.mark.parametrize(
    ("typed", "codes", "words"),
    [
        ("pregnant|passport_lost", (Need.PREGNANCY, Need.PAPERS_LOST), ""),
        ("no_cash|passport_expired", (Need.PAPERS_EXPIRED, Need.NO_CASH), ""),
        ("frail|heart_medicine", (Need.MEDICINE, Need.FRAIL), "heart medicine"),
        ("asthma_inhaler", (Need.MEDICINE,), "asthma inhaler"),
        ("insulin", (Need.MEDICINE,), "insulin"),
        ("epilepsy_medicine", (Need.MEDICINE,), "epilepsy medicine"),
        ("blood_pressure|covid_positive", (Need.MEDICINE, Need.ISOLATION), "blood pressure, covid positive"),
        ("a caller who hung up", (), "a caller who hung up"),
        ("", (), ""),
    ],
)
def test_the_words_of_partners_are_coded_and_their_detail_is_kept(
    typed: str, codes: tuple[Need, ...], words: str
) -> None:
    assert read_needs(typed) == (codes, words)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("вагітна, потрібен інсулін", (Need.MEDICINE, Need.PREGNANCY)),
        ("мама на инвалидной коляске; с собакой", (Need.WHEELCHAIR, Need.PET)),
        ("жүкті, ақша жоқ", (Need.PREGNANCY, Need.NO_CASH)),
        ("загубив паспорт", (Need.PAPERS_LOST,)),
        ("паспорт прострочений", (Need.PAPERS_EXPIRED,)),
        ("I lost my passport", (Need.PAPERS_LOST,)),
        ("немовля, 3 місяці", (Need.INFANT,)),
        ("глухий, потрібен перекладач жестової мови", (Need.HEARING, Need.INTERPRETER)),
        ("лежачий, кисень", (Need.STRETCHER, Need.OXYGEN)),
        ("сәби бар", (Need.INFANT,)),
        ("без інсуліну", (Need.MEDICINE,)),
        ("нет лекарств", (Need.MEDICINE,)),
    ],
)
def test_common_words_of_four_languages_are_coded(typed: str, codes: tuple[Need, ...]) -> None:
    assert read_needs(typed).codes == codes


@pytest.mark.parametrize(
    "typed", ["не вагітна", "not pregnant", "без тварин", "no pets", "нет собаки", "ит жоқ", "питание", "кит"]
)
def test_what_is_denied_or_means_something_else_is_not_coded_but_kept(typed: str) -> None:
    assert read_needs(typed) == ((), typed)


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
def test_nothing_written_is_lost(typed: str) -> None:
    read = read_needs(typed)
    assert len(set(read.codes)) == len(read.codes)
    assert read.codes or read.words or not any(mark.isalnum() for mark in typed)
