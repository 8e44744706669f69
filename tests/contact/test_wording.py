"""Under which address people find us, as it is printed on posters."""

from typing import Any

import pytest

from dodomu.contact.queries import wording


@pytest.mark.parametrize(
    ("address", "origins", "hosts", "secure", "base"),
    [
        ("https://a.example.org", ["https://b.example.org"], ["c.example.org"], True, "https://a.example.org"),
        ("", ["https://b.example.org/"], ["c.example.org"], True, "https://b.example.org"),
        ("", [], ["c.example.org", "d.example.org"], True, "https://c.example.org"),
        ("", [], ["127.0.0.1"], False, "http://127.0.0.1"),
    ],
)
def test_the_address_is_the_best_that_is_known(
    settings: Any, address: str, origins: list[str], hosts: list[str], secure: bool, base: str
):
    settings.DODOMU_ADDRESS, settings.CSRF_TRUSTED_ORIGINS = address, origins
    settings.ALLOWED_HOSTS, settings.SECURE_COOKIES = hosts, secure
    assert wording.base() == base


def test_parts_are_counted_as_an_sms_is_sent():
    assert (wording.sms_parts("я" * 70).count, wording.sms_parts("я" * 71).count, wording.count_parts("")) == (1, 2, 1)
