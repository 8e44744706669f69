"""Tables of the register, of identity decisions and of the ledger of whereabouts."""

from dodomu.people.models.identity import Join, MatchProposal
from dodomu.people.models.intake import ImportFile, ImportRow, ImportState
from dodomu.people.models.ledger import LedgerEntry
from dodomu.people.models.register import (
    ContactPoint,
    Document,
    Estimate,
    Note,
    Party,
    Person,
    PrivateLink,
    Registration,
)

__all__ = [
    "ContactPoint",
    "Document",
    "Estimate",
    "ImportFile",
    "ImportRow",
    "ImportState",
    "Join",
    "LedgerEntry",
    "MatchProposal",
    "Note",
    "Party",
    "Person",
    "PrivateLink",
    "Registration",
]
