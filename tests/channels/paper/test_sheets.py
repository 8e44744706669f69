"""A message is taken when it stands on a sheet, on one only, whoever is killed in between."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

import pytest

from dodomu.channels.messages import ChannelError, Choice, Failure, Recipient, Verdict
from dodomu.channels.paper import connect
from tests.channels.paper.sheet_words import OLENA, message, paper, sent

SENDER = """
import sys
from tests.channels.paper.sheet_words import message, paper, sent
from pathlib import Path

channel = paper(Path(sys.argv[1]), rows=7)
while True:
    for start in range(0, 400, 20):
        for result in sent(channel, [message(each) for each in range(start, start + 20)]):
            print(result.id.int, *result.refs, flush=True)
"""


def test_messages_to_one_warden_stand_on_one_sheet(tmp_path: Path):
    channel = paper(tmp_path)
    results = sent(channel, [message(each) for each in range(3)])
    (sheet,) = channel.sheets()
    assert [each.verdict for each in results] == [Verdict.TAKEN] * 3
    assert [each.refs for each in results] == [(sheet.ref(number),) for number in (1, 2, 3)]
    assert (sheet.name, sheet.rows[0].recipient) == ("Алмали", OLENA)


def test_another_warden_language_or_question_is_another_sheet(tmp_path: Path):
    channel = paper(tmp_path)
    sent(channel, [message(1), message(2, to="call:Оксана"), message(3, language="ru"), message(4, choices=())])
    sent(channel, [message(5), message(6, text="other words, same sheet")])
    assert sorted(len(each.rows) for each in channel.sheets()) == [1, 1, 1, 3]


def test_a_full_sheet_is_followed_by_another(tmp_path: Path):
    channel = paper(tmp_path, rows=10)
    sent(channel, [message(each) for each in range(25)])
    assert sorted(len(each.rows) for each in channel.sheets()) == [5, 10, 10]


def test_the_same_message_twice_stays_on_its_row(tmp_path: Path):
    channel = paper(tmp_path)
    first = sent(channel, [message(1), message(2), message(1)])
    again = sent(paper(tmp_path), [message(2), message(1)])
    assert {each.refs for each in first} == {each.refs for each in again}
    assert sum(len(each.rows) for each in channel.sheets()) == 2


def test_nobody_is_added_to_a_sheet_that_was_printed(tmp_path: Path):
    channel = paper(tmp_path)
    sent(channel, [message(1)])
    (sheet,) = channel.sheets()
    printed = channel.closed(sheet.code)
    sent(channel, [message(1), message(2)])
    assert printed is not None and channel.sheet(sheet.code) == printed
    assert sorted(len(each.rows) for each in channel.sheets()) == [1, 1]


def test_who_keeps_names_elsewhere_gives_them_when_it_is_printed(tmp_path: Path):
    channel = paper(tmp_path)
    sent(channel, [message(1, recipient=None), message(2, recipient=None)])
    (sheet,) = channel.sheets()
    printed = channel.closed(sheet.code, whom={UUID(int=2): OLENA})
    assert printed is not None
    assert [each.recipient for each in printed.rows] == [None, OLENA]
    assert "Олена" not in (tmp_path / "sheets" / f"{sheet.code}.json").read_text()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"to": "Алмали"}, Failure.NO_SUCH_ADDRESS),
        ({"to": "warden:"}, Failure.NO_SUCH_ADDRESS),
        ({"to": "warden:" + "а" * 161}, Failure.NO_SUCH_ADDRESS),
        ({"to": "sms:+380000000001"}, Failure.NO_SUCH_ADDRESS),
        ({"text": "а" * 2_001}, Failure.TOO_LONG),
        ({"choices": tuple(Choice(str(each), "слово") for each in range(7))}, Failure.NOT_ALLOWED),
    ],
)
def test_what_no_sheet_can_hold_is_refused_and_the_rest_is_taken(tmp_path: Path, wrong: dict[str, str], why: Failure):
    results = sent(paper(tmp_path), [message(1), message(2, **wrong), message(3)])
    assert [each.verdict for each in results] == [Verdict.TAKEN, Verdict.REFUSED, Verdict.TAKEN]
    assert results[1].why is why


def test_nothing_is_begun_after_it_was_told_to_stop(tmp_path: Path):
    may = iter([True, False])
    results = list(paper(tmp_path).send([message(each) for each in range(150)], goes_on=lambda: next(may)))
    assert [each.verdict for each in results] == [Verdict.TAKEN] * 100 + [Verdict.LATER] * 50


def test_a_folder_that_is_gone_gives_everything_back(tmp_path: Path):
    channel = paper(tmp_path / "gone")
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    results = sent(channel, [message(1), message(2)])
    assert {(each.verdict, each.why) for each in results} == {(Verdict.LATER, Failure.PROVIDER_DOWN)}


def test_two_at_once_put_everybody_on_one_row(tmp_path: Path):
    results: list[dict[UUID, tuple[str, ...]]] = []

    def send() -> None:
        results.append({each.id: each.refs for each in sent(paper(tmp_path), [message(each) for each in range(150)])})

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(each == results[0] for each in results)
    assert len(set(results[0].values())) == 150


def test_a_killed_sender_leaves_nobody_on_two_rows_and_moves_nobody(tmp_path: Path):
    told: dict[int, str] = {}
    for _ in range(3):
        command = [sys.executable, "-c", SENDER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            lines = [next(child.stdout) for _ in range(45)]
            child.send_signal(signal.SIGKILL)
            lines += [line for line in child.stdout if line.endswith("\n")]
        for line in lines:
            number, ref = line.split()
            assert told.setdefault(int(number), ref) == ref
    rows = [row.message for sheet in paper(tmp_path).sheets() for row in sheet.rows]
    assert len(rows) == len(set(rows)) >= len(told)


def test_somebody_killed_before_the_sheet_was_written_is_put_on_one(tmp_path: Path):
    channel = paper(tmp_path)
    ((first,),) = [each.refs for each in sent(channel, [message(1)])]
    (tmp_path / "placed" / str(UUID(int=2))).write_text(first[:8])  # the sheet does not name them yet
    (tmp_path / "placed" / str(UUID(int=3))).write_text("")
    results = sent(channel, [message(2), message(3)])
    assert [each.refs[0][:8] for each in results] == [first[:8]] * 2


def test_the_folder_is_for_nobody_else(tmp_path: Path):
    paper(tmp_path / "paper")
    assert (tmp_path / "paper").stat().st_mode & 0o777 == 0o700


def test_a_recipient_of_whom_little_is_known_is_kept_as_given(tmp_path: Path):
    channel = paper(tmp_path)
    sent(channel, [message(1, recipient=Recipient("Ім’я"))])
    (sheet,) = channel.sheets()
    assert sheet.rows[0].recipient == Recipient("Ім’я")


@pytest.mark.parametrize("rows", ["0", "100", "-1", "many", "nan", ""])
def test_a_link_that_cannot_be_used_is_refused(tmp_path: Path, rows: str):
    with pytest.raises(ChannelError):
        connect(f"paper://{tmp_path}?rows={rows}")
