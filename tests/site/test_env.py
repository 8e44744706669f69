"""Settings stop on anything that cannot be understood."""

import base64

import pytest

from dodomu.site import keys
from dodomu.site.env import CannotRead, Env

KEY = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("typed", "meant"), [("yes", True), ("ON", True), ("1", True), ("no", False), (" false ", False)]
)
def test_a_truth_is_read(typed: str, meant: bool):
    assert Env({"FLAG": typed}).flag("FLAG", not meant) is meant


@pytest.mark.parametrize("typed", ["ture", "", "2", "так"])
def test_what_is_neither_true_nor_false_stops_the_start(typed: str):
    with pytest.raises(CannotRead, match="FLAG"):
        Env({"FLAG": typed}).flag("FLAG", True)


def test_a_number_is_whole():
    assert Env({"N": " 12 "}).number("N", 3) == 12
    assert Env({}).number("N", 3) == 3
    with pytest.raises(CannotRead, match="whole number"):
        Env({"N": "12.5"}).number("N", 3)


def test_a_name_without_default_must_be_set():
    with pytest.raises(CannotRead, match="SECRET is not set"):
        Env({}).text("SECRET")


def test_a_secret_may_lie_in_a_file_and_not_in_both(tmp_path):
    file = tmp_path / "secret"
    file.write_text("quiet\n", encoding="utf-8")
    assert Env({"SECRET_FILE": str(file)}).text("SECRET") == "quiet"
    with pytest.raises(CannotRead, match="both"):
        Env({"SECRET_FILE": str(file), "SECRET": "x"}).text("SECRET")
    with pytest.raises(CannotRead, match="cannot be read"):
        Env({"SECRET_FILE": str(tmp_path / "none")}).text("SECRET")


def test_words_are_parted_at_commas():
    assert Env({"HOSTS": " a, b ,,c"}).words("HOSTS", "") == ["a", "b", "c"]


@pytest.mark.parametrize("typed", ["", "nokey", "a b:" + KEY, "k1:" + KEY[:-8], "k1:%%%", "k1:" + KEY + ",:" + KEY])
def test_a_malformed_field_key_stops_the_start(typed: str):
    with pytest.raises(CannotRead, match="DODOMU_FIELD_KEY"):
        keys.field_key(Env({"DODOMU_FIELD_KEY": typed}))


def test_good_keys_pass():
    env = Env({"DODOMU_FIELD_KEY": f"new:{KEY},old:{KEY}", "DODOMU_INDEX_KEY": KEY, "DODOMU_SECRET_KEY": "x" * 40})
    assert keys.field_key(env) == f"new:{KEY},old:{KEY}"
    assert keys.index_key(env) == KEY
    assert keys.secret_key(env) == "x" * 40


def test_a_short_secret_stops_the_start():
    with pytest.raises(CannotRead, match="39 characters"):
        keys.secret_key(Env({"DODOMU_SECRET_KEY": "x" * 39}))
