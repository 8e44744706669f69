"""Names: parted where certain, keyed alike in every script."""

import csv
import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.names import (
    KEY_LIMIT,
    Name,
    NameFault,
    NameOrder,
    clean_name,
    name_key,
    names_agree,
    patronymic_key,
    read_name,
    split_name,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "translit"
ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=60)
LETTERS = st.text(
    st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёэыъәғқңөұүһabcdefghijklmnopqrstuvwxyz' -"), max_size=40
)


@pytest.mark.parametrize(
    "spellings",
    [
        "KOVAL MARIIA|Коваль Марія|Мария Коваль|Koval Maria|КОВАЛЬ Марія Іванівна|Koval, Mariya",
        "Қасым-Жомарт Тоқаев|Касым-Жомарт Токаев|Kassym-Jomart Tokayev|Qasym-Jomart Toqaev|Kasym-Zhomart Tokaev",
        "Лук'янець Ольга|Лукʼянець Ольга|Лук’янець Ольга|Лукьянец Ольга|Lukianets Olha|Lukyanets Olga",
        "Андреева Юлия|Андреєва Юлія|Andreieva Yuliia|Andreyeva Julia|Andreeva Iuliia",
        "Васильев Пётр|Васильєв Петро|Vasiliev Petr|Vasyliev Petro|Vasilyev Pyotr",
        "Ковалёв Артём|Ковальов Артем|Kovalyov Artyom|Kovalev Artem|Ковалев Артём",
        "Соколовська Яна|Соколовская Яна|Sokolovska Yana|Sokolovskaya Iana",
        "Щербак Михайло|Щербак Михаил|Shcherbak Mykhailo|SHCHERBAK MIKHAIL",
        "Жұмабаев Айжан|Жумабаев Айжан|Zhumabayev Aizhan|Jumabaev Aijan",
        "Гнатюк Владимир|Гнатюк Володимир|Hnatiuk Volodymyr|Gnatyuk Vladimir",
        "Өмірбек Әлия|Омирбек Алия|Ömirbek Äliya|Omirbek Aliya",
        "Iваненко Iван|Іваненко Іван|IVANENKO IVAN|Ivanenko/IVANMR|IVANENKO / IVAN MR",
        "Войцеховський Олексій|Войцеховский Алексей|Voitsekhovskyi Oleksii|Voytsekhovsky Alexey",
        "Gökçe Ümit|GÖKÇE ÜMİT|Gokche Umit",
    ],
)
def test_one_name_has_one_key_in_every_script(spellings: str) -> None:
    assert len({name_key(spelling) for spelling in spellings.split("|")}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ольга", "Олег"),
        ("Іван", "Іванна"),
        ("Жанна", "Яна"),
        ("Mario", "Marie"),
        ("Марія", "Марина"),
        ("Дарія", "Дарина"),
        ("Олена", "Алена"),
        ("Данель", "Даніель"),
        ("Чорний", "Чорна"),
        ("Ткач", "Ткачук"),
        ("नरेन्द्र मोदी", "नरेन्द्र मोडी"),
        ("مسعود", "محمود"),
        ("王小明", "王小红"),
        ("Person 1", "Person 11"),
    ],
)
def test_names_that_differ_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.lists(LETTERS.map(lambda word: "".join(mark for mark in word if mark.isalpha())), max_size=2))
def test_the_order_of_two_words_does_not_change_the_key(words: list[str]) -> None:
    assert len({name_key(" ".join(order)) for order in permutations(words)}) == 1


@given(LETTERS)
def test_capitals_do_not_change_the_key(text: str) -> None:
    assert name_key(text.upper()) == name_key(text) == name_key(text.title())


@given(ANYTHING)
def test_any_text_has_a_key_that_fits_its_column(text: str) -> None:
    assert len(name_key(text * 20)) <= KEY_LIMIT
    patronymic_key(text)
    assert not names_agree(text, "") or not text


def test_a_patronymic_may_be_missing_but_not_another() -> None:
    assert names_agree("Коваль Іван Петрович", "KOVAL IVAN")
    assert names_agree("Коваль Іван Олексійович", "Иван Алексеевич Коваль")
    assert not names_agree("Коваль Іван Петрович", "Коваль Іван Іванович")


def test_a_given_name_or_an_initial_alone_proves_nothing() -> None:
    assert not names_agree("Марія", "Мария")
    assert not names_agree("Коваль М.", "Koval M.")
    assert not names_agree("", "")


@pytest.mark.parametrize(
    ("name", "father"),
    [
        ("Величко Оксана Олександрівна", "Величко Оксана Александровна"),
        ("Худяк Юрій Миколайович", "Худяк Юрий Николаевич"),
        ("Коваль Анна Юріївна", "Коваль Анна Юрьевна"),
        ("Алиев Рашад Гасан оглы", "Алиева Лейла Гасан кызы"),
        ("Асқаров Мирас Асқарұлы", "Асқарова Дана Асқарқызы"),
        ("Коваль Анна Іллівна", "Коваль Иван Ильич"),
    ],
)
def test_brother_and_sister_share_the_key_of_their_father(name: str, father: str) -> None:
    assert patronymic_key(name) == patronymic_key(father) != ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Міщук Артем Романович", Name("Міщук", "Артем", "Романович", NameOrder.FAMILY_FIRST)),
        ("Анна Петрівна Юркевич", Name("Юркевич", "Анна", "Петрівна", NameOrder.GIVEN_FIRST)),
        ("Петрович Іван Іванович", Name("Петрович", "Іван", "Іванович", NameOrder.FAMILY_FIRST)),
        ("Марія Іванівна", Name("", "Марія", "Іванівна", NameOrder.GIVEN_FIRST)),
        ("Иван Петрович", Name("Петрович", "Иван", "", NameOrder.GIVEN_FIRST)),
        ("KOVAL, Mariia", Name("KOVAL", "Mariia", "", NameOrder.FAMILY_FIRST)),
        ("KOVAL/MARIIAMRS", Name("KOVAL", "MARIIA", "", NameOrder.FAMILY_FIRST)),
        ("SŁAWSKI Ludvig", Name("SŁAWSKI", "Ludvig", "", NameOrder.FAMILY_FIRST)),
        ("Оксана Величко", Name("Величко", "Оксана", "", NameOrder.GIVEN_FIRST)),
        ("Алиев Рашад Гасан оглы", Name("Алиев", "Рашад", "Гасан оглы", NameOrder.FAMILY_FIRST)),
        ("Іван Роман", Name("Іван", "Роман", "", NameOrder.UNTOLD)),
        ("Xyz Abc", Name("Xyz", "Abc", "", NameOrder.UNTOLD)),
        ("Коваль", Name("Коваль", "", "", NameOrder.UNTOLD)),
    ],
)
def test_a_name_is_parted_only_where_that_is_certain(typed: str, name: Name) -> None:
    assert split_name(typed) == name


@given(ANYTHING)
def test_parting_any_text_loses_no_letter_of_a_name(text: str) -> None:
    parted = split_name(text)
    if "/" not in text and "," not in text and "<" not in text:
        assert sorted(parted.full.replace(" ", "")) == sorted(clean_name(text).replace(" ", ""))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NameFault.EMPTY),
        (" \u200b ", NameFault.EMPTY),
        ("123 !", NameFault.NO_LETTERS),
        ("а" * 201, NameFault.TOO_LONG),
        ("а" * 150, NameFault.TOO_LONG),
    ],
)
def test_what_is_no_name_says_why(typed: str, fault: NameFault) -> None:
    assert read_name(typed) is fault


@given(ANYTHING)
def test_any_text_is_a_name_or_a_fault(text: str) -> None:
    assert isinstance(read_name(text), Name | NameFault)
    assert clean_name(clean_name(text)) == clean_name(text)


@pytest.mark.parametrize(
    "system",
    [
        "ua-ukr-Cyrl-Latn-2010",
        "un-ukr-Cyrl-Latn-2012",
        "bgnpcgn-ukr-Cyrl-Latn-2019",
        "alalc-ukr-Cyrl-Latn-1997",
        "alalc-rus-Cyrl-Latn-2012",
        "odni-rus-Cyrl-Latn-2015",
        "bgnpcgn-kir-Cyrl-Latn-1979",
        "odni-kaz-Cyrl-Latn-2015",
    ],
)
def test_the_official_systems_of_transliteration_keep_the_key(system: str) -> None:
    pairs = json.loads((VECTORS / "cyrillic.json").read_text("utf-8"))[system]
    assert [pair for pair in pairs if name_key(pair[0]) != name_key(pair[1])] == []


def test_on_made_up_names_hardly_two_people_agree_and_most_spellings_of_one_do() -> None:
    """Two people who agree here bear the same name; one who does not is misspelt or has more names."""
    with (VECTORS / "name_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    agreed = [row["same_person"] == "1" for row in rows if names_agree(row["one"], row["other"])]
    same = sum(row["same_person"] == "1" for row in rows)
    assert sum(agreed) / len(agreed) > 0.98
    assert sum(agreed) / same > 0.70
