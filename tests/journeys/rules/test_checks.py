"""Every trap of the exercise is found, by the hour at which it could be known, and said next to its leg."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dodomu.engines.planner.forms import exercise as forms
from dodomu.journeys.rules.checks import CLOSED, EXCLUDES, NOT_PLANNED, Found
from dodomu.journeys.rules.checks_of_restrictions import is_the_carrier
from dodomu.journeys.rules.terms import CharterState, Check
from dodomu.situation.rules.terms import Effect, RestrictionKind
from tests.journeys import exercise_ways as exercise
from tests.journeys.exercise_ways import almaty, codes, look
from tests.journeys.rules.harbour import leg, restriction

EVENING = almaty("2022-01-10T18:00")


def of(found: tuple[Found, ...], check: Check) -> Found:
    return next(each for each in found if each.check is check)


def test_korday_is_an_old_timetable_through_a_crossing_that_is_shut():
    found = look(EVENING)["W00"]
    assert {Check.OLD_TIMETABLE, Check.CROSSING_CLOSED} <= codes(found)
    assert of(found, Check.CROSSING_CLOSED).restriction == "Z050"
    assert Check.CROSSING_CLOSED not in codes(look(almaty("2022-01-17T12:00"))["W00"]), (
        "it opened; the table is still old"
    )


def test_khorgos_is_nearest_on_the_map_and_shut():
    found = look(EVENING)["W01"]
    assert {Check.OLD_TIMETABLE, Check.CROSSING_CLOSED} <= codes(found)
    assert of(found, Check.CROSSING_CLOSED).restriction == "Z057"


def test_the_long_way_round_stays_open_and_asks_for_an_onward_ticket():
    found = look(EVENING)["W12"]
    assert not codes(found) & NOT_PLANNED
    assert "onward_ticket" in str(of(found, Check.PAPERS_ASKED).fact("papers"))


def test_a_leg_through_a_closed_crossing_is_closed_at_its_own_hour_only():
    korday = exercise.id_of("bc_korday")
    through = {"W12": {"via": (korday,)}, "W17": {"via": (korday,)}}
    found = look(EVENING, changed=through)
    assert Check.CROSSING_CLOSED in codes(found["W12"])
    assert Check.CROSSING_CLOSED not in codes(found["W17"]), "it opens before that one leaves"


def test_the_ordinary_train_arrives_in_the_curfew_and_can_be_planned_with():
    found = look(almaty("2022-01-11T20:00"))
    for ref in ("N212", "N213", "N217"):
        assert Check.ARRIVES_IN_CURFEW in codes(found[ref])
        assert of(found[ref], Check.ARRIVES_IN_CURFEW).restriction == "Z017"
        assert not codes(found[ref]) & NOT_PLANNED
    assert Check.ARRIVES_IN_CURFEW not in codes(found["N112"]), "the night train arrives at 7:40"


def test_the_road_of_13_january_is_closed_from_its_announcement_on_and_not_before():
    before, after = look(almaty("2022-01-12T17:59")), look(almaty("2022-01-12T18:00"))
    assert Check.ROAD_CLOSED not in codes(before["C12b"])
    assert of(after["C12b"], Check.ROAD_CLOSED).restriction == "Z063"
    assert Check.ROAD_CLOSED not in codes(after["C11b"]), "it has passed a day earlier"
    assert Check.ROAD_CLOSED not in codes(after["C14b"]), "it opens before that one leaves"


def test_a_charter_says_that_it_costs_the_same_half_empty():
    found = look(EVENING)
    assert of(found["A030"], Check.FIXED_PRICE).fact("price") == 74_000
    assert of(found["A031"], Check.FIXED_PRICE).fact("price") == 68_000
    assert Check.UNLIKELY in codes(found["A030"])


def test_a_charter_has_to_be_ordered_soon_and_then_it_is_too_late():
    assert Check.ORDER_SOON in codes(look(almaty("2022-01-11T14:00"))["A030"])
    late = look(almaty("2022-01-12T13:00"))["A030"]
    assert {Check.CHARTER_NOT_ORDERED, Check.BOOKING_CLOSED} <= codes(late)
    assert Check.CHARTER_NOT_ORDERED in codes(look(EVENING)["A031"]), "its hour was at three"


def test_an_ordered_charter_may_still_be_filled_after_its_hour_to_order(monkeypatch):
    known = exercise.ways()
    ordered = tuple(replace(each, state=CharterState.ORDERED) for each in known.charters)
    monkeypatch.setattr(exercise, "ways", lambda: replace(known, charters=ordered))
    late = codes(look(almaty("2022-01-12T13:00"))["A030"])
    assert not late & {Check.CHARTER_NOT_ORDERED, Check.BOOKING_CLOSED}


def test_a_block_that_shrank_is_said_and_so_is_what_is_promised_beyond_it():
    cut = {"A006": {"block": {"seat": 30, "infant": 27, "wheelchair": 2, "pet": 3}}}
    found = look(EVENING, changed=cut, promised={"A006": {"seat": 48, "infant": 1}}, before={"A006": {"seat": 55}})[
        "A006"
    ]
    shrank, over = of(found, Check.BLOCK_SHRANK), of(found, Check.OVER_PROMISED)
    assert (shrank.fact("before"), shrank.fact("now")) == (55, 30)
    assert (over.fact("kind"), over.fact("promised"), over.fact("now")) == ("seat", 48, 30)
    assert not codes(found) & NOT_PLANNED


def test_rail_blocks_are_not_known_before_the_evening_of_11_january():
    refs = ("N112", "N212", "N113", "N218")
    before, after = look(almaty("2022-01-11T19:44")), look(almaty("2022-01-11T19:45"))
    assert all(Check.NOT_KNOWN_YET in codes(before[ref]) for ref in refs)
    assert not any(Check.NOT_KNOWN_YET in codes(after[ref]) for ref in refs)


def test_seats_on_foreign_military_aircraft_need_a_decision_and_lead_nowhere():
    found = look(almaty("2022-01-09T10:00"))
    for ref in ("R00", "R01", "R02", "R03"):
        assert {Check.NEEDS_DECISION, Check.NO_BLOCK, Check.NO_WAY_ON} <= codes(found[ref])
        assert any(each.check is Check.NEEDS_DECISION and each.restriction == "Z064" for each in found[ref])


def test_a_test_is_asked_of_who_enters_kazakhstan_from_17_january():
    found = look(almaty("2022-01-17T00:00"), sending="KZ")
    assert "pcr_test" in str([each.fact("papers") for each in found["A009"] if each.restriction == "Z062"])
    assert not any(each.restriction == "Z062" for each in found["A007"]), "it landed three days before"
    assert not any(each.restriction == "Z062" for each in look(EVENING, sending="KZ")["A009"]), "not announced yet"
    assert not any(each.restriction == "Z062" for each in found["D170"]), "nobody enters on a flight within"


def test_the_airport_is_closed_on_12_january():
    found = look(EVENING)["A005"]
    assert of(found, Check.AIRPORT_CLOSED).restriction == "Z030"
    assert Check.NO_BLOCK in codes(found)


def test_the_airport_is_open_in_its_hours_only():
    late = {"D130": {"departs_at": almaty("2022-01-13T21:30"), "arrives_at": almaty("2022-01-13T22:40")},
            "D131": {"departs_at": almaty("2022-01-13T20:30"), "arrives_at": almaty("2022-01-13T23:10")}}  # fmt: skip
    found = look(almaty("2022-01-12T17:00"), changed=late)
    assert [each.fact("what") for each in found["D130"] if each.check is Check.OUTSIDE_HOURS] == ["departs"]
    assert [each.fact("what") for each in found["D131"] if each.check is Check.OUTSIDE_HOURS] == ["arrives"]
    assert Check.OUTSIDE_HOURS not in codes(found["D132"])


def test_an_airline_that_does_not_fly_stops_its_own_flights_only():
    found = look(almaty("2022-01-06T12:00"))
    assert of(found["A002"], Check.CARRIER_STOPPED).restriction == "Z037"
    assert Check.CARRIER_STOPPED not in codes(found["A005"])


def test_a_carrier_is_the_same_however_it_is_written_and_nobody_is_no_carrier():
    known = {each.ref: each.operator for each in exercise.ways().legs}
    shouted = look(almaty("2022-01-06T12:00"), changed={"A002": {"operator": f" {known['A002'].upper()} "}})
    assert Check.CARRIER_STOPPED in codes(shouted["A002"])
    nameless = restriction(RestrictionKind.AIRLINE_SUSPENSION, Effect.BLOCK, None)
    assert not is_the_carrier(nameless, leg(operator=""))


def test_what_leads_away_from_home_is_said():
    assert Check.LEADS_AWAY in codes(look(EVENING)["A007"])
    assert Check.LEADS_AWAY not in codes(look(EVENING, sending="KZ")["A007"])
    assert Check.LEADS_AWAY in codes(look(EVENING, sending="KZ")["A008"])


def test_a_checkpoint_slows_who_leaves_the_city_by_road():
    assert Check.SLOWED in codes(look(EVENING)["C11a"])
    assert Check.SLOWED not in codes(look(EVENING)["X01"]), "within the city"
    assert Check.SLOWED not in codes(look(EVENING)["N112"]), "a train"


def test_what_has_left_is_gone_and_what_is_not_booked_in_time_is_closed():
    found = look(EVENING)
    assert Check.GONE in codes(found["A003"])
    assert Check.BOOKING_CLOSED in codes(found["N110"]), "until one o'clock; the train leaves at 18:25"
    assert Check.GONE not in codes(found["N110"])


def test_a_late_leg_is_judged_by_its_new_hours():
    late = {"N213": {"expected_at": almaty("2022-01-13T13:35")}}
    found = look(almaty("2022-01-11T20:00"), changed=late)["N213"]
    assert Check.ARRIVES_IN_CURFEW not in codes(found), "8:40 in the morning"


def test_a_file_reckoned_with_the_offset_of_today_disagrees_with_the_zone():
    hour = timedelta(hours=1)
    known = {each.ref: each for each in exercise.ways().legs}
    assert not any(Check.HOUR_DISAGREES in codes(found) for found in look(EVENING).values())
    stated = known["A006"].stated_departs_utc
    assert stated is not None
    wrong = {"A006": {"stated_departs_utc": stated + hour}}
    found = look(EVENING, changed=wrong)["A006"]
    assert of(found, Check.HOUR_DISAGREES).fact("what") == "departs"


def test_what_is_too_fast_for_its_distance_is_said():
    assert not any(Check.TOO_FAST in codes(found) for found in look(EVENING).values())
    fast = {"C14a": {"arrives_at": almaty("2022-01-14T10:00")}}
    assert Check.TOO_FAST in codes(look(EVENING, changed=fast)["C14a"])


def test_what_was_not_stated_is_never_filled_in():
    found = look(EVENING)
    assert of(found["A007"], Check.NOT_STATED).fact("what") == "price book_by"
    assert Check.NOT_STATED not in codes(found["A006"])


def test_what_ends_where_nothing_goes_on_is_said():
    found = look(EVENING)
    assert Check.NO_WAY_ON not in codes(found["W12"]), "a flight leaves Bishkek the next morning"
    gone = look(EVENING, changed={ref: {"block": {}} for ref in ("B13a", "B15a", "B18a")})
    assert Check.NO_WAY_ON in codes(gone["W12"])
    assert Check.NO_WAY_ON not in codes(gone["N112"])


def test_what_excludes_and_what_is_closed_do_not_overlap():
    assert not EXCLUDES & CLOSED
    assert {Check.ARRIVES_IN_CURFEW, Check.SLOWED, Check.FIXED_PRICE, Check.OVER_PROMISED}.isdisjoint(NOT_PLANNED)


@pytest.mark.parametrize("side", ["ua", "kz"])
@pytest.mark.parametrize("hour", ["2022-01-07T18:00", "2022-01-10T18:00", "2022-01-12T17:00", "2022-01-17T07:30"])
def test_what_is_not_excluded_is_what_the_planners_own_reader_of_the_tables_takes(side, hour):
    people = "people" if side == "ua" else "people_kz"
    names = ("places", "links", "restrictions", f"{people}/groups", f"{people}/persons")
    files = {f"{name}.csv": (exercise.FOLDER / f"{name}.csv").read_text(encoding="utf-8") for name in names}
    problem = forms.read(files, at=almaty(hour), side=side)
    found = look(almaty(hour), sending=side.upper())
    usable = {ref for ref, each in found.items() if not codes(each) & EXCLUDES}
    ways = {leg.id for leg in problem.legs} | {link.id for link in problem.links}
    assert usable == ways
    entry = {ref for ref, each in found.items() if ref in ways and any(one.restriction == "Z062" for one in each)}
    assert entry == {leg.id for leg in problem.legs if "pcr_test" in leg.papers}
