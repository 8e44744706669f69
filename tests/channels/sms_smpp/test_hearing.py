"""What comes from an SMS centre, and when it is answered for."""

import contextlib
import itertools

import pytest
from benchmarks.peers import smsc, smsc_words

from dodomu.channels.messages import ChannelError, Incoming, Receipt
from dodomu.channels.sms_smpp import inbox
from dodomu.channels.sms_smpp.client import Smpp
from tests.channels.sms_smpp.operator import connected, messages, send

PERSON = "380001234567"


def hear(client: Smpp, count: int) -> list[Incoming]:
    """Hear until there are so many that are not acknowledged."""
    heard = list(client.hear(0.05))
    while len(heard) < count:
        heard = list(client.hear(1))
    assert len(heard) == count
    return heard


def parts(text: str, size: int = 20, reference: int = 5) -> list[bytes]:
    """A message in parts, as a telephone sends it."""
    body = text.encode("utf-16-be")
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return [
        smsc_words.message(PERSON, bytes((5, 0, 3, reference, len(pieces), number)) + piece, coding=8, esm_class=0x40)
        for number, piece in enumerate(pieces, 1)
    ]


def test_words_come_with_their_sender_and_are_answered_when_they_are_kept():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(PERSON, "Ми в школі".encode("utf-16-be"), coding=8, to="4321"))
        (heard,) = hear(client, 1)
        assert (heard.sender, heard.text, heard.to, heard.cut) == ("+" + PERSON, "Ми в школі", "4321", False)
        assert centre.answers == []
        client.acknowledge([heard])
        centre.until(lambda: not centre.outbox)
        client.acknowledge([heard])
        assert client.hear(0) == []


def test_what_is_not_acknowledged_comes_again_under_the_same_key():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(PERSON, b"2"))
        (first,) = hear(client, 1)
        assert list(client.hear(0.01)) == [first]
        centre.hang_up()
        centre.until(lambda: centre.counts["closed"] == 1)
        while centre.counts["delivered"] < 2:
            _hear_or_wait(client)
        assert hear(client, 1) == [first]
        client.acknowledge([first])
        centre.until(lambda: not centre.outbox)


def _hear_or_wait(client: Smpp) -> None:
    with contextlib.suppress(ChannelError):  # not connected again yet
        client.hear(0.02)


def test_a_killed_process_hears_it_again():
    with smsc.running() as centre:
        with connected(centre) as client:
            centre.deliver(smsc_words.message(PERSON, b"2"), *parts("Нас четверо, з нами бабуся"))
            first = hear(client, 2)
        with connected(centre) as another:
            again = hear(another, 2)
            assert [each.text for each in again] == [each.text for each in first]
            assert [each.key.split("/")[0] for each in again] == [each.key.split("/")[0] for each in first]
            another.acknowledge(again)
            centre.until(lambda: not centre.outbox)


def test_what_was_kept_just_after_the_connection_was_lost_is_answered_when_it_comes_again():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(PERSON, b"2"))
        (heard,) = hear(client, 1)
        centre.hang_up()
        centre.until(lambda: centre.counts["closed"] == 1)
        _hear_or_wait(client)
        client.acknowledge([heard])
        while centre.outbox:
            _hear_or_wait(client)
        assert client.hear(0) == []


def test_the_same_words_sent_twice_are_two_messages():
    with smsc.running() as centre, connected(centre) as client:
        keys = set()
        for _ in range(3):
            centre.deliver(smsc_words.message(PERSON, b"2"))
            heard = hear(client, 1)
            keys.add(heard[0].key)
            client.acknowledge(heard)
            centre.until(lambda: not centre.outbox)
        assert len(keys) == 3


def test_a_message_that_the_operator_names_has_the_same_key_in_every_process():
    body = smsc_words.message(PERSON, b"2", more=smsc_words.tlv(0x1E, b"abc\0"))
    with smsc.running() as centre:
        centre.deliver(body)
        with connected(centre) as client:
            (first,) = hear(client, 1)
        with connected(centre) as another:
            assert hear(another, 1) == [first]


def test_a_long_message_comes_in_the_parameter_for_it():
    text = "Ми в підвалі. " * 200
    body = smsc_words.message(PERSON, b"", coding=8, more=smsc_words.tlv(0x424, text.encode("utf-16-be")))
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(body)
        assert hear(client, 1)[0].text == text


def test_what_is_longer_than_we_keep_is_cut():
    body = smsc_words.message(PERSON, b"", coding=3, more=smsc_words.tlv(0x424, b"a" * 20_000))
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(body)
        (heard,) = hear(client, 1)
        assert (len(heard.text), heard.cut) == (10_000, True)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_parts_are_joined_in_any_order_and_twice(order: tuple[int, ...]):
    text = "Нас четверо, з нами бабуся"
    pieces = parts(text)
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(*(pieces[number] for number in order[:2]), pieces[order[0]], pieces[order[2]])
        (heard,) = hear(client, 1)
        assert (heard.text, heard.cut) == (text, False)
        assert centre.answers == []
        client.acknowledge([heard])
        centre.until(lambda: not centre.outbox)


def test_parts_are_joined_by_parameters_too():
    pieces = ["Нас четве", "ро"]
    bodies = [
        smsc_words.message(PERSON, piece.encode("utf-16-be"), coding=8, more=smsc_words.tlv(0x20C, b"\1\2")
            + smsc_words.tlv(0x20E, b"\2") + smsc_words.tlv(0x20F, bytes((number,))))
        for number, piece in enumerate(pieces, 1)
    ]  # fmt: skip
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(*bodies)
        assert hear(client, 1)[0].text == "Нас четверо"


def test_a_letter_that_was_split_over_two_parts_is_whole_again():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(*parts("😀" * 9, size=10))
        assert hear(client, 1)[0].text == "😀" * 9


def test_a_part_that_is_missing_is_not_waited_for_for_ever_and_may_come_after_all():
    text = "Нас четверо, з нами бабуся"
    pieces = parts(text)
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(pieces[0], pieces[2])
        (cut,) = hear(client, 1)
        assert (cut.text, cut.cut) == ("Нас четвер … бабуся", True)
        client.acknowledge([cut])
        centre.until(lambda: not centre.outbox)
        centre.deliver(pieces[1])
        (whole,) = hear(client, 1)
        assert (whole.text, whole.cut) == (text, False)
        assert whole.key != cut.key
        client.acknowledge([whole])
        centre.deliver(pieces[1])
        client.hear(0.05)
        centre.until(lambda: not centre.outbox)
        assert client.hear(0) == []


def test_an_operator_that_sends_one_thing_at_a_time_is_not_waited_for_in_vain():
    texts = ["Нас четверо, з нами бабуся", "Вікна вибито, але всі цілі"]
    with smsc.running(smsc.Habits(inbound_window=1)) as centre, connected(centre) as client:
        centre.deliver(*parts(texts[0]), *parts(texts[1], reference=6))
        whole = []
        while len(whole) < 2:
            heard = client.hear(1)
            whole += [each.text for each in heard if not each.cut]
            client.acknowledge(heard)
        assert whole == texts
        centre.until(lambda: not centre.outbox)


def test_two_messages_under_one_reference_are_not_mixed():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(parts("Нас четверо тут")[0], *parts("Вікна вибито тут"))
        assert {each.text for each in hear(client, 2)} == {"Нас четвер …", "Вікна вибито тут"}


@pytest.mark.parametrize(
    "header", [b"", b"\0", b"\xff\0\3\1\2\1", b"\5\0\3\1\2\3", b"\5\0\3\1\0\0", b"\2\0\3", b"\1\0"]
)
def test_a_header_that_makes_no_sense_keeps_no_message_back(header: bytes):
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(PERSON, header + b"Help", esm_class=0x40))
        assert hear(client, 1)[0].text.endswith("Help"[-2:])


@pytest.mark.parametrize(
    ("given", "ton", "sender"),
    [
        ("380001234567", 1, "+380001234567"),
        ("380001234567", 0, "+380001234567"),
        ("00380001234567", 0, "+380001234567"),
        ("0001234567", 2, "0001234567"),
        ("4321", 3, "4321"),
        ("+380001234567", 1, "+380001234567"),
        ("Dodomu\x07", 5, "Dodomu"),
        ("", 0, ""),
    ],
)
def test_a_sender_is_a_number_in_international_form_where_it_is_one(given: str, ton: int, sender: str):
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(given, b"Hi", ton=ton))
        assert hear(client, 1)[0].sender == sender


def test_a_picture_is_a_file_that_is_not_kept():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.message(PERSON, bytes(range(128, 160)) * 3, coding=4))
        (heard,) = hear(client, 1)
        assert (heard.text, heard.files) == ("", ("96 octets, coding 4",))


def test_receipts_that_come_twice_have_one_key_and_are_both_answered():
    with smsc.running(smsc.Habits(receipts="twice")) as centre, connected(centre) as client:
        send(client, messages(10))
        centre.until(lambda: centre.counts["delivered"] == 20)
        heard = hear(client, 10)
        assert all(isinstance(each, Receipt) for each in heard)
        while len(centre.outbox) > 0:
            client.acknowledge(client.hear(0.01))


def test_a_receipt_for_what_nobody_sent_is_heard_and_one_for_nothing_is_answered():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(smsc_words.receipt(PERSON, b"99"), smsc_words.receipt(PERSON, b"", text="stat:DELIVRD"))
        (heard,) = hear(client, 1)
        assert heard.ref == "99"
        centre.until(lambda: centre.counts["acknowledged"] == 1)


def test_more_than_is_handed_out_at_once_comes_in_turn():
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(*(smsc_words.receipt(PERSON, str(number).encode()) for number in range(2500)))
        keys = set()
        for _ in range(200):
            keys |= {each.key for each in client.hear(0.01)}
            if len(keys) == 2500:
                break
        assert len(keys) == 2500
        while centre.outbox:
            client.acknowledge(client.hear(0.01))


def test_too_many_that_nobody_acknowledges_are_asked_to_come_later(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inbox, "MOST_WAITING", 10)
    with smsc.running() as centre, connected(centre) as client:
        centre.deliver(*(smsc_words.message(PERSON, str(number).encode()) for number in range(15)))
        heard = hear(client, 10)
        centre.until(lambda: [status for _, status, _ in centre.answers] == [0x64] * 5)
        client.acknowledge(heard)
        centre.until(lambda: len(centre.outbox) == 5)
