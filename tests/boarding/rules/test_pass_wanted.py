"""Which passes are issued, which end, and how a name is made to fit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dodomu.boarding.rules import pass_wanted
from dodomu.boarding.rules.pass_wanted import InForce, Wanted, compare, shortened_leg, shortened_name
from dodomu.boarding.rules.terms import PassEnd, PassKind
from dodomu.journeys.rules.notices import Departure

CALMLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # however loaded the machine is
NOON = datetime(2022, 1, 11, 12, tzinfo=UTC)
ONE, OTHER, LEG, PLACE, OFFER = (UUID(int=number) for number in range(1, 6))
WANTED = Wanted(ONE, LEG, OFFER, PassKind.PLACE, PLACE, NOON, NOON + timedelta(hours=2))
HELD = InForce(uuid4(), ONE, LEG, OFFER, PassKind.PLACE, PLACE, NOON, WANTED.expires_at)


def test_what_is_wanted_and_held_needs_nothing():
    assert compare([WANTED], [HELD]) == pass_wanted.ToDo((), ())


def test_what_is_missing_is_issued_and_what_is_not_wanted_ends():
    todo = compare([replace(WANTED, person=OTHER)], [HELD])
    assert [each.wanted.person for each in todo.issue] == [OTHER]
    assert todo.end == ((HELD.id, PassEnd.OFFER_ENDED),)


def test_a_cancelled_leg_is_named_as_the_cause():
    assert compare([], [replace(HELD, leg_cancelled=True)]).end == ((HELD.id, PassEnd.LEG_CANCELLED),)


def test_another_hour_place_kind_offer_or_key_makes_it_anew():
    for change in (
        {"meet_at": NOON + timedelta(minutes=5)},  # it is wanted sooner
        {"meet_at": NOON - timedelta(minutes=30)},
        {"is_theirs": False},
        {"meeting_place": OTHER},
        {"kind": PassKind.STANDBY},
        {"offer": OTHER},
        {"is_ours": False},
        {"expires_at": WANTED.departs_at},
    ):
        todo = compare([WANTED], [replace(HELD, **change)])
        assert [each.instead_of for each in todo.issue] == [HELD.id], change
        assert todo.end == ()


def test_a_few_seconds_and_a_little_delay_are_no_other_hour():
    for held in (NOON + timedelta(seconds=20), NOON - timedelta(minutes=29)):
        assert compare([WANTED], [replace(HELD, meet_at=held)]).issue == ()


def test_who_comes_by_another_ride_meets_no_sooner_than_they_arrive():
    departure = Departure(NOON, "ala", 60, None, None)
    assert pass_wanted.meeting(departure, None) == ("ala", NOON - timedelta(minutes=90))
    assert pass_wanted.meeting(departure, NOON - timedelta(hours=1))[1] == NOON - timedelta(hours=1)
    assert pass_wanted.meeting(departure, NOON - timedelta(hours=4))[1] == NOON - timedelta(minutes=90)
    assert pass_wanted.meeting(departure, NOON + timedelta(hours=1))[1] == NOON


def test_a_name_keeps_whole_words():
    assert shortened_name("KOVALENKO OKSANA") == "KOVALENKO OKSANA"
    assert shortened_name("ABDURAKHMANOVA-KOZHAKHMETOVA GULZHAKHAN") == "ABDURAKHMANOVA-KOZHAKHMETOVA"
    assert shortened_name("A" * 40) == "A" * 30
    assert shortened_name("") == ""


@CALMLY
@given(st.text("ABCXYZ '-李小ქمé", max_size=60))
def test_every_name_fits(name):
    assert len(shortened_name(name).encode()) <= 30


@CALMLY
@given(st.text("AZ09-/ Жәіё№€𝄞", max_size=40))
def test_every_leg_fits_in_whole_letters(ref):
    short = shortened_leg(ref)
    assert len(short.encode()) <= 24
    assert ref.startswith(short)
