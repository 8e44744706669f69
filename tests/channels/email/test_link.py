"""What is wrong with a link is said in plain words, and nothing of the link is repeated in them."""

import pytest

from dodomu.channels.email.link import read
from dodomu.channels.links import WrongLink

GOOD = "smtps://user:p%40ss@mail.example.org:465?from=help@example.org"


def test_a_link_is_read():
    given = read(GOOD + "&name=%D0%94%D1%96%D0%BC&bounces=back@b.example.org&listen=127.0.0.1:2424&rate=20")
    assert (given.host, given.port, given.user, given.password, given.tls) == (
        "mail.example.org", 465, "user", "p@ss", "implicit",
    )  # fmt: skip
    assert (given.sender, given.name, given.rate, given.listen) == ("help@example.org", "Дім", 20, ("127.0.0.1", 2424))
    assert given.domains == {"example.org", "b.example.org"} and "p@ss" not in repr(given)
    assert read("smtp://mail.example.org?from=a@example.org").tls == "starttls"
    assert read("smtp://mail.example.org?from=a+b@example.org").sender == "a+b@example.org"
    assert read("smtp://mail.example.org?from=a@example.org&listen=10.0.0.1:25&allow=10.0.0.2").allow == {"10.0.0.2"}


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://user:secretword@mail.example.org",
        "smtps://user:secretword@mail.example.org",
        "smtps://user:secretword@?from=a@example.org",
        "smtps://:secretword@mail.example.org?from=a@example.org",
        "smtps://user@mail.example.org?from=a@example.org",
        "smtps://user:secretword@mail.example.org:x?from=a@example.org",
        "smtps://user:secretword@mail.example.org:0?from=a@example.org",
        "smtps://user:secretword@mail.example.org:99999?from=a@example.org",
        "smtps://user:secretword@mail.example.org/x?from=a@example.org",
        "smtps://user:secretword#a@mail.example.org?from=a@example.org",
        "smtps://user:secretword@mail.example.org?from=somebody",
        "smtps://user:secretword@mail.example.org?from=олена@example.org",
        "smtps://user:secretword@mail.example.org?from=a@example.org&from=b@example.org",
        "smtps://user:secretword@mail.example.org?from=a@example.org&colour=red",
        "smtps://user:secretword@mail.example.org?from=a@example.org&rate=quick",
        "smtps://user:secretword@mail.example.org?from=a@example.org&rate=nan",
        "smtps://user:secretword@mail.example.org?from=a@example.org&ca=/not/there",
        "smtps://user:secretword@mail.example.org?from=a@example.org&tls=none",
        "smtp://user:secretword@mail.example.org?from=a@example.org&tls=none",
        "smtps://user:secretword@mail.example.org?from=a@example.org&listen=localhost:25",
        "smtps://user:secretword@mail.example.org?from=a@example.org&listen=127.0.0.1:x",
        "smtps://user:secretword@mail.example.org?from=a@example.org&listen=0.0.0.0:25",
        "smtps://user:secretword@mail.example.org?from=a@example.org&allow=somebody",
        "smtps://user:secretword@mail.example.org?from=a@example.org&name=a%0D%0Ab",
        "smtps://user:secretword@mail.example.org?from",
        "smtps://user:secretword@[::1?from=a@example.org",
    ],
)
def test_a_link_that_cannot_be_used_says_why(link: str):
    with pytest.raises(WrongLink, match="The mail link cannot be used: ") as wrong:
        read(link)
    assert "secretword" not in str(wrong.value) and str(wrong.value).endswith(".")
