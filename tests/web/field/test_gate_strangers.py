"""What a stranger learns at the public addresses of leaving: nothing of anybody."""

import json

import pytest
from django.test import Client

from tests import cast
from tests.boarding import touching

pytestmark = pytest.mark.django_db
NAMES = ("Коваль", "Олена", "KOVAL", "Ivan Franko", "Gate 1", "KB-1")
# address -> how it is asked for, what a stranger is answered
OPEN = {
    "/field/gate/": ("get", 200),
    "/field/gate/sw.js": ("get", 200),
    "/field/gate/manifest.webmanifest": ("get", 200),
    "/field/gate/words/en.json": ("get", 200),
    "/p/worker.js": ("get", 200),
}
SHUT = {
    "/field/gate/api/enrol": ("post", (400, 409)),
    "/field/gate/api/contact": ("post", (401,)),
    "/field/gate/api/points": ("get", (401,)),
    "/field/gate/api/pack": ("get", (401,)),
    "/field/gate/api/touches": ("post", (401,)),
    "/field/gate/api/carry": ("post", (401,)),
    "/field/post/exchange": ("post", (400, 403, 404)),
    "/p/nobodys-link/passes": ("get", (404,)),
}


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody beside a crisis in which a person was boarded at a gate."""
    where = cast.crisis()
    person, flight = cast.register(where, cast.OLENA).persons[0].id, touching.leg(where, "KB-1")
    phone = touching.gate(where, "Gate 1")
    phone.touch("boarded", person, leg=flight.id)
    phone.hand_in()
    return Client(HTTP_ACCEPT_LANGUAGE="en")


@pytest.mark.parametrize("address", sorted(OPEN))
def test_what_is_open_to_all_says_nothing_of_anybody(stranger: Client, address: str):
    _, status = OPEN[address]
    answer = stranger.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == status
    assert not any(name in body.decode() for name in NAMES)
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("address", sorted(SHUT))
def test_what_is_not_is_refused_without_a_word_of_anybody(stranger: Client, address: str):
    how, statuses = SHUT[address]
    answer = stranger.get(address) if how == "get" else stranger.post(address, json.dumps({}), "application/json")
    assert answer.status_code in statuses
    assert not any(name in answer.content.decode() for name in NAMES)
