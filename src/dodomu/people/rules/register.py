"""What the register allows: how many from one telephone, how large a party, who counts as a citizen."""

from collections.abc import Sequence
from dataclasses import dataclass

from dodomu.people.rules.terms import PartyKind

LARGEST_PARTY = 100
PHONE_LIMIT = 10  # submissions a day from one telephone; a little more is allowed at random, see `limit_for`
DOCUMENT_LIMIT = 5
SPREAD = 5


@dataclass(frozen=True, slots=True)
class PartyGiven:
    """What was said of a party as a whole."""

    kind: PartyKind = PartyKind.SINGLE
    may_split: bool = False
    said_size: int | None = None


def limit_for(secret: bytes, least: int) -> int:
    """Return how many submissions are taken today, between `least` and `least` + 4.

    The number depends on a keyed hash of the telephone and the day: whoever counts how often a stranger's number is
    accepted cannot tell from the refusal whether that stranger has registered.
    """
    return least + secret[0] % SPREAD


def counts_as_citizen(citizenships: Sequence[str], sending: str) -> bool:
    """Relatives with another passport travel with a citizen and are counted apart."""
    return sending in citizenships


def kind_of_party(kind: PartyKind, size: int) -> PartyKind:
    """One person alone is a single, whatever the form said; several are at least a group."""
    if size > 1 and kind is PartyKind.SINGLE:
        return PartyKind.GROUP
    return kind
