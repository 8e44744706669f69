"""What was ticked is typed in; a line that is not certain does not count."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dodomu.channels.messages import Arrival, Failure, Heard, Incoming, Receipt
from dodomu.channels.paper.receipts import MOST_LINES, Results, Slip, heard_of, parse_results
from dodomu.channels.paper.sheets import Sheet
from tests.channels.paper.sheet_words import ANSWERS, WARDEN, message, paper, sent, sheet

FIRST, SECOND, THIRD = "016", "024", "032"  # of sheet 4829-1732, which has three
SHEET = sheet()


def find(code: str) -> Sheet | None:
    return SHEET if code == SHEET.code else None


def read(text: str, *, page: str = SHEET.code) -> Results:
    return parse_results(text, find=find, sheet=page)


def heard(text: str) -> list[Heard]:
    return [each for typed in read(text).typed for each in heard_of(typed)]


def slips(results: Results) -> list[tuple[int, Slip]]:
    return [(fault.line, fault.why) for fault in results.faults]


def test_an_answer_is_an_answer_and_a_receipt():
    receipt, words = heard(f"{SECOND} 2 інсулін на один день")
    assert isinstance(receipt, Receipt) and isinstance(words, Incoming)
    assert (receipt.ref, receipt.arrival) == (f"48291732-{SECOND}", Arrival.SEEN)
    assert (words.choice, words.text, words.sender) == ("help", "інсулін на один день", WARDEN)
    assert words.answers == receipt.ref


@pytest.mark.parametrize(
    ("figure", "arrival", "why"),
    [
        ("7", Arrival.SEEN, None),
        ("8", Arrival.FAILED, Failure.NOT_REACHABLE),
        ("9", Arrival.FAILED, Failure.NO_SUCH_ADDRESS),
    ],
)
def test_an_outcome_without_words_is_a_receipt_alone(figure: str, arrival: Arrival, why: Failure | None):
    (receipt,) = heard(f"{FIRST} {figure}")
    assert isinstance(receipt, Receipt) and (receipt.arrival, receipt.why) == (arrival, why)


def test_words_beside_an_outcome_are_kept_and_are_no_answer():
    _, words = heard(f"{FIRST} 8 neighbour says they left on Sunday")
    assert isinstance(words, Incoming) and (words.choice, words.is_stop) == ("", False)


def test_who_wants_no_messages_is_told_to_have_said_so():
    _, words = heard(f"{FIRST} 0")
    assert isinstance(words, Incoming) and words.is_stop


def test_two_boxes_are_two_answers():
    choices = [each.choice for each in heard(f"{FIRST} 31 Кордай") if isinstance(each, Incoming)]
    assert choices == ["safe", "moved"]


@pytest.mark.parametrize(
    "line", ["016 1", "016:1", "016=1", " 016\t1 ", "016-1", "016,1", "016. 1", "०१६ १", "\ufeff016 1", "٠١٦ ١"]
)
def test_a_line_is_read_however_it_is_set_apart(line: str):
    (typed,) = read(line).typed
    assert (typed.number, typed.ticked, typed.words) == (1, "1", "")


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        ("010 1", Slip.WRONG_ROW),
        ("002 1", Slip.WRONG_ROW),
        ("049 1", Slip.NO_SUCH_ROW),
        ("016 4", Slip.UNKNOWN_RESULT),
        ("016 11", Slip.UNKNOWN_RESULT),
        ("016 17", Slip.UNKNOWN_RESULT),
        ("016 70", Slip.UNKNOWN_RESULT),
        ("016", Slip.NOT_UNDERSTOOD),
        ("016 yes", Slip.NOT_UNDERSTOOD),
        ("11 1", Slip.NOT_UNDERSTOOD),
        ("Ковальчук 1", Slip.NOT_UNDERSTOOD),
        ("0161", Slip.NOT_UNDERSTOOD),
        ("016 1 2", Slip.NOT_UNDERSTOOD),
        ("016 1, 2", Slip.NOT_UNDERSTOOD),
        ("016 1/2", Slip.NOT_UNDERSTOOD),
        ("4829-1733", Slip.WRONG_SHEET),
        ("0000-0001", Slip.WRONG_SHEET),
        ("1234-5672", Slip.UNKNOWN_SHEET),
        ("<script>", Slip.NOT_UNDERSTOOD),
    ],
)
def test_a_line_that_is_not_certain_does_not_count(line: str, slip: Slip):
    results = read(line)
    assert not results.typed
    assert slips(results) == [(1, slip)]


def test_rows_after_a_sheet_that_is_not_known_belong_to_nobody():
    results = read("016 1\n4829-1733\n024 1\n4829 1732\n032 1")
    assert [each.number for each in results.typed] == [1, 3]
    assert slips(results) == [(2, Slip.WRONG_SHEET), (3, Slip.WRONG_SHEET)]


def test_a_row_before_any_sheet_belongs_to_nobody():
    assert slips(read("016 1", page="")) == [(1, Slip.NO_SHEET)]


def test_the_same_twice_counts_once_and_two_different_things_not_at_all():
    results = read("016 1\n024 1\n016 1\n024 2 hurt")
    assert [each.number for each in results.typed] == [1]
    assert slips(results) == [(2, Slip.SAID_TWICE), (4, Slip.SAID_TWICE)]


def test_what_is_typed_twice_comes_under_the_same_keys():
    assert heard("016 2 leg broken") == heard("4829-1732\n\n016: 2  leg broken")
    assert {each.key for each in heard("016 1")}.isdisjoint(each.key for each in heard("024 1"))


def test_an_endless_text_ends():
    results = read("024 8\n" * (MOST_LINES + 5))
    assert len(results.typed) == 1
    assert slips(results) == [(MOST_LINES + 1, Slip.TOO_MANY)]
    (_, words) = heard("016 2 " + "ї" * 100_000)
    assert isinstance(words, Incoming) and words.cut and len(words.text) == 1_000


@given(some.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(text: str):
    results = read(text)
    assert len(results.typed) + len(results.faults) <= len(text.splitlines())


def test_a_file_of_results_is_heard_and_its_faults_are_put_beside_it(tmp_path: Path):
    channel = paper(tmp_path)
    (first, second) = [each.refs[0] for each in sent(channel, [message(1), message(2)])]
    text = f"{first[:8]}\n{first[9:]} 1\n{second[9:]} 2 болить\n9 1\n"
    (channel.into / "monday.txt").write_text(text, encoding="utf-8")
    assert channel.hear(0) == []  # it may still be growing
    said = channel.hear(0)
    assert [each.choice for each in said if isinstance(each, Incoming)] == ["safe", "help"]
    assert [each.ref for each in said if isinstance(each, Receipt)] == [first, second]
    assert paper(tmp_path).hear(1) == said
    channel.acknowledge(said)
    assert channel.hear(0) == [] and (channel.into / "done" / "monday.txt").exists()
    assert "4: not_understood: 9 1" in (channel.into / "faults" / "monday.txt.faults.txt").read_text()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"nothing here", b"\x00" * 2_000_000])
def test_a_file_that_says_nothing_is_put_away_and_stops_nothing(tmp_path: Path, data: bytes):
    channel = paper(tmp_path)
    (ref,) = sent(channel, [message(1, choices=ANSWERS)])[0].refs
    (channel.into / "a.txt").write_bytes(data)
    (channel.into / "b.txt").write_text(f"{ref[:8]}\n{ref[9:]} 7")
    channel.hear(0)
    (receipt,) = channel.hear(0)
    assert isinstance(receipt, Receipt) and receipt.ref == ref
    assert not (channel.into / "a.txt").exists()
