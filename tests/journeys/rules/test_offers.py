"""What of a plan is told, and when it is the way that was told before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Travel
from dodomu.engines.planner.problem import Fleet, Leg, Link, Party, Place, Problem, Round
from dodomu.journeys.reasons import JourneysReason
from dodomu.journeys.rules.answering import Answered, decide
from dodomu.journeys.rules.offers import Ways, fits, is_same_way
from dodomu.journeys.rules.terms import Answer, OfferState

NOON = datetime(2022, 1, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROBLEM = Problem(
    begins=NOON,
    ends=NOON + 48 * HOUR,
    zone=ZoneInfo("Asia/Almaty"),
    places=(Place("city"), Place("village"), Place("ala", kind="airport"), Place("kbp", kind="home")),
    parties=(Party("p", "city", 2), Party("q", "village", 1, needs={"seat": 1, "wheelchair": 1})),
    legs=(Leg("PS-1", "ala", "kbp", NOON + 6 * HOUR, NOON + 12 * HOUR, {"seat": 9}, buffer=60),),
    fleets=(Fleet("vans", "ala", 1, {"seat": 8}, (Round("village", 50, 40),)),),
    links=(Link("taxi", "city", "ala", 45),),
)
BY_TAXI = Itinerary("p", 2, {}, (Travel("taxi", NOON + HOUR), Ride("PS-1")))
BY_VAN = Itinerary("q", 1, {"seat": 1, "wheelchair": 1}, (Shuttle("r1"), Ride("PS-1")))
PLAN = Plan((BY_TAXI, BY_VAN), (Rotation("r1", "vans", 0, "village", NOON),))
WAYS = Ways(PROBLEM, PLAN, {})


def test_a_way_by_themselves_is_told_as_late_as_the_meeting_allows_and_a_leg_with_its_own_hours():
    way = WAYS.of(BY_TAXI)
    meeting = timedelta(hours=4, minutes=30)  # before a departure at six: the buffer and half an hour
    assert [(each.leg, each.leaves_at - NOON, each.arrives_at - NOON) for each in way.steps] == [
        ("taxi", meeting - timedelta(minutes=45), meeting),
        ("PS-1", 6 * HOUR, 12 * HOUR),
    ]
    assert (way.legs, way.ledger_name, way.leave_by) == (("PS-1",), "PS-1", way.steps[0].leaves_at)
    assert WAYS.takes(BY_TAXI) == {"seat": 2}


def test_a_vehicle_of_ours_is_met_where_it_loads_when_it_has_come_there():
    way = WAYS.of(BY_VAN)
    assert (way.steps[0].fleet, way.steps[0].leaves_at, way.steps[0].arrives_at) == (
        "vans",
        NOON + HOUR,
        NOON + 2 * HOUR,
    )
    assert (way.departure.place, way.departure.leaves_at) == ("village", NOON + HOUR)
    assert way.ledger_name == "PS-1"
    assert WAYS.takes(BY_VAN) == {"seat": 1, "wheelchair": 1}


def test_only_what_is_booked_and_its_hours_make_another_way():
    told = WAYS.of(BY_TAXI).rides
    later_taxi = replace(BY_TAXI, steps=(Travel("taxi", NOON + 2 * HOUR), Ride("PS-1")))
    assert is_same_way(told, WAYS.of(later_taxi).rides, at=NOON)
    own = Ways(replace(PROBLEM, links=(*PROBLEM.links, Link("road", "city", "kbp", 600))), PLAN, {})
    by_road = Itinerary("p", 2, {}, (Travel("road", NOON + HOUR),))
    assert all(own.rides(each) == own.of(each).rides for each in (BY_TAXI, BY_VAN, by_road))
    assert not is_same_way(told, WAYS.of(BY_VAN).rides, at=NOON)
    assert not is_same_way(told, (), at=NOON)
    late = Ways(replace(PROBLEM, legs=(replace(PROBLEM.legs[0], departs=NOON + 7 * HOUR),)), PLAN, {})
    assert not is_same_way(told, late.of(BY_TAXI).rides, at=NOON)


def test_what_is_left_of_a_way_is_the_same_way_once_what_comes_before_has_left():
    whole, rest = WAYS.of(BY_VAN).rides, WAYS.of(BY_TAXI).rides
    assert is_same_way(whole, rest, at=NOON + HOUR)
    assert not is_same_way(whole, rest, at=NOON)  # nobody waits for a van that does not come any more
    assert not is_same_way(rest, whole, at=NOON + HOUR)


def test_a_party_fits_whole_in_every_kind_or_not_at_all():
    assert fits({"seat": 2}, {"seat": 2})
    assert not fits({"seat": 2}, {"seat": 1})
    assert not fits({"seat": 1, "wheelchair": 1}, {"seat": 5})
    assert fits({"seat": 1, "pet": 0}, {"seat": 1})


def test_each_answer_to_each_state_has_its_one_outcome():
    """A table to be read: what an answer does, in time and after departure."""
    soon, gone = NOON + HOUR, NOON + 9 * HOUR

    def outcome(state: OfferState, answer: Answer, at: datetime) -> str:
        found = decide(Answered(state, NOON + 2 * HOUR, NOON + 8 * HOUR), answer, at=at)
        return "retakes" if found.retakes else str(found.becomes or found.conflict or "stays")

    live = (OfferState.HELD, OfferState.SENT, OfferState.ACCEPTED, OfferState.LATER)
    for state in live:
        assert [outcome(state, answer, soon) for answer in Answer] == ["accepted", "declined", "later"]
        assert {outcome(state, answer, gone) for answer in Answer} == {JourneysReason.TOO_LATE_TO_ANSWER}
    after = NOON + 3 * HOUR
    assert outcome(OfferState.ACCEPTED, Answer.LATER, after) == JourneysReason.TOO_LATE_TO_ANSWER
    assert outcome(OfferState.DECLINED, Answer.ACCEPT, soon) == "retakes"
    assert outcome(OfferState.DECLINED, Answer.ACCEPT, after) == JourneysReason.PLACE_GIVEN_AWAY
    assert outcome(OfferState.DECLINED, Answer.DECLINE, soon) == "stays"
    for state in (OfferState.LAPSED, OfferState.WITHDRAWN, OfferState.SUPERSEDED, OfferState.TRAVELLED):
        assert {outcome(state, answer, soon) for answer in Answer} == {JourneysReason.OFFER_ENDED}
