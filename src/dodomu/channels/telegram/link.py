"""`telegram://123456:token@api.telegram.org`: all that is to be known of a bot, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the token.
"""

import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from dodomu.channels.messages import ChannelError, Failure

KNOWN = ("tls", "ca", "rate", "chat", "lines", "proxy", "answer", "webhook")
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,100}", re.ASCII)
EXAMPLE = "telegram://123456:token@api.telegram.org"


@dataclass(frozen=True, slots=True)
class Times:
    """How long is waited for what, in seconds."""

    open: float = 10.0
    answer: float = 20.0  # then a message is in doubt
    idle: float = 30.0  # of a connection, then another is made
    again: float = 5.0
    refused: float = 300.0  # after the token was refused
    poll: float = 50.0  # the longest that Telegram is asked to wait for news
    gap: float = 1.0  # between two questions that it is not asked to wait with


@dataclass(frozen=True, slots=True)
class Settings:
    """A bot, as the link says."""

    host: str
    port: int
    token: str = field(repr=False)
    tls: bool = True
    ca: str = ""
    proxy: tuple[str, int] | None = None
    rate: float = 30.0  # messages a second; Telegram allows so many (Bots FAQ)
    chat: float = 1.0  # seconds between two messages to one chat
    lines: int = 8  # connections on which messages go side by side
    webhook: bool = False  # Telegram calls a page of ours with what comes, and is not asked
    times: Times = Times()


class WrongLink(ChannelError):
    """A link that cannot be used."""

    def __init__(self, words: str) -> None:
        super().__init__(Failure.NOT_ALLOWED, f"The Telegram link cannot be used: {words}", wait=3600.0)


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    try:
        split = urlsplit(link.strip())
        token, host, port = f"{split.username or ''}:{split.password or ''}", split.hostname, split.port
    except ValueError:
        raise WrongLink(f"it is not of the form {EXAMPLE}.") from None
    if split.scheme != "telegram":
        raise WrongLink(f"it must begin with telegram://, as in {EXAMPLE}.")
    if not host or split.fragment or split.path not in ("", "/") or port == 0:
        raise WrongLink(f"it is not of the form {EXAMPLE}.")
    if not TOKEN.fullmatch(token):
        raise WrongLink("before the @ stands the token as @BotFather gave it: figures, a colon, and letters.")
    words = _words(split.query)
    tls = _flag(words, "tls", "1")
    if not tls and not _is_here(host):
        raise WrongLink("tls=0 is for a Bot API server on this machine only.")
    return Settings(
        host=host,
        port=port or (443 if tls else 80),
        token=token,
        tls=tls,
        ca=_file(words.get("ca", "")),
        proxy=_proxy(words.get("proxy", "")),
        rate=_number(words, "rate", 30.0, 0.1, 1_000),
        chat=_number(words, "chat", 1.0, 0.0, 60.0),
        webhook=_flag(words, "webhook", "0"),
        lines=int(_number(words, "lines", 8, 1, 64)),
        times=Times(answer=_number(words, "answer", Times().answer, 0.1, 120)),
    )


def _words(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise WrongLink("after the ? stand pairs such as rate=30, with & between them.") from None
    words = dict(pairs)
    if len(words) != len(pairs):
        raise WrongLink("something is said twice after the ?.")
    if unknown := [name for name in words if name not in KNOWN]:
        raise WrongLink(f"“{unknown[0][:20]}” is not known. Known are {', '.join(KNOWN)}.")
    return words


def _flag(words: Mapping[str, str], name: str, otherwise: str) -> bool:
    given = words.get(name, otherwise)
    if given not in ("0", "1"):
        raise WrongLink(f"{name} must be 1 or 0.")
    return given == "1"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _proxy(word: str) -> tuple[str, int] | None:
    if not word:
        return None
    host, _, port = word.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise WrongLink("proxy must be a host and a port, such as proxy.example.org:3128.")
    return host, int(port)


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
