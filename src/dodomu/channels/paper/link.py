"""`paper:///folder?rows=30`: where the sheets are kept, and how many people stand on one."""

from dataclasses import dataclass
from pathlib import Path

from dodomu.channels.files import WrongLink, number, read_link
from dodomu.channels.paper.numbers import MOST_ROWS

KNOWN = frozenset({"rows"})
USUAL_ROWS = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """Where sheets are kept."""

    folder: Path
    rows: int = USUAL_ROWS


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says what to write instead."""
    folder, options = read_link(link, "paper", KNOWN)
    rows = int(number(options, "rows", USUAL_ROWS, MOST_ROWS))
    if rows < 1:
        raise WrongLink(f"rows must be a number from 1 to {MOST_ROWS}.")
    return Settings(folder, rows)
