"""Search as one types, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.search import LONGEST_TERM, MOST_TERMS, search_terms, search_text

CYRILLIC_NAME = st.text(st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёэыәғқңөұүһ"), min_size=1, max_size=14)
# Without h: between the k and the h of Paekh a query may for one keystroke find nothing.
LATIN_NAME = st.text(st.sampled_from("abcdefgijklmnopqrstuvwxyz"), min_size=1, max_size=14)
ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=60)


def finds(query: str, names: list[str], phones: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> bool:
    kept = search_text(names, phones, codes)
    terms = search_terms(query)
    return bool(terms) and all(term in kept for term in terms)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("кова", "Коваль Марія"),
        ("KOVA", "Коваль Марія"),
        ("марія ков", "KOVAL MARIIA"),
        ("Qasym", "Қасым Тоқаев"),
        ("Касым", "Қасым Тоқаев"),
        ("Қасым", "Kassym Tokayev"),
        ("tokay", "Токаев"),
        ("tokayev", "Токаев"),
        ("токаев", "Tokayev"),
        ("щерб", "Shcherbak"),
        ("shcherb", "Щербак"),
        ("shc", "Щербак"),
        ("myk", "Михайло"),
        ("mykh", "Михайло"),
        ("михаил", "Михайло"),
        ("владимир", "Володимир Гнатюк"),
        ("Volodym", "Владимир"),
        ("лукян", "Лук'янець"),
        ("лук'ян", "Lukianets"),
        ("julia", "Юлія"),
        ("юл", "Julia"),
        ("jumab", "Жұмабаев"),
        ("zhumab", "Жұмабаев"),
        ("сергеев", "Serheiev"),
        ("sergeyev", "Сергеев"),
        ("ковалев", "Ковальов"),
        ("kovalyov", "Ковалёв"),
        ("wysocki", "Высоцкий"),
        ("გიორ", "გიორგი"),
        ("محم", "محمد"),
        ("小明", "王小明"),
        ("παπ", "Παπαδόπουλος"),
        ("yilmaz", "Yılmaz"),
        ("lukasz", "Łukasz"),
    ],
)
def test_a_name_is_found_as_it_is_typed(query: str, name: str) -> None:
    assert finds(query, [name])


@pytest.mark.parametrize(("query", "name"), [("кова", "Петренко"), ("олег", "Ольга"), ("иванна", "Іван")])
def test_another_name_is_not_found(query: str, name: str) -> None:
    assert not finds(query, [name])


@given(CYRILLIC_NAME, st.integers(1, 14))
def test_every_beginning_of_a_cyrillic_name_finds_it(name: str, length: int) -> None:
    assert not search_terms(name[:length]) or finds(name[:length], [name])


@given(LATIN_NAME, st.integers(1, 14))
def test_every_beginning_of_a_latin_name_finds_it(name: str, length: int) -> None:
    assert finds(name[:length], [name])


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=14))
def test_a_whole_latin_name_finds_itself(name: str) -> None:
    assert finds(name, [name])


@pytest.mark.parametrize("query", ["+380 50 123", "050 123 45 67", "(050)123-45", "380501234567", "0038050", "1234567"])
def test_a_telephone_is_found_by_its_digits_however_they_are_typed(query: str) -> None:
    assert finds(query, [], ("+380501234567",))


@pytest.mark.parametrize("query", ["8 701 123 45 67", "+7 (701) 123", "8701", "7011234567"])
def test_a_kazakh_number_is_found_with_its_trunk_prefix(query: str) -> None:
    assert finds(query, [], ("+77011234567",))


@pytest.mark.parametrize("query", ["482 917 352", "482-917-352", "482917", "048 291"])
def test_a_reference_code_is_found_in_any_grouping(query: str) -> None:
    assert finds(query, [], codes=("482917352", "048291735"))


def test_name_and_number_must_both_be_found() -> None:
    assert finds("кова 050 12", ["Коваль"], ("+380501234567",))
    assert not finds("кова 050 99", ["Коваль"], ("+380501234567",))


@given(ANYTHING)
def test_terms_are_few_short_and_free_of_wildcards(text: str) -> None:
    terms = search_terms(text)
    assert len(terms) <= MOST_TERMS
    assert all(0 < len(term) <= LONGEST_TERM for term in terms)
    assert not any(mark in term for term in terms for mark in "%_\\ ")
    assert terms == search_terms(text)
    search_text([text], [text], [text]).encode()


def test_nothing_typed_looks_for_nothing() -> None:
    assert search_terms(" %_' ") == []
