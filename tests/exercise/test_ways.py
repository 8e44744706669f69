"""The ways of January 2022 become known at their hour, to both sides, whoever plays them and in however many steps."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dodomu.exercise import operations
from dodomu.exercise.content import side_of
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Place
from dodomu.journeys.models import Charter, Leg, LegChange
from dodomu.journeys.operations import ways
from dodomu.journeys.queries.checks import leg_lines
from dodomu.journeys.queries.ways import leg_by_ref
from dodomu.journeys.rules.terms import Check

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")


def hour(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def play(until: str, side: str = "ua") -> UUID:
    return operations.load(exercise="kazakhstan-2022", side=side, until=hour(until), by=SYSTEM)


def refs(crisis: UUID) -> set[str]:
    return set(Leg.objects.filter(crisis=crisis).values_list("ref", flat=True))


def states(crisis: UUID) -> dict[str, str]:
    return dict(Leg.objects.filter(crisis=crisis).exclude(state="planned").values_list("ref", "state"))


def test_no_leg_is_known_before_its_hour_and_every_leg_at_the_end():
    part = side_of("kazakhstan-2022", "ua")
    zones = {row["place_id"]: ZoneInfo(row["tz"]) for row in part.table("places")}
    rows = {
        row["link_id"]: datetime.fromisoformat(row["known_from"]).replace(tzinfo=zones[row["from_id"]])
        for row in part.table("links")
    }
    crisis = play("2022-01-05T08:00")
    for then in ("2022-01-05T08:00", "2022-01-07T16:59", "2022-01-09T21:00", "2022-01-11T19:44", "2022-01-19T18:00"):
        if then != "2022-01-05T08:00":
            operations.play_on(crisis=crisis, until=hour(then), by=SYSTEM)
        assert refs(crisis) == {ref for ref, known in rows.items() if known <= hour(then)}, then
    assert refs(crisis) == rows.keys()
    for row in Leg.objects.filter(crisis=crisis):
        assert row.known_from == rows[row.ref]
        assert row.recorded_at == max(row.known_from, hour("2022-01-05T08:00"))


def test_flights_are_cancelled_leave_and_arrive_at_their_hour():
    crisis = play("2022-01-05T21:29")
    assert states(crisis) == {}
    operations.play_on(crisis=crisis, until=hour("2022-01-05T21:30"), by=SYSTEM)
    assert states(crisis) == {"A001": "cancelled"}
    operations.play_on(crisis=crisis, until=hour("2022-01-10T01:04"), by=SYSTEM)
    assert states(crisis)["A003"] == "departed", "in the air"
    operations.play_on(crisis=crisis, until=hour("2022-01-10T01:05"), by=SYSTEM)
    assert states(crisis) == {"A001": "cancelled", "A002": "cancelled", "A003": "arrived", "R00": "arrived"}


def test_of_what_no_source_tells_nothing_is_said_but_that_its_hour_has_passed():
    crisis = play("2022-01-09T13:00")
    assert leg_by_ref(crisis, "FAKX09").state == "planned"
    (line,) = [line for line in leg_lines(crisis, at=hour("2022-01-09T13:00")) if line.leg.ref == "FAKX09"]
    assert Check.GONE in {found.check for found in line.checks}


def test_one_step_and_many_steps_end_in_the_same_ways():
    def state(crisis: UUID) -> list[tuple[object, ...]]:
        columns = ("ref", "version", "state", "departs_at", "block", "papers", "charter__ref", "recorded_at")
        return sorted(Leg.objects.filter(crisis=crisis).values_list(*columns), key=str)

    at_once = state(play("2022-01-08T12:00"))
    Crisis.objects.filter(slug="kazakhstan-2022").update(slug="first-run")
    crisis = play("2022-01-06T09:00")
    for then in ("2022-01-06T20:15", "2022-01-07T14:00", "2022-01-07T17:01", "2022-01-08T12:00"):
        operations.play_on(crisis=crisis, until=hour(then), by=SYSTEM)
    assert state(crisis) == at_once


def test_a_player_who_was_killed_is_followed_by_one_who_does_what_is_missing():
    crisis = play("2022-01-07T20:00")
    before = (Leg.objects.count(), LegChange.objects.count(), Charter.objects.count())
    Crisis.objects.filter(id=crisis).update(exercise_now=hour("2022-01-06T00:00"))
    operations.play_on(crisis=crisis, until=hour("2022-01-07T20:00"), by=SYSTEM)
    assert (Leg.objects.count(), LegChange.objects.count(), Charter.objects.count()) == before


def test_what_the_desk_did_with_a_leg_stands_when_the_script_plays_on():
    crisis = play("2022-01-09T12:00")
    legs = {ref: leg_by_ref(crisis, ref) for ref in ("A003", "A005")}
    at = hour("2022-01-09T12:00")
    ways.cancel_leg(leg=legs["A003"].id, version=1, why="the desk heard so", by=SYSTEM, at=at)
    ways.remove_leg(leg=legs["A005"].id, version=1, why="no timetable any more", by=SYSTEM, at=at)
    Place.objects.filter(crisis=crisis, ref="ap_tas").update(ref="renamed")
    operations.play_on(crisis=crisis, until=hour("2022-01-12T12:00"), by=SYSTEM)
    assert states(crisis)["A003"] == "cancelled"
    assert "A005" not in refs(crisis)
    assert "T14" not in refs(crisis), "it leaves from a place that is not there"
    assert "N112" in refs(crisis)


def test_the_other_side_has_the_same_ways_and_other_checks():
    crisis = play("2022-01-10T12:00", side="kz")
    checks = {
        line.leg.ref: {found.check for found in line.checks} for line in leg_lines(crisis, at=hour("2022-01-10T18:00"))
    }
    assert Check.LEADS_AWAY in checks["A008"]
    assert Check.LEADS_AWAY not in checks["A009"]
