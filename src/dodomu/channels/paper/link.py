"""`paper:///folder?rows=30`: where the sheets are kept, and how many people stand on one."""

from dataclasses import dataclass
from pathlib import Path

from dodomu.channels.links import read_folder
from dodomu.channels.paper.numbers import MOST_ROWS

KNOWN = ("rows",)
USUAL_ROWS = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """Where sheets are kept."""

    folder: Path
    rows: int = USUAL_ROWS


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says what to write instead."""
    folder, options = read_folder(link, "paper", KNOWN, "rows=30")
    return Settings(folder, int(options.number("rows", USUAL_ROWS, 1, MOST_ROWS)))
