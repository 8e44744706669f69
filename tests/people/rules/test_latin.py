"""Names in Latin capitals as passports have them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.latin import latin_name

VECTORS = Path(__file__).parents[2] / "vectors" / "translit" / "cyrillic.json"


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Коваль Олена", "KOVAL OLENA"),
        ("Згурський Юрій", "ZGHURSKYI YURII"),
        ("Єнакієве Їжакевич", "YENAKIIEVE YIZHAKEVYCH"),
        ("Короп'є Знам’янка", "KOROPIE ZNAMIANKA"),
        ("Гоща Григорій", "HOSHCHA HRYHORII"),
        ("Ґалаґан Яготин", "GALAGAN YAHOTYN"),
        ("Нечуй-Левицький", "NECHUI-LEVYTSKYI"),
        ("Кузнецов Сергей Объедков", "KUZNETSOV SERGEI OBIEEDKOV"),
        ("O'Neill Seán", "O'NEILL SEAN"),
        ("Müller-Ståhl", "MULLER-STAAHL"),
        ("Łukasz Żółć", "LUKASZ ZOLC"),
        ("KOVAL OLENA", "KOVAL OLENA"),
        ("李小龙", ""),
        ("محمد علي", ""),
        ("შევარდნაძე ქეთევან", "SHEVARDNADZE KETEVAN"),
        ("Հարությունյան Սուրեն", "HARUTYUNYAN SUREN"),
        ("Մովսիսյան Եվա", "MOVSISYAN EVA"),
        ("", ""),
        ("-' Іван '-", "IVAN"),
    ],
)
def test_a_name_is_spelled_as_a_ukrainian_passport_has_it(name, latin):
    assert latin_name(name, state="UA") == latin


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Серік Әлия", "SERIK ALIIA"), ("Қожахметов Ғабит", "KOZHAKHMETOV GABIT"), ("Игорь Гончаров", "IGOR GONCHAROV")],
)
def test_where_the_letters_do_not_tell_the_state_that_issues_the_passports_does(name, latin):
    assert latin_name(name, state="KZ") == latin


def test_letters_that_only_ukrainian_has_are_ukrainian_whoever_sends():
    assert latin_name("Гнатюк Євген", state="KZ") == "HNATIUK YEVHEN"


def test_kazakh_and_russian_letters_are_not_read_as_ukrainian():
    assert latin_name("Серікқызы Игорь", state="UA").startswith("SERIKKYZY IGOR")


def test_ukrainian_is_spelled_as_the_resolution_of_2010_has_it():
    kept = json.loads(VECTORS.read_text(encoding="utf-8"))
    system = next(name for name in kept if name.startswith("mvd-ukr") or "ukr-Cyrl-Latn-2010" in name)
    wrong = [
        (name, latin, latin_name(name, state="UA"))
        for name, latin in kept[system]
        if latin_name(name, state="UA") != latin.upper().replace("’", "'")
    ]
    assert len(wrong) <= len(kept[system]) // 20, wrong


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_letters_that_a_pass_holds(name):
    latin = latin_name(name, state="UA")
    assert set(latin) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-")
    assert latin == latin.strip()
