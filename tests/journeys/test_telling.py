"""Offers are told by message, without where and when; a plain yes or no that comes back is the answer."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Broadcast, Conversation
from dodomu.contact.operations import broadcasting
from dodomu.contact.rules.terms import BroadcastState, Purpose
from dodomu.foundation.actors import SYSTEM
from dodomu.journeys.models import Offer, OfferAnswer
from dodomu.journeys.operations import telling
from dodomu.journeys.operations.telling import take_reply, tell_offers
from dodomu.people.models import ContactPoint, Person
from tests.contact import asked
from tests.contact.writing_in import wrote
from tests.journeys.offered import NOW, TOMORROW, Harbour, harbour, live

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def a_way_out(settings: LazySettings) -> None:
    settings.DODOMU_CHANNELS = {"sms": "smpp://name:word@127.0.0.1:2775"}


def offered(here: Harbour, parties: int = 1) -> list[UUID]:
    here.leg("PS-1", 60)
    names = here.parties(parties)
    here.offer_all(dict.fromkeys(names, "PS-1"))
    return names


def tell(here: Harbour) -> list[UUID]:
    offers = list(Offer.objects.filter(crisis=here.id).values_list("id", flat=True))
    return tell_offers(crisis=here.id, offers=offers, by=SYSTEM, at=NOW)


def replied(here: Harbour, party: UUID, text: str, *, purpose: Purpose = Purpose.OFFER) -> bool:
    """Let a party that was told of something write back, and the reaction hear of it."""
    person = Person.objects.get(party=party)
    phone = ContactPoint.objects.get(person=person, kind="phone").value
    asked.sent(person, asked.broadcast(here.crisis, purpose), at=NOW, address=phone)
    kept = wrote(text, phone, at=SOON)
    return take_reply(person=person.id, message=kept.message, by=SYSTEM, at=SOON)


def test_a_few_are_told_at_once_and_once_without_where_and_when():
    here = harbour()
    offered(here, 2)
    (made,) = tell(here)
    assert tell(here) == [made]
    row = Broadcast.objects.get()
    assert (row.purpose, row.state, row.crisis_id) == (Purpose.OFFER, BroadcastState.APPROVED, here.id)
    texts = {(each.language, each.channel): each.text for each in row.texts.all()}
    assert {language for language, _ in texts} == {"uk", "en", "ru", "kk"}
    assert all("{link}" in text and "PS-1" not in text for text in texts.values())
    assert row.texts.get(language="uk", channel=ChannelKind.EMAIL).subject


def test_what_is_said_to_many_waits_for_a_second_officer(monkeypatch):
    monkeypatch.setattr(broadcasting, "FEW", 2)
    here = harbour()
    offered(here, 3)
    (made,) = tell(here)
    assert tell(here) == [made]
    assert Broadcast.objects.get().state == BroadcastState.ASKED


def test_without_any_channel_nothing_is_written_down(settings: LazySettings):
    settings.DODOMU_CHANNELS = {}
    here = harbour()
    offered(here)
    assert tell(here) == []
    assert not Broadcast.objects.exists()


def test_hundreds_are_told_in_parts(monkeypatch):
    monkeypatch.setattr(telling, "MOST_NAMED", 2)
    here = harbour()
    offered(here, 5)
    assert len(tell(here)) == len(set(tell(here))) == 3


def test_who_answered_meanwhile_is_not_asked_any_more():
    here = harbour()
    (party,) = offered(here)
    assert replied(here, party, "так")
    assert tell(here) == []


def test_of_a_party_that_is_home_nobody_is_told():
    here = harbour()
    offered(here)
    Person.objects.update(account="home")
    assert tell(here) == []
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize("text", ["Так", "ТАК!", "yes", "да.", "иә"])
def test_a_plain_yes_accepts_and_nobody_waits_for_an_officer(text: str):
    here = harbour()
    (party,) = offered(here)
    assert replied(here, party, text)
    assert live(party).state == "accepted"
    said = OfferAnswer.objects.get()
    assert (said.answer, said.channel, said.said_by) == ("accept", "sms", "reply")
    assert Conversation.objects.get().waits_since is None


def test_a_plain_no_declines():
    here = harbour()
    (party,) = offered(here)
    assert replied(here, party, "ні")
    assert Offer.objects.get(party=party).state == "declined"


@pytest.mark.parametrize("text", ["так, але пізніше", "1", "не знаю", "ні ні так", "СТОП", ""])
def test_everything_else_is_for_an_officer_to_read(text: str):
    here = harbour()
    (party,) = offered(here)
    assert not replied(here, party, text)
    assert live(party).state == "sent"
    assert not OfferAnswer.objects.exists()


def test_yes_to_a_check_in_takes_no_place():
    here = harbour()
    (party,) = offered(here)
    assert not replied(here, party, "так", purpose=Purpose.CHECK_IN)
    assert live(party).state == "sent"


def test_a_yes_that_comes_too_late_is_kept_and_waits_for_an_officer():
    here = harbour()
    (party,) = offered(here)
    person = Person.objects.get(party=party)
    phone = ContactPoint.objects.get(person=person, kind="phone").value
    asked.sent(person, asked.broadcast(here.crisis, Purpose.OFFER), at=NOW, address=phone)
    late = TOMORROW + timedelta(hours=1)
    kept = wrote("так", phone, at=late)
    assert not take_reply(person=person.id, message=kept.message, by=SYSTEM, at=late)
    assert OfferAnswer.objects.get().counted is False
    assert Conversation.objects.get().waits_since is not None


def test_the_same_reply_heard_twice_is_one_answer():
    here = harbour()
    (party,) = offered(here)
    replied(here, party, "так")
    message = OfferAnswer.objects.get().submission
    assert not take_reply(person=Person.objects.get(party=party).id, message=message, by=SYSTEM, at=SOON)
    assert OfferAnswer.objects.count() == 1
