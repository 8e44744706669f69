"""Broadcasts as they are typed at the desk, and officers of a crisis whose people have telephones."""

from pathlib import Path
from typing import Any

from django.conf import LazySettings
from django.test import Client

from dodomu.channels import paper
from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Broadcast, Delivery
from dodomu.contact.operations import sending
from dodomu.foundation.models import Crisis, Officer
from dodomu.people.models import Person
from tests.contact import told
from tests.contact.told import Told

BASE = "/desk/kazakhstan/advice/broadcasts/"
NOW = told.NOW
PAPER = ChannelKind.PAPER


def typed(**changes: Any) -> dict[str, Any]:
    """A notice to everybody, by SMS and then on a sheet."""
    return {
        "name": "Бензин", "purpose": "notice", "ground": "asked_for", "advice": "", "legs": "", "codes": "",
        "not_heard_since": "", "heard_since": "", "waves": "1", "wave_minutes": "0", "step_0": "own_channels sms",
        "minutes_0": "30", "step_1": "warden paper", "minutes_1": "0", "text_uk": "Залишайтеся вдома, {name}.",
        "text_en": "Stay at home.", **changes,
    }  # fmt: skip


def page(client: Client, path: str = "", status: int = 200) -> str:
    answer = client.get(f"{BASE}{path}")
    assert answer.status_code == status
    return answer.content.decode()


def drafted(client: Client, **changes: Any) -> Broadcast:
    """Type a draft in and keep it."""
    answer = client.post(f"{BASE}new", typed(**changes))
    assert answer.status_code == 302, answer.content.decode()
    return Broadcast.objects.latest("number")


def act(client: Client, row: Broadcast, what: str, **more: Any) -> Any:
    """Press a button of a broadcast, as its page is now."""
    row.refresh_from_db()
    return client.post(f"{BASE}{row.number}/{what}", {"version": row.version, **more})


def set_up(settings: LazySettings, folder: Path) -> None:
    settings.DODOMU_CHANNELS = {**told.CHANNELS, "paper": f"paper://{folder}?rows=30"}


def officer_of(client: Client) -> Officer:
    return Officer.objects.get(id=client.session["_auth_user_id"])


def on_sheets(folder: Path, broadcast: Broadcast) -> list[Delivery]:
    """Let the sender put on sheets whose turn has come."""
    claimed = sending.claim(connection_name="paper", channel=PAPER, most=100, now=NOW)
    channel = paper.connect(f"paper://{folder}?rows=30")
    sending.keep_results(claimed, list(channel.send(claimed.outgoing, goes_on=lambda: True)), now=NOW)
    return list(Delivery.objects.filter(broadcast=broadcast, channel=PAPER).order_by("ref"))


def people(crisis: Crisis, number: int, **given: str) -> list[Person]:
    town = Told(crisis)
    return [town.person(**given) for _ in range(number)]
