"""A dated rule says of a whole party whether it may travel in our places, and every reason why not."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from dodomu.journeys.rules.eligibility import NotStated, Relatives, Rule, Why, is_eligible, read
from dodomu.journeys.rules.parties import PartyKnown, PersonKnown

DAY = date(2022, 1, 13)
Papers = tuple[tuple[str, date | None], ...]


def person(*, citizen: bool = True, born: str = "1986-03-14", papers: Papers = ()) -> PersonKnown:
    return PersonKnown(
        uuid4(), citizen, ("UA" if citizen else "KZ",), date.fromisoformat(born) if born else None, "leave_now", None,
        "waiting", uuid4(), "", (), papers, None,
    )  # fmt: skip


def party(*persons: PersonKnown) -> PartyKnown:
    return PartyKnown(uuid4(), False, len(persons), persons)


CITIZEN, CHILD, ALIEN = person(), person(born="2015-06-01"), person(citizen=False)
ALIEN_CHILD, ALIEN_OF_NO_AGE = person(citizen=False, born="2010-01-14"), person(citizen=False, born="")


@pytest.mark.parametrize(
    ("rule", "members", "whys"),
    [
        (Rule(), (CITIZEN,), ()),
        (Rule(), (CITIZEN, ALIEN), ()),
        (Rule(), (ALIEN,), (Why.NOBODY_COUNTS,)),
        (Rule(), (), (Why.EMPTY,)),
        (Rule(relatives=Relatives.NOBODY), (CITIZEN, ALIEN), (Why.RELATIVE,)),
        (Rule(relatives=Relatives.MINORS), (CITIZEN, ALIEN_CHILD), ()),
        (Rule(relatives=Relatives.MINORS), (CITIZEN, ALIEN), (Why.RELATIVE,)),
        (Rule(relatives=Relatives.MINORS), (CITIZEN, ALIEN_OF_NO_AGE), (Why.AGE_NOT_STATED,)),
        (Rule(minors_alone=False), (CHILD,), (Why.MINORS_ALONE,)),
        (Rule(minors_alone=False), (CHILD, CITIZEN), ()),
        (Rule(countries=frozenset({"KZ"})), (ALIEN,), ()),
        (Rule(citizens=False, countries=frozenset({"MD"})), (CITIZEN,), (Why.NOBODY_COUNTS,)),
        (Rule(relatives=Relatives.NOBODY, minors_alone=False), (ALIEN_CHILD,),
         (Why.NOBODY_COUNTS, Why.RELATIVE, Why.MINORS_ALONE)),
    ],
)  # fmt: skip
def test_a_party_is_judged_whole(rule, members, whys):
    assert is_eligible(party(*members), rule, DAY) == (not whys, whys)


def test_a_minor_is_one_until_the_birthday():
    rule = Rule(relatives=Relatives.MINORS)
    on_the_eve = person(citizen=False, born="2004-01-14")
    assert is_eligible(party(CITIZEN, on_the_eve), rule, date(2022, 1, 13))[0]
    assert not is_eligible(party(CITIZEN, on_the_eve), rule, date(2022, 1, 14))[0]


@pytest.mark.parametrize(
    ("papers", "not_stated", "whys"),
    [
        ((), NotStated.ASSUME, ()),
        ((), NotStated.EXCLUDE, (Why.NO_PAPER,)),
        ((("passport", None),), NotStated.EXCLUDE, ()),
        ((("passport", DAY),), NotStated.EXCLUDE, ()),
        ((("passport", date(2022, 1, 12)),), NotStated.ASSUME, (Why.PAPER_EXPIRED,)),
        ((("passport", date(2022, 1, 12)), ("travel_paper", None)), NotStated.ASSUME, ()),
        ((("student_card", None),), NotStated.ASSUME, (Why.NO_PAPER,)),
    ],
)
def test_any_one_of_the_papers_that_is_valid_on_the_day_is_enough(papers, not_stated, whys):
    rule = Rule(papers=frozenset({"passport", "travel_paper"}), papers_not_stated=not_stated)
    assert is_eligible(party(person(papers=papers)), rule, DAY) == (not whys, whys)


def test_papers_and_ages_are_asked_of_who_still_travels():
    home = replace(person(papers=(("passport", date(2022, 1, 12)),)), account="home")
    rule = Rule(papers=frozenset({"passport"}))
    assert is_eligible(party(home, person(citizen=False)), rule, DAY) == (True, ())
    assert is_eligible(party(home, CHILD), Rule(minors_alone=False), DAY) == (False, (Why.MINORS_ALONE,))
    assert is_eligible(party(home), rule, DAY) == (False, (Why.PAPER_EXPIRED,)), "of whom nobody travels: as stated"


def test_a_rule_is_read_as_it_was_kept():
    rule = Rule(False, Relatives.MINORS, frozenset({"MD", "GE"}), frozenset({"passport"}), NotStated.EXCLUDE, False)
    assert read(rule.as_json()) == rule
    assert read({}) == Rule()
