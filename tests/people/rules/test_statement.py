"""Reading what was given about one person: values and faults, and never an exception."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.faults import FaultCode
from dodomu.people.rules.statement import FIELDS, Reading, keep_readable, place_key, read_statement
from dodomu.people.rules.wishes import Wish

ALMATY = UUID(int=1)
READING = Reading(
    country="KZ",
    sending="UA",
    refs={"ala": ALMATY},
    words={place_key(name): ALMATY for name in ("Алмати", "Almaty", "Алма-Ата")},
    today=date(2022, 1, 10),
)


def read(**given_fields: str):
    return read_statement(given_fields, READING)


def faults(**given_fields: str) -> list[tuple[str, FaultCode]]:
    return [(fault.field, fault.code) for fault in read(**given_fields).faults]


def test_what_was_not_said_is_not_a_fault():
    statement = read()
    assert statement.faults == ()
    assert (statement.name, statement.phones, statement.whereabouts, statement.needs) == (None, None, None, None)


def test_a_whole_registration_is_read():
    statement = read(
        name="Коваль Олена Петрівна", birth_date="14.03.1986", citizenships="Україна, KZ", phones="+38 000 111-22-33",
        email="Olena@Example.org", telegram="https://t.me/Olena_K", document_number="ХХ 123456", consent="yes",
        document_expires="2030-01-01", place="ala", wish="додому", needs="insulin|wheelchair",
        home_contact_name="Мама", home_contact_phone="+380 00 1234567", languages="uk, російська",
    )  # fmt: skip
    assert statement.faults == ()
    assert statement.name == ("Коваль", "Олена", "Петрівна")
    assert statement.citizenships == ("UA", "KZ")
    assert statement.phones == ("+380001112233",)
    assert statement.emails == ("Olena@example.org",)
    assert statement.telegrams == ("olena_k",)
    assert statement.papers is not None and statement.papers[0].key == "XX123456"
    assert statement.whereabouts is not None and statement.whereabouts.place == ALMATY
    assert statement.wish is Wish.LEAVE_NOW
    assert set(statement.needs or ()) == {"medicine", "wheelchair"}
    assert statement.needs_words == "insulin"
    assert statement.languages == ("uk", "ru")
    assert statement.consent


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("birth_date", "30.02.1986", FaultCode.NO_SUCH_DAY),
        ("birth_date", "2022-01-11", FaultCode.IN_FUTURE),
        ("birth_date", "1850-01-01", FaultCode.TOO_LONG_AGO),
        ("birth_date", "коли сніг", FaultCode.NOT_A_DATE),
        ("birth_date", "01.02.86", FaultCode.YEAR_UNCLEAR),
        ("phones", "не знаю", FaultCode.NOT_A_PHONE),
        ("phones", "123", FaultCode.PHONE_TOO_SHORT),
        ("email", "olena at example.org", FaultCode.NOT_AN_EMAIL),
        ("email", "a@b", FaultCode.NOT_AN_EMAIL),
        ("telegram", "не маю", FaultCode.NOT_A_TELEGRAM_NAME),
        ("citizenships", "Нарнія", FaultCode.UNKNOWN_COUNTRY),
        ("wish", "абракадабра", FaultCode.UNKNOWN_WISH),
        ("latitude", "північ", FaultCode.NOT_A_NUMBER),
        ("latitude", "91", FaultCode.NOT_ON_EARTH),
        ("longitude", "nan", FaultCode.NOT_ON_EARTH),
        ("document_number", "загубила", FaultCode.NOT_A_DOCUMENT_NUMBER),
        ("name", "12345", FaultCode.NAME_NEEDED),
        ("place_words", "ж" * 4000, FaultCode.TOO_LONG),
    ],
)
def test_each_fault_has_its_own_name(field: str, typed: str, code: FaultCode):
    assert (field, code) in faults(**{field: typed})


def test_several_faults_are_found_at_once():
    assert {field for field, _ in faults(birth_date="x", phones="y", email="z")} == {"birth_date", "phones", "email"}


def test_a_field_at_fault_has_no_value():
    assert read(birth_date="30.02.1986").birth_date is None


def test_a_stay_that_ends_before_it_begins_is_a_fault_and_keeps_its_beginning():
    statement = read(place="ala", stays_from="2022-01-05", stays_until="2022-01-01")
    assert [fault.code for fault in statement.faults] == [FaultCode.ENDS_BEFORE_START]
    assert statement.whereabouts is not None
    assert (statement.whereabouts.since, statement.whereabouts.until) == (date(2022, 1, 5), None)


@pytest.mark.parametrize("typed", ["Алмати", "АЛМАТЫ", "almaty", "Алма-Ата", "Алма-Ата, Медеуський р-н"])
def test_a_place_is_found_by_its_names_and_its_words_are_kept(typed: str):
    where = read(place=typed).whereabouts
    assert where is not None
    assert (where.place, where.words) == (ALMATY, typed)


def test_a_place_that_nobody_knows_is_kept_in_words():
    where = read(place="село Калинівка").whereabouts
    assert where is not None
    assert (where.place, where.words) == (None, "село Калинівка")


def test_a_party_needs_names_and_one_way_to_be_reached():
    assert [fault.code for fault in keep_readable(read(), leads=True)] == [
        FaultCode.NAME_NEEDED,
        FaultCode.WAY_TO_REACH_NEEDED,
    ]
    assert keep_readable(read(name="Коваль Олена"), leads=False) == []
    assert keep_readable(read(name="Коваль Олена", home_contact_phone="+380 00 1112233"), leads=True) == []


def test_a_fault_is_not_named_twice():
    assert keep_readable(read(name="123", phones="x"), leads=True) == []


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300), max_size=len(FIELDS)))
def test_anything_typed_gives_values_or_faults_and_never_an_exception(typed):
    statement = read_statement(typed, READING)
    assert all(fault.field in FIELDS for fault in statement.faults)


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.sampled_from(FIELDS))
def test_no_character_brings_it_down(typed, field):
    read_statement({field: typed}, READING)
