"""A sealed line opens with its key, whole, and nothing else opens."""

import json
import os
from uuid import uuid4

import pytest

from dodomu.boarding.rules import carrying
from dodomu.boarding.rules.carrying import NotOpened, open_line, read_line, seal_line

KEY, DEVICE, NONCE = os.urandom(32), uuid4(), os.urandom(12)
SAID = {"device": str(DEVICE), "touches": [{"id": str(uuid4()), "officer": "Ірина"}]}


@pytest.mark.parametrize("deflate", [False, True])
def test_what_was_sealed_opens(deflate: bool):
    line = seal_line(SAID, device=DEVICE, key=KEY, nonce=NONCE, deflate=deflate)
    assert "Ірина" not in line
    assert open_line(read_line(line.encode()), KEY) == SAID


@pytest.mark.parametrize("part", ["nonce", "sealed", "device"])
def test_an_altered_line_does_not_open(part: str):
    said = json.loads(seal_line(SAID, device=DEVICE, key=KEY, nonce=NONCE))
    said[part] = str(uuid4()) if part == "device" else "AAAA" + said[part][4:]
    with pytest.raises(NotOpened):
        open_line(read_line(json.dumps(said).encode()), KEY)


def test_the_key_of_another_device_does_not_open_it():
    with pytest.raises(NotOpened):
        open_line(read_line(seal_line(SAID, device=DEVICE, key=KEY, nonce=NONCE).encode()), os.urandom(32))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"dodomu":"carry"}', b"[" * 100_000, b'{"dodomu":"carry","v":2}',
        b'{"dodomu":"carry","v":1,"device":"x","nonce":"AA==","sealed":""}',
        b'{"dodomu":"carry","v":1,"device":5,"nonce":[],"sealed":{}}',
    ],
)  # fmt: skip
def test_what_is_no_line_is_said_to_be_none(text: bytes):
    with pytest.raises(NotOpened):
        read_line(text)


def test_a_line_that_is_cut_off_is_none():
    line = seal_line(SAID, device=DEVICE, key=KEY, nonce=NONCE)
    with pytest.raises(NotOpened):
        read_line(line[:-10].encode())


def test_a_few_octets_that_stand_for_many_are_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying, "MOST_OPEN", 1000)
    line = seal_line({"device": "0" * 100_000}, device=DEVICE, key=KEY, nonce=NONCE, deflate=True)
    with pytest.raises(NotOpened):
        open_line(read_line(line.encode()), KEY)


def test_a_line_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(carrying, "MOST_LINE", 10)
    with pytest.raises(NotOpened):
        read_line(seal_line(SAID, device=DEVICE, key=KEY, nonce=NONCE).encode())
