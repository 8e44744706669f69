"""What it changes that an officer saw somebody: where they stand from then on, or nothing that a look could change."""

from uuid import UUID

from dodomu.people.rules.ledger import FOLLOWS_WISH, Entry, Standing
from dodomu.people.rules.terms import Account, Evidence

BY_SIGHT = frozenset({Evidence.SEEN, Evidence.CARRIER, Evidence.SCANNED})
STAYS_AT_PLACE = frozenset({Account.ASSEMBLED, Account.ON_THE_WAY})


def seen_standing(stands: Standing, place: UUID) -> Standing | None:
    """Return where somebody stands who was seen at a place, or None where being seen there settles nothing.

    Whoever stays by choice goes on staying: to be seen is not to ask to leave. A promise, a journey, a homecoming and
    a death are not undone by a look: if one of them is wrong, the desk has to put it right.
    """
    if stands.account in FOLLOWS_WISH:
        return Standing(Account.STAYS if stands.account is Account.STAYS else Account.WAITING, place)
    return stands if stands.account in STAYS_AT_PLACE and stands.place == place else None


def is_seen_at(entry: Entry, place: UUID) -> bool:
    """Say whether somebody who stands by this entry stands at the place, and not by hearsay."""
    return entry.standing is not None and entry.standing.place == place and entry.evidence in BY_SIGHT
