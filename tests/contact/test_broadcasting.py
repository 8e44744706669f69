"""Drafting, asking, approving, pausing, going on and stopping."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import LazySettings

from dodomu.contact.models import Broadcast, BroadcastText, Delivery
from dodomu.contact.operations import broadcasting
from dodomu.contact.operations.broadcasting import Words
from dodomu.contact.queries import audiences, broadcasts
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.proportion import Disproportion
from dodomu.contact.rules.terms import BroadcastState, DeliveryState, Purpose, SkipReason
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast
from tests.contact import told
from tests.contact.told import BY_EMAIL, BY_SMS, NOW, SMS, Told, given, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: LazySettings) -> Told:
    settings.DODOMU_CHANNELS = told.CHANNELS
    return told.town()


def refused(reason: object) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda fault: fault.reason is reason)


def test_nothing_is_sent_before_another_officer_approved(town: Told):
    town.person()
    row = town.draft()
    broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
    told.tend()
    assert not Delivery.objects.exists()
    with refused(ContactReason.APPROVED_BY_THE_SAME):
        broadcasting.approve(broadcast=row.id, version=2, by=town.asking, at=NOW)
    broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)
    broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)
    assert NewsItem.objects.filter(kind="BroadcastApproved").count() == 1
    told.tend()
    assert [each.state for each in rows(row)] == [DeliveryState.WAITING]


def test_an_officer_who_is_alone_in_a_crisis_may_not_approve_their_own(town: Told):
    town.person()
    row = town.draft()
    alone = cast.officer(town.crisis)
    broadcasting.ask_approval(broadcast=row.id, version=1, by=alone, at=NOW)
    with refused(ContactReason.APPROVED_BY_THE_SAME):
        broadcasting.approve(broadcast=row.id, version=2, by=alone, at=NOW)


def test_in_an_exercise_the_same_officer_may(settings: LazySettings):
    settings.DODOMU_CHANNELS = told.CHANNELS
    played = Told(cast.crisis(exercise="kazakhstan-2022", exercise_now=NOW))
    played.person()
    row = played.draft()
    broadcasting.ask_approval(broadcast=row.id, version=1, by=played.asking, at=NOW)
    broadcasting.approve(broadcast=row.id, version=2, by=played.asking, at=NOW)
    told.tend(NOW + timedelta(days=1500))
    assert [(each.is_drill, each.due_at) for each in rows(row)] == [(True, NOW)]


def test_who_may_not_broadcast_is_refused(town: Told):
    town.person()
    field = town.officer("field", Role.FIELD_OFFICER)
    with refused(FoundationReason.NOT_PERMITTED):
        broadcasting.draft_broadcast(crisis=town.id, given=given(), by=field, at=NOW)
    row = town.approved()
    for turn in (broadcasting.pause, broadcasting.go_on, broadcasting.stop):
        with refused(FoundationReason.NOT_PERMITTED):
            turn(broadcast=row.id, by=field, at=NOW)


def test_what_was_changed_since_it_was_asked_for_is_not_approved(town: Told):
    town.person()
    row = town.draft()
    broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
    broadcasting.change_broadcast(broadcast=row.id, version=2, given=given(name="Other"), by=town.asking, at=NOW)
    with refused(ContactReason.BROADCAST_NOT_ASKED):
        broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)
    broadcasting.ask_approval(broadcast=row.id, version=3, by=town.asking, at=NOW)
    with refused(ContactReason.BROADCAST_CHANGED):
        broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)
    assert BroadcastText.objects.filter(broadcast=row).count() == 2


def test_many_more_than_were_counted_need_to_be_asked_for_anew(town: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(broadcasting, "A_FEW", 1)
    town.person()
    row = town.draft()
    broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
    for _ in range(3):
        town.person()
    with refused(ContactReason.BROADCAST_CHANGED):
        broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)


def test_two_officers_who_change_one_draft_do_not_overwrite_one_another(town: Told):
    row = town.draft()
    broadcasting.change_broadcast(broadcast=row.id, version=1, given=given(name="One"), by=town.asking, at=NOW)
    with refused(ContactReason.BROADCAST_CHANGED):
        broadcasting.change_broadcast(broadcast=row.id, version=1, given=given(name="Two"), by=town.approving, at=NOW)


def test_an_audience_of_nobody_and_one_without_words_are_refused(town: Told):
    row = town.draft()
    with refused(ContactReason.NOBODY_TO_TELL):
        broadcasting.ask_approval(broadcast=row.id, version=1, is_meant=True, by=town.asking, at=NOW)
    town.person(phones="", email="a@example.org")
    with refused(ContactReason.NOBODY_TO_TELL):
        broadcasting.ask_approval(broadcast=row.id, version=1, is_meant=True, by=town.asking, at=NOW)
    silent = town.draft(texts=())
    with refused(ContactReason.BROADCAST_WITHOUT_WORDS):
        broadcasting.ask_approval(broadcast=silent.id, version=1, by=town.asking, at=NOW)


def test_a_ladder_without_any_channel_that_is_set_up_is_refused(town: Told, settings: LazySettings):
    town.person()
    row = town.draft()
    settings.DODOMU_CHANNELS = {"drill": told.CHANNELS["drill"]}
    with refused(ContactReason.CHANNEL_NOT_SET_UP):
        broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)


def test_out_of_proportion_is_refused_until_it_is_meant(town: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dodomu.contact.rules.proportion.FEW", 1)
    for _ in range(3):
        town.person()
    row = town.draft(purpose=Purpose.NOTICE)
    with pytest.raises(Refused) as caught:
        broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
    assert caught.value.reason is ContactReason.OUT_OF_PROPORTION
    assert caught.value.details["disproportions"] == [Disproportion.MOST_OF_CRISIS]
    broadcasting.ask_approval(broadcast=row.id, version=1, is_meant=True, by=town.asking, at=NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, FoundationReason.NAME_NEEDED),
        ({"name": "x" * 121}, FoundationReason.TEXT_TOO_LONG),
        ({"audience": {"planet": ["mars"]}}, ContactReason.AUDIENCE_NOT_UNDERSTOOD),
        ({"audience": {"places": ["almaty"]}}, ContactReason.AUDIENCE_NOT_UNDERSTOOD),
        ({"ladder": ()}, ContactReason.LADDER_NOT_UNDERSTOOD),
        ({"ladder": ({"rung": "warden", "channel": "sms"},)}, ContactReason.LADDER_NOT_UNDERSTOOD),
        ({"ladder": (BY_SMS, BY_SMS)}, ContactReason.LADDER_NOT_UNDERSTOOD),
        ({"waves": 4}, ContactReason.WAVES_NOT_POSSIBLE),
        ({"advice": uuid4()}, ContactReason.ADVICE_NOT_PUBLISHED),
        ({"texts": (Words("uk", "я" * 4001),)}, FoundationReason.TEXT_TOO_LONG),
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_is_kept(
    town: Told, changes: dict[str, object], reason: object
):
    with refused(reason):
        town.draft(**changes)
    assert not Broadcast.objects.exists()


def test_pausing_and_stopping_hold_and_are_done_once(town: Told):
    for _ in range(2):
        town.person()
    row = town.begun()
    broadcasting.pause(broadcast=row.id, by=town.approving, at=NOW)
    broadcasting.pause(broadcast=row.id, by=town.approving, at=NOW)
    assert not told.claim().outgoing
    broadcasting.go_on(broadcast=row.id, by=town.approving, at=NOW)
    assert len(told.claim(most=1).outgoing) == 1
    broadcasting.stop(broadcast=row.id, why="wrong words", by=town.asking, at=NOW)
    broadcasting.stop(broadcast=row.id, why="again", by=town.asking, at=NOW)
    assert not told.claim().outgoing
    told.tend()
    kept = {(each.state, each.why) for each in rows(row)}
    assert kept == {(DeliveryState.SENDING, ""), (DeliveryState.SKIPPED, SkipReason.STOPPED)}
    row.refresh_from_db()
    assert row.stopped_why == "wrong words"
    with refused(ContactReason.BROADCAST_ENDED):
        broadcasting.go_on(broadcast=row.id, by=town.asking, at=NOW)


def test_one_that_is_paused_before_it_began_begins_when_it_goes_on(town: Told):
    town.person()
    row = town.approved()
    broadcasting.pause(broadcast=row.id, by=town.asking, at=NOW)
    told.tend()
    assert not rows(row)
    broadcasting.go_on(broadcast=row.id, by=town.asking, at=NOW)
    told.tend()
    assert len(rows(row)) == 1


def test_an_occurrence_of_a_round_is_begun_once_by_the_system_alone(town: Told):
    town.person()
    wanted = given(purpose=Purpose.CHECK_IN, of=uuid4())
    asked, approved = town.asking.officer, town.approving.officer
    with refused(FoundationReason.NOT_PERMITTED):
        broadcasting.begin_approved(
            crisis=town.id, given=wanted, asked_by=asked, approved_by=approved, by=town.asking, at=NOW
        )
    with refused(ContactReason.APPROVED_BY_THE_SAME):
        broadcasting.begin_approved(crisis=town.id, given=wanted, asked_by=asked, approved_by=asked, by=SYSTEM, at=NOW)
    begun = {
        broadcasting.begin_approved(
            crisis=town.id, given=wanted, asked_by=asked, approved_by=approved, by=SYSTEM, at=NOW
        )
        for _ in range(2)
    }
    assert len(begun) == 1
    assert Broadcast.objects.get().state == BroadcastState.APPROVED


def test_the_desk_reads_what_waits_and_how_far_it_is(town: Told):
    town.person()
    row = town.draft()
    broadcasting.ask_approval(broadcast=row.id, version=1, by=town.asking, at=NOW)
    [line] = broadcasts.waiting_for_approval(town.id)
    assert (line.asked_by, line.persons) == ("Asking", 1)
    broadcasting.approve(broadcast=row.id, version=2, by=town.approving, at=NOW)
    told.tend()
    told.taken()
    found = broadcasts.figures(row.id)
    assert (found.persons, found.taken, found.arrived, found.not_reached) == (1, 1, 0, 0)
    whole = broadcasts.broadcast(town.id, row.number)
    assert whole is not None and whole.ladder == (BY_SMS,) and len(whole.texts) == 2


def test_a_preview_counts_by_channel_and_language_what_it_costs(town: Told, settings: LazySettings):
    settings.DODOMU_PRICES = {"sms": Decimal("0.05")}
    town.person()
    town.person(languages="en")
    town.person(phones="", email="a@example.org")
    town.person(phones="", home_contact_name="Мати", home_contact_phone="+380 00 555 44 33")
    row = town.draft(ladder=(BY_SMS, BY_EMAIL), texts=(Words("uk", "я" * 71), Words("en", "x" * 160)))
    seen = audiences.preview_of(row, sees_private=True, at=NOW)
    assert (seen.persons, seen.reached, seen.not_reached) == (4, 3, {SkipReason.NO_ADDRESS: 1})
    counted = {(each.channel, each.language): (each.persons, each.parts.count, str(each.cost)) for each in seen.lines}
    assert counted[SMS, "uk"] == (1, 2, "0.10")
    assert counted[SMS, "en"] == (1, 1, "0.05")
    assert counted[told.EMAIL, "uk"] == (1, 1, "0")
    assert {each.address for each in seen.examples} >= {"a@example.org"}
    hidden = audiences.preview_of(row, at=NOW)
    assert {each.address for each in hidden.examples} == {""}
    assert Audience().is_everybody
