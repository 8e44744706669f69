"""Telegram by its Bot API. `connect(link)` gives a `Channel`."""

from dodomu.channels.telegram.client import Telegram
from dodomu.channels.telegram.link import read

__all__ = ["connect"]


def connect(link: str) -> Telegram:
    """Return the bot that a link names, known to be ours; or raise a `ChannelError` that says why not."""
    return Telegram(read(link))
