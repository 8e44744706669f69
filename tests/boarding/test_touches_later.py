"""What comes later to touches: a party that comes after its walk-in, a closing, nonsense of a clock, forgetting."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction

from dodomu.boarding.models import Doubt, Manifest, Touch, sealed
from dodomu.boarding.operations import forgetting_touches, manifests, working_out
from dodomu.foundation import encryption
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.database import acting_role
from dodomu.jobs import reactions, schedule
from dodomu.people.models import Party, Person
from dodomu.people.news import PersonChanged
from dodomu.people.operations import forgetting
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, PartyKind
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import RECEIVED, doubts, gate, leg, stands, states

pytestmark = pytest.mark.django_db
ON_KB1 = Standing(Account.ABOARD, None, "KB-1")
GIVEN = {"name": "Мороз Ганна", "phones": "+380 00 555 66 77"}


def walks_in(phone, minutes=0.0, **more):
    person = more.pop("key", None) or uuid4()
    phone.touch("walked_in", person, minutes=minutes, **({"person": str(person), "given": GIVEN} | more))
    return person


def party_of(person):
    return Person.objects.get(id=person).party_id


# --- parties that come later ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [1, -1])
def test_walk_ins_are_together_whoever_of_them_comes_in_first(turn):
    where = cast.crisis()
    one, two, three = gate(where, "one"), gate(where, "two"), gate(where, "three")
    mother = walks_in(one)
    son = walks_in(two, minutes=1, party=str(mother))
    friend = walks_in(three, minutes=2, party=str(son))
    for each in (one, two, three)[::turn]:
        each.hand_in()
    assert len({party_of(person) for person in (mother, son, friend)}) == 1
    party = Party.objects.get(id=party_of(mother))
    assert (party.kind != PartyKind.SINGLE, party.said_size) == (True, 3)
    assert Person.objects.filter(party=party, leads_party=True).count() == 1
    assert set(states(where).values()) == {"applied"}
    assert doubts(where) == []


def test_of_a_walk_in_whose_party_never_comes_an_officer_is_told_and_they_are_in_the_register():
    where = cast.crisis()
    phone = gate(where)
    person = walks_in(phone, party=str(uuid4()))
    phone.hand_in()
    assert stands(person) == Standing(Account.ASSEMBLED, touching.place(where, "almaty"))
    assert (list(states(where).values()), doubts(where)) == (["waiting"], ["no-such-person"])


def test_a_party_that_somebody_registered_is_never_joined_with_another():
    where = cast.crisis()
    early, late = gate(where, "early"), gate(where, "late")
    mother, alone = uuid4(), walks_in(early, party=(key := str(uuid4())))
    early.hand_in()
    registered = cast.register(where, cast.OLENA)
    Person.objects.filter(id=alone).update(party=registered.party, leads_party=True)  # an officer parted them
    mother = walks_in(late, key=UUID(key))
    late.hand_in()
    assert party_of(alone) == registered.party != party_of(mother)


def test_a_submission_that_was_used_in_another_crisis_holds_nobody_up():
    here, there = cast.crisis(), cast.crisis()
    submission = str(uuid4())
    people = [walks_in(phone := gate(where), submission=submission) for where in (here, there)]
    for where in (here, there):
        phone = gate(where)
        people.append(walks_in(phone, submission=submission))
        phone.hand_in()
    assert [Person.objects.filter(crisis=where).count() for where in (here, there)] == [1, 1]


# --- clocks and counts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["off", "shift"])
@pytest.mark.parametrize("value", [2**61, -(2**61), 4_102_444_800_000, -4_102_444_800_000])
def test_nonsense_of_one_touch_does_not_hold_up_the_others_of_its_device(name, value):
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    wrong = phone.touch("boarded", people[0], leg=flight.id) | {name: value}
    phone.hand_in(wrong)
    phone.hand_in(phone.touch("boarded", people[1], leg=flight.id, minutes=1))
    assert len(states(where)) == 2
    assert stands(people[1]) == ON_KB1


def test_of_a_clock_in_doubt_the_first_touch_is_named_and_how_many_there_are():
    where = cast.crisis()
    person, phone = cast.register(where, cast.OLENA).persons[0].id, gate(where)
    for minutes in (0, 30, 10, 40, 20):
        phone.touch("arrived", person, minutes=minutes)
    phone.hand_in(*phone.all[3:])
    assert Doubt.objects.get(cleared_at=None).touch_id == UUID(phone.all[4]["id"])
    phone.hand_in()
    doubt = Doubt.objects.get(cleared_at=None)
    assert (doubt.kind, doubt.touch_id, doubt.details) == ("clock-in-doubt", UUID(phone.all[2]["id"]), {"many": 2})


def test_a_leg_that_is_given_more_places_is_not_overfull_any_more():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1", places=1), gate(where)
    for person in people:
        phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    assert doubts(where) == ["above-places"]
    flight.block = {"seat": 5}
    flight.save()
    phone.hand_in(phone.touch("boarded", people[0], leg=flight.id, minutes=3))
    assert doubts(where) == []


# --- closings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [1, -1])
def test_a_manifest_that_two_gates_closed_is_closed_by_the_first_hour_whichever_comes_first(turn):
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, one, two = leg(where, "KB-1"), gate(where, "one"), gate(where, "two")
    one.touch("boarded", people[0], leg=flight.id)
    one.touch("closed", leg=flight.id, minutes=10, counts={})
    two.touch("boarded", people[1], leg=flight.id, minutes=15)
    two.touch("closed", leg=flight.id, minutes=20, counts={})
    for each in (one, two)[::turn]:
        each.hand_in()
        manifests.close_at_gates(crisis=where.id, by=SYSTEM, at=RECEIVED)
    assert doubts(where) == ["boarded-after-closed"]
    assert Manifest.objects.get(leg=flight).state == "closed"
    assert {stands(person) for person in people} == {ON_KB1}


# --- what others change --------------------------------------------------------------------------------------------


def test_who_turns_out_to_be_a_child_was_boarded_alone():
    where = cast.crisis()
    person, flight, phone = cast.register(where, cast.OLENA).persons[0].id, leg(where, "KB-1"), gate(where)
    phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    assert doubts(where) == []
    Person.objects.filter(id=person).update(birth_date=(touching.NOON - timedelta(days=3000)).date())
    for _ in range(2):
        reactions.work_out_changed(PersonChanged(where.id, person), RECEIVED)
    assert doubts(where) == ["minor-boarded-alone"]


def test_the_schedule_works_out_what_a_process_that_died_had_kept(monkeypatch):
    where = cast.crisis()
    person, flight, phone = cast.register(where, cast.OLENA).persons[0].id, leg(where, "KB-1"), gate(where)
    phone.touch("boarded", person, leg=flight.id)
    with monkeypatch.context() as killed:
        killed.setattr(working_out, "work_out_safely", lambda **_: False)
        phone.hand_in()
    assert stands(person) != ON_KB1
    schedule.work_out_touches(RECEIVED)
    assert stands(person) == ON_KB1


# --- forgetting ----------------------------------------------------------------------------------------------------


def test_of_a_walk_in_who_is_forgotten_nothing_is_left_in_touches_and_nothing_else_changes():
    where = cast.crisis(keep_days=1)
    flight, phone = leg(where, "KB-1"), gate(where)
    person = walks_in(phone, photo=touching.base64(b"\xff\xd8" + b"x" * 100))
    phone.touch("document_in", person, item=str(uuid4()), what="passport", number="FE123456", words="for Ганна")
    phone.touch("boarded", person, leg=flight.id, minutes=5, means="name", verdict="ask", decided_by="Consul")
    phone.hand_in()
    before = (stands(person), doubts(where), states(where))
    assert forgetting_touches.forget_due(at=RECEIVED) == 0
    forgetting.forget_due(at=RECEIVED + timedelta(days=30))
    assert [forgetting_touches.forget_due(at=RECEIVED) for _ in range(2)] == [3, 0]
    assert acting_role() == "dodomu_app"
    for row in Touch.objects.all():
        said = str(encryption.open_sealed(row.body, context=sealed.TOUCH_BODY))
        assert (row.photo, row.forgotten_at) == (None, RECEIVED)
        assert not any(word in said for word in ("Ганна", "555", "FE123456"))
    answer = phone.hand_in()  # what is handed in again brings nothing back
    working_out.work_out_people(crisis=where.id, persons=[person], by=SYSTEM, at=RECEIVED)
    assert len(answer.kept) == 3
    assert (stands(person), doubts(where), states(where)) == before
    assert Touch.objects.filter(forgotten_at=None).count() == 0


def test_touches_of_those_who_are_not_forgotten_stay_as_they_are():
    where = cast.crisis()
    phone = gate(where)
    walks_in(phone, photo=touching.base64(b"\xff\xd8xx"))
    phone.hand_in()
    assert forgetting_touches.forget_due(at=RECEIVED) == 0
    assert Touch.objects.get().photo


def test_a_clock_that_is_ahead_is_cut_anew_where_somebody_heard_of_it_before_us():
    where = cast.crisis()
    person, flight, phone, door = touching.olena(where), leg(where, "KB-1"), gate(where), gate(where, "door")
    line = phone.touch("boarded", person, leg=flight.id, minutes=60 * 24 * 9)
    phone.hand_in(at=touching.hour(600))
    door.touch("taken_off", person, leg=flight.id, minutes=100)
    door.hand_in(at=touching.hour(700))
    assert stands(person) == ON_KB1
    Touch.objects.filter(id=line["id"]).update(received_at=touching.hour(40))  # as a post had told it
    working_out.work_out(crisis=where.id, touches=[UUID(line["id"])], by=SYSTEM, at=touching.hour(800))
    assert stands(person) == Standing(Account.ASSEMBLED, touching.place(where, "almaty"))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Touch.objects.update(happened_at=touching.hour(0))
