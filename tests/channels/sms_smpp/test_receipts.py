"""Receipts in all the ways in which operators write them."""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from benchmarks.peers import smsc_words
from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.messages import Arrival, Failure, Receipt
from dodomu.channels.sms_smpp import pdus, reading, receipts

DELIVERED, FAILED, UNDER_WAY = Arrival.DELIVERED, Arrival.FAILED, Arrival.UNDER_WAY
USUAL = "id:4000 sub:001 dlvrd:001 submit date:2601051030 done date:2601051031 stat:DELIVRD err:000 text:Hello"


def read(body: bytes, ids: receipts.Ids = receipts.Ids.SAME, zone: str = "UTC") -> Receipt | None:
    delivered = pdus.read_delivered(pdus.Command.DELIVER_SM, body)
    text = reading.read(delivered.body, delivered.coding, latin=True)
    return receipts.read(delivered, text, refs=receipts.Refs(ids), zone=ZoneInfo(zone))


def said(text: str, more: bytes = b"") -> Receipt | None:
    return read(smsc_words.message("380001", text.encode(), esm_class=4, more=more))


@pytest.mark.parametrize(
    ("text", "ref", "arrival", "why", "code"),
    [
        (USUAL, "4000", DELIVERED, None, "DELIVRD 000"),
        (USUAL.upper(), "4000", DELIVERED, None, "DELIVRD 000"),
        ("id:0118Z-0122I-57D sub:000 submitdate:180122230957 donedate:180122230959 stat:REJECTED err:375 text:",
         "0118Z-0122I-57D", FAILED, Failure.NOT_ALLOWED, "REJECTED 375"),
        ("stat:UNDELIV id:7 err:075 text:-PROFILE", "7", FAILED, Failure.NOT_REACHABLE, "UNDELIV 075"),
        ("id:7 stat:EXPIRED", "7", FAILED, Failure.EXPIRED, "EXPIRED"),
        ("id:7 stat:ENROUTE err:0", "7", UNDER_WAY, None, "ENROUTE 0"),
        ("id:7 stat:ACCEPTD", "7", UNDER_WAY, None, "ACCEPTD"),
        ("id:7 stat:UNKNOWN", "7", FAILED, Failure.NOT_UNDERSTOOD, "UNKNOWN"),
        ("id:7 stat:FANCY", "7", UNDER_WAY, Failure.NOT_UNDERSTOOD, "FANCY"),
        ("id: 7 stat: DELIVRD err: 0", "7", DELIVERED, None, "DELIVRD 0"),
        ("id:7 stat:DELIVRD text:id:8 stat:UNDELIV err:9", "7", DELIVERED, None, "DELIVRD"),
    ],
)  # fmt: skip
def test_the_usual_variants_are_read(text: str, ref: str, arrival: Arrival, why: Failure | None, code: str):
    receipt = said(text)
    assert (receipt.ref, receipt.arrival, receipt.why, receipt.code) == (ref, arrival, why, code)


def test_parameters_go_before_the_text():
    more = smsc_words.tlv(0x1E, b"9\0") + smsc_words.tlv(0x427, b"\5") + smsc_words.tlv(0x423, b"\3\0\1")
    receipt = said(USUAL, more)
    assert (receipt.ref, receipt.arrival, receipt.why) == ("9", FAILED, Failure.NO_SUCH_ADDRESS)


def test_parameters_are_enough():
    receipt = read(smsc_words.receipt("380001", b"9", form="tlv", state="EXPIRED"))
    assert (receipt.ref, receipt.arrival, receipt.why) == ("9", FAILED, Failure.EXPIRED)


@pytest.mark.parametrize(
    ("hours", "at"),
    [
        ("2601051031", datetime(2026, 1, 5, 10, 31, tzinfo=UTC)),
        ("260105103159", datetime(2026, 1, 5, 10, 31, 59, tzinfo=UTC)),
        ("20260105103159", datetime(2026, 1, 5, 10, 31, 59, tzinfo=UTC)),
        ("2613451031", None),
        ("000000000000", None),
        ("soon", None),
    ],
)
def test_an_hour_is_read_or_left_out(hours: str, at: datetime | None):
    assert said(f"id:1 done date:{hours} stat:DELIVRD").at == at


def test_an_hour_is_that_of_the_operators_zone():
    body = smsc_words.receipt("380001", b"1")
    assert read(body, zone="Asia/Almaty").at == datetime(2026, 1, 5, 5, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ids", "answer", "receipt", "name"),
    [
        (receipts.Ids.SAME, "00FA", "00FA", "00FA"),
        (receipts.Ids.HEX_DEC, "1A2B", "0000006699", "6699"),
        (receipts.Ids.HEX_DEC, "1a2b", "6699", "6699"),
        (receipts.Ids.DEC_HEX, "6699", "00001A2B", "6699"),
        (receipts.Ids.HEX_DEC, "not-a-number", "not-a-number", "not-a-number"),
    ],
)
def test_a_name_in_two_notations_is_one(ids: receipts.Ids, answer: str, receipt: str, name: str):
    refs = receipts.Refs(ids)
    assert refs.of_answer(answer) == refs.of_receipt(receipt) == name


def test_two_notations_are_noticed_and_said_once(caplog: pytest.LogCaptureFixture):
    refs = receipts.Refs(receipts.Ids.SAME)
    with caplog.at_level(logging.WARNING):
        for number in range(4000, 4100):
            refs.of_answer(f"{number:X}")
            refs.of_receipt(str(number))
    assert [each.getMessage().split()[-1] for each in caplog.records] == ["ids=hex-dec"]


def test_the_same_receipt_has_the_same_key_and_another_has_another():
    assert said(USUAL).key == said(USUAL).key
    assert len({said(USUAL).key, said(USUAL.replace("DELIVRD", "ENROUTE")).key, said("id:1 stat:DELIVRD").key}) == 3


def test_a_receipt_that_names_nothing_is_none():
    assert said("stat:DELIVRD") is None
    assert said("id:" + "9" * 200 + " stat:DELIVRD") is None


def test_a_person_cannot_write_a_receipt():
    body = smsc_words.message("380001", USUAL.encode())
    assert not receipts.is_receipt(pdus.read_delivered(pdus.Command.DELIVER_SM, body))
    more = smsc_words.tlv(0x1E, b"9\0") + smsc_words.tlv(0x427, b"\2")
    by_operator = smsc_words.message("380001", USUAL.encode(), more=more)
    assert receipts.is_receipt(pdus.read_delivered(pdus.Command.DELIVER_SM, by_operator))


@given(st.binary(max_size=254), st.binary(max_size=40))
def test_nothing_in_a_receipt_raises(text: bytes, more: bytes):
    read(smsc_words.message("380001", b"id:1 stat:" + text[:200], esm_class=4, more=more))
