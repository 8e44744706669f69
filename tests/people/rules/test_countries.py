"""Citizenship and languages as people state them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.countries import all_codes, country_name, icao_code, read_countries, read_country
from dodomu.people.rules.languages import read_languages

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=100)


@pytest.mark.parametrize("language", ["en", "uk", "ru", "kk"])
def test_every_country_is_read_back_from_its_name(language: str) -> None:
    assert [code for code in all_codes() if read_country(country_name(code, language)) != code] == []


def test_every_country_is_read_back_from_its_codes() -> None:
    assert len(all_codes()) == 250
    assert [code for code in all_codes() if not read_country(code) == read_country(icao_code(code)) == code] == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ua", "UA"),
        ("UKR", "UA"),
        ("Україна", "UA"),
        ("украинка", "UA"),
        ("громадянин України", "UA"),
        ("UKRAINE", "UA"),
        ("Qazaqstan", "KZ"),
        ("Қазақстан азаматы", "KZ"),
        ("гражданка Казахстана", "KZ"),
        ("РФ", "RU"),
        ("росіянин", "RU"),
        ("D", "DE"),
        ("німець", "DE"),
        ("Deutschland", "DE"),
        ("U.S.A.", "US"),
        ("Великобританія", "GB"),
        ("stateless", "XA"),
        ("XXA", "XA"),
        ("без громадянства", "XA"),
    ],
)
def test_a_citizenship_is_read_in_four_languages(typed: str, code: str) -> None:
    assert read_country(typed) == code


@pytest.mark.parametrize("typed", ["", "?", "Атлантида", "Congo", "Корея", "немає"])
def test_what_is_unknown_or_could_be_two_is_not_guessed(typed: str) -> None:
    assert read_country(typed) is None


def test_two_citizenships_are_read_and_unknown_words_are_kept() -> None:
    assert read_countries("Україна та Казахстан") == (("UA", "KZ"), "")
    assert read_countries("UA|KZ, UA") == (("UA", "KZ"), "")
    assert read_countries("Боснія і Герцеговина; Атлантида") == (("BA",), "Атлантида")


def test_languages_are_read_by_code_and_name() -> None:
    assert read_languages("uk|ru") == (("uk", "ru"), "")
    assert read_languages("українська, російська мова") == (("uk", "ru"), "")
    assert read_languages("қазақша және орысша") == (("kk", "ru"), "")
    assert read_languages("English, Klingon") == (("en",), "Klingon")
    assert read_languages("") == ((), "")


@given(ANYTHING)
def test_any_text_is_read_or_left_over(typed: str) -> None:
    assert read_country(typed) is None or len(str(read_country(typed))) == 2
    read_countries(typed)
    read_languages(typed)
