"""Bundles as files: what is written is read, and nothing that was cut, altered or moved is believed."""

from io import BytesIO
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dodomu.boarding.rules import bundles
from dodomu.boarding.rules.bundles import Header, Keys, NotABundle, Wrong

SEED, OTHER = b"s" * 32, b"o" * 32


def public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


WRITES = Keys(b"k" * 32, SEED, public(OTHER))
READS = Keys(b"k" * 32, OTHER, public(SEED))
HEADER = Header(str(UUID(int=5)), str(UUID(int=7)), "post", 3, 2, 1, "0f", "abc", 1000)


def written(*lines: bytes, header: Header = HEADER, keys: Keys = WRITES) -> bytes:
    out = BytesIO()
    bundles.write(out, header, lines, keys)
    return out.getvalue()


def why(data: bytes, keys: Keys = READS) -> Wrong:
    with pytest.raises(NotABundle) as no:
        bundles.header_of(data)
        bundles.check(data, keys)
        list(bundles.lines_of(data, keys))
    return no.value.why


def test_what_was_written_is_read():
    data = written(b'{"t":1}', '{"t":"ї"}'.encode())
    assert bundles.header_of(data) == HEADER
    bundles.check(data, READS)
    assert list(bundles.lines_of(data, READS)) == [{"t": 1}, {"t": "ї"}]


def test_a_bundle_of_many_frames_is_read_line_by_line(monkeypatch):
    monkeypatch.setattr(bundles, "FRAME", 64)
    lines = [f'{{"n":{number * 7919}}}'.encode() for number in range(500)]
    data = written(*lines)
    assert [each["n"] for each in bundles.lines_of(data, READS)] == [number * 7919 for number in range(500)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_part_of_a_bundle_can_be_altered(data):
    whole = written(b'{"t":1}')
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    altered = whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :]
    assert why(altered) in Wrong


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_bundle_that_was_cut_is_said_to_be(size):
    whole = written(b'{"t":1}')
    cut = whole[: size % len(whole)]
    assert why(cut) in ((Wrong.CUT,) if cut else (Wrong.NO_BUNDLE, Wrong.CUT))


def test_another_key_opens_nothing():
    assert why(written(b"{}"), Keys(b"x" * 32, OTHER, public(SEED))) is Wrong.FORGED
    assert why(written(b"{}"), Keys(b"k" * 32, OTHER, public(OTHER))) is Wrong.FORGED
