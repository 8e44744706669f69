"""SMS over SMPP 3.4. `connect(link)` gives a `Channel`."""

from dodomu.channels.messages import Channel
from dodomu.channels.sms_smpp.client import Smpp
from dodomu.channels.sms_smpp.link import read

__all__ = ["connect"]


def connect(link: str) -> Channel:
    """Return the operator that a link names, bound; or raise a `ChannelError` that says why not."""
    return Smpp(read(link))
