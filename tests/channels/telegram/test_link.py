"""What is wrong with a link is said in plain words, and nothing of the link is repeated in them."""

import pytest

from dodomu.channels.links import WrongLink
from dodomu.channels.telegram.link import read

GOOD = "telegram://123456:AAsecret_word-1@api.telegram.org"


def test_a_link_is_read():
    given = read(GOOD + "?rate=20&proxy=proxy.example.org:3128&webhook=1")
    assert (given.host, given.port, given.token, given.tls) == ("api.telegram.org", 443, "123456:AAsecret_word-1", True)
    assert (given.rate, given.chat, given.proxy, given.webhook) == (20, 1, ("proxy.example.org", 3128), True)
    assert "secret" not in repr(given)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://api.telegram.org",
        "telegram://api.telegram.org",
        "telegram://123456@api.telegram.org",
        "telegram://bot:AAsecret_word@api.telegram.org",
        "telegram://123456:AAsecret/word@api.telegram.org",
        "telegram://123456:AAsecret%0aword@api.telegram.org",
        "telegram://123456:AAsecret_word@",
        GOOD + ":x",
        GOOD + ":0",
        GOOD + "/path",
        GOOD + "?tls=0",
        GOOD + "?tls=maybe",
        GOOD + "?rate=0",
        GOOD + "?rate=many",
        GOOD + "?lines=65",
        GOOD + "?rate=1&rate=2",
        GOOD + "?colour=red",
        GOOD + "?ca=/not/there",
        GOOD + "?proxy=somewhere",
        GOOD + "?rate",
    ],
)
def test_a_link_that_cannot_be_used_says_why(link: str):
    with pytest.raises(WrongLink, match="The Telegram link cannot be used: ") as wrong:
        read(link)
    assert "secret" not in str(wrong.value) and str(wrong.value).endswith(".")
