"""A text is known again however it was copied, and never when it says anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.contact.rules import statements
from dodomu.contact.rules.statements import Form, Verdict, code_from, codes_in, normal, read_code, verdict_on
from dodomu.contact.rules.terms import AdviceState


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text: str):
    assert normal(normal(text)) == normal(text)
    assert statements.digest(text) == statements.digest(f" \n{normal(text)}\u200b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("«Так» – ні…", '"Так"  -- ні...'),
        ("п’ять", "п'ять"),
        ("п`ять", "пʼять"),
        ("a\u00a0b\tc\r\nd", "a b c d"),
        ("23:00—07:00", "23:00-07:00"),
        ("+380\u2060 00", "\u2068+380 00\u2069"),
        ("\u00e9", "e\u0301"),
    ],
)
def test_what_copying_changes_is_one_text(one: str, other: str):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Так", "так"), ("18:00", "19:00"), ("о", "o"), ("1 0", "10"), ("10²", "102"), ("а, б", "а б"),
        ("18\u202e20\u202c", "1820"), ("18\u200f-20", "18-20"), ("т\u0336", "т"), ("１８", "18"), ("a-b", "ab"),
    ],
)  # fmt: skip
def test_what_says_or_shows_anything_else_is_another_text(one: str, other: str):
    assert normal(one) != normal(other)


@given(st.integers(1, statements.HIGHEST_CODE))
def test_a_code_survives_reading_out_and_no_single_slip_does(number: int):
    code = code_from(number)
    assert len(code) == 10 and read_code(statements.spoken_code(code)) == code
    for place in range(9):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_code(swapped) is None
        assert read_code(code[:place] + str((int(code[place]) + 3) % 10) + code[place + 1 :]) is None


def test_a_code_is_found_in_the_middle_of_words():
    code = code_from(482917354)
    assert codes_in(f"Код: {code[:5]} {code[5:]}.") == (code,)
    assert codes_in(f"Код {code} і ще раз {code}") == (code,)
    assert codes_in(f"+{code} 1{code} {code}2 тел. 12345 67890") == ()


@pytest.mark.parametrize("number", [0, -1, statements.HIGHEST_CODE + 1])
def test_no_code_is_made_of_other_numbers(number: int):
    with pytest.raises(ValueError, match="a code is made of"):
        code_from(number)


def test_every_state_has_a_verdict():
    for state in AdviceState:
        assert verdict_on(Form.PAGE, state, is_disowned=False) in Verdict
        assert verdict_on(Form.PAGE, state, is_disowned=True) is Verdict.DISOWNED
    assert verdict_on(Form.WITHDRAWAL, AdviceState.WITHDRAWN, is_disowned=False) is Verdict.CURRENT
