"""The words that are printed, a file a language."""

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "uk", "ru", "kk")


@cache
def words(language: str) -> dict[str, str]:
    """Return the words of a language; English where we have none of it."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
