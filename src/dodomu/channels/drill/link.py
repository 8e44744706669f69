"""`drill:///folder?…`: where messages are written, and what goes wrong how often."""

from dataclasses import dataclass
from pathlib import Path

from dodomu.channels.links import WrongLink, read_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """A rehearsal's provider. Shares are from 0 to 1; a seed and a message's name give the same luck every time."""

    folder: Path
    seed: int = 0
    refused: float = 0.0  # this share for good
    later: float = 0.0  # of each attempt: throttled
    doubt: float = 0.0  # of each attempt: no answer; every second of them is written all the same
    wait: float = 1.0  # seconds to wait when throttled
    delay: float = 0.0  # seconds that each message takes
    delivered: float = 0.0  # of those taken: a receipt comes
    failed: float = 0.0  # of those taken: a receipt comes that it did not arrive


SHARES = ("refused", "later", "doubt", "delivered", "failed")
KNOWN = (*SHARES, "seed", "wait", "delay")
MOST_SEED = 2.0**53


def read(link: str) -> Settings:
    """Read a link, or raise a `WrongLink` that says what to write instead."""
    folder, options = read_folder(link, "drill", KNOWN, "later=0.1")
    shares = {name: options.number(name, 0.0, 0, 1) for name in SHARES}
    if shares["refused"] + shares["later"] + shares["doubt"] > 1 or shares["delivered"] + shares["failed"] > 1:
        raise WrongLink("drill", "refused, later and doubt are shares of one whole, as are delivered and failed.")
    return Settings(
        folder,
        seed=int(options.number("seed", 0, 0, MOST_SEED)),
        wait=options.number("wait", 1.0, 0, 3600),
        delay=options.number("delay", 0.0, 0, 60),
        **shares,
    )
