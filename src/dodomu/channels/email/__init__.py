"""Mail: out by SMTP, in by LMTP. `connect(link)` gives a `Channel`."""

from dodomu.channels.email.client import Email
from dodomu.channels.email.link import read

__all__ = ["connect"]


def connect(link: str) -> Email:
    """Return the mail server that a link names, connected; or raise a `ChannelError` that says why not."""
    return Email(read(link))
