"""Files that are put into `in/` are heard until they are acknowledged, and nothing in them can stop the rest."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from dodomu.channels.drill import connect
from dodomu.channels.drill.client import Drill
from dodomu.channels.messages import Arrival, Failure, Incoming, Outgoing, Receipt

HELP = {"sender": "+380000000001", "text": "2 потрібен інсулін"}


@pytest.fixture
def drill(tmp_path: Path) -> Drill:
    return connect(f"drill://{tmp_path}")


def put(drill: Drill, name: str, what: object) -> Path:
    file = drill.into / name
    file.write_text(what if isinstance(what, str) else json.dumps(what), encoding="utf-8")
    return file


def test_words_and_receipts_are_heard(drill: Drill):
    put(drill, "1.json", {"incoming": {**HELP, "at": "2022-01-06T14:02:00+06:00", "choice": "help"}})
    put(drill, "2.json", [{"receipt": {"ref": "a", "arrival": "failed", "why": "expired", "code": "34"}}])
    words, receipt = drill.hear(0)
    assert isinstance(words, Incoming) and isinstance(receipt, Receipt)
    assert (words.text, words.choice, words.at) == (HELP["text"], "help", datetime(2022, 1, 6, 8, 2, tzinfo=UTC))
    assert (receipt.ref, receipt.arrival, receipt.why, receipt.code) == ("a", Arrival.FAILED, Failure.EXPIRED, "34")


def test_it_comes_again_until_it_is_acknowledged(drill: Drill):
    file = put(drill, "1.json", [{"incoming": HELP}, {"incoming": {**HELP, "text": "1"}}])
    first, second = drill.hear(0)
    drill.acknowledge([first])
    assert drill.hear(0) == [first, second]
    drill.acknowledge([second, first])
    assert drill.hear(0) == []
    assert not file.exists() and (drill.into / "done" / "1.json").exists()


def test_it_comes_again_under_the_same_key_after_a_crash(drill: Drill, tmp_path: Path):
    put(drill, "1.json", {"incoming": HELP})
    assert drill.hear(0) == connect(f"drill://{tmp_path}").hear(0)


def test_two_who_hear_the_same_may_both_acknowledge(drill: Drill, tmp_path: Path):
    put(drill, "1.json", {"incoming": HELP})
    other = connect(f"drill://{tmp_path}")
    mine, theirs = drill.hear(0), other.hear(0)
    drill.acknowledge(mine)
    other.acknowledge(theirs)
    assert drill.hear(0) == other.hear(0) == []


def test_other_words_under_an_old_name_are_something_new(drill: Drill):
    keys = []
    for text in ("1", "2"):
        put(drill, "reply.json", {"incoming": {**HELP, "text": text}})
        heard = drill.hear(0)
        drill.acknowledge(heard)
        keys += [each.key for each in heard]
    assert len(set(keys)) == 2


def test_a_key_of_ones_own_makes_a_duplicate(drill: Drill):
    for name in ("1.json", "2.json"):
        put(drill, name, {"receipt": {"key": "same", "ref": "a", "arrival": "delivered"}})
    heard = drill.hear(0)
    assert [each.key for each in heard] == ["same", "same"]
    drill.acknowledge(heard[:1])
    assert drill.hear(0) == []


def test_it_waits_for_what_comes(drill: Drill):
    ready = threading.Event()

    def write() -> None:
        ready.wait()
        half = put(drill, ".1.json", {"incoming": HELP})
        half.rename(drill.into / "1.json")

    writer = threading.Thread(target=write)
    writer.start()
    ready.set()
    assert len(drill.hear(20)) == 1
    writer.join()


@pytest.mark.parametrize(
    "what",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        "\x00\x01",
        {"words": {}},
        {"incoming": HELP, "receipt": {}},
        {"incoming": []},
        {"incoming": {"text": "no sender"}},
        {"incoming": {**HELP, "text": ["a"]}},
        {"incoming": {**HELP, "sender": "+" * 501}},
        {"incoming": {**HELP, "colour": "red"}},
        {"incoming": {**HELP, "at": "2022-01-06T14:02:00"}},
        {"incoming": {**HELP, "at": 5}},
        {"incoming": {**HELP, "is_stop": "yes"}},
        {"incoming": {**HELP, "files": "a.pdf"}},
        {"receipt": {"ref": "a", "arrival": "perhaps"}},
        {"receipt": {"ref": "a", "arrival": ["delivered"]}},
        {"receipt": {"ref": "a", "arrival": "failed", "why": "weather"}},
        {"receipt": {"ref": "", "arrival": "delivered"}},
        json.dumps({"incoming": HELP}) + " " * 1_000_001,
    ],
)
def test_what_is_not_understood_is_put_aside_with_the_reason_and_stops_nothing(drill: Drill, what: object):
    put(drill, "1.json", what)
    put(drill, "2.json", {"incoming": HELP})
    assert len(drill.hear(0)) == len(drill.hear(0)) == 1
    assert [file.name for file in drill.into.glob("*.json")] == ["2.json"]
    assert (drill.into / "not_understood" / "1.json.why.txt").read_text().strip()


def test_a_file_that_is_still_being_copied_is_left_until_it_is_whole(drill: Drill):
    whole = json.dumps({"incoming": HELP})
    for half in (whole[:5], whole[:20]):
        put(drill, "1.json", half)
        assert drill.hear(0) == []
    put(drill, "1.json", whole)
    assert len(drill.hear(0)) == 1


def test_a_long_text_is_cut_and_says_so(drill: Drill):
    put(drill, "1.json", {"incoming": {**HELP, "text": "ї" * 20_000}})
    (heard,) = drill.hear(0)
    assert isinstance(heard, Incoming) and heard.cut and len(heard.text) == 10_000


def test_links_and_other_files_are_not_read(drill: Drill, tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text(json.dumps({"incoming": HELP}))
    (drill.into / "1.json").symlink_to(secret)
    (drill.into / "2.json").mkdir()
    put(drill, "notes.txt", "hello")
    assert drill.hear(0) == [] and secret.exists()


def test_a_name_that_is_no_text_and_one_that_is_as_long_as_can_be(drill: Drill):
    for name in (b"\xff\xfe.json", b"a" * 250 + b".json"):
        (Path(str(drill.into)) / name.decode(errors="surrogateescape")).write_text("{")
    assert drill.hear(0) == drill.hear(0) == []
    assert not list(drill.into.glob("*.json"))


def test_receipts_come_in_the_shares_that_were_asked_for(tmp_path: Path):
    drill = connect(f"drill://{tmp_path}?delivered=0.5&failed=0.3")
    messages = [Outgoing(UUID(int=each), "+380000000001", "слова", "uk") for each in range(200)]
    list(drill.send(messages, goes_on=lambda: True))
    list(drill.send(messages[:50], goes_on=lambda: True))  # sent twice: the receipt comes once
    heard = drill.hear(0)
    arrivals = [each.arrival for each in heard if isinstance(each, Receipt)]
    assert 80 < arrivals.count(Arrival.DELIVERED) < 120
    assert 40 < arrivals.count(Arrival.FAILED) < 80
    assert len({each.ref for each in heard if isinstance(each, Receipt)}) == len(heard)
    drill.acknowledge(heard)
    assert drill.hear(0) == []
