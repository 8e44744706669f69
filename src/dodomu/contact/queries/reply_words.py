"""The words that a machine says: a translator may edit them (`content/messages`)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources


def reply_words(language: str) -> Mapping[str, str]:
    """Return the lines of the automatic reply in one of our languages."""
    return _lines("received", language)


def chat_words(language: str) -> Mapping[str, str]:
    """Return what a chat is told that was begun under a link of ours, in one of our languages."""
    return _lines("chat", language)


@cache
def _lines(kind: str, language: str) -> Mapping[str, str]:
    file = resources.files("dodomu").joinpath("content", "messages", kind, f"{language}.txt")
    lines = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {name.strip(): words.strip() for name, _, words in lines}
