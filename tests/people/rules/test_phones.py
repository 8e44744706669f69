"""Telephone numbers as people write them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.phones import Phone, PhoneFault, read_phone, read_phones, spoken, whole_number

VECTORS = Path(__file__).parents[2] / "vectors" / "phone" / "kz-central-asia-oracle.json"
KYIV = Phone("+380501234567", "UA")
ALMATY = Phone("+77011234567", "KZ")
ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=60)
NEARLY_NUMBERS = st.text(st.sampled_from("0123456789+-() .,/доб#x٣"), max_size=40)

# Where we read otherwise than the library does: 8~10 dials abroad from Kazakhstan whatever the home country is.
READ_OTHERWISE = {"810 7 701 1234567": ALMATY, "112": PhoneFault.TOO_SHORT}


def read(typed: str, country: str | None = "KZ", home: str | None = "UA") -> Phone | PhoneFault:
    return read_phone(typed, country=country, home=home)


@pytest.mark.parametrize(
    "typed",
    [
        "+380501234567",
        "+380 50 123-45-67",
        "050 123 45 67",
        "(050) 123-45-67",
        "380501234567",
        "00380501234567",
        "+380+380 50 123 45 67",
        "+380380501234567",
        "+380 0 50 123 45 67",
        "+380 +380501234567",
        "+0501234567",
        "8 050 123 45 67",
        "8 10 380 50 123 45 67",
        "501234567",
        "тел. 050 123 45 67",
        "+380501234567 (мама)",
        "٠٥٠١٢٣٤٥٦٧",
        "０５０１２３４５６７",
        "050\u200b1234567",
        "050-123-45-67 Viber",
    ],
)
def test_a_ukrainian_number_is_the_same_string_however_it_is_typed(typed: str) -> None:
    assert read(typed) == KYIV


@pytest.mark.parametrize(
    "typed",
    [
        "+7 701 123 45 67",
        "8 701 123-45-67",
        "8(701)1234567",
        "77011234567",
        "7011234567",
        "+8 701 123 45 67",
        "007 701 1234567",
    ],
)
def test_a_kazakh_number_is_the_same_string_however_it_is_typed(typed: str) -> None:
    assert read(typed) == ALMATY


def test_seven_is_kazakhstan_and_russia_and_the_number_tells_which() -> None:
    assert read("+7 916 195 55 58") == Phone("+79161955558", "RU")
    assert read("8 916 195 55 58") == Phone("+79161955558", "RU")


@pytest.mark.parametrize(
    "typed", ["0008141859", "+380008141859", "380008141859", "+38 000 814-1859", "+380 0 008141859"]
)
def test_a_number_outside_the_plan_of_ukraine_is_kept_and_marked(typed: str) -> None:
    assert read(typed) == Phone("+380008141859", "UA", assigned=False)


@pytest.mark.parametrize("typed", ["80007791378", "+70007791378", "70007791378", "+70 007 791-378"])
@pytest.mark.parametrize(("country", "home"), [("KZ", "UA"), ("UA", "KZ")])
def test_a_number_outside_the_plan_of_kazakhstan_is_kept_and_its_country_is_not_told(
    typed: str, country: str, home: str
) -> None:
    assert read(typed, country, home) == Phone("+70007791378", "", assigned=False)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", PhoneFault.EMPTY),
        ("  ", PhoneFault.EMPTY),
        ("немає", PhoneFault.NOT_A_NUMBER),
        ("05O1234567", PhoneFault.NOT_A_NUMBER),
        ("1-800-FLOWERS", PhoneFault.NOT_A_NUMBER),
        ("112", PhoneFault.TOO_SHORT),
        ("+38000659926", PhoneFault.TOO_SHORT),
        ("+7000378525", PhoneFault.TOO_SHORT),
        ("050 123 45 6", PhoneFault.TOO_SHORT),
        ("9" * 30, PhoneFault.TOO_LONG),
        ("9" * 5000, PhoneFault.TOO_LONG),
        ("+999123456789", PhoneFault.COUNTRY_UNCLEAR),
        ("0501234567, 0671234567", PhoneFault.SEVERAL),
    ],
)
def test_what_is_no_number_says_why(typed: str, fault: PhoneFault) -> None:
    assert read(typed) is fault


def test_a_bare_number_without_a_country_is_unclear() -> None:
    assert read("050 123 45 67", None, None) is PhoneFault.COUNTRY_UNCLEAR


def test_a_number_of_home_is_preferred_only_where_it_is_certain() -> None:
    assert read("050 123 45 67", "DE") == KYIV
    assert read("0171 2345678", "DE") == Phone("+491712345678", "DE")
    assert read("050 123 456", "DE") is PhoneFault.COUNTRY_UNCLEAR


@pytest.mark.parametrize(
    "typed", ["0501234567 доб. 12", "0501234567доб12", "+380501234567 ext 12", "+380 50 123 45 67 x12"]
)
def test_an_extension_is_kept_apart(typed: str) -> None:
    assert read(typed) == Phone("+380501234567", "UA", extension="12")


@pytest.mark.parametrize(
    "typed",
    [
        "0501234567, 87011234567",
        "050 123 45 67 або 8 701 123 45 67",
        "+380501234567 +77011234567",
        "0501234567 87011234567",
        "050 123 45 67 / +7 701 123 45 67",
        "050 123 45 67\n8 701 123 45 67; 0501234567",
        "+380501234567+77011234567",
    ],
)
def test_several_numbers_in_one_field_are_read_one_by_one(typed: str) -> None:
    assert read_phones(typed, country="KZ", home="UA") == [KYIV, ALMATY]


def test_one_bad_number_among_good_ones_is_named_in_its_place() -> None:
    assert read_phones("050 123 45 67, 123", country="KZ", home="UA") == [KYIV, PhoneFault.TOO_SHORT]
    assert read_phones("", country="KZ", home="UA") == []
    assert read_phones("?", country="KZ", home="UA") == [PhoneFault.NOT_A_NUMBER]


@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text("utf-8"))["vectors"], ids=lambda vector: vector["input"]
)
def test_the_vectors_of_central_asia_agree(vector: dict[str, str]) -> None:
    found = read(vector["input"], None, vector["region"])
    if vector["input"] in READ_OTHERWISE:
        assert found == READ_OTHERWISE[vector["input"]]
        return
    country = "" if vector["number_region"] in (None, "001") else vector["number_region"]
    assert found == Phone(vector["e164"], country, bool(vector["valid"]), vector["ext"] or "")


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        (KYIV, "+380 50 123 45 67"),
        (ALMATY, "+7 701 123 45 67"),
        (Phone("+380008141859", "UA", assigned=False), "+380 00 814 18 59"),
        (Phone("+380501234567", "UA", extension="12"), "+380 50 123 45 67 #12"),
    ],
)
def test_a_number_is_grouped_as_it_is_read_out(phone: Phone, words: str) -> None:
    assert spoken(phone) == words


@given(st.one_of(ANYTHING, NEARLY_NUMBERS), st.sampled_from([None, "UA", "KZ", "DE", "IT", "US", "XX"]))
def test_any_text_is_a_number_or_a_fault(typed: str, home: str | None) -> None:
    for found in (read(typed, "KZ", home), *read_phones(typed, country="KZ", home=home)):
        if isinstance(found, Phone):
            assert found.e164[1:].isdecimal()
            assert len(found.e164) <= 16
            assert read(found.e164, "KZ", home) == Phone(found.e164, found.country, found.assigned)
            assert spoken(found)
        else:
            assert isinstance(found, PhoneFault)


@given(
    st.one_of(
        st.from_regex(r"\+380[0-9 ()-]{9,14}", fullmatch=True), st.from_regex(r"\+7[0-9 ()-]{10,15}", fullmatch=True)
    ),
    st.sampled_from(["KZ", "RU", "PL", "UA", "XX", None]),
    st.sampled_from(["UA", "KZ", "RU", None]),
)
def test_a_whole_number_is_read_at_a_glance_as_it_is_read_with_care(
    typed: str, country: str | None, home: str | None
) -> None:
    whole = whole_number(typed)
    if whole is not None:
        found = read_phones(typed, country=country, home=home)
        assert [each.e164 for each in found if isinstance(each, Phone)] == [whole]
        assert len(found) == 1


@given(st.one_of(ANYTHING, NEARLY_NUMBERS))
def test_nothing_but_a_whole_number_is_read_at_a_glance(typed: str) -> None:
    whole = whole_number(typed)
    if whole is not None:
        assert [each.e164 for each in read_phones(typed, country="KZ", home="UA") if isinstance(each, Phone)] == [whole]


@pytest.mark.parametrize("typed", ["+380 00 111 22 33", "+380 (50) 123-45-67", "+7 000 1234567", "+77011234567"])
def test_a_number_with_its_calling_code_is_read_at_a_glance(typed: str) -> None:
    assert whole_number(typed) == read(typed).e164  # type: ignore[union-attr]
