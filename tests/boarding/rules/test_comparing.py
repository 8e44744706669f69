"""A carrier's list held against ours."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.boarding.rules.comparing import Compared, Ours, compare
from dodomu.boarding.rules.paxlst.reading import Listed
from dodomu.boarding.rules.terms import CarrierMatch as Match

BORN = date(1986, 3, 14)
SPACE = UUID(int=6)


def ours(reference: str = "111111111", name: str = "Коваль Олена", **more: object) -> Ours:
    return Ours(uuid5(SPACE, reference), reference, name, **{"born": BORN, "documents": ("XX 123456",)} | more)  # type: ignore[arg-type]


def theirs(line: int = 1, family: str = "KOVAL", given_name: str = "OLENA", **more: object) -> Listed:
    return Listed(line, family, given_name, **more)  # type: ignore[arg-type]


def only(found: tuple[Compared, ...]) -> Compared:
    (line,) = found
    return line


def test_the_same_person_in_another_script_is_the_same() -> None:
    assert only(compare([ours()], [theirs(born=BORN, document="XX123456")])).match is Match.SAME


def test_our_reference_is_believed_before_a_name_and_the_name_is_shown_as_different() -> None:
    line = only(compare([ours()], [theirs(family="PETRENKO", reference="111111111")]))
    assert (line.match, line.differs_in) == (Match.DIFFERS, ("name",))


def test_a_document_finds_who_is_spelled_otherwise() -> None:
    line = only(compare([ours()], [theirs(family="KOWAL", document="XX-123456", born=date(1986, 3, 15))]))
    assert line.match is Match.DIFFERS
    assert "born" in line.differs_in


def test_a_father_and_a_son_of_one_name_are_told_apart_by_birth() -> None:
    father = ours("1", documents=())
    son = ours("2", born=date(2010, 1, 1), documents=())
    found = compare([father, son], [theirs(1, born=date(2010, 1, 1)), theirs(2, born=BORN)])
    assert {(line.ours.reference, line.theirs.line) for line in found if line.ours and line.theirs} == {
        ("1", 2), ("2", 1),
    }  # fmt: skip


def matches(found: tuple[Compared, ...]) -> list[tuple[Match, str, int]]:
    return sorted(
        (line.match, line.ours.reference if line.ours else "", line.theirs.line if line.theirs else 0) for line in found
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"reference": "1"}, {"reference": "1"}),
        ({"document": "XX123456"}, {"document": "XX 123 456"}),
        ({"born": BORN}, {"born": BORN}),
        ({"reference": "1"}, {"document": "XX123456"}),
        ({"reference": "1"}, {"born": BORN}),
        ({"reference": "1", "born": BORN}, {"document": "YY999999", "born": BORN}),  # on both of their passports
    ],
    ids=["reference", "document", "birth", "reference-document", "reference-birth", "two-passports"],
)
def test_who_is_twice_on_their_list_is_matched_once_and_told_as_twice(first: Any, second: Any) -> None:
    found = compare([ours("1")], [theirs(1, **first), theirs(2, **second)])
    assert matches(found) == [(Match.SAME, "1", 1), (Match.TWICE_THEIRS, "1", 2)]


def test_who_is_twice_on_ours_is_matched_once_and_told_as_twice() -> None:
    found = compare([ours("1"), ours("2", "Kowal Helena")], [theirs(7, document="XX123456", born=BORN)])
    assert matches(found) == [(Match.SAME, "1", 7), (Match.TWICE_OURS, "2", 7)]


def test_a_child_in_the_passport_of_its_mother_is_nobody_a_second_time() -> None:
    mother, child = ours("1"), ours("2", "Коваль Марія", born=date(2019, 5, 1))
    both = compare(
        [mother, child],
        [theirs(1, document="XX123456", born=BORN), theirs(2, given_name="MARIIA", document="XX123456",
                                                          born=date(2019, 5, 1))],
    )  # fmt: skip
    assert matches(both) == [(Match.SAME, "1", 1), (Match.SAME, "2", 2)]
    left = compare([mother, child], [theirs(1, document="XX123456", born=BORN)])
    assert matches(left) == [(Match.ONLY_OURS, "2", 0), (Match.SAME, "1", 1)]


def test_a_family_under_one_reference_is_told_apart_by_their_names() -> None:
    found = compare(
        [ours("1"), ours("2", "Коваль Марія", born=date(2019, 5, 1), documents=())],
        [theirs(1, reference="1", born=BORN), theirs(2, given_name="MARIIA", reference="1", born=date(2019, 5, 1))],
    )
    assert matches(found) == [(Match.SAME, "1", 1), (Match.SAME, "2", 2)]


@pytest.mark.parametrize(
    ("family", "given_name"), [("KOWALSKA", "OLENA"), ("PETRENKO", "OLENA"), ("KOVAL", "HELENE")], ids=str.lower
)
def test_who_is_spelled_otherwise_and_born_the_same_day_differs_in_the_name(family: str, given_name: str) -> None:
    line = only(compare([ours(documents=())], [theirs(1, family, given_name, born=BORN)]))
    assert (line.match, line.differs_in) == (Match.DIFFERS, ("name",))


def test_two_born_on_one_day_of_one_given_name_are_never_guessed() -> None:
    mine = [ours("1", "Коваль Олена", documents=()), ours("2", "Бойко Олена", documents=())]
    found = compare(mine, [theirs(1, "PETRENKO", "OLENA", born=BORN)])
    assert matches(found) == [(Match.ONLY_OURS, "1", 0), (Match.ONLY_OURS, "2", 0), (Match.ONLY_THEIRS, "", 1)]


@pytest.mark.parametrize(
    ("mine", "family", "given_name"),
    [
        ("Щербань Юлія Петрівна", "SHCHERBAN", "YULIIA"),
        ("Ющенко Євгенія", "YUSHCHENKO", "YEVHENIIA"),
        ("Әбілқасымова Гүлжан", "ABILKASYMOVA", "GULZHAN"),
        ("O’Brien-Müller Zoë", "OBRIEN MULLER", "ZOE"),
    ],
    ids=["uk", "uk-yu", "kk", "latin-marks"],
)
def test_a_name_as_a_passport_spells_it_is_the_same(mine: str, family: str, given_name: str) -> None:
    line = only(compare([ours(name=mine, documents=())], [theirs(1, family, given_name, born=BORN)]))
    assert (line.match, line.differs_in) == (Match.SAME, ())


def test_document_and_birth_that_differ_are_said() -> None:
    line = only(compare([ours()], [theirs(document="YY000000", born=BORN)]))
    assert (line.match, line.differs_in) == (Match.DIFFERS, ("document",))
    line = only(compare([ours()], [theirs(born=date(1987, 3, 14))]))
    assert (line.match, line.differs_in) == (Match.DIFFERS, ("born",))


def test_two_of_one_name_and_nothing_else_are_never_guessed() -> None:
    found = compare([ours("1", documents=(), born=None), ours("2", documents=(), born=None)], [theirs()])
    assert sorted(line.match for line in found) == [Match.ONLY_OURS, Match.ONLY_OURS, Match.ONLY_THEIRS]


def test_what_needs_a_look_comes_first_and_crew_is_left_out() -> None:
    found = compare(
        [ours("1"), ours("2", "Гаврилюк Тарас", documents=())],
        [theirs(1, "PILOT", "ANNA", is_crew=True), theirs(2, reference="1"), theirs(3, "STRANGER", "IVAN")],
    )
    assert [line.match for line in found] == [Match.ONLY_THEIRS, Match.ONLY_OURS, Match.SAME]


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "X1234", "X5678"])), max_size=6),
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "X1234", "X5678"])), max_size=6),
)
def test_everybody_of_both_lists_stands_in_it_once_and_again_only_where_they_are_named_again(
    mine: list[tuple[str, str]], listed: list[tuple[str, str]]
) -> None:
    ours_all = [
        ours(str(n), f"Name{letter} Given", documents=(paper,) if paper else ())
        for n, (letter, paper) in enumerate(mine)
    ]
    theirs_all = [theirs(n, f"NAME{letter}", "GIVEN", document=paper) for n, (letter, paper) in enumerate(listed)]
    found = compare(ours_all, theirs_all)
    of_ours = [line.ours.reference for line in found if line.ours and line.match is not Match.TWICE_THEIRS]
    of_theirs = [line.theirs.line for line in found if line.theirs and line.match is not Match.TWICE_OURS]
    assert sorted(of_ours) == sorted(each.reference for each in ours_all)
    assert sorted(of_theirs) == [each.line for each in theirs_all]
    for line in found:
        assert (line.ours is None) == (line.match is Match.ONLY_THEIRS)
        assert (line.theirs is None) == (line.match is Match.ONLY_OURS)


def test_a_name_agrees_as_we_spelled_it_for_the_carrier_without_the_patronymic() -> None:
    ours = Ours(UUID(int=1), "155403398", "Ззгурська Олена Петрівна", date(1986, 3, 14), (), "ZZGHURSKA OLENA")
    theirs = Listed(1, "ZZGHURSKA", "OLENA", date(1986, 3, 14))
    (line,) = compare([ours], [theirs])
    assert line.match is Match.SAME
