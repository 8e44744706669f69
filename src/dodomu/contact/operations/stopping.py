"""STOP: an address wants no more messages. Only what concerns life is sent there still, and says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.core import signing

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Stop

SALT: Final = "dodomu.contact.stop"


def say_stop(*, channel: ChannelKind, address: str, at: datetime) -> bool:
    """Write down that an address said stop; no where it had before. What waits for it is not sent."""
    _, is_new = Stop.objects.get_or_create(channel=channel, address=address, lifted_at=None, defaults={"said_at": at})
    return is_new


def lift_stop(*, channel: ChannelKind, address: str, at: datetime) -> bool:
    """Write down that an address wants messages again; no where it never said otherwise."""
    return bool(Stop.objects.filter(channel=channel, address=address, lifted_at=None).update(lifted_at=at))


def stopped(*, channel: ChannelKind, addresses: Iterable[str]) -> frozenset[str]:
    """Return those of some addresses that said stop."""
    rows = Stop.objects.filter(channel=channel, address__in=list(addresses), lifted_at=None)
    return frozenset(rows.values_list("address", flat=True))


def token_of(channel: ChannelKind, address: str) -> str:
    """Return what a link carries under which this address stops: it cannot be made for another's."""
    return signing.dumps([channel.value, address], salt=SALT)


def is_ours(token: str) -> bool:
    """Say whether we made a link."""
    return _read(token) is not None


def stop_by_token(*, token: str, at: datetime) -> bool:
    """Stop the address that a link was made for; no where we did not make it. Twice is once."""
    found = _read(token)
    if found is not None:
        say_stop(channel=found[0], address=found[1], at=at)
    return found is not None


def lift_by_token(*, token: str, at: datetime) -> bool:
    """Send to the address that a link was made for again; no where we did not make it."""
    found = _read(token)
    if found is not None:
        lift_stop(channel=found[0], address=found[1], at=at)
    return found is not None


def _read(token: str) -> tuple[ChannelKind, str] | None:
    try:
        channel, address = signing.loads(token, salt=SALT)
        return ChannelKind(channel), str(address)
    except (signing.BadSignature, ValueError, TypeError):
        return None
