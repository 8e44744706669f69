"""What the tests of Telegram share: a bot that is connected, messages, and updates."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from benchmarks.peers import bot_api

from dodomu.channels import telegram
from dodomu.channels.messages import Choice, Heard, Outgoing, Result
from dodomu.channels.telegram.client import Telegram

CHOICES = (Choice("1", "Я в безпеці"), Choice("2", "Потрібна допомога"))


@contextlib.contextmanager
def connected(server: bot_api.Server, more: str = "&rate=1000&chat=0") -> Iterator[Telegram]:
    tls = "" if server.habits.certificate else "&tls=0"
    channel = telegram.connect(f"telegram://{bot_api.TOKEN}@127.0.0.1:{server.port}?answer=10{tls}{more}")
    try:
        yield channel
    finally:
        channel.close()


def ask_again(channel: Telegram) -> Sequence[Heard]:
    """Ask without the pause that is kept between two questions."""
    channel._inbox._asked_at -= 10
    return channel.hear(0)


def message(chat: int | str = 7, *, number: int = 0, text: str = "Де ви?", **more) -> Outgoing:
    number = number or (chat if isinstance(chat, int) else 1)
    return Outgoing(UUID(int=abs(number)), str(chat), text, "uk", **more)


def send(channel: Telegram, messages: Sequence[Outgoing], *, most: int = 10**9) -> dict[str, Result]:
    """Hand messages over; return what became of each by its chat, and see that each has one result."""
    results: list[Result] = []
    for each in channel.send(messages, goes_on=lambda: len(results) < most):
        results.append(each)
    assert sorted(each.id for each in results) == sorted(each.id for each in messages)
    chats = {each.id: each.to for each in messages}
    return {chats[each.id]: each for each in results}


def said(text: str, *, chat: int = 7, name: int = 10, **more: Any) -> dict[str, Any]:
    """Return the update that brings somebody's words."""
    who = {"id": chat, "is_bot": False, "first_name": "Олена"}
    words = {"message_id": name, "from": who, "chat": {"id": chat, "type": "private"}, "date": 1642132920, "text": text}
    return {"message": {**words, **more}}


def tapped(code: str, *, chat: int = 7, under: int = 5001, name: str = "77") -> dict[str, Any]:
    """Return the update that says that somebody tapped a button."""
    below = {"message_id": under, "chat": {"id": chat, "type": "private"}, "date": 1642132920}
    who = {"id": chat, "is_bot": False, "first_name": "Олена"}
    return {"callback_query": {"id": name, "from": who, "message": below, "chat_instance": "1", "data": code}}


def blocked(chat: int = 7, status: str = "kicked") -> dict[str, Any]:
    """Return the update that says that somebody blocked the bot, or let it in again."""
    bot = {"id": 123456, "is_bot": True, "first_name": "Dodomu"}
    who = {"id": chat, "is_bot": False, "first_name": "Олена"}
    changed = {
        "chat": {"id": chat, "type": "private", "first_name": "Олена"},
        "from": who,
        "date": 1642132920,
        "old_chat_member": {"status": "member", "user": bot},
        "new_chat_member": {"status": status, "user": bot, "until_date": 0},
    }
    return {"my_chat_member": changed}
