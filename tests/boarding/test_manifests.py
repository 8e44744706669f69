"""The manifest of a leg: who is on it by offers, gates and the ledger; closing it; boarding at the desk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from dodomu.boarding.models import Manifest
from dodomu.boarding.operations.at_the_desk import Recorded, record_at_desk
from dodomu.boarding.operations.manifests import close_at_gates, close_manifest, keep_carrier_list
from dodomu.boarding.queries.carrier_lists import carrier_lists_of
from dodomu.boarding.queries.manifests import ManifestView, manifest_of, manifests_near, narrowed
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import CarrierMatch, LineState, TouchKind
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import stands
from tests.journeys.offered import TOMORROW, Harbour, answered, harbour

pytestmark = pytest.mark.django_db
LEAVES = TOMORROW
B, T, L = TouchKind.BOARDED, TouchKind.TAKEN_OFF, TouchKind.LANDED


@pytest.fixture
def here() -> Harbour:
    """A leg PS-1 on which a party of three and a single hold places, and both said yes."""
    made = harbour()
    made.leg("PS-1", 10, service="PS 501")
    made.leg("PS-2", 10, departs=LEAVES + timedelta(hours=1))
    family, single = made.party(3), made.party()
    made.offer_all({family: "PS-1", single: "PS-1"})
    for party in (family, single):
        answered(made, party, Answer.ACCEPT)
    return made


def people(here: Harbour) -> list[UUID]:
    """Everybody, the three of the family first."""
    rows = Person.objects.filter(crisis=here.crisis).order_by("registered_at", "id")
    return sorted(rows.values_list("id", flat=True), key=lambda each: -_party_size(each))


def _party_size(person: UUID) -> int:
    return Person.objects.filter(party=Person.objects.get(id=person).party).count()


def view(here: Harbour, ref: str = "PS-1", at: Any = LEAVES) -> ManifestView:
    found = manifest_of(here.id, ref, by=here.officer(), at=at)
    assert found
    return found


def states(here: Harbour, ref: str = "PS-1") -> dict[UUID, LineState]:
    return {line.passenger.person: line.state for line in view(here, ref).lines}


def record(
    here: Harbour, what: TouchKind, *persons: UUID, ref: str = "PS-1", at: Any = LEAVES, **more: Any
) -> Recorded:
    given = {"form": uuid4(), "is_sure": False, "by": here.officer(), **more}
    return record_at_desk(crisis=here.id, ref=ref, what=what, persons=persons, at=at, **given)


def close(here: Harbour, **more: Any) -> None:
    given = {"named": "Iryna Vilde", "happened_at": LEAVES, "by": here.officer(), "at": LEAVES, **more}
    close_manifest(crisis=here.id, ref="PS-1", **given)


def hand_in(here: Harbour, kind: str, *persons: UUID, **said: Any) -> None:
    phone = touching.gate(here.crisis, f"phone {uuid4().hex[:4]}")
    phone.touch(kind, *persons, leg=here.legs["PS-1"].id, minutes=60 * 77, **said)
    phone.hand_in(at=LEAVES)


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


def test_who_was_not_aboard_does_not_arrive(here: Harbour) -> None:
    one = people(here)[0]
    assert record(here, L, one) == Recorded(0, 1)
    assert states(here)[one] is LineState.EXPECTED


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


CARRIER = "family_name,given_name,birth_date,document\n"


def keep(here: Harbour, data: bytes) -> UUID:
    return keep_carrier_list(
        crisis=here.id, ref="PS-1", name="list.csv", data=data, source="by email", by=here.officer(), at=LEAVES
    )


def test_a_carriers_list_is_compared_with_who_boarded_and_kept_once(here: Harbour) -> None:
    one, two, *_ = people(here)
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія")
    Person.objects.filter(id=two).update(family_name="Бойко", given_name="Ігор")
    record(here, B, one, two)
    data = (CARRIER + "SHCHERBAN,YULIIA,1990-09-02,\nSTRANGER,JOHN,1970-01-01,\n").encode()
    assert keep(here, data) == keep(here, data)
    (found,) = carrier_lists_of(view(here))
    assert {(line.match, line.ours.person if line.ours else None) for line in found.lines} == {
        (CarrierMatch.SAME, one), (CarrierMatch.ONLY_OURS, two), (CarrierMatch.ONLY_THEIRS, None),
    }  # fmt: skip
    assert found.to_look_at == 2 and found.same == 1


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"UNB+UNOA:4+A+B'UNZ+0+1'", b"family_name\n", b"UNA:+.? '"])
def test_what_is_no_list_is_refused_and_nothing_is_kept(here: Harbour, data: bytes) -> None:
    with pytest.raises(Refused, match=BoardingReason.CARRIER_LIST_NOT_READ):
        keep(here, data)
    assert carrier_lists_of(view(here)) == ()
