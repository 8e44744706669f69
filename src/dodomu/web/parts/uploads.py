"""Uploads are refused by their length before a byte of them is kept: a disk that is full loses everybody's words."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 32 * 2**20  # a list of 30 MB, and what the form says around it
MOST_OF_GATE = 2 * 2**20  # touches with their photos; a device sends more in parts
MOST_CARRIED = 4 * 2**20  # as many, sealed and written in letters
_OF_GATE = "/field/gate/api/"
_CARRIED = f"{_OF_GATE}carry"


def most_for(path: str) -> int:
    """Return how large a body may be that is sent to an address; what is longer is cut off while it arrives."""
    if not path.startswith(_OF_GATE):
        return MOST
    return MOST_CARRIED if path == _CARRIED else MOST_OF_GATE


def is_of_gate(path: str) -> bool:
    """Say whether a program asks, which is answered in JSON."""
    return path.startswith(_OF_GATE)


class NoLargerThanAList(FileUploadHandler):
    """Stands before the handlers that keep files, and lets nothing larger through to them."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002  (Django's signature, as the following)
        META: dict[str, Any],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse a request that announces more."""
        if content_length > MOST:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Refuse a file that turns out larger than the request announced."""
        if start + len(raw_data) > MOST:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the keeping to the handlers after this one."""
