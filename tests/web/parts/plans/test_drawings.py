"""The drawings of a plan: each number stands where it belongs."""

import itertools
import re
from dataclasses import replace
from datetime import date, time, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from dodomu.engines.planner.plan import Level, LevelName, Outcome, Plan, Status
from dodomu.engines.planner.problem import Closure
from dodomu.web.parts.plans import Facts, draw_departures, draw_flows, draw_home_by_day
from dodomu.web.parts.plans.curve import bound_in_people
from dodomu.web.parts.plans.departures import lanes_of, stacked
from dodomu.web.parts.plans.markup import called, joined, tag
from dodomu.web.parts.plans.words import gap_words, number
from tests.web.parts.plans.example import OUTCOME, PLAN, PROBLEM, hour, large

FACTS = Facts(PROBLEM, PLAN)


def drawing(markup: str) -> ET.Element:
    return ET.fromstring(f"<div>{markup}</div>")  # noqa: S314 - our own drawing


def corners(markup: str, kind: str) -> list[tuple[float, float]]:
    found = drawing(markup).find(f".//svg[1]//path[@class='{kind}']")
    assert found is not None
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", found.attrib["d"])]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_the_curve_rises_at_every_arrival_and_never_falls() -> None:
    spots = corners(draw_home_by_day(FACTS, OUTCOME), "plan-line")
    heights = [y for _x, y in spots]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 1 + len(FACTS.arrivals)
    assert [x for x, _y in spots] == sorted(x for x, _y in spots)


def test_the_days_of_the_curve_are_those_of_the_zone_and_add_up() -> None:
    assert list(FACTS.home_by_day) == [date(2022, 1, 10), date(2022, 1, 11), date(2022, 1, 12)]
    assert sum(FACTS.home_by_day.values()) == FACTS.people_home == 34
    text = "".join(drawing(draw_home_by_day(FACTS, OUTCOME)).itertext())
    assert all(f"+{many}" in text for many in (15, 7, 12))


def test_the_bound_lies_above_the_plan_by_its_gap_and_never_above_everybody() -> None:
    assert bound_in_people(FACTS, OUTCOME) == pytest.approx(34 * 75 / 73)
    wide = replace(OUTCOME, levels=(Level(LevelName.HOME, 73, 730),))
    assert bound_in_people(FACTS, wide) == 41
    assert bound_in_people(FACTS, Outcome(Status.FINISHED, PLAN)) is None
    assert bound_in_people(FACTS, Outcome(Status.NO_WAY_HOME, Plan(), (Level(LevelName.HOME, 0, 0),))) is None


def test_a_plan_of_one_hour_and_of_a_hundred_days_can_be_drawn() -> None:
    for ends in (PROBLEM.begins + timedelta(hours=1), PROBLEM.begins + timedelta(days=100)):
        facts = Facts(replace(PROBLEM, ends=ends), Plan())
        assert drawing(draw_home_by_day(facts, Outcome(Status.FINISHED, Plan()))).find("figure") is not None


def test_every_leg_that_runs_and_every_round_has_its_bar() -> None:
    bars = [bar for lane in lanes_of(FACTS) for bar in lane.bars]
    assert len(bars) == len(PROBLEM.legs) + len(PLAN.rotations)
    assert sum(bar.used for bar in bars) == 14 + 7 + 7 + 12 + 4 + 5 + 2


def test_a_charter_that_is_not_hired_has_no_bar() -> None:
    plan = replace(PLAN, charters=frozenset())
    told = [bar.told for lane in lanes_of(Facts(PROBLEM, plan)) for bar in lane.bars]
    assert not any(words.startswith("ПС-1") for words in told)


def test_bars_of_one_way_never_stand_on_one_another() -> None:
    problem, plan, _outcome = large(200, 90, days=3)
    for lane in lanes_of(Facts(problem, plan)):
        for row in stacked(lane.bars, timedelta(hours=1)):
            assert all(one.ends + timedelta(hours=1) <= two.begins for one, two in itertools.pairwise(row))


def test_the_fill_of_a_bar_is_its_share_of_the_seats() -> None:
    markup = draw_departures(FACTS)
    fills = {
        rect.find("title").text.split(",")[0]: float(rect.attrib["height"])
        for rect in drawing(markup).iter("rect")
        if rect.attrib.get("class", "").startswith("plan-fill") and rect.find("title") is not None
    }
    assert fills["KC 405"] == pytest.approx(14 * 14 / 40, abs=0.06)
    assert fills["ПС-1"] == pytest.approx(14 * 12 / 18, abs=0.06)


def test_what_is_closed_is_shaded_where_it_stops_the_way_and_says_why() -> None:
    told = [title.text for title in drawing(draw_departures(FACTS)).iter("title")]
    assert told.count("аеропорт закрито") == 2  # the way from there, and the vehicles that start there
    assert told.count("комендантська година") == 4  # three nights and the first hours, for the vehicles only


def test_a_daily_closure_is_cut_at_the_ends_of_the_plan() -> None:
    always = Closure("ap_ala", hour(-100), hour(1000), daily=(time(20), time(4)))
    facts = Facts(replace(PROBLEM, closures=(always,)), PLAN)
    spans = [(since, until) for since, until, _closure in facts.closed("ap_ala", road=False)]
    assert spans[0][0] == PROBLEM.begins
    assert spans[-1][1] == PROBLEM.ends
    assert len(spans) == 4


def test_flows_are_as_thick_as_they_are_strong_and_named() -> None:
    told = [title.text or "" for title in drawing(draw_flows(FACTS)).iter("title")]
    assert any("Стамбул → Київ: 7 people" in words for words in told)
    assert any("Міжнародний аеропорт" in words for words in told)


def test_only_the_strongest_flows_are_drawn_and_the_others_are_counted() -> None:
    problem, plan, _outcome = large(400, 200)
    markup = draw_flows(Facts(problem, plan), most=5)
    wide = drawing(markup).find(".//g[@class='map-wide']/g[@class='plan-lines']")
    assert wide is not None
    assert len(wide) == 5
    assert "ways are not drawn; they carry" in "".join(drawing(markup).itertext())


def test_a_problem_that_is_all_in_one_spot_still_has_a_map() -> None:
    places = tuple(replace(place, position=(50.45, 30.52)) for place in PROBLEM.places)
    assert drawing(draw_flows(Facts(replace(PROBLEM, places=places), PLAN))).find(".//svg") is not None


def test_the_movements_of_a_way_have_their_real_hours() -> None:
    way = list(FACTS.movements(PLAN.itineraries[0]))
    assert [movement.way for movement in way] == ["shuttle", "ride"]
    assert (way[0].begins, way[0].ends) == (hour(9), hour(10))
    assert FACTS.home_at(PLAN.itineraries[0]) == hour(21)


def test_markup_escapes_what_is_no_markup_and_only_that() -> None:
    assert tag("b", "<i>", class_='"') == '<b class="&quot;">&lt;i&gt;</b>'
    assert tag("b", tag("i", "x")) == "<b><i>x</i></b>"
    assert joined("a<", tag("i")) == "a&lt;<i></i>"
    assert called("a\u202eb\nc\u0000") == "a b c"


def test_gaps_are_rounded_up_and_written_as_the_language_does() -> None:
    assert [gap_words(gap).replace("\u202f", " ") for gap in (0.0, 0.00001, 0.0026, 0.0251, 0.5, 0.003)] == [
        "0 %", "0.01 %", "0.26 %", "2.6 %", "50 %", "0.30 %",
    ]  # fmt: skip
    with translation.override("uk"):
        assert gap_words(0.0251).replace("\u202f", " ") == "2,6 %"
    assert number(1234567) == "1\u202f234\u202f567"
