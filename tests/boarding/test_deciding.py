"""Deciding doubts: once, by whoever may, two at once, all of a lost device; the ledger follows, nothing is undone."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from dodomu.boarding.models import Device, Doubt, Touch
from dodomu.boarding.operations import doubts as deciding
from dodomu.boarding.operations import working_out
from dodomu.boarding.rules.terms import DoubtOutcome
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.refusal import Refused
from dodomu.people.models import LedgerEntry
from dodomu.people.operations import whereabouts
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import (
    ON_KB1,
    ON_KB2,
    RECEIVED,
    decide,
    doubts,
    gate,
    leg,
    olena,
    stands,
    states,
    two_gates,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "stand"),
    [(DoubtOutcome.STANDS, ON_KB2), (DoubtOutcome.DOES_NOT, ON_KB1), (DoubtOutcome.BOTH_HOLD, ON_KB2)],
)
def test_what_an_officer_decides_is_what_the_ledger_says(outcome, stand):
    where = cast.crisis()
    person = olena(where)
    for each in two_gates(where, person, leg(where, "KB-1"), leg(where, "KB-2")):
        each.hand_in()
    doubt = decide(where, outcome)
    assert (stands(person), touching.record(person)[1], doubts(where)) == (stand, stand.leg, [])
    before = LedgerEntry.objects.count()
    deciding.decide_doubt(doubt=doubt, outcome=outcome, words="", by=cast.officer(where), at=RECEIVED)
    assert LedgerEntry.objects.count() == before
    assert Touch.objects.count() == 2


def test_what_was_decided_stays_decided_whatever_comes_after():
    where = cast.crisis()
    person = olena(where)
    first, second = two_gates(where, person, leg(where, "KB-1"), leg(where, "KB-2"))
    first.hand_in()
    second.hand_in()
    decide(where, DoubtOutcome.DOES_NOT)
    first.touch("arrived", person, minutes=-5)
    first.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB1, [])


def test_a_doubt_is_decided_once_by_whoever_may_and_with_words_of_a_length():
    where = cast.crisis()
    person = olena(where)
    for each in two_gates(where, person, leg(where, "KB-1")):
        each.hand_in()
    for wrong, reason in (
        ({"by": cast.officer(where, Role.FIELD_OFFICER)}, "not-permitted"),
        ({"words": "x" * 501}, "text-too-long"),
        ({"doubt": uuid4()}, "no-such-doubt"),
    ):
        with pytest.raises(Refused) as refusal:
            decide(where, DoubtOutcome.STANDS, **wrong)
        assert refusal.value.reason == reason
    doubt = decide(where, DoubtOutcome.BOTH_HOLD)
    with pytest.raises(Refused) as refusal:
        deciding.decide_doubt(doubt=doubt, outcome=DoubtOutcome.STANDS, words="", by=cast.officer(where), at=RECEIVED)
    assert refusal.value.reason == "doubt-decided"


def test_what_an_officer_put_right_by_hand_is_not_undone_by_a_repetition():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    entry = LedgerEntry.objects.get(person=person, account="aboard")
    whereabouts.take_back_entry(
        entry_id=uuid4(), person=person, corrects=entry.id, said_by="consul", by=cast.officer(where), at=RECEIVED
    )
    stood = stands(person)
    phone.touch("looked", person, minutes=9)
    phone.hand_in()
    working_out.work_out_people(crisis=where.id, persons=[person], by=SYSTEM, at=RECEIVED)
    assert stands(person) == stood != ON_KB1


@pytest.mark.django_db(transaction=True)
def test_an_officer_who_decides_while_a_gate_is_worked_out_waits_and_holds_nothing_that_it_needs():
    where = cast.crisis()
    for each in two_gates(where, olena(where), leg(where, "KB-1"), leg(where, "KB-2")):
        each.hand_in()
    doubt, by = Doubt.objects.get().id, cast.officer(where)

    def decides():
        try:
            deciding.decide_doubt(doubt=doubt, outcome=DoubtOutcome.STANDS, words="", by=by, at=RECEIVED)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as officer:
        with transaction.atomic():
            working_out.take_turn(where.id)
            decision = officer.submit(decides)
            wait_for_the_turn()
            Doubt.objects.select_for_update(nowait=True).get(id=doubt)
        decision.result()
    assert Doubt.objects.get().outcome == DoubtOutcome.STANDS


def wait_for_the_turn():
    """Wait until somebody else waits for the turn that we have."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_decide_at_once_one_does_and_the_other_is_told():
    where = cast.crisis()
    person = olena(where)
    for each in two_gates(where, person, leg(where, "KB-1"), leg(where, "KB-2")):
        each.hand_in()
    doubt, officers = Doubt.objects.get().id, [cast.officer(where), cast.officer(where)]

    def decides(number):
        outcome = (DoubtOutcome.STANDS, DoubtOutcome.DOES_NOT)[number]
        try:
            deciding.decide_doubt(doubt=doubt, outcome=outcome, words="", by=officers[number], at=RECEIVED)
        except Refused as refused:
            return refused.reason
        finally:
            connection.close()
        return outcome

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(decides, range(2)))
    assert answers.count("doubt-decided") == 1
    held = next(each for each in answers if each != "doubt-decided")
    assert Doubt.objects.get().outcome == held
    assert stands(person) == (ON_KB2 if held == DoubtOutcome.STANDS else ON_KB1)


def test_all_that_a_lost_device_said_may_be_decided_alike():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    Device.objects.filter(id=phone.row.id).update(revoked_at=touching.hour(-5))
    for person in people:
        phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    one = Doubt.objects.filter(kind="device-revoked").first()
    values = {"outcome": DoubtOutcome.DOES_NOT, "words": "", "by": cast.officer(where), "at": RECEIVED}
    assert deciding.decide_alike(doubt=one.id, **values) == 2
    assert set(states(where).values()) == {"struck"}
    assert ON_KB1 not in {stands(person) for person in people}
