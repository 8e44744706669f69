"""All forms of one advice say the same; what is read aloud is spelled out."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.sms_smpp.writing import parts_of
from dodomu.contact.queries.wording import count_parts, frame
from dodomu.contact.rules import forms, frames, short, voice_script
from dodomu.contact.rules.advice import LANGUAGES, Words
from dodomu.contact.rules.forms import Sheet
from dodomu.contact.rules.frames import UnreadableFrame, read_frame
from dodomu.contact.rules.statements import READ, Form, code_from, digest
from dodomu.contact.rules.terms import AdviceKind
from tests.contact.advising import DAY, EN, HOUR, NOON, UK

CODE = code_from(482917354)


def sheet(**changes: Any) -> Sheet:
    values: dict[str, Any] = {
        "number": 12, "kind": AdviceKind.SHELTER, "issued_at": NOON, "valid_from": NOON,
        "valid_until": NOON + 30 * HOUR, "zone": ZoneInfo("Asia/Almaty"), "places": {},
        "country": {"uk": "Казахстан", "en": "Kazakhstan"}, "replaces": None, "is_exercise": False,
        "base": "https://dodomu.example.org", "slug": "kz-2022",
    }  # fmt: skip
    return Sheet(**{**values, **changes})


def text(form: Form, words: Words = UK, language: str = "uk", **changes: Any) -> str:
    return forms.write(form, sheet(**changes), words, frame(language), code=CODE, parts=count_parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [form for form in READ if form is not Form.VOICE])
@pytest.mark.parametrize("ends", [NOON + 30 * HOUR, None])
def test_each_form_has_number_hours_code_and_address(form: Form, language: str, ends: Any):
    said = text(form, language=language, valid_until=ends)
    assert "12" in said and "12:00" in said and "UTC+6" in said
    assert CODE in said.replace(" ", "")
    assert said.count("https://dodomu.example.org/c/kz-2022/advice/12") == 1
    assert ("18:00" in said) == (ends is not None)


def test_an_advice_in_english_as_it_is_read_on_the_page():
    assert text(Form.PAGE, EN, "en", replaces=9, is_exercise=True).splitlines() == [
        "EXERCISE. None of this is real.",
        "Advice No. 12: stay in a safe place",
        "Stay inside from 23:00 to 07:00",
        "",
        "A curfew is in force.",
        "Hotline: +380 00 123 45 67.",
        "",
        "Where: the whole country (Kazakhstan)",
        "Issued: 8 January 2022, 12:00 (UTC+6)",
        "Valid until: 9 January 2022, 18:00 (UTC+6)",
        "Replaces advice No. 9.",
        "Code for checking: 48291 73548",
        "Page: https://dodomu.example.org/c/kz-2022/advice/12",
    ]


def test_an_sms_has_the_whole_text_where_it_fits_three_parts():
    said = text(Form.SMS, EN, "en")
    assert "Hotline: +380 00 123 45 67." in said and parts_of(said).count <= 3
    assert parts_of(said).writing == "gsm7"


def test_an_sms_says_its_own_short_words_where_there_are_any():
    said = text(Form.SMS, Words(UK.headline, UK.text, "Будьте вдома з 23:00."))
    assert "Будьте вдома з 23:00." in said and "гаряча" not in said.lower()
    assert parts_of(said).count <= 3


def test_a_text_that_does_not_fit_an_sms_is_told_by_its_headline_and_where_to_read_on():
    said = text(Form.SMS, Words(UK.headline, "Довгий текст. " * 100, "Коротко, але не досить. " * 12))
    assert f"{UK.headline}. Далі на сторінці." in said and "Довгий" not in said
    assert parts_of(said).count <= 3


def test_signs_that_cost_double_are_written_plainly_and_stay_the_same_text():
    words = Words("Stay “inside” – now…", "It’s safe.\u00a0Wait.")
    said = text(Form.SMS, words, "en")
    assert 'Stay "inside" - now...' in said and parts_of(said).writing == "gsm7"
    assert digest(short.plain(words.headline)) == digest(words.headline)


def test_a_telegram_message_is_never_longer_than_one_may_be():
    long = Words(UK.headline, "я" * 4000)
    assert len(text(Form.TELEGRAM, long)) < 4096 and "на сторінці" in text(Form.TELEGRAM, long)
    assert "я" * 4000 in text(Form.PAGE, long)


def test_where_the_clock_is_turned_or_the_year_ends_it_is_said():
    said = text(Form.SMS, zone=ZoneInfo("Europe/Kyiv"), valid_until=NOON + 120 * DAY)
    assert "08.01.2022 08:00 UTC+2" in said and "08.05 09:00 UTC+3" in said
    assert "08.01.2024" in text(Form.SMS, valid_until=NOON + 730 * DAY)
    assert "UTC+5:30" in text(Form.PAGE, zone=ZoneInfo("Asia/Kolkata"))
    assert "UTC-4" in text(Form.PAGE, zone=ZoneInfo("America/Caracas"))


def test_a_withdrawal_names_what_is_withdrawn_and_where_the_rest_is():
    said = forms.withdrawal(sheet(), frame("uk"), at=NOON + HOUR, code=CODE)
    for words in ("Пораду № 12 відкликано", "12:00 (UTC+6)", "13:00 (UTC+6)", "/c/kz-2022/advice", "48291 73548"):
        assert words in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_script_has_no_digits_and_says_everything_twice(language: str):
    said = text(Form.VOICE, language=language, replaces=9, is_exercise=True, valid_from=NOON + HOUR)
    assert not re.search(r"\d", said)
    begin, *lines = said.splitlines()
    half = (len(lines) - 2) // 2
    assert lines[:half] == lines[half + 1 : -1]
    assert lines[half] == frame(language).say("voice.again") and begin == frame(language).say("voice.begin")


def test_a_voice_script_in_english():
    said = text(Form.VOICE, EN, "en").splitlines()
    assert said[1:9] == [
        "Advice number twelve: stay in a safe place.",
        "Stay inside from twenty three hundred hours to seven hundred hours.",
        "A curfew is in force.",
        "Hotline: three eight zero, zero zero, one two three, four five, six seven.",
        "Where: the whole country (Kazakhstan).",
        "Issued: the eighth of January, twelve hundred hours, U T C plus six, in the year two thousand twenty two.",
        "Valid until: the ninth of January, eighteen hundred hours, U T C plus six.",
        "Code for checking: four eight two nine one, seven three five four eight.",
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "нуль"), (11, "одинадцять"), (21, "двадцять один"), (40, "сорок"), (100, "сто"), (115, "сто п'ятнадцять"),
        (1000, "одна тисяча"), (2002, "дві тисячі два"), (5000, "п'ять тисяч"), (11000, "одинадцять тисяч"),
        (21000, "двадцять одна тисяча"), (112_000, "сто дванадцять тисяч"), (1_000_000, "один" + " нуль" * 6),
    ],
)  # fmt: skip
def test_numbers_in_ukrainian(number: int, words: str):
    assert voice_script.cardinal(number, frame("uk")) == words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("о 18:30", "о вісімнадцять тридцять"),
        ("09:05", "дев'ять нуль п'ять"),
        ("08.01.2022", "восьме січня, рік дві тисячі двадцять два"),
        ("тел. 112", "тел. сто дванадцять"),
        ("код 007", "код нуль нуль сім"),
        ("12 321 особа", "дванадцять тисяч триста двадцять один особа"),
        ("2,5 км", "два кома п'ять км"),
        ("50%", "п'ятдесят відсотків"),
        ("М39", "М тридцять дев'ять"),
        ("a@b.example.org", "a равлик b крапка example крапка org"),
        ("https://a.example.org/x-1", "a крапка example крапка org похила риска x дефіс один"),
        ("Слово за словом.", "Слово за словом."),
    ],
)
def test_what_stands_in_digits_is_written_out(written: str, spoken: str):
    assert voice_script.spoken(written, frame("uk")) == spoken


@given(st.text(alphabet="0123456789 .,:+-/№%@абвxyz\n", max_size=60), st.sampled_from(LANGUAGES))
def test_no_ascii_digit_is_left_to_be_read_in_two_ways(written: str, language: str):
    assert not re.search(r"\d", voice_script.spoken(written, frame(language)))


@given(st.integers(0, 999_999))
def test_no_two_numbers_sound_alike(number: int):
    for language in LANGUAGES:
        words = frame(language)
        assert voice_script.cardinal(number, words) != voice_script.cardinal((number + 1) % 1_000_000, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words(language: str):
    assert frame(language).words.keys() == frames.PLAIN.keys()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("until: Valid until: {hour}", "until: Valid until:"),  # the hour is lost
        ("code: Code for checking: {code}", "code: {code} {x}"),
        ("page: Page: {address}", "page: Page: {address"),
        ("title: Advice", "titel: Advice"),
        ("open: Valid until we replace or withdraw it.", ""),
        ("ones: zero, one,", "ones: one,"),
        ("voice.at: at", "voice.at: at\nvoice.at: at"),
        ("voice.at: at", "voice.at at"),
    ],
)
def test_a_file_of_words_with_a_fault_is_refused_whole(before: str, after: str):
    whole = _file("en")
    assert before in whole
    with pytest.raises(UnreadableFrame):
        read_frame("en", whole.replace(before, after))


def test_months_go_the_right_way_round():
    for month in range(12):
        said = forms.hour_words(NOON + timedelta(days=30.5 * month), ZoneInfo("UTC"), frame("en"))
        assert frame("en").lists["months"][month] in said


def _file(language: str) -> str:
    from importlib import resources

    return resources.files("dodomu").joinpath("content", "messages", "advice", f"{language}.txt").read_text("utf-8")
