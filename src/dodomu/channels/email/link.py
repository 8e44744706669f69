"""`smtps://user:password@host:465?from=…`: all that is to be known of a mail server, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the password.
"""

import ipaddress
import math
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from dodomu.channels.email import addresses
from dodomu.channels.links import ESCAPES, Options, WrongLink, is_here, port_of, read_options

LINK = "mail"
PORTS = {"smtps": 465, "smtp": 587}
KNOWN = ("from", "name", "bounces", "listen", "allow", "tls", "ca", "rate", "answer", "hold", "helo")
EXAMPLE = "smtps://user:password@host:465?from=help@example.org"
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Times:
    """How long is waited for what, in seconds."""

    open: float = 15.0  # for the connection and the greeting
    answer: float = 60.0  # for the answer to a mail; then it is in doubt
    idle: float = 60.0  # of a connection, then another is made for the next mail
    again: float = 5.0  # after a connection was lost or refused
    refused: float = 60.0  # after a password was refused
    hold: float = 120.0  # a mail that came waits so long for being kept; then it is asked to come again
    silent: float = 300.0  # somebody who writes to us says nothing


USUAL = Times()


@dataclass(frozen=True, slots=True)
class Settings:
    """A mail server, as the link says."""

    host: str
    port: int
    sender: str
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "implicit"  # implicit, starttls, none
    ca: str = ""
    bounces: str = ""  # returns come to this address, with + and the message's name before the @
    listen: tuple[str, int] | None = None
    allow: frozenset[str] = frozenset()  # from where mail is taken; empty: from this machine only
    rate: float = math.inf
    helo: str = ""
    times: Times = USUAL

    @property
    def where(self) -> str:
        """Return how the server is named in words."""
        return f"{self.host}:{self.port}"

    @property
    def domains(self) -> frozenset[str]:
        """Return the domains for which mail is taken."""
        return frozenset(addresses.domain_of(each) for each in (self.sender, self.bounces) if each)


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    split = _split(link)
    # A + in an address is a +, as people type it.
    options = read_options(split.query.replace("+", "%2B"), link=LINK, known=KNOWN, example="from=help@example.org")
    host, sender = split.hostname or "", _address(options, "from")
    if not sender:
        raise WrongLink(LINK, "it needs from=…, the address that mails come from.")
    listen, allow = _listen(options.text("listen")), _allow(options.text("allow"))
    if listen and not is_here(listen[0]) and not allow:
        raise WrongLink(
            LINK, "listen with an address that others can reach needs allow=…, the addresses of your mail server."
        )
    return Settings(
        host=host,
        port=port_of(split, LINK) or PORTS[split.scheme],
        sender=sender,
        name=_text(options.text("name"), "name", MOST_NAME),
        user=_text(unquote(split.username or ""), "user", 254),
        password=_text(unquote(split.password or ""), "password", 254),
        tls=_tls(options, split.scheme, host),
        ca=options.file("ca"),
        bounces=_address(options, "bounces"),
        listen=listen,
        allow=allow,
        rate=options.number("rate", math.inf, 0.01, 10_000),
        helo=_text(options.text("helo"), "helo", 253),
        times=Times(
            answer=options.number("answer", USUAL.answer, 0.1, 600), hold=options.number("hold", USUAL.hold, 0.1, 540)
        ),
    )


def _split(link: str) -> SplitResult:
    try:
        split = urlsplit(link.strip())
        _ = split.username, split.password
    except ValueError:
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}.") from None
    if split.scheme not in PORTS:
        raise WrongLink(LINK, f"it must begin with smtps:// (or smtp:// for STARTTLS), as in {EXAMPLE}.")
    if split.fragment or split.path not in ("", "/"):
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}. {ESCAPES}")
    if not split.hostname:
        raise WrongLink(LINK, "there is no host.")
    if bool(split.username) != bool(split.password):
        raise WrongLink(LINK, "user and password stand both before the @, with a colon between them, or neither does.")
    return split


def _address(options: Options, name: str) -> str:
    given = options.text(name)
    address = addresses.plain(given)
    if given and not (address and address.isascii()):
        raise WrongLink(LINK, f"{name} must be a mail address such as help@example.org.")
    return address


def _text(word: str, name: str, most: int) -> str:
    if not word.isprintable() or len(word) > most:
        raise WrongLink(LINK, f"the {name} must be at most {most} letters that can be printed.")
    return word


def _tls(options: Options, scheme: str, host: str) -> str:
    given = options.text("tls")
    if given == "none" and scheme == "smtp":
        if not is_here(host):
            raise WrongLink(LINK, "tls=none is for a mail server on this machine only.")
        return "none"
    if given:
        raise WrongLink(LINK, "tls can only be none, for smtp:// and a mail server on this machine.")
    return "implicit" if scheme == "smtps" else "starttls"


def _listen(word: str) -> tuple[str, int] | None:
    if not word:
        return None
    host, _, port = word.rpartition(":")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), range(65536)[int(port)]
    except (ValueError, IndexError):
        raise WrongLink(LINK, "listen must be an address and a port, such as 127.0.0.1:2424.") from None


def _allow(word: str) -> frozenset[str]:
    try:
        return frozenset(str(ipaddress.ip_address(each)) for each in word.split(",") if each)
    except ValueError:
        raise WrongLink(
            LINK, "allow must be addresses with commas between them, such as 192.0.2.7,192.0.2.8."
        ) from None
