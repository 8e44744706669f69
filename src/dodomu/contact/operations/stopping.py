"""STOP: an address wants no more messages. Only what concerns life is sent there still, and says so.

Of an address that is nobody's in the register any more, a keyed hash is kept and not the address: a stop is obeyed for
good, also when the same telephone is registered again years later, and tells nobody who it was that said it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.core import signing
from django.db import connection

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Stop
from dodomu.foundation import encryption

HASHED: Final = "#"  # how an address begins of which only the hash is kept
CONTEXT: Final = "stop.address"
AT_ONCE: Final = 5_000
# Telephones, mail addresses and names are in the register as they stand here; of a Telegram chat, that it wrote to us.
NOBODYS: Final = """
    SELECT s.id, s.channel, s.address FROM contact_stop s
    WHERE s.address NOT LIKE %(hashed)s
      AND NOT EXISTS (SELECT FROM people_contactpoint a WHERE a.value = s.address)
      AND NOT EXISTS (SELECT FROM contact_correspondent o WHERE o.channel = s.channel AND o.address = s.address)
    LIMIT %(most)s
"""
SALT: Final = "dodomu.contact.stop"


def say_stop(*, channel: ChannelKind, address: str, at: datetime) -> bool:
    """Write down that an address said stop; no where it had before. What waits for it is not sent."""
    _, is_new = Stop.objects.get_or_create(channel=channel, address=address, lifted_at=None, defaults={"said_at": at})
    return is_new


def lift_stop(*, channel: ChannelKind, address: str, at: datetime) -> bool:
    """Write down that an address wants messages again; no where it never said otherwise."""
    both = [address, hash_of(channel, address)]
    return bool(Stop.objects.filter(channel=channel, address__in=both, lifted_at=None).update(lifted_at=at))


def stopped(*, channel: ChannelKind, addresses: Iterable[str]) -> frozenset[str]:
    """Return those of some addresses that said stop."""
    if not Stop.objects.filter(channel=channel, lifted_at=None).exists():
        return frozenset()
    asked = set(addresses)
    hashes = {hash_of(channel, each): each for each in asked}
    rows = Stop.objects.filter(channel=channel, address__in=[*asked, *hashes], lifted_at=None)
    return frozenset(hashes.get(each, each) for each in rows.values_list("address", flat=True))


def forget_stops() -> int:
    """Keep only the hash of addresses that said stop and are nobody's in the register; return how many those were."""
    with connection.cursor() as cursor:
        cursor.execute(NOBODYS, {"hashed": f"{HASHED}%", "most": AT_ONCE})
        found = cursor.fetchall()
    for row, channel, address in found:
        kept = hash_of(ChannelKind(channel), address)
        again = Stop.objects.filter(channel=channel, address=kept, lifted_at=None)
        if again.exists():
            Stop.objects.filter(id=row, lifted_at=None).delete()  # said once more since; the first still stands
        Stop.objects.filter(id=row).update(address=kept)
    return len(found)


def hash_of(channel: ChannelKind, address: str) -> str:
    """Return what is kept of an address that is nobody's."""
    return HASHED + encryption.blind_index(f"{channel} {address}", context=CONTEXT).hex()


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
