"""What is looked at whole on the board and the first page is what needs it: the numbers are those of every manifest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dodomu.boarding.models import Device
from dodomu.boarding.queries.board import board_of, gate_attention
from dodomu.boarding.queries.closing import unsettled
from dodomu.people.models import Person
from tests.boarding import touching
from tests.boarding.flights import LEAVES, B, L, close, flight, hand_in, people, record, view
from tests.journeys.offered import Harbour

pytestmark = pytest.mark.django_db
LATER = LEAVES + timedelta(minutes=30)


@pytest.fixture
def here() -> Harbour:
    return flight()


def alone(here: Harbour, at: object = LATER) -> tuple[int, int, int]:
    """Return how many children are alone by the first page, by the board and by the manifest."""
    by = here.officer()
    board = board_of(here.id, by=by, at=LATER, real=LATER)
    return gate_attention(here.id, by=by, at=LATER).minors_alone, board.minors_alone, view(here).counts.minors_alone


def test_a_child_alone_is_seen_by_all_three_alike_until_an_adult_boards_or_it_has_landed(here: Harbour) -> None:
    one, two, *_ = people(here)
    Person.objects.filter(id=one).update(birth_date="2015-01-01")
    assert alone(here) == (0, 0, 0)
    record(here, B, one)
    assert alone(here) == (1, 1, 1)
    close(here)
    assert alone(here) == (1, 1, 1)  # in the air it is as alone
    record(here, B, two)
    assert alone(here) == (0, 0, 0)
    record(here, L, two, at=LATER)
    assert alone(here) == (0, 0, 0)
    record(here, L, one, at=LATER)
    assert alone(here) == (0, 0, 0)


def test_a_child_of_a_record_that_was_joined_is_seen(here: Harbour) -> None:
    one, *_, other = people(here)
    record(here, B, one)
    Person.objects.filter(id=one).update(joined_into=other)
    Person.objects.filter(id=other).update(birth_date="2015-01-01", account="aboard", account_leg="PS-1")
    assert alone(here) == (1, 1, 1)


def test_a_manifest_that_nobody_closed_is_asked_for_for_a_week_and_who_is_under_way_for_a_day_and_a_half(
    here: Harbour,
) -> None:
    by = here.officer()
    record(here, B, *people(here))
    for days, asked in ((6, 1), (8, 0)):
        at = LEAVES + timedelta(days=days)
        assert gate_attention(here.id, by=by, at=at).not_closed == asked
        assert board_of(here.id, by=by, at=at, real=at).not_closed == asked
    close(here)
    assert gate_attention(here.id, by=by, at=LATER).not_closed == 0
    assert [each.line.leg.ref for each in board_of(here.id, by=by, at=LATER, real=LATER).arriving] == ["PS-1"]
    record(here, L, *people(here), at=LATER)
    assert board_of(here.id, by=by, at=LATER, real=LATER).arriving == ()


def test_however_many_there_are_the_first_page_asks_no_more(here: Harbour) -> None:
    by = here.officer()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            gate_attention(here.id, by=by, at=LATER)
        return len(queries)

    before = asked()
    record(here, B, *people(here)[:3])
    here.leg("PS-3", 10, departs=LEAVES + timedelta(minutes=1))
    more = here.party(3)
    here.offer_all({more: "PS-3"})
    assert asked() <= before


def test_what_a_gate_has_not_sent_and_what_is_in_doubt_is_said_before_closing(here: Harbour) -> None:
    leg, by = view(here).leg, here.officer()
    assert unsettled(here.id, leg, by=by).devices == ()
    hand_in(here, "boarded", people(here)[0], means="pass", verdict="stop", ground="not-eligible")
    Device.objects.filter(crisis=here.crisis).update(made_so_far=5)
    elsewhere = touching.gate(here.crisis, "elsewhere").row
    Device.objects.filter(id=elsewhere.id).update(made_so_far=9)
    found = unsettled(here.id, leg, by=by)
    assert (found.unsent, len(found.devices), found.doubts > 0) == (4, 1, True)
