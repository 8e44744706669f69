"""What several tables of leaving have alike."""

from enum import StrEnum


def choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the terms as a column takes them."""
    return [(term.value, term.value) for term in terms]
