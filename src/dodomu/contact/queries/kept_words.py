"""Messages that a translator keeps: a folder for each kind, a file for each language (`content/messages/<kind>/`)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import dodomu

FOLDER: Final = Path(dodomu.__file__).parent / "content" / "messages"


@cache
def kept_words(kind: str) -> Mapping[str, tuple[str, str]]:
    """Return the first paragraph of a message and what follows it, by language."""
    found = {}
    for path in sorted((FOLDER / kind).glob("*.txt")):
        first, _, rest = path.read_text(encoding="utf-8").strip().partition("\n\n")
        found[path.stem] = (first, rest)
    return found
