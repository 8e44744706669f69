"""What a broadcast says, shown to who approves it."""

from dodomu.channels.messages import ChannelKind
from dodomu.contact.queries.audiences import Text
from dodomu.web.desk.broadcasts.said import SaidText, said_in

TEXTS = (
    Text("en", "Stay indoors.", channel=ChannelKind.SMS),
    Text("en", "Stay indoors.", channel=ChannelKind.PAPER),
    Text("en", "Stay indoors until 18:00.", "Advice 2", ChannelKind.EMAIL),
    Text("uk", "Залишайтеся вдома."),
)


def test_one_text_stands_once_with_every_channel_that_carries_it() -> None:
    (english, _) = said_in(TEXTS, first="en")
    assert english.texts == (
        SaidText((ChannelKind.SMS, ChannelKind.PAPER), "", "Stay indoors."),
        SaidText((ChannelKind.EMAIL,), "Advice 2", "Stay indoors until 18:00."),
    )


def test_the_language_of_the_reader_comes_first_and_none_is_left_out() -> None:
    assert [each.language for each in said_in(TEXTS, first="uk")] == ["uk", "en"]
    assert [each.language for each in said_in(TEXTS, first="kk")] == ["en", "uk"]


def test_a_text_for_every_channel_names_none() -> None:
    assert said_in(TEXTS, first="uk")[0].texts == (SaidText((), "", "Залишайтеся вдома."),)
