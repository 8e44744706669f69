"""What people type, made safe to keep."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.writing import clean_line, clean_words, unify_apostrophes

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Коваль \t Марія ", "Коваль Марія"),
        ("Ko\x00val", "Ko val"),
        ("abc\u202edef\u200b\ufeff", "abcdef"),
        ("a\r\nb\u2028c", "a b c"),
        ("Й", "Й"),
        ("x\ud800y", "x\ufffdy"),
        ("پزشک\u200cفر", "پزشک\u200cفر"),
        ("Ko\u200cval", "Koval"),
    ],
)
def test_a_line_is_kept_without_hidden_marks(typed: str, kept: str) -> None:
    assert clean_line(typed, 100).text == kept


def test_a_line_that_is_too_long_is_kept_whole_and_said_to_be_too_long() -> None:
    cleaned = clean_line("a" * 101, 100)
    assert cleaned.too_long
    assert cleaned.text == "a" * 101


def test_words_keep_their_lines_but_no_more_than_one_empty_line() -> None:
    assert clean_words(" one\r\n\r\n\r\n\r\ntwo \x85 three ", 100).text == "one\n\ntwo\nthree"


def test_heaped_accents_cannot_climb_out_of_their_line() -> None:
    assert len(clean_line("a" + "\u0301" * 500, 100).text) <= 4


def test_every_apostrophe_becomes_the_one_on_the_keyboard() -> None:
    assert {unify_apostrophes(f"Лук{mark}янець") for mark in "'ʼ’`´"} == {"Лук'янець"}


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_hidden(typed: str) -> None:
    line = clean_line(typed, 40).text
    assert clean_line(line, 40).text == line
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") for mark in line)
    words = clean_words(typed, 40).text
    assert clean_words(words, 40).text == words
    assert "\x00" not in words
    words.encode()
