"""The schedule asks the check-ins that are due, each crisis by its own clock."""

from datetime import timedelta

import pytest

from dodomu.contact.models import Occurrence
from dodomu.contact.operations import rounds
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.terms import Question
from dodomu.foundation import clock
from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis
from dodomu.jobs import schedule
from tests import cast
from tests.contact.asked import NOW, officer, person

pytestmark = pytest.mark.django_db


def agreed(where: Crisis) -> None:
    """A round that two officers agreed on."""
    person(where)
    given = rounds.RoundGiven("Almaty", Question.SAFE, Audience(), NOW, 12)
    made = rounds.draft_round(crisis=where.id, given=given, round_id=uuid7(), by=officer(where), at=NOW)
    rounds.approve_round(round_id=made, version=1, by=officer(where), at=NOW)


def test_a_round_asks_at_its_hour_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    agreed(cast.crisis())
    for hour, asked in ((-1, 0), (0, 1), (1, 1), (12, 2)):
        now = NOW + timedelta(hours=hour)
        monkeypatch.setattr(clock, "real_now", lambda now=now: now)
        schedule.ask_check_ins(now)
        assert Occurrence.objects.count() == asked


def test_an_exercise_asks_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    played = cast.crisis(exercise="x", exercise_now=NOW - timedelta(hours=1))
    agreed(played)
    monkeypatch.setattr(clock, "real_now", lambda: NOW + timedelta(days=1000))
    schedule.ask_check_ins(clock.real_now())
    assert not Occurrence.objects.exists()
    Crisis.objects.filter(id=played.id).update(exercise_now=NOW)
    schedule.ask_check_ins(clock.real_now())
    assert Occurrence.objects.get().at == NOW
