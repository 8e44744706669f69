"""What an answer may change: laws over every answer and every standing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.contact.rules.consequences import GONE, Answer, consequence
from dodomu.contact.rules.terms import Contradiction, Said
from dodomu.people.rules.ledger import NEEDS_LEG, NEEDS_PLACE, Standing
from dodomu.people.rules.terms import Account
from dodomu.people.rules.wishes import Wish

HOME, AWAY = UUID(int=1), UUID(int=2)
PLACES = st.sampled_from([None, HOME, AWAY])
ANSWERS = st.builds(Answer, st.sampled_from(list(Said)), PLACES, st.booleans())


def _standing(account: Account, place: UUID | None) -> Standing:
    return Standing(
        account, place or (HOME if account in NEEDS_PLACE else None), "KC-1" if account in NEEDS_LEG else ""
    )


STANDINGS = st.builds(_standing, st.sampled_from(list(Account)), PLACES)
WISHES = st.sampled_from(list(Wish))


@given(ANSWERS, STANDINGS, WISHES, PLACES)
def test_nobody_is_moved_by_what_contradicts(answer: Answer, stands: Standing, wish: Wish, last: UUID | None) -> None:
    found = consequence(answer, stands, wish=wish, last_place=last)
    assert found.to is None or found.contradicts is None


@given(ANSWERS, STANDINGS, WISHES, PLACES)
def test_an_answer_leads_only_where_words_may_lead(
    answer: Answer, stands: Standing, wish: Wish, last: UUID | None
) -> None:
    to = consequence(answer, stands, wish=wish, last_place=last).to
    assert to is None or to.account in {
        Account.REGISTERED, Account.WAITING, Account.STAYS, Account.LEFT_ALONE, Account.HOME,
    }  # fmt: skip
    assert to is None or to.account not in NEEDS_PLACE or to.place is not None


@given(ANSWERS, STANDINGS, WISHES, PLACES)
def test_no_promise_journey_death_or_removal_is_undone_by_words(
    answer: Answer, stands: Standing, wish: Wish, last: UUID | None
) -> None:
    to = consequence(answer, stands, wish=wish, last_place=last).to
    if stands.account in {Account.DECEASED, Account.NOT_OURS, Account.PROMISED, Account.ASSEMBLED}:
        assert to is None
    if stands.account in {Account.ABOARD, Account.ON_THE_WAY}:
        assert to in (None, Standing(Account.HOME))


@given(ANSWERS, WISHES, PLACES)
def test_whoever_answers_is_unreachable_no_more(answer: Answer, wish: Wish, last: UUID | None) -> None:
    found = consequence(answer, Standing(Account.UNREACHABLE, HOME), wish=wish, last_place=last)
    assert found.to is not None
    assert found.to.account is not Account.UNREACHABLE


@pytest.mark.parametrize("said", [said for said in Said if said not in GONE])
def test_a_place_abroad_is_no_contradiction_of_having_left(said: Said) -> None:
    stands = Standing(Account.LEFT_ALONE)
    assert consequence(Answer(said, AWAY, is_abroad=True), stands, wish=Wish.UNDECIDED).contradicts is None
    assert consequence(Answer(said, AWAY), stands, wish=Wish.UNDECIDED).contradicts is Contradiction.LEFT
