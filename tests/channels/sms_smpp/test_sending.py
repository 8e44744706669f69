"""Messages handed to an SMS centre over a real socket."""

import contextlib
import logging
import threading
from uuid import UUID

import pytest
from benchmarks.peers import smsc, smsc_words

from dodomu.channels.messages import ChannelError, ChannelKind, Failure, Outgoing, Verdict
from dodomu.channels.sms_smpp.client import Smpp
from tests.channels.sms_smpp.operator import connected, messages, send

TAKEN, REFUSED, LATER, IN_DOUBT = Verdict.TAKEN, Verdict.REFUSED, Verdict.LATER, Verdict.IN_DOUBT


def test_every_message_is_taken_once_and_named():
    with smsc.running() as centre, connected(centre) as client:
        results = send(client, messages(500))
        assert client.kind is ChannelKind.SMS
        assert {each.verdict for each in results.values()} == {TAKEN}
        assert {each.refs for each in results.values()} == {(str(taken.message_id),) for taken in centre.taken}
        assert centre.by_number() == {f"38000{number:07d}": 1 for number in range(500)}
        assert {smsc_words.text_of([each]) for each in centre.taken} == {"Вода є в школі №5"}
        assert {each.source for each in centre.taken} == {"Dodomu"}


@pytest.mark.parametrize("text", ["", "Water: school 5", "€" * 300, "Де ви? 👨‍👩‍👧 " * 40, "a" * 153 * 20])
def test_a_long_text_goes_in_as_many_parts_as_were_counted(text: str):
    with smsc.running() as centre, connected(centre) as client:
        (result,) = send(client, messages(1, text)).values()
        assert len(centre.taken) == client.parts(text).count == len(result.refs)
        assert smsc_words.text_of(centre.taken) == text


def test_parts_of_both_attempts_have_one_reference():
    with smsc.running() as centre, connected(centre) as client:
        send(client, messages(1, "я" * 100))
        send(client, messages(1, "я" * 100))
        assert len({each.body[3] for each in centre.taken}) == 1


def test_a_text_of_more_parts_than_can_be_numbered_is_refused():
    with smsc.running() as centre, connected(centre) as client:
        (result,) = send(client, messages(1, "a" * (153 * 255 + 1))).values()
        assert (result.verdict, result.why) == (REFUSED, Failure.TOO_LONG)
        assert centre.taken == []


@pytest.mark.parametrize(
    "number", ["", "+", "380001234567", "+38000 123", "+380001234567890123", "+3800012345٦", "a@b"]
)
def test_what_is_no_number_is_refused_before_it_is_sent(number: str):
    with smsc.running() as centre, connected(centre) as client:
        (result,) = send(client, [Outgoing(UUID(int=1), number, "a", "en")]).values()
        assert (result.verdict, result.why) == (REFUSED, Failure.NO_SUCH_ADDRESS)
        assert centre.counts["submitted"] == 0


@pytest.mark.parametrize(
    ("status", "verdict", "why", "code"),
    [
        (0x0B, REFUSED, Failure.NO_SUCH_ADDRESS, "ESME_RINVDSTADR"),
        (0x0A, REFUSED, Failure.NOT_ALLOWED, "ESME_RINVSRCADR"),
        (0x08, LATER, Failure.PROVIDER_DOWN, "ESME_RSYSERR"),
        (0x4C1, REFUSED, Failure.NOT_UNDERSTOOD, "0x000004C1"),
    ],
)
def test_a_refusal_is_of_one_message_and_says_why(status: int, verdict: Verdict, why: Failure, code: str):
    habits = smsc.Habits(refuse={"380000000003": status})
    with smsc.running(habits) as centre, connected(centre) as client:
        results = send(client, messages(10))
        refused = results.pop(UUID(int=4))
        assert (refused.verdict, refused.why, refused.code) == (verdict, why, code)
        assert {each.verdict for each in results.values()} == {TAKEN}


def test_no_more_are_unanswered_than_the_window_holds():
    silent = smsc.Habits(silent_at=tuple(range(1, 100)))
    with smsc.running(silent) as centre, connected(centre, "&window=7", answer=0.4) as client:
        results = client.send(messages(30), goes_on=lambda: centre.counts["submitted"] < 7)
        assert next(results).verdict is LATER
        assert centre.counts["submitted"] == 7
        assert sorted(each.verdict for each in results) == [IN_DOUBT] * 7 + [LATER] * 22


def test_throttling_slows_down_and_loses_nothing():
    with smsc.running(smsc.Habits(rate=500)) as centre, connected(centre) as client:
        results = send(client, messages(400))
        assert {each.verdict for each in results.values()} == {TAKEN}
        assert set(centre.by_number().values()) == {1}
        assert 0 < centre.counts["throttled"] < 400
        assert client.pace.rate < 10_000


def test_a_full_queue_is_waited_for_and_parts_stay_together():
    with smsc.running(smsc.Habits(full_at=(1, 2, 5, 6, 7))) as centre, connected(centre) as client:
        results = send(client, messages(3, "я" * 150))
        assert [each.verdict for each in results.values()] == [TAKEN] * 3
        for number in centre.by_number():
            assert smsc_words.text_of([each for each in centre.taken if each.number == number]) == "я" * 150


def test_throttling_without_end_gives_messages_back():
    with smsc.running(smsc.Habits(rate=0.001)) as centre, connected(centre, "&window=4", throttled=0.1) as client:
        results = send(client, messages(50))
        assert {each.verdict for each in list(results.values())[1:]} == {LATER}
        assert {each.why for each in list(results.values())[1:]} == {Failure.TOO_MANY}
        assert all(each.wait > 0 for each in list(results.values())[1:])


def test_an_agreed_rate_is_kept():
    with smsc.running(smsc.Habits(rate=800)) as centre, connected(centre, "&rate=300") as client:
        assert {each.verdict for each in send(client, messages(100)).values()} == {TAKEN}
        assert centre.counts["throttled"] == 0


def test_an_answer_that_never_comes_leaves_one_message_in_doubt():
    with smsc.running(smsc.Habits(silent_at=(4,))) as centre, connected(centre, answer=0.5) as client:
        results = send(client, messages(20))
        assert results.pop(UUID(int=4)).verdict is IN_DOUBT
        assert {each.verdict for each in results.values()} == {TAKEN}
        assert {each.verdict for each in send(client, messages(5)).values()} == {TAKEN}
        assert centre.counts["connections"] == 1


def test_an_answer_that_waited_for_us_is_still_an_answer():
    with smsc.running() as centre, connected(centre, "&window=10", answer=0.5) as client:
        results = client.send(messages(40), goes_on=lambda: True)
        taken = [next(results).verdict]
        threading.Event().wait(0.6)  # whoever uses us is busy for longer than an answer may take
        taken += [each.verdict for each in results]
        assert taken == [TAKEN] * len(centre.taken) == [TAKEN] * 40


def test_a_message_with_one_silent_part_is_in_doubt_and_names_the_others():
    with smsc.running(smsc.Habits(silent_at=(2,))) as centre, connected(centre, answer=0.5) as client:
        (result,) = send(client, messages(1, "я" * 150)).values()
        assert result.verdict is IN_DOUBT
        assert len(result.refs) == 2


def test_a_message_with_one_refused_part_is_refused_and_nothing_more_of_it_goes():
    with smsc.running(smsc.Habits(refuse={"380000000000": 0x0B})) as centre, connected(centre, "&window=1") as client:
        (result,) = send(client, messages(1, "я" * 150)).values()
        assert result.verdict is REFUSED
        assert centre.counts["submitted"] == 1


def test_stopping_begins_nothing_more_and_waits_for_what_went():
    with smsc.running(smsc.Habits(delay=0.05)) as centre, connected(centre, "&window=8") as client:
        asked = iter([True, True])
        results = list(client.send(messages(100), goes_on=lambda: next(asked, False)))
        taken = [each for each in results if each.verdict is TAKEN]
        assert len(results) == 100
        assert len(taken) == len(centre.taken) > 0
        assert {each.verdict for each in results} == {TAKEN, LATER}


@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_connection_that_drops_leaves_what_was_in_the_air_in_doubt(count: int):
    with smsc.running(smsc.Habits(drop_at=(count,))) as centre, connected(centre, "&window=10") as client:
        first = send(client, messages(60))
        verdicts = {each.id: each.verdict for each in first.values()}
        assert set(verdicts.values()) <= {TAKEN, IN_DOUBT, LATER}
        sent = {UUID(int=int(each.number[-7:]) + 1) for each in centre.taken}
        assert all(verdicts[each] in (TAKEN, IN_DOUBT) for each in sent)  # nothing that was taken is called later
        assert {each for each, verdict in verdicts.items() if verdict is TAKEN} <= sent
        later = [each for each in messages(60) if verdicts[each.id] is LATER]
        _wait_until_back(client, centre, 2)
        assert {each.verdict for each in send(client, later).values()} == {TAKEN}
        assert set(centre.by_number().values()) == {1}


def _wait_until_back(client: Smpp, centre: smsc.Centre, connections: int) -> None:
    """Wait for the next connection as a caller does."""
    while centre.counts["bound"] < connections:
        with contextlib.suppress(ChannelError):
            client.hear(0.02)


def test_a_hand_over_that_is_left_half_way_does_not_stop_the_next():
    with smsc.running() as centre, connected(centre) as client:
        results = client.send(messages(100), goes_on=lambda: True)
        next(results)
        with pytest.raises(ChannelError, match="under way"):
            next(client.send(messages(1), goes_on=lambda: True))
        results.close()
        assert {each.verdict for each in send(client, messages(50, begin=100)).values()} == {TAKEN}


def test_one_may_hear_while_one_sends():
    with smsc.running(smsc.Habits(receipts="before")) as centre, connected(centre) as client:
        taken, heard = [], set()
        for result in client.send(messages(200), goes_on=lambda: True):
            taken += result.refs
            came = client.hear(0)
            heard |= {each.ref for each in came}
            client.acknowledge(came)
        while len(heard) < 200:
            came = client.hear(1)
            heard |= {each.ref for each in came}
            client.acknowledge(came)
        assert heard == set(taken)
        centre.until(lambda: not centre.outbox)


@pytest.mark.parametrize(
    ("answer", "receipt", "ids"), [("hex", "dec", "hex-dec"), ("dec", "hex", "dec-hex"), ("hex", "hex", "same")]
)
def test_receipts_come_under_the_name_of_the_answer(answer: str, receipt: str, ids: str):
    habits = smsc.Habits(receipts="after", answer_ids=answer, receipt_ids=receipt)
    with smsc.running(habits) as centre, connected(centre, f"&ids={ids}") as client:
        refs = {ref for each in send(client, messages(20)).values() for ref in each.refs}
        centre.until(lambda: centre.counts["delivered"] == 20)
        heard = set()
        while len(heard) < 20:
            heard |= {each.ref for each in client.hear(1)}
        assert heard == refs


def test_nothing_is_logged_but_the_place(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG), smsc.running(smsc.Habits(drop_at=(3,))) as centre, connected(centre) as client:
        send(client, messages(10, "Таємниця"))
        assert caplog.records
        assert all("secret" not in each.getMessage() and "Таємниця" not in each.getMessage() for each in caplog.records)
