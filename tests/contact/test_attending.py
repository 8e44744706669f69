"""Who asks for help stands first, once, until an officer takes it on and says what is done."""

from datetime import timedelta

import pytest

from dodomu.contact.operations import attending
from dodomu.contact.queries import check_ins
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import Said
from dodomu.foundation.refusal import Refused
from tests import cast
from tests.contact.asked import NOW, heard, officer, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def crisis():
    return cast.crisis()


@pytest.fixture
def olena(crisis):
    return person(crisis)


def waiting(where):
    return check_ins.waiting(where.id, by=cast.officer(where), on=NOW.date())


def test_who_needs_help_comes_first_and_stays_until_an_officer_takes_it_on(crisis, olena):
    taras = person(crisis)
    tap_words = heard(taras, Said.WORDS, words="нема води")
    help_said = heard(olena, Said.HELP, at=LATER)
    heard(olena, Said.SAFE, at=LATER + timedelta(hours=1))
    first, second = waiting(crisis)
    assert (first.answer.id, second.answer.id) == (help_said.check_in, tap_words.check_in)
    assert first.since.said is Said.SAFE
    counts = check_ins.answer_counts(crisis.id)
    assert (counts.help, counts.contradictions, counts.to_read) == (1, 0, 1)
    duty = officer(crisis)
    for _ in range(2):
        attending.take_on(check_in=help_said.check_in, words="подзвонили, швидка в дорозі", by=duty, at=LATER)
    assert [each.answer.id for each in waiting(crisis)] == [tap_words.check_in]


def test_who_asks_for_help_again_and_again_is_one_and_keeps_their_place(crisis, olena):
    taras = person(crisis)
    heard(olena, Said.HELP)
    heard(taras, Said.HELP, at=NOW + timedelta(minutes=10))
    newest = heard(olena, Said.HELP, at=LATER)
    first, second = waiting(crisis)
    assert (first.answer.id, first.first_at, first.answer.said_at) == (newest.check_in, NOW, LATER)
    assert second.person.id == taras.id
    mine = check_ins.answers_of(crisis.id, olena.id, by=officer(crisis))
    assert [each.waits for each in mine] == [True, False]  # one form for both
    assert check_ins.answer_counts(crisis.id).help == 2
    attending.take_on(check_in=newest.check_in, words="їдемо", by=officer(crisis), at=LATER)
    assert [each.person.id for each in waiting(crisis)] == [taras.id]
    assert check_ins.answer_counts(crisis.id).help == 1


def test_a_plea_that_came_after_the_one_that_was_taken_on_still_waits(crisis, olena):
    first = heard(olena, Said.HELP)
    newest = heard(olena, Said.HELP, at=LATER)
    attending.take_on(check_in=first.check_in, words="їдемо", by=officer(crisis), at=LATER)
    assert [each.answer.id for each in waiting(crisis)] == [newest.check_in]


def test_the_second_officer_learns_who_was_first(crisis, olena):
    kept = heard(olena, Said.HELP)
    first, second = officer(crisis), officer(crisis)
    attending.take_on(check_in=kept.check_in, words="дзвоню", by=first, at=NOW)
    with pytest.raises(Refused) as refused:
        attending.take_on(check_in=kept.check_in, words="дзвоню", by=second, at=NOW)
    assert refused.value.reason is ContactReason.CHECK_IN_TAKEN_ON
    assert refused.value.details["officer"] == first.name


@pytest.mark.parametrize("words", ["", "  "])
def test_taking_on_says_what_was_done(crisis, olena, words):
    kept = heard(olena, Said.HELP)
    with pytest.raises(Refused) as refused:
        attending.take_on(check_in=kept.check_in, words=words, by=officer(crisis), at=NOW)
    assert refused.value.reason is ContactReason.SAY_WHAT_WAS_DONE
    assert len(waiting(crisis)) == 1
