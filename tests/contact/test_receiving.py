"""What comes in: kept once, in the right thread, told apart from stops and machines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from dodomu.channels.messages import ChannelKind, Incoming
from dodomu.contact.models import Conversation, Correspondent, Delivery, Message, Stop
from dodomu.contact.news import ReplyReceived
from dodomu.contact.operations import conversing, placing, receiving
from dodomu.contact.queries.chat_codes import code_for
from dodomu.contact.rules.terms import ClosedWith, ConversationState, Direction, Handled, Hint
from dodomu.foundation.models import Crisis, NewsItem
from dodomu.people.models import ContactPoint, Person
from dodomu.people.rules.terms import PartyKind
from tests import cast
from tests.cast import AIGERIM, NOON, OLENA, PETRO, TARAS
from tests.contact.writing_in import OLENAS, STRANGERS, answer, officer, row_of, words_of, wrote

HOUR = timedelta(hours=1)


@pytest.fixture
def crisis(db: None) -> Crisis:
    return cast.crisis(hotline="+380 00 500")


@pytest.fixture
def olena(crisis: Crisis) -> Person:
    return Person.objects.get(id=cast.register(crisis, OLENA).persons[0].id)


def test_a_message_of_somebody_known_stands_in_their_thread_and_waits(olena: Person):
    kept = wrote("Ми в Алмати, що робити?")
    row = row_of(kept)
    assert (kept.person, row.person_id, kept.handled) == (olena.id, olena.id, None)
    assert row.waits_since == NOON
    assert words_of(Message.objects.get(id=kept.message)) == "Ми в Алмати, що робити?"
    item = NewsItem.objects.get(kind=ReplyReceived.__name__)
    assert item.content["person"] == str(olena.id)


def test_the_same_message_again_is_kept_once(olena: Person):
    first = wrote("Допоможіть", key="mo-1")
    again = wrote("Допоможіть", key="mo-1", at=NOON + HOUR)
    assert again.repeated
    assert again.message == first.message
    assert Message.objects.filter(direction=Direction.IN).count() == 1


def test_what_a_provider_was_not_told_is_kept_is_a_repetition_under_another_key(olena: Person):
    first = wrote("2", key="m1/a-1", again="m1")
    again = wrote("2", key="m1/b-1", again="m1", at=NOON + HOUR)
    assert (again.repeated, again.message) == (True, first.message)
    assert Message.objects.filter(direction=Direction.IN).count() == 1


def test_the_same_words_are_new_once_the_provider_was_told_or_they_were_answered_or_a_day_passed(
    crisis: Crisis, olena: Person
):
    first = wrote("2", key="m1/a-1", again="m1")
    receiving.released(channel=ChannelKind.SMS, incoming=[Incoming("m1/a-1", OLENAS, "2", again="m1")])
    second = wrote("2", key="m1/b-1", again="m1", at=NOON + HOUR)
    answer(second, by=officer(crisis), at=NOON + HOUR)
    third = wrote("2", key="m1/c-1", again="m1", at=NOON + 2 * HOUR)
    fourth = wrote("2", key="m1/d-1", again="m1", at=NOON + 48 * HOUR)
    assert len({each.message for each in (first, second, third, fourth)}) == 4


def test_words_are_sealed_and_what_no_column_holds_is_kept_all_the_same(olena: Person):
    kept = wrote("a\x00b \ud800 <b>", key="k\x00" * 100, files=("x\x00y" * 100,))
    row = Message.objects.get(id=kept.message)
    assert words_of(row) == "ab ? <b>"
    assert b"ab" not in bytes(row.words)
    assert len(row.key) <= 120
    assert wrote("a\x00b \ud800 <b>", key="k\x00" * 100, files=()).repeated


def test_a_long_mail_is_cut_and_says_so(olena: Person):
    kept = wrote("слово " * 20_000, channel=ChannelKind.EMAIL, sender="Olena@Example.org")
    row = Message.objects.get(id=kept.message)
    assert row.is_cut
    assert len(words_of(row)) == receiving.LONGEST_WORDS
    assert row.address == "olena@example.org"


def test_an_unknown_number_lies_in_the_tray_of_the_only_crisis_there_is(crisis: Crisis):
    kept = wrote("Хто ви?", STRANGERS)
    row = row_of(kept)
    assert (kept.person, row.crisis_id, row.address, kept.hint) == (None, crisis.id, STRANGERS, None)
    assert not NewsItem.objects.filter(kind=ReplyReceived.__name__).exists()


def test_with_two_crises_an_unknown_number_lies_in_the_tray_of_both(crisis: Crisis):
    cast.crisis()
    assert row_of(wrote("Хто ви?", STRANGERS)).crisis_id is None


def test_a_number_of_two_parties_is_asked_about_in_the_tray(crisis: Crisis, olena: Person):
    cast.register(crisis, {**PETRO, "phones": OLENA["phones"]})
    kept = wrote("Де літак?")
    assert (kept.person, kept.hint) == (None, Hint.SEVERAL)


def test_a_number_of_two_parties_and_the_code_of_one_of_them_is_hers(crisis: Crisis, olena: Person):
    cast.register(crisis, {**PETRO, "phones": OLENA["phones"]})
    code = olena.reference
    assert wrote(f"Мій код {code[:3]} {code[3:6]} {code[6:]}").person == olena.id


def test_a_number_of_one_party_is_its_leads(crisis: Crisis):
    receipt = cast.register(crisis, OLENA, {**TARAS, "phones": OLENA["phones"]}, kind=PartyKind.FAMILY)
    assert wrote("Ми готові").person == receipt.persons[0].id


def test_a_code_of_somebody_proves_nothing(olena: Person):
    kept = wrote(f"код {olena.reference}", STRANGERS)
    assert (kept.person, kept.hint) == (None, Hint.CODE_OF_ANOTHER)


def test_a_forwarded_private_link_proves_nothing(crisis: Crisis):
    token = cast.register(crisis, OLENA).token
    kept = wrote(f"https://example.org/p/{token} це що?", STRANGERS)
    assert (kept.person, kept.hint) == (None, Hint.LINK_OF_ANOTHER)


def test_a_number_that_was_silent_for_long_and_names_another_is_not_believed(olena: Person):
    text = "Добрий день, мене звати Назар Бондар"
    assert wrote(text, at=NOON + timedelta(days=10)).person == olena.id
    kept = wrote(text, at=NOON + timedelta(days=120))
    assert (kept.person, kept.hint) == (None, Hint.OTHER_NAME)


@pytest.mark.parametrize("text", ["мене звати Олена", "Меня зовут Коваль Елена", "My name is Olena Koval"])
def test_a_number_that_was_silent_for_long_and_gives_her_name_is_hers(olena: Person, text: str):
    assert wrote(text, at=NOON + timedelta(days=120)).person == olena.id


def test_whoever_says_that_the_number_is_wrong_is_not_taken_for_her(olena: Person):
    kept = wrote("Ви помилились номером, я не Олена")
    assert (kept.person, kept.hint) == (None, Hint.WRONG_NUMBER)
    assert wrote("Перестаньте").person == olena.id  # the register still says so: an officer has to part them


def test_somebody_who_wrote_first_and_registered_then_has_one_thread(crisis: Crisis):
    before = wrote("Я в Алмати", at=NOON)
    person = cast.register(crisis, OLENA, at=NOON + HOUR).persons[0].id
    after = wrote("Зареєструвалась", at=NOON + 2 * HOUR)
    assert after.person == person
    assert row_of(before) == row_of(after)
    assert row_of(after).waits_since == NOON
    assert Conversation.objects.get(person=None).closed_with == ClosedWith.JOINED


def test_people_of_an_exercise_are_never_taken_for_who_writes_in_earnest(crisis: Crisis):
    played = cast.crisis(exercise="drill", exercise_now=NOON)
    cast.register(played, OLENA)
    assert wrote("Допоможіть").person is None
    kept = wrote("Допоможіть", channel=ChannelKind.DRILL)
    assert Person.objects.get(crisis=played).id == kept.person
    assert row_of(kept).waits_since == NOON


def test_a_record_that_was_joined_answers_with_the_one_that_was_kept(crisis: Crisis, olena: Person):
    other = Person.objects.get(id=cast.register(crisis, {**PETRO, "phones": "+380 00 123 45 67"}).persons[0].id)
    Person.objects.filter(id=other.id).update(joined_into=olena)
    assert wrote("Це я", "+380001234567").person == olena.id


def test_all_channels_of_a_person_are_one_thread(crisis: Crisis):
    person = cast.register(crisis, {**OLENA, "email": "olena@example.org"}).persons[0].id
    start = f"/start {code_for(person, at=NOON)}"
    threads = {
        row_of(wrote("Раз")).id,
        row_of(wrote("Два", "olena@EXAMPLE.org", channel=ChannelKind.EMAIL)).id,
        row_of(wrote(start, "5511", channel=ChannelKind.TELEGRAM)).id,
    }
    assert len(threads) == 1
    assert Conversation.objects.get(id=threads.pop()).person_id == person


# --- stop, machines, and automatic replies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["STOP", "стоп!", " Stop.\n\n-- \nNadia", "Відписатися", "тоқта", "stop\nSent from my X"]
)
def test_stop_alone_is_obeyed_and_waits_for_nobody(olena: Person, text: str):
    kept = wrote(text)
    assert kept.handled is Handled.STOP
    assert row_of(kept).waits_since is None
    assert Stop.objects.get(lifted_at=None).address == OLENAS


@pytest.mark.parametrize("text", ["Don't stop looking for us", "стоп машина на трасі", "yes", "ТАК", "ok"])
def test_stop_among_other_words_and_yes_are_messages(olena: Person, text: str):
    assert wrote(text).handled is None
    assert not Stop.objects.exists()


def test_start_takes_a_stop_back(olena: Person):
    wrote("STOP")
    assert wrote("START").handled is Handled.STOP
    assert not Stop.objects.filter(lifted_at=None).exists()


def replies() -> list[str]:
    rows = Message.objects.filter(direction=Direction.OUT, is_automatic=True).order_by("recorded_at")
    return [words_of(row) for row in rows]


def test_the_automatic_reply_says_only_what_is_true(crisis: Crisis, olena: Person):
    wrote("Я перший", STRANGERS, at=NOON - 3 * HOUR)
    wrote("Де літак?")
    assert replies()[-1] == (
        "Автоматична відповідь: отримано 08.01.2022 12:00 (UTC+6).\nПеред вами чекають: 1.\n"
        "Найдовше чекають 3 год.\nУ небезпеці телефонуйте +380 00 500."
    )
    row = Delivery.objects.get(address=OLENAS)
    assert (row.channel, row.state, row.broadcast) == (ChannelKind.SMS, "waiting", None)
    assert row_of(wrote("І ще")).waits_since == NOON


def test_who_waits_in_the_trays_of_all_crises_waits_before_you_too(crisis: Crisis, olena: Person):
    cast.crisis()
    wrote("Ми перші", STRANGERS, at=NOON - HOUR)
    wrote("Де літак?")
    assert replies() == [
        "Автоматична відповідь: отримано 08.01.2022 05:00 (UTC+0).",
        "Автоматична відповідь: отримано 08.01.2022 12:00 (UTC+6).\nПеред вами чекають: 1.\n"
        "Найдовше чекають 1 год.\nУ небезпеці телефонуйте +380 00 500.",
    ]


def test_what_is_not_known_is_left_out_of_the_automatic_reply(olena: Person):
    Crisis.objects.update(hotline="")
    wrote("Where is the plane?", STRANGERS)
    assert replies() == ["Automatic reply: received 08.01.2022 12:00 (UTC+6).\nWaiting before you: 0."]


def test_a_thread_gets_one_automatic_reply_in_six_hours_and_an_address_three_a_day(olena: Person):
    for hours in range(23):
        wrote(f"Агов {hours}", at=NOON + hours * HOUR)
    assert len(replies()) == 3


def test_machines_get_no_automatic_reply(olena: Person):
    wrote("Out of office", is_automatic=True)
    wrote("Undelivered", "mailer-daemon@example.org", channel=ChannelKind.EMAIL)
    wrote("News", "no-reply@example.org", channel=ChannelKind.EMAIL)
    wrote("-50% на все", "SHOP")
    assert replies() == []
    assert not Conversation.objects.exclude(waits_since=None).exists()


def test_two_machines_that_answer_one_another_stop(olena: Person):
    for minute in range(0, 3000, 10):
        wrote("Дякуємо, ваше звернення прийнято", "robot@example.org", channel=ChannelKind.EMAIL,
              at=NOON + timedelta(minutes=minute))  # fmt: skip
    assert len(replies()) <= 3 * 3


# --- threads that were closed ---------------------------------------------------------------------------------------


def test_a_closed_thread_opens_again_with_a_new_message(crisis: Crisis, olena: Person):
    consul = officer(crisis)
    kept = wrote("Де літак?")
    answer(kept, by=consul)
    conversing.close(
        crisis=crisis.id, conversation=kept.conversation, outcome=ClosedWith.ANSWERED, words="",
        version=row_of(kept).version, by=consul, at=NOON,
    )  # fmt: skip
    wrote("STOP", at=NOON + HOUR)
    assert row_of(kept).state == ConversationState.CLOSED
    wrote("Літака немає", at=NOON + 2 * HOUR)
    row = row_of(kept)
    assert (row.state, row.waits_since, row.first_in_at) == ("open", NOON + 2 * HOUR, NOON + 2 * HOUR)
    assert row.first_answered_at is None


def test_who_said_stop_is_kept_and_answered_by_no_machine(olena: Person):
    wrote("STOP")
    assert wrote("Але де літак?", at=NOON + HOUR).handled is None
    assert replies() == []


def test_a_mail_that_says_it_is_old_goes_before_nobody(crisis: Crisis, olena: Person):
    """Its hour is its writer's clock, or their trick; what a network of telephones says of the hour is believed."""
    old = {"at": NOON - 5 * HOUR}
    for channel, sender, since in (
        (ChannelKind.EMAIL, "a@example.org", NOON), (ChannelKind.SMS, STRANGERS, NOON - 5 * HOUR),
    ):  # fmt: skip
        each = Incoming(key=channel, sender=sender, text="Допоможіть", **old)
        kept = receiving.keep_incoming(channel=channel, incoming=[each], at=NOON)[0]
        assert Message.objects.get(id=kept.message).said_at == NOON - 5 * HOUR
        assert (row_of(kept).waits_since, row_of(kept).first_in_at) == (since, since)
        row = row_of(kept)
        answer(kept, by=officer(crisis), at=NOON + HOUR)
        wrote("Ще", sender, channel=channel, at=NOON + 2 * HOUR)
        Message.objects.filter(id=kept.message).update(answered_with=None)
        assert placing.waits_since(row.id) == since


def test_danger_is_marked(olena: Person):
    assert row_of(wrote("SOS, стріляють під вікнами")).is_urgent


@pytest.mark.django_db(transaction=True)
def test_the_same_plea_sent_at_once_through_two_senders_opens_one_thread():
    where = cast.crisis()
    cast.register(where, AIGERIM)

    def send(number: int) -> None:
        for each in ("x", f"y{number}"):
            incoming = Incoming(key=each, sender="+70004445566", text="Помогите")
            receiving.keep_incoming(channel=ChannelKind.SMS, incoming=[incoming], at=NOON)
            incoming = Incoming(key=f"t{each}", sender=STRANGERS, text="Помогите")
            receiving.keep_incoming(channel=ChannelKind.SMS, incoming=[incoming], at=NOON)
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    assert Conversation.objects.count() == 2
    assert Correspondent.objects.count() == 2
    assert Message.objects.filter(direction=Direction.IN).count() == 10
    assert connection.vendor == "postgresql"


def test_a_contact_point_that_went_to_another_is_asked_about(crisis: Crisis, olena: Person):
    wrote("Це Олена")
    petro = cast.register(crisis, PETRO).persons[0].id
    ContactPoint.objects.filter(person=olena).update(person_id=petro)
    kept = wrote("Добрий день", at=NOON + HOUR)
    assert (kept.person, kept.hint) == (None, Hint.SEVERAL)
