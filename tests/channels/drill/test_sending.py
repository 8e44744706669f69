"""A rehearsal's provider writes each message once, counts its attempts, and fails as it is asked to."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dodomu.channels.drill import connect
from dodomu.channels.drill.client import Drill
from dodomu.channels.messages import ChannelError, Choice, Failure, Outgoing, Result, Verdict

SENDER = """
import sys
from uuid import UUID
from dodomu.channels.drill import connect
from dodomu.channels.messages import Outgoing

drill = connect(sys.argv[1])
messages = [Outgoing(UUID(int=place), "+380000000000", "слова", "uk") for place in range(int(sys.argv[2]))]
for result in drill.send(messages, goes_on=lambda: True):
    print(result.id.int, flush=True)
"""


def message(place: int = 1, text: str = "Ви в безпеці?") -> Outgoing:
    return Outgoing(UUID(int=place), "+380000000001", text, "uk", choices=(Choice("safe", "Так"),))


def sent(drill: Drill, *messages: Outgoing) -> list[Result]:
    return list(drill.send(messages, goes_on=lambda: True))


def written(folder: Path) -> dict[int, dict[str, Any]]:
    records = [json.loads(file.read_text()) for file in (folder / "out").glob("*.json")]
    return {UUID(record["id"]).int: record for record in records}


def test_a_message_is_a_file_that_a_person_can_read(tmp_path: Path):
    (result,) = sent(connect(f"drill://{tmp_path}"), message())
    assert result == Result(UUID(int=1), Verdict.TAKEN, refs=(str(UUID(int=1)),), code="taken")
    file = tmp_path / "out" / f"{UUID(int=1)}.json"
    assert "Ви в безпеці?" in file.read_text()
    assert json.loads(file.read_text())["choices"] == {"safe": "Так"}


def test_the_same_message_twice_is_one_file_with_two_attempts(tmp_path: Path):
    drill = connect(f"drill://{tmp_path}")
    sent(drill, message(), message())
    sent(connect(f"drill://{tmp_path}"), message())
    assert written(tmp_path)[1]["attempts"] == written(tmp_path)[1]["written"] == 3


def test_two_at_once_count_every_attempt(tmp_path: Path):
    threads = [
        threading.Thread(target=lambda: sent(connect(f"drill://{tmp_path}"), *[message(each) for each in range(20)]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {record["attempts"] for record in written(tmp_path).values()} == {4}


def test_the_same_seed_gives_the_same_luck_in_any_order(tmp_path: Path):
    link = "drill://{}?refused=0.2&later=0.2&doubt=0.2&seed=7"
    messages = [message(each) for each in range(200)]
    there = {each.id: each.verdict for each in sent(connect(link.format(tmp_path / "a")), *messages)}
    back = {each.id: each.verdict for each in sent(connect(link.format(tmp_path / "b")), *reversed(messages))}
    other = {each.id: each.verdict for each in sent(connect(link.format(tmp_path / "c") + "0"), *messages)}
    assert there == back
    assert there != other


def test_failures_come_in_the_shares_that_were_asked_for(tmp_path: Path):
    drill = connect(f"drill://{tmp_path}?refused=0.25&later=0.25&doubt=0.25")
    results = sent(drill, *[message(each) for each in range(400)])
    for verdict in Verdict:
        assert 60 < sum(each.verdict is verdict for each in results) < 140
    assert all(each.why is not None for each in results if each.verdict is Verdict.REFUSED)
    assert {(each.why, each.wait) for each in results if each.verdict is Verdict.LATER} == {(Failure.TOO_MANY, 1.0)}


def test_who_is_refused_is_refused_again_and_who_is_throttled_comes_through(tmp_path: Path):
    drill = connect(f"drill://{tmp_path}?refused=0.3&later=0.3")
    messages = [message(each) for each in range(50)]
    rounds = [sent(drill, *messages) for _ in range(12)]
    refused = [{each.id for each in results if each.verdict is Verdict.REFUSED} for results in rounds]
    assert refused[0] and all(each == refused[0] for each in refused)
    assert set(written(tmp_path)) == {each.id.int for each in messages if each.id not in refused[0]}


def test_half_of_what_is_in_doubt_was_written_all_the_same(tmp_path: Path):
    results = sent(connect(f"drill://{tmp_path}?doubt=1"), *[message(each) for each in range(100)])
    assert {each.verdict for each in results} == {Verdict.IN_DOUBT}
    assert 30 < len(written(tmp_path)) < 70
    assert len(list((tmp_path / "tried").glob("*.json"))) == 100 - len(written(tmp_path))


def test_what_was_tried_before_it_came_through_is_counted(tmp_path: Path):
    sent(connect(f"drill://{tmp_path}?later=1"), message())
    sent(connect(f"drill://{tmp_path}"), message())
    assert written(tmp_path)[1]["verdicts"] == ["later", "taken"]
    assert not list((tmp_path / "tried").iterdir())


def test_nothing_is_begun_after_it_was_told_to_stop(tmp_path: Path):
    may = iter([True, True, False])
    results = list(connect(f"drill://{tmp_path}").send([message(each) for each in range(5)], goes_on=lambda: next(may)))
    assert [each.verdict for each in results] == [Verdict.TAKEN] * 2 + [Verdict.LATER] * 3
    assert len(written(tmp_path)) == 2


def test_a_folder_that_is_gone_gives_everything_back(tmp_path: Path):
    drill = connect(f"drill://{tmp_path / 'gone'}")
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    results = sent(drill, message(1), message(2), message(3))
    assert [each.verdict for each in results] == [Verdict.IN_DOUBT, Verdict.LATER, Verdict.LATER]
    assert {each.why for each in results} == {Failure.PROVIDER_DOWN}


def test_a_file_that_somebody_spoilt_is_written_anew(tmp_path: Path):
    drill = connect(f"drill://{tmp_path}")
    (tmp_path / "out" / f"{UUID(int=1)}.json").write_text('{"attempts": "mänge')
    sent(drill, message())
    assert written(tmp_path)[1]["attempts"] == 1


def test_a_killed_sender_leaves_whole_files_and_nothing_uncounted(tmp_path: Path):
    told: list[int] = []
    for _ in range(3):
        command = [sys.executable, "-c", SENDER, f"drill://{tmp_path}", "100000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            told += [int(next(child.stdout)) for _ in range(30)]
            child.send_signal(signal.SIGKILL)
            told += [int(line) for line in child.stdout if line.endswith("\n")]
    found = written(tmp_path)  # every one reads as JSON
    for each in set(told):
        assert told.count(each) <= found[each]["attempts"] <= 3
    assert sent(connect(f"drill://{tmp_path}"), message(10**6))[0].verdict is Verdict.TAKEN  # no lock is left behind


@pytest.mark.parametrize(
    "link",
    [
        "drill://host/folder",
        "drill:folder",
        "smpp:///folder",
        "drill:///folder?refused=2",
        "drill:///folder?refused=nan",
        "drill:///folder?refused=0.7&doubt=0.7",
        "drill:///folder?delivered=0.7&failed=0.7",
        "drill:///folder?colour=red",
        "drill:///folder?seed=1&seed=2",
        "drill:///folder?seed",
        "drill:///folder%00",
        "drill:///proc/1/no",
    ],
)
def test_a_link_that_cannot_be_used_is_refused(link: str):
    with pytest.raises(ChannelError):
        connect(link)
