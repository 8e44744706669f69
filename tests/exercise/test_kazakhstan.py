"""The figures of January 2022 come right at their hour, whoever plays them and in however many steps."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import Trunc

from dodomu.boarding.models import Doubt, Manifest, Touch
from dodomu.exercise import operations
from dodomu.foundation import exercises
from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis, Place
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Join, LedgerEntry, Note, Person, Registration
from dodomu.people.queries.asked import asked_for_help
from dodomu.people.queries.reconciliation import reconcile
from dodomu.people.queries.whereabouts import headcount
from dodomu.people.rules.terms import Account

pytestmark = pytest.mark.django_db
ALMATY, KYIV = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Kyiv")


def hour(text: str, zone: ZoneInfo = ALMATY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def play(until: datetime, side: str = "ua") -> UUID:
    return operations.load(exercise="kazakhstan-2022", side=side, until=until, by=SYSTEM)


def waiting_in(crisis: UUID, ref: str) -> int:
    """Citizens who asked to leave and wait at a place."""
    place = Place.objects.get(crisis=crisis, ref=ref)
    return sum(
        line.citizens for line in headcount(crisis).lines if line.account is Account.WAITING and line.place == place.id
    )


def test_43_had_asked_by_the_afternoon_of_6_january():
    crisis = play(hour("2022-01-06T14:00"))
    assert asked_for_help(crisis, by=SYSTEM).citizens.asked == 43


def test_116_were_stranded_in_almaty_by_the_afternoon_of_9_january():
    crisis = play(hour("2022-01-09T16:00"))
    assert waiting_in(crisis, "ala") == 116
    assert sum(line.others for line in headcount(crisis).lines if line.account is Account.WAITING) == 3, "counted apart"


def test_33_are_home_when_the_flight_has_landed_and_not_a_minute_before():
    crisis = play(hour("2022-01-09T21:04", KYIV))
    assert (headcount(crisis).of(Account.HOME), headcount(crisis).of(Account.ABOARD)) == (0, 33)
    operations.play_on(crisis=crisis, until=hour("2022-01-09T21:05", KYIV), by=SYSTEM)
    assert (headcount(crisis).of(Account.HOME), headcount(crisis).of(Account.ABOARD)) == (33, 0)


def test_who_came_home_was_seen_at_both_ends_and_the_manifest_was_closed_at_the_gate():
    crisis = play(hour("2022-01-09T21:05", KYIV))
    (manifest,) = Manifest.objects.filter(crisis=crisis)
    assert (manifest.leg.ref, manifest.state, manifest.counts["boarded"]) == ("A003", "closed", 33)
    landed = LedgerEntry.objects.filter(crisis=crisis, account="home")
    assert (landed.count(), set(landed.values_list("evidence", "said_by"))) == (33, {("seen", "gate (exercise)")})
    assert not Touch.objects.filter(crisis=crisis).exclude(outcome__state="applied").exists()
    assert not Doubt.objects.filter(crisis=crisis).exists()


def test_150_beside_those_who_are_home_had_asked_by_11_january():
    crisis = play(hour("2022-01-11T15:45", KYIV))
    citizens = asked_for_help(crisis, by=SYSTEM).citizens
    assert (citizens.asked - citizens.home, citizens.home) == (150, 33)


def test_91_citizens_of_kazakhstan_were_sent_from_kyiv_by_10_january():
    crisis = play(hour("2022-01-10T17:56", KYIV), side="kz")
    count = headcount(crisis)
    assert sum(line.citizens for line in count.lines if line.account is Account.HOME) == 91
    assert sum(line.others for line in count.lines if line.account is Account.HOME) == 6


def test_the_accounts_sum_at_every_hour_that_is_asked_for_afterwards():
    crisis = play(hour("2022-01-12T12:00"))
    for then, home in (("2022-01-06T14:00", 0), ("2022-01-10T01:04", 0), ("2022-01-10T01:05", 33)):
        at = hour(then)
        assert headcount(crisis, at=at).of(Account.HOME) == home
        proof = reconcile(crisis, at=at)
        assert proof.proves, proof
    assert reconcile(crisis).proves


def test_one_step_and_many_steps_end_in_the_same_state():
    def state(crisis: UUID) -> list[tuple[object, ...]]:
        rows = Person.objects.filter(crisis=crisis, joined_into__isnull=True)
        # To the second: two crises tell touches of one millisecond apart by ids of their own.
        since = Trunc("account_since", "second")
        return sorted(
            rows.values_list("family_name", "given_name", "account", "account_place__ref", since, "wish"),
            key=str,
        )

    at_once = state(play(hour("2022-01-11T06:00")))
    Crisis.objects.filter(slug="kazakhstan-2022").update(slug="first-run")
    crisis = play(hour("2022-01-05T20:00"))
    for then in ("2022-01-07T03:17", "2022-01-09T17:30", "2022-01-09T17:31", "2022-01-11T06:00"):
        operations.play_on(crisis=crisis, until=hour(then), by=SYSTEM)
    assert state(crisis) == at_once


def test_loading_twice_changes_nothing():
    def size() -> tuple[int, ...]:
        return tuple(each.objects.count() for each in (Crisis, Place, Person, Registration, LedgerEntry, Note, Join))

    play(hour("2022-01-08T12:00"))
    before = size()
    play(hour("2022-01-08T12:00"))
    play(hour("2022-01-06T12:00"))
    assert size() == before


def test_a_player_who_was_killed_is_followed_by_one_who_does_what_is_missing():
    crisis = play(hour("2022-01-08T12:00"))
    before = (Person.objects.count(), Registration.objects.count(), LedgerEntry.objects.count())
    Crisis.objects.filter(id=crisis).update(exercise_now=hour("2022-01-06T00:00"))
    operations.play_on(crisis=crisis, until=hour("2022-01-08T12:00"), by=SYSTEM)
    assert (Person.objects.count(), Registration.objects.count(), LedgerEntry.objects.count()) == before


def test_the_clock_does_not_run_back_or_past_the_end():
    crisis = play(hour("2022-01-06T14:00"))
    with pytest.raises(Refused) as no:
        operations.play_on(crisis=crisis, until=hour("2022-01-06T13:59"), by=SYSTEM)
    assert no.value.reason is FoundationReason.CLOCK_RUNS_BACK
    with pytest.raises(Refused):
        operations.play_on(crisis=crisis, until=hour("2022-02-06T13:59"), by=SYSTEM)
    operations.play_hours(crisis=crisis, hours=24 * 60, by=SYSTEM)
    assert exercises.clock_of(crisis).now == hour("2022-01-19T18:00")


def test_repeats_are_joined_by_the_officer_of_the_script_and_two_are_left_for_the_desk():
    crisis = play(hour("2022-01-10T18:00"))
    left = Person.objects.filter(crisis=crisis, registrations__origin__in=["R0269", "R0282"], joined_into__isnull=True)
    assert left.count() == 2
    repeats = (
        Registration.objects.filter(crisis=crisis).exclude(origin="").count()
        - Person.objects.filter(crisis=crisis, joined_into__isnull=True).count()
    )
    assert Join.objects.filter(crisis=crisis).count() == repeats > 40
