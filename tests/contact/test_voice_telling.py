"""Who gave feedback is told once that there is an answer, where they can be told; the answer itself is not sent."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Conversation, Delivery, Message, Stop, Voice, VoiceTurn, sealed
from dodomu.contact.operations import voices
from dodomu.contact.operations.voice_telling import tell_sender
from dodomu.contact.queries.voice_ways import way_to_sender
from dodomu.contact.queries.voices import own
from dodomu.contact.reasons import ContactReason
from dodomu.contact.rules.terms import DeliveryState, VoiceKind, VoiceTurned
from dodomu.contact.rules.voices import AnswerGiven, VoiceGiven
from dodomu.foundation import encryption
from dodomu.foundation.actors import PUBLIC, Role
from dodomu.foundation.models import Crisis
from dodomu.foundation.refusal import FoundationReason, Refused
from tests import cast

pytestmark = pytest.mark.django_db
NOON = cast.NOON
TEXT = "Answered, read {link}"


@pytest.fixture
def crisis(settings: Any) -> Crisis:
    """An exercise: every channel can be tried, and nothing of it reaches anybody."""
    settings.DODOMU_ADDRESS = "https://example.org"
    return cast.crisis(exercise="kazakhstan-2022/ua", exercise_now=NOON)


def said(crisis: Crisis, contact: str = "", link: str = "") -> UUID:
    given = VoiceGiven(VoiceKind.WRONG, "Холодно", "uk", contact)
    return voices.say(crisis=crisis.id, given=given, submission=uuid4(), link=link, by=PUBLIC, at=NOON).voice


def answered(crisis: Crisis, voice: UUID, words: str = "Привезли ковдри") -> UUID:
    version = Voice.objects.get(id=voice).version
    given = AnswerGiven(private=words)
    voices.answer(voice=voice, version=version, given=given, by=cast.officer(crisis), at=NOON)
    return voice


def tell(crisis: Crisis, voice: UUID) -> bool:
    return tell_sender(voice=voice, text=TEXT, by=cast.officer(crisis), at=NOON)


@pytest.mark.parametrize(
    ("contact", "channel", "address"),
    [
        ("Olena@Example.org", ChannelKind.EMAIL, "olena@example.org"),
        ("+380 50 123 45 67", ChannelKind.SMS, "+380501234567"),
        ("050 123 45 67", ChannelKind.SMS, "+380501234567"),
    ],
)
def test_a_contact_that_can_be_used_is_told(crisis: Crisis, contact: str, channel: ChannelKind, address: str) -> None:
    voice = answered(crisis, said(crisis, contact))
    assert tell(crisis, voice)
    sent = Delivery.objects.get()
    assert (sent.channel, sent.address, sent.state, sent.is_drill) == (channel, address, DeliveryState.WAITING, True)
    message = Message.objects.get()
    words = encryption.open_sealed(message.words, context=sealed.MESSAGE_WORDS)
    assert words.startswith("Answered, read https://example.org/v/")
    assert "ковдри" not in words
    mine = own(words.rsplit("/", 1)[1], at=NOON)
    assert mine is not None
    assert mine.answer == "Привезли ковдри"
    assert message.is_automatic
    assert VoiceTurn.objects.filter(kind=VoiceTurned.TOLD).count() == 1


@pytest.mark.parametrize(
    "contact",
    ["", "в готелі", "@olena", "a@b", "x@example.org\r\nBcc: y@example.org", "a@example.org, b@example.org", "12"],
)
def test_a_contact_that_no_machine_can_use_is_left_to_the_officer(crisis: Crisis, contact: str) -> None:
    voice = answered(crisis, said(crisis, contact))
    assert way_to_sender(voice) is None
    assert not tell(crisis, voice)
    assert not Delivery.objects.exists()


def test_who_is_registered_is_told_in_their_own_thread(crisis: Crisis) -> None:
    receipt = cast.register(crisis, cast.OLENA | {"phones": "+380 50 123 45 67"})
    voice = answered(crisis, said(crisis, link=receipt.token))
    assert tell(crisis, voice)
    assert Conversation.objects.get().person_id == receipt.persons[0].id
    assert Delivery.objects.get().address == "+380501234567"


def test_they_are_told_once_for_each_answer(crisis: Crisis) -> None:
    voice = answered(crisis, said(crisis, "olena@example.org"))
    assert tell(crisis, voice)
    assert tell(crisis, voice)
    assert Delivery.objects.count() == 1
    answered(crisis, voice, "Ковдри завтра")
    assert tell(crisis, voice)
    assert Delivery.objects.count() == 2
    assert Conversation.objects.count() == 1


def test_who_said_stop_is_not_told(crisis: Crisis) -> None:
    Stop.objects.create(channel=ChannelKind.EMAIL, address="olena@example.org", said_at=NOON)
    assert not tell(crisis, answered(crisis, said(crisis, "olena@example.org")))


def test_what_is_not_answered_is_not_told_and_a_viewer_tells_nobody(crisis: Crisis) -> None:
    voice = said(crisis, "olena@example.org")
    with pytest.raises(Refused, match=ContactReason.VOICE_NOT_ANSWERED.value):
        tell(crisis, voice)
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED.value):
        tell_sender(voice=voice, text=TEXT, by=cast.officer(crisis, Role.VIEWER), at=NOON)
    with pytest.raises(Refused, match=ContactReason.VOICE_NOT_FOUND.value):
        tell(crisis, uuid4())
    assert way_to_sender(uuid4()) is None


def test_where_no_channel_is_set_up_nobody_is_told(crisis: Crisis, settings: Any) -> None:
    settings.DODOMU_CHANNELS = {}
    real = cast.crisis()
    assert way_to_sender(answered(real, said(real, "olena@example.org"))) is None
