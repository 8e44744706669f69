"""What is read of live offers for those who come after: who waits where, who went by a leave, what they take."""

from datetime import timedelta

import pytest

from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.models import Handling, Offer, StatePermission
from dodomu.journeys.operations import ending
from dodomu.journeys.operations.passing_on import pass_on
from dodomu.journeys.queries.planning import facts_for, problem_for
from dodomu.journeys.rules.problem.facts import WaitKnown
from dodomu.journeys.rules.terms import Answer, EndCause, OfferState
from dodomu.journeys.rules.variants import Options
from tests.journeys.offered import NOW, TOMORROW, Harbour, answered, harbour, live

pytestmark = pytest.mark.django_db
MEETING = TOMORROW - timedelta(hours=2, minutes=30)


def handles(here: Harbour, per_hour: int | None = None, room: int | None = None) -> None:
    Handling.objects.create(
        crisis=here.crisis, place=here.place("ala"), from_at=NOW - timedelta(days=1), per_hour=per_hour, room=room,
        recorded_at=NOW,
    )  # fmt: skip


def test_who_waits_at_a_place_with_little_room_is_counted_by_what_they_were_told():
    here = harbour()
    here.leg("PS-1", 9)
    two, three = here.party(2), here.party(3)
    here.offer_all({two: "PS-1", three: "PS-1"})
    assert facts_for(here.id, at=NOW).waits == (), "nobody said that there is little room"
    handles(here, room=7)
    facts = facts_for(here.id, at=NOW)
    assert facts.waits == (WaitKnown(here.place("ala").id, MEETING, TOMORROW, "PS-1", 5),)
    assert facts.told[two].takes == {"seat": 2}
    answered(here, two, Answer.DECLINE)
    assert [each.persons for each in facts_for(here.id, at=NOW).waits] == [3]


def test_who_came_home_by_a_leave_of_another_state_has_used_it_up():
    here = harbour()
    leave = StatePermission.objects.create(crisis=here.crisis, ref="leave", state_asked="KZ", what="landing", quota=5)
    here.leg("PS-1", 9, permission=leave)
    here.leg("PS-2", 9)
    by_leave, by_other = here.party(2), here.party(3)
    here.offer_all({by_leave: "PS-1", by_other: "PS-2"})
    assert facts_for(here.id, at=NOW).flown == {}
    rows = ending.locked(Offer.objects.filter(crisis=here.id).values_list("id", flat=True))
    ending.end(rows, state=OfferState.TRAVELLED, cause=EndCause.TRAVELLED, said_by="", by=SYSTEM, at=TOMORROW)
    assert facts_for(here.id, at=TOMORROW).flown == {"PS-1": 2}


def test_a_place_is_not_passed_on_to_more_than_pass_the_door_in_time():
    here = harbour()
    here.leg("PS-1", 40, processed=True, departs=NOW + timedelta(hours=6))
    handles(here, per_hour=2)
    holds, *others = here.party(5), *here.parties(4)
    here.offer_all({holds: "PS-1"})
    ala = next(
        each
        for each in problem_for(here.id, Options(residual=True), at=NOW).problem.places
        if each.id == here.place("ala").ref
    )
    by_hour = [(hour, hands) for hour, (_, hands) in enumerate(ala.processing)]
    assert by_hour == [(0, 2), (1, 1), (2, 0), (3, 0), (4, 2)]
    passed = pass_on(crisis=here.id, by=SYSTEM, at=NOW, seconds=5)
    assert passed.sent + passed.held == 1, "an hour to the airport, and one hand is left in the hour after it"
    assert sum(Offer.objects.filter(party=party).exists() for party in others) == 1
    assert live(holds)
