"""A post calls headquarters, over a real socket: pieces, links that break, floods, and whoever is no post of ours."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dodomu.boarding.models import Bundle, Piece
from dodomu.boarding.operations.posts import bundling, making
from dodomu.boarding.operations.posts.making import PostFile
from dodomu.boarding.rules import calls
from dodomu.boarding.rules.bundles import Keys, header_of
from dodomu.foundation.actors import SYSTEM
from dodomu.site.post import calling
from dodomu.site.post.calling import InMemory, Line, NotReached
from tests.boarding.posts import acts
from tests.boarding.posts.rig import Process
from tests.journeys.offered import NOW, Harbour, harbour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Harbour:
    made = harbour()
    made.leg("PS101", 10)
    return made


@pytest.fixture
def laptop() -> Iterator[Process]:
    made = Process(1)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def file(here: Harbour) -> PostFile:
    return making.make_post(crisis=here.crisis.id, name="Gate west", by=SYSTEM, at=NOW)


class Through(Line):
    """A line to headquarters in this process, on which some calls break."""

    def __init__(self, file: PostFile, *, breaks: int = 0, ends_after: int = 10**6, stamped: bool = True) -> None:
        super().__init__("http://headquarters.local", UUID(file.post), bytes.fromhex(file.shared), waits=[0] * 9)
        self.made: list[str] = []
        self.breaks, self.ends_after, self._stamped = breaks, ends_after, stamped

    def _once(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        if len(self.made) >= self.ends_after:
            raise ConnectionResetError("there is no network")
        self.made.append(f"{method} {target.split('/', 5)[-1].partition('/')[2]}")
        mark = calls.stamp(self._shared, method, target, body) if self._stamped else "0" * 64
        answer: Any = Client().generic(
            method, target, body, "application/octet-stream", headers={"authorization": f"Post {mark}"}
        )
        if self.breaks and len(self.made) % self.breaks == 0:
            raise ConnectionResetError("the answer was dropped")
        return answer.status_code, answer.content


def keys(file: PostFile) -> Keys:
    return Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))


def greeting(file: PostFile) -> bytes:
    return bundling.greet(keys=keys(file), post=UUID(file.post), at=NOW)


def called(line: Line, content: bytes, kept: Any = None) -> calling.Answered:
    return calling.exchange(line, UUID(header_of(content).id), content, kept or InMemory())


def test_a_post_that_has_nothing_yet_asks_for_all_and_then_exchanges(here, laptop, file):
    first = called(Through(file), greeting(file)).content
    assert laptop.begin(file.as_json(), base64.b64encode(first).decode())["state"] == "taken"
    laptop.register(["Гук Петро"], 10)
    for _ in range(2):
        answered = called(Through(file), base64.b64decode(laptop.make(file.post, 20)))
        assert not answered.refused
        assert laptop.take(base64.b64encode(answered.content).decode(), 21)["state"] == "taken"
    assert acts.state()["persons"].keys() == laptop.state()["persons"].keys() != set()


def test_pieces_that_came_are_not_sent_again_when_a_link_breaks(here, file, monkeypatch):
    monkeypatch.setattr(calling, "PIECE", 100)
    monkeypatch.setattr(calls, "PIECE", 100)
    content = greeting(file)
    line = Through(file, breaks=3)
    got = called(line, content)
    whole = [each for each in line.made if each.startswith("PUT")]
    assert len(whole) < 2 * (len(content) // 100 + 1)
    assert header_of(got.content).side == "headquarters"
    assert Bundle.objects.filter(side="headquarters").count() == 1, "asked again, it is the same answer"


def test_a_call_that_was_given_up_goes_on_where_it_stopped(here, file, monkeypatch):
    monkeypatch.setattr(calling, "PIECE", 100)
    monkeypatch.setattr(calls, "PIECE", 100)
    content, kept = greeting(file), InMemory()

    for calls_that_go_well in (4, 6, 9):
        with pytest.raises(NotReached):
            called(Through(file, ends_after=calls_that_go_well), content, kept)
    line = Through(file)
    got = called(line, content, kept)
    assert [each for each in line.made if each.startswith("PUT")] == []
    assert line.made[2].startswith("GET") and "from=0" not in line.made[2]
    assert bundles_made() == 1 and header_of(got.content).number == 1


def bundles_made() -> int:
    return Bundle.objects.filter(side="headquarters", state="sent").count()


def test_of_a_stranger_nothing_is_kept(here, file):
    with pytest.raises(NotReached, match="does not know this post"):
        called(Through(file, stamped=False), greeting(file))
    target = f"/field/post/{file.post}/{uuid4()}/up"
    assert Client().put(target, b"x" * 100).status_code == 403
    assert Client().put(f"/field/post/{uuid4()}/{uuid4()}/up", b"x").status_code == 403
    assert Client().put(target, b"x" * (calls.PIECE + 1)).status_code == 413
    assert Client().post(target).status_code == 405
    assert not Piece.objects.exists() and not Bundle.objects.exists()


def test_a_stamp_is_for_one_call_alone():
    shared = b"k" * 32
    mark = calls.stamp(shared, "PUT", "/a/up?from=0", b"x")
    assert calls.is_stamped(mark, shared, "PUT", "/a/up?from=0", b"x")
    for other in (("GET", "/a/up?from=0", b"x"), ("PUT", "/a/up?from=1", b"x"), ("PUT", "/a/up?from=0", b"y")):
        assert not calls.is_stamped(mark, shared, *other)
    assert not calls.is_stamped(mark, b"j" * 32, "PUT", "/a/up?from=0", b"x")
    assert not calls.is_stamped("ї", shared, "PUT", "/a/up?from=0", b"x")


def test_a_post_that_calls_without_end_is_told_to_wait(here, file):
    for _ in range(calls.MOST_ANSWERS):
        called(Through(file), greeting(file))
    with pytest.raises(NotReached) as no:
        called(Through(file), greeting(file))
    assert no.value.why == "gate-too-often"


def test_more_than_may_go_by_network_is_refused_before_it_is_kept(here, file, monkeypatch):
    monkeypatch.setattr(calls, "LARGEST", 100)
    with pytest.raises(NotReached, match="dodomu post carry"):
        called(Through(file), greeting(file))
    assert not Piece.objects.exists()


def test_a_bundle_that_was_altered_on_the_way_is_refused_and_dropped(here, file):
    altered = greeting(file)[:-1] + b"x"
    with pytest.raises(NotReached) as no:
        called(Through(file), altered)
    assert no.value.why == "bundle-forged" and not Piece.objects.exists()


def test_a_post_that_was_ended_is_told_so_and_gets_nothing(here, file):
    making.end_post(post=UUID(file.post), why="stolen", by=SYSTEM, at=NOW)
    with pytest.raises(NotReached) as no:
        called(Through(file), greeting(file))
    assert no.value.why == "post-ended" and bundles_made() == 0


@pytest.mark.parametrize("address", ["", "https://", "ftp://x", "https://x:nn", "http:///a"])
def test_an_address_that_is_none_is_said_to_be(address):
    with pytest.raises(NotReached, match="is no address"):
        Line(address, uuid4(), b"")


def test_what_is_no_headquarters_is_said_to_be(file, monkeypatch):
    monkeypatch.setattr(Through, "_once", lambda *_: (200, b"<html>Welcome to the hotel</html>"))
    with pytest.raises(NotReached, match="no headquarters"):
        called(Through(file), greeting(file))


def test_over_a_socket_the_laptop_begins_and_exchanges_by_its_commands(here, laptop, tmp_path, live_server):
    """Both are real: a server that answers on a port, and the program of the laptop that calls it."""
    from tests.boarding.posts.test_commands import typed

    made = making.make_post(crisis=here.crisis.id, name="Gate west", address=live_server.url, by=SYSTEM, at=NOW)
    name = tmp_path / "west.dodomu-post"
    name.write_text(json.dumps(made.as_json()))
    assert typed(laptop, "begin", str(name)).returncode == 0
    person = acts.register(["Гук Петро"], 10)["persons"]
    there = laptop.register(["Друга Особа"], 11)["persons"]
    laptop.do("let_go")
    began = time.monotonic()
    done = typed(laptop, "exchange")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 60
    assert set(acts.state()["persons"]) == set(laptop.state()["persons"]) == {*person, *there}
    assert typed(laptop, "show").stdout.count("never") == 0
