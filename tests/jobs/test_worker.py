"""News is handled at least once: put off when a reaction fails, found again when a worker is killed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connections

from dodomu.foundation import clock, news, outbox
from dodomu.foundation.models import NewsItem
from dodomu.jobs import schedule, worker
from dodomu.journeys.operations import reviewing, settling
from tests import cast

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 8, 12, tzinfo=UTC)


@dataclass(frozen=True)
class SomethingHappened:
    who: UUID
    when: datetime
    several: tuple[UUID, ...]
    words: str = ""


@pytest.fixture
def reactions(monkeypatch):
    """Two reactions that write down what they were told; the second fails as often as it is told to."""
    heard: list[tuple[str, SomethingHappened]] = []
    failures = {"left": 0}

    def first(item: SomethingHappened, at: datetime) -> None:
        heard.append(("first", item))

    def second(item: SomethingHappened, at: datetime) -> None:
        if failures["left"]:
            failures["left"] -= 1
            raise ValueError("not yet")
        heard.append(("second", item))

    monkeypatch.setattr(worker, "REACTIONS", {SomethingHappened: [first, second]})
    monkeypatch.setattr(worker, "KINDS", {"SomethingHappened": SomethingHappened})
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    return heard, failures, monkeypatch


def post() -> SomethingHappened:
    item = SomethingHappened(uuid4(), NOW, (uuid4(), uuid4()), "слова")
    news.post(item, at=NOW)
    return item


def test_news_comes_out_as_it_went_in_and_is_handled_once(reactions):
    heard, _, _ = reactions
    item = post()
    assert worker.handle_waiting() == 1
    assert heard == [("first", item), ("second", item)]
    assert worker.handle_waiting() == 0
    assert NewsItem.objects.get().handled_at == NOW


def test_what_fails_is_put_off_and_shown_and_what_was_done_is_not_done_again(reactions):
    heard, failures, patch = reactions
    failures["left"] = 1
    item = post()
    worker.handle_waiting()
    assert worker.handle_waiting() == 0, "it is put off"
    (shown,) = outbox.failing()
    assert (shown.kind, shown.attempts, shown.fault) == ("SomethingHappened", 1, "ValueError: not yet")
    patch.setattr(clock, "real_now", lambda: NOW + timedelta(minutes=1))
    worker.handle_waiting()
    assert heard == [("first", item), ("second", item)]
    assert outbox.failing() == []


def test_a_deadlock_puts_off_one_piece_of_news_and_the_loss_of_the_database_is_told(reactions):
    heard, _, patch = reactions
    dead, alive = post(), post()

    def deadlocked(item: SomethingHappened, at: datetime) -> None:
        if item == dead:
            raise OperationalError("deadlock detected")
        heard.append(("only", item))

    patch.setattr(worker, "REACTIONS", {SomethingHappened: [deadlocked]})
    worker.handle_waiting()
    assert heard == [("only", alive)]
    assert [each.fault for each in outbox.failing()] == ["OperationalError: deadlock detected"]
    patch.setattr(clock, "real_now", lambda: NOW + timedelta(minutes=1))
    patch.setattr(connections["default"], "is_usable", lambda: False)
    with pytest.raises(OperationalError):
        worker.handle_waiting()


def test_a_crisis_in_which_something_fails_holds_up_no_other(monkeypatch):
    first, second = cast.crisis(slug="first"), cast.crisis(slug="second")
    settled: list[UUID] = []

    def settle(*, crisis: UUID, by: object, at: datetime) -> None:
        settled.append(crisis)
        raise ValueError("not here")

    monkeypatch.setattr(settling, "settle", settle)
    schedule.settle_offers(NOW)
    assert set(settled) == {first.id, second.id}


def test_the_plan_of_a_crisis_that_is_closed_is_not_looked_at_any_more(monkeypatch):
    cast.crisis(slug="over", closed_at=NOW)
    looked: list[UUID] = []
    monkeypatch.setattr(reviewing, "review_due", lambda **named: looked.append(named["crisis"]))
    schedule.review_plans(NOW)
    assert looked == []


def test_waiting_grows_with_each_failure_and_has_an_end(reactions):
    _, failures, patch = reactions
    failures["left"] = 30
    post()
    now, waits = NOW, []
    for _ in range(14):
        patch.setattr(clock, "real_now", lambda now=now: now)
        worker.handle_waiting()
        until = NewsItem.objects.get().wait_until
        assert until is not None
        waits.append(until - now)
        now = until
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2) and waits[-1] == timedelta(hours=1)


def test_news_of_a_worker_that_was_killed_is_handled_when_its_lease_has_run_out(reactions):
    heard, _, patch = reactions
    post()
    assert len(outbox.claim(at=NOW, most=10)) == 1, "claimed by one that is then killed"
    assert worker.handle_waiting() == 0
    patch.setattr(clock, "real_now", lambda: NOW + outbox.LEASE + timedelta(seconds=1))
    assert worker.handle_waiting() == 1
    assert len(heard) == 2


def test_news_nobody_knows_is_kept_and_shown(reactions):
    NewsItem.objects.create(kind="FromTheFuture", content={}, posted_at=NOW)
    worker.handle_waiting()
    assert [(each.kind, each.attempts) for each in outbox.failing()] == [("FromTheFuture", 1)]


def test_a_failing_piece_of_news_does_not_hold_up_the_next(reactions):
    heard, failures, _ = reactions
    failures["left"] = 1
    post()
    second = post()
    worker.handle_waiting()
    assert ("second", second) in heard


def test_handled_news_is_swept_and_waiting_news_is_not(reactions):
    post()
    worker.handle_waiting()
    post()
    assert outbox.sweep(handled_before=NOW + timedelta(days=1)) == 1
    assert NewsItem.objects.filter(handled_at__isnull=True).count() == 1


def test_registering_makes_news_that_proposes_matches():
    where = cast.crisis()
    cast.register(where, cast.OLENA)
    cast.register(where, {**cast.OLENA, "name": "KOVAL OLENA"})
    while worker.handle_waiting():
        pass
    assert NewsItem.objects.filter(handled_at__isnull=True).count() == 0
    assert where.match_proposals.filter(decision="").count() == 1
