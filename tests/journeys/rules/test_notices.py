"""What a party is told: when to meet, when to set out, until when to answer."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.journeys.rules import notices
from dodomu.journeys.rules.notices import LEAST, MOST, Departure, daily_windows, notice, set_out_by, what_to_bring

ALMATY = ZoneInfo("Asia/Almaty")
KYIV = ZoneInfo("Europe/Kyiv")
HOUR = timedelta(hours=1)


def here(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 1, day, hour, minute, tzinfo=ALMATY)


def test_they_meet_the_buffer_and_half_an_hour_before_departure_or_as_the_leg_says():
    assert notices.meeting(Departure(here(12, 12), "ala", buffer=120)) == ("ala", here(12, 9, 30))
    said = Departure(here(12, 12), "ala", 120, "embassy", 240)
    assert notices.meeting(said) == ("embassy", here(12, 8))


def test_they_set_out_as_late_as_the_meeting_allows():
    assert set_out_by(here(12, 9), HOUR) == here(12, 8)


def test_who_would_be_on_the_road_in_a_curfew_sets_out_before_it():
    curfews = [(here(11, 23), here(12, 7)), (here(10, 23), here(11, 7))]
    assert set_out_by(here(12, 7), HOUR, not_on_road=curfews) == here(11, 22)
    assert set_out_by(here(12, 8), HOUR, not_on_road=curfews) == here(12, 7)  # it begins as the curfew ends


def test_a_way_longer_than_the_hours_between_curfews_begins_before_all_of_them():
    curfews = [(here(day, 18), here(day + 1, 9)) for day in (9, 10, 11)]
    assert set_out_by(here(12, 12), 12 * HOUR, not_on_road=curfews) == here(9, 6)


def test_a_road_that_is_open_by_day_only_is_not_set_out_on_in_the_evening():
    by_day = [(here(day, 11), here(day + 1, 8)) for day in (9, 10, 11, 12)]
    minute = timedelta(minutes=1)
    assert set_out_by(here(12, 17), 7 * HOUR, not_to_begin=by_day) == here(12, 10)
    assert set_out_by(here(12, 20), 7 * HOUR, not_to_begin=by_day) == here(12, 11) - minute
    curfew = [(here(12, 10), here(12, 12))]
    assert set_out_by(here(12, 20), 7 * HOUR, not_on_road=curfew, not_to_begin=by_day) == here(11, 11) - minute


@pytest.mark.parametrize(
    ("at", "latest", "until"),
    [
        (here(10, 12), here(10, 20), here(10, 16)),  # half of eight hours
        (here(10, 12), here(14, 12), here(11, 12)),  # a day at the most
        (here(10, 12), here(10, 13, 30), here(10, 13)),  # an hour at the least
        (here(10, 12), here(11, 11), here(10, 22)),  # half would be in the night: its evening
        (here(10, 21, 30), here(11, 6), here(11, 1, 45)),  # no hour is left until the evening's end
        (here(10, 20), here(11, 10), here(10, 22)),
        (here(10, 22, 30), here(11, 10), here(11, 8)),  # asked in the night: until they have been awake for an hour
        (here(10, 22, 30), here(11, 7, 30), here(11, 3)),  # they must set out before that
        (here(10, 12), here(10, 12, 40), here(10, 12, 40)),  # too short: what there is
        (here(10, 12), here(10, 11), here(10, 12)),  # it is over
    ],
)
def test_the_deadline_leaves_half_of_the_time_and_spares_the_night(at, latest, until):
    assert notices.answer_by(at, latest, ALMATY) == until


def test_the_night_is_that_of_where_they_are():
    at, latest = datetime(2022, 1, 10, 14, tzinfo=UTC), datetime(2022, 1, 11, 2, tzinfo=UTC)
    half = datetime(2022, 1, 10, 20, tzinfo=UTC)  # two in the night in Almaty, ten in the evening in Kyiv
    assert notices.answer_by(at, latest, ALMATY) == datetime(2022, 1, 10, 16, tzinfo=UTC)
    assert notices.answer_by(at, latest, KYIV) == half


def test_they_answer_half_an_hour_before_any_booking_closes():
    departure = Departure(here(13, 12), "ala", buffer=60)
    told = notice(departure, here(13, 10), at=here(10, 12), zone=ALMATY, book_by=[here(10, 14, 30)])
    assert (told.answer_by, told.is_too_short) == (here(10, 13), False)
    closing = notice(departure, here(13, 10), at=here(10, 12), zone=ALMATY, book_by=[here(10, 13)])
    assert closing.is_too_short


@given(left=st.integers(-600, 6000), way=st.integers(0, 900), hour=st.integers(0, 23), curfew=st.booleans())
def test_a_notice_always_leaves_an_hour_before_they_must_set_out_or_is_too_short(left, way, hour, curfew):
    at = here(10, hour)
    departure = Departure(at + timedelta(minutes=left), "ala", buffer=30)
    curfews = [(here(day, 23), here(day + 1, 7)) for day in range(7, 16)] if curfew else []
    road = timedelta(minutes=way)
    leave_by = set_out_by(notices.meeting(departure)[1], road, not_on_road=curfews)
    told = notice(departure, leave_by, at=at, zone=ALMATY)
    assert told.leave_by + road <= told.meet_at
    assert all(told.leave_by >= ends or told.leave_by + road <= begins for begins, ends in curfews)
    if told.is_too_short:
        assert told.leave_by - at < LEAST
    else:
        assert LEAST <= told.answer_by - at <= MOST
        assert told.answer_by <= told.leave_by


def test_daily_hours_hold_by_the_wall_clock_also_over_midnight_and_where_it_is_turned():
    day = (here(10, 0), here(12, 0))
    assert daily_windows(*day, (time(23), time(7)), ALMATY, day) == [
        (here(10, 0), here(10, 7)),
        (here(10, 23), here(11, 7)),
        (here(11, 23), here(12, 0)),
    ]
    assert daily_windows(*day, None, ALMATY, (here(11, 0), here(20, 0))) == [(here(11, 0), here(12, 0))]
    assert daily_windows(here(10, 0), here(9, 0), None, ALMATY, day) == []
    spring = (datetime(2022, 3, 26, 12, tzinfo=UTC), datetime(2022, 3, 27, 12, tzinfo=UTC))
    ((begins, ends),) = daily_windows(*spring, (time(22), time(6)), KYIV, spring)
    assert ends - begins == timedelta(hours=7)  # the night on which an hour is left out


def test_what_to_bring_begins_with_the_papers_and_names_nothing_twice():
    found = what_to_bring(["passport", "pcr", "passport"], {"seat": 2, "pet": 1}, ["bus", "air"], 9.0)
    assert found[:2] == ("passport", "pcr")
    assert {"pet-crate", "water-and-food", "warm-clothes", "luggage-limited"} <= set(found)
    assert "child-papers" not in found
    assert "water-and-food" not in what_to_bring([], {}, ["air"], 2.0)
