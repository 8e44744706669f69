"""What octets from the air mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.sms_smpp import reading


@pytest.mark.parametrize(
    ("data", "coding", "text"),
    [
        (b"Hello\x00\x1b\x65", 0, "Hello@€"),
        (b"\x1b\x1b\x41", 0, " A"),
        (b"end\x1b", 0, "end"),
        (b"\x1b\x41", 0, "A"),  # not in the extension
        ("Привіт".encode(), 0, "Привіт"),
        ("Привіт".encode("utf-16-be"), 0, "Привіт"),
        ("Où".encode("latin-1"), 0, "Où"),
        (b"yes", 1, "yes"),
        ("Où".encode("latin-1"), 3, "Où"),
        ("Привіт".encode(), 4, "Привіт"),
        ("Привіт".encode("utf-16-be"), 4, "Привіт"),
        ("Привет".encode("iso8859-5"), 6, "Привет"),
        ("Привіт 😀".encode("utf-16-be"), 8, "Привіт 😀"),
        (b"\xff\xfe" + "Привіт".encode("utf-16-le"), 8, "Привіт"),
        (b"\xfe\xff" + "Привіт".encode("utf-16-be"), 8, "Привіт"),
        ("Так".encode("utf-16-be") + b"\x04", 8, "Так\ufffd"),
        (b"\xd8\x3d", 8, "\ufffd"),
        (b"Hi", 0xF0, "Hi"),
        (b"Hi", 0xF5, "Hi"),
        ("Так".encode("utf-16-be"), 0x18, "Так"),
        ("Так".encode("utf-16-be"), 0xE0, "Так"),
        (b"Hi", 0xC8, "Hi"),
        (b"Hi", 0x77, "Hi"),
        ("Де ви?".encode(), 9, "Де ви?"),
        (b"a\x07\x08b", 3, "ab"),
        (b"", 8, ""),
    ],
)
def test_a_text_is_read_under_its_coding(data: bytes, coding: int, text: str):
    assert reading.read(data, coding) == text


def test_the_operators_own_alphabet_may_be_latin():
    assert reading.read(b"[@]\xe9", 0, latin=True) == "[@]é"


@given(st.binary(max_size=200), st.integers(0, 255))
def test_nothing_that_comes_raises(data: bytes, coding: int):
    text = reading.read(data, coding)
    assert "\x00" not in text
    text.encode("utf-8")
    reading.is_readable(text)
