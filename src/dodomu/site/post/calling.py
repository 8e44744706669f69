"""Calling headquarters: a bundle goes there piece by piece, and one comes back; a link that breaks costs one piece."""

import contextlib
import hashlib
import http.client
import json
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from dodomu.boarding.rules.calls import PIECE, stamp

SECONDS: Final = 300
LARGEST: Final = 1 << 30
WAITS: Final = (1, 2, 4, 8, 15, 30)  # seconds, before a piece is tried again
NO_WORDS: Final = {
    "bundle-foreign": "it does not know this post, or the file of the post is another",
    "bundle-forged": "the bundle was altered on the way",
    "post-ended": "this post was ended there. What was handed over is kept for review; nothing is told back",
    "bundle-of-another-version": "it runs another version of Dodomu: bring both to the same",
    "bundle-too-large": "there is more than can go by network: use dodomu post carry",
    "gate-too-often": "it was called too often; wait a minute",
    "bundle-senseless": "what this post tells cannot be so; tell whoever keeps the program",
}


class NotReached(Exception):
    """Headquarters did not answer, or said no; the message says so in words, and `why` in one."""

    def __init__(self, words: str, why: str = "not-reached") -> None:
        super().__init__(words)
        self.why = why


class Kept(Protocol):
    """Where the pieces of an answer are kept as they come."""

    def size(self, digest: str) -> int:
        """Return how many bytes of the answer of this digest are here."""

    def add(self, digest: str, piece: bytes) -> None:
        """Keep the next piece of it."""

    def whole(self, digest: str) -> bytes:
        """Return all of it."""


class InMemory:
    """The pieces of one answer, for as long as the program runs."""

    def __init__(self) -> None:
        self._digest, self._data = "", bytearray()

    def size(self, digest: str) -> int:
        """Return how many bytes of the answer of this digest are here."""
        if digest != self._digest:
            self._digest, self._data = digest, bytearray()
        return len(self._data)

    def add(self, digest: str, piece: bytes) -> None:
        """Keep the next piece of it."""
        self.size(digest)
        self._data += piece

    def whole(self, digest: str) -> bytes:
        """Return all of it."""
        self.size(digest)
        return bytes(self._data)


@dataclass(frozen=True, slots=True)
class Answered:
    """What headquarters answered: its bundle, why it did not take ours (if it did not), and how its clock stands."""

    content: bytes
    refused: str
    clock_off: int  # seconds that it is ahead of ours


class Line:
    """The connection to headquarters: each question is asked again until it is answered or nothing helps."""

    def __init__(self, address: str, post: UUID, shared: bytes, waits: Sequence[float] = WAITS) -> None:
        where = urlsplit(address if "//" in address else f"https://{address}")
        with contextlib.suppress(ValueError):  # a port that is no number
            where.port  # noqa: B018
            if where.scheme in ("https", "http") and where.hostname:
                self.host, self._scheme, self._port = where.hostname, where.scheme, where.port
                self._post, self._shared, self._waits = post, shared, waits
                self._connection: http.client.HTTPConnection | None = None
                return
        raise NotReached(f"“{address}” is no address.", "no-address")

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return what is answered, or raise `NotReached`."""
        for wait in (*self._waits, None):
            try:
                status, content = self._once(method, f"/field/post/{self._post}/{path}", body)
            except (OSError, http.client.HTTPException) as fault:
                self.close()
                if wait is None or isinstance(fault, ssl.SSLCertVerificationError):
                    raise NotReached(f"Headquarters at {self.host} is not reached: {_plain(fault)}.") from None
                time.sleep(wait)
                continue
            if status == http.HTTPStatus.OK:
                return content
            why = _why(content)
            if status < http.HTTPStatus.INTERNAL_SERVER_ERROR or wait is None:
                raise NotReached(f"Headquarters at {self.host} says no: {NO_WORDS.get(why, why or status)}.", why)
            time.sleep(wait)
        raise AssertionError  # the last wait is none

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _once(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = _connection(self._scheme, self.host, self._port)
        mark = stamp(self._shared, method, target, body)
        headers = {"Content-Type": "application/octet-stream", "Authorization": f"Post {mark}"}
        self._connection.request(method, target, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read(PIECE * 2)


def exchange(line: Line, bundle: UUID, content: bytes, kept: Kept) -> Answered:
    """Hand a bundle to headquarters and return the one that it answers with, going on where a call before broke off.

    A connection that breaks loses nothing: nobody holds anything as told before the other side has said so.
    """
    try:
        _hand_over(line, bundle, content)
        began = time.time()
        said = _read(line.ask("POST", f"{bundle}/exchange"))
        off = round(int(said["now"]) - (began + time.time()) / 2)
        return Answered(_fetch(line, bundle, said, kept), str(said.get("refused", "")), off)
    except (KeyError, TypeError, ValueError):
        raise NotReached(f"What answers at {line.host} is no headquarters of Dodomu.", "no-headquarters") from None
    finally:
        line.close()


def _hand_over(line: Line, bundle: UUID, content: bytes) -> None:
    has = int(_read(line.ask("GET", f"{bundle}/up"))["has"])
    while has < len(content):
        before = has
        has = int(_read(line.ask("PUT", f"{bundle}/up?from={has}", content[has : has + PIECE]))["has"])
        if has == before:
            raise ValueError(has)


def _fetch(line: Line, bundle: UUID, said: dict[str, Any], kept: Kept) -> bytes:
    size, digest = int(said["size"]), str(said["sha256"])
    if size > LARGEST:
        raise NotReached(f"{line.host} has more than can come by network: have it carried.", "bundle-too-large")
    while (have := kept.size(digest)) < size:
        piece = line.ask("GET", f"{bundle}/down?from={have}")
        if not piece:
            raise ValueError(have)
        kept.add(digest, piece)
    content = kept.whole(digest)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(digest)
    return content


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())


def _read(content: bytes) -> dict[str, Any]:
    said = json.loads(content)
    if not isinstance(said, dict):
        raise TypeError(said)
    return said


def _why(content: bytes) -> str:
    try:
        return str(_read(content)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def _plain(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
