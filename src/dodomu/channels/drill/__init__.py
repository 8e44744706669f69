"""Messages into a folder, for rehearsals and tests. `connect(link)` gives a `Channel`."""

from dodomu.channels.drill.client import Drill
from dodomu.channels.drill.link import read

__all__ = ["connect"]


def connect(link: str) -> Drill:
    """Return the folder that `drill:///folder?seed=1&refused=0.05` names, or raise a `ChannelError`."""
    return Drill(read(link))
