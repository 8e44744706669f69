"""What a page may ask of a browser: no camera and no microphone, but where a page says so itself."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

NONE: Final = "camera=(), microphone=(), payment=(), usb=()"


class FewPowers:
    """Say with every answer that nothing of it may see or hear; the gate, which scans, says otherwise of its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NONE)
        return response
