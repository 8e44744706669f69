"""What comes in after a check-in asked: kept as an answer where it is one, and never mistaken for a stop."""

from datetime import timedelta

import pytest

from dodomu.contact.models import CheckIn, Delivery, Message, Stop
from dodomu.contact.rules.terms import Handled, Purpose, Said
from dodomu.people.models import ContactPoint, Person
from tests import cast
from tests.contact import asked
from tests.contact.asked import NOW
from tests.contact.writing_in import row_of, wrote

LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def olena(db: None) -> Person:
    return asked.person(cast.crisis())


def phone(person: Person) -> str:
    return ContactPoint.objects.get(person=person, kind="phone").value


def test_safe_is_written_down_and_waits_for_nobody(olena: Person):
    asked.asked(olena)
    kept = wrote("1", phone(olena), at=LATER)
    assert kept.handled is Handled.CHECK_IN
    answer = CheckIn.objects.get(person=olena)
    assert (answer.said, answer.message) == (Said.SAFE, kept.message)
    assert row_of(kept).waits_since is None
    assert not Message.objects.filter(is_automatic=True).exists()


def test_who_needs_help_waits_and_cannot_wait(olena: Person):
    asked.asked(olena)
    kept = wrote("2", phone(olena), at=LATER)
    assert CheckIn.objects.get(person=olena).said == Said.HELP
    row = row_of(kept)
    assert (kept.handled, row.waits_since, row.is_urgent) == (None, LATER, True)


def test_words_after_an_answer_are_read_by_an_officer(olena: Person):
    asked.asked(olena)
    kept = wrote("Ми в безпеці, але скінчилися ліки. Що робити?", phone(olena), at=LATER)
    assert kept.handled is None
    assert row_of(kept).waits_since == LATER


def test_stop_after_a_check_in_is_a_stop_and_no_answer(olena: Person):
    asked.asked(olena)
    assert wrote("СТОП", phone(olena), at=LATER).handled is Handled.STOP
    assert Stop.objects.get().address == phone(olena)
    assert not CheckIn.objects.exists()


def test_cancel_after_an_offer_is_for_an_officer_and_no_stop(olena: Person):
    asked.sent(olena, asked.broadcast(olena.crisis, Purpose.OFFER))
    assert wrote("скасувати", phone(olena), at=LATER).handled is None
    assert not Stop.objects.exists()
    assert wrote("скасувати", phone(olena), at=LATER + timedelta(days=5)).handled is Handled.STOP


def test_yes_after_a_stop_and_a_check_in_answers_the_check_in_and_lifts_no_stop(olena: Person):
    wrote("СТОП", phone(olena), at=NOW - timedelta(hours=3))
    asked.asked(olena)
    kept = wrote("так", phone(olena), at=LATER)
    assert kept.handled in (Handled.CHECK_IN, None)
    assert Stop.objects.filter(lifted_at=None).exists()


def test_a_machine_answers_no_check_in(olena: Person):
    asked.asked(olena)
    assert wrote("1", phone(olena), at=LATER, is_automatic=True).handled is Handled.MACHINE
    assert not CheckIn.objects.exists()


def test_a_message_that_names_what_it_answers_answers_that(olena: Person):
    occurrence = asked.asked(olena)
    Delivery.objects.filter(broadcast=occurrence.broadcast).update(ref="smsc-1", address=phone(olena))
    asked.sent(olena, asked.broadcast(olena.crisis, Purpose.OFFER), at=NOW + timedelta(minutes=5))
    kept = wrote("1", phone(olena), at=LATER, answers="smsc-1")
    assert kept.handled is Handled.CHECK_IN
    assert CheckIn.objects.get().occurrence == occurrence


def test_the_same_answer_again_is_one(olena: Person):
    asked.asked(olena)
    for _ in range(2):
        wrote("1", phone(olena), at=LATER, key="mo-1")
    assert CheckIn.objects.count() == 1


def test_who_needs_help_and_shares_a_telephone_with_others_cannot_wait(olena: Person):
    other = asked.person(olena.crisis, phones=phone(olena))
    asked.sent(other, asked.asked(olena).broadcast, step=1, address=phone(olena))
    kept = wrote("2", phone(olena), at=LATER)
    row = row_of(kept)
    assert (kept.person, kept.handled, row.is_urgent, row.waits_since) == (None, None, True, LATER)
    assert not CheckIn.objects.exists()


def test_safe_from_a_shared_telephone_waits_until_an_officer_knows_whose_it_is(olena: Person):
    other = asked.person(olena.crisis, phones=phone(olena))
    asked.sent(other, asked.asked(olena).broadcast, step=1, address=phone(olena))
    row = row_of(wrote("1", phone(olena), at=LATER))
    assert (row.is_urgent, row.waits_since) == (False, LATER)
