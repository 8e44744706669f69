"""The reference code that is read out over a telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.references import (
    HIGHEST_NUMBER,
    ReferenceFault,
    is_reference,
    read_reference,
    reference_from,
    spoken,
)

NUMBERS = st.integers(0, HIGHEST_NUMBER)


def test_the_check_digit_is_the_one_of_damms_own_example() -> None:
    assert reference_from(572) == "000005724"


@given(NUMBERS)
def test_a_code_is_read_back_however_it_is_grouped(number: int) -> None:
    code = reference_from(number)
    assert is_reference(code)
    assert read_reference(spoken(code)) == code
    assert read_reference(f" № {code[:4]}-{code[4:]}. ") == code
    assert read_reference(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == code


@given(NUMBERS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: int, place: int, step: int) -> None:
    code = reference_from(number)
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    assert read_reference(wrong) is ReferenceFault.WRONG_DIGIT


@given(NUMBERS, st.integers(0, 7))
def test_two_swapped_neighbours_are_always_noticed(number: int, place: int) -> None:
    code = reference_from(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or read_reference(swapped) is ReferenceFault.WRONG_DIGIT


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", ReferenceFault.EMPTY),
        ("abc", ReferenceFault.EMPTY),
        ("482 917", ReferenceFault.TOO_SHORT),
        ("482 917 354 0", ReferenceFault.TOO_LONG),
    ],
)
def test_what_is_no_code_says_why(typed: str, fault: ReferenceFault) -> None:
    assert read_reference(typed) is fault


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="lies between"):
        reference_from(HIGHEST_NUMBER + 1)


@given(st.text())
def test_any_text_is_a_code_or_a_fault(text: str) -> None:
    found = read_reference(text)
    assert isinstance(found, ReferenceFault) or is_reference(found)


def test_digits_of_other_scripts_are_read_but_not_stored() -> None:
    assert not is_reference("٠٠٠٠٠٥٧٢٤")
    assert not is_reference("²" * 9)
