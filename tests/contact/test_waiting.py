"""How long is waited on a rung and when a broadcast is over; climbing in parts; hours that jump."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from dodomu.channels.messages import Arrival, Failure, Receipt, Verdict
from dodomu.contact.models import Broadcast, Delivery
from dodomu.contact.operations import allowances, broadcasting, expanding, receipts, sending, tending
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Ground, Purpose, SkipReason
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.rules.terms import Account
from tests.contact import told
from tests.contact.told import BY_EMAIL, BY_SMS, EMAIL, NOW, PAPER, SMS, TELEGRAM, WARDEN, Told, rows, states

pytestmark = pytest.mark.django_db
S = DeliveryState
LATER = NOW + timedelta(minutes=61)
BY_MAIL_FIRST = (BY_EMAIL, BY_SMS)


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


def mailed(town: Told, **changes: Any) -> Broadcast:
    """A broadcast whose mail to somebody was taken by the mail server."""
    town.person(email="a@example.org")
    row = town.begun(ladder=BY_MAIL_FIRST, **changes)
    told.taken(EMAIL)
    return row


def test_a_mail_that_was_taken_and_did_not_come_back_in_time_is_enough_for_news(town: Told):
    row = mailed(town)
    told.tend(NOW + timedelta(minutes=59))
    row.refresh_from_db()
    assert row.state == BroadcastState.RUNNING, "it may still come back"
    told.tend(LATER)
    assert states(row) == [(EMAIL, S.TAKEN, "")]
    row.refresh_from_db()
    assert row.state == BroadcastState.DONE


@pytest.mark.parametrize("changes", [{"ground": Ground.LIFE_SAFETY}, {"purpose": Purpose.CHECK_IN}])
def test_where_it_concerns_life_or_an_answer_is_wanted_a_mail_is_not_enough(town: Told, changes: dict[str, Any]):
    row = mailed(town, **changes)
    told.tend(LATER)
    assert states(row) == [(EMAIL, S.TAKEN, ""), (SMS, S.WAITING, "")]


def test_a_mail_that_comes_back_is_none(town: Told):
    row = mailed(town)
    bounce = Receipt("b", rows(row)[0].ref, Arrival.FAILED, why=Failure.NO_SUCH_ADDRESS)
    receipts.keep_receipts(channel=EMAIL, receipts=[bounce], at=NOW + timedelta(minutes=5))
    told.tend(NOW + timedelta(minutes=5))
    assert states(row) == [(EMAIL, S.FAILED, Failure.NO_SUCH_ADDRESS), (SMS, S.WAITING, "")]


def test_an_sms_without_a_receipt_is_never_enough(town: Told):
    town.person(email="a@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.taken()
    told.tend(LATER)
    assert states(row)[-1] == (EMAIL, S.WAITING, "")
    assert TELEGRAM not in {each.channel for each in rows(row)}


def test_a_broadcast_on_paper_is_not_done_before_its_sheets_are_back(town: Told):
    town.person()
    town.person()
    row = town.begun(ladder=(WARDEN,))
    claimed = told.taken(PAPER)
    told.tend(NOW + timedelta(days=2))
    row.refresh_from_db()
    assert row.state == BroadcastState.RUNNING
    said = [Receipt(str(each.id), f"r-{each.id}", Arrival.SEEN) for each in claimed.outgoing]
    receipts.keep_receipts(channel=PAPER, receipts=said, at=NOW + timedelta(days=2))
    told.tend(NOW + timedelta(days=2))
    row.refresh_from_db()
    assert row.state == BroadcastState.DONE


def test_sheets_that_never_come_back_hold_a_broadcast_open_for_three_days(town: Told):
    town.person()
    row = town.begun(ladder=(WARDEN,))
    told.taken(PAPER)
    told.tend(NOW + timedelta(days=3))
    row.refresh_from_db()
    assert row.state == BroadcastState.DONE and states(row) == [(PAPER, S.TAKEN, "")]


def climbing(town: Told, people: int) -> Broadcast:
    """People with a telephone that failed, all of whom have a mail address too."""
    for number in range(people):
        town.person(email=f"p{number}@example.org")
    row = town.begun(ladder=(BY_SMS, BY_EMAIL))
    told.all_say(told.claim(), Verdict.REFUSED, refs=())
    return row


def test_many_climb_in_parts_and_a_kill_in_the_middle_loses_nobody(town: Told, monkeypatch: pytest.MonkeyPatch):
    row = climbing(town, 7)
    monkeypatch.setattr(expanding, "AT_ONCE", 2)
    written = expanding._Written._write_next
    parts: list[int] = []

    def killed(self: expanding._Written, cursor: Any, persons: list[object]) -> None:
        written(self, cursor, persons)
        parts.append(len(persons))
        if len(parts) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(expanding._Written, "_write_next", killed)
    with pytest.raises(KeyboardInterrupt):
        expanding.climb(broadcast=row.id, at=NOW)
    assert len(rows(row, channel=EMAIL)) == 2, "what was done before is kept, what was being done is not"
    assert expanding.climb(broadcast=row.id, at=NOW) == 5
    assert parts == [2, 2, 2, 2, 1]
    mails = rows(row, channel=EMAIL)
    assert len({each.person_id for each in mails}) == len(mails) == 7


def test_one_that_climbs_leaves_others_their_turn(town: Told, monkeypatch: pytest.MonkeyPatch):
    row = climbing(town, 3)
    monkeypatch.setattr(expanding, "AT_ONCE", 1)
    monkeypatch.setattr(expanding, "A_TURN", 1)
    other = town.approved()
    assert told.tend() == 4, "one climbs, three are written down"
    assert len(rows(row, channel=EMAIL)) == 1 and len(rows(other)) == 3
    assert [told.tend() for _ in range(3)] == [1, 1, 0]


def test_a_clock_that_is_set_back_stops_neither_the_bucket_nor_a_lease(town: Told):
    def take(hour: timedelta) -> int:
        return allowances.take(connection_name="sms", rate=10, most=100, now=NOW + hour)

    take(timedelta(days=365))
    assert take(timedelta()) == 0
    assert take(timedelta(seconds=1)) == 10
    town.person()
    row = town.begun()
    assert told.claim(at=NOW + timedelta(days=365)).outgoing
    assert sending.put_in_doubt(now=NOW) == 1
    assert [each.state for each in rows(row)] == [S.IN_DOUBT]
    assert len(told.claim().outgoing) == 1


def test_however_clocks_jump_nothing_goes_out_a_third_time(town: Told):
    """Two senders, each of which takes the other for dead again and again."""
    town.person()
    town.begun()
    went = 0
    for hour in (timedelta(), timedelta(hours=5), timedelta(hours=-5), timedelta(days=1), timedelta(days=-1)):
        went += len(told.claim(at=NOW + max(hour, timedelta())).outgoing)
        sending.put_in_doubt(now=NOW - timedelta(hours=9))
        sending.put_in_doubt(now=NOW + timedelta(days=9))
    assert went == 2
    assert [(each.state, each.attempts) for each in Delivery.objects.all()] == [(S.UNKNOWN, 2)]


def in_doubt(town: Told) -> Broadcast:
    town.person()
    row = town.begun()
    told.all_say(told.claim(), Verdict.IN_DOUBT, refs=())
    return row


def test_of_what_was_in_doubt_when_it_was_stopped_it_is_not_said_that_it_was_not_sent(town: Told):
    row = in_doubt(town)
    broadcasting.stop(broadcast=row.id, why="wrong words", by=town.asking, at=NOW)
    told.tend()
    assert states(row) == [(SMS, S.UNKNOWN, SkipReason.STOPPED)]


def test_of_what_was_in_doubt_when_they_came_home_neither(town: Told):
    row = in_doubt(town)
    Person.objects.update(account=Account.HOME)
    assert told.claim(at=LATER).skipped == 1
    assert [(each.state, each.why, each.attempts) for each in rows(row)] == [(S.UNKNOWN, SkipReason.HOME, 1)]


@pytest.mark.parametrize("turn", [broadcasting.ask_approval, broadcasting.approve])
def test_in_a_crisis_that_is_closed_nothing_is_asked_for_or_approved(town: Told, turn: Callable[..., None]):
    town.person()
    row = town.draft()
    if turn is broadcasting.approve:
        broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
        row.refresh_from_db()
    Crisis.objects.update(closed_at=NOW)
    with pytest.raises(Refused, check=lambda fault: fault.reason is FoundationReason.CRISIS_CLOSED):
        turn(broadcast=row.id, version=row.version, by=town.approving, at=NOW)


def test_whoever_tends_finds_the_door_locked_by_another(town: Told, monkeypatch: pytest.MonkeyPatch):
    climbing(town, 1)
    monkeypatch.setattr("dodomu.foundation.outbox.try_lock", lambda _: False)
    assert tending.tend(now=NOW) == 0
