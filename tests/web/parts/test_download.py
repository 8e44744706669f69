"""Files that go out, from both kinds of server."""

import asyncio

import pytest
from django.test import AsyncRequestFactory, RequestFactory

from dodomu.foundation.tables import FileKind, MadeFile, make_file
from dodomu.web.parts.download import attachment


@pytest.fixture
def file() -> MadeFile:
    return make_file([["name"], *([f"Person {number}" * 9] for number in range(3000))], FileKind.CSV)


def test_a_file_goes_out_under_its_name_and_is_kept_by_nobody_on_the_way(file):
    response = attachment(RequestFactory().get("/"), "list.csv", file)
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert len(response.getvalue()) == file.size == int(response["Content-Length"])


def test_an_asynchronous_server_gets_it_piece_by_piece(file):
    response = attachment(AsyncRequestFactory().get("/"), "list.csv", file)

    async def gather() -> list[bytes]:
        return [piece async for piece in response.streaming_content]

    pieces = asyncio.run(gather())
    assert len(pieces) > 1
    assert sum(map(len, pieces)) == file.size


@pytest.mark.django_db  # closing a response closes old connections
def test_whoever_goes_away_in_the_middle_leaves_no_open_file(file):
    response = attachment(RequestFactory().get("/"), "list.csv", file)
    next(iter(response.streaming_content))
    response.close()
    assert file.content.target.closed
