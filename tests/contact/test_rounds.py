"""Rounds: two officers agree, then it asks by itself at its hours, whatever the clock and the workers do."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from dodomu.contact.models import Broadcast, Delivery, Occurrence, Round
from dodomu.contact.operations import expanding, rounds
from dodomu.contact.queries import rounds as queries
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules import rounds as rules
from dodomu.contact.rules.audiences import Audience
from dodomu.contact.rules.terms import BroadcastState, Purpose, Question, RoundState, Said
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.rules.terms import Account
from tests import cast
from tests.contact.asked import NOW, heard, holding, officer, person, place, sent, stand

pytestmark = pytest.mark.django_db
HALF_A_DAY = timedelta(hours=12)


@pytest.fixture
def crisis():
    return cast.crisis()


def given(**changes):
    values = {
        "name": "Almaty", "question": Question.SAFE, "audience": Audience(), "first_at": NOW, "every_hours": 12,
    }  # fmt: skip
    return rounds.RoundGiven(**{**values, **changes})


def drafted(crisis, by=None, **changes):
    return rounds.draft_round(
        crisis=crisis.id, given=given(**changes), round_id=uuid4(), by=by or officer(crisis), at=NOW
    )


def running(crisis, **changes):
    """A round that two officers agreed on."""
    made = drafted(crisis, **changes)
    rounds.approve_round(round_id=made, version=1, by=officer(crisis), at=NOW)
    return made


def ask(crisis, at=NOW):
    return rounds.ask_due(crisis=crisis.id, by=SYSTEM, at=at)


def refusal(call, **arguments):
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.reason


# --- agreeing -------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_before_a_second_officer_approves(crisis):
    person(crisis)
    first = officer(crisis)
    made = drafted(crisis, first)
    assert ask(crisis) == 0
    assert (
        refusal(rounds.approve_round, round_id=made, version=1, by=first, at=NOW) is ContactReason.APPROVED_BY_THE_SAME
    )
    rounds.approve_round(round_id=made, version=1, by=officer(crisis), at=NOW)
    assert ask(crisis) == 1


def test_in_an_exercise_one_officer_may_do_both(crisis):
    Crisis.objects.filter(id=crisis.id).update(exercise="x", exercise_now=NOW)
    only = officer(crisis)
    made = drafted(crisis, only)
    rounds.approve_round(round_id=made, version=1, by=only, at=NOW)
    assert Round.objects.get().state == RoundState.RUNNING


def test_the_same_form_sent_twice_is_one_round(crisis):
    number, by = uuid4(), officer(crisis)
    for _ in range(2):
        rounds.draft_round(crisis=crisis.id, given=given(), round_id=number, by=by, at=NOW)
    assert Round.objects.count() == 1


def test_who_may_not_ask_many_keeps_no_round(crisis):
    by = officer(crisis, Role.FIELD_OFFICER)
    assert refusal(rounds.draft_round, crisis=crisis.id, given=given(), round_id=uuid4(), by=by, at=NOW) is (
        FoundationReason.NOT_PERMITTED
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, FoundationReason.NAME_NEEDED),
        ({"name": "x" * 121}, FoundationReason.TEXT_TOO_LONG),
        ({"texts": {"uk": "x" * 1001}}, FoundationReason.TEXT_TOO_LONG),
        ({"every_hours": 0}, ContactReason.ROUND_HOURS_NOT_POSSIBLE),
        ({"every_hours": 169}, ContactReason.ROUND_HOURS_NOT_POSSIBLE),
        ({"first_at": NOW - timedelta(days=1)}, ContactReason.ROUND_HOURS_NOT_POSSIBLE),
        ({"first_at": NOW + timedelta(days=61)}, ContactReason.ROUND_HOURS_NOT_POSSIBLE),
        ({"ends_at": NOW}, ContactReason.ROUND_HOURS_NOT_POSSIBLE),
        ({"audience": {"moon": True}}, ContactReason.AUDIENCE_NOT_UNDERSTOOD),
        ({"ladder": [{"rung": "moon", "channel": "sms"}]}, ContactReason.LADDER_NOT_UNDERSTOOD),
    ],
)
def test_what_cannot_be_held_is_refused(crisis, changes, reason):
    with pytest.raises(Refused) as refused:
        drafted(crisis, **changes)
    assert refused.value.reason is reason
    assert not Round.objects.exists()


# --- asking ---------------------------------------------------------------------------------------------------------


def test_it_asks_once_for_each_of_its_hours(crisis):
    person(crisis)
    running(crisis)
    assert [ask(crisis, NOW + timedelta(hours=hour)) for hour in (0, 0, 5, 11, 12, 12, 24)] == [1, 0, 0, 0, 1, 0, 1]
    assert [row.at for row in Occurrence.objects.order_by("number")] == [NOW, NOW + HALF_A_DAY, NOW + 2 * HALF_A_DAY]


def test_what_is_asked_goes_out_as_a_broadcast_that_two_officers_stand_for(crisis):
    person(crisis)
    running(crisis)
    ask(crisis)
    sent_out = Broadcast.objects.get()
    assert (sent_out.purpose, sent_out.state) == (Purpose.CHECK_IN, BroadcastState.APPROVED)
    assert sent_out.of == Occurrence.objects.get().id
    assert None not in (sent_out.asked_by_id, sent_out.approved_by_id)
    texts = sent_out.texts.all()
    assert {text.language for text in texts} == {"uk", "en", "ru", "kk"}
    assert all("{link}" in text.text for text in texts if text.channel == "email")
    assert all(len(text.text) <= 70 for text in texts if not text.channel and text.language != "en")  # one part


def test_after_two_days_without_a_worker_it_asks_once_and_keeps_its_hours(crisis):
    person(crisis)
    running(crisis)
    late = NOW + timedelta(hours=50)
    assert [ask(crisis, late), ask(crisis, late)] == [1, 0]
    assert Round.objects.get().next_at == NOW + timedelta(hours=60)


def test_asking_anew_stops_what_still_goes_out(crisis):
    person(crisis)
    running(crisis)
    ask(crisis)
    ask(crisis, NOW + HALF_A_DAY)
    first, second = Broadcast.objects.order_by("number")
    assert (first.state, second.state) == (BroadcastState.STOPPED, BroadcastState.APPROVED)


def test_a_round_that_is_asked_once_asks_once(crisis):
    person(crisis)
    running(crisis, every_hours=None)
    assert [ask(crisis, NOW + timedelta(hours=hour)) for hour in (0, 12, 100)] == [1, 0, 0]


def test_a_round_ends_at_its_hour(crisis):
    person(crisis)
    running(crisis, ends_at=NOW + timedelta(hours=18))
    assert [ask(crisis, NOW + timedelta(hours=hour)) for hour in (0, 12, 24)] == [1, 1, 0]
    assert Round.objects.get().state == RoundState.ENDED


def test_who_ends_a_round_stops_what_still_goes_out(crisis):
    person(crisis)
    made = running(crisis)
    ask(crisis)
    for _ in range(2):
        rounds.end_round(round_id=made, by=officer(crisis), at=NOW)
    assert (Round.objects.get().state, Broadcast.objects.get().state) == (RoundState.ENDED, BroadcastState.STOPPED)
    assert ask(crisis, NOW + HALF_A_DAY) == 0


def test_a_closed_crisis_is_asked_nothing(crisis):
    running(crisis)
    Crisis.objects.filter(id=crisis.id).update(closed_at=NOW)
    assert ask(crisis) == 0
    assert Round.objects.get().state == RoundState.ENDED


def test_a_round_that_is_refused_holds_up_no_other(crisis):
    person(crisis)
    broken, sound = running(crisis), running(crisis)
    Round.objects.filter(id=broken).update(approved_by=None, next_at=NOW - timedelta(hours=1))
    with pytest.raises(Refused):
        ask(crisis)
    assert Occurrence.objects.get().round_id == sound
    overdue = Round.objects.get(id=broken).next_at
    assert overdue
    assert overdue < NOW  # it is tried again, and the page says that it is overdue


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_once(crisis):
    person(crisis)
    running(crisis)
    asked = []

    def work() -> None:
        try:
            asked.append(ask(crisis))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked) == [0, 0, 0, 1]
    assert (Occurrence.objects.count(), Broadcast.objects.count()) == (1, 1)


def test_the_people_of_an_audience_are_asked_and_nobody_else(crisis):
    here, there = person(crisis), person(crisis, place="nursultan")
    running(crisis, audience=Audience(places=(place(crisis, "almaty").id,)))
    ask(crisis)
    expanding.expand(broadcast=Broadcast.objects.get().id, at=NOW)
    assert set(Delivery.objects.values_list("person", flat=True)) == {here.id}
    assert there.account == "waiting"


def test_are_you_back_goes_to_who_left_by_themselves_and_to_nobody_else(crisis):
    gone, here = person(crisis), person(crisis)
    stand(gone, Account.LEFT_ALONE)
    running(crisis, question=Question.BACK, audience=Audience(accounts=(Account.LEFT_ALONE,)))
    ask(crisis)
    expanding.expand(broadcast=Broadcast.objects.get().id, at=NOW)
    assert set(Delivery.objects.values_list("person", flat=True)) == {gone.id}
    assert here.account == "waiting"


def test_the_next_hour_is_after_now_and_one_that_was_agreed():
    for late in range(60):
        found = rules.next_hour(NOW, 12, zone=UTC, at=NOW + timedelta(hours=late))
        assert found
        assert found > NOW + timedelta(hours=late)
        assert (found - NOW) % HALF_A_DAY == timedelta(0)
        assert found <= NOW + timedelta(hours=late) + HALF_A_DAY


def test_who_is_asked_at_eight_is_asked_at_eight_when_the_clocks_have_changed():
    kyiv = ZoneInfo("Europe/Kyiv")
    for day in (datetime(2022, 3, 26, 8, tzinfo=kyiv), datetime(2022, 10, 29, 8, tzinfo=kyiv)):
        due, asked = day, []
        for _ in range(6):
            due = rules.next_hour(due.astimezone(UTC), 12, zone=kyiv, at=due)
            asked.append(due.astimezone(kyiv).hour)
        assert asked == [20, 8] * 3


@pytest.mark.parametrize("hours", [1, 4, 12, 24])
def test_no_change_of_the_clocks_asks_twice_or_never(hours):
    kyiv = ZoneInfo("Europe/Kyiv")
    due = datetime(2022, 10, 29, 2, 30, tzinfo=kyiv).astimezone(UTC)
    for _ in range(200 // hours):
        found = rules.next_hour(due, hours, zone=kyiv, at=due)
        assert timedelta(0) < found - due <= timedelta(hours=hours + 1)
        due = found


# --- its page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def occurrence(crisis):
    return holding(crisis)


def page(crisis, occurrence):
    found = queries.round_page(crisis.id, occurrence.round_id, by=cast.officer(crisis))
    return found.shown


def listed(crisis, shown, status=""):
    found = queries.asked_page(
        crisis.id, shown, status=status, by=cast.officer(crisis), at=NOW + timedelta(hours=5), on=NOW.date()
    )
    return [(line.person.id, line.status) for line in found.lines]


def test_everybody_who_was_asked_stands_in_one_line(crisis, occurrence):
    safe, needy, silent, home, hidden = (person(crisis) for _ in range(5))
    for each in (safe, needy, silent, home, hidden):
        sent(each, occurrence.broadcast)
    sent(silent, occurrence.broadcast, step=1)
    heard(safe, Said.SAFE, at=NOW + timedelta(hours=1))
    heard(needy, Said.SAFE, at=NOW + timedelta(hours=1))
    heard(needy, Said.HELP, at=NOW + timedelta(hours=2))
    Person.objects.filter(id=home.id).update(account="home")
    Person.objects.filter(id=hidden.id).update(account="unreachable")
    shown = page(crisis, occurrence)
    assert shown.counts == {"safe": 1, "help": 1, "not_yet": 1, "over": 1, "unreachable": 1}
    assert (shown.asked, shown.answered, shown.not_yet) == (5, 2, 1)
    assert listed(crisis, shown) == [
        (needy.id, "help"), (hidden.id, "unreachable"), (silent.id, "not_yet"), (safe.id, "safe"), (home.id, "over"),
    ]  # fmt: skip
    assert listed(crisis, shown, "help") == [(needy.id, "help")]


def test_an_answer_of_before_and_one_to_the_next_time_do_not_count(crisis, occurrence):
    who = person(crisis)
    sent(who, occurrence.broadcast)
    heard(who, Said.SAFE, at=NOW - timedelta(minutes=1))
    assert page(crisis, occurrence).not_yet == 1
    Occurrence.objects.create(round=occurrence.round, number=2, at=NOW + timedelta(hours=12))
    heard(who, Said.SAFE, at=NOW + timedelta(hours=13))
    found = queries.round_page(crisis.id, occurrence.round_id, by=cast.officer(crisis), number=1)
    assert found.shown.not_yet == 1


def test_what_another_of_the_party_said_stands_beside_who_has_not_answered(crisis, occurrence):
    receipt = cast.register(crisis, cast.OLENA, cast.TARAS)
    olena, taras = (Person.objects.get(id=each.id) for each in receipt.persons)
    for each in (olena, taras):
        sent(each, occurrence.broadcast)
    heard(olena, Said.SAFE, at=NOW + timedelta(hours=1))
    found = queries.asked_page(
        crisis.id, page(crisis, occurrence), by=cast.officer(crisis), at=NOW + timedelta(hours=5), on=NOW.date()
    )
    first, second = found.lines
    assert (first.person.id, first.status, first.party_said.name) == (taras.id, "not_yet", "Олена")
    assert (second.status, second.party_said) == ("safe", None)


def test_what_another_says_against_their_own_plea_does_not_count_as_their_answer(crisis, occurrence):
    who = person(crisis)
    sent(who, occurrence.broadcast)
    heard(who, Said.HELP, at=NOW + timedelta(hours=1))
    heard(who, Said.SAFE, at=NOW + timedelta(hours=2), by_other=True, said_by="the mother")
    assert page(crisis, occurrence).counts == {"help": 1}


def test_what_a_record_answered_that_was_joined_later_counts_for_the_one_that_is_kept(crisis, occurrence):
    who, twin = person(crisis), person(crisis)
    for each in (who, twin):
        sent(each, occurrence.broadcast)
    heard(twin, Said.SAFE, at=NOW + timedelta(hours=1))
    Person.objects.filter(id=twin.id).update(joined_into=who)
    assert page(crisis, occurrence).counts == {"safe": 1}


def test_a_viewer_sees_no_round(crisis, occurrence):
    with pytest.raises(Refused):
        queries.round_lines(crisis.id, by=cast.officer(crisis, Role.VIEWER))
    assert occurrence.number == 1
