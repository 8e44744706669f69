"""What an SMS says of passes: where and when, in the reader's own language, and in how many parts."""

import re

import pytest

from dodomu.boarding.operations.passes import end_pass
from dodomu.boarding.queries import pass_words
from dodomu.boarding.rules.terms import PassEnd
from dodomu.foundation.models import Place
from dodomu.journeys.models import Leg
from dodomu.people.models import Person
from tests.boarding.passed import NOW, SOON, in_force, keep, ready
from tests.journeys.offered import Harbour

pytestmark = pytest.mark.django_db
# Names as long as such places have them.
MEETING = {
    "en": "Almaty International Airport, Terminal 2, hall of arrivals",
    "uk": "Міжнародний аеропорт Алмати, термінал 2, зал прильоту",
    "ru": "Международный аэропорт Алматы, терминал 2, зал прилёта",
    "kk": "Алматы халықаралық әуежайы, 2-терминал, келу залы",
}
TARGET = {"en": "Warsaw", "uk": "Варшава", "ru": "Варшава", "kk": "Варшава"}


@pytest.fixture
def here(tmp_path, settings):
    made, (party,) = ready(tmp_path, settings, persons=2)
    keep(made)
    Place.objects.filter(id=in_force(party)[0].meeting_place_id).update(names=MEETING)
    Place.objects.filter(id=Leg.objects.get(ref="PS-1").target_id).update(names=TARGET)
    return made, party


def said(here: Harbour, party, *, is_latin: bool = False):
    return pass_words.sms(here.id, party, is_latin=is_latin, at=SOON, sending=here.crisis.sending)


@pytest.mark.parametrize("language", ["en", "kk", "ru", "uk"])
def test_each_language_is_whole_and_in_three_parts_at_the_most(here, language):
    told = said(*here)
    text = told.texts[language]
    assert text.startswith("{name}: PS-1") and text.endswith("{reference}")
    assert MEETING[language] in text and TARGET[language] in text
    assert re.search(r"\d\d\.\d\d \d\d:\d\d", text)
    if language != "en":
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"name", "reference", "PS"}
        assert not words, f"left in English: {words}"
    assert told.parts.count <= 3


def test_in_english_in_latin_letters_it_is_two_parts_at_the_most_and_names_who_can_be_named(here):
    made, party = here
    first, second = in_force(party)
    Person.objects.filter(id=first.person_id).update(family_name="李", given_name="小龙")
    keep(made)
    told = said(made, party, is_latin=True)
    (text,) = set(told.texts.values())
    assert text.isascii() and text.startswith(f"{second.name} +1: PS-1 to Warsaw")
    assert told.parts.count <= 2


def test_where_no_name_has_latin_letters_it_still_says_what_it_is(here):
    made, party = here
    Person.objects.filter(party=party).update(family_name="李", given_name="小龙")
    keep(made)
    (text,) = set(said(made, party, is_latin=True).texts.values())
    assert text.isascii() and text.startswith("Pass +1: PS-1 to Warsaw")


def test_of_who_has_no_pass_nothing_is_said(here):
    made, party = here
    for each in in_force(party):
        end_pass(held=each.id, cause=PassEnd.OFFICER, by=made.officer(), at=NOW)
    assert said(made, party) is None
