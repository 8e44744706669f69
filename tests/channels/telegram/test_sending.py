"""Messages go out as quickly as Telegram allows, and of each is known what became of it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from benchmarks.peers import bot_api
from benchmarks.peers.bot_api import Habits

from dodomu.channels import telegram
from dodomu.channels.messages import ChannelError, Choice, Failure, Outgoing, Verdict
from dodomu.channels.telegram.pace import Pace, Queue
from tests.channels.email import post
from tests.channels.telegram.bot import CHOICES, connected, message, send

T, R, L, D = Verdict.TAKEN, Verdict.REFUSED, Verdict.LATER, Verdict.IN_DOUBT


def test_messages_go_side_by_side_and_each_has_its_name():
    with bot_api.running(Habits(delay=0.01)) as server, connected(server) as channel:
        results = send(channel, [message(each) for each in range(1, 101)])
        assert {each.verdict for each in results.values()} == {T} and len(server.taken) == 100
        assert results["7"].refs[0].startswith("7:50") and len({each.refs for each in results.values()}) == 100
        assert server.counts["connections"] <= 9


def test_a_message_has_its_buttons_and_stands_below_what_it_answers():
    with bot_api.running() as server, connected(server) as channel:
        text = "Автобус о шостій. <b>*_[не розмітка](x)</b>"
        send(channel, [message(text=text, subject="Виїзд", choices=CHOICES, answers="m7:10")])
        sent = server.taken[0]
    assert sent["chat_id"] == 7 and sent["text"] == f"Виїзд\n\n{text}" and "parse_mode" not in sent
    assert sent["reply_markup"]["inline_keyboard"] == [
        [{"text": "Я в безпеці", "callback_data": "1"}],
        [{"text": "Потрібна допомога", "callback_data": "2"}],
    ]
    assert sent["reply_parameters"] == {"message_id": 10, "allow_sending_without_reply": True}
    assert sent["link_preview_options"] == {"is_disabled": True}


def test_nothing_of_another_chat_is_answered():
    with bot_api.running() as server, connected(server) as channel:
        send(channel, [message(7, answers="m8:10")])
        assert "reply_parameters" not in server.taken[0]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"chat": "+380001112233"}, Failure.NO_SUCH_ADDRESS),
        ({"chat": ""}, Failure.NO_SUCH_ADDRESS),
        ({"chat": "7\n8"}, Failure.NO_SUCH_ADDRESS),
        ({"chat": "٧"}, Failure.NO_SUCH_ADDRESS),
        ({"text": "  \n"}, Failure.NOT_ALLOWED),
        ({"text": "а" * 4097}, Failure.TOO_LONG),
        ({"text": "😀" * 2049}, Failure.TOO_LONG),
        ({"choices": (Choice("я" * 33, "так"),)}, Failure.NOT_ALLOWED),
        ({"choices": (Choice("1", " "),)}, Failure.NOT_ALLOWED),
    ],
)
def test_what_telegram_would_not_take_is_refused_here(given: dict[str, Any], why: Failure):
    with bot_api.running() as server, connected(server) as channel:
        result = next(iter(send(channel, [message(**given)]).values()))
        assert (result.verdict, result.why) == (R, why) and not server.taken


def test_the_length_of_a_text_is_told():
    with bot_api.running() as server, connected(server) as channel:
        parts = channel.parts("😀а")
        assert (parts.count, parts.units, parts.left) == (1, 3, 4093)
        assert send(channel, [message(text="а" * 4096, subject="Виїзд")])["7"].verdict is T


def test_who_cannot_be_reached_hinders_nobody():
    habits = Habits(blocked=(1,), unknown=(2,), deactivated=(3,), never_began=(4,))
    with bot_api.running(habits) as server, connected(server) as channel:
        results = send(channel, [message(each) for each in range(1, 8)])
        assert [(results[str(each)].verdict, results[str(each)].why) for each in range(1, 8)] == [
            (R, Failure.BLOCKED),
            (R, Failure.NO_SUCH_ADDRESS),
            (R, Failure.NO_SUCH_ADDRESS),
            (R, Failure.NOT_REACHABLE),
            *[(T, None)] * 3,
        ]
        stopped = channel.hear(0)
        assert [(each.sender, each.is_stop) for each in stopped] == [("1", True)]
        channel.acknowledge(stopped)
        assert not channel.hear(0)


@pytest.mark.parametrize(
    ("status", "body", "verdict", "why"),
    [
        (502, "<html>Bad Gateway</html>", D, Failure.PROVIDER_DOWN),
        (200, "not JSON", D, Failure.PROVIDER_DOWN),
        (200, "[]", D, Failure.PROVIDER_DOWN),
        (200, "[" * 100_000, D, Failure.PROVIDER_DOWN),
        (500, '{"ok": false, "error_code": 500, "description": "Internal"}', D, Failure.PROVIDER_DOWN),
        (403, "<html>a proxy says no</html>", R, Failure.BLOCKED),
        (418, '{"ok": false, "error_code": 418, "description": "?"}', R, Failure.NOT_UNDERSTOOD),
        (400, '{"ok": false, "error_code": 400, "description": "Bad Request: x"}', R, Failure.NOT_ALLOWED),
        (400, '{"ok": false, "error_code": "x", "parameters": 3}', R, Failure.NOT_ALLOWED),
    ],
)
def test_odd_answers_are_understood_as_far_as_they_go(status: int, body: str, verdict: Verdict, why: Failure):
    with bot_api.running(Habits(answers={1: (status, body)})) as server, connected(server, "&lines=1") as channel:
        results = send(channel, [message(1)])
        assert (results["1"].verdict, results["1"].why) == (verdict, why)
        assert send(channel, [message(2)])["2"].verdict is T


def test_a_connection_that_is_dropped_leaves_the_message_in_doubt():
    with bot_api.running(Habits(drop_at=(3,))) as server, connected(server, "&rate=1000&chat=0&lines=1") as channel:
        results = send(channel, [message(each) for each in range(1, 7)])
        assert [results[str(each)].verdict for each in range(1, 7)] == [T, T, D, T, T, T] and len(server.taken) == 6


def test_a_server_that_never_answers_leaves_the_message_in_doubt():
    with bot_api.running(Habits(silent_at=(1,))) as server:
        link = f"telegram://{bot_api.TOKEN}@127.0.0.1:{server.port}?tls=0&answer=0.2&lines=1&chat=0"
        channel = telegram.connect(link)
        assert [each.verdict for each in send(channel, [message(1), message(2)]).values()] == [D, T]
        channel.close()


def test_a_server_that_hung_up_while_nothing_was_sent_costs_nothing():
    with bot_api.running(Habits(hang_up_after=(1,))) as server, connected(server, "&lines=1&chat=0") as channel:
        assert send(channel, [message(1)])["1"].verdict is T
        server.until(lambda: server.counts["closed"])
        assert send(channel, [message(2)])["2"].verdict is T and len(server.taken) == 2


def test_a_server_that_is_gone_makes_everything_wait():
    with bot_api.running() as server, connected(server) as channel:
        server.stop()
        results = send(channel, [message(each) for each in range(1, 200)])
        assert {(each.verdict, each.why) for each in results.values()} == {(L, Failure.PROVIDER_DOWN)}
        assert all(0 < each.wait <= 5 for each in results.values())


def test_who_says_stop_has_every_message_back_once():
    with bot_api.running() as server, connected(server, "&lines=1&rate=1000&chat=0") as channel:
        results = send(channel, [message(each) for each in range(1, 11)], most=4)
        assert [results[str(each)].verdict for each in range(1, 11)] == [T] * 4 + [L] * 6 and len(server.taken) == 4


def test_the_limits_of_telegram_are_kept_without_being_told():
    habits = Habits(rate=30, chat_gap=0.15)
    with bot_api.running(habits) as server, connected(server, "&rate=25&chat=0.2") as channel:
        messages = [message(each % 3 + 1, number=each) for each in range(1, 10)] + [
            message(each) for each in range(20, 30)
        ]
        verdicts = [each.verdict for each in channel.send(messages, goes_on=lambda: True)]
        assert verdicts == [T] * 19 and not server.counts["429"]


def test_too_many_holds_everybody_for_as_long_as_is_said():
    habits = Habits(answers={2: (429, json.dumps(_too_many(1)))})
    with bot_api.running(habits) as server, connected(server, "&lines=1&rate=1000&chat=0") as channel:
        results = send(channel, [message(each) for each in range(1, 4)])
        assert [(each.verdict, each.why, each.wait) for each in results.values()] == [
            (T, None, 0.0),
            (L, Failure.TOO_MANY, 1.0),
            (T, None, 0.0),
        ]


def test_too_many_for_long_gives_everything_back():
    habits = Habits(answers={2: (429, json.dumps(_too_many(37)))})
    with bot_api.running(habits) as server, connected(server, "&lines=1&rate=1000&chat=0") as channel:
        results = send(channel, [message(each) for each in range(1, 100)])
        assert results["2"].wait == 37 and server.counts["sendMessage"] == 2
        assert all(each.verdict is L and 30 < each.wait <= 37 for each in list(results.values())[1:])


def _too_many(seconds: int) -> dict[str, Any]:
    words = f"Too Many Requests: retry after {seconds}"
    return {"ok": False, "error_code": 429, "description": words, "parameters": {"retry_after": seconds}}


def test_a_token_that_was_withdrawn_gives_everything_back():
    with bot_api.running() as server, connected(server) as channel:
        server.habits.token = "123456:another"
        results = send(channel, [message(each) for each in range(1, 50)])
        assert {(each.verdict, each.why) for each in results.values()} == {(L, Failure.NOT_ALLOWED)}
        with pytest.raises(ChannelError, match="does not know this bot"):
            channel.hear(0)


def test_a_false_token_is_said_without_the_token():
    with bot_api.running(Habits(token="1:other")) as server, pytest.raises(ChannelError) as refused:
        telegram.connect(f"telegram://{bot_api.TOKEN}@127.0.0.1:{server.port}?tls=0")
    assert refused.value.why is Failure.NOT_ALLOWED and "AAtest" not in str(refused.value)


def test_everything_goes_through_tls(tmp_path: Path):
    certificate = post.certificate(tmp_path)
    with bot_api.running(Habits(certificate=certificate)) as server:
        with connected(server, f"&ca={certificate[0]}") as channel:
            assert send(channel, [message(1)])["1"].verdict is T
        with pytest.raises(ChannelError, match="SSLCertVerificationError"), connected(server):
            pass


def test_the_pace_is_so_many_a_second_and_one_a_second_to_a_chat():
    pace, now, went = Pace(30, 1.0), 100.0, []
    queue = Queue([_to(each % 50) for each in range(100)])
    while queue:
        given, wait = pace.next(queue, now)
        if given is None:
            now += max(wait, 0.001)
        else:
            went.append((now, given.to))
    seconds = [sum(1 for at, _ in went if begin <= at < begin + 1) for begin, _ in went]
    assert max(seconds) <= 31 and now - 100 < 4
    for chat in {to for _, to in went}:
        at = [at for at, to in went if to == chat]
        assert all(b - a >= 1 for a, b in pairwise(at))


def test_messages_to_one_chat_stay_in_order_and_hinder_nobody():
    queue = Queue([message(1, number=1), message(1, number=2), message(2, number=3), message(1, number=4)])
    pace, now, order = Pace(1000, 1.0), 0.0, []
    while queue:
        given, wait = pace.next(queue, now)
        if given is None:
            now += max(wait, 0.001)
        else:
            order.append(given.id.int)
    assert order == [1, 3, 2, 4]


def test_who_was_told_too_many_holds_everything():
    pace, queue = Pace(1000, 1.0), Queue([message(1)])
    pace.throttled(7.0, 10.0, Failure.TOO_MANY)
    assert pace.next(queue, 12.0) == (None, 5.0) and pace.next(queue, 17.0)[0] is not None


def _to(chat: int) -> Outgoing:
    return message(chat + 1)
