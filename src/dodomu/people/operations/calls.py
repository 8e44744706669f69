"""Taking a call: people are registered, and it is looked at once whether they are known. Nothing is joined."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dodomu.foundation.actors import Actor
from dodomu.people.operations.identity import propose_matches
from dodomu.people.operations.preparing import Receipt
from dodomu.people.operations.registering import register_party
from dodomu.people.rules.register import PartyGiven
from dodomu.people.rules.terms import Channel, GivenBy


def take_call(
    *,
    crisis: UUID,
    persons: Sequence[Mapping[str, str]],
    party: PartyGiven,
    given_by: GivenBy,
    submission: UUID,
    language: str,
    by: Actor,
    at: datetime,
) -> Receipt:
    """Register who was named in a call, or refuse; whoever may be known already is proposed while the caller waits."""
    with transaction.atomic():
        receipt = register_party(
            crisis=crisis,
            persons=persons,
            party=party,
            channel=Channel.PHONE,
            given_by=given_by,
            submission=submission,
            language=language,
            received_at=at,
            by=by,
            at=at,
        )
        propose_matches(crisis=crisis, persons=[person.id for person in receipt.persons], at=at)
    return receipt
