"""What a person wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.wishes import Wish, read_wish


@pytest.mark.parametrize("wish", Wish)
def test_every_code_is_read_back(wish: Wish) -> None:
    assert read_wish(wish.value) is wish


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("додому", Wish.LEAVE_NOW),
        ("домой", Wish.LEAVE_NOW),
        ("home", Wish.LEAVE_NOW),
        ("үйге", Wish.LEAVE_NOW),
        ("return_home", Wish.LEAVE_NOW),
        ("Хочу виїхати!", Wish.LEAVE_NOW),
        ("хочу уехать", Wish.LEAVE_NOW),
        ("залишаюсь", Wish.STAY),
        ("остаюсь", Wish.STAY),
        ("staying", Wish.STAY),
        ("қаламын", Wish.STAY),
        ("stay", Wish.STAY),
        ("додому пізніше", Wish.LEAVE_LATER),
        ("already left", Wish.LEFT_ALREADY),
        ("виїхала", Wish.LEFT_ALREADY),
        ("уже дома", Wish.LEFT_ALREADY),
        ("ще не знаю", Wish.UNDECIDED),
        ("білмеймін", Wish.UNDECIDED),
    ],
)
def test_a_wish_is_read_in_four_languages(typed: str, wish: Wish) -> None:
    assert read_wish(typed) is wish


@pytest.mark.parametrize("typed", ["", "не хочу додому", "додому або залишаюсь", "no", "абв", "не залишаюсь"])
def test_what_could_be_misread_is_left_to_an_officer(typed: str) -> None:
    assert read_wish(typed) is None


@given(st.text(st.characters(codec=None, categories=None), max_size=100))
def test_any_text_is_a_wish_or_none(typed: str) -> None:
    assert read_wish(typed) is None or isinstance(read_wish(typed), Wish)
