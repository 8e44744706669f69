"""`smpp://system_id:password@host:port?source=…`: all that is to be known of an operator, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the password.
"""

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo

from dodomu.channels.links import ESCAPES, WrongLink, port_of, read_options
from dodomu.channels.sms_smpp.pdus import ALPHANUMERIC, INTERNATIONAL, ISDN, NETWORK_SPECIFIC, Address
from dodomu.channels.sms_smpp.receipts import Ids

LINK = "SMS"
PORT, TLS_PORT = 2775, 3550
LONGEST_ID, LONGEST_NAME, LONGEST_SHORT = 15, 11, 8
MOST_WINDOW = 1000
NUMBER = re.compile(r"\+?\d{1,20}", re.ASCII)
NAME = re.compile(r"[ -~]{1,11}", re.ASCII)
KNOWN = ("source", "window", "rate", "tls", "ca", "ids", "alphabet", "system_type", "zone", "answer", "enquire")
EXAMPLE = "smpp://system_id:password@host:2775?source=Dodomu"


@dataclass(frozen=True, slots=True)
class Times:
    """How long is waited for what, in seconds."""

    open: float = 10.0  # for the connection, and for the answer to the bind
    answer: float = 30.0  # for the answer to a message; then it is in doubt
    enquire: float = 30.0  # of silence, then it is asked whether anybody is there
    dead: float = 15.0  # for the answer to that
    leave: float = 5.0  # for the last answers when we leave
    again: float = 1.0  # first wait before another connection; each is twice the last
    again_most: float = 60.0
    refused: float = 60.0  # after a password was refused
    pause: float = 0.25  # first pause when they say that we are too quick; each is twice the last
    pause_most: float = 15.0
    throttled: float = 60.0  # of nothing but that, then messages are given back
    quiet: float = 10.0  # without any message, then a part that is missing is not waited for
    part: float = 60.0  # for the next part of a message, however much else comes


USUAL = Times()


@dataclass(frozen=True, slots=True)
class Settings:
    """An operator, as the link says."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    source: Address
    window: int = 64
    rate: float = math.inf  # messages a second that were agreed
    tls: bool = False
    ca: str = ""
    ids: Ids = Ids.SAME
    latin: bool = False
    system_type: str = ""
    zone: tzinfo = UTC
    times: Times = USUAL

    @property
    def where(self) -> str:
        """Return how the operator is named in words."""
        return f"{self.host}:{self.port} as {self.system_id}"


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    split = _split(link)
    system_id = _word(split.username, "system_id", LONGEST_ID)
    password = _word(split.password, "password", 64)
    options = read_options(split.query, link=LINK, known=KNOWN, example="window=64")
    tls = options.flag("tls")
    if options.text("ca") and not tls:
        raise WrongLink(LINK, "ca is for tls=1 only.")
    times = Times(
        answer=options.number("answer", USUAL.answer, 1, 600), enquire=options.number("enquire", USUAL.enquire, 1, 600)
    )
    return Settings(
        host=split.hostname or "",
        port=port_of(split, LINK) or (TLS_PORT if tls else PORT),
        system_id=system_id,
        password=password,
        source=_source(options.text("source")),
        window=int(options.number("window", 64, 1, MOST_WINDOW)),
        rate=options.number("rate", math.inf, 0.1, 100_000),
        tls=tls,
        ca=options.file("ca"),
        ids=Ids(options.one_of("ids", [each.value for each in Ids])),
        latin=options.one_of("alphabet", ["gsm7", "latin1"]) == "latin1",
        system_type=options.text("system_type")[:12],
        zone=_zone(options.text("zone", "UTC")),
        times=times,
    )


def _split(link: str) -> SplitResult:
    try:
        split = urlsplit(link.strip())
        name, password = split.username, split.password
    except ValueError:
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}.") from None
    if split.scheme != "smpp":
        raise WrongLink(LINK, f"it must begin with smpp://, as in {EXAMPLE}.")
    if split.fragment or "@" not in split.netloc or split.path not in ("", "/"):
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}. {ESCAPES}")
    if not name or password is None:
        raise WrongLink(LINK, "it needs a system_id and a password with a colon between them, before the @.")
    if not split.hostname:
        raise WrongLink(LINK, "there is no host after the @.")
    return split


def _word(given: str | None, name: str, most: int) -> str:
    word = unquote(given or "")
    if not word.isprintable() or len(word) > most:
        raise WrongLink(LINK, f"the {name} must be at most {most} letters that can be printed.")
    return word


def _source(word: str) -> Address:
    if not word:
        raise WrongLink(LINK, "it needs source=…, the number or name that messages come from.")
    if NUMBER.fullmatch(word):
        is_short = len(word) <= LONGEST_SHORT and not word.startswith("+")
        return Address(NETWORK_SPECIFIC, 0, word) if is_short else Address(INTERNATIONAL, ISDN, word.lstrip("+"))
    if NAME.fullmatch(word) is None:
        raise WrongLink(
            LINK, f"source must be a number, or a name of at most {LONGEST_NAME} Latin letters and figures."
        )
    return Address(ALPHANUMERIC, 0, word)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise WrongLink(
            LINK, "zone must be a time zone such as Europe/Kyiv: the one of the hours in receipts."
        ) from None
