"""What people answer is kept once, followed in the ledger where it fits, and asked of the desk where it does not."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection

from dodomu.contact.models import CheckIn, Conversation, Message
from dodomu.contact.operations import checking_in
from dodomu.contact.queries import check_ins
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import Contradiction, Direction, Purpose, Question, Said
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.people.models import LedgerEntry, Note, Person, Registration
from dodomu.people.reasons import PeopleReason
from dodomu.people.rules.terms import Account, GivenBy
from tests import cast
from tests.contact.asked import NOW, asked, broadcast, heard, person, place, replies, sent, stand

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def crisis():
    return cast.crisis()


@pytest.fixture
def olena(crisis):
    return person(crisis)


def stands(who):
    row = Person.objects.get(id=who.id)
    return row.account, row.account_place.ref if row.account_place else ""


def waiting(where):
    return check_ins.waiting(where.id, by=cast.officer(where), on=NOW.date())


# --- replies --------------------------------------------------------------------------------------------------------


def test_a_reply_is_an_answer_to_what_was_asked_last(olena):
    occurrence = asked(olena)
    kept = replies(olena, "1")
    row = CheckIn.objects.get()
    assert (kept.said, row.said, row.occurrence_id, row.person_id) == (Said.SAFE, "safe", occurrence.id, olena.id)
    assert Note.objects.get(person=olena).kind == "safe"


def test_the_same_message_again_is_one_answer(olena):
    asked(olena)
    message = uuid4()
    first, again = replies(olena, "2", message=message), replies(olena, "2", message=message)
    assert (first.repeated, again.repeated, again.said) == (False, True, Said.HELP)
    assert (CheckIn.objects.count(), Note.objects.filter(kind="help").count()) == (1, 1)


def test_who_was_asked_nothing_answers_nothing(olena):
    assert replies(olena, "1") is None
    assert replies(olena, "потрібна допомога") is None
    assert not CheckIn.objects.exists()


def test_a_check_in_of_days_ago_is_not_what_yes_answers(olena):
    asked(olena)
    assert replies(olena, "так", after=timedelta(hours=73)) is None


@pytest.mark.parametrize("text", ["1", "так", "YES", "2"])
def test_yes_to_an_offer_that_came_after_the_check_in_is_not_taken_for_safe(olena, text):
    asked(olena)
    sent(olena, broadcast(olena.crisis, Purpose.OFFER), at=NOW + timedelta(minutes=5))
    assert replies(olena, text) is None


def test_plain_words_are_read_whatever_was_asked_since(olena):
    asked(olena)
    sent(olena, broadcast(olena.crisis, Purpose.OFFER), at=NOW + timedelta(minutes=5))
    assert replies(olena, "допоможіть, нас обстріляли").said is Said.HELP


def test_yes_to_an_officers_own_question_is_not_taken_for_safe(olena):
    asked(olena)
    thread = Conversation.objects.create(crisis=olena.crisis, person=olena, last_at=NOW)
    hour = NOW + timedelta(minutes=5)
    Message.objects.create(
        conversation=thread, direction=Direction.OUT, words=b"", said_at=hour, recorded_at=hour, is_automatic=False
    )
    assert replies(olena, "так") is None


def test_advice_that_came_after_the_check_in_asks_nothing(olena):
    asked(olena)
    sent(olena, broadcast(olena.crisis, Purpose.ADVICE), at=NOW + timedelta(minutes=5))
    assert replies(olena, "так").said is Said.SAFE


def test_yes_means_what_the_last_check_in_asked(olena):
    asked(olena)
    asked(olena, Question.BACK, at=NOW + timedelta(minutes=5))
    assert replies(olena, "так").said is Said.HOME


def test_a_button_of_the_check_in_answers_it_whatever_was_asked_since(olena):
    occurrence = asked(olena)
    sent(olena, broadcast(olena.crisis, Purpose.OFFER), at=NOW + timedelta(minutes=5))
    kept = replies(olena, "У безпеці", choice="1", answers=occurrence.broadcast_id)
    assert kept.said is Said.SAFE


def test_stop_is_left_to_whoever_obeys_it(olena):
    asked(olena)
    assert replies(olena, "STOP") is None
    assert not CheckIn.objects.exists()


def test_what_cannot_be_read_waits_in_its_conversation_and_counts_as_answered(olena):
    asked(olena)
    kept = replies(olena, "а коли літак?")
    assert (kept.said, kept.is_whole) == (Said.WORDS, False)
    assert waiting(olena.crisis) == []


def test_a_reply_of_a_record_that_was_joined_counts_for_the_one_that_is_kept(crisis, olena):
    twin = person(crisis)
    asked(olena)
    Person.objects.filter(id=twin.id).update(joined_into=olena)
    assert replies(twin, "1")
    assert CheckIn.objects.get().person_id == olena.id


# --- the ledger -----------------------------------------------------------------------------------------------------


def test_moved_moves_them_and_the_register_believes_it(olena):
    asked(olena)
    replies(olena, "3 Нур-Султан")
    assert stands(olena) == ("waiting", "nursultan")
    entry = LedgerEntry.objects.latest("recorded_at")
    row = CheckIn.objects.get()
    assert (entry.evidence, entry.said_by, row.entry) == ("told_self", "self", entry.id)
    assert Person.objects.get(id=olena.id).place.ref == "nursultan"
    assert LedgerEntry.objects.filter(person=olena).count() == 2


def test_safe_moves_nobody(olena):
    asked(olena)
    replies(olena, "1")
    assert LedgerEntry.objects.filter(person=olena).count() == 1
    assert CheckIn.objects.get().entry is None


def test_a_place_that_was_only_heard_of_is_known_from_themselves_once_they_say_it(crisis):
    receipt = cast.register(crisis, {**cast.OLENA, "phones": "+380 00 999 88 77"}, given_by=GivenBy.RELATIVE)
    who = Person.objects.get(id=receipt.persons[0].id)
    heard(who, Said.SAFE, place=place(crisis, "almaty").id)
    entries = LedgerEntry.objects.filter(person=who).order_by("recorded_at")
    assert [entry.evidence for entry in entries] == ["told_other", "told_self"]
    assert entries[1].corrects == entries[0].id
    assert entries[1].happened_at == entries[0].happened_at


def test_who_answers_is_unreachable_no_more(olena):
    asked(olena)
    stand(olena, Account.UNREACHABLE, where=place(olena.crisis, "almaty").id)
    replies(olena, "1")
    assert stands(olena) == ("waiting", "almaty")


def test_who_stays_and_moved_goes_on_staying(crisis):
    petro = person(crisis, **cast.PETRO)
    heard(petro, Said.MOVED, place=place(crisis, "almaty").id)
    assert stands(petro) == ("stays", "almaty")


def test_are_you_back_closes_the_record_of_who_left_by_themselves(olena):
    stand(olena, Account.LEFT_ALONE)
    asked(olena, Question.BACK)
    kept = replies(olena, "так, вдома")
    assert (kept.said, kept.contradicts) == (Said.HOME, None)
    assert stands(olena) == ("home", "")


def test_late_news_changes_the_past_only(olena):
    asked(olena)
    heard(olena, Said.MOVED, place=place(olena.crisis, "nursultan").id, at=LATER)
    checking_in.record(
        check_in=uuid4(), person=olena.id, heard=checking_in.Heard(Said.SAFE, place(olena.crisis, "almaty").id),
        said_at=NOW, by=cast.officer(olena.crisis), at=LATER + timedelta(hours=1),
    )  # fmt: skip
    assert stands(olena) == ("waiting", "nursultan")
    assert Person.objects.get(id=olena.id).place.ref == "nursultan"


@pytest.mark.parametrize(
    ("account", "leg", "text", "contradicts"),
    [
        (Account.HOME, "", "допоможіть, я в Алмати", Contradiction.HOME),
        (Account.HOME, "", "2", Contradiction.HOME),
        (Account.LEFT_ALONE, "", "3 Алмати", Contradiction.LEFT),
        (Account.PROMISED, "KC-1", "3 Нур-Султан", Contradiction.PROMISED),
        (Account.DECEASED, "", "1", Contradiction.DECEASED),
        (Account.NOT_OURS, "", "2", Contradiction.NOT_OURS),
        (Account.ABOARD, "KC-1", "1", None),
        (Account.HOME, "", "1", None),
        (Account.LEFT_ALONE, "", "1", None),
        (Account.PROMISED, "KC-1", "1", None),
    ],
)
def test_what_does_not_fit_moves_nobody_and_is_asked_of_the_desk(olena, account, leg, text, contradicts):
    asked(olena)
    stand(olena, account, leg=leg)
    before = LedgerEntry.objects.count()
    kept = replies(olena, text)
    assert kept.contradicts == contradicts
    assert Person.objects.get(id=olena.id).account == account
    assert LedgerEntry.objects.count() == before
    is_believed = contradicts is Contradiction.PROMISED  # the plan is looked at with it
    assert Registration.objects.filter(person=olena).count() == 1 + is_believed
    assert bool(waiting(olena.crisis)) == bool(contradicts)


def test_home_while_a_place_is_promised_is_asked_of_the_desk(olena):
    stand(olena, Account.PROMISED, leg="KC-1")
    assert heard(olena, Said.HOME).contradicts is Contradiction.PROMISED
    assert stands(olena)[0] == "promised"


def test_who_is_aboard_and_says_home_is_home(olena):
    stand(olena, Account.ABOARD, leg="KC-1")
    heard(olena, Said.HOME)
    assert stands(olena)[0] == "home"


# --- who says it ----------------------------------------------------------------------------------------------------


def test_anothers_safe_does_not_undo_their_own_help(olena):
    heard(olena, Said.HELP)
    kept = heard(olena, Said.SAFE, at=LATER, by_other=True, said_by="the mother")
    assert kept.contradicts is Contradiction.OTHER_SPEAKER
    first, second = waiting(olena.crisis)
    assert (first.answer.said, second.answer.contradicts) == (Said.HELP, Contradiction.OTHER_SPEAKER)
    assert second.answer.who == "the mother"


def test_a_plea_of_a_record_that_was_joined_is_not_undone_by_another_either(crisis, olena):
    twin = person(crisis)
    heard(twin, Said.HELP)
    Person.objects.filter(id=twin.id).update(joined_into=olena)
    kept = heard(olena, Said.SAFE, at=LATER, by_other=True, said_by="the mother")
    assert kept.contradicts is Contradiction.OTHER_SPEAKER
    assert check_ins.answer_counts(crisis.id).help == 1


def test_what_another_says_is_weaker_evidence_and_no_sign_of_life(olena):
    heard(olena, Said.MOVED, place=place(olena.crisis, "nursultan").id, by_other=True, said_by="the mother")
    assert LedgerEntry.objects.latest("recorded_at").evidence == "told_other"
    assert Note.objects.get(person=olena).kind == "relative_said"


def test_an_officer_without_the_right_keeps_nothing(olena):
    with pytest.raises(Refused) as refused:
        checking_in.record(
            check_in=uuid4(), person=olena.id, heard=checking_in.Heard(Said.SAFE), said_at=NOW,
            by=cast.officer(olena.crisis, Role.VIEWER), at=NOW,
        )  # fmt: skip
    assert refused.value.reason is FoundationReason.NOT_PERMITTED
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"said": Said.WORDS}, ContactReason.CHECK_IN_SAYS_NOTHING),
        ({"said": Said.SAFE, "words": "x" * 1001}, FoundationReason.TEXT_TOO_LONG),
        ({"said": Said.SAFE, "place": uuid4()}, FoundationReason.UNKNOWN_PLACE),
        ({"said": Said.SAFE, "said_by": "x" * 121}, FoundationReason.TEXT_TOO_LONG),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(olena, changes, reason):
    with pytest.raises(Refused) as refused:
        heard(olena, changes.pop("said"), **changes)
    assert refused.value.reason is reason
    assert not CheckIn.objects.exists()


def test_an_hour_that_has_not_come_is_refused(olena):
    with pytest.raises(Refused) as refused:
        checking_in.record(
            check_in=uuid4(), person=olena.id, heard=checking_in.Heard(Said.SAFE), said_at=LATER,
            by=cast.officer(olena.crisis), at=NOW,
        )  # fmt: skip
    assert refused.value.reason is PeopleReason.HAPPENS_IN_FUTURE


# --- the private link -----------------------------------------------------------------------------------------------


@pytest.fixture
def family(crisis):
    return cast.register(crisis, cast.OLENA, cast.TARAS)


def tap(family, said, persons=None, *, key=None, place=None, words=""):
    return checking_in.answer_by_link(
        token=family.token, persons=persons or [each.id for each in family.persons], said=said, place=place,
        words=words, submission=key or uuid4(), by=PUBLIC, at=NOW,
    )  # fmt: skip


def test_one_tap_answers_for_a_family_once(family):
    key = uuid4()
    for _ in range(2):
        tap(family, Said.SAFE, key=key)
    assert CheckIn.objects.filter(said="safe", channel="private_page").count() == 2
    assert Note.objects.filter(kind="safe").count() == 2


def test_who_says_they_left_the_country_has_left_by_themselves(family):
    olena = family.persons[0].id
    tap(family, Said.LEFT, [olena])
    assert Person.objects.get(id=olena).account == "left_alone"
    assert LedgerEntry.objects.filter(person=olena, happened_at=NOW, evidence="told_self").count() == 1


def test_a_tap_with_a_place_moves_them(family):
    tap(family, Said.SAFE, place=place(family_crisis(family), "nursultan").id)
    assert {row.account_place.ref for row in Person.objects.all()} == {"nursultan"}


def family_crisis(family):
    return Person.objects.get(id=family.persons[0].id).crisis


def test_a_link_speaks_for_its_own_party_only(crisis, family):
    stranger = person(crisis)
    with pytest.raises(Refused) as refused:
        tap(family, Said.SAFE, [stranger.id])
    assert refused.value.reason is PeopleReason.NO_SUCH_PERSON
    with pytest.raises(Refused):
        checking_in.answer_by_link(
            token="x" * 27, persons=[stranger.id], said=Said.SAFE, place=None, words="", submission=uuid4(),
            by=PUBLIC, at=NOW,
        )  # fmt: skip
    assert not CheckIn.objects.exists()


def test_words_of_a_tap_wait_for_an_officer_and_are_sealed(family):
    tap(family, Said.WORDS, [family.persons[0].id], words="вода закінчується")
    assert [each.answer.words for each in waiting(family_crisis(family))] == ["вода закінчується"]
    assert "вода".encode() not in bytes(Note.objects.get().words or b"")


@pytest.mark.parametrize("said", [Said.SAFE, Said.HOME, Said.AWAY])
def test_words_beside_a_button_are_read_by_an_officer_whatever_the_button(family, said):
    tap(family, said, [family.persons[0].id], words="але скінчився інсулін")
    tap(family, said, [family.persons[1].id])
    (one,) = waiting(family_crisis(family))
    assert (one.answer.said, one.answer.words, one.answer.waits) == (said, "але скінчився інсулін", True)
    assert check_ins.answer_counts(family_crisis(family).id).to_read == 1


def test_what_an_officer_heard_and_wrote_down_was_read(crisis, olena):
    heard(olena, Said.SAFE, words="усе добре, дякує")
    assert waiting(crisis) == []


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_a_viewer_sees_no_answer(crisis):
    with pytest.raises(Refused):
        check_ins.waiting(crisis.id, by=cast.officer(crisis, Role.VIEWER), on=NOW.date())


def test_what_was_answered_is_never_rewritten(olena):
    heard(olena, Said.HELP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('dodomu_app', 'contact_checkin', 'UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_both_words_and_one_standing(crisis):
    who = person(crisis)
    key = uuid4()
    places = [place(crisis, "almaty").id, place(crisis, "nursultan").id]

    def say(number: int) -> None:
        try:
            heard(who, Said.MOVED, place=places[number % 2], key=key if number < 2 else None)
        finally:
            connection.close()

    threads = [Thread(target=say, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CheckIn.objects.count() == 3
