"""Calling headquarters: a bundle goes there, and one comes back."""

import http.client
import json
import ssl
from typing import Final
from urllib.parse import urlsplit

PATH: Final = "/field/post/exchange"
SECONDS: Final = 300
LARGEST: Final = 1 << 30


class NotReached(Exception):
    """Headquarters did not answer, or said no; the message says so in words."""


def call(address: str, bundle: bytes) -> bytes:
    """Hand a bundle to headquarters and return the one that it answers with.

    A connection that breaks loses nothing: nobody holds anything as told before the other side has said so.
    """
    where = urlsplit(address if "//" in address else f"https://{address}")
    if where.scheme not in ("https", "http") or not where.hostname:
        raise NotReached(f"“{address}” is no address.")
    try:
        connection = _connection(where.scheme, where.hostname, where.port)
        connection.request("POST", PATH, bundle, {"Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        content = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException) as fault:
        raise NotReached(f"Headquarters at {where.hostname} is not reached: {fault}.") from None
    if answer.status == http.HTTPStatus.OK and len(content) <= LARGEST:
        return content
    raise NotReached(f"Headquarters at {where.hostname} says no: {_why(content) or answer.status}.")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())


def _why(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return ""
