"""After the retention date nothing is left of a person but a number in the count."""

from datetime import timedelta

import pytest

from dodomu.foundation.actors import PUBLIC
from dodomu.foundation.database import acting_role
from dodomu.people.models import ContactPoint, Document, LedgerEntry, Note, Person, Registration
from dodomu.people.operations import answers, forgetting
from dodomu.people.queries import private
from dodomu.people.queries.whereabouts import headcount
from tests import cast

pytestmark = pytest.mark.django_db


def test_names_numbers_and_words_go_and_the_count_stays():
    where = cast.crisis(keep_days=30)
    receipt = cast.register(where, {**cast.OLENA, "needs_words": "інсулін двічі на день"})
    before = headcount(where.id).lines
    assert forgetting.forget_due(at=cast.NOON + timedelta(days=30)) == 0, "the last day still counts"
    assert forgetting.forget_due(at=cast.NOON + timedelta(days=31)) == 1
    person = Person.objects.get()
    assert (person.family_name, person.given_name, person.birth_date, person.needs_words) == ("", "", None, None)
    assert person.search_text == person.reference
    assert Registration.objects.count() == ContactPoint.objects.count() == Document.objects.count() == 0
    assert LedgerEntry.objects.count() == 1
    assert headcount(where.id).lines == before
    assert private.private_page(receipt.token) is None


def test_forgetting_twice_changes_nothing_and_gives_the_rights_back():
    where = cast.crisis(keep_days=1)
    cast.register(where, cast.OLENA)
    at = cast.NOON + timedelta(days=5)
    assert [forgetting.forget_due(at=at), forgetting.forget_due(at=at)] == [1, 0]
    assert acting_role() == "dodomu_app"


def test_an_exercise_is_forgotten_by_its_own_clock():
    where = cast.crisis(keep_days=365, exercise="x/y", exercise_now=cast.NOON)
    cast.register(where, cast.OLENA)
    assert forgetting.forget_due(at=cast.NOON + timedelta(days=2000)) == 0


def test_words_of_notes_go_too():
    where = cast.crisis(keep_days=1)
    receipt = cast.register(where, cast.OLENA)
    answers.withdraw(
        token=receipt.token, persons=[receipt.persons[0].id], words="через хворобу", submission=receipt.party,
        by=PUBLIC, at=cast.NOON,
    )  # fmt: skip
    forgetting.forget_due(at=cast.NOON + timedelta(days=5))
    assert Note.objects.get().words is None
