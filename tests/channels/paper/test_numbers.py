"""Figures that are typed wrongly are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dodomu.channels.paper import numbers

codes = some.integers(0, numbers.MOST_SHEETS - 1).map(numbers.sheet_code)


def test_the_check_is_that_of_the_standard():
    assert numbers.check_figure("0794") == "5"  # ISO/IEC 7064, MOD 11,10: 07945


@given(codes, some.integers(0, 7), some.integers(1, 9))
def test_one_wrong_figure_of_a_sheet_is_noticed(code: str, place: int, more: int):
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert numbers.is_sheet_code(code) and not numbers.is_sheet_code(wrong)


@given(codes, some.integers(1, numbers.MOST_ROWS), some.integers(0, 2), some.integers(1, 9))
def test_one_wrong_figure_of_a_row_is_noticed(sheet: str, row: int, place: int, more: int):
    code = numbers.row_code(sheet, row)
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert numbers.read_row(sheet, code) == row
    assert numbers.read_row(sheet, wrong) is None


def test_a_row_of_another_sheet_is_noticed_nine_times_in_ten():
    first = numbers.sheet_code(4_829_173)
    others = [numbers.sheet_code(number) for number in range(1_000)]
    missed = [each for each in others if numbers.read_row(each, numbers.row_code(first, 12)) is not None]
    assert 50 < len(missed) < 150


@pytest.mark.parametrize("code", ["", "4829173", "48291731", "4829-173", "४८२९१७३५", "0000000x", "482917350"])
def test_what_is_no_sheet_code_is_none(code: str):
    assert not numbers.is_sheet_code(code)
