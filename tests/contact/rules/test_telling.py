"""Ladders, waves, proportion, words and what becomes of a delivery: pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.messages import ChannelKind, Failure, Verdict
from dodomu.contact.rules import handing, ladders, proportion, waves
from dodomu.contact.rules.handing import Phrases, Worded
from dodomu.contact.rules.ladders import LadderFault, Step
from dodomu.contact.rules.proportion import Disproportion
from dodomu.contact.rules.settling import outcome_of
from dodomu.contact.rules.terms import DeliveryState, Purpose, Rung
from dodomu.situation.rules.terms import Network

NOW = datetime(2022, 1, 8, 7, tzinfo=UTC)
SMS = Step(Rung.OWN_CHANNELS, ChannelKind.SMS)
EMAIL = Step(Rung.OWN_CHANNELS, ChannelKind.EMAIL)


def test_a_ladder_is_kept_and_read_again_as_it_was():
    assert ladders.read(ladders.as_json(ladders.USUAL)) == ladders.USUAL


@pytest.mark.parametrize(
    ("content", "step"),
    [
        ([], 0),
        ([SMS, SMS], 1),
        ([SMS, Step(Rung.PARTY, ChannelKind.PAPER)], 1),
        ([SMS, Step(Rung.WARDEN, ChannelKind.SMS)], 1),
        ([Step(Rung.OWN_CHANNELS, ChannelKind.SMS, -1)], 0),
        ([Step(Rung.OWN_CHANNELS, ChannelKind.SMS, 8 * 24 * 60)], 0),
        ([Step(Rung.HOME_CONTACT, ChannelKind.EMAIL)], 0),
        ([{"rung": "own_channels", "channel": "pigeon"}], 0),
        ([{"rung": "own_channels", "channel": "sms", "minutes": "soon"}], 0),
        ([{"rung": "own_channels", "channel": "sms", "minutes": True}], 0),
        ([{"rung": "own_channels", "channel": "sms", "loud": 1}], 0),
        (["sms"], 0),
    ],
)
def test_what_is_no_ladder_names_its_step(content: list[object], step: int):
    with pytest.raises(LadderFault) as caught:
        ladders.read(content)  # type: ignore[arg-type]
    assert caught.value.step == step


def test_a_step_is_down_when_every_network_it_could_go_over_is():
    assert ladders.is_down(SMS, [Network.SMS])
    assert not ladders.is_down(EMAIL, [Network.INTERNET])
    assert ladders.is_down(EMAIL, [Network.INTERNET, Network.MOBILE_DATA])
    assert not ladders.is_down(Step(Rung.WARDEN, ChannelKind.PAPER), list(Network))
    assert ladders.is_down(Step(Rung.CALL, ChannelKind.PAPER), [Network.VOICE])
    assert not ladders.is_down(Step(Rung.HOME_CONTACT, ChannelKind.SMS), list(Network)), "they are at home"


def test_steps_keep_their_numbers_when_a_channel_is_missing():
    assert ladders.only((SMS, EMAIL), [ChannelKind.EMAIL]) == ((1, EMAIL),)


def test_several_waves_need_minutes_between_them():
    assert waves.are_possible(1, 0) and waves.are_possible(4, 15)
    assert not waves.are_possible(4, 0) and not waves.are_possible(0, 5) and not waves.are_possible(201, 5)
    assert waves.hour_of(3, begun_at=NOW, minutes=20) == NOW + timedelta(hours=1)


@given(persons=st.integers(0, 10**6), answers=st.integers(1, 10**4))
def test_waves_bring_no_more_answers_than_can_be_read(persons: int, answers: int):
    found = waves.enough(persons, answers_an_hour=answers, answering=0.5, minutes=15)
    assert 1 <= found <= waves.MOST_WAVES
    if found < waves.MOST_WAVES:
        assert round(persons * 0.5) / found <= round(max(1.0, answers / 4)) + 1e-9


@pytest.mark.parametrize(
    ("persons", "reached", "last", "purpose", "found"),
    [
        (0, 0, 10, Purpose.ADVICE, (Disproportion.NOBODY,)),
        (5, 0, 10, Purpose.ADVICE, (Disproportion.NO_WAY,)),
        (501, 501, 100, Purpose.ADVICE, (Disproportion.MORE_THAN_LAST,)),
        (500, 500, 100, Purpose.ADVICE, ()),
        (40, 40, 1, Purpose.ADVICE, ()),
        (501, 501, None, Purpose.NOTICE, (Disproportion.MOST_OF_CRISIS,)),
        (1000, 1000, None, Purpose.ADVICE, ()),
    ],
)
def test_a_number_out_of_proportion_is_noticed(
    persons: int, reached: int, last: int | None, purpose: Purpose, found: tuple[Disproportion, ...]
):
    said = proportion.disproportions(persons, reached=reached, last=last, of_crisis=1000, purpose=purpose)
    assert said == found


def test_words_of_the_channel_come_before_those_for_all():
    words = [Worded("uk", "", "усім"), Worded("uk", "sms", "коротко"), Worded("en", "", "all")]
    assert handing.choose(words, language="uk", channel="sms").text == "коротко"
    assert handing.choose(words, language="uk", channel="email").text == "усім"
    assert handing.choose(words, language="kk", channel="email").text == "усім"
    assert handing.choose([], language="uk", channel="sms") is None
    assert handing.preferred(["kk", "en", "uk"]) == "uk" and handing.preferred(["kk"]) == "kk"


def test_what_is_filled_in_cannot_bring_more_to_fill_in():
    assert handing.filled("{name}: {reference}", name="A", reference="1") == "A: 1"
    assert handing.filled("{x} {name", name="A") == "{x} {name"


def test_who_reads_for_another_is_told_for_whom_and_why_it_was_sent_all_the_same():
    phrases = Phrases("life", "pass on to {name}:", "for {name}:")
    assert handing.beside("T", rung=Rung.PARTY, name="A", though_stopped=False, phrases=phrases) == "for A:\nT"
    assert handing.beside("T", rung=Rung.HOME_CONTACT, name="A", though_stopped=True, phrases=phrases) == (
        "pass on to A:\nT\nlife"
    )
    assert handing.beside("T", rung=Rung.OWN_CHANNELS, name="A", though_stopped=False, phrases=phrases) == "T"


def outcome(verdict: Verdict, doubts: int = 0, minutes: int | None = 30, wait: float = 0, *, drill: bool = False):
    return outcome_of(
        verdict, why=Failure.EXPIRED, wait=wait, doubts=doubts, minutes=minutes, is_drill=drill, hour=NOW, now=NOW
    )


def test_what_a_verdict_makes_of_a_delivery():
    taken = outcome(Verdict.TAKEN)
    assert (taken.state, taken.next_at, taken.why) == (DeliveryState.TAKEN, NOW + timedelta(minutes=30), "")
    assert outcome(Verdict.TAKEN, minutes=None).next_at is None
    refused = outcome(Verdict.REFUSED)
    assert (refused.state, refused.next_at, refused.why) == (DeliveryState.FAILED, NOW, "expired")
    later = outcome(Verdict.LATER, wait=9)
    assert (later.state, later.due_at, later.untried) == (DeliveryState.WAITING, NOW + timedelta(seconds=9), 1)
    assert outcome(Verdict.LATER, doubts=1).state == DeliveryState.IN_DOUBT
    assert outcome(Verdict.LATER, wait=9, drill=True).due_at is None
    first, second = outcome(Verdict.IN_DOUBT), outcome(Verdict.IN_DOUBT, doubts=1)
    assert (first.state, second.state) == (DeliveryState.IN_DOUBT, DeliveryState.UNKNOWN)
    assert second.next_at == NOW + timedelta(minutes=30)
