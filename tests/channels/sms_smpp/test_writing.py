"""How a text is written and cut."""

import unicodedata

import pytest
from benchmarks.peers import smsc, smsc_words
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.sms_smpp import writing

FLAG = "🇺🇦"
FAMILY = "👨‍👩‍👧‍👦"


def shown(text: str) -> str:
    """What a telephone shows of the parts, read with the tables of the SMS centre."""
    written = writing.write(text)
    total = len(written.parts)
    headers = list(writing.headers(7, total)) if total > 1 else [b""]
    return smsc_words.text_of(
        [
            smsc.Taken("38000", "", 0x40 if total > 1 else 0, written.alphabet, header + part, 1, 1)
            for header, part in zip(headers, written.parts, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("text", "name", "units", "count", "left"),
    [
        ("", "gsm7", 0, 1, 160),
        ("a" * 160, "gsm7", 160, 1, 0),
        ("a" * 161, "gsm7", 161, 2, 145),
        ("a" * 306, "gsm7", 306, 2, 0),
        ("a" * 307, "gsm7", 307, 3, 152),
        ("€" * 80, "gsm7", 160, 1, 0),
        ("€" * 81, "gsm7", 162, 2, 143),  # 76 pairs in the first part, one septet of it stays empty
        ("я" * 70, "ucs2", 70, 1, 0),
        ("я" * 71, "ucs2", 71, 2, 63),
        ("я" * 134, "ucs2", 134, 2, 0),
        ("я" * 135, "ucs2", 135, 3, 66),
        ("😀" * 35, "ucs2", 70, 1, 0),
        ("😀" * 36, "ucs2", 72, 2, 61),  # 33 in the first part, and half of the next would fit
        ("`", "ucs2", 1, 1, 69),
        ("и\u0306", "ucs2", 1, 1, 69),
        ("@£ΔΩñà{}[]~|\\^€\f", "gsm7", 26, 1, 134),
    ],
)
def test_parts_are_counted_by_the_standard(text: str, name: str, units: int, count: int, left: int):
    parts = writing.parts_of(text)
    assert (parts.writing, parts.units, parts.count, parts.left) == (name, units, count, left)


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("aя€{😀\u0301\u200dй\n" + FLAG), st.characters(exclude_categories=["Cs"]))
    )
)
def test_what_is_shown_is_what_was_written(text: str):
    text *= 9
    assert shown(text) == unicodedata.normalize("NFC", text)
    assert len(writing.write(text).parts) == writing.parts_of(text).count


@given(st.text(alphabet="a€{\f", min_size=40, max_size=100).map(lambda text: text * 4))
def test_a_letter_of_the_extension_is_never_split(text: str):
    assert shown(text) == text
    assert all(len(part) <= 153 for part in writing.write(text).parts) or writing.parts_of(text).count == 1


@pytest.mark.parametrize("letter", [FLAG, FAMILY, "е\u0301", "👍🏽", "\r\n", "❤️", "ก็"])
@pytest.mark.parametrize("before", range(55, 70))
def test_what_is_one_letter_to_a_reader_is_never_split(letter: str, before: int):
    parts = [part.decode("utf-16-be") for part in writing.write("я" * before + letter * 12).parts]
    assert len(parts) > 1
    for part in parts:
        assert len(part.encode("utf-16-be")) <= 134
        assert part.replace("я", "") == letter * part.count(letter)


def test_a_letter_with_more_marks_than_a_part_holds_is_cut_all_the_same():
    text = "о" + "\u0301" * 300
    assert shown(text) == text


def test_half_a_surrogate_pair_is_replaced():
    assert writing.write("a\ud83d").parts == ("a\ufffd".encode("utf-16-be"),)


def test_an_operator_whose_own_alphabet_is_latin_gets_latin():
    assert writing.write("Où? [là]", latin=True).parts == ("Où? [là]".encode("latin-1"),)
    assert writing.write("Où? [là]", latin=True).units == 10
    assert writing.write("5 €", latin=True).alphabet == 8
    assert writing.parts_of("[" * 81, latin=True).count == 2
