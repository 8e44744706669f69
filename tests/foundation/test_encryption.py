"""Fields at rest: what is sealed opens only with its key, in its column, unaltered."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dodomu.foundation import encryption

KEYS = [base64.b64encode(os.urandom(32)).decode() for _ in range(2)]


@pytest.fixture
def keys(settings):
    def use(*ids: str) -> None:
        settings.DODOMU_FIELD_KEY = ",".join(f"k{number}:{KEYS[int(number)]}" for number in ids)
        encryption._keys.cache_clear()

    yield use
    encryption._keys.cache_clear()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_sealed_opens_again(value):
    assert encryption.open_sealed(encryption.seal(value, context="a"), context="a") == value


def test_the_same_value_is_sealed_differently_each_time():
    assert encryption.seal("XX123456", context="a") != encryption.seal("XX123456", context="a")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(encryption.CannotOpen):
        encryption.open_sealed(encryption.seal("x", context="document.number"), context="person.needs_words")


@pytest.mark.parametrize("position", [0, 1, 5, -1])
def test_one_altered_byte_does_not_open(position: int):
    sealed = bytearray(encryption.seal("x", context="a"))
    sealed[position] ^= 1
    with pytest.raises(encryption.CannotOpen):
        encryption.open_sealed(bytes(sealed), context="a")


@pytest.mark.parametrize("broken", [b"", b"\x02", b"\xff" * 40])
def test_rubbish_does_not_open(broken: bytes):
    with pytest.raises(encryption.CannotOpen):
        encryption.open_sealed(broken, context="a")


def test_an_old_key_still_opens_and_the_new_one_seals(keys):
    keys("0")
    old = encryption.seal("x", context="a")
    keys("1", "0")
    assert encryption.open_sealed(old, context="a") == "x"
    assert encryption.seal("y", context="a")[1:3] == b"k1"
    keys("1")
    with pytest.raises(encryption.CannotOpen, match="DODOMU_FIELD_KEY"):
        encryption.open_sealed(old, context="a")


def test_nothing_is_nothing():
    assert encryption.open_sealed(None, context="a") is None


def test_a_blind_index_is_stable_and_depends_on_its_column():
    index = encryption.blind_index("XX1", context="a")
    assert index == encryption.blind_index("XX1", context="a")
    assert index != encryption.blind_index("XX1", context="b")
    assert len(index) == 16
