"""What a gate folds is what the register finds."""

import pytest

from dodomu.boarding.rules.finding import fold, fold_table, kept
from dodomu.people.rules.search import search_terms, search_text

NAMES = (
    "Коваль Олена", "Щербак Юлія", "Серікқызы Айгерім", "Ґудзь Їжакевич", "Бойко-Шевчук", "Гук Петро", "Хмельницький",
    "Ковалёв Артём", "Джумабаев", "Kovalenko Oleksandr", "Schneider", "Tchaikovsky", "O'Brien", "Дем’яненко", "Łukasz",
    "Müller", "Жук", "Yushchenko", "Zghurskyi", "Thomas", "Alexander", "Kowalski", "Cyril", "Рудько", "Мар'яна",
    "Қасымжомарт Тоқаев", "Mykhailo", "Quentin", "Wójcik", "Šimko", "Çelik", "IВАН", "Анна", "ковал",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_folds_as_the_register_folds_a_query(name: str):
    assert fold(name).split() == search_terms(name)


@pytest.mark.parametrize("typed", ["kova", "ков", "koval o", "щерб", "shcherb", "aigerim", "айгер", "юли"])
def test_what_is_typed_is_found_in_what_is_kept(typed: str):
    names = ("Коваль Олена", "Щербак Юлія", "Серікқызы Айгерім")
    assert any(all(word in kept(search_text([name])) for word in fold(typed).split()) for name in names)


def test_no_telephone_and_no_code_is_kept():
    text = search_text(["Коваль Олена"], phones=["+380001112233"], codes=["123456782"])
    assert not any(mark.isdecimal() for mark in kept(text))
    assert "koval" in kept(text).split()


def test_keys_are_short_and_every_letter_folds_to_plain_ones():
    assert max(map(len, fold_table())) <= 4
    letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэәғқңөұүһ"
    assert all(fold(each).isascii() for each in letters)
