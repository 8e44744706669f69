"""What an officer writes down at the desk in a gate's stead, also of an hour that has passed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.boarding.operations.at_the_desk import Recorded, record_at_desk
from dodomu.boarding.rules.terms import TouchKind
from dodomu.foundation.refusal import Refused
from dodomu.jobs import reactions
from dodomu.people.models import LedgerEntry
from dodomu.people.queries.whereabouts import standing_of
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import ON_KB1, ON_KB2, RECEIVED, doubts, gate, leg, olena, stands

pytestmark = pytest.mark.django_db
BOARDED, TAKEN_OFF, LANDED = TouchKind.BOARDED, TouchKind.TAKEN_OFF, TouchKind.LANDED


def record(where, what, *persons: UUID, ref="KB-1", **more) -> Recorded:
    given = {"form": uuid4(), "is_sure": False, "by": cast.officer(where), "at": RECEIVED} | more
    return record_at_desk(crisis=where.id, ref=ref, what=what, persons=persons, **given)


def told(where, person):
    """Let the worker do what follows from what was said at the desk."""
    reactions.work_out_told(reactions.SaidAtDesk(where.id, (person,)), RECEIVED)


def test_what_was_seen_yesterday_stands_at_its_hour_and_later_news_keeps_its_place():
    where = cast.crisis()
    person = olena(where)
    leg(where, "KB-1"), leg(where, "KB-2", hour=30)
    record(where, BOARDED, person, ref="KB-2", at=touching.hour(500))
    assert record(where, BOARDED, person, seen_at=touching.hour(130)) == Recorded(1, 0)
    assert (stands(person), standing_of(person, at=touching.hour(200))) == (ON_KB2, ON_KB1)
    entry = LedgerEntry.objects.get(person=person, leg="KB-1")
    assert (entry.happened_at, entry.recorded_at) == (touching.hour(130), RECEIVED)
    assert record(where, BOARDED, person, seen_at=touching.hour(200)) == Recorded(0, 1)  # aboard by then


def test_an_hour_that_has_not_come_is_refused_and_one_before_the_first_word_counts_from_that():
    where = cast.crisis()
    person = olena(where)
    leg(where, "KB-1")
    with pytest.raises(Refused) as refusal:
        record(where, BOARDED, person, seen_at=RECEIVED + timedelta(minutes=1))
    assert refusal.value.reason == "happens-in-future"
    record(where, BOARDED, person, seen_at=touching.hour(-9000))
    assert stands(person) == ON_KB1


def test_whether_it_is_them_is_asked_by_where_they_stood_at_that_hour():
    where = cast.crisis()
    person = olena(where)
    leg(where, "KB-1"), leg(where, "KB-2", hour=30)
    record(where, BOARDED, person, ref="KB-2", at=touching.hour(100))
    with pytest.raises(Refused) as refusal:
        record(where, BOARDED, person, seen_at=touching.hour(130))
    assert refusal.value.reason == "seen-elsewhere"
    assert record(where, BOARDED, person, seen_at=touching.hour(50)).new == 1
    assert stands(person) == ON_KB2


def test_who_was_boarded_by_a_gate_that_nobody_heard_of_is_put_right_at_the_desk_and_the_doubt_goes():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("landed", person, leg=flight.id, minutes=400)
    phone.hand_in()
    assert doubts(where) == ["landed-not-boarded"]
    home = stands(person)
    record(where, BOARDED, person, seen_at=touching.hour(60))
    told(where, person)
    assert (doubts(where), stands(person)) == ([], home)


def test_an_arrival_at_a_gate_does_not_take_off_whom_the_desk_wrote_down_as_boarded_before_it():
    where = cast.crisis()
    person, phone = olena(where), gate(where)
    leg(where, "KB-1")
    phone.touch("arrived", person, minutes=70)
    phone.hand_in()
    record(where, BOARDED, person, seen_at=touching.hour(60))
    told(where, person)
    assert stands(person) == ON_KB1
