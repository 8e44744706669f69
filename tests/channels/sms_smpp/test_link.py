"""The line of settings that names an operator."""

import math

import pytest

from dodomu.channels import sms_smpp
from dodomu.channels.messages import ChannelError
from dodomu.channels.sms_smpp import link

GOOD = (
    "smpp://dodomu:s%40cret%2F@sms.example.org:2776?source=Dodomu&window=8&tls=1&rate=50&ids=hex-dec&zone=Asia/Almaty"
)


def test_a_link_says_all_about_an_operator():
    read = link.read(GOOD)
    assert (read.host, read.port, read.system_id, read.password) == ("sms.example.org", 2776, "dodomu", "s@cret/")
    assert (read.window, read.tls, read.rate, read.ids) == (8, True, 50, "hex-dec")
    assert str(read.zone) == "Asia/Almaty"


def test_what_is_left_out_is_as_usual():
    read = link.read("smpp://a:b@example.org?source=4321")
    assert (read.port, read.window, read.tls, read.rate) == (2775, 64, False, math.inf)
    assert link.read("smpp://a:b@example.org?source=1&tls=1").port == 3550


@pytest.mark.parametrize(
    ("source", "ton", "npi", "number"),
    [("%2B380001234567", 1, 1, "380001234567"), ("4321", 3, 0, "4321"), ("Dodomu MFA", 5, 0, "Dodomu MFA")],
)
def test_a_source_is_a_number_a_short_number_or_a_name(source: str, ton: int, npi: int, number: str):
    read = link.read(f"smpp://a:b@example.org?source={source}").source
    assert (read.ton, read.npi, read.number) == (ton, npi, number)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("http://a:PSW@example.org?source=D", "begin with smpp://"),
        ("smpp://example.org?source=D", "not of the form"),
        ("smpp://a:PSW/PSW@example.org?source=D", "%2F"),
        ("smpp://a:PSW?PSW@example.org?source=D", "%3F"),
        ("smpp://a:PSW#PSW@example.org?source=D", "%23"),
        ("smpp://a@example.org?source=D", "system_id and a password"),
        ("smpp://:PSW@example.org?source=D", "system_id and a password"),
        ("smpp://a:PSW@?source=D", "no host"),
        ("smpp://a:PSW@example.org:many?source=D", "port"),
        ("smpp://a:PSW@example.org:99999?source=D", "port"),
        ("smpp://a:PSW@[::1?source=D", "not of the form"),
        ("smpp://a:PSW@example.org", "source"),
        ("smpp://a:PSW@example.org?source=ТакНі", "source must be"),
        ("smpp://a:PSW@example.org?source=LongerThanEleven", "source must be"),
        ("smpp://a:PSW@example.org?source=D&window=0", "window must be a number from 1"),
        ("smpp://a:PSW@example.org?source=D&window=nan", "window must be a number from 1"),
        ("smpp://a:PSW@example.org?source=D&tls=yes", "tls must be 0 or 1"),
        ("smpp://a:PSW@example.org?source=D&tls=1&ca=/nowhere.pem", "is not there"),
        ("smpp://a:PSW@example.org?source=D&ca=/nowhere.pem", "tls=1 only"),
        ("smpp://a:PSW@example.org?source=D&ids=octal", "same or hex-dec or dec-hex"),
        ("smpp://a:PSW@example.org?source=D&zone=Kyiv", "Europe/Kyiv"),
        ("smpp://a:PSW@example.org?source=D&windov=3", "“windov” is not known"),
        ("smpp://a:PSW@example.org?source=D&source=E", "twice"),
        ("smpp://a:PSW@example.org?source", "pairs"),
        ("smpp://a-system-id-too-long:PSW@example.org?source=D", "system_id must be"),
        ("smpp://a:PSW%00@example.org?source=D", "password must be"),
        ("", "begin with smpp://"),
    ],
)
def test_a_wrong_link_is_refused_in_plain_words_without_the_password(given: str, says: str):
    with pytest.raises(ChannelError) as refused:
        sms_smpp.connect(given)
    assert says in str(refused.value)
    assert "PSW" not in repr(refused.value)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__ | (refused.value.__context__ is None)


def test_settings_do_not_show_the_password():
    assert "s@cret" not in repr(link.read(GOOD))
