"""Calls of the Bot API over HTTPS, by the standard library's client. One `Line` is one connection, used by one thread.

What is known at every moment is whether Telegram may have acted on a call. Until the whole of it was written it has
not; after that, until an answer came, nobody knows.
"""

import http.client
import json
import select
import ssl
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from dodomu.channels.messages import ChannelError, Failure
from dodomu.channels.telegram import codes
from dodomu.channels.telegram.link import Settings

LARGEST = 16 * 1024 * 1024


class Lost(Exception):
    """No answer came. `in_doubt`: the call may have been carried out."""

    def __init__(self, words: str, *, in_doubt: bool) -> None:
        super().__init__(words)
        self.in_doubt = in_doubt


@dataclass(frozen=True, slots=True)
class Answer:
    """What Telegram said."""

    code: int  # 200, or what went wrong
    result: Any = None
    words: str = ""
    retry_after: float = 0.0

    @property
    def is_ok(self) -> bool:
        """Say whether it was done."""
        return self.code == 200  # noqa: PLR2004  (the one of HTTP)


class Line:
    """A connection that is made when it is needed, and again when it was lost."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: http.client.HTTPConnection | None = None
        self._used_at = 0.0

    def call(self, method: str, words: dict[str, Any], *, patience: float = 0.0) -> Answer:
        """Call a method and return the answer, or raise `Lost`. `patience` is added to how long is waited for it."""
        body = json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")
        connection = self._open(self._settings.times.answer + patience)
        head = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            connection.request("POST", f"/bot{self._settings.token}/{method}", body, head)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Lost(type(error).__name__, in_doubt=False) from None
        try:
            response = connection.getresponse()
            octets = response.read(LARGEST + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Lost(type(error).__name__, in_doubt=True) from None
        self._used_at = monotonic()
        if response.will_close or len(octets) > LARGEST:
            self.close()
        return _read(response.status, octets)

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()

    def _open(self, patience: float) -> http.client.HTTPConnection:
        connection = self._connection
        if connection is not None and (monotonic() - self._used_at > self._settings.times.idle or _is_over(connection)):
            self.close()
            connection = None
        if connection is None:
            connection = _connected(self._settings)
            self._connection = connection
        connection.sock.settimeout(patience)
        return connection


def _is_over(connection: http.client.HTTPConnection) -> bool:
    """Say whether the other side has closed: nothing else is said unasked."""
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])


def _connected(settings: Settings) -> http.client.HTTPConnection:
    times, (host, port) = settings.times, settings.proxy or (settings.host, settings.port)
    try:
        if settings.tls:
            context = ssl.create_default_context(cafile=settings.ca or None)
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=times.open, context=context
            )
        else:
            made = http.client.HTTPConnection(host, port, timeout=times.open)
        if settings.proxy:
            made.set_tunnel(settings.host, settings.port)
        made.connect()
    except (OSError, http.client.HTTPException) as error:
        raise Lost(type(error).__name__, in_doubt=False) from None
    return made


def _read(status: int, octets: bytes) -> Answer:
    """Read an answer. What is no answer of the Bot API comes from something that stands between, and is a fault."""
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("ok"), bool):
        return Answer(status if status >= 400 else 502, None, "not an answer of the Bot API")  # noqa: PLR2004
    if said["ok"]:
        return Answer(200, said.get("result"))
    code = said.get("error_code")
    more = said.get("parameters")
    after = more.get("retry_after") if isinstance(more, dict) else None
    return Answer(
        code if isinstance(code, int) else status,
        None,
        str(said.get("description", ""))[:500],
        float(after) if isinstance(after, int | float) and 0 <= after < 10**6 else 0.0,
    )


def fault(settings: Settings, answer: Answer) -> ChannelError:
    """Return the error that says why the bot cannot be used."""
    if answer.code in (codes.UNAUTHORIZED, codes.NOT_FOUND):
        words = f"Telegram at {settings.host} does not know this bot: the token is wrong or was withdrawn."
        return ChannelError(Failure.NOT_ALLOWED, words, wait=settings.times.refused)
    if answer.code == codes.CONFLICT:
        words = "Somebody else hears for this bot: another process, or a webhook that is set."
        return ChannelError(Failure.NOT_ALLOWED, words, wait=30.0)
    wait = answer.retry_after or settings.times.again
    return ChannelError(Failure.PROVIDER_DOWN, f"Telegram at {settings.host} answered {answer.code}.", wait=wait)
