"""When two records are certainly one person: the same document and birth date, or the same telephone and name.

Certain is still a proposal: an officer joins. What is merely likely is for the full matcher.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dodomu.people.rules.names import names_agree


class Ground(StrEnum):
    """What makes two records one person."""

    DOCUMENT_AND_BIRTH_DATE = "document-and-birth-date"
    PHONE_AND_NAME = "phone-and-name"


@dataclass(frozen=True, slots=True)
class Known:
    """What is believed of somebody, as far as it tells people apart."""

    name: str  # in full, as it is written
    birth_date: date | None = None
    phones: frozenset[str] = frozenset()
    documents: frozenset[bytes] = frozenset()  # blind indexes of the numbers


def certain_grounds(one: Known, other: Known) -> tuple[Ground, ...]:
    """Return why the two are certainly one person, or nothing: birth dates that differ outweigh everything else."""
    if birth_dates_contradict(one, other):
        return ()
    grounds = []
    if one.birth_date is not None and one.birth_date == other.birth_date and one.documents & other.documents:
        grounds.append(Ground.DOCUMENT_AND_BIRTH_DATE)
    if one.phones & other.phones and names_agree(one.name, other.name):
        grounds.append(Ground.PHONE_AND_NAME)
    return tuple(grounds)


def birth_dates_contradict(one: Known, other: Known) -> bool:
    """Say whether both birth dates are known and differ."""
    return one.birth_date is not None and other.birth_date is not None and one.birth_date != other.birth_date
