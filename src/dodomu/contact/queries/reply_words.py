"""The words of the automatic reply, which a translator may edit (`content/messages/received`)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

FOLDER: Final = ("content", "messages", "received")


@cache
def reply_words(language: str) -> Mapping[str, str]:
    """Return the lines of the automatic reply in one of our languages."""
    text = resources.files("dodomu").joinpath(*FOLDER, f"{language}.txt").read_text(encoding="utf-8")
    lines = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): words.strip() for name, _, words in lines}
