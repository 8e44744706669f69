"""The manifest of a leg: who is on it by offers, gates and the ledger; closing it; boarding at the desk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.boarding.models import Manifest
from dodomu.boarding.operations.at_the_desk import Recorded
from dodomu.boarding.operations.manifests import close_at_gates
from dodomu.boarding.queries.manifests import manifest_of, manifests_near, narrowed
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import LineState
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from tests import cast
from tests.boarding import touching
from tests.boarding.flights import LEAVES, B, L, T, close, flight, hand_in, people, record, states, view
from tests.boarding.touching import stands
from tests.journeys.offered import Harbour, harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Harbour:
    return flight()


def test_who_holds_a_place_is_expected_and_nobody_else(here: Harbour) -> None:
    here.party()
    assert set(states(here).values()) == {LineState.EXPECTED}
    assert len(states(here)) == 4
    assert states(here, "PS-2") == {}
    assert manifest_of(here.id, "none", by=here.officer(), at=LEAVES) is None


def test_boarded_at_the_desk_is_aboard_in_the_ledger_and_on_the_manifest(here: Harbour) -> None:
    one, *others = people(here)
    assert record(here, B, one) == Recorded(1, 0)
    assert stands(one) == Standing(Account.ABOARD, None, "PS-1")
    found = view(here)
    assert found.counts.aboard == 1 and found.counts.expected == 3
    assert [len(left) for left in found.torn.values()] == [2]
    assert states(here)[others[0]] is LineState.EXPECTED


def test_the_same_form_again_and_a_second_officer_change_nothing(here: Harbour) -> None:
    one, two, *_ = people(here)
    form = uuid4()
    record(here, B, one, form=form)
    entries = LedgerEntry.objects.count()
    assert record(here, B, one, form=form) == Recorded(0, 1)
    assert record(here, B, one) == Recorded(0, 1)
    assert LedgerEntry.objects.count() == entries
    assert record(here, B, one, two) == Recorded(1, 1)
    record(here, T, one)
    assert record(here, B, one, form=form) == Recorded(0, 1)
    assert states(here)[one] is LineState.TAKEN_OFF


def test_who_is_taken_off_stands_at_the_meeting_place_and_may_board_again(here: Harbour) -> None:
    one = people(here)[0]
    record(here, B, one)
    assert record(here, T, one) == Recorded(1, 0)
    assert stands(one) == Standing(Account.ASSEMBLED, here.place("ala").id)
    assert states(here)[one] is LineState.TAKEN_OFF
    assert record(here, T, one) == Recorded(0, 1)
    record(here, B, one, at=LEAVES + timedelta(minutes=1))
    assert states(here)[one] is LineState.BOARDED


def test_boarded_is_not_arrived_until_it_was_seen(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one, two)
    Leg.objects.filter(ref="PS-1").update(state="arrived")
    assert states(here)[one] is LineState.BOARDED
    assert record(here, L, one, at=LEAVES + timedelta(hours=6)) == Recorded(1, 0)
    assert stands(one) == Standing(Account.HOME)
    assert states(here)[one] is LineState.LANDED and states(here)[two] is LineState.BOARDED


def test_who_was_not_seen_aboard_arrives_only_when_it_is_said_that_it_is_them(here: Harbour) -> None:
    one, two, *_ = people(here)
    with pytest.raises(Refused, match=BoardingReason.STANDS_ELSEWHERE):
        record(here, L, one)
    assert states(here)[one] is LineState.EXPECTED
    assert record(here, L, one, is_sure=True) == Recorded(1, 0)
    assert stands(one) == Standing(Account.HOME) and record(here, L, one) == Recorded(0, 1)
    record(here, B, two)
    assert record(here, L, two, people(here)[2]) == Recorded(1, 1)  # of some, those who were aboard
    assert states(here)[people(here)[2]] is LineState.EXPECTED


def test_who_changes_to_another_leg_of_the_same_place_is_counted_on_that_one_only(here: Harbour) -> None:
    one = people(here)[0]
    record(here, B, one)
    record(here, B, one, ref="PS-2", is_sure=True, at=LEAVES + timedelta(minutes=1))
    assert states(here)[one] is LineState.TAKEN_OFF and states(here, "PS-2")[one] is LineState.BOARDED
    assert view(here).counts.aboard + view(here, "PS-2").counts.aboard == 1
    record(here, B, one, is_sure=True, at=LEAVES + timedelta(minutes=2))
    assert states(here)[one] is LineState.BOARDED and states(here, "PS-2")[one] is LineState.TAKEN_OFF


def test_who_boards_a_second_leg_elsewhere_came_by_the_first_and_its_arrival_stays_unseen(here: Harbour) -> None:
    one = people(here)[0]
    record(here, B, one)
    here.leg("ON-1", 5, departs=LEAVES + timedelta(hours=9))
    Leg.objects.filter(ref="ON-1").update(origin=here.place("almaty"))
    record(here, B, one, ref="ON-1", is_sure=True, at=LEAVES + timedelta(hours=8))
    assert states(here)[one] is LineState.BOARDED


def test_who_comes_again_after_they_were_taken_off_or_given_up_is_at_the_gate(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one, at=LEAVES - timedelta(hours=2))
    record(here, T, one, at=LEAVES - timedelta(hours=1))
    phone = touching.gate(here.crisis)
    leg = here.legs["PS-1"].id
    phone.touch("arrived", one, leg=leg, minutes=60 * 77, means="name")
    phone.touch("released", two, leg=leg, minutes=60 * 77)
    phone.hand_in(at=LEAVES)
    assert states(here)[two] is LineState.MISSING
    phone.touch("arrived", two, leg=leg, minutes=60 * 77 + 5, means="name")
    phone.hand_in(at=LEAVES)
    found = states(here)
    assert found[two] is LineState.ARRIVED
    last = max(entry.happened_at for entry in LedgerEntry.objects.filter(person=one))
    seen = next(line.passenger.seen for line in view(here).lines if line.passenger.person == one)
    assert seen and seen.at >= last


def test_a_leg_that_ends_on_the_way_leads_on_the_way(here: Harbour) -> None:
    one = people(here)[0]
    here.legs["PS-1"].target_id = here.place("almaty").id
    here.legs["PS-1"].save()
    record(here, B, one)
    record(here, L, one, at=LEAVES + timedelta(hours=2))
    assert stands(one) == Standing(Account.ON_THE_WAY, here.place("almaty").id)
    assert states(here)[one] is LineState.LANDED


def test_who_stands_elsewhere_is_asked_about_and_boarded_when_it_is_them(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one, ref="PS-2")
    with pytest.raises(Refused) as refused:
        record(here, B, one, two)
    assert refused.value.reason is BoardingReason.STANDS_ELSEWHERE
    assert [each[0] for each in refused.value.details["persons"]] == [one]
    assert states(here)[two] is LineState.EXPECTED
    assert record(here, B, one, two, is_sure=True) == Recorded(2, 0)
    assert stands(one) == Standing(Account.ABOARD, None, "PS-1")


def test_nobody_of_another_crisis_is_boarded_and_of_all_none(here: Harbour) -> None:
    stranger = cast.register(cast.crisis(), cast.PETRO).persons[0].id
    for persons in ((people(here)[0], stranger), (people(here)[0], uuid4())):
        with pytest.raises(Refused, match=BoardingReason.NOT_OF_THIS_CRISIS):
            record(here, B, *persons)
    with pytest.raises(Refused, match=BoardingReason.NOBODY_CHOSEN):
        record(here, B)
    assert set(states(here).values()) == {LineState.EXPECTED}


def test_nobody_boards_a_leg_that_is_cancelled_and_whoever_may_not_boards_nobody(here: Harbour) -> None:
    one = people(here)[0]
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED):
        record(here, B, one, by=cast.officer(here.crisis, Role.VIEWER))
    Leg.objects.filter(ref="PS-1").update(state="cancelled")
    with pytest.raises(Refused, match=BoardingReason.LEG_DOES_NOT_GO):
        record(here, B, one)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_board_the_same_at_once_board_them_once() -> None:
    made = harbour()
    made.leg("PS-1", 10)
    persons = list(Person.objects.filter(party=made.party(3)).values_list("id", flat=True))

    def board(_: int) -> Recorded:
        try:
            return record(made, B, *persons)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(board, range(4)))
    assert sorted(each.new for each in found) == [0, 0, 0, 3]
    assert LedgerEntry.objects.filter(account="aboard").count() == 3


def test_what_gates_say_stands_on_the_manifest_beside_what_the_desk_says(here: Harbour) -> None:
    one, two, three, four = people(here)
    hand_in(here, "boarded", one, means="pass", verdict="go")
    hand_in(here, "arrived", two, means="name")
    hand_in(here, "turned_away", three, ground="not-eligible")
    record(here, B, four)
    assert states(here) == {
        one: LineState.BOARDED, two: LineState.ARRIVED, three: LineState.TURNED_AWAY, four: LineState.BOARDED,
    }  # fmt: skip


def test_a_walk_in_is_counted_on_the_leg_on_which_they_boarded(here: Harbour) -> None:
    who = uuid4()
    phone = touching.gate(here.crisis)
    given = {"family_name": "Шевчук", "given_name": "Лесь", "birth_date": "1980-01-01"}
    flight = here.legs["PS-1"].id
    phone.touch("walked_in", who, leg=flight, minutes=60 * 77, submission=str(uuid4()), given=given)
    phone.touch("boarded", who, leg=flight, minutes=60 * 77 + 1, means="walk_in", verdict="ask", decided_by="consul")
    phone.hand_in(at=LEAVES)
    found = view(here)
    assert states(here)[who] is LineState.BOARDED
    assert found.counts.walk_ins == 1 and found.counts.aboard == 1


def test_somebody_who_was_joined_is_one_line(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one, two)
    Person.objects.filter(id=two).update(joined_into=one)
    assert two not in states(here) and states(here)[one] is LineState.BOARDED
    assert len(states(here)) == 3


def test_a_manifest_is_closed_once_and_its_lines_stand(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one)
    close(here)
    row = Manifest.objects.get()
    assert row.closed_by_name == "Iryna Vilde" and row.counts["aboard"] == 1 and row.counts["missing"] == 3
    closing = view(here).closing
    assert closing and (closing.by, closing.written_by) == ("Iryna Vilde", row.closed_by.name if row.closed_by else "")
    assert states(here)[two] is LineState.MISSING
    with pytest.raises(Refused, match=BoardingReason.MANIFEST_CLOSED):
        close(here, named="Somebody else")
    assert Manifest.objects.get().closed_by_name == "Iryna Vilde"


def test_what_is_learnt_after_closing_stands_beside_it(here: Harbour) -> None:
    one, two, *_ = people(here)
    record(here, B, one)
    close(here)
    assert view(here).since_closing == ()
    later = LEAVES + timedelta(hours=1)
    record(here, B, two, at=later)
    record(here, T, one, at=later)
    found = view(here, at=later)
    assert {line.passenger.person for line in found.since_closing} == {one, two}
    assert found.closing and found.closing.counts["aboard"] == 1 and found.counts.aboard == 1
    assert {line.passenger.person for line in found.closing.lines if line.state is LineState.BOARDED} == {one}


def test_arriving_after_closing_is_no_correction(here: Harbour) -> None:
    one = people(here)[0]
    record(here, B, one)
    close(here)
    record(here, L, one, at=LEAVES + timedelta(hours=6))
    assert view(here).since_closing == ()


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_close_it_once() -> None:
    made = harbour()
    made.leg("PS-1", 10)

    def attempt(name: str) -> bool:
        try:
            close(made, named=name)
        except Refused as refused:
            return refused.reason is not BoardingReason.MANIFEST_CLOSED
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, "abcd")) == [False, False, False, True]
    assert Manifest.objects.count() == 1


def test_whoever_may_not_close_closes_nothing(here: Harbour) -> None:
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED):
        close(here, by=cast.officer(here.crisis, Role.VIEWER))
    assert not Manifest.objects.exists()


def test_a_manifest_closed_at_a_gate_is_closed_by_the_officer_there_once(here: Harbour) -> None:
    hand_in(here, "boarded", people(here)[0], means="pass", verdict="go")
    hand_in(here, "closed", officer="Lesia Ukrainka", counts={})
    assert close_at_gates(crisis=here.id, by=SYSTEM, at=LEAVES) == 1
    row = Manifest.objects.get()
    assert row.closed_by_name == "Lesia Ukrainka" and row.counts["aboard"] == 1
    assert close_at_gates(crisis=here.id, by=SYSTEM, at=LEAVES) == 0
    assert Manifest.objects.get().recorded_at == row.recorded_at


def test_the_list_of_departures_counts_as_the_manifests_do(here: Harbour) -> None:
    one = people(here)[0]
    record(here, B, one)
    (line,) = manifests_near(here.id, by=here.officer(), at=LEAVES + timedelta(minutes=5))
    assert line.leg.ref == "PS-1" and line.is_late and line.torn == 1
    full = view(here).counts
    assert line.counts == full
    close(here)
    (line,) = manifests_near(here.id, by=here.officer(), at=LEAVES + timedelta(minutes=5))
    assert not line.is_late and line.closed_by == "Iryna Vilde" and line.counts.missing == 3
    assert manifests_near(here.id, by=here.officer(), at=LEAVES + timedelta(days=9)) == ()


def test_lines_are_found_by_a_name_in_any_script_and_by_code(here: Harbour) -> None:
    one, *_ = people(here)
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія")
    lines = view(here).lines
    for text in ("щербань", "Shcherban", "юлія щерб", Person.objects.get(id=one).reference):
        assert [line.passenger.person for line in narrowed(lines, text=text)] == [one]
    assert narrowed(lines, text="nobody of this name") == ()
    assert len(narrowed(lines, state=LineState.EXPECTED)) == 4 and narrowed(lines, state=LineState.BOARDED) == ()
