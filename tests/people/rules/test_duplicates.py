"""What makes two records certainly one person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.duplicates import Ground, Known, certain_grounds

BORN = date(1986, 3, 14)
PHONE = frozenset({"+380001112233"})
PAPER = frozenset({b"index of XX123456"})

knowns = st.builds(
    Known,
    name=st.sampled_from(
        ["Коваль Олена", "Koval Olena", "Коваль Олена Петрівна", "Коваль Олена Іванівна", "Гук Петро", ""]
    ),
    birth_date=st.sampled_from([None, BORN, date(1990, 1, 1)]),
    phones=st.sets(st.sampled_from(["+380001112233", "+77000112233"])).map(frozenset),
    documents=st.sets(st.sampled_from([b"one", b"two"])).map(frozenset),
)


def test_the_same_document_and_birth_date_are_one_person_whatever_the_names():
    one, other = Known("Коваль Олена", BORN, documents=PAPER), Known("Kowal E.", BORN, documents=PAPER)
    assert certain_grounds(one, other) == (Ground.DOCUMENT_AND_BIRTH_DATE,)


def test_a_document_alone_is_not_certain_for_a_child_travels_on_a_parents_passport():
    assert certain_grounds(Known("Коваль Олена", BORN, documents=PAPER), Known("Коваль Тарас", documents=PAPER)) == ()


@pytest.mark.parametrize(
    "written",
    ["Koval Olena", "КОВАЛЬ ОЛЕНА", "Коваль Елена", "Олена Коваль", "Коваль Олена Петрівна", "Koval' Olena Petrivna"],
)
def test_the_same_telephone_and_name_in_any_script_are_one_person(written):
    one, other = Known("Коваль Олена", phones=PHONE), Known(written, phones=PHONE)
    assert certain_grounds(one, other) == (Ground.PHONE_AND_NAME,)


def test_a_family_that_shares_a_telephone_is_not_one_person():
    assert certain_grounds(Known("Коваль Олена", phones=PHONE), Known("Коваль Тарас", phones=PHONE)) == ()


def test_a_given_name_alone_is_no_name_to_go_by():
    assert certain_grounds(Known("Олена", phones=PHONE), Known("Олена", phones=PHONE)) == ()


def test_fathers_names_that_differ_tell_two_namesakes_apart():
    one, other = Known("Коваль Іван Петрович", phones=PHONE), Known("Коваль Іван Іванович", phones=PHONE)
    assert certain_grounds(one, other) == ()


def test_birth_dates_that_differ_outweigh_telephone_name_and_document():
    one = Known("Коваль Олена", BORN, PHONE, PAPER)
    other = Known("Коваль Олена", date(1986, 3, 15), PHONE, PAPER)
    assert certain_grounds(one, other) == ()


def test_every_ground_is_named():
    one, other = Known("Коваль Олена", BORN, PHONE, PAPER), Known("Koval Olena", BORN, PHONE, PAPER)
    assert certain_grounds(one, other) == (Ground.DOCUMENT_AND_BIRTH_DATE, Ground.PHONE_AND_NAME)


@given(knowns, knowns)
def test_it_is_the_same_in_whichever_order_two_records_are_held_together(one, other):
    assert certain_grounds(one, other) == certain_grounds(other, one)


@given(knowns, knowns)
def test_nothing_is_certain_without_something_written_in_both(one, other):
    if not one.phones & other.phones and not one.documents & other.documents:
        assert certain_grounds(one, other) == ()
