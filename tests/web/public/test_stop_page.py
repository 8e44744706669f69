"""No more messages, by one click."""

import pytest
from django.test import Client

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Stop
from dodomu.contact.operations.stopping import token_of

pytestmark = pytest.mark.django_db
ADDRESS = "olena@example.org"


def page(token: str = "") -> str:
    return f"/stop/{token or token_of(ChannelKind.EMAIL, ADDRESS)}"


def stopped() -> list[str]:
    return list(Stop.objects.filter(lifted_at=None).values_list("address", flat=True))


def test_a_link_that_is_opened_or_fetched_by_a_program_stops_nothing_yet(client):
    answer = client.get(page())
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert ADDRESS not in answer.content.decode(), "a forwarded mail shows nobody's address"
    assert stopped() == []


def test_one_click_of_a_mail_program_stops_without_a_cookie():
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert client.post(page(), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped() == [ADDRESS]
    assert not client.cookies


def test_whoever_stopped_by_mistake_gets_messages_again(client):
    client.post(page(), {"stop": "1"})
    client.post(page(), {"again": "1"})
    assert stopped() == []


def test_a_link_that_we_did_not_make_stops_nobody(client):
    altered = f"{token_of(ChannelKind.EMAIL, ADDRESS)}0"
    for token in ("x", "WyJzbXMiLCIrMzgwIl0:1a:forged", altered):
        assert client.post(page(token), {"stop": "1"}).status_code == 404
    assert stopped() == []
