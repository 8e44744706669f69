"""`telegram://123456:token@api.telegram.org`: all that is to be known of a bot, in one line of settings.

What is wrong is said in plain words. Nothing of the link is repeated in them: any piece of it may be the token.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dodomu.channels.links import WrongLink, is_here, read_options

LINK = "Telegram"
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


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says in plain words what to write instead."""
    try:
        split = urlsplit(link.strip())
        token, host, port = f"{split.username or ''}:{split.password or ''}", split.hostname, split.port
    except ValueError:
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}.") from None
    if split.scheme != "telegram":
        raise WrongLink(LINK, f"it must begin with telegram://, as in {EXAMPLE}.")
    if not host or split.fragment or split.path not in ("", "/") or port == 0:
        raise WrongLink(LINK, f"it is not of the form {EXAMPLE}.")
    if not TOKEN.fullmatch(token):
        raise WrongLink(LINK, "before the @ stands the token as @BotFather gave it: figures, a colon, and letters.")
    options = read_options(split.query, link=LINK, known=KNOWN, example="rate=30")
    tls = options.flag("tls", otherwise=True)
    if not tls and not is_here(host):
        raise WrongLink(LINK, "tls=0 is for a Bot API server on this machine only.")
    return Settings(
        host=host,
        port=port or (443 if tls else 80),
        token=token,
        tls=tls,
        ca=options.file("ca"),
        proxy=_proxy(options.text("proxy")),
        rate=options.number("rate", 30.0, 0.1, 1_000),
        chat=options.number("chat", 1.0, 0.0, 60.0),
        webhook=options.flag("webhook"),
        lines=int(options.number("lines", 8, 1, 64)),
        times=Times(answer=options.number("answer", Times().answer, 0.1, 120)),
    )


def _proxy(word: str) -> tuple[str, int] | None:
    if not word:
        return None
    host, _, port = word.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise WrongLink(LINK, "proxy must be a host and a port, such as proxy.example.org:3128.")
    return host, int(port)
