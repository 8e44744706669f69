"""What officers do with conversations, and the figures that only answering improves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Delivery, Message, Turn
from dodomu.contact.operations import conversing, forgetting_threads, returning
from dodomu.contact.operations.receiving import Kept
from dodomu.contact.queries import finding, message_words
from dodomu.contact.queries.answer_times import answer_times
from dodomu.contact.queries.conversations import Shown, conversations, waiting
from dodomu.contact.queries.threads import thread
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import ClosedWith, DeliveryState, Handled
from dodomu.foundation.actors import SYSTEM, Actor, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import Person
from dodomu.people.rules.terms import NoteKind
from tests import cast
from tests.cast import NOON, OLENA, PETRO
from tests.contact.writing_in import OLENAS, STRANGERS, answer, officer, row_of, words_of, wrote

HOUR = timedelta(hours=1)


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis()


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, {**OLENA, "email": "olena@example.org"}).persons[0].id)


@pytest.fixture
def consul(crisis: Crisis) -> Actor:
    return officer(crisis, "Ірина Консул")


def close(kept: Kept, outcome: ClosedWith, *, by: Actor) -> None:
    row, crisis = row_of(kept), next(iter(by.roles))
    conversing.close(crisis=crisis, conversation=row.id, outcome=outcome, words="", version=row.version, by=by, at=NOON)


def test_an_answer_is_sealed_sent_and_counted(crisis: Crisis, olena: Person, consul: Actor):
    kept = wrote("Де літак?", key="mo-7")
    message = answer(kept, "О 18:00", by=consul, at=NOON + 2 * HOUR)
    row = Message.objects.get(id=message)
    assert (words_of(row), row.waited_since, row.is_first_answer) == ("О 18:00", NOON, True)
    assert message_words.outgoing_words([message])[message].answers == "mo-7"
    assert Message.objects.get(id=kept.message).answered_with == message
    thread = row_of(kept)
    assert (thread.first_answered_by_id, thread.owner_id, thread.waits_since) == (consul.officer, consul.officer, None)


def test_the_automatic_reply_answers_nobody(crisis: Crisis, olena: Person):
    kept = wrote("Де літак?")
    assert Message.objects.filter(is_automatic=True, direction="out").exists()
    assert row_of(kept).waits_since == NOON


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": "  "}, ContactReason.EMPTY_MESSAGE),
        ({"text": "x" * 4001}, FoundationReason.TEXT_TOO_LONG),
        ({"address": "+380005556677"}, ContactReason.NO_WAY_TO_ANSWER),
        ({"conversation": uuid4()}, ContactReason.NO_SUCH_CONVERSATION),
    ],
)
def test_what_cannot_be_sent_is_refused(olena: Person, consul: Actor, given: dict[str, object], reason: object):
    kept = wrote("Де літак?")
    values: dict[str, object] = {
        "crisis": olena.crisis_id, "conversation": kept.conversation, "text": "Так", "channel": ChannelKind.SMS,
        "address": OLENAS, "language": "uk", "submission": uuid4(), "seen": kept.message, **given,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        conversing.answer(**values, by=consul, at=NOON)  # type: ignore[arg-type]
    assert refused.value.reason is reason


def test_who_may_only_look_may_not_answer(crisis: Crisis, olena: Person):
    kept = wrote("Де літак?")
    with pytest.raises(Refused):
        answer(kept, by=officer(crisis, role=Role.VIEWER))


def test_an_answer_that_fails_goes_by_their_other_address_and_then_they_wait_again(
    crisis: Crisis, olena: Person, consul: Actor
):
    kept = wrote("Де літак?")
    message = answer(kept, by=consul, at=NOON + HOUR)
    Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED)
    assert returning.return_failed(at=NOON + 2 * HOUR) == 1
    again = Delivery.objects.get(message=message, step=1)
    assert (again.channel, again.address) == ("email", "olena@example.org")
    assert returning.return_failed(at=NOON + 2 * HOUR) == 0
    Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED)
    for _ in range(2):
        returning.return_failed(at=NOON + 3 * HOUR)
    assert row_of(kept).waits_since == NOON
    assert Delivery.objects.filter(message=message).count() == 2
    assert answer_times(crisis.id, by=consul, at=NOON + 3 * HOUR).answered.many == 0


def test_a_failed_automatic_reply_is_let_go(olena: Person):
    wrote("Де літак?")
    Delivery.objects.update(state=DeliveryState.FAILED)
    returning.return_failed(at=NOON)
    assert Delivery.objects.count() == 1
    assert returning.return_failed(at=NOON) == 0


def test_spam_of_an_unknown_address_does_not_come_up_again_and_of_a_person_does(
    crisis: Crisis, olena: Person, consul: Actor
):
    shop, hers = wrote("Знижки!", STRANGERS), wrote("Знижки!")
    close(shop, ClosedWith.SPAM, by=consul)
    close(hers, ClosedWith.SPAM, by=consul)
    wrote("Знижки щодня!", STRANGERS, at=NOON + HOUR)
    wrote("Допоможіть", at=NOON + HOUR)
    assert (row_of(shop).waits_since, row_of(hers).waits_since) == (None, NOON + HOUR)


def test_closing_without_an_answer_is_told(crisis: Crisis, olena: Person, consul: Actor):
    kept = wrote("Дякую за все")
    close(kept, ClosedWith.NOTHING_ASKED, by=consul)
    assert Message.objects.get(id=kept.message).handled == Handled.CLOSED
    assert Turn.objects.get(kind="closed").waited_since == NOON
    (_, line) = answer_times(crisis.id, by=consul, at=NOON + HOUR).officers
    assert (line.name, line.unanswered_closed, line.answered.many) == ("Ірина Консул", 1, 0)
    with pytest.raises(Refused) as refused:
        close(kept, ClosedWith.HELPED, by=consul)
    assert refused.value.reason is ContactReason.CONVERSATION_CLOSED


def test_records_that_were_joined_are_one_conversation(crisis: Crisis, olena: Person, consul: Actor):
    petro = Person.objects.get(id=cast.register(crisis, {**PETRO, "phones": "+380 00 123 45 67"}).persons[0].id)
    first = wrote("Раз", "+380001234567", at=NOON)
    second = wrote("Два", at=NOON + HOUR)
    Person.objects.filter(id=petro.id).update(joined_into=olena)
    page = thread(crisis.id, second.conversation, by=consul, on=NOON.date())
    assert page is not None
    said = [item.message for item in page.items if item.message and item.message.direction == "in"]
    assert [each.pieces[0].text for each in said] == ["Раз", "Два"]
    answer(second, by=consul, at=NOON + 2 * HOUR)
    assert [row_of(first).waits_since, row_of(second).waits_since] == [None, None]
    assert Message.objects.get(waited_since__isnull=False).waited_since == NOON


def test_a_plea_said_again_is_shown_once(crisis: Crisis, olena: Person, consul: Actor):
    for hours in range(3):
        kept = wrote("Допоможіть!", at=NOON + hours * HOUR)
    page = thread(crisis.id, kept.conversation, by=consul, on=NOON.date())
    assert page is not None
    said = [item.message for item in page.items if item.message and item.message.direction == "in"]
    assert [each.repeats for each in said] in ([0, 1], [2])
    assert waiting(crisis.id).all == 1


def test_a_message_that_another_chapter_understood_waits_for_nobody(crisis: Crisis, olena: Person):
    first, second = wrote("ТАК"), wrote("А де автобус?", at=NOON + HOUR)
    conversing.settle_message(message=first.message, by=SYSTEM, at=NOON + HOUR)
    assert row_of(first).waits_since == NOON + HOUR
    conversing.settle_message(message=second.message, by=SYSTEM, at=NOON + HOUR)
    assert row_of(first).waits_since is None


def test_a_call_in_which_nobody_answered_ends_no_wait_and_one_that_reached_them_does(
    crisis: Crisis, olena: Person, consul: Actor
):
    kept = wrote("Де літак?")
    for kind, waits in ((NoteKind.NO_ANSWER, NOON), (NoteKind.REACHED, None)):
        conversing.note_call(
            crisis=crisis.id, conversation=kept.conversation, kind=kind, words="", said_by="", happened_at=NOON,
            submission=uuid4(), seen=kept.message, by=consul, at=NOON + HOUR,
        )  # fmt: skip
        assert row_of(kept).waits_since == waits
    assert answer_times(crisis.id, by=consul, at=NOON + HOUR).answered.half == HOUR


def test_figures_improve_by_answers_alone(crisis: Crisis, olena: Person, consul: Actor):
    kept, other = wrote("Де літак?"), wrote("Агов", STRANGERS, at=NOON + HOUR)
    at = NOON + 5 * HOUR
    before = answer_times(crisis.id, by=consul, at=at)
    assert (before.waiting, before.oldest, before.over_an_hour, before.over_six) == (2, NOON, 2, 0)
    thread(crisis.id, kept.conversation, by=consul, on=NOON.date())
    conversing.assign(crisis=crisis.id, conversation=kept.conversation, officer=consul.officer, by=consul, at=at)
    conversing.mark_urgent(crisis=crisis.id, conversation=kept.conversation, is_urgent=True, by=consul, at=at)
    taken = answer_times(crisis.id, by=consul, at=at)
    assert (taken.waiting, taken.oldest, taken.half_with_waiting) == (2, NOON, before.half_with_waiting)
    assert taken.officers[1].oldest == NOON
    answer(other, by=consul, at=at)
    after = answer_times(crisis.id, by=consul, at=at)
    assert (after.answered.many, after.answered.half, after.answered.first_half) == (1, 4 * HOUR, 4 * HOUR)
    assert [(team.role, team.answered.many) for team in after.teams] == [(Role.CONSUL, 1)]
    assert after.half_with_waiting == 4.5 * HOUR


def test_who_may_have_written_of_either_crisis_waits_in_the_figures_of_both(crisis: Crisis, consul: Actor):
    other = cast.crisis()
    wrote("Агов", STRANGERS)
    for where, by in ((crisis, consul), (other, officer(other))):
        times = answer_times(where.id, by=by, at=NOON + 2 * HOUR)
        assert (times.waiting, times.over_an_hour, times.half_with_waiting) == (1, 1, 2 * HOUR)
        assert (times.officers[0].waiting, times.officers[0].oldest) == (1, NOON)


def test_an_exercise_and_what_is_written_in_earnest_never_lie_on_one_table(crisis: Crisis, consul: Actor):
    """Of an answer given in an exercise, whoever asked in earnest would never hear."""
    second, played = cast.crisis(), [cast.crisis(exercise="drill", exercise_now=NOON) for _ in range(2)]
    in_earnest = wrote("Допоможіть по-справжньому", STRANGERS)
    in_play = wrote("Допоможіть у грі", STRANGERS, channel=ChannelKind.DRILL)
    for where, seen, other in (
        (crisis, in_earnest, in_play), (second, in_earnest, in_play), (played[0], in_play, in_earnest),
    ):  # fmt: skip
        by = officer(where)
        shown = conversations(where.id, Shown.WAITING, by=by).lines
        assert [each.id for each in shown] == [seen.conversation]
        assert [each.id for each in finding.find(where.id, "допоможіть", by=by, at=NOON).conversations] == [
            seen.conversation
        ]
        assert answer_times(where.id, by=by, at=NOON + HOUR).waiting == waiting(where.id).all == 1
        assert thread(where.id, other.conversation, by=by, on=NOON.date()) is None
        with pytest.raises(Refused):
            answer(other, by=by)


def test_a_word_is_found_only_in_its_own_crisis(crisis: Crisis, olena: Person, consul: Actor):
    wrote("Стоїмо біля автовокзалу")
    assert len(finding.find(crisis.id, "avtovokz", by=consul, at=NOON).conversations) == 1
    elsewhere = cast.crisis()
    assert finding.find(elsewhere.id, "avtovokz", by=officer(elsewhere), at=NOON).conversations == ()


def test_an_address_of_any_crisis_is_taken_into_the_one_that_works_on_it(crisis: Crisis, consul: Actor):
    other = cast.crisis()
    kept = wrote("Хто ви?", STRANGERS)
    assert waiting(crisis.id).tray == waiting(other.id).tray == 1
    conversing.assign(crisis=crisis.id, conversation=kept.conversation, officer=consul.officer, by=consul, at=NOON)
    assert (waiting(crisis.id).tray, waiting(other.id).tray) == (1, 0)
    with pytest.raises(Refused) as refused:
        conversing.mark_urgent(
            crisis=other.id, conversation=kept.conversation, is_urgent=True, by=officer(other), at=NOON
        )
    assert refused.value.reason is ContactReason.NO_SUCH_CONVERSATION


def test_what_was_said_and_done_cannot_be_deleted_by_the_application(crisis: Crisis, olena: Person, consul: Actor):
    kept = wrote("Де літак?")
    conversing.mark_urgent(crisis=crisis.id, conversation=kept.conversation, is_urgent=True, by=consul, at=NOON)
    for statement in ("DELETE FROM contact_message", "UPDATE contact_turn SET words = 'x'", "DELETE FROM contact_turn"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE dodomu_app")
            cursor.execute(statement)
    assert Conversation.objects.count() == 1


def test_with_the_person_their_words_are_forgotten_and_the_figures_stay(crisis: Crisis, olena: Person, consul: Actor):
    kept, tray = wrote("Де літак?"), wrote("Хто ви?", STRANGERS)
    answer(kept, by=consul, at=NOON + HOUR)
    Person.objects.filter(id=olena.id).update(forgotten_at=NOON + timedelta(days=300))
    assert forgetting_threads.forget_due(at=NOON + timedelta(days=300)) == 1
    assert forgetting_threads.forget_due(at=NOON + timedelta(days=400)) == 1
    assert forgetting_threads.forget_due(at=NOON + timedelta(days=400)) == 0
    assert [words_of(row) for row in Message.objects.all()] == [""] * Message.objects.count()
    assert set(Delivery.objects.values_list("address", flat=True)) == {""}
    assert row_of(tray).address != STRANGERS
    assert answer_times(crisis.id, by=consul, at=NOON + 2 * HOUR).answered.half == HOUR
    assert finding.find(crisis.id, "літак", by=consul, at=NOON).conversations == ()


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_join_and_answer_while_they_write_wait_for_one_another_and_lose_nothing():
    where = cast.crisis()
    olena = cast.register(where, OLENA).persons[0].id
    consul = officer(where)
    tray = wrote("Це Олена з чужого телефону", STRANGERS)

    def write(number: int) -> None:
        wrote(f"Лист {number}", STRANGERS if number % 2 else OLENAS, at=NOON + HOUR)
        connections.close_all()

    def join(_: int) -> str:
        try:
            conversing.join_to_person(
                crisis=where.id, conversation=tray.conversation, person=olena, by=consul, at=NOON + HOUR
            )
        except Refused as refused:
            return refused.reason.value
        finally:
            connections.close_all()
        return "joined"

    with ThreadPoolExecutor(6) as pool:
        written, joined = pool.map(write, range(8)), pool.map(join, range(2))
        list(written)
        assert sorted(joined) == ["joined", "no-such-conversation"]
    row = Conversation.objects.get(person=olena)
    assert Message.objects.filter(conversation=row, direction="in").count() == 9
    assert row.waits_since == NOON
