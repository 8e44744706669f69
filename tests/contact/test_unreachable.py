"""Unreachable is an officer's word after documented attempts, and ends with the first sign of life."""

from datetime import timedelta
from uuid import uuid4

import pytest

from dodomu.contact.operations.unreachable import call_unreachable
from dodomu.contact.queries.attempts import silence_of, silences
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import DeliveryState, Purpose, Said
from dodomu.foundation.actors import Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Note, Person
from dodomu.people.operations import notes
from dodomu.people.rules.terms import Account, NoteKind
from tests import cast
from tests.contact.asked import NOW, asked, broadcast, heard, officer, person, replies, sent, stand

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(hours=10)


@pytest.fixture
def olena():
    return person(cast.crisis())


def call(who, hour, kind=NoteKind.NO_ANSWER):
    notes.write_note(
        note=uuid4(), person=who.id, kind=kind, words="", happened_at=hour, by=cast.officer(who.crisis), at=hour
    )


def give_up(who, *, at=LATE, key=None, by=None):
    call_unreachable(
        entry_id=key or uuid4(), person=who.id, words="консул питає в готелі", by=by or officer(who.crisis), at=at
    )


def tried(who):
    """A message that was delivered and two calls, over nine hours."""
    asked(who)
    call(who, NOW + timedelta(hours=3))
    call(who, NOW + timedelta(hours=9), NoteKind.OUT_OF_REACH)


def account(who):
    return Person.objects.get(id=who.id).account


def refused(call, **arguments):
    with pytest.raises(Refused) as caught:
        call(**arguments)
    return caught.value.reason


def test_after_attempts_an_officer_may_say_so_and_it_is_an_entry(olena):
    tried(olena)
    key = uuid4()
    by = officer(olena.crisis)
    for _ in range(2):
        give_up(olena, key=key, by=by)
    entry = LedgerEntry.objects.get(id=key)
    assert (entry.account, entry.evidence, entry.officer_id, entry.place.ref) == (
        "unreachable", "decided", by.officer, "almaty",
    )  # fmt: skip
    assert Note.objects.filter(person=olena, words__isnull=False).count() == 1


def test_without_attempts_nobody_is_called_unreachable(olena):
    assert refused(give_up, who=olena) is ContactReason.TOO_FEW_ATTEMPTS
    assert account(olena) == "waiting"


def test_three_calls_within_an_hour_are_no_search(olena):
    for minute in (0, 20, 40):
        call(olena, NOW + timedelta(minutes=minute))
    assert refused(give_up, who=olena) is ContactReason.TOO_FEW_ATTEMPTS


def test_what_came_before_a_sign_of_life_is_no_attempt_in_vain(olena):
    tried(olena)
    heard(olena, Said.SAFE, at=LATE - timedelta(minutes=1))
    assert refused(give_up, who=olena) is ContactReason.TOO_FEW_ATTEMPTS


def test_what_another_says_of_them_is_no_sign_of_life(olena):
    tried(olena)
    heard(olena, Said.SAFE, at=LATE - timedelta(minutes=1), by_other=True, said_by="the mother")
    give_up(olena)
    assert account(olena) == "unreachable"


def test_messages_that_never_went_out_and_paper_and_advice_are_no_attempts(olena):
    asking = broadcast(olena.crisis, Purpose.CHECK_IN)
    for step, state in enumerate((DeliveryState.WAITING, DeliveryState.SKIPPED)):
        sent(olena, asking, step=step, state=state, at=NOW + timedelta(hours=step))
    sent(olena, asking, step=5, channel="paper", rung="warden")
    for hour in (1, 4, 8):
        sent(olena, broadcast(olena.crisis, Purpose.ADVICE), at=NOW + timedelta(hours=hour))
    assert silence_of(olena.id, at=LATE).attempts == ()


def test_each_attempt_tells_how_and_what_came_of_it(olena):
    asking = broadcast(olena.crisis, Purpose.CHECK_IN)
    sent(olena, asking, state=DeliveryState.FAILED, why="not_reachable")
    sent(olena, asking, step=1, rung="home_contact", at=NOW + timedelta(hours=1))
    call(olena, NOW + timedelta(hours=2))
    found = silence_of(olena.id, at=LATE).attempts
    assert [(each.way, each.over, each.outcome, each.why) for each in found] == [
        ("call", "own_channels", "no_answer", ""),
        ("sms", "home_contact", "delivered", ""),
        ("sms", "own_channels", "failed", "not_reachable"),
    ]


@pytest.mark.parametrize(
    ("state", "why"),
    [(DeliveryState.FAILED, "no_such_address"), (DeliveryState.FAILED, "provider_down"),
     (DeliveryState.FAILED, "not_allowed"), (DeliveryState.UNKNOWN, ""), (DeliveryState.SENDING, "")],
)  # fmt: skip
def test_what_could_not_reach_them_is_shown_and_counts_for_nothing(olena, state, why):
    asking = broadcast(olena.crisis, Purpose.CHECK_IN)
    for step in range(4):
        sent(olena, asking, step=step, state=state, why=why, at=NOW + timedelta(hours=3 * step))
    assert len(silence_of(olena.id, at=LATE).attempts) == 4
    assert refused(give_up, who=olena) is ContactReason.TOO_FEW_ATTEMPTS


def test_a_telephone_that_is_switched_off_was_tried(olena):
    asking = broadcast(olena.crisis, Purpose.CHECK_IN)
    for step in range(3):
        sent(olena, asking, step=step, state=DeliveryState.FAILED, why="not_reachable",
             at=NOW + timedelta(hours=4 * step))  # fmt: skip
    give_up(olena)
    assert account(olena) == "unreachable"


def test_who_was_heard_of_as_a_record_that_was_joined_is_not_silent(olena):
    twin = person(olena.crisis)
    tried(olena)
    call(twin, NOW + timedelta(hours=5))
    Person.objects.filter(id=twin.id).update(joined_into=olena)
    assert len(silence_of(olena.id, at=LATE).attempts) == 4
    heard(twin, Said.SAFE, at=NOW + timedelta(hours=8))
    assert len(silence_of(olena.id, at=LATE).attempts) == 1


def test_who_answers_is_unreachable_no_more(olena):
    tried(olena)
    give_up(olena)
    replies(olena, "1", after=timedelta(hours=11))
    assert account(olena) == "waiting"
    assert silence_of(olena.id, at=LATE + timedelta(hours=2)).attempts == ()


@pytest.mark.parametrize("where", ["home", "deceased", "left_alone", "aboard", "unreachable"])
def test_whom_nobody_looks_for_is_not_called_unreachable(olena, where):
    tried(olena)
    stand(olena, Account(where), at=NOW + timedelta(hours=9), leg="KC-1" if where == "aboard" else "")
    assert refused(give_up, who=olena) is ContactReason.NOT_SOUGHT


def test_only_who_may_move_people_says_so(olena):
    tried(olena)
    by = officer(olena.crisis, Role.VIEWER)
    assert refused(give_up, who=olena, by=by) is FoundationReason.NOT_PERMITTED


def test_what_is_recorded_later_is_not_used(olena):
    tried(olena)
    assert len(silence_of(olena.id, at=NOW + timedelta(hours=1)).attempts) == 1


def test_nobody_asked_is_nobody_found(olena):
    assert silences([], at=LATE) == {}
