"""The people of an exercise answer, board and arrive beside the script, the same in one step or in many."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Min, QuerySet
from django.db.models.functions import Trunc

from dodomu.boarding.models import Doubt, Manifest, Touch
from dodomu.engines.planner.greedy import by_priority
from dodomu.exercise import answering, chances, operations
from dodomu.exercise.chances import Luck
from dodomu.exercise.content import side_of
from dodomu.exercise.desk import Desk, Settings
from dodomu.foundation.actors import EXERCISE, SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg, Offer, OfferAnswer
from dodomu.journeys.operations import passing_on
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE, Answer, DeclineReason
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.queries.reconciliation import reconcile

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
PART = side_of("kazakhstan-2022", "ua")
EVENING = datetime(2022, 1, 10, 18, tzinfo=ALMATY)
NEXT_EVENING = EVENING + timedelta(hours=24)
LATER = EVENING + timedelta(hours=44)


def planned(luck: Luck = PART.luck) -> Desk:
    """Return the desk of an exercise on its first evening, with a plan in force and every offer out."""
    crisis = operations.load(exercise="kazakhstan-2022", side="ua", until=EVENING, by=SYSTEM)
    desk = Desk(crisis, Settings("kazakhstan-2022", seconds=1, luck=luck), luck, PART.zone)
    desk.begin()
    return desk


def play(crisis: UUID, until: datetime, luck: Luck | None = None) -> None:
    operations.play_on(crisis=crisis, until=until, by=EXERCISE, luck=luck)


def state(crisis: UUID) -> list[tuple[object, ...]]:
    """Return everything that the life of an exercise has written; people are named by what the script calls them."""
    parties = dict(Person.objects.filter(crisis=crisis).values_list("party").annotate(Min("registrations__origin")))

    def rows(what: str, found: QuerySet[Any], *columns: Any) -> list[tuple[object, ...]]:
        named = ((what, *(parties.get(value, value) for value in row)) for row in found.values_list(*columns))
        return sorted(named, key=str)

    answers = OfferAnswer.objects.filter(offer__crisis=crisis)
    offers = Offer.objects.filter(crisis=crisis)
    people = Person.objects.filter(crisis=crisis)
    return [
        *rows("answer", answers, "offer__party", "answer", "reason", "said_at", "counted", "conflict"),
        *rows("offer", offers, "party", "state", "made_at", "instead_of__party", "ended_at", "end_cause"),
        *rows("ride", offers, "party", "made_at", "rides__leg__ref", "rides__seats", "rides__is_live"),
        *rows("person", people, "party", "account", "account_place", "account_leg", Trunc("account_since", "second")),
        *rows("leg", Leg.objects.filter(crisis=crisis), "ref", "state", "version"),
    ]


def test_people_answer_board_and_arrive_and_the_laws_hold():
    luck = replace(PART.luck, every_leg_runs=True)
    desk = planned(luck)
    play(desk.crisis, LATER, luck)
    states = set(Offer.objects.filter(crisis=desk.crisis).values_list("state", flat=True))
    assert {"accepted", "declined"} <= states
    assert LedgerEntry.objects.filter(crisis=desk.crisis, account="assembled", said_by="gate (exercise)").exists()
    aboard = LedgerEntry.objects.filter(crisis=desk.crisis, account="aboard", said_by="gate (exercise)")
    assert aboard.exists() and all(each.evidence == "seen" for each in aboard)
    assert LedgerEntry.objects.filter(crisis=desk.crisis, account="on_the_way").exists()
    everything_was_seen_at_a_gate(desk.crisis)
    assert reconcile(desk.crisis).proves
    laws_hold(desk.crisis)


def everything_was_seen_at_a_gate(crisis: UUID) -> None:
    """Assert that whoever is or was aboard, on the way or home is so by a touch, and every manifest was closed."""
    moved = LedgerEntry.objects.filter(crisis=crisis, account__in=["aboard", "on_the_way", "home"])
    seen = Touch.objects.filter(crisis=crisis, kind__in=["boarded", "landed"], outcome__state="applied")
    assert moved.count() == sum(len(persons) for persons in seen.values_list("persons", flat=True)) > 0
    left = set(seen.filter(kind="boarded").values_list("leg", flat=True))
    assert set(Manifest.objects.filter(crisis=crisis, state="closed").values_list("leg", flat=True)) == left
    assert not Touch.objects.filter(crisis=crisis).exclude(outcome__state="applied").exists()
    assert not Doubt.objects.filter(crisis=crisis).exists()


def laws_hold(crisis: UUID) -> None:
    """Assert the laws of offers; a record that was joined since is looked at when the plan is next mended."""
    joined = set(Person.objects.filter(crisis=crisis, joined_into__isnull=False).values_list("id", flat=True))
    assert all(
        each.law == "ledger-agrees" and joined.issuperset(each.whose) for each in promises.reconcile_offers(crisis)
    )


def test_played_again_after_being_killed_nothing_is_done_twice():
    desk = planned()
    before = Crisis.objects.get(id=desk.crisis).exercise_now
    play(desk.crisis, LATER)
    once = state(desk.crisis)
    Crisis.objects.filter(id=desk.crisis).update(exercise_now=before)  # as if it had died before putting the clock
    play(desk.crisis, LATER)
    assert state(desk.crisis) == once


def test_played_in_one_step_or_hour_by_hour_the_same_people_answer_board_and_are_offered_the_same(monkeypatch):
    # The next in line are found as a desk with a list would: the search stops when its time is over.
    monkeypatch.setattr(passing_on, "_best", lambda problem, _: by_priority(problem))
    desk = planned()
    many = in_steps(desk, timedelta(hours=1))
    assert in_steps(desk, NEXT_EVENING - EVENING) == many
    assert {"accepted", "declined", "lapsed"} <= {row[2] for row in many if row[0] == "offer"}
    assert any(row[4] for row in many if row[0] == "offer"), "places were passed on"


def in_steps(desk: Desk, step: timedelta) -> list[tuple[object, ...]]:
    """Return what is written by the next evening when it is played in such steps; the database forgets it again."""
    forgotten: Any = transaction.atomic()
    forgotten._from_testcase = True  # as pytest marks its own: touches are committed by themselves, inside of it too
    with forgotten:
        while desk.now < NEXT_EVENING:
            play(desk.crisis, min(desk.now + step, NEXT_EVENING))
        written = state(desk.crisis)
        transaction.set_rollback(True)
    return written


def test_places_are_passed_on_also_when_nobody_holds_any_offer_any_more(monkeypatch):
    monkeypatch.setattr(passing_on, "_best", lambda problem, _: by_priority(problem))
    desk = planned()
    for offer in Offer.objects.filter(crisis=desk.crisis):
        said = chances.Said(EVENING, Answer.DECLINE, DeclineReason.OTHER_DATE)
        answering.answer(answering.Reply(offer.id, "", said, offer.id), at=EVENING)
    assert not Offer.objects.filter(crisis=desk.crisis, state__in=LIVE).exists()
    play(desk.crisis, EVENING + timedelta(hours=2, minutes=1))
    assert Offer.objects.filter(crisis=desk.crisis, made_at=EVENING + timedelta(hours=2)).exists()


def test_who_accepts_and_does_not_come_is_released_when_the_leg_leaves():
    nobody_comes = Luck(decline=0, no_answer=0, come=0, every_leg_runs=True, passes_on=False)
    desk = planned(nobody_comes)
    play(desk.crisis, EVENING + timedelta(hours=30), nobody_comes)
    stood_up = Offer.objects.filter(crisis=desk.crisis, state="withdrawn")
    assert stood_up.exists()
    assert not LedgerEntry.objects.filter(crisis=desk.crisis, account="aboard", said_by="gate (exercise)").exists()
    released = Person.objects.filter(id__in=[person for each in stood_up for person in each.persons])
    assert set(released.values_list("account", flat=True)) <= {"waiting", "registered", "stays"}  # as they said since


def test_a_leg_that_does_not_run_is_cancelled_and_its_promises_are_over():
    desk = planned()
    Leg.objects.filter(crisis=desk.crisis, state="planned").update(chance=0)
    play(desk.crisis, EVENING + timedelta(hours=30))
    cancelled = Leg.objects.filter(crisis=desk.crisis, state="cancelled").exclude(ref__in=["A001", "A002", "A005"])
    assert cancelled.exists()
    assert not Offer.objects.filter(rides__leg__in=cancelled, rides__is_live=True).exists()
    assert Offer.objects.filter(crisis=desk.crisis, end_cause="leg_cancelled").exists()
    laws_hold(desk.crisis)


def test_without_offers_nothing_happens_beside_the_script():
    crisis = operations.load(exercise="kazakhstan-2022", side="ua", until=EVENING, by=SYSTEM)
    play(crisis, LATER)
    assert not Offer.objects.filter(crisis=crisis).exists()
    assert not LedgerEntry.objects.filter(crisis=crisis, said_by="gate (exercise)", happened_at__gt=EVENING).exists()
