"""CAP 1.2: valid by the schema and by the rules of the standard, each message referring to those it ends."""

from datetime import UTC
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from dodomu.contact.models import Statement
from dodomu.contact.operations import advice as drafting
from dodomu.contact.rules import areas, cap
from dodomu.contact.rules.advice import Words
from dodomu.contact.rules.terms import AdviceKind
from dodomu.foundation import outlines
from dodomu.foundation.models import Crisis
from tests import cast
from tests.contact.advising import EN, HOUR, NOON, UK, consul, draft, given, published, sign_with_a_new_key, withdraw
from tests.contact.cap_rules import CAP, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(tmp_path: Path, settings: Any) -> Crisis:
    sign_with_a_new_key(tmp_path, settings)
    return cast.crisis(hotline="+380 00 123 45 67")


def cap_of(number: int, form: str = "cap") -> str:
    return Statement.objects.get(form=form, advice__number=number).text


def said(xml: str, name: str) -> list[str]:
    root = ElementTree.fromstring(xml)  # noqa: S314  (written by us)
    return [each.text or "" for each in root.iter(f"{CAP}{name}")]


@pytest.mark.parametrize("kind", AdviceKind)
def test_an_alert_is_valid_whatever_it_asks_for(where: Crisis, kind: AdviceKind):
    published(where, kind=kind)
    assert faults(cap_of(1)) == []
    assert said(cap_of(1), "msgType") == ["Alert"]


def test_an_alert_says_the_same_as_every_other_form(where: Crisis):
    published(where, valid_from=NOON + HOUR)
    xml = cap_of(1)
    assert said(xml, "language") == ["uk", "en"]
    assert said(xml, "headline") == [UK.headline, EN.headline]
    assert said(xml, "instruction") == [UK.text, EN.text]
    assert set(said(xml, "onset")) == {"2022-01-08T13:00:00+06:00"}
    assert set(said(xml, "expires")) == {"2022-01-09T18:00:00+06:00"}
    assert said(xml, "senderName") == ["Україна", "Ukraine"]
    assert set(said(xml, "contact")) == {"+380 00 123 45 67"}
    assert set(said(xml, "web")) == {f"https://dodomu.example.org/c/{where.slug}/advice/1"}
    code = Statement.objects.get(form="cap").code
    assert all(f"{code[:5]} {code[5:]}" in words for words in said(xml, "description"))


def test_updates_and_cancels_refer_to_all_that_they_end(where: Crisis):
    first = published(where)
    second = published(where, NOON + HOUR, valid_from=NOON, supersedes=first.id)
    third = published(where, NOON + 2 * HOUR, valid_from=NOON, supersedes=second.id)
    withdraw(where, third.id, NOON + 3 * HOUR)
    names = [f"dodomu.example.org,{where.slug}.advice.{n},2022-01-08T{11 + n}:00:00+06:00" for n in (1, 2, 3)]
    for number, form, kind, count in ((2, "cap", "Update", 1), (3, "cap", "Update", 2), (3, "cap_cancel", "Cancel", 3)):
        xml = cap_of(number, form)
        assert faults(xml) == []
        assert said(xml, "msgType") == [kind]
        assert said(xml, "references") == [" ".join(names[:count])]


def test_a_cancel_is_valid_also_when_the_advice_is_over_by_then(where: Crisis):
    line = published(where, valid_until=NOON + HOUR)
    withdraw(where, line.id, NOON + 5 * HOUR)
    assert faults(cap_of(1, "cap_cancel")) == []
    assert said(cap_of(1, "cap_cancel"), "expires") == []
    assert set(said(cap_of(1, "cap_cancel"), "urgency")) == {"Past"}


def test_an_exercise_is_called_one():
    where = cast.crisis(exercise="drill", exercise_now=NOON)
    published(where)
    assert faults(cap_of(1)) == [] and said(cap_of(1), "status") == ["Exercise"]
    assert said(cap_of(1), "note") == [f"Exercise: {where.slug}"]
    assert all("НАВЧАННЯ" in words or "EXERCISE" in words for words in said(cap_of(1), "description"))


def test_places_are_circles_and_a_country_is_its_outline(where: Crisis):
    published(where, places=tuple(where.places.order_by("ref").values_list("id", flat=True)))
    assert said(cap_of(1), "circle")[:2] == ["43.25,76.91 20", "51.18,71.45 20"]
    assert said(cap_of(1), "polygon") == [] and faults(cap_of(1)) == []
    published(where)
    assert said(cap_of(2), "circle") == [] and len(said(cap_of(2), "polygon")) > 1


def test_a_country_that_no_map_draws_still_makes_a_message(where: Crisis):
    Crisis.objects.filter(id=where.id).update(country="VA")
    published(where)
    assert faults(cap_of(1)) == ["nowhere", "nowhere"]  # the Vatican is too small for our map; the rest is in order


def test_what_an_officer_writes_cannot_break_out(where: Crisis):
    nasty = Words('</headline><status>"&<![CDATA[', "]]>\u0000\ufffe <alert/> &amp;")
    published(where, words={"uk": nasty})
    assert faults(cap_of(1)) == []
    assert said(cap_of(1), "headline") == ['</headline><status>"&<![CDATA[']
    assert said(cap_of(1), "status") == ["Actual"]


def test_what_stands_in_the_name_of_a_place_or_a_hotline_breaks_no_message(where: Crisis):
    place = where.places.get(ref="almaty")
    place.names = {"uk": "Алма\u000bти\u202e", "en": "Almaty"}
    place.save()
    Crisis.objects.filter(id=where.id).update(hotline="+380 00\u0007 123")
    published(where, places=(place.id,))
    assert faults(cap_of(1)) == [] and said(cap_of(1), "areaDesc") == ["Алмати", "Almaty"]
    assert set(said(cap_of(1), "contact")) == {"+380 00 123"}


@pytest.mark.parametrize("country", ["KZ", "RU", "FJ", "US", "NZ", "AQ", "CA", "ZA", "LB", "UA"])
def test_outlines_are_closed_and_stay_on_earth_also_across_the_date_line(country: str):
    found = areas.polygons(polygon.rings[0] for polygon in outlines.countries()[country].polygons)
    assert found
    for each in found:
        pairs = [tuple(map(float, pair.split(","))) for pair in each.split(" ")]
        assert pairs[0] == pairs[-1] and len(pairs) >= 4
        assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in pairs)


def test_a_ring_across_the_date_line_is_cut_in_two():
    ring = [(178.0, -10.0), (183.0, -10.0), (183.0, -15.0), (178.0, -15.0)]
    east, west = areas.polygons([ring])
    assert set(east.split()) == {"-10,178", "-10,180", "-15,180", "-15,178"}
    assert set(west.split()) == {"-10,-180", "-10,-177", "-15,-177", "-15,-180"}


@law(st.lists(st.tuples(st.floats(-180, 540), st.floats(-90, 90)), min_size=3, max_size=12))
def test_whatever_is_drawn_is_closed_and_on_earth(ring: list[tuple[float, float]]):
    for each in areas.polygons([ring]):
        pairs = each.split(" ")
        assert pairs[0] == pairs[-1] and len(pairs) >= 4
        assert all(abs(float(lon)) <= 180 for lon in (pair.split(",")[1] for pair in pairs))
        assert "e" not in each


def test_an_hour_at_greenwich_is_written_without_z():
    assert cap.hour(NOON, UTC) == "2022-01-08T06:00:00-00:00"


def test_the_judge_itself_sees_what_is_wrong(where: Crisis):
    published(where)
    xml = cap_of(1)
    for before, after in (
        ("<scope>Public</scope>", ""),
        ("<status>Actual</status>", "<status>Real</status>"),
        ("12:00:00+06:00</sent>", "12:00:00Z</sent>"),
        ("<msgType>Alert</msgType>", "<msgType>Update</msgType>"),
        ("2022-01-09T18:00:00", "2022-01-07T18:00:00"),
        ("<urgency>", "<certainty>Likely</certainty><urgency>"),
        (".advice.1<", " 1<"),
    ):
        assert before in xml and faults(xml.replace(before, after)) != []


def test_a_draft_that_is_dropped_leaves_no_gap_of_identifiers(where: Crisis):
    row = draft(where)
    drafting.drop_draft(advice=row, version=1, at=NOON, **consul(where))
    assert published(where).number == 1 and given() == given()
