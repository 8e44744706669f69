"""Call lists and warden sheets. `connect(link)` gives a `Channel`."""

from dodomu.channels.paper.client import Paper
from dodomu.channels.paper.link import read

__all__ = ["connect"]


def connect(link: str) -> Paper:
    """Return the folder of sheets that `paper:///folder?rows=30` names, or raise a `ChannelError`."""
    return Paper(read(link))
