"""The drawn map: well-formed, light, calm, true, and safe with whatever a label may hold."""

import itertools
import math
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from dodomu.foundation import gazetteer, geography
from dodomu.foundation.outlines import Polygon
from dodomu.web.parts.map import Mark, draw_country_map
from dodomu.web.parts.map.ground import ground_of
from dodomu.web.parts.map.lettering import width_of
from dodomu.web.parts.map.projection import Projection
from dodomu.web.parts.map.view import view_of

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 245_000

KAZAKHSTAN = [
    Mark(43.25249, 76.9115, "Алмати", 116, "/desk/places/ala/"),
    Mark(51.1801, 71.44598, "Нур-Султан", 21, "/desk/places/nqz/"),
    Mark(51.165583, 71.430178, "Посольство України", 0, "/desk/places/em/", "post"),
    Mark(49.80187, 73.10211, "Караганда", 4),
    Mark(42.30988, 69.60042, "Шимкент", 3, None, "attention"),
    Mark(43.66105, 51.17392, "Актау", 7),
    Mark(43.34116, 52.86192, "Жанаозен", 1),
    Mark(50.27969, 57.20718, "Актобе", 2),
    Mark(47.1048, 51.88427, "Атирау", 2),
    Mark(51.24601, 51.42558, "Уральськ", 1),
    Mark(53.21435, 63.62463, "Костанай", 2),
    Mark(44.85278, 65.50917, "Кизилорда", 1),
    Mark(42.89799, 71.37334, "Тараз", 1),
    Mark(45.01556, 78.37389, "Талдикорган", 2),
    Mark(52.27601, 76.96881, "Павлодар", 3),
    Mark(49.97143, 82.60586, "Усть-Каменогорськ", 2),
    Mark(50.42064, 80.25025, "Семей", 1),
    Mark(53.28414, 69.39364, "Кокшетау", 1),
    Mark(54.87343, 69.15065, "Петропавловськ", 1),
    Mark(46.84546, 74.98213, "Балхаш", 2),
    Mark(42.87, 74.59, "Бішкек", 5),
    Mark(41.26465, 69.21627, "Ташкент", 2),
    Mark(44.22335, 80.38522, "Нур Жоли – Хоргос", 0, None, "quiet"),
    Mark(50.45466, 30.5238, "Київ", 33),
    Mark(41.01384, 28.94966, "Стамбул", 3),
]


def drawn(country: str, marks: list[Mark], language: str = "uk", width: int = 960) -> str:
    return draw_country_map(country, marks, language=language, title="Де люди", description="За місцями", width=width)


def layer(svg: str, name: str) -> ET.Element:
    found = ET.fromstring(svg).find(f"{SVG}g[@class='{name}']")  # noqa: S314 - our own drawing
    assert found is not None
    return found


def texts(part: ET.Element, *kinds: str) -> list[str]:
    return ["".join(text.itertext()) for text in part.iter(f"{SVG}text") if text.get("class") in kinds]


def box_of(text: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text, measured a little tighter than the layout does."""
    size, words = float(text.attrib["font-size"]), "".join(text.itertext())
    width, x, y = width_of(words, size) * 0.97, float(text.attrib["x"]), float(text.attrib["y"])
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.attrib["text-anchor"]]
    return (left, y - size * 0.75, left + width, y + size * 0.2)


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def dots(part: ET.Element) -> list[tuple[float, float, float]]:
    found = [circle for circle in part.iter(f"{SVG}circle") if circle.get("class") == "map-dot"]
    return [(float(circle.attrib["cx"]), float(circle.attrib["cy"]), float(circle.attrib["r"])) for circle in found]


@pytest.mark.parametrize(
    "country", ["KZ", "UA", "LB", "FJ", "CL", "RU", "MC", "NR", "VA", "US", "AQ", "KI", "MY", "SD", "GF", "UM"]
)
def test_any_country_is_drawn_well_formed_and_light(country: str) -> None:
    places = gazetteer.draft_places(country, "KZ", limit=6)
    marks = [Mark(place.lat, place.lon, place.names["en"], 40 // (n + 1)) for n, place in enumerate(places)]
    svg = drawn(country, marks)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert root.tag == f"{SVG}svg"
    assert len(svg.encode()) < LARGEST
    assert not re.search(r"[\"\sMl](nan|-?inf)\b", svg)


def test_every_country_of_the_world_has_a_map_that_shows_its_greatest_city() -> None:
    for country in sorted(gazetteer.known_countries()):
        view = view_of(country, 960)
        for city in gazetteer.cities(country)[:1]:
            assert view.page.holds(view.spot((city.lon, city.lat))), country


@pytest.mark.parametrize("name", ["map-wide", "map-narrow"])
def test_no_label_covers_another_or_a_dot_on_the_map_of_kazakhstan(name: str) -> None:
    part = layer(drawn("KZ", KAZAKHSTAN), name)
    words = [text for text in part.iter(f"{SVG}text") if text.get("class") != "map-number"]
    boxes = [(box_of(text), "".join(text.itertext())) for text in words]
    assert len(boxes) > 20
    for (box, told), (other, other_told) in itertools.combinations(boxes, 2):
        assert not overlap(box, other), (told, other_told)
    for (left, top, right, bottom), told in boxes:
        for x, y, radius in dots(part):
            away = math.hypot(max(left - x, x - right, 0), max(top - y, y - bottom, 0))
            assert away >= radius - 0.5, told


@pytest.mark.parametrize("name", ["map-wide", "map-narrow"])
def test_everybody_is_counted_once_on_the_map(name: str) -> None:
    part = layer(drawn("KZ", KAZAKHSTAN), name)
    counted = [text for text in part.iter(f"{SVG}text") if text.get("class") == "map-number"]
    counted += [text for text in part.iter(f"{SVG}tspan") if text.get("class") == "map-count"]
    assert sum(int("".join(text.itertext())) for text in counted) == sum(mark.count for mark in KAZAKHSTAN)


def test_the_number_stands_inside_a_great_circle_and_after_the_name_of_a_small_one() -> None:
    part = layer(drawn("KZ", KAZAKHSTAN), "map-wide")
    assert "116" in texts(part, "map-number")
    assert "Караганда 4" in texts(part, "map-label")


def test_circles_grow_by_area_and_nobody_is_a_small_hollow_dot() -> None:
    marks = [Mark(43.25, 76.9, "a", 400), Mark(51.18, 71.44, "b", 100), Mark(47.1, 51.9, "c", 0)]
    (_, _, great), (_, _, small), (_, _, empty) = dots(layer(drawn("KZ", marks), "map-wide"))
    assert great == pytest.approx(2 * small, abs=0.2)
    assert empty < 5


def test_places_that_fall_on_one_another_are_one_dot_that_says_so() -> None:
    marks = [Mark(43.2525, 76.9115, "Алмати", 116), Mark(43.246, 76.928, "Готель А", 12)]
    part = layer(drawn("KZ", marks), "map-wide")
    assert texts(part, "map-number") == ["128"]
    assert texts(part, "map-label") == ["Алмати і поруч"]
    (title,) = [mark.findtext(f"{SVG}title") for mark in part.iter(f"{SVG}g") if "map-mark " in mark.get("class", "")]
    assert title == "Алмати: 116; Готель А: 12"


def test_people_in_two_countries_are_never_one_dot() -> None:
    marks = [Mark(42.87, 74.59, "Бішкек", 5), Mark(43.04, 74.71, "Кордай", 9)]
    assert len(dots(layer(drawn("KZ", marks), "map-narrow"))) == 2


def test_a_place_beyond_the_page_stands_at_its_edge_with_an_arrow() -> None:
    part = layer(drawn("KZ", [Mark(50.45466, 30.5238, "Київ", 33)]), "map-wide")
    ((x, y, _),) = dots(part)
    assert x < 60
    assert 0 < y < 540
    assert [path for path in part.iter(f"{SVG}path") if path.get("class") == "map-arrow"]


@pytest.mark.parametrize(
    "label",
    [
        '"><script>alert(1)</script>',
        "</text><image href='x' onerror='y'/>",
        "&amp; & &#60;b&#62;",
        "ctrl\x00\x0b\x1f\ud800 mark",
        "\u202eright to left\u2066",
        "]]>" + "<!--" * 5,
        "дуже " * 400,
    ],
)
def test_a_hostile_label_is_only_text(label: str) -> None:
    marks = [Mark(43.25, 76.9, label, 5, "/desk/?q=%22&a='<\">")]
    svg = draw_country_map("KZ", marks, language="uk", title=label, description=label)
    ET.fromstring(svg)  # noqa: S314 - our own drawing
    svg.encode()
    assert "<script" not in svg
    assert "<image" not in svg
    assert "<!--" not in svg
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", svg)
    assert all(len(text) < 60 for text in texts(layer(svg, "map-wide"), "map-label"))


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "/\\evil", "JaVaScRiPt:x", " /x"]
)
def test_a_link_that_leaves_for_nowhere_good_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="may link to"):
        Mark(43, 77, "x", 1, href)


def test_a_mark_that_cannot_be_is_refused() -> None:
    mark = Mark(43, 77, "x", 1)
    for wrong in ({"lat": 91.0}, {"lon": math.nan}, {"count": -1}, {"emphasis": "loud"}):
        with pytest.raises(ValueError, match=r"no such point|below nought|emphasis is"):
            replace(mark, **wrong)


def test_the_drawing_holds_nothing_that_a_strict_content_policy_refuses() -> None:
    svg = drawn("KZ", KAZAKHSTAN)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|<image|<foreignObject", svg)
    assert re.findall(r'https?://[^"]+', svg) == ["http://www.w3.org/2000/svg"]


def test_links_can_be_reached_by_keyboard_and_say_where_they_lead_and_how_many_are_there() -> None:
    root = ET.fromstring(drawn("KZ", KAZAKHSTAN))  # noqa: S314 - our own drawing
    links = {link.get("href"): link.get("aria-label") for link in root.iter(f"{SVG}a")}
    assert links["/desk/places/ala/"] == "Алмати: 116"
    assert links["/desk/places/nqz/"] == "Нур-Султан: 21; Посольство України: 0"
    # An image hides what is inside it from a screen reader: with links it must be a group.
    assert root.get("role") == "group"


def test_without_links_the_map_is_one_image_with_a_title_and_a_description() -> None:
    root = ET.fromstring(drawn("KZ", [Mark(43.25, 76.9, "Алмати", 1)]))  # noqa: S314 - our own drawing
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ("Де люди", "За місцями")
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), description.get("id"))


@pytest.mark.parametrize(
    ("language", "region", "neighbour"),
    [
        ("en", "Karaganda", "Russia"),
        ("uk", "Карагандинська область", "Росія"),
        ("ru", "Карагандинская область", "Россия"),
        ("kk", "Қарағанды облысы", "Ресей"),
    ],
)
def test_regions_and_neighbours_are_named_in_the_readers_language(language: str, region: str, neighbour: str) -> None:
    part = layer(drawn("KZ", [], language), "map-wide")
    assert region in " ".join(texts(part, "map-region-name"))
    assert neighbour in texts(part, "map-neighbour-name")


def test_the_same_marks_in_any_order_give_the_same_map() -> None:
    assert drawn("KZ", KAZAKHSTAN) == drawn("KZ", KAZAKHSTAN[::-1])


def test_a_narrow_map_needs_no_second_layer() -> None:
    svg = drawn("KZ", KAZAKHSTAN, width=360)
    assert 'viewBox="0 0 360 ' in svg
    assert "map-narrow" not in svg


def test_an_unknown_country_and_an_impossible_width_are_refused() -> None:
    with pytest.raises(gazetteer.UnknownCountry):
        drawn("ZZ", [])
    with pytest.raises(ValueError, match="wide"):
        drawn("KZ", [], width=0)


@pytest.mark.parametrize("centre", [(0, 0), (77, 43), (179.5, -17), (100, 62), (-71, -38)])
def test_a_point_comes_back_from_the_page_where_it_was(centre: tuple[float, float]) -> None:
    projection = Projection(*centre)
    for across, down in itertools.product((-40, -1, 0, 7, 40), (-25, 0, 3, 25)):
        point = (centre[0] + across, max(-89, min(89, centre[1] + down)))
        assert projection.round(projection.flat(point)) == pytest.approx(point, abs=1e-6)


def lands(path: str) -> list[Polygon]:
    """The lands of a path of the ground, as rings on the page."""
    found = []
    for part in path.split("z")[:-1]:
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        across, down = itertools.accumulate(numbers[::2]), itertools.accumulate(numbers[1::2])
        found.append(Polygon((tuple(zip(across, down, strict=True)),)))
    return found


@pytest.mark.parametrize(("lat", "lon"), [(44.957, 34.11), (44.62, 33.6), (45.35, 36.4), (48.02, 37.8), (48.57, 39.3)])
def test_crimea_and_the_east_are_drawn_in_ukraine_and_not_in_russia(lat: float, lon: float) -> None:
    for country, expected in (("UA", True), ("RU", False)):
        ground = ground_of(country, 960)
        spot = ground.view.spot((lon, lat))
        assert any(geography.holds(land, spot.y, spot.x) for land in lands(ground.country)) is expected, country
