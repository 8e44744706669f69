"""Private links for messages: only the hash of a link is kept, so each message that carries one has its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dodomu.foundation import bulk
from dodomu.foundation.identifiers import new_token, token_hash
from dodomu.people.models import PrivateLink


def new_links(*, parties: Sequence[UUID], at: datetime) -> list[str]:
    """Make a private link for each party, in order, and return the secrets; they cannot be read again."""
    tokens = [new_token() for _ in parties]
    bulk.write(
        PrivateLink,
        [
            bulk.new(PrivateLink, party_id=party, token_hash=token_hash(token), created_at=at)
            for party, token in zip(parties, tokens, strict=True)
        ],
    )
    return tokens
