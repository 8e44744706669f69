"""Marks of a level: as large as they are grave, told in words, never added up; people are counted as ever."""

import pytest

from dodomu.web.parts.map import Mark, draw_country_map
from dodomu.web.parts.map.marks import Sizes, dots_for
from dodomu.web.parts.map.view import view_of

VIEW, SIZES = view_of("KZ", 960), Sizes.of(1.0, 30.0)


def grave(level: int, lat: float = 43.24, lon: float = 76.89, **more: str) -> Mark:
    return Mark(lat, lon, f"Town {level}", 0, level=level, **more)


def test_several_levels_at_one_place_are_one_dot_as_grave_as_the_gravest_of_them() -> None:
    (dot,) = dots_for([grave(2), grave(4, emphasis="attention"), grave(3)], VIEW, SIZES)
    assert (dot.level, dot.count, dot.emphasis, dot.lead.label) == (4, 0, "attention", "Town 4")


def test_the_graver_the_larger_and_nothing_said_is_the_smallest() -> None:
    marks = [grave(level, lat=44 + level, lon=60 + 3 * level) for level in (1, 3, 5)]
    dots = dots_for([*marks, Mark(50, 76, "Calm", 0)], VIEW, SIZES)
    radii = [next(dot.radius for dot in dots if dot.level == level) for level in (0, 1, 3, 5)]
    assert radii == sorted(set(radii))


def test_a_level_is_told_in_words_and_never_as_a_number_of_people() -> None:
    drawn = draw_country_map(
        "KZ", [grave(4, told="dangerous, 2 reports"), grave(3, told="grave")], language="en", title="t", description="d"
    )
    assert "Town 4: dangerous, 2 reports; Town 3: grave" in drawn
    assert 'class="map-count"' not in drawn
    assert "map-number" not in drawn


@pytest.mark.parametrize("wrong", [{"level": 6}, {"level": -1}, {"level": 2, "count": 7}])
def test_a_mark_has_a_level_or_counts_people(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="level"):
        Mark(43, 76, "Almaty", **{"count": 0, **wrong})
