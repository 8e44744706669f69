from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.engines.planner.problem import (
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    Problem,
    Promise,
    Round,
)
from dodomu.engines.planner.validation import FaultCode, faults_of
from dodomu.engines.planner.validation.faults import SENTENCES
from tests.engines.planner.strategies import problems

START = datetime(2031, 5, 12, 6, tzinfo=UTC)
NAN, INFINITY = float("nan"), float("inf")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


SOUND = Problem(
    START,
    at(48),
    ZoneInfo("Asia/Almaty"),
    places=(
        Place("city", risk=((START, 1.0), (at(9), 2.0)), country="KZ"),
        Place("gate", kind="airport", processing=30, room=10, position=(43.3, 77.0)),
        Place("home", kind="home", country="UA"),
    ),
    parties=(Party("p", "city", 2, promise=Promise("flight"), refuses=frozenset({"RU", "flight"})),),
    legs=(Leg("flight", "gate", "home", at(9), at(14), {"seat": 9}, charter="hire", permission="leave"),),
    charters=(Charter("hire", 9000),),
    fleets=(Fleet("vans", "gate", 2, {"seat": 8}, (Round("city", 50, 60),), 900),),
    links=(Link("road", "city", "gate", 90),),
    closures=(Closure("road", START, at(9), daily=(time(23), time(7))),),
    permissions=(Permission("leave", 40, START, at(20)),),
)


def spoil(sort: str, **changes: Any) -> Problem:
    """Return the sound problem with its first thing of one sort changed."""
    first, *others = getattr(SOUND, sort)
    spoilt: dict[str, Any] = {sort: (replace(first, **changes), *others)}
    return replace(SOUND, **spoilt)


def told(problem: Problem) -> set[tuple[FaultCode, str]]:
    return {(fault.code, fault.where) for fault in faults_of(problem)}


def test_a_sound_problem_has_no_faults():
    assert faults_of(SOUND) == ()
    assert SOUND.faults() == ()


@given(problems())
@settings(max_examples=60, deadline=None)
def test_problems_that_the_other_tests_plan_have_no_faults(problem: Problem):
    assert [str(fault) for fault in faults_of(problem)] == []


def test_an_empty_problem_is_not_at_fault():
    assert faults_of(Problem(START, at(1), UTC, (), ())) == ()


ONE_THING_WRONG: list[tuple[str, dict[str, Any], FaultCode, str]] = [
    ("places", {"risk": NAN}, FaultCode.NOT_A_NUMBER, "risk"),
    ("places", {"risk": INFINITY}, FaultCode.NOT_A_NUMBER, "risk"),
    ("places", {"risk": -0.5}, FaultCode.TOO_SMALL, "risk"),
    ("places", {"risk": ()}, FaultCode.NO_VALUES, "risk"),
    ("places", {"risk": ((at(2), 1.0), (at(1), 1.0))}, FaultCode.NOT_ASCENDING, "risk[1]"),
    ("places", {"risk": ((at(2), 1.0), (at(3), NAN))}, FaultCode.NOT_A_NUMBER, "risk[1][1]"),
    ("places", {"processing": -1}, FaultCode.TOO_SMALL, "processing"),
    ("places", {"processing": 2.5}, FaultCode.WRONG_TYPE, "processing"),
    ("places", {"room": -1}, FaultCode.TOO_SMALL, "room"),
    ("places", {"kind": "planet"}, FaultCode.NOT_ONE_OF, "kind"),
    ("places", {"country": "Kazakhstan"}, FaultCode.BAD_COUNTRY, "country"),
    ("places", {"position": (91.0, 0.0)}, FaultCode.TOO_LARGE, "position[0]"),
    ("places", {"name": "\ud800"}, FaultCode.BAD_TEXT, "name"),
    ("parties", {"place": "atlantis"}, FaultCode.UNKNOWN_PLACE, "place"),
    ("parties", {"place": "home"}, FaultCode.PARTY_AT_HOME, "place"),
    ("parties", {"persons": 0}, FaultCode.TOO_SMALL, "persons"),
    ("parties", {"persons": 900}, FaultCode.PARTY_TOO_LARGE, "persons"),
    ("parties", {"persons": 2.0}, FaultCode.NOT_WHOLE, "persons"),
    ("parties", {"persons": True}, FaultCode.NOT_WHOLE, "persons"),
    ("parties", {"needs": {"seat": -1}}, FaultCode.TOO_SMALL, "needs.seat"),
    ("parties", {"needs": {"seat": 3}}, FaultCode.NEED_TOO_LARGE, "needs.seat"),
    ("parties", {"needs": {"seat": 2, "wheelchair": 3}}, FaultCode.NEED_TOO_LARGE, "needs.wheelchair"),
    ("parties", {"needs": {"infant": 2, "stretcher": 1}}, FaultCode.NEEDS_TOO_MANY, "needs"),
    ("parties", {"needs": {"seat": 1, "pet": 1}}, FaultCode.NEEDS_TOO_FEW, "needs"),
    ("parties", {"needs": {"hammock": 2}}, FaultCode.UNKNOWN_KIND, "needs"),
    ("parties", {"needs": {"": 2}}, FaultCode.UNKNOWN_KIND, "needs"),
    ("parties", {"priority": "friend of the minister"}, FaultCode.UNKNOWN_PRIORITY, "priority"),
    ("parties", {"papers": frozenset({""})}, FaultCode.BAD_TEXT, "papers"),
    ("parties", {"papers": "passport"}, FaultCode.WRONG_TYPE, "papers"),
    ("parties", {"refuses": frozenset({"no such leg"})}, FaultCode.UNKNOWN_REFUSED, "refuses"),
    ("parties", {"promise": Promise("no such leg")}, FaultCode.UNKNOWN_LEG, "promise.leg"),
    ("parties", {"promise": Promise("flight", -1)}, FaultCode.TOO_SMALL, "promise.cost"),
    ("parties", {"car": "no"}, FaultCode.WRONG_TYPE, "car"),
    ("parties", {"id": ""}, FaultCode.BAD_TEXT, "id"),
    ("parties", {"id": "a\nb"}, FaultCode.BAD_TEXT, "id"),
    ("parties", {"id": "а\u0000б"}, FaultCode.BAD_TEXT, "id"),
    ("parties", {"id": " p"}, FaultCode.BAD_TEXT, "id"),
    ("parties", {"id": "p" * 201}, FaultCode.BAD_TEXT, "id"),
    ("parties", {"id": 7}, FaultCode.WRONG_TYPE, "id"),
    ("parties", {"id": "*"}, FaultCode.RESERVED_ID, "id"),
    ("legs", {"arrives": at(9)}, FaultCode.ARRIVES_TOO_EARLY, "arrives"),
    ("legs", {"arrives": at(8)}, FaultCode.ARRIVES_TOO_EARLY, "arrives"),
    ("legs", {"target": "gate"}, FaultCode.GOES_NOWHERE, "target"),
    ("legs", {"origin": "atlantis"}, FaultCode.UNKNOWN_PLACE, "origin"),
    ("legs", {"seats": {"seat": -3}}, FaultCode.TOO_SMALL, "seats.seat"),
    ("legs", {"seats": {"seat": 10**13}}, FaultCode.TOO_LARGE, "seats.seat"),
    ("legs", {"held_back": {"bed": 1}}, FaultCode.UNKNOWN_KIND, "held_back"),
    ("legs", {"buffer": -1}, FaultCode.TOO_SMALL, "buffer"),
    ("legs", {"buffer": 10**9}, FaultCode.TOO_LARGE, "buffer"),
    ("legs", {"chance": 1.01}, FaultCode.TOO_LARGE, "chance"),
    ("legs", {"chance": -0.01}, FaultCode.TOO_SMALL, "chance"),
    ("legs", {"danger": INFINITY}, FaultCode.NOT_A_NUMBER, "danger"),
    ("legs", {"price": -5}, FaultCode.TOO_SMALL, "price"),
    ("legs", {"paid_by": "nobody"}, FaultCode.NOT_ONE_OF, "paid_by"),
    ("legs", {"charter": "none such"}, FaultCode.UNKNOWN_CHARTER, "charter"),
    ("legs", {"permission": "none such"}, FaultCode.UNKNOWN_PERMISSION, "permission"),
    ("legs", {"countries": frozenset({"Russia"})}, FaultCode.BAD_COUNTRY, "countries"),
    ("charters", {"price": -1}, FaultCode.TOO_SMALL, "price"),
    ("fleets", {"hub": "atlantis"}, FaultCode.UNKNOWN_PLACE, "hub"),
    ("fleets", {"vehicles": -1}, FaultCode.TOO_SMALL, "vehicles"),
    ("fleets", {"drivers_minutes": -1}, FaultCode.TOO_SMALL, "drivers_minutes"),
    ("fleets", {"rounds": (Round("gate", 5, 5),)}, FaultCode.GOES_NOWHERE, "rounds[0].place"),
    ("fleets", {"rounds": (Round("city", 0, 5),)}, FaultCode.TAKES_NO_TIME, "rounds[0].out"),
    ("fleets", {"rounds": (Round("city", 5, 5), Round("city", 6, 6))}, FaultCode.DUPLICATED_ROUND, "rounds[1].place"),
    ("links", {"minutes": 0}, FaultCode.TAKES_NO_TIME, "minutes"),
    ("links", {"minutes": -5}, FaultCode.TOO_SMALL, "minutes"),
    ("links", {"target": "city"}, FaultCode.GOES_NOWHERE, "target"),
    ("links", {"danger": NAN}, FaultCode.NOT_A_NUMBER, "danger"),
    ("closures", {"at": "nothing"}, FaultCode.UNKNOWN_THING, "at"),
    ("closures", {"ends": START}, FaultCode.ENDS_TOO_EARLY, "ends"),
    ("closures", {"daily": (time(7), time(7))}, FaultCode.DAILY_EMPTY, "daily"),
    ("closures", {"daily": (time(7, tzinfo=UTC), time(8))}, FaultCode.DAILY_WITH_ZONE, "daily[0]"),
    ("closures", {"stops": "everything"}, FaultCode.NOT_ONE_OF, "stops"),
    ("permissions", {"quota": -1}, FaultCode.TOO_SMALL, "quota"),
    ("permissions", {"ends": at(-1)}, FaultCode.ENDS_TOO_EARLY, "ends"),
]


@pytest.mark.parametrize(("sort", "changes", "code", "where"), ONE_THING_WRONG)
def test_one_thing_that_is_wrong_is_told_where_it_stands(
    sort: str, changes: dict[str, Any], code: FaultCode, where: str
):
    assert told(spoil(sort, **changes)) >= {(code, f"{sort}[0].{where}")}


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"ends": START}, FaultCode.HORIZON_BACKWARDS, "ends"),
        ({"ends": at(-1)}, FaultCode.HORIZON_BACKWARDS, "ends"),
        ({"ends": START + timedelta(minutes=59)}, FaultCode.HORIZON_EMPTY, "ends"),
        ({"ends": START + timedelta(days=420)}, FaultCode.HORIZON_TOO_LONG, "ends"),
        ({"ends": datetime.max.replace(tzinfo=UTC)}, FaultCode.MOMENT_OUT_OF_RANGE, "ends"),
        (
            {"begins": datetime.min.replace(tzinfo=timezone(timedelta(hours=9)))},
            FaultCode.MOMENT_OUT_OF_RANGE,
            "begins",
        ),
        ({"step": 7}, FaultCode.STEP_NOT_ALLOWED, "step"),
        ({"step": 0}, FaultCode.STEP_NOT_ALLOWED, "step"),
        ({"zone": "Asia/Almaty"}, FaultCode.WRONG_TYPE, "zone"),
        ({"budget": -1}, FaultCode.TOO_SMALL, "budget"),
        ({"least_chance": NAN}, FaultCode.NOT_A_NUMBER, "least_chance"),
        ({"priorities": {"other": 0}}, FaultCode.TOO_SMALL, "priorities.other"),
        ({"priorities": {}}, FaultCode.UNKNOWN_PRIORITY, "parties[0].priority"),
        ({"kinds": ("seat", "seat")}, FaultCode.DUPLICATED_ID, "kinds[1]"),
        ({"kinds": ()}, FaultCode.UNKNOWN_KIND, "parties[0].needs"),
        ({"places": SOUND.places[:2]}, FaultCode.NO_HOME, "places"),
        ({"parties": (1,)}, FaultCode.WRONG_TYPE, "parties[0]"),
        ({"legs": None}, FaultCode.WRONG_TYPE, "legs"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(changes: dict[str, Any], code: FaultCode, where: str):
    assert (code, where) in told(replace(SOUND, **changes))


def test_an_id_that_stands_twice_is_told_once_for_each_repetition_in_every_sort():
    again = {
        sort: getattr(SOUND, sort) * 3
        for sort in ("places", "parties", "legs", "charters", "fleets", "links", "permissions")
    }
    found = [fault for fault in faults_of(replace(SOUND, **again)) if fault.code is FaultCode.DUPLICATED_ID]
    assert len(found) == 2 * sum(len(getattr(SOUND, sort)) for sort in again)
    assert {fault.facts["first"] for fault in found} >= {"places[2]", "legs[0]"}


def test_a_closure_of_an_id_that_two_things_share_cannot_be_told_apart():
    shared = replace(SOUND, links=(replace(SOUND.links[0], id="flight"),), closures=(Closure("flight", START, at(1)),))
    assert (FaultCode.AMBIGUOUS, "closures[0].at") in told(shared)


def test_a_leg_with_the_name_of_a_country_cannot_be_refused():
    shared = replace(spoil("legs", id="RU"), parties=(Party("p", "city", 1, refuses=frozenset({"RU"})),))
    assert (FaultCode.AMBIGUOUS, "parties[0].refuses") in told(shared)


def test_naive_moments_are_told_one_by_one_and_so_is_that_zones_are_mixed():
    naive = datetime(2031, 5, 12, 6)  # noqa: DTZ001 - the fault that is looked for
    problem = replace(spoil("legs", departs=naive, arrives=naive), begins=naive)
    assert told(problem) == {
        (FaultCode.NAIVE_MOMENT, "begins"),
        (FaultCode.NAIVE_MOMENT, "legs[0].departs"),
        (FaultCode.NAIVE_MOMENT, "legs[0].arrives"),
        (FaultCode.MIXED_ZONES, "begins"),
    }


def test_the_night_on_which_clocks_go_back_is_counted_as_long_as_it_is():
    zone = ZoneInfo("Europe/Kyiv")  # 3:59 summer time is followed by 3:00 winter time
    before, after = datetime(2031, 10, 26, 3, 30, tzinfo=zone), datetime(2031, 10, 26, 3, 20, tzinfo=zone, fold=1)
    assert told(spoil("legs", departs=before, arrives=after)) == set()


def test_a_horizon_that_is_over_is_a_fault_for_who_knows_the_hour():
    assert [fault.code for fault in faults_of(SOUND, now=at(48))] == [FaultCode.HORIZON_PAST]
    assert faults_of(SOUND, now=at(47)) == ()


def test_sums_that_no_64_bit_number_holds_are_told_by_level():
    dangerous = spoil("links", danger=1e12)
    dear = spoil("parties", promise=Promise("flight", 10**12))
    many = replace(dear, parties=tuple(replace(dear.parties[0], id=f"p{n}") for n in range(10)))
    assert [fault.facts["what"] for fault in faults_of(dangerous)] == ["danger"]
    assert faults_of(many) == ()


def test_more_than_can_be_planned_is_told_before_anything_of_it_is_looked_at():
    legs = SOUND.legs * 200_001
    assert (FaultCode.TOO_MANY, "legs") in told(replace(SOUND, legs=legs))


def test_all_faults_are_told_at_once():
    spoilt = replace(
        SOUND,
        step=7,
        places=(*SOUND.places, Place("city", risk=NAN)),
        parties=(Party("p", "atlantis", 0), Party("p", "city", 900)),
        legs=(replace(SOUND.legs[0], arrives=at(1), seats={"seat": -1}, charter="x"),),
        links=(Link("road", "city", "city", 0),),
    )
    assert told(spoilt) == {
        (FaultCode.STEP_NOT_ALLOWED, "step"),
        (FaultCode.DUPLICATED_ID, "places[3].id"),
        (FaultCode.NOT_A_NUMBER, "places[3].risk"),
        (FaultCode.UNKNOWN_PLACE, "parties[0].place"),
        (FaultCode.TOO_SMALL, "parties[0].persons"),
        (FaultCode.DUPLICATED_ID, "parties[1].id"),
        (FaultCode.PARTY_TOO_LARGE, "parties[1].persons"),
        (FaultCode.ARRIVES_TOO_EARLY, "legs[0].arrives"),
        (FaultCode.TOO_SMALL, "legs[0].seats.seat"),
        (FaultCode.UNKNOWN_CHARTER, "legs[0].charter"),
        (FaultCode.GOES_NOWHERE, "links[0].target"),
        (FaultCode.TAKES_NO_TIME, "links[0].minutes"),
    }


def test_a_fault_reads_as_a_sentence_that_says_where_and_of_what():
    (fault,) = faults_of(spoil("legs", arrives=at(8)))
    assert str(fault) == (
        "legs[0].arrives (leg 'flight'): it arrives at 2031-05-12T14:00:00+00:00, "
        "which is not after it departs at 2031-05-12T15:00:00+00:00."
    )


def test_every_sort_of_fault_has_a_sentence():
    assert set(SENTENCES) == set(FaultCode)


rubbish = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=5),
    st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=14))])),
    st.lists(st.integers(), max_size=3),
    st.tuples(st.integers(), st.text(max_size=2)),
    st.dictionaries(st.text(max_size=3), st.floats(), max_size=2),
)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_stands_in_a_problem_is_told_about_and_never_raises(data: st.DataObject):
    sort = data.draw(
        st.sampled_from(["", "places", "parties", "legs", "charters", "fleets", "links", "closures", "permissions"])
    )
    if sort:
        name = data.draw(st.sampled_from([each.name for each in fields(getattr(SOUND, sort)[0])]))
        problem = spoil(sort, **{name: data.draw(rubbish)})
    else:
        name = data.draw(st.sampled_from([each.name for each in fields(Problem)]))
        problem = replace(SOUND, **{name: data.draw(rubbish)})
    for fault in faults_of(problem):
        assert str(fault).endswith(".") and str(fault).isprintable()
