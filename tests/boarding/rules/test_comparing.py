"""A carrier's list held against ours."""

from datetime import date
from uuid import UUID, uuid5

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
def test_everybody_of_both_lists_stands_in_it_exactly_once(
    mine: list[tuple[str, str]], listed: list[tuple[str, str]]
) -> None:
    ours_all = [
        ours(str(n), f"Name{letter} Given", documents=(paper,) if paper else ())
        for n, (letter, paper) in enumerate(mine)
    ]
    theirs_all = [theirs(n, f"NAME{letter}", "GIVEN", document=paper) for n, (letter, paper) in enumerate(listed)]
    found = compare(ours_all, theirs_all)
    assert sorted(line.ours.reference for line in found if line.ours) == sorted(each.reference for each in ours_all)
    assert sorted(line.theirs.line for line in found if line.theirs) == [each.line for each in theirs_all]


def test_a_name_agrees_as_we_spelled_it_for_the_carrier_without_the_patronymic() -> None:
    ours = Ours(UUID(int=1), "155403398", "Ззгурська Олена Петрівна", date(1986, 3, 14), (), "ZZGHURSKA OLENA")
    theirs = Listed(1, "ZZGHURSKA", "OLENA", date(1986, 3, 14))
    (line,) = compare([ours], [theirs])
    assert line.match is Match.SAME
