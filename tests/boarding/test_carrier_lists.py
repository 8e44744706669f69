"""Lists that carriers give back, and what is left of them and of manifests when people are forgotten."""

from datetime import timedelta
from uuid import UUID

import pytest

from dodomu.boarding.models import CarrierList, Manifest
from dodomu.boarding.operations import forgetting_manifests
from dodomu.boarding.operations.manifests import keep_carrier_list
from dodomu.boarding.queries.carrier_lists import carrier_lists_of, read_file
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.terms import CarrierMatch, LineState
from dodomu.foundation import encryption
from dodomu.foundation.refusal import Refused
from dodomu.people.models import Person
from tests.boarding.flights import LEAVES, B, close, flight, people, record, view
from tests.journeys.offered import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Harbour:
    return flight()


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


def test_a_carriers_list_with_the_address_of_a_telegram_is_read_and_so_is_one_in_latin_1(here: Harbour) -> None:
    body = "UNB+UNOC:3+A+B+220111:0800+1'UNH+1+PAXLST:D:02B:UN:IATA'NAD+FL+++M\xdcLLER:ZO\xcb'UNT+3+1'UNZ+1+1'"
    telegram = ("\x01QU HDQAPI\r\n.ALAPSXH 110800\r\n\x02" + body).encode("latin-1")
    assert [each.family_name for each in read_file(telegram, today=LEAVES.date()).listed] == ["MÜLLER"]
    assert [each.family_name for each in read_file(body.encode(), today=LEAVES.date()).listed] == ["MÜLLER"]


def test_who_is_forgotten_is_taken_off_a_closed_manifest_and_its_numbers_stay(here: Harbour) -> None:
    one, two, *_ = people(here)
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія")
    record(here, B, one, two)
    close(here)
    keep(here, (CARRIER + "SHCHERBAN,YULIIA,1990-09-02,\n").encode())
    before = Manifest.objects.get()
    assert forgetting_manifests.forget_due(at=LEAVES) == 0
    Person.objects.filter(id=one).update(
        family_name="", given_name="", birth_date=None, forgotten_at=LEAVES + timedelta(days=1)
    )
    assert [forgetting_manifests.forget_due(at=LEAVES + timedelta(days=1)) for _ in range(2)] == [1, 0]
    closing = view(here).closing
    assert closing
    lines = {line.passenger.person: line for line in closing.lines}
    gone = lines[one]
    assert (gone.passenger.name, gone.passenger.latin, gone.passenger.born, gone.age) == ("", "", None, None)
    assert gone.state is LineState.BOARDED and lines[two].passenger.name
    after = Manifest.objects.get()
    assert (after.counts, after.closed_at, after.closed_by_name) == (
        before.counts, before.closed_at, before.closed_by_name,
    )  # fmt: skip


def test_a_carriers_list_is_emptied_when_the_days_of_keeping_are_over(here: Harbour) -> None:
    keep(here, (CARRIER + "SHCHERBAN,YULIIA,1990-09-02,\n").encode())
    late = LEAVES + timedelta(days=here.crisis.keep_days, hours=1)
    assert forgetting_manifests.forget_due(at=late - timedelta(hours=2)) == 0
    assert [forgetting_manifests.forget_due(at=late) for _ in range(2)] == [1, 0]
    assert carrier_lists_of(view(here)) == ()
    row = CarrierList.objects.get()
    kept = encryption.open_sealed(row.lines, context="boarding_carrierlist.lines")
    assert (row.name, row.source, kept["listed"]) == ("", "", [])
