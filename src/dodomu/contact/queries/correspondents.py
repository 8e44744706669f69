"""Who is known under an address, and what they were asked last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from dodomu.channels.messages import ChannelKind
from dodomu.contact.models import Correspondent, Delivery
from dodomu.contact.rules.terms import DeliveryState, Purpose
from dodomu.contact.rules.threads import MOST_MENTIONED, Candidate, contact_kind
from dodomu.foundation.identifiers import token_hash
from dodomu.foundation.models import Crisis
from dodomu.people.models import ContactPoint, Person, PrivateLink
from dodomu.people.queries.lines import full_name
from dodomu.people.queries.matching import root_of
from dodomu.people.rules.terms import ContactKind

ASKED_FOR: Final = timedelta(hours=72)  # how long a question of ours is open
_WENT: Final = (DeliveryState.SENDING, DeliveryState.TAKEN, DeliveryState.DELIVERED, DeliveryState.IN_DOUBT,
                DeliveryState.UNKNOWN)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of ours that a message may answer."""

    broadcast: UUID
    purpose: Purpose
    at: datetime
    is_named: bool  # the message says itself what it answers


def candidates(channel: ChannelKind, address: str) -> list[Candidate]:
    """Return who is known under an address: in crises that are open, or else in those that were.

    Nobody is, by Telegram: what is typed in a form is a name there, which anybody may type and its owner may change; a
    chat is somebody's by their proof or an officer's word (`operations.placing`).
    """
    if channel is ChannelKind.TELEGRAM:
        return []
    kind = contact_kind(channel, address)
    points = ContactPoint.objects.filter(kind=kind, value__in=_spellings(kind, address))
    is_real = Q(person__crisis__exercise="")  # whoever writes into a drill is of an exercise, and nobody else is
    points = points.exclude(is_real) if channel is ChannelKind.DRILL else points.filter(is_real)
    roots = set(root_of(points.values_list("person_id", flat=True)).values())
    rows = list(Person.objects.select_related("crisis").filter(id__in=roots, forgotten_at__isnull=True).order_by("id"))
    is_open = [row for row in rows if row.crisis.closed_at is None]
    found = is_open or rows
    heard = _last_heard([row.id for row in found], channel, address)
    return [_candidate(row, heard.get(row.id)) for row in found]


def _spellings(kind: ContactKind, address: str) -> list[str]:
    if kind is ContactKind.TELEGRAM:
        name = address.removeprefix("@")
        return list(dict.fromkeys([address, name, f"@{name}", name.lower(), f"@{name.lower()}"]))
    return [address]


def _last_heard(persons: Sequence[UUID], channel: ChannelKind, address: str) -> dict[UUID, datetime]:
    rows = Correspondent.objects.filter(channel=channel, address=address, conversation__person__in=persons)
    return dict(rows.values_list("conversation__person_id", "last_heard_at"))


def _candidate(row: Person, heard_at: datetime | None) -> Candidate:
    hours = [row.registered_at, row.wish_said_at, row.account_since, heard_at]
    last = max(hour for hour in hours if hour is not None)
    return Candidate(row.id, row.party_id, row.leads_party, full_name(row), row.reference, last)


def crisis_of_unknown(channel: ChannelKind) -> UUID | None:
    """Return the crisis in whose tray unknown senders of a channel lie, or None where it could be one of several."""
    rows = Crisis.objects.filter(closed_at__isnull=True)
    rows = rows.exclude(exercise="") if channel is ChannelKind.DRILL else rows.filter(exercise="")
    found = list(rows.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def asked_last(person: UUID, *, address: str, ref: str, at: datetime) -> Asked | None:
    """Return the question that a message of somebody answers: the one it names, else the last that is still open."""
    asking = Delivery.objects.filter(broadcast__purpose__in=[Purpose.CHECK_IN, Purpose.OFFER])
    named = asking.filter(ref=ref, address=address).select_related("broadcast").first() if ref else None
    open_ones = asking.filter(person=person, state__in=_WENT, due_at__gt=at - ASKED_FOR, due_at__lte=at)
    row = named or open_ones.select_related("broadcast").order_by("-due_at").first()
    if row is None or row.broadcast is None:
        return None
    return Asked(row.broadcast.id, Purpose(row.broadcast.purpose), row.sent_at or row.due_at, named is not None)


def persons_of_codes(crisis: UUID | None, codes: Iterable[str]) -> list[UUID]:
    """Return whom some reference codes name."""
    rows = Person.objects.filter(reference__in=list(codes)[:MOST_MENTIONED], forgotten_at__isnull=True)
    if crisis:
        rows = rows.filter(crisis=crisis)
    return list(dict.fromkeys(root_of(rows.values_list("id", flat=True)).values()))


def persons_of_links(crisis: UUID | None, tokens: Iterable[str]) -> list[UUID]:
    """Return who leads the parties whose private links these are, revoked or not."""
    hashes = [token_hash(token) for token in list(tokens)[:MOST_MENTIONED]]
    parties = PrivateLink.objects.filter(token_hash__in=hashes).values_list("party_id", flat=True)
    rows = Person.objects.filter(party__in=list(parties), joined_into__isnull=True, forgotten_at__isnull=True)
    if crisis:
        rows = rows.filter(crisis=crisis)
    return list(rows.order_by("party", "-leads_party", "registered_at").distinct("party").values_list("id", flat=True))
