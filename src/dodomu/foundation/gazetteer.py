"""Places of any country from the world data: a draft for a new crisis, to be corrected by an officer.

Kinds that the world data does not have (border crossings, stations, shelters) are listed in KINDS_NOT_KNOWN.
Files are read for one question and not kept: kept whole they take tens of megabytes of every server process.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import math
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, Literal

from dodomu.foundation import geography, outlines, placenames

Kind = Literal["city", "airport", "port", "embassy", "consulate"]
KINDS: Final[tuple[Kind, ...]] = ("city", "airport", "port", "embassy", "consulate")
KINDS_NOT_KNOWN: Final = ("border_crossing", "rail_station", "bus_station", "assembly_point", "shelter")
"""What a draft never holds, because no file of ours does: the screen says so and an officer adds them."""

SOURCE_CITIES: Final = "GeoNames (CC BY 4.0)"
SOURCE_AIRPORTS: Final = "airportsdata (MIT)"
SOURCE_PORTS: Final = "Natural Earth (public domain)"
SOURCE_MISSIONS: Final = "Wikidata, November 2022 (CC0)"

DEFAULT_LIMIT: Final = 40
_SAME_TOWN_KM: Final = 50.0
_STRAY_KM: Final = 60.0
_INTERNATIONAL: Final = 4
_CITIES: Final = "cities5000.zip"


class UnknownCountry(LookupError):
    """No country with this code in the world data: codes are two capital letters of ISO 3166-1, and XK."""


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of GeoNames, with its population and its zone."""

    geonameid: str
    name: str
    written_others: str = field(repr=False)
    """Its names in other scripts in one text: of a thousand cities those of forty are wanted."""
    country: str
    lat: float
    lon: float
    population: int
    zone: str

    @property
    def others(self) -> tuple[str, ...]:
        """Its names in other scripts."""
        return tuple(other for other in self.written_others.split("|") if other)


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """A place proposed for a crisis: `names` always has `en`; `region` and `zone` are empty where not known."""

    ref: str
    kind: Kind
    names: Mapping[str, str] = field(hash=False)
    country: str
    region: str
    lat: float
    lon: float
    zone: str
    source: str


def draft_places(country: str, sending: str, *, limit: int = DEFAULT_LIMIT) -> list[DraftPlace]:
    """Cities, airports, ports and the sender's missions in this country, at most `limit` of a kind, greatest first."""
    _check_known(country, sending)
    missions = [place for place in _missions(sending) if place.country == country]
    places = [*_cities(country, limit), *_airports(country, limit), *_ports(country, limit)]
    return [*places, *missions[:limit]]


def nearest_missions(country: str, sending: str, *, limit: int = 3) -> list[DraftPlace]:
    """The sender's embassies nearest to this country but outside it: who helps where there is no embassy."""
    _check_known(country, sending)
    lat, lon = centre_of(country)
    abroad = [place for place in _missions(sending) if place.country != country and place.kind == "embassy"]
    return sorted(abroad, key=lambda place: geography.distance_km(lat, lon, place.lat, place.lon))[:limit]


def all_missions(sending: str) -> tuple[DraftPlace, ...]:
    """Every mission of this sender, anywhere."""
    _check_known(sending)
    return _missions(sending)


def known_countries() -> frozenset[str]:
    """Every code a crisis can be drafted for."""
    return _codes()


def centre_of(country: str) -> tuple[float, float]:
    """A point in the country to measure from: its greatest city, else its first airport, else its shore."""
    for city in cities(country)[:1]:
        return city.lat, city.lon
    for place in _airports(country, 1):
        return place.lat, place.lon
    lon, lat = outlines.countries()[country].polygons[0].rings[0][0]
    return lat, geography.turned(lon)


@lru_cache(maxsize=2)
def cities(country: str) -> tuple[City, ...]:
    """The populated places of a country, the greatest first."""
    return tuple(sorted((_city(line.split("\t")) for line in _city_lines(country)), key=_greatness))


def zone_at(lat: float, lon: float) -> str:
    """The time zone of the nearest city of the same country, or an empty text on the high sea: never an offset."""
    country = geography.country_at(lat, lon)
    nearest = _nearest_city(country, lat, lon) if country else None
    return nearest.zone if nearest else ""


def _check_known(*codes: str) -> None:
    for code in codes:
        if code not in known_countries():
            raise UnknownCountry(f"no country {code!r} in the world data: give two capital letters as in ISO 3166-1")


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    with _file(_CITIES).open("rb") as file, zipfile.ZipFile(file) as countries:
        inhabited = {name.removesuffix(".tsv") for name in countries.namelist()}
    airports = {row["country"] for row in _rows("airports_iata.tsv.gz")}
    return frozenset(inhabited | airports | (set(outlines.countries()) - {""}))


def _rows(name: str, holding: str = "") -> Iterator[Mapping[str, str]]:
    """The rows of a file one by one, below its header only those whose line holds this text."""
    with _file(name).open("rb") as file, gzip.open(file) if name.endswith(".gz") else file as unpacked:
        lines = io.TextIOWrapper(unpacked, encoding="utf-8")
        header = next(lines)
        wanted = (line for line in lines if holding in line)
        # Names hold lone quotation marks: they are letters here, never the start of a quoted field.
        yield from csv.DictReader(itertools.chain([header], wanted), delimiter="\t", quoting=csv.QUOTE_NONE)


def _file(name: str) -> Traversable:
    return resources.files("dodomu").joinpath("content", "world", name)


def _city_lines(country: str) -> list[str]:
    """The lines of one country: each has its own file in the archive, so that no other is read."""
    with _file(_CITIES).open("rb") as file, zipfile.ZipFile(file) as countries:
        name = f"{country}.tsv"
        return countries.read(name).decode("utf-8").splitlines() if name in countries.namelist() else []


def _city(row: Sequence[str]) -> City:
    geonameid, name, country, _admin1, lat, lon, population, zone, others = row
    # All cities of a country share its code and its few zones.
    code, zone = sys.intern(country), sys.intern(zone)
    return City(geonameid, name, others, code, float(lat), float(lon), int(population or 0), zone)


def _greatness(city: City) -> tuple[int, int]:
    return -city.population, int(city.geonameid)


def _nearest_city(country: str, lat: float, lon: float) -> City | None:
    # Flat comparing is enough to choose among cities of one country, and eighty times as fast.
    shrink = max(0.01, abs(1 - (lat / 90) ** 2))
    nearest, least = None, math.inf
    for city in cities(country):
        up = (city.lat - lat) ** 2
        if up < least and (apart := (geography.turned(city.lon - lon) * shrink) ** 2 + up) < least:
            nearest, least = city, apart
    return nearest


def _names(city: City) -> dict[str, str]:
    return placenames.names_by_language(city.name, city.others, country=city.country)


def _region(country: str, lat: float, lon: float) -> str:
    region = geography.region_at(country, lat, lon)
    return region.code if region else ""


def _cities(country: str, limit: int) -> Iterator[DraftPlace]:
    for city in cities(country)[:limit]:
        region = _region(country, city.lat, city.lon)
        ref = f"gn{city.geonameid}"
        yield DraftPlace(ref, "city", _names(city), country, region, city.lat, city.lon, city.zone, SOURCE_CITIES)


def _airports(country: str, limit: int) -> list[DraftPlace]:
    rows = [row for row in _rows("airports_iata.tsv.gz", f"\t{country}\t") if row["country"] == country]
    ranked = sorted(rows, key=lambda row: (-_traffic(row), row["iata"]))
    return [_airport(row) for row in ranked[:limit]]


def _traffic(row: Mapping[str, str]) -> int:
    """A guess at how much an airport matters: the greatest town near it, more if it calls itself international."""
    town = _town_near(row["country"], float(row["lat"]), float(row["lon"]))
    return (1 + (town.population if town else 0)) * (_INTERNATIONAL if "International" in row["name"] else 1)


def _town_near(country: str, lat: float, lon: float) -> City | None:
    """The greatest town of this country within an hour's drive, if there is one."""
    cells = _cities_by_degree(country)
    square = [(math.floor(lat) + up, math.floor(lon) + across) for up in (-1, 0, 1) for across in (-1, 0, 1)]
    around = sorted((city for cell in square for city in cells.get(cell, ())), key=_greatness)
    return next((city for city in around if _in_same_town(city, lat, lon)), None)


@lru_cache(maxsize=2)
def _cities_by_degree(country: str) -> Mapping[tuple[int, int], list[City]]:
    found: dict[tuple[int, int], list[City]] = {}
    for city in cities(country):
        found.setdefault((math.floor(city.lat), math.floor(city.lon)), []).append(city)
    return found


def _in_same_town(city: City, lat: float, lon: float) -> bool:
    return geography.distance_km(city.lat, city.lon, lat, lon) <= _SAME_TOWN_KM


def _airport(row: Mapping[str, str]) -> DraftPlace:
    country, lat, lon = row["country"], float(row["lat"]), float(row["lon"])
    town = _town_near(country, lat, lon)
    nearest = _nearest_city(country, lat, lon)
    zone = nearest.zone if nearest else row["tz_hint"]
    names = _airport_names(row["name"] or row["city"] or row["iata"], row["iata"], _names(town) if town else {})
    region = _region(country, lat, lon)
    return DraftPlace(f"ap_{row['iata'].lower()}", "airport", names, country, region, lat, lon, zone, SOURCE_AIRPORTS)


_AIRPORT_IN: Final = {"uk": "Аеропорт {} ({})", "ru": "Аэропорт {} ({})", "kk": "{} әуежайы ({})"}


def _airport_names(name: str, iata: str, town: Mapping[str, str]) -> dict[str, str]:
    known = {language: form.format(town[language], iata) for language, form in _AIRPORT_IN.items() if language in town}
    return {"en": name, **known}


def _ports(country: str, limit: int) -> list[DraftPlace]:
    found: dict[str, DraftPlace] = {}
    rows = [row for row in _rows("ports.tsv.gz") if _lies_in(country, float(row["lat"]), float(row["lon"]))]
    for row in sorted(rows, key=lambda row: (int(row["scalerank"]), row["name"], row["lat"])):
        place = _port(row, country)
        # Two ports of one name in one country: the greater keeps the short name.
        ref = place.ref if place.ref not in found else f"{place.ref}_{len(found)}"
        found[ref] = replace(place, ref=ref)
    return list(found.values())[:limit]


def _lies_in(country: str, lat: float, lon: float) -> bool:
    outline = outlines.countries().get(country)
    polygons = outline.polygons if outline else ()
    near = any(polygon.box.holds(place, lat, 1) for polygon in polygons for place in (lon, lon + 360, lon - 360))
    return near and geography.country_at(lat, lon) == country


def _port(row: Mapping[str, str], country: str) -> DraftPlace:
    lat, lon = float(row["lat"]), float(row["lon"])
    nearest = _nearest_city(country, lat, lon)
    names, ref = {"en": f"Port of {row['name']}"}, f"port_{country.lower()}_{_slug(row['name'])}"
    zone = nearest.zone if nearest else ""
    return DraftPlace(ref, "port", names, country, _region(country, lat, lon), lat, lon, zone, SOURCE_PORTS)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, str]:
    drawn = {outline.names["en"]: code for code, outline in outlines.countries().items() if code}
    return drawn | {row["name"]: row["iso2"] for row in _rows("country_aliases.tsv")}


_EMBASSIES: Final = frozenset(
    {
        "embassy", "de facto embassy", "high commission", "apostolic nunciature", "diplomatic mission",
        "liaison office", "Interests Section", "Embassy of the United States", "Australian High Commission",
        "British High Commission",
        "diplomatic mission of El Salvador", "Taipei Representative Office", "representative office",
        "Apostolic delegation",
    }
)  # fmt: skip
_CONSULATES: Final = frozenset(
    {
        "consulate", "consulate general", "honorary consulate", "consular office", "de facto consulate",
        "Consular Agency", "Consulate General of Belgium", "Consulate General of Sweden", "consulates of Sweden",
        "assistant high commission",
    }
)  # fmt: skip
_MISSION_WORDS: Final = {
    "embassy": {"uk": "Посольство", "ru": "Посольство", "kk": "Елшілік"},
    "consulate": {"uk": "Консульство", "ru": "Консульство", "kk": "Консулдық"},
    "consulate general": {"uk": "Генеральне консульство", "ru": "Генеральное консульство", "kk": "Бас консулдық"},
    "honorary consulate": {"uk": "Почесне консульство", "ru": "Почётное консульство", "kk": "Құрметті консулдық"},
}


@lru_cache(maxsize=4)
def _missions(sending: str) -> tuple[DraftPlace, ...]:
    """Every mission of the sender that can be placed: embassies first, then by name."""
    rows = [row for row in _rows("missions_2022-11.tsv.gz") if _codes_by_name().get(row["sender"]) == sending]
    # Host by host, because the cities of two countries only are kept at a time.
    rows.sort(key=lambda row: row["host"])
    placed = [place for row in rows if (place := _mission(row, sending))]
    return tuple(sorted(placed, key=lambda place: (KINDS.index(place.kind), place.names["en"], place.ref)))


def _mission(row: Mapping[str, str], sending: str) -> DraftPlace | None:
    kind = _mission_kind(row["type"])
    spot = _spot(row, sending)
    if kind is None or spot is None:
        return None
    lat, lon, town = spot
    region, ref = _region(town.country, lat, lon), f"em_{row['wikidata'].lower()}"
    names = _mission_names(row, sending, town)
    return DraftPlace(ref, kind, names, town.country, region, lat, lon, town.zone, SOURCE_MISSIONS)


def _mission_kind(type_name: str) -> Kind | None:
    if type_name in _EMBASSIES:
        return "embassy"
    return "consulate" if type_name in _CONSULATES else None


def _spot(row: Mapping[str, str], sending: str) -> tuple[float, float, City] | None:
    """Where a mission stands and the town it is in: by its position where host and position agree, else its city."""
    host = _codes_by_name().get(row["host"], "")
    if row["lat"] and row["lon"]:
        lat, lon = float(row["lat"]), float(row["lon"])
        standing = _standing(host, geography.country_at(lat, lon) or "", sending, lat, lon)
        town = _nearest_city(standing, lat, lon) if standing else None
        if town:
            return lat, lon, town
    # Where the sender is named as host the country is unknown: a city's name alone proves nothing.
    named = _city_named(host, row["city"]) if host != sending else None
    return (named.lat, named.lon, named) if named else None


def _standing(host: str, found: str, sending: str, lat: float, lon: float) -> str:
    """The country a mission really stands in, or an empty text where the file contradicts itself."""
    if found == sending:
        return ""
    if host in ("", sending, found):
        return found
    # Small countries and coasts fall off a coarse map, and embassies to the Holy See stand in Rome.
    town = _nearest_city(host, lat, lon)
    near = town is not None and geography.distance_km(lat, lon, town.lat, town.lon) <= _STRAY_KM
    return host if near else ""


def _city_named(country: str, name: str) -> City | None:
    wanted = _slug(name)
    return next((city for city in cities(country) if wanted and _slug(city.name) == wanted), None)


def _mission_names(row: Mapping[str, str], sending: str, town: City) -> dict[str, str]:
    kind = row["type"][:1].upper() + row["type"][1:]
    # A row may name a ministry or a government as the sender: then the country's own name is meant.
    sender_name = row["sender"] if " of " not in row["sender"] else _called(sending, row["sender"])
    names = {"en": f"{kind} of {sender_name}, {row['city'] or town.name}"}
    # The nearest populated place may be a quarter of the town that people know.
    sender, at = outlines.countries().get(sending), _names(_town_near(town.country, town.lat, town.lon) or town)
    for language, word in _MISSION_WORDS.get(row["type"], {}).items():
        if sender and language in at:
            names[language] = f"{word} ({sender.name(language)}), {at[language]}"
    return names


def _called(code: str, otherwise: str) -> str:
    outline = outlines.countries().get(code)
    return outline.names["en"] if outline and otherwise.startswith(("Ministry", "Government", "Kingdom")) else otherwise
