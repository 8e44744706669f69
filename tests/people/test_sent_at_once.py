"""The same form, sent twice at the same moment: one person, one answer."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from dodomu.foundation.actors import PUBLIC
from dodomu.people.models import Person, Registration
from dodomu.people.operations import preparing, registering
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(do):
    """Do the same four times at once, each on a connection of its own."""

    def closing(_: int):
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(closing, range(4)))


def test_a_registration_sent_four_times_at_once_is_one():
    where, submission = cast.crisis(), uuid4()
    answers = at_once(lambda: cast.register(where, cast.OLENA, submission=submission))
    assert len({(answer.persons, answer.token) for answer in answers}) == 1
    assert sum(not answer.repeated for answer in answers) == 1
    assert Person.objects.count() == Registration.objects.count() == 1


def test_more_people_sent_four_times_at_once_are_once():
    family, submission = cast.register(cast.crisis(), cast.OLENA), uuid4()
    more = [{"name": "Коваль Ганна"}]
    answers = at_once(
        lambda: registering.add_to_party(
            party=family.party, persons=more, submission=submission, language="uk", by=PUBLIC, at=cast.NOON
        )
    )
    assert len({answer.persons for answer in answers}) == 1
    assert Person.objects.count() == 2


def test_in_a_larger_transaction_the_second_is_answered_and_the_rest_goes_on(monkeypatch):
    where, submission = cast.crisis(), uuid4()
    first = cast.register(where, cast.OLENA, submission=submission)
    known = registering._receipt_of
    asked = []

    def not_yet(*args):
        asked.append(args)
        return None if len(asked) == 1 else known(*args)  # the other's form was kept just after we looked

    monkeypatch.setattr(registering, "_receipt_of", not_yet)
    with transaction.atomic():
        second = cast.register(where, cast.OLENA, submission=submission)
        assert Person.objects.count() == 1
    assert second == preparing.Receipt(first.party, first.persons, first.token, repeated=True)
