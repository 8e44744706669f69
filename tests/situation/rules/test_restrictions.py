"""Where restrictions reach and when they hold: over midnight, over a change of clocks, without a known end."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from dodomu.situation.rules.restrictions import (
    RestrictionKnown,
    Spot,
    closed_windows,
    holds_at,
    places_reached,
    stretch_at,
    windows,
)
from dodomu.situation.rules.terms import Effect, Reach, Stated
from tests.situation.telling import known_restriction as curfew

CITY, AIRPORT, TOWN, ELSEWHERE, ABROAD, LONE = (uuid4() for _ in range(6))
SPOTS = {
    CITY: Spot(CITY, "KZ", "Almaty city"),
    AIRPORT: Spot(AIRPORT, "KZ", "Almaty city"),
    TOWN: Spot(TOWN, "KZ", "Almaty"),
    ELSEWHERE: Spot(ELSEWHERE, "KZ", "Mangystau"),
    ABROAD: Spot(ABROAD, "KG", "Almaty city"),
    LONE: Spot(LONE, "KZ", ""),
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of January 2022 in Almaty, which was six hours ahead."""
    return datetime(2022, 1, day, hour, minute, tzinfo=UTC) - timedelta(hours=6)


def reached(reach: Reach, place: UUID | None = CITY) -> frozenset[UUID]:
    return places_reached(curfew(reach=reach, place=place), SPOTS)


def test_a_place_is_reached_alone():
    assert reached(Reach.PLACE) == {CITY}


def test_a_region_reaches_all_places_of_the_same_country_and_region():
    assert reached(Reach.REGION) == {CITY, AIRPORT}


def test_a_region_that_is_not_known_is_the_place_itself():
    assert reached(Reach.REGION, LONE) == {LONE}


def test_a_country_reaches_all_its_places_and_none_abroad():
    assert reached(Reach.COUNTRY) == {CITY, AIRPORT, TOWN, ELSEWHERE, LONE}


def test_a_way_reaches_no_place_even_where_one_is_named():
    assert reached(Reach.WAY) == reached(Reach.WAY, None) == frozenset()


def test_a_place_that_is_not_among_the_spots_stands_for_itself():
    stranger = uuid4()
    assert reached(Reach.COUNTRY, stranger) == {stranger}


def test_a_curfew_holds_over_midnight_and_not_by_day():
    night = curfew(begins_at=at(5, 1, 30), ends_at=at(19, 0))
    assert [holds_at(night, at(8, hour, minute)) for hour, minute in ((22, 59), (23, 0), (12, 0))] == [
        False,
        True,
        False,
    ]
    assert [holds_at(night, at(9, hour, minute)) for hour, minute in ((0, 0), (6, 59), (7, 0))] == [True, True, False]


def test_a_curfew_that_begins_at_night_begins_then_and_its_last_night_is_cut_by_its_end():
    night = curfew(begins_at=at(5, 1, 30), ends_at=at(7, 0))
    assert list(windows(night, at(1, 0), at(31, 0))) == [
        (at(5, 1, 30), at(5, 7)),
        (at(5, 23), at(6, 7)),
        (at(6, 23), at(7, 0)),
    ]
    assert not holds_at(night, at(7, 0))


def test_what_has_no_known_end_goes_on():
    closed = curfew(daily=None, ends_at=None, ends_is=Stated.NOT_STATED, begins_at=at(7, 14))
    assert list(windows(closed, at(1, 0), at(20, 0))) == [(at(7, 14), at(20, 0))]
    assert stretch_at(closed, at(30, 0)) == (at(7, 14), None)


def test_a_beginning_that_was_not_stated_has_begun():
    closed = curfew(daily=None, begins_at=None, begins_is=Stated.NOT_STATED)
    assert holds_at(closed, at(1, 0))


def test_an_airport_open_by_day_is_closed_by_night():
    airport = curfew(effect=Effect.OPEN_ONLY, daily=(time(8), time(21)), begins_at=at(13, 0), ends_at=at(15, 0))
    assert holds_at(airport, at(13, 12)) and holds_at(airport, at(13, 3))
    assert list(windows(airport, at(13, 0), at(20, 0))) == [(at(13, 0), at(15, 0))]
    assert list(closed_windows(airport, at(1, 0), at(20, 0))) == [
        (at(13, 0), at(13, 8)), (at(13, 21), at(14, 8)), (at(14, 21), at(15, 0)),
    ]  # fmt: skip


def test_opening_hours_over_midnight_close_by_day():
    bar = curfew(effect=Effect.OPEN_ONLY, daily=(time(20), time(2)), begins_at=at(13, 0), ends_at=at(14, 0))
    assert list(closed_windows(bar, at(1, 0), at(20, 0))) == [(at(13, 2), at(13, 20))]


def test_what_only_slows_closes_nothing():
    assert closed_windows(curfew(effect=Effect.SLOW), at(1, 0), at(20, 0)) == ()


def test_daily_hours_from_an_hour_to_the_same_are_the_whole_day():
    always = curfew(daily=(time(7), time(7)), begins_at=at(5, 0), ends_at=at(7, 0))
    assert list(windows(always, at(1, 0), at(20, 0))) == [(at(5, 0), at(7, 0))]


def test_the_night_in_which_clocks_are_put_back_is_an_hour_longer():
    begins, ends = datetime(2022, 10, 25, tzinfo=UTC), datetime(2022, 11, 2, tzinfo=UTC)
    night = curfew(zone="Europe/Kyiv", begins_at=begins, ends_at=ends)
    lengths = {since.date().day: until - since for since, until in windows(night, begins, ends)}
    assert (lengths[28], lengths[29], lengths[30]) == (timedelta(hours=8), timedelta(hours=9), timedelta(hours=8))


def test_the_wall_clock_of_a_zone_decides_also_after_the_country_changed_its_zone():
    night = curfew(begins_at=datetime(2024, 2, 1, tzinfo=UTC), ends_at=datetime(2024, 4, 1, tzinfo=UTC))
    assert holds_at(night, datetime(2024, 2, 10, 17, 0, tzinfo=UTC))  # 23:00, six hours ahead
    assert not holds_at(night, datetime(2024, 3, 10, 17, 0, tzinfo=UTC))  # 22:00, five
    assert holds_at(night, datetime(2024, 3, 10, 18, 0, tzinfo=UTC))


moments = st.datetimes(datetime(2022, 1, 1), datetime(2022, 2, 1)).map(lambda hour: hour.replace(tzinfo=UTC))  # noqa: DTZ001
clock = st.times().map(lambda each: each.replace(second=0, microsecond=0))
spans = st.tuples(moments, moments).map(sorted).filter(lambda both: both[0] < both[1])


@st.composite
def restrictions(draw: st.DrawFn) -> RestrictionKnown:
    begins, ends = draw(spans)
    return curfew(
        begins_at=draw(st.sampled_from([begins, None])),
        ends_at=draw(st.sampled_from([ends, None])),
        daily=draw(st.none() | st.tuples(clock, clock)),
        zone=draw(st.sampled_from(["Asia/Almaty", "Europe/Kyiv", "America/St_Johns", "Pacific/Kiritimati"])),
        effect=draw(st.sampled_from([Effect.BLOCK, Effect.OPEN_ONLY])),
    )


@given(restrictions(), spans, moments)
def test_it_holds_at_a_moment_if_and_only_if_a_window_has_it(
    restriction: RestrictionKnown, span: list[datetime], moment: datetime
):
    begins, ends = span
    inside = any(since <= moment < until for since, until in windows(restriction, begins, ends))
    assert inside == (begins <= moment < ends and holds_at(restriction, moment))


@given(restrictions(), spans)
def test_windows_come_in_order_apart_and_within_what_was_asked(restriction: RestrictionKnown, span: list[datetime]):
    for stretches in (windows(restriction, *span), closed_windows(restriction, *span)):
        edges = [edge for stretch in stretches for edge in stretch]
        assert edges == sorted(edges)
        assert all(since < until for since, until in stretches)
        assert not edges or (span[0] <= edges[0] and edges[-1] <= span[1])


@given(restrictions(), moments)
def test_the_stretch_around_a_moment_has_it(restriction: RestrictionKnown, moment: datetime):
    stretch = stretch_at(restriction, moment)
    if stretch is not None:
        since, until = stretch
        assert (since is None or since <= moment) and (until is None or moment < until)
