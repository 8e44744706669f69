"""A draft of any country's places: complete, honest about names, and never without a zone."""

import hashlib
import tracemalloc
import zipfile
import zoneinfo
from importlib import resources

import pytest

from dodomu.foundation import gazetteer, placenames
from dodomu.foundation.gazetteer import DraftPlace


def of_kind(places: list[DraftPlace], kind: str) -> list[DraftPlace]:
    return [place for place in places if place.kind == kind]


def test_a_draft_for_kazakhstan_has_its_cities_airports_and_the_ukrainian_embassy() -> None:
    places = gazetteer.draft_places("KZ", "UA")
    assert of_kind(places, "city")[0].names["en"] == "Almaty"
    assert {"ap_ala", "ap_nqz", "ap_sco"} <= {place.ref for place in of_kind(places, "airport")}
    (embassy,) = of_kind(places, "embassy")
    assert embassy.names["en"] == "Embassy of Ukraine, Astana"
    assert embassy.zone == "Asia/Almaty"
    assert embassy.region == "Nur-Sultan city"


def test_the_mirror_finds_the_kazakh_embassy_in_kyiv() -> None:
    (embassy,) = of_kind(gazetteer.draft_places("UA", "KZ"), "embassy")
    assert embassy.names["en"] == "Embassy of Kazakhstan, Kyiv"
    assert embassy.names["uk"] == "Посольство (Казахстан), Київ"
    assert embassy.source == gazetteer.SOURCE_MISSIONS


def test_an_airport_takes_the_zone_of_its_city_and_not_the_wrong_hint() -> None:
    zones = {place.ref: place.zone for place in gazetteer.draft_places("KZ", "UA")}
    assert zones["ap_sco"] == "Asia/Aqtau"
    assert zones["ap_guw"] == "Asia/Atyrau"
    assert zones["ap_pwq"] == "Asia/Almaty"


def test_every_country_can_be_drafted_with_known_zones_and_no_place_twice() -> None:
    zones = zoneinfo.available_timezones()
    for country in sorted(gazetteer.known_countries()):
        places = gazetteer.draft_places(country, "UA", limit=5)
        refs = [place.ref for place in places]
        assert len(refs) == len(set(refs)), country
        assert {place.zone for place in places} <= zones, country
        assert all(place.names["en"] and place.country == country for place in places), country
        assert all(-90 <= place.lat <= 90 and -180 <= place.lon <= 180 for place in places), country


@pytest.mark.parametrize("country", ["MC", "NR", "VA", "GI", "UM", "CC", "AQ", "XK"])
def test_a_tiny_or_odd_country_has_at_least_one_place(country: str) -> None:
    assert gazetteer.draft_places(country, "UA")


@pytest.mark.parametrize("code", ["ZZ", "kz", "", "KAZ", "Kazakhstan"])
def test_an_unknown_code_is_refused_on_either_side(code: str) -> None:
    with pytest.raises(gazetteer.UnknownCountry, match="two capital letters"):
        gazetteer.draft_places(code, "UA")
    with pytest.raises(gazetteer.UnknownCountry, match="two capital letters"):
        gazetteer.draft_places("KZ", code)


def test_the_limit_holds_for_each_kind_and_keeps_the_greatest() -> None:
    places = gazetteer.draft_places("US", "UA", limit=3)
    assert [len(of_kind(places, kind)) for kind in ("city", "airport", "port")] == [3, 3, 3]
    assert of_kind(places, "city")[0].names["en"] == "New York City"


def test_a_port_belongs_to_its_country_even_where_it_falls_off_the_coarse_coast() -> None:
    ports = {place.names["en"] for place in of_kind(gazetteer.draft_places("LB", "UA"), "port")}
    assert ports == {"Port of Beirut", "Port of Tripoli"}


def test_a_country_without_an_embassy_is_helped_from_the_nearest_ones() -> None:
    assert of_kind(gazetteer.draft_places("FJ", "UA"), "embassy") == []
    nearest = gazetteer.nearest_missions("FJ", "UA", limit=2)
    assert nearest[0].names["en"] == "Embassy of Ukraine, Canberra"
    assert all(place.country != "FJ" for place in nearest)


def test_no_mission_stands_in_the_land_that_sent_it() -> None:
    for sender in ("AU", "UA", "US", "CN", "SE"):
        assert [place for place in gazetteer.all_missions(sender) if place.country == sender] == []


def test_a_mission_under_another_name_of_its_country_is_found() -> None:
    for sender in ("CN", "TR", "CZ", "IE", "PS", "CD", "CI", "VA", "US"):
        assert gazetteer.all_missions(sender), sender


def test_what_no_file_knows_is_said() -> None:
    kinds = {place.kind for place in gazetteer.draft_places("KZ", "UA")}
    assert "border_crossing" in gazetteer.KINDS_NOT_KNOWN
    assert kinds.isdisjoint(gazetteer.KINDS_NOT_KNOWN)


def test_a_zone_is_that_of_the_country_and_empty_at_sea() -> None:
    assert gazetteer.zone_at(43.86, 51.09) == "Asia/Aqtau"
    assert gazetteer.zone_at(45.35, 36.47) == "Europe/Simferopol"
    assert gazetteer.zone_at(0, -30) == ""


@pytest.mark.parametrize(
    ("latin", "others", "country", "expected"),
    [
        ("Kyiv", ["Київ", "Киев", "Кіеў", "Кыйив"], "UA", {"uk": "Київ"}),
        ("Donetsk", ["Данецк", "Донецк", "Донецьк", "Юзівка"], "UA", {"uk": "Донецьк"}),
        ("Almaty", ["Алмати", "Алматы", "Верный", "Вірний"], "KZ", {"ru": "Алматы"}),
        ("Karagandy", ["Караганда", "Қарағанди", "Қарағанды"], "KZ", {"kk": "Қарағанды"}),
        ("Aktobe", ["Актөбә", "Актөбө", "Актобе"], "KG", {}),
        (
            "Novosibirsk",
            ["Новасібірск", "Новосибирск", "Новосибірськ"],
            "RU",
            {"uk": "Новосибірськ", "ru": "Новосибирск"},
        ),
        ("Paris", ["Париж", "Парыж", "Паріж"], "FR", {}),
        ("Atyrau", ["Атърау"], "KZ", {}),
        ("Astana", ["Nұr-Sұltan", ""], "KZ", {}),
    ],
)
def test_a_name_is_given_to_a_language_only_where_it_is_proved(
    latin: str, others: list[str], country: str, expected: dict[str, str]
) -> None:
    assert placenames.names_by_language(latin, others, country=country) == {"en": latin, **expected}


def test_the_cities_by_country_are_the_file_of_geonames_and_nothing_else() -> None:
    packed = resources.files("dodomu").joinpath("content", "world", "cities5000.zip")
    header = "geonameid name country admin1 lat lon population tz other_script_names".replace(" ", "\t").encode()
    with packed.open("rb") as file, zipfile.ZipFile(file) as countries:
        parts = [countries.read(name) for name in sorted(countries.namelist())]
    whole = hashlib.sha256(b"".join((header, b"\n", *parts))).hexdigest()
    assert whole == "ef571d55165d5684208492cb572cc82197645f308f7c35f3bb818eaae86bd809"


def test_questions_about_many_great_countries_leave_little_in_memory() -> None:
    gazetteer.cities.cache_clear()
    tracemalloc.start()
    try:
        for lat, lon in ((40.7, -74.0), (28.6, 77.2), (-23.5, -46.6), (52.5, 13.4), (39.9, 116.4), (55.75, 37.6)):
            assert gazetteer.zone_at(lat, lon)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 12_000_000
