"""Django behind an asynchronous server: a form is awaited on the loop, and takes a thread only once it is whole.

Django's own handler hands a request over between the loop and a thread made for it once for every middleware and
signal. That took more of the processor than everything a registration does (benchmarks/README.md), and as many threads
as there were requests fought over fewer database connections.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.signals import request_started
from django.http.response import HttpResponseBadRequest, HttpResponseBase
from django.urls import set_script_prefix

from dodomu.web.parts.faults import bad_request, too_large
from dodomu.web.parts.uploads import MOST, is_of_gate, most_for

TOO_LARGE = 413
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class TooLarge(Exception):
    """More was sent than anything here takes: it is not kept on the disk until somebody looks at it."""


async def _fill(body: IO[bytes], receive: Receive, most: int) -> None:
    """Write what arrives, up to the largest body that the address takes."""
    arrived, is_more = 0, True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        piece = message.get("body", b"")
        arrived += len(piece)
        if arrived > most:
            raise TooLarge
        body.write(piece)
        is_more = message.get("more_body", False)


class Handler(ASGIHandler):
    """Answer each request in one of a few threads, from its first middleware to its last."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002  (Django asks for the asynchronous chain)
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; one that is never whole is dropped and touches nothing, one too large is told so."""
        try:
            body = await self.read_body(receive, most_for(scope["path"]))
        except RequestAborted:
            return
        except TooLarge:
            await self._refuse(scope, send)
            return
        try:
            await self._respond(scope, body, send)
        finally:
            body.close()

    async def read_body(self, receive: Receive, most: int = MOST) -> IO[bytes]:
        """Return the body once it is whole; nothing of one that never is stays on the disk."""
        body = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")  # noqa: SIM115
        try:
            await _fill(body, receive, most)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    async def _refuse(self, scope: Message, send: Send) -> None:
        request, _ = self.create_request(scope, io.BytesIO())
        if request is not None:
            answer = too_large(request) if is_of_gate(scope["path"]) else bad_request(request, status=TOO_LARGE)
            await self.send_response(answer, send)

    async def _respond(self, scope: Message, body: IO[bytes], send: Send) -> None:
        loop = asyncio.get_running_loop()
        request, refusal = self.create_request(scope, body)
        if request is None or refusal is not None:
            await self.send_response(refusal or HttpResponseBadRequest(), send)
            return
        response = await loop.run_in_executor(self.threads, self._answer, scope, request)
        try:
            await self.send_response(response, send)
        finally:
            if response.streaming:
                await loop.run_in_executor(self.threads, response.close)

    def _answer(self, scope: Message, request: ASGIRequest) -> HttpResponseBase:
        """Do all of Django's work for a request: the connection to the database is given back before it is sent."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        response = self.get_response(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()
        return response
