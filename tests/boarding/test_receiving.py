"""Keeping what gates hand in: every touch once, and what follows from it in the ledger."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dodomu.boarding.models import Touch
from dodomu.boarding.operations import receiving, working_out
from dodomu.boarding.rules.terms import Via
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.refusal import Refused
from dodomu.people.models import LedgerEntry, Note, Person
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account, Evidence
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import doubts, gate, leg, olena, stands, states

pytestmark = pytest.mark.django_db


def test_who_is_boarded_stands_aboard_and_is_acknowledged_by_id():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    line = phone.touch("boarded", person, leg=flight.id, means="pass", verdict="go", ground="holds-a-place")
    answer = phone.hand_in()
    assert answer.kept == (UUID(line["id"]),)
    assert (answer.unread, answer.revoked, answer.wipe, answer.doubts) == ((), False, False, 0)
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")
    assert touching.record(person) == ("aboard", "KB-1")
    entry = LedgerEntry.objects.get(person=person, account="aboard")
    assert (entry.evidence, entry.said_by) == (Evidence.SCANNED, "Ivan Franko")
    assert abs(entry.happened_at - touching.NOON) < timedelta(milliseconds=1)
    assert doubts(where) == []
    assert states(where) == {UUID(line["id"]): "applied"}


def test_the_same_touches_again_are_the_same_touches():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("arrived", person, means="name")
    phone.touch("boarded", person, leg=flight.id, minutes=1)
    first, entries = phone.hand_in(), LedgerEntry.objects.count()
    assert phone.hand_in().kept == first.kept
    assert phone.hand_in(phone.all[1], phone.all[0], phone.all[1]).kept == first.kept[::-1]
    assert (Touch.objects.count(), LedgerEntry.objects.count()) == (2, entries)


def test_touches_that_come_in_the_wrong_order_are_read_in_the_order_in_which_they_happened():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("arrived", person)
    phone.touch("boarded", person, leg=flight.id, minutes=1)
    phone.touch("taken_off", person, leg=flight.id, minutes=2, why="mistake")
    for line in (phone.all[2], phone.all[0], phone.all[1]):
        phone.hand_in(line)
    assert stands(person) == Standing(Account.ASSEMBLED, touching.place(where, "almaty"))
    assert doubts(where) == []


def test_an_arrival_at_home_is_home_and_elsewhere_is_on_the_way():
    where = cast.crisis()
    person, phone = olena(where), gate(where)
    bus = leg(where, "BUS", hour=1, hours_long=1, target_id=touching.place(where, "nursultan"))
    flight = leg(where, "KB-1")
    phone.touch("boarded", person, leg=bus.id)
    phone.touch("landed", person, leg=bus.id, minutes=60, point=str(touching.place(where, "nursultan")))
    phone.hand_in()
    assert stands(person) == Standing(Account.ON_THE_WAY, touching.place(where, "nursultan"))
    phone.touch("boarded", person, leg=flight.id, minutes=100)
    phone.touch("landed", person, leg=flight.id, minutes=400)
    phone.hand_in()
    assert stands(person) == Standing(Account.HOME)
    assert doubts(where) == []


def test_who_boards_the_next_leg_has_come_with_the_one_before():
    where = cast.crisis()
    person, phone = olena(where), gate(where)
    bus, flight = leg(where, "BUS", hour=1, hours_long=1), leg(where, "KB-1")
    phone.touch("boarded", person, leg=bus.id)
    phone.touch("boarded", person, leg=flight.id, minutes=150)
    phone.touch("taken_off", person, leg=flight.id, minutes=160)
    phone.hand_in()
    assert stands(person) == Standing(Account.ASSEMBLED, touching.place(where, "almaty"))
    assert doubts(where) == []


def test_an_arrival_that_another_gate_saw_late_does_not_take_anybody_off():
    where = cast.crisis()
    person, flight = olena(where), leg(where, "KB-1")
    door, steps = gate(where, "door"), gate(where, "steps")
    steps.touch("boarded", person, leg=flight.id, minutes=1)
    door.touch("arrived", person, minutes=3)  # its clock is some minutes ahead
    steps.hand_in()
    door.hand_in()
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")


def test_of_a_party_that_boards_without_them_it_is_kept_what_was_said():
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS, cast.AIGERIM).persons]
    phone = gate(where)
    phone.touch("missing", people[0], fate="left_alone")
    phone.touch("missing", people[1], fate="stays")
    phone.touch("missing", people[2], fate="comes_later")
    before = stands(people[2])
    phone.hand_in()
    assert stands(people[0]) == Standing(Account.LEFT_ALONE)
    assert stands(people[1]) == Standing(Account.STAYS, touching.place(where, "almaty"))
    assert stands(people[2]) == before


@pytest.mark.parametrize("turn", [1, -1])
def test_who_did_not_board_with_their_party_and_came_after_all_is_noted_in_their_thread(turn):
    where = cast.crisis()
    people = [each.id for each in cast.register(where, cast.OLENA, cast.TARAS, cast.AIGERIM).persons]
    flight, other, phone, door = leg(where, "KB-1"), leg(where, "KB-2"), gate(where), gate(where, "door")
    for person, fate in zip(people, ("comes_later", "not_known", "stays"), strict=True):
        phone.touch("missing", person, leg=flight.id, fate=fate, officer="Леся")
    door.touch("boarded", people[0], leg=flight.id, minutes=30)
    door.touch("boarded", people[1], leg=other.id, minutes=30)  # which is not what they were missed at
    for each in (phone, door, phone)[::turn]:
        each.hand_in()
    notes = Note.objects.order_by("happened_at", "kind").values_list("person", "kind", "said_by")
    assert set(notes[:2]) == {(people[0], "comes_later", "Леся"), (people[1], "not_there", "Леся")}
    assert list(notes[2:]) == [(people[0], "came_after_all", "Ivan Franko")]
    assert Note.objects.filter(words__isnull=False).count() == 0


def test_a_touch_without_an_id_is_named_and_everything_else_is_kept():
    where = cast.crisis()
    person, phone = olena(where), gate(where)
    good = phone.touch("arrived", person)
    answer = phone.hand_in({"number": 4}, good, "nonsense", {**good, "id": "12"})
    assert answer.kept == (UUID(good["id"]),)
    assert [(each.index, each.why) for each in answer.unread] == [(0, "no-id"), (2, "not-an-object"), (3, "no-id")]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": None},
        {"kind": "danced\x00\ud800" * 30},
        {"number": -1},
        {"number": 10**30},
        {"number": "seven"},
        {"made": 10**18},
        {"made": None},
        {"made": float("nan")},
        {"off": 10**30},
        {"off": "much"},
        {"shift": []},
        {"officer": {"name": 1}},
        {"officer": "x\x00y" * 400},
        {"point": "almaty"},
        {"leg": 7},
        {"leg": None},
        {"persons": "all"},
        {"persons": None},
        {"persons": ["nobody", None, 5]},
        {"pack": "p"},
        {"body": "b"},
        {"body": None},
        {"body": {"means": {"deep": [1]}, "verdict": 5, "\x00": "\ud83d"}},
        {"body": {"item": "x", "photo": "not base64"}},
    ],
)
def test_whatever_is_wrong_with_a_touch_it_is_kept_and_looked_at(nonsense):
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    line = phone.touch("boarded", person, leg=flight.id) | nonsense
    other = phone.touch("arrived", person)
    answer = phone.hand_in(line, other)
    assert answer.kept == (UUID(line["id"]), UUID(other["id"]))
    assert set(states(where)) == set(answer.kept)
    assert Touch.objects.count() == 2


def test_what_cannot_be_understood_moves_nobody_until_it_is_looked_at():
    where = cast.crisis()
    person, phone = olena(where), gate(where)
    before = stands(person)
    line = phone.touch("teleported", person)
    phone.hand_in()
    assert (stands(person), doubts(where)) == (before, ["not-understood"])
    assert states(where) == {UUID(line["id"]): "review"}


def test_people_of_another_crisis_are_not_moved_and_the_others_are():
    where, elsewhere = cast.crisis(), cast.crisis()
    person, stranger = olena(where), cast.register(elsewhere, cast.PETRO).persons[0].id
    flight, phone = leg(where, "KB-1"), gate(where)
    before = stands(stranger)
    phone.touch("boarded", person, stranger, leg=flight.id)
    phone.hand_in()
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")
    assert (stands(stranger), doubts(where), doubts(elsewhere)) == (before, ["other-crisis"], [])


def test_a_leg_of_another_crisis_is_no_leg():
    where, elsewhere = cast.crisis(), cast.crisis()
    person, foreign, phone = olena(where), leg(elsewhere, "KB-9"), gate(where)
    before = stands(person)
    phone.touch("boarded", person, leg=foreign.id)
    phone.hand_in()
    assert (stands(person), doubts(where)) == (before, ["no-such-leg"])


# --- hours ---------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_hours_wrong_counts_for_the_true_hour():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where, off=3 * 3600 * 1000)
    phone.touch("boarded", person, leg=flight.id, minutes=10)
    phone.hand_in()
    entry = LedgerEntry.objects.get(person=person, account="aboard")
    assert abs(entry.happened_at - touching.hour(10)) < timedelta(milliseconds=1)
    assert doubts(where) == []


def test_a_clock_that_was_never_compared_is_told_and_nothing_is_lost():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where, off=None)
    phone.touch("boarded", person, leg=flight.id, minutes=10)
    phone.hand_in()
    assert (stands(person), doubts(where)) == (Standing(Account.ABOARD, None, "KB-1"), ["clock-in-doubt"])


def test_what_is_said_to_happen_days_ahead_counts_when_we_heard_of_it():
    where = cast.crisis()
    person, flight, phone, other = olena(where), leg(where, "KB-1"), gate(where), gate(where)
    phone.touch("boarded", person, leg=flight.id, minutes=60 * 24 * 30)
    phone.hand_in(at=touching.hour(20))
    other.touch("taken_off", person, leg=flight.id, minutes=30)
    other.hand_in()
    assert stands(person) == Standing(Account.ASSEMBLED, touching.place(where, "almaty"))
    assert "clock-in-doubt" in doubts(where)


def test_what_happened_before_the_first_word_of_somebody_counts_from_that_word():
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    phone.touch("arrived", person, minutes=-600)
    phone.touch("boarded", person, leg=flight.id, minutes=-590)
    phone.hand_in(phone.all[1])
    phone.hand_in(phone.all[0])
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")
    assert LedgerEntry.objects.filter(person=person, from_account="", corrects=None).count() == 1


# --- walk-ins ------------------------------------------------------------------------------------------------------


GIVEN = {"name": "Мороз Ганна", "birth_date": "1991-02-03", "citizenships": "UA", "phones": "+380 00 555 66 77"}


def walks_in(phone, minutes=0.0, **more):
    person = uuid4()
    body = {"person": str(person), "submission": str(uuid4()), "given": GIVEN, "means": "walk_in"} | more
    phone.touch("walked_in", person, minutes=minutes, **body)
    return person


def test_who_walks_in_is_registered_from_the_hour_at_which_they_stood_there():
    where = cast.crisis()
    phone = gate(where)
    person = walks_in(phone, minutes=5)
    phone.hand_in()
    row = Person.objects.get(id=person)
    assert (row.family_name, row.given_name, row.account) == ("Мороз", "Ганна", "assembled")
    assert abs(row.registered_at - touching.hour(5)) < timedelta(milliseconds=1)
    phone.hand_in()
    assert Person.objects.filter(crisis=where).count() == 1


def test_who_boards_before_their_walk_in_comes_in_waits_and_is_aboard_when_it_does():
    where = cast.crisis()
    flight, phone, other = leg(where, "KB-1"), gate(where), gate(where)
    person = walks_in(phone)
    phone.touch("boarded", person, leg=flight.id, minutes=1)
    other.touch("landed", person, leg=flight.id, minutes=300)
    phone.hand_in(phone.all[1])
    assert states(where)[UUID(phone.all[1]["id"])] == "waiting"
    assert doubts(where) == []  # number 1 is still to come
    other.hand_in()
    assert doubts(where) == ["no-such-person"]  # nothing of that device is missing
    phone.hand_in(phone.all[0])
    assert stands(person) == Standing(Account.HOME)
    assert doubts(where) == []
    assert set(states(where).values()) == {"applied"}


@pytest.mark.parametrize("given", [{}, {"name": "X", "birth_date": "tomorrow"}, {"phones": "call me"}, "nothing"])
def test_a_walk_in_is_registered_whatever_could_be_written_down(given):
    where = cast.crisis()
    phone = gate(where)
    person = walks_in(phone, given=given)
    phone.hand_in()
    assert Person.objects.get(id=person).account == "assembled"


def test_who_walks_in_joins_the_party_they_belong_to():
    where = cast.crisis()
    party = cast.register(where, cast.OLENA).party
    phone = gate(where)
    person = walks_in(phone, party=str(party))
    child = walks_in(phone, party=str(person), minutes=1)
    phone.hand_in()
    assert set(Person.objects.filter(id__in=[person, child]).values_list("party_id", flat=True)) == {party}


def test_a_photo_is_kept_sealed_and_one_that_is_too_large_is_left_out_by_itself():
    where = cast.crisis()
    phone = gate(where)
    small, large = b"\xff\xd8" + b"x" * 1000, b"\xff\xd8" + b"x" * 300_000
    first = walks_in(phone, photo=touching.base64(small))
    second = walks_in(phone, photo=touching.base64(large))
    phone.hand_in()
    kept = {row.persons[0]: row for row in Touch.objects.all()}
    assert kept[first].photo and b"x" * 1000 not in bytes(kept[first].photo)
    assert kept[second].photo is None
    assert Person.objects.filter(id__in=[first, second]).count() == 2


# --- crashes -------------------------------------------------------------------------------------------------------


def test_what_was_kept_by_a_process_that_died_is_worked_out_by_the_next(monkeypatch):
    where = cast.crisis()
    person, flight, phone = olena(where), leg(where, "KB-1"), gate(where)
    line = phone.touch("boarded", person, leg=flight.id)
    with monkeypatch.context() as killed:
        killed.setattr(receiving, "_follow", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            phone.hand_in()
    assert Touch.objects.count() == 1 and states(where) == {}
    assert working_out.work_out_left(crisis=where.id, by=SYSTEM, at=touching.RECEIVED) == 1
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")
    assert states(where) == {UUID(line["id"]): "applied"}
    assert working_out.work_out_left(crisis=where.id, by=SYSTEM, at=touching.RECEIVED) == 0


def test_what_cannot_be_worked_out_is_acknowledged_and_holds_up_no_other(monkeypatch):
    where = cast.crisis()
    person, other = [each.id for each in cast.register(where, cast.OLENA, cast.AIGERIM).persons]
    flight, phone = leg(where, "KB-1"), gate(where)
    bad = phone.touch("boarded", person, leg=flight.id)
    phone.touch("boarded", other, leg=flight.id, minutes=1)
    true_judge = working_out.doubts.judge

    def fails(touch, facts):
        if str(touch.row) == bad["id"]:
            raise ZeroDivisionError
        return true_judge(touch, facts)

    with monkeypatch.context() as broken:
        broken.setattr(working_out.doubts, "judge", fails)
        assert len(phone.hand_in().kept) == 2
        working_out.work_out_left(crisis=where.id, by=SYSTEM, at=touching.RECEIVED)
        assert stands(other) == Standing(Account.ABOARD, None, "KB-1")
    working_out.work_out_left(crisis=where.id, by=SYSTEM, at=touching.RECEIVED)
    assert stands(person) == Standing(Account.ABOARD, None, "KB-1")


def test_an_envelope_that_is_none_is_refused_and_so_are_too_many_at_once():
    where = cast.crisis()
    phone = gate(where)
    many = [phone.touch("looked") for _ in range(501)]
    for envelope, reason in (
        ({}, "touches-not-understood"),
        (phone.envelope() | {"touches": "x"}, "touches-not-understood"),
        (phone.envelope() | {"device": str(uuid4())}, "touches-not-understood"),
        (phone.envelope(*many), "too-many-touches"),
    ):
        with pytest.raises(Refused) as refusal:
            receiving.keep_touches(
                device=phone.row.id, envelope=envelope, via=Via.NETWORK, received_at=touching.RECEIVED
            )
        assert refusal.value.reason == reason
    assert Touch.objects.count() == 0
    assert len(phone.hand_in(*many, via=Via.FILE).kept) == 501


def test_a_device_that_nobody_knows_hands_in_nothing():
    with pytest.raises(Refused) as refusal:
        receiving.keep_touches(device=uuid4(), envelope={}, via=Via.NETWORK, received_at=touching.RECEIVED)
    assert refusal.value.reason == "no-such-device"
