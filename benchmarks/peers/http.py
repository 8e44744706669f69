"""As much HTTP/1.1 as a browser needs to load a server, and no more: it shares the processors with what it measures."""

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

HEAD_END = b"\r\n\r\n"
HEADERS = (
    "User-Agent: Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: uk-UA,uk;q=0.9,ru;q=0.8,en;q=0.7\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Connection: keep-alive\r\n"
)


class Broken(Exception):
    """The connection ended before an answer was whole."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, as it came over the wire."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """The body as it is read."""
        packed = b"content-encoding: gzip" in self.head
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Browser(asyncio.Protocol):
    """One connection that is kept alive; one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._received = b""
        self._whole = 0  # bytes of the answer, once its head is there

    @classmethod
    async def open(cls, at: Address) -> "Browser":
        """Connect."""
        _, browser = await asyncio.get_running_loop().create_connection(cls, at.host, at.port)
        return browser

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and wait for the whole answer, or raise `Broken`."""
        if self.transport is None or self.transport.is_closing():
            raise Broken
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole and HEAD_END in self._received:
            self._whole = _length(self._received)
        if self._whole and len(self._received) >= self._whole:
            whole, self._received, self._whole = self._received, b"", 0
            head, _, body = whole.partition(HEAD_END)
            self._settle(Answer(int(head[9:12]), head.lower(), body))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (the protocol's signature)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken())

    def _settle(self, answer: Answer) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)


def _length(received: bytes) -> int:
    head = received.partition(HEAD_END)[0].lower()
    _, named, rest = head.partition(b"content-length:")
    if not named:
        raise Broken("an answer without a length")
    return len(head) + len(HEAD_END) + int(rest.partition(b"\r\n")[0])


def get(at: Address, path: str) -> bytes:
    """Return the request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: {at.host}:{at.port}\r\n{HEADERS}\r\n".encode()


def post(at: Address, path: str, form: Mapping[str, str]) -> bytes:
    """Return the request that sends a form as a browser sends it."""
    body = urlencode(form).encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: {at.host}:{at.port}\r\n{HEADERS}"
        f"Origin: http://{at.host}:{at.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
