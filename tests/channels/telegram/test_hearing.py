"""What people say to the bot is heard once it is said, and comes again until it is kept."""

import copy
import random
from datetime import UTC, datetime

import pytest
from benchmarks.peers import bot_api
from benchmarks.peers.bot_api import Habits

from dodomu.channels.messages import ChannelError, Failure
from dodomu.channels.telegram import reading
from tests.channels.telegram.bot import ask_again, blocked, connected, said, send, tapped
from tests.channels.telegram.bot import message as outgoing


def read(update):
    return reading.read({"update_id": 1, **update})


def test_words_are_heard_and_forgotten_only_when_they_are_kept():
    with bot_api.running() as server, connected(server) as channel:
        server.post(said("Ми в готелі."), said("Нас троє.", chat=8))
        came = channel.hear(5)
        assert [(each.sender, each.text, each.key) for each in came] == [
            ("7", "Ми в готелі.", "m7:10"),
            ("8", "Нас троє.", "m8:10"),
        ]
        assert came[0].at == datetime(2022, 1, 14, 4, 2, tzinfo=UTC)
        assert channel.hear(0) == came and len(server.updates) == 2
        channel.acknowledge(came)
        assert list(ask_again(channel)) == [] and not server.updates


def test_what_a_killed_process_did_not_keep_comes_again_under_the_same_key():
    with bot_api.running() as server:
        server.post(said("Ми в готелі."))
        with connected(server) as channel:
            first = channel.hear(5)
        with connected(server) as channel:
            assert channel.hear(5) == first


def test_the_offset_never_passes_what_is_not_kept():
    with bot_api.running() as server, connected(server) as channel:
        numbers = server.post(said("a"), said("b", name=11), said("c", name=12))
        came = channel.hear(5)
        channel.acknowledge([came[0], came[2]])
        channel._inbox._asked_at -= 1
        assert [each.text for each in channel.hear(5)] == ["b"] and sorted(server.updates) == numbers[1:]
        channel.acknowledge([came[1]])
        assert list(ask_again(channel)) == [] and not server.updates


def test_what_was_kept_is_confirmed_when_we_leave():
    with bot_api.running() as server:
        with connected(server) as channel:
            server.post(said("a"))
            channel.acknowledge(channel.hear(5))
            assert server.updates
        assert not server.updates


def test_numbers_that_begin_anew_are_heard():
    with bot_api.running() as server, connected(server) as channel:
        server.post({"update_id": 900_000_000, **said("a")})
        channel.acknowledge(channel.hear(5))
        ask_again(channel)
        server.post({"update_id": 5, **said("b", name=11)})
        assert [each.text for each in channel.hear(5)] == ["b"]


def test_more_than_telegram_gives_at_a_time_is_heard():
    with bot_api.running() as server, connected(server) as channel:
        server.post(*[said(str(each), name=each) for each in range(1, 251)])
        heard: list[str] = []
        while len(heard) < 250:
            came = channel.hear(5)
            heard += [each.text for each in came]
            channel.acknowledge(came)
        assert heard == [str(each) for each in range(1, 251)]


def test_a_button_is_an_answer_to_the_message_it_stands_under_and_comes_to_rest():
    with bot_api.running() as server, connected(server) as channel:
        result = send(channel, [outgoing(7)])["7"]
        server.post(tapped("2", under=int(result.refs[0].split(":")[1])))
        came = channel.hear(5)[0]
        assert (came.choice, came.sender, came.answers, came.key) == ("2", "7", result.refs[0], "c77")
        assert not server.tapped
        channel.acknowledge([came])
        server.until(lambda: server.tapped == ["77"])


def test_a_tap_that_is_too_old_to_be_answered_hinders_nothing(monkeypatch: pytest.MonkeyPatch):
    with bot_api.running() as server, connected(server) as channel:
        too_old = lambda line, _: server.no(line, 400, "Bad Request: query is too old")  # noqa: E731
        monkeypatch.setattr(server, "on_answer_callback_query", too_old)
        server.post(tapped("1"))
        channel.acknowledge(channel.hear(5))
        assert list(ask_again(channel)) == []


def test_an_answer_says_what_it_answers():
    came = read(said("так", reply_to_message={"message_id": 5001}))
    assert came.answers == "7:5001"


def test_who_blocks_the_bot_wants_nothing_more():
    came = read(blocked())
    assert (came.sender, came.is_stop, came.text) == ("7", True, "")
    assert read(blocked(status="member")) is None


def test_words_that_are_mended_are_words_again():
    edited = {"edited_message": {**said("2")["message"], "edit_date": 1642133000}}
    assert (read(edited).text, read(edited).key) == ("2", "e7:10:1642133000")


def test_a_place_a_telephone_and_files_are_told():
    place = read(said("", location={"latitude": 43.256541, "longitude": 76.928482}))
    assert place.text == "geo:43.25654,76.92848"
    phone = read(said("", contact={"phone_number": "+380001112233", "first_name": "Олена"}))
    assert phone.text == "Олена +380001112233"
    photo = read({"message": {**said("")["message"], "caption": "Паспорт", "photo": [{"file_id": "x"}]}})
    assert (photo.text, photo.files) == ("Паспорт", ("photo",))
    paper = read(said("", document={"file_name": "cvc\u202efdp.exe"}))
    assert paper.files == ("document cvcfdp.exe",)


def test_a_machine_is_known():
    machine = said("a")
    machine["message"]["from"]["is_bot"] = True
    assert read(machine).is_automatic
    assert not read(said("a")).is_automatic


def test_what_is_said_in_a_group_is_not_heard():
    words = said("a", chat=-100)
    words["message"]["chat"]["type"] = "supergroup"
    assert read(words) is None
    tap = tapped("1", chat=-100)
    tap["callback_query"]["message"]["chat"]["type"] = "supergroup"
    assert read(tap) is None


def test_a_tap_by_somebody_else_is_not_taken_for_theirs():
    forged = tapped("1")
    forged["callback_query"]["from"]["id"] = 8
    assert read(forged) is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {"message": []},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "7", "type": "private"}, "message_id": 1}},
        {"message": {"chat": {"id": 7, "type": "private"}, "message_id": "x"}},
        {"callback_query": {"id": 5, "from": {"id": 7}}},
        {"callback_query": {"id": "5", "from": {"id": 7}, "data": "1"}},
        {"my_chat_member": {"chat": {"id": 7, "type": "private"}}},
        {"poll": {"id": "1"}},
    ],
)
def test_what_is_no_words_is_nothing(update: dict[str, object]):
    assert read(update) is None


def test_odd_values_in_words_are_left_out():
    came = read(said("a\0b\ud800", date=10**30, reply_to_message=5, location={"latitude": "x"}, photo=3, **{"from": 4}))
    assert (came.text, came.at, came.answers, came.files) == ("ab", None, "", ("photo",))
    assert read(said("", location={"latitude": float("nan"), "longitude": 0})).text == ""


def test_what_cannot_be_read_does_not_stop_what_comes_after_it():
    with bot_api.running() as server, connected(server) as channel:
        server.post({"message": 5}, "nonsense", {"poll": {}}, said("Ми в готелі."))
        came = channel.hear(5)
        assert [each.text for each in came] == ["Ми в готелі."]
        channel.acknowledge(came)
        ask_again(channel)
        assert not server.updates


def test_another_that_hears_for_the_bot_is_said():
    with bot_api.running() as server, connected(server) as channel:
        server._polling = 1
        with pytest.raises(ChannelError, match="Somebody else hears"):
            channel.hear(1)


def test_a_server_that_is_gone_is_said_and_is_heard_when_it_is_back(monkeypatch: pytest.MonkeyPatch):
    with bot_api.running() as server, connected(server) as channel:
        monkeypatch.setattr(server, "on_get_updates", lambda line, _: server.hang_up(line))
        with pytest.raises(ChannelError) as down:
            channel.hear(1)
        assert down.value.why is Failure.PROVIDER_DOWN
        monkeypatch.undo()
        server.post(said("a"))
        assert [each.text for each in channel.hear(5)] == ["a"]


def test_where_telegram_calls_us_it_is_not_asked():
    with bot_api.running() as server, connected(server, "&webhook=1") as channel:
        server.post(said("a"))
        assert list(channel.hear(0)) == [] and not server.asked


def test_a_block_learnt_while_sending_is_heard_until_it_is_kept():
    with bot_api.running(Habits(blocked=(7,))) as server, connected(server) as channel:
        send(channel, [outgoing(7)])
        server.post(said("a", chat=8))
        channel._inbox._asked_at -= 1
        assert [each.is_stop for each in channel.hear(5)] == [True, False]


def test_whatever_stands_in_an_update_is_nothing_or_words_that_can_be_kept():
    odd = [None, True, -1, 2**70, float("nan"), "", "\0", "\ud800", "x" * 20_000, [], {}, [1], {"id": 1}, "7"]
    luck = random.Random(5)
    for _ in range(3_000):
        update = {"update_id": 1, **luck.choice([said("a", photo=[{}]), tapped("1"), blocked(), said("b", contact={})])}
        for _ in range(luck.randint(1, 3)):
            held = update
            while luck.random() < 0.7 and (
                inner := [each for each in held.values() if isinstance(each, dict) and each]
            ):
                held = luck.choice(inner)
            held[luck.choice(list(held))] = copy.deepcopy(luck.choice(odd))
        heard = reading.read(update)
        if heard is not None:
            kept = "".join((heard.key, heard.sender, heard.text, heard.choice, heard.answers, *heard.files))
            assert kept.encode() and "\0" not in kept and len(heard.key) <= 120
