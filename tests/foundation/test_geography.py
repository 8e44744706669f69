"""Where on earth a point lies: the borders we stand by, coasts, holes, and the antimeridian."""

import math
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.foundation import geography, outlines


@pytest.mark.parametrize(
    ("place", "lat", "lon"),
    [
        ("Simferopol", 44.95719, 34.11079),
        ("Sevastopol", 44.60795, 33.52134),
        ("Kerch", 45.35675, 36.47542),
        ("Yalta", 44.50218, 34.16624),
        ("Donetsk", 48.023, 37.80224),
        ("Luhansk", 48.56814, 39.30553),
        ("Mariupol", 47.09514, 37.54131),
        ("Kyiv", 50.45466, 30.5238),
    ],
)
def test_every_part_of_ukraine_lies_in_ukraine(place: str, lat: float, lon: float) -> None:
    assert geography.country_at(lat, lon) == "UA", place


@pytest.mark.parametrize(
    ("place", "lat", "lon", "country"),
    [
        ("Almaty", 43.25249, 76.9115, "KZ"),
        ("Aktau, on its spit", 43.66105, 51.17392, "KZ"),
        ("Baikonur, leased but Kazakh", 45.95, 63.3, "KZ"),
        ("Bishkek", 42.87, 74.59, "KG"),
        ("Maseru, in a hole of South Africa", -29.31667, 27.48333, "LS"),
        ("San Marino, in a hole of Italy", 43.93667, 12.44639, "SM"),
        ("Cayenne, drawn as France", 4.93333, -52.33333, "GF"),
        ("Pristina, without a code on the map", 42.67272, 21.16688, "XK"),
        ("Kyrenia, drawn apart from Cyprus", 35.33667, 33.31778, "CY"),
        ("Hargeisa, drawn apart from Somalia", 9.56, 44.065, "SO"),
        ("Tiraspol", 46.84, 29.63, "MD"),
        ("Sukhumi", 43.00, 41.02, "GE"),
        ("the South Pole", -90.0, 0.0, "AQ"),
        ("Beirut's harbour", 33.905, 35.5195, "LB"),
    ],
)
def test_a_place_lies_in_its_country(place: str, lat: float, lon: float, country: str) -> None:
    assert geography.country_at(lat, lon) == country, place


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (-16.85, 179.97, "FJ"),
        (-16.85, -179.97, "FJ"),
        (66.16, -169.8, "RU"),
        (68.9, 179.99, "RU"),
        (68.9, -179.99, "RU"),
    ],
)
def test_both_sides_of_the_antimeridian_are_one_country(lat: float, lon: float, country: str) -> None:
    assert geography.country_at(lat, lon) == country


def test_the_high_sea_and_the_siachen_glacier_are_no_ones() -> None:
    assert geography.country_at(0, -30) is None
    assert geography.country_at(35.4, 77.1) is None


def test_a_ship_far_off_the_coast_is_at_sea_and_a_pier_is_not() -> None:
    assert geography.country_at(44.0, 33.0) is None
    assert geography.country_at(46.49, 30.76) == "UA"


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.5, 0), (math.nan, 0), (0, math.inf)])
def test_a_point_off_the_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="no such point"):
        geography.country_at(lat, lon)


def test_a_longitude_may_be_given_once_more_around_the_world() -> None:
    assert geography.country_at(43.25, 76.9 + 360) == geography.country_at(43.25, 76.9 - 360) == "KZ"


@pytest.mark.parametrize(
    ("lat", "lon", "region"),
    [
        (43.25249, 76.9115, "Almaty city"),
        (43.6, 77.5, "Almaty region"),
        (51.1801, 71.44598, "Nur-Sultan city"),
        (43.66105, 51.17392, "Mangystau"),
        (45.95, 63.3, "Kyzylorda"),
        (42.30988, 69.60042, "Turkistan"),
    ],
)
def test_a_place_in_kazakhstan_lies_in_its_region_of_2022(lat: float, lon: float, region: str) -> None:
    found = geography.region_at("KZ", lat, lon)
    assert found is not None
    assert found.names["en"] == region


def test_a_region_has_its_name_in_four_languages() -> None:
    region = geography.region_at("KZ", 47.1, 51.9)
    assert region is not None
    assert [region.name(language) for language in ("en", "uk", "ru", "kk")] == [
        "Atyrau",
        "Атирауська область",
        "Атырауская область",
        "Атырау облысы",
    ]


def test_no_region_is_told_outside_the_country_or_where_none_are_known() -> None:
    assert geography.region_at("KZ", 42.87, 74.59) is None
    assert geography.region_at("UA", 50.45, 30.52) is None


def test_the_distance_from_almaty_to_bishkek_is_as_the_crow_flies() -> None:
    assert geography.distance_km(43.25249, 76.9115, 42.87, 74.59) == pytest.approx(193.5, abs=2)
    assert geography.distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.2)


def test_halves_of_an_island_are_joined_and_no_line_is_drawn_through_cyprus() -> None:
    assert len(outlines.countries()["CY"].polygons) == 1
    taveuni = [land for land in outlines.countries()["FJ"].polygons if geography.holds(land, -16.85, 180.05)]
    assert [geography.holds(land, -16.9, 179.95) for land in taveuni] == [True]


def test_every_country_has_a_name_in_four_languages() -> None:
    nameless = [
        code
        for code, outline in outlines.countries().items()
        if code and not all(outline.names.get(language) for language in outlines.LANGUAGES)
    ]
    assert nameless == []


latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_both_ways_and_never_longer_than_half_the_world(
    lat: float, lon: float, other_lat: float, other_lon: float
) -> None:
    there = geography.distance_km(lat, lon, other_lat, other_lon)
    assert there == pytest.approx(geography.distance_km(other_lat, other_lon, lat, lon), abs=1e-6)
    assert 0 <= there <= math.pi * geography.EARTH_RADIUS_KM + 1e-6


def test_a_packed_ring_gives_back_every_point_as_it_was() -> None:
    points = [(30.52, 50.45), (180.01, -16.9), (-0.1, 89.99), (30.52, 50.45)]
    ring = outlines.PackedRing(points)
    assert list(ring) == points == [ring[index] for index in range(len(ring))]
    assert ring[1:3] == tuple(points[1:3])
    assert ring[-1] == ring[0]


def test_the_outlines_of_the_whole_world_take_little_memory() -> None:
    tracemalloc.start()
    try:
        world = outlines.countries.__wrapped__()
        boxes = [outline.box for outline in world.values()]
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(boxes) > 200
    assert kept < 4_000_000
    assert peak < 15_000_000
