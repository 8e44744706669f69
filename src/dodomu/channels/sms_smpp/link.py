"""`smpp://system_id:password@host:port?source=…`: all that is to be known of an operator, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the password.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from dodomu.channels.messages import ChannelError, Failure
from dodomu.channels.sms_smpp.pdus import ALPHANUMERIC, INTERNATIONAL, ISDN, NETWORK_SPECIFIC, Address
from dodomu.channels.sms_smpp.receipts import Ids

PORT, TLS_PORT = 2775, 3550
LONGEST_ID, LONGEST_NAME, LONGEST_SHORT = 15, 11, 8
MOST_WINDOW = 1000
NUMBER = re.compile(r"\+?\d{1,20}", re.ASCII)
NAME = re.compile(r"[ -~]{1,11}", re.ASCII)
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


class WrongLink(ChannelError):
    """A link that cannot be used."""

    def __init__(self, words: str) -> None:
        super().__init__(Failure.NOT_ALLOWED, f"The SMS link cannot be used: {words}", wait=3600.0)


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    split = _split(link)
    system_id = _word(split.username, "system_id", LONGEST_ID)
    password = _word(split.password, "password", 64)
    words = _words(split.query)
    tls = _flag(words, "tls")
    times = Times(
        answer=_number(words, "answer", USUAL.answer, 1, 600), enquire=_number(words, "enquire", USUAL.enquire, 1, 600)
    )
    return Settings(
        host=split.hostname or "",
        port=_port(split) or (TLS_PORT if tls else PORT),
        system_id=system_id,
        password=password,
        source=_source(words.get("source", "")),
        window=int(_number(words, "window", 64, 1, MOST_WINDOW)),
        rate=_number(words, "rate", math.inf, 0.1, 100_000),
        tls=tls,
        ca=_file(words, "ca", tls),
        ids=Ids(_one_of(words, "ids", [each.value for each in Ids])),
        latin=_one_of(words, "alphabet", ["gsm7", "latin1"]) == "latin1",
        system_type=words.get("system_type", "")[:12],
        zone=_zone(words.get("zone", "UTC")),
        times=times,
    )


KNOWN = ("source", "window", "rate", "tls", "ca", "ids", "alphabet", "system_type", "zone", "answer", "enquire")


def _split(link: str) -> SplitResult:
    try:
        split = urlsplit(link.strip())
        name, password = split.username, split.password
    except ValueError:
        raise WrongLink(f"it is not of the form {EXAMPLE}.") from None
    if split.scheme != "smpp":
        raise WrongLink(f"it must begin with smpp://, as in {EXAMPLE}.")
    if split.fragment or "@" not in split.netloc or split.path not in ("", "/"):
        raise WrongLink(
            f"it is not of the form {EXAMPLE}. In a password write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25."
        )
    if not name or password is None:
        raise WrongLink("it needs a system_id and a password with a colon between them, before the @.")
    if not split.hostname:
        raise WrongLink("there is no host after the @.")
    return split


def _port(split: SplitResult) -> int | None:
    try:
        port = split.port
    except ValueError:
        port = 0
    if port == 0:
        raise WrongLink("the port after the host must be a number from 1 to 65535.")
    return port


def _word(given: str | None, name: str, most: int) -> str:
    word = unquote(given or "")
    if not word.isprintable() or len(word) > most:
        raise WrongLink(f"the {name} must be at most {most} letters that can be printed.")
    return word


def _words(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise WrongLink("after the ? stand pairs such as window=64, with & between them.") from None
    words = dict(pairs)
    if len(words) != len(pairs):
        raise WrongLink("something is said twice after the ?.")
    if unknown := [name for name in words if name not in KNOWN]:
        raise WrongLink(f"“{unknown[0][:20]}” is not known. Known are {', '.join(KNOWN)}.")
    return words


def _source(word: str) -> Address:
    if not word:
        raise WrongLink("it needs source=…, the number or name that messages come from.")
    if NUMBER.fullmatch(word):
        is_short = len(word) <= LONGEST_SHORT and not word.startswith("+")
        return Address(NETWORK_SPECIFIC, 0, word) if is_short else Address(INTERNATIONAL, ISDN, word.lstrip("+"))
    if NAME.fullmatch(word) is None:
        raise WrongLink(f"source must be a number, or a name of at most {LONGEST_NAME} Latin letters and figures.")
    return Address(ALPHANUMERIC, 0, word)


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


def _flag(words: Mapping[str, str], name: str) -> bool:
    return _one_of(words, name, ["0", "1"]) == "1"


def _one_of(words: Mapping[str, str], name: str, allowed: list[str]) -> str:
    word = words.get(name, allowed[0])
    if word not in allowed:
        raise WrongLink(f"{name} must be {' or '.join(allowed)}.")
    return word


def _file(words: Mapping[str, str], name: str, tls: bool) -> str:
    file = words.get(name, "")
    if file and not tls:
        raise WrongLink(f"{name} is for tls=1 only.")
    if file and not Path(file).is_file():
        raise WrongLink(f"the file that {name} names is not there.")
    return file


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise WrongLink("zone must be a time zone such as Europe/Kyiv: the one of the hours in receipts.") from None
