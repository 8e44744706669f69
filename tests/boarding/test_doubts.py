"""Contradictions: nobody is refused, nobody is counted twice, and an officer sees both sides."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.boarding.models import CustodyItem, Device, Doubt, Manifest, Pack, Touch
from dodomu.boarding.operations import doubts as deciding
from dodomu.boarding.operations import working_out
from dodomu.boarding.rules.terms import DoubtOutcome
from dodomu.foundation.actors import SYSTEM
from dodomu.people.models import Person
from dodomu.people.operations import identity, whereabouts
from dodomu.people.queries.whereabouts import headcount, standing_of
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence, PartyKind
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


def assembled(where):
    return Standing(Account.ASSEMBLED, touching.place(where, "almaty"))


@pytest.mark.parametrize("turn", [1, -1])
def test_two_gates_that_board_the_same_person_are_one_boarding_and_a_doubt(turn):
    where = cast.crisis()
    person = olena(where)
    for each in two_gates(where, person, leg(where, "KB-1"))[::turn]:
        each.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB1, ["boarded-twice"])
    assert headcount(where.id).of(Account.ABOARD) == 1
    doubt = Doubt.objects.get()
    assert doubt.touch.happened_at > doubt.beside.happened_at  # the later is held against the earlier


def test_one_tap_that_was_repeated_is_no_doubt_and_two_passes_are():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("boarded", person, leg=flight.id, serial="aa")
    phone.touch("boarded", person, leg=flight.id, serial="aa", minutes=1)
    phone.hand_in()
    assert doubts(where) == []
    phone.touch("boarded", person, leg=flight.id, serial="bb", minutes=2)
    phone.hand_in()
    assert doubts(where) == ["boarded-twice"]


@pytest.mark.parametrize("turn", [1, -1])
def test_on_two_legs_at_once_they_stand_where_they_were_seen_last_until_somebody_decides(turn):
    where = cast.crisis()
    person = olena(where)
    for each in two_gates(where, person, leg(where, "KB-1"), leg(where, "KB-2"))[::turn]:
        each.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB2, ["on-two-legs"])
    assert headcount(where.id).of(Account.ABOARD) == 1


def test_what_comes_later_explains_a_doubt_and_it_is_gone():
    where = cast.crisis()
    person = olena(where)
    first, second = two_gates(where, person, leg(where, "KB-1"), leg(where, "KB-2"))
    first.touch("taken_off", person, leg=first.all[0]["leg"], minutes=3, why="other leg")
    first.hand_in(first.all[0])
    second.hand_in()
    assert doubts(where) == ["on-two-legs"]
    first.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB2, [])
    assert Doubt.objects.get().cleared_at


# --- each kind -----------------------------------------------------------------------------------------------------


def test_what_a_closed_manifest_does_not_know_is_looked_at():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("boarded", people[0], leg=flight.id)
    phone.touch("boarded", people[1], leg=flight.id, minutes=20)
    phone.touch("taken_off", people[0], leg=flight.id, minutes=21)
    phone.hand_in()
    assert doubts(where) == []
    door = gate(where, "door")
    door.touch("closed", leg=flight.id, minutes=10, counts={})
    door.hand_in()
    assert doubts(where) == ["boarded-after-closed", "taken-off-after-closed"]
    assert (stands(people[1]), stands(people[0])) == (ON_KB1, assembled(where))


def test_a_manifest_that_the_desk_closed_is_closed_too():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    Manifest.objects.create(leg=flight, crisis=where, state="closed", closed_at=touching.hour(-1))
    phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    assert doubts(where) == ["boarded-after-closed"]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ({"verdict": "stop", "ground": "not-eligible"}, ["boarded-after-stop"]),
        ({"verdict": "ask", "ground": "no-offer"}, ["boarded-unasked"]),
        ({"verdict": "ask", "ground": "no-offer", "decided_by": "Consul"}, []),
        ({"verdict": "go"}, []),
    ],
)
def test_who_was_let_aboard_against_what_the_device_said_is_looked_at(body, kinds):
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("boarded", person, leg=flight.id, **body)
    phone.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB1, kinds)


def test_taking_off_who_was_not_aboard_and_landing_who_never_boarded_are_looked_at():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("taken_off", people[0], leg=flight.id)
    phone.touch("landed", people[1], leg=flight.id)
    phone.hand_in()
    assert doubts(where) == ["landed-not-boarded", "taken-off-not-aboard"]
    assert stands(people[1]) == Standing(Account.HOME)


def test_whoever_was_home_or_dead_and_boards_is_aboard_and_looked_at():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    whereabouts.move_person(
        entry_id=uuid4(), person=person, origin=standing_of(person), to=Standing(Account.DECEASED),
        evidence=Evidence.TOLD_BY_OTHER, said_by="police", happened_at=touching.hour(1), by=cast.officer(where),
        at=RECEIVED,
    )  # fmt: skip
    phone.touch("boarded", person, leg=flight.id, minutes=5)
    phone.hand_in()
    assert (stands(person), doubts(where)) == (ON_KB1, ["had-left-before"])


def test_a_child_aboard_without_its_adults_is_an_alarm_until_one_of_them_is_aboard():
    where = cast.crisis()
    mother, child = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY).persons]
    flight, phone, other = leg(where, "KB-1"), gate(where), gate(where)
    phone.touch("boarded", child, leg=flight.id)
    phone.hand_in()
    assert doubts(where) == ["minor-boarded-alone"]
    other.touch("boarded", mother, leg=flight.id, minutes=-3)
    other.hand_in()
    assert doubts(where) == []
    other.touch("taken_off", mother, leg=flight.id, minutes=9)
    other.hand_in()
    assert doubts(where) == ["minor-boarded-alone"]


def test_more_aboard_than_there_are_places_is_looked_at_and_nobody_is_put_off():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM, cast.PETRO).persons]
    flight, phone = leg(where, "KB-1", places=2), gate(where)
    for number, person in enumerate(people):
        phone.touch("boarded", person, leg=flight.id, minutes=number)
    phone.hand_in()
    assert doubts(where) == ["above-places"]
    assert {stands(person) for person in people} == {ON_KB1}
    phone.touch("taken_off", people[0], leg=flight.id, minutes=10)
    phone.hand_in()
    assert doubts(where) == []


def test_a_number_that_was_used_twice_is_looked_at_and_both_touches_hold():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("boarded", people[0], leg=flight.id, number=1)
    phone.touch("boarded", people[1], leg=flight.id, number=1, minutes=1)
    phone.hand_in()
    assert doubts(where) == ["number-twice"]
    assert {stands(person) for person in people} == {ON_KB1}


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_forms_of_one_touch_one_holds_wherever_they_come_first(turn):
    where = cast.crisis()
    people = sorted(each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons)
    flight = leg(where, "KB-1")
    phone = gate(where, key=uuid4())
    line = phone.touch("boarded", people[0], leg=flight.id)
    forms = [line, {**line, "persons": [str(people[1])]}]
    for each in forms[::turn]:
        assert phone.hand_in(each).kept == (UUID(line["id"]),)
    assert Touch.objects.count() == 2
    assert doubts(where) == ["id-twice"]
    assert headcount(where.id).of(Account.ABOARD) == 1
    winner = Doubt.objects.get().touch
    assert stands(winner.persons[0]) == ON_KB1
    assert bytes(winner.digest) == min(bytes(each.digest) for each in Touch.objects.all())
    decide(where, DoubtOutcome.DOES_NOT)
    assert stands(winner.persons[0]) != ON_KB1
    assert headcount(where.id).of(Account.ABOARD) == 1


def test_from_a_revoked_device_everything_is_kept_and_nothing_follows_until_it_is_decided():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM, cast.PETRO).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("boarded", people[0], leg=flight.id)
    Device.objects.filter(id=phone.row.id).update(revoked_at=touching.hour(5))
    phone.touch("boarded", people[1], leg=flight.id, minutes=6)
    phone.touch("boarded", people[2], leg=flight.id, minutes=-60)  # its clock was set back
    answer = phone.hand_in()
    assert (len(answer.kept), answer.revoked) == (3, True)
    assert stands(people[0]) == ON_KB1
    assert all(stands(person) != ON_KB1 for person in people[1:])
    assert doubts(where) == ["clock-in-doubt", "device-revoked", "device-revoked"]
    held = Doubt.objects.get(kind="device-revoked", touch=UUID(phone.all[1]["id"]))
    deciding.decide_doubt(
        doubt=held.id, outcome=DoubtOutcome.STANDS, words="she was there", by=cast.officer(where), at=RECEIVED
    )
    assert (stands(people[1]), stands(people[2]) == ON_KB1) == (ON_KB1, False)
    assert states(where)[UUID(phone.all[2]["id"])] == "review"


def test_a_clock_that_was_set_back_is_found_out_by_what_came_before_it_whenever_that_comes():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("boarded", people[0], leg=flight.id, minutes=6)
    phone.touch("boarded", people[1], leg=flight.id, minutes=-60)
    Device.objects.filter(id=phone.row.id).update(revoked_at=touching.hour(5))
    phone.hand_in(phone.all[1])
    assert stands(people[1]) == ON_KB1
    phone.hand_in(phone.all[0])
    assert ON_KB1 not in {stands(person) for person in people}
    assert set(states(where).values()) == {"review"}


def test_an_arrival_of_the_child_alone_raises_no_alarm_where_its_mother_is_aboard():
    where = cast.crisis()
    mother, child = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS, kind=PartyKind.FAMILY).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    phone.touch("boarded", mother, child, leg=flight.id)
    phone.hand_in()
    phone.touch("looked", child, minutes=2)
    phone.hand_in()
    assert doubts(where) == []


def test_who_was_boarded_by_a_pack_that_had_expired_is_looked_at_once_for_the_device():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    pack = Pack.objects.create(
        crisis=where, device=phone.row, point_id=touching.place(where, "almaty"), persons=2, digest=b"",
        facts_at=touching.hour(-99), expires_at=touching.hour(-1), made_at=touching.hour(-99),
    )  # fmt: skip
    for person in people:
        phone.touch("boarded", person, leg=flight.id, pack=str(pack.id))
    phone.hand_in()
    assert doubts(where) == ["pack-expired"]
    assert Doubt.objects.get().details == {"many": 2}


# --- records that are one person -----------------------------------------------------------------------------------


def test_touches_follow_a_joined_record_to_the_kept_one_and_back():
    where = cast.crisis()
    kept, joined = olena(where), cast.register(where, cast.AIGERIM).persons[0].id
    flight, phone = leg(where, "KB-1"), gate(where)
    join = identity.join_persons(kept=kept, joined=joined, grounds=[], by=cast.officer(where), at=cast.NOON)
    phone.touch("boarded", joined, leg=flight.id, minutes=10)
    phone.hand_in()
    assert (stands(kept), stands(joined)) == (ON_KB1, Standing(Account.NOT_OURS))
    identity.undo_join(join=join.id, by=cast.officer(where), at=RECEIVED)
    working_out.work_out_people(crisis=where.id, persons=[kept, joined], by=SYSTEM, at=RECEIVED)
    assert (stands(joined), stands(kept) == ON_KB1) == (ON_KB1, False)
    assert headcount(where.id).of(Account.ABOARD) == 1


def test_a_person_who_was_forgotten_meanwhile_is_still_counted_where_they_were_seen():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    Person.objects.filter(id=person).update(forgotten_at=RECEIVED, family_name="", given_name="", birth_date=None)
    phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    assert stands(person) == ON_KB1


# --- custody -------------------------------------------------------------------------------------------------------


def test_a_document_is_where_the_last_touch_of_it_says():
    where = cast.crisis()
    person, phone, item = olena(where), gate(where), uuid4()
    phone.touch("document_in", person, item=str(item), what="passport", number="xx 123-456")
    phone.touch("document_out", person, item=str(item), to="border service", minutes=1)
    phone.touch("document_back", person, item=str(item), words="at the gate", minutes=2)
    phone.hand_in(phone.all[2])
    phone.hand_in(phone.all[0])
    kept = CustodyItem.objects.get()
    assert (kept.id, kept.person, kept.state, kept.what, kept.words) == (
        item,
        person,
        "back",
        "passport",
        "at the gate",
    )
    assert b"123456" not in bytes(kept.number)
    assert kept.since - touching.hour(2) < timedelta(milliseconds=1)
    phone.hand_in()
    assert CustodyItem.objects.get().state == "back"
