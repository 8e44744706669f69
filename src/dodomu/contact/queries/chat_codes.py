"""Codes by which a Telegram chat is known to be somebody's: https://t.me/<bot>?start=<code>.

One is made for who has answered for themselves on their private page. It holds for an hour and serves one chat: what it
is signed with changes when a chat is theirs, so a link that is forwarded after that is worth nothing. Nothing is kept.
"""

import base64
import hmac
from binascii import Error
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Correspondent
from dodomu.foundation import encryption
from dodomu.people.models import Person
from dodomu.people.queries.matching import members_of, root_of

HOLDS: Final = timedelta(hours=1)
CONTEXT: Final = "telegram.chat"
_ID, _UNTIL, _WHOLE = 16, 5, 37  # octets: together 50 letters of the 64 that Telegram carries


def code_for(person: UUID, *, at: datetime) -> str:
    """Return a code for somebody, to be given to nobody who has not shown that they are in their party."""
    until = int((at + HOLDS).timestamp()).to_bytes(_UNTIL)
    return base64.urlsafe_b64encode(person.bytes + until + _mark(person, until)).decode().rstrip("=")


def person_of(code: str, *, at: datetime) -> UUID | None:
    """Return for whom a code was made, if it is ours, holds, and no chat became theirs since."""
    try:
        octets = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    except (Error, ValueError):
        return None
    if len(octets) != _WHOLE:
        return None
    person, until = UUID(bytes=octets[:_ID]), octets[_ID : _ID + _UNTIL]
    is_ours = hmac.compare_digest(_mark(person, until), octets[_ID + _UNTIL :])
    if not is_ours or int.from_bytes(until) < at.timestamp():
        return None
    return person if Person.objects.filter(id=person, forgotten_at__isnull=True).exists() else None


def _mark(person: UUID, until: bytes) -> bytes:
    members = members_of([root_of([person]).get(person, person)])
    chats = Correspondent.objects.filter(channel=ChannelKind.TELEGRAM, conversation__person__in=members)
    last = chats.aggregate(last=Max("decided_at"))["last"]
    return encryption.blind_index(f"{person.hex} {until.hex()} {last}", context=CONTEXT)
