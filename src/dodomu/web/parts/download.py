"""A file that goes out to a browser, under its name, piece by piece."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from dodomu.foundation.tables import MadeFile


def attachment(request: HttpRequest, name: str, file: MadeFile) -> StreamingHttpResponse:
    """Return a file to be saved and never shown, cached or guessed at."""
    # An ASGI server would gather an ordinary iterator whole before it sent the first byte.
    content = _asynchronously(file.content) if isinstance(request, ASGIRequest) else file.content
    response = StreamingHttpResponse(content, content_type=file.type)
    # Whoever goes away in the middle leaves no open file behind.
    response._resource_closers.append(file.content.close)  # type: ignore[attr-defined]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(file.size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


async def _asynchronously(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await sync_to_async(_next)(content):
        yield piece


def _next(content: Iterator[bytes]) -> bytes:
    return next(content, b"")
