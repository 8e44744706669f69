"""`smtps://user:password@host:465?from=…`: all that is to be known of a mail server, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the password.
"""

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dodomu.channels.email import addresses
from dodomu.channels.messages import ChannelError, Failure

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


class WrongLink(ChannelError):
    """A link that cannot be used."""

    def __init__(self, words: str) -> None:
        super().__init__(Failure.NOT_ALLOWED, f"The mail link cannot be used: {words}", wait=3600.0)


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    split = _split(link)
    words = _words(split.query)
    host, sender = split.hostname or "", _address(words, "from")
    if not sender:
        raise WrongLink("it needs from=…, the address that mails come from.")
    listen, allow = _listen(words.get("listen", "")), _allow(words.get("allow", ""))
    if listen and not _is_here(listen[0]) and not allow:
        raise WrongLink(
            "listen with an address that others can reach needs allow=…, the addresses of your mail server."
        )
    return Settings(
        host=host,
        port=_port(split),
        sender=sender,
        name=_text(words.get("name", ""), "name", MOST_NAME),
        user=_text(unquote(split.username or ""), "user", 254),
        password=_text(unquote(split.password or ""), "password", 254),
        tls=_tls(words, split.scheme, host),
        ca=_file(words.get("ca", "")),
        bounces=_address(words, "bounces"),
        listen=listen,
        allow=allow,
        rate=_number(words, "rate", math.inf, 0.01, 10_000),
        helo=_text(words.get("helo", ""), "helo", 253),
        times=Times(
            answer=_number(words, "answer", USUAL.answer, 0.1, 600), hold=_number(words, "hold", USUAL.hold, 0.1, 540)
        ),
    )


def _split(link: str) -> SplitResult:
    try:
        split = urlsplit(link.strip())
        _ = split.username, split.password
    except ValueError:
        raise WrongLink(f"it is not of the form {EXAMPLE}.") from None
    if split.scheme not in PORTS:
        raise WrongLink(f"it must begin with smtps:// (or smtp:// for STARTTLS), as in {EXAMPLE}.")
    if split.fragment or split.path not in ("", "/"):
        raise WrongLink(
            f"it is not of the form {EXAMPLE}. In a password write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25."
        )
    if not split.hostname:
        raise WrongLink("there is no host.")
    if bool(split.username) != bool(split.password):
        raise WrongLink("user and password stand both before the @, with a colon between them, or neither does.")
    return split


def _port(split: SplitResult) -> int:
    try:
        port = split.port
    except ValueError:
        port = 0
    if port == 0:
        raise WrongLink("the port after the host must be a number from 1 to 65535.")
    return port or PORTS[split.scheme]


def _words(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise WrongLink("after the ? stand pairs such as from=help@example.org, with & between them.") from None
    words = dict(pairs)
    if len(words) != len(pairs):
        raise WrongLink("something is said twice after the ?.")
    if unknown := [name for name in words if name not in KNOWN]:
        raise WrongLink(f"“{unknown[0][:20]}” is not known. Known are {', '.join(KNOWN)}.")
    return words


def _address(words: Mapping[str, str], name: str) -> str:
    given = words.get(name, "")
    address = addresses.plain(given)
    if given and not (address and address.isascii()):
        raise WrongLink(f"{name} must be a mail address such as help@example.org.")
    return address


def _text(word: str, name: str, most: int) -> str:
    if not word.isprintable() or len(word) > most:
        raise WrongLink(f"the {name} must be at most {most} letters that can be printed.")
    return word


def _tls(words: Mapping[str, str], scheme: str, host: str) -> str:
    given = words.get("tls", "")
    if given == "none" and scheme == "smtp":
        if not _is_here(host):
            raise WrongLink("tls=none is for a mail server on this machine only.")
        return "none"
    if given:
        raise WrongLink("tls can only be none, for smtp:// and a mail server on this machine.")
    return "implicit" if scheme == "smtps" else "starttls"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(word: str) -> tuple[str, int] | None:
    if not word:
        return None
    host, _, port = word.rpartition(":")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), range(65536)[int(port)]
    except (ValueError, IndexError):
        raise WrongLink("listen must be an address and a port, such as 127.0.0.1:2424.") from None


def _allow(word: str) -> frozenset[str]:
    try:
        return frozenset(str(ipaddress.ip_address(each)) for each in word.split(",") if each)
    except ValueError:
        raise WrongLink("allow must be addresses with commas between them, such as 192.0.2.7,192.0.2.8.") from None


def _number(words: Mapping[str, str], name: str, otherwise: float, least: float, most: float) -> float:
    if name not in words:
        return otherwise
    try:
        number = float(words[name])
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise WrongLink(f"{name} must be a number from {least:g} to {most:g}.")
    return number


def _file(name: str) -> str:
    if name and not Path(name).is_file():
        raise WrongLink("the file that ca names is not there.")
    return name
