"""Settings stop on anything that cannot be understood."""

import base64
from decimal import Decimal
from pathlib import Path

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


@pytest.mark.parametrize(
    "typed", ["short", "x" * 257, "with a blank in it", "секрет-секрет-секрет", "a-good-one-of-letters\n"]
)
def test_a_telegram_secret_that_could_be_guessed_or_not_be_sent_stops_the_start(typed: str):
    with pytest.raises(CannotRead, match="16 to 256"):
        keys.telegram_secret(Env({"DODOMU_TELEGRAM_SECRET": typed}))


def test_without_a_telegram_secret_it_starts():
    assert keys.telegram_secret(Env({})) == ""
    assert keys.telegram_secret(Env({"DODOMU_TELEGRAM_SECRET": "a" * 16})) == "a" * 16


def channels(**values: str) -> dict[str, str]:
    return Env(values).links("DODOMU_CHANNELS", each="DODOMU_CHANNEL_", schemes={"smpp", "drill"})


def test_each_channel_that_is_listed_has_its_link(tmp_path: Path):
    assert channels() == {}
    (tmp_path / "sms").write_text("smpp://a:b@c\n", encoding="utf-8")
    found = channels(
        DODOMU_CHANNELS="sms, drill", DODOMU_CHANNEL_SMS_FILE=str(tmp_path / "sms"), DODOMU_CHANNEL_DRILL="drill:///x"
    )
    assert found == {"sms": "smpp://a:b@c", "drill": "drill:///x"}


@pytest.mark.parametrize(
    "values",
    [
        {"DODOMU_CHANNELS": "sms"},
        {"DODOMU_CHANNELS": "sms,sms", "DODOMU_CHANNEL_SMS": "smpp://a:secret@c"},
        {"DODOMU_CHANNELS": "SMS", "DODOMU_CHANNEL_SMS": "smpp://a:secret@c"},
        {"DODOMU_CHANNELS": "sms", "DODOMU_CHANNEL_SMS": "smp://a:secret@c"},
        {"DODOMU_CHANNELS": "sms", "DODOMU_CHANNEL_SMS": ""},
    ],
)
def test_a_channel_that_cannot_be_read_stops_the_start_and_tells_no_password(values: dict[str, str]):
    with pytest.raises(CannotRead) as caught:
        channels(**values)
    assert "secret" not in str(caught.value)


def test_prices_are_read_strictly():
    def prices(text: str) -> dict[str, Decimal]:
        return Env({"P": text}).amounts("P", {"sms", "email"})

    assert prices("sms=0.045, email = 0") == {"sms": Decimal("0.045"), "email": Decimal(0)}
    for wrong in ("sms", "sms=much", "smoke=1", "sms=-1", "sms=NaN"):
        with pytest.raises(CannotRead):
            prices(wrong)
